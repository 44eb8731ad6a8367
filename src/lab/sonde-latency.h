/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_LATENCY_PER_DECADE 10
#define SONDE_LATENCY_N_DECADES  7
#define SONDE_LATENCY_N_BARS     (SONDE_LATENCY_PER_DECADE * SONDE_LATENCY_N_DECADES)

/* The distribution of durations, in bounded memory however many there are: below 2048 µs each
 * microsecond has a count of its own, above it each octave has 1024, so that a percentile is off by
 * 0.1 % at most. */
typedef struct _SondeLatency SondeLatency;

SondeLatency *sonde_latency_new (void);
void sonde_latency_free (SondeLatency *self);
void sonde_latency_clear (SondeLatency *self);
void sonde_latency_add (SondeLatency *self, gint64 duration_us);

guint64 sonde_latency_get_n (const SondeLatency *self);
gint64 sonde_latency_get_min_us (const SondeLatency *self); /* -1 where there is none */
gint64 sonde_latency_get_max_us (const SondeLatency *self);
gint64 sonde_latency_get_percentile_us (const SondeLatency *self, guint percent);
void sonde_latency_get_bars (const SondeLatency *self, guint64 bars[SONDE_LATENCY_N_BARS]);
double sonde_latency_get_bar_start_us (guint bar);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeLatency, sonde_latency_free)

G_END_DECLS
