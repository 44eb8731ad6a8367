/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * StoreCrash:
 * @n_measures: what the file holds
 * @lost_us: the time between the last measure that was added and the last one that the file has
 *
 * What a killed process left behind.
 */
typedef struct
{
  gint64 n_measures;
  gint64 lost_us;
} StoreCrash;

gboolean store_crash_run (const char *helper,
                          const char *folder,
                          GRand *rand,
                          guint rows_per_ms,
                          StoreCrash *crash,
                          GError **error);

G_END_DECLS
