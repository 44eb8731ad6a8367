/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_CADENCE_N_INTERVALS 9

/**
 * SondeCadence:
 *
 * How regularly measures come, by the latest intervals between them. Where nothing else says that
 * no measure was taken for a while, a silence does: an interval of more than twenty times each of
 * those before it and the one after it. A probe that was told another period is not silent: it goes
 * on at the new one.
 *
 * Zeroed, it knows of no measure.
 */
typedef struct
{
  gint64 last_us;
  guint64 intervals_us[SONDE_CADENCE_N_INTERVALS]; /* the latest ones, in turn */
  guint n_intervals;                               /* all that there were */
  gboolean follows;                                /* there is a measure at last_us */
} SondeCadence;

gboolean sonde_cadence_add (SondeCadence *self, gint64 time_us, gint64 *silent_from_us);

G_END_DECLS
