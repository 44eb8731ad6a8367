/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SondeRange:
 * @id: the name in actions and settings
 * @label: the untranslated label of its button
 * @title: the untranslated sentence that a screen reader and a tooltip give
 * @span_us: how much time it shows; 0 shows all there is
 *
 * A choice of how much time the charts show.
 */
typedef struct
{
  const char *id;
  const char *label;
  const char *title;
  gint64 span_us;
} SondeRange;

const SondeRange *sonde_range_get_all (gsize *n_ranges);
const SondeRange *sonde_range_lookup (const char *id);
void sonde_range_compute (const SondeRange *self,
                          gint64 first_us,
                          gint64 now_us,
                          gboolean goes_on,
                          gint64 *start_us,
                          gint64 *end_us);

G_END_DECLS
