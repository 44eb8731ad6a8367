/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeLogKind:
 * @get_item_type: the type of the items
 * @get_range: the number of the oldest entry that the log keeps, and one more than the newest's
 * @create_item: (transfer full): stands for an entry, which may be gone by then
 * @scan: appends the numbers, from @start up to @stop, of entries that pass the filter
 *
 * A log whose entries are numbered without holes and keep their number for life, and whose oldest
 * go first.
 */
typedef struct
{
  GType (*get_item_type) (void);
  void (*get_range) (gpointer log, guint64 *first, guint64 *end);
  gpointer (*create_item) (gpointer log, guint64 number);
  void (*scan) (gpointer log, gconstpointer filter, guint64 start, guint64 stop, GArray *matches);
} SondeLogKind;

#define SONDE_TYPE_LOG_MODEL (sonde_log_model_get_type ())

/* A #GListModel over a log that another thread fills. It changes only in
 * sonde_log_model_refresh(), which its owner calls once per frame of the display. */
G_DECLARE_FINAL_TYPE (SondeLogModel, sonde_log_model, SONDE, LOG_MODEL, GObject)

SondeLogModel *sonde_log_model_new (const SondeLogKind *kind);

void sonde_log_model_set_log (SondeLogModel *self, gpointer log);
gconstpointer sonde_log_model_get_filter (SondeLogModel *self);
void sonde_log_model_set_filter (SondeLogModel *self, gpointer filter, GDestroyNotify destroy);
gboolean sonde_log_model_refresh (SondeLogModel *self);

G_END_DECLS
