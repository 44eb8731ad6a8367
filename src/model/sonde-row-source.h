/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SONDE_TYPE_ROW_SOURCE (sonde_row_source_get_type ())

/* Where measures come from, one after the other in order of time, such as a recording or what is in
 * memory. Its calls may wait for the disk, and are made by one thread at a time. */
G_DECLARE_INTERFACE (SondeRowSource, sonde_row_source, SONDE, ROW_SOURCE, GObject)

/**
 * SondeRowSourceInterface:
 * @open: see `sonde_row_source_open()`
 * @get_ids: see `sonde_row_source_get_ids()`
 * @get_span: see `sonde_row_source_get_span()`
 * @next: see `sonde_row_source_next()`
 */
struct _SondeRowSourceInterface
{
  GTypeInterface parent_interface;

  gboolean (*open) (SondeRowSource *self, gint64 from_us, gint64 to_us, GError **error);
  const char *const *(*get_ids) (SondeRowSource *self);
  gboolean (*get_span) (SondeRowSource *self, gint64 *first_us, gint64 *last_us);
  gboolean (*next) (SondeRowSource *self,
                    gint64 *time_us,
                    const double **values,
                    guint *n_values,
                    GError **error);
};

gboolean sonde_row_source_open (SondeRowSource *self, gint64 from_us, gint64 to_us, GError **error);
const char *const *sonde_row_source_get_ids (SondeRowSource *self);
gboolean sonde_row_source_get_span (SondeRowSource *self, gint64 *first_us, gint64 *last_us);
gboolean sonde_row_source_next (
    SondeRowSource *self, gint64 *time_us, const double **values, guint *n_values, GError **error);

G_END_DECLS
