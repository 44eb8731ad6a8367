/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-latency.h"

#include <math.h>
#include <string.h>

#define EXACT_BITS 11 /* below 2^11 each microsecond has its count */
#define EXACT      (1u << EXACT_BITS)
#define SUB        (EXACT / 2) /* counts in each octave above */
#define MAX_BITS   36          /* 19 hours */
#define N_COUNTS   (EXACT + (MAX_BITS - EXACT_BITS) * SUB)

struct _SondeLatency
{
  guint64 n;
  gint64 min_us;
  gint64 max_us;
  guint32 counts[N_COUNTS];
};

static guint
find_count (gint64 duration_us)
{
  guint64 value = (guint64) CLAMP (duration_us, 0, (G_GINT64_CONSTANT (1) << MAX_BITS) - 1);
  guint octave;

  if (value < EXACT)
    return (guint) value;
  octave = g_bit_storage ((gulong) value) - EXACT_BITS - 1;
  return EXACT + octave * SUB + (guint) ((value >> (octave + 1)) - SUB);
}

/* The middle of what a count stands for. */
static gint64
get_value_us (guint index)
{
  guint octave;

  if (index < EXACT)
    return index;
  octave = (index - EXACT) / SUB;
  return ((gint64) ((index - EXACT) % SUB + SUB) << (octave + 1)) +
         (G_GINT64_CONSTANT (1) << octave);
}

SondeLatency *
sonde_latency_new (void)
{
  SondeLatency *self = g_new (SondeLatency, 1);

  sonde_latency_clear (self);
  return self;
}

void
sonde_latency_free (SondeLatency *self)
{
  g_free (self);
}

void
sonde_latency_clear (SondeLatency *self)
{
  memset (self, 0, sizeof *self);
  self->min_us = -1;
  self->max_us = -1;
}

void
sonde_latency_add (SondeLatency *self, gint64 duration_us)
{
  guint32 *count = &self->counts[find_count (duration_us)];

  *count += *count < G_MAXUINT32;
  self->n++;
  if (self->min_us < 0 || duration_us < self->min_us)
    self->min_us = duration_us;
  self->max_us = MAX (self->max_us, duration_us);
}

guint64
sonde_latency_get_n (const SondeLatency *self)
{
  return self->n;
}

gint64
sonde_latency_get_min_us (const SondeLatency *self)
{
  return self->min_us;
}

gint64
sonde_latency_get_max_us (const SondeLatency *self)
{
  return self->max_us;
}

/**
 * sonde_latency_get_percentile_us:
 * @percent: 1 to 100
 *
 * Returns: the nearest rank, the least duration that so many percent do not exceed, or -1 where
 *   there is none
 */
gint64
sonde_latency_get_percentile_us (const SondeLatency *self, guint percent)
{
  guint64 rank = MAX ((self->n * percent + 99) / 100, 1);
  guint64 n = 0;

  if (self->n == 0)
    return -1;
  for (guint i = 0; i < N_COUNTS; i++)
    {
      n += self->counts[i];
      if (n >= rank)
        return CLAMP (get_value_us (i), self->min_us, self->max_us);
    }
  return self->max_us;
}

/**
 * sonde_latency_get_bar_start_us:
 * @bar: up to %SONDE_LATENCY_N_BARS
 *
 * Returns: the shortest duration in a bar, the tenth of a decade above the one before; what is
 *   shorter than 1 µs is in the first and what is longer than 10 s in the last
 */
double
sonde_latency_get_bar_start_us (guint bar)
{
  return pow (10, (double) bar / SONDE_LATENCY_PER_DECADE);
}

/**
 * sonde_latency_get_bars:
 * @bars: (out caller-allocates): how many durations are in each bar
 */
void
sonde_latency_get_bars (const SondeLatency *self, guint64 bars[SONDE_LATENCY_N_BARS])
{
  guint bar = 0;
  guint first = self->n > 0 ? find_count (self->min_us) : 0;
  guint last = self->n > 0 ? find_count (self->max_us) : 0;

  memset (bars, 0, SONDE_LATENCY_N_BARS * sizeof bars[0]);
  for (guint i = first; i <= last; i++)
    {
      while (bar + 1 < SONDE_LATENCY_N_BARS &&
             (double) get_value_us (i) >= sonde_latency_get_bar_start_us (bar + 1))
        bar++;
      bars[bar] += self->counts[i];
    }
}
