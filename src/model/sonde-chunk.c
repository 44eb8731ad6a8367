/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chunk.h"

#include <math.h>
#include <string.h>

/* By how many rows doubles may be wrong about where a row is; many times so much. */
#define ROUNDING 1e-6

/* After any change but a new last row: what has its digests, and that nobody has looked. */
static void
settle (SondeChunk *self)
{
  self->stray = INFINITY;
  self->n_digested = self->n_rows;
  if (!self->sealed && self->n_rows > 0)
    self->n_digested -= (self->n_rows - 1) % SONDE_CHUNK_BLOCK_ROWS + 1;
}

/**
 * sonde_chunk_init:
 * @capacity: how many rows shall fit, at least 1 and at most %SONDE_CHUNK_MAX_ROWS
 *
 * Makes a chunk without rows.
 */
void
sonde_chunk_init (SondeChunk *self, gsize capacity)
{
  capacity = (capacity + SONDE_CHUNK_BLOCK_ROWS - 1) / SONDE_CHUNK_BLOCK_ROWS *
             SONDE_CHUNK_BLOCK_ROWS;
  *self = (SondeChunk){
    .times_us = g_new (gint64, capacity),
    .stray = INFINITY,
    .capacity = (guint32) capacity,
  };
}

void
sonde_chunk_clear (SondeChunk *self)
{
  g_clear_pointer (&self->times_us, g_free);
}

/**
 * sonde_chunk_insert:
 * @row: where, at most the number of rows
 * @time_us: a time between those of its neighbours
 *
 * Puts a row into its place in a chunk that is not full.
 */
void
sonde_chunk_insert (SondeChunk *self, gsize row, gint64 time_us)
{
  memmove (self->times_us + row + 1, self->times_us + row,
           (self->n_rows - row) * sizeof *self->times_us);
  self->times_us[row] = time_us;
  self->n_rows++;
  settle (self);
}

/**
 * sonde_chunk_split:
 * @row: the first row of the second part
 * @rest: (out caller-allocates): the second part
 *
 * Cuts a chunk in two. The first part is sealed; the second is as the whole was.
 */
void
sonde_chunk_split (SondeChunk *self, gsize row, SondeChunk *rest)
{
  sonde_chunk_init (rest, SONDE_CHUNK_MAX_ROWS);
  rest->n_rows = self->n_rows - (guint32) row;
  rest->sealed = self->sealed;
  memcpy (rest->times_us, self->times_us + row, rest->n_rows * sizeof *rest->times_us);
  settle (rest);

  self->n_rows = (guint32) row;
  self->sealed = TRUE;
  settle (self);
}

/**
 * sonde_chunk_drop:
 * @n_rows: how many of the oldest, fewer than there are
 *
 * Forgets the oldest rows.
 */
void
sonde_chunk_drop (SondeChunk *self, gsize n_rows)
{
  self->n_rows -= (guint32) n_rows;
  memmove (self->times_us, self->times_us + n_rows, self->n_rows * sizeof *self->times_us);
  settle (self);
}

/* How long after the first row a time is. Times may lie further apart than a signed number can say.
 */
static double
get_distance_us (gint64 first_us, gint64 time_us)
{
  return (double) ((guint64) time_us - (guint64) first_us);
}

/**
 * sonde_chunk_seal:
 *
 * Says that no row is added at the end any more, and looks how regular the rows are.
 */
void
sonde_chunk_seal (SondeChunk *self)
{
  gint64 first_us = self->times_us[0];
  double length_us = get_distance_us (first_us, self->times_us[self->n_rows - 1]);
  double place = 0;
  double stray = 0;

  self->sealed = TRUE;
  settle (self);
  if (length_us <= 0)
    return;

  self->rows_per_us = (self->n_rows - 1) / length_us;
  for (gsize i = 0; i < self->n_rows; i++)
    {
      double away = get_distance_us (first_us, self->times_us[i]) * self->rows_per_us - place;

      stray = MAX (stray, fabs (away));
      place++;
    }
  self->stray = stray + ROUNDING;
}

/* The first whole number that is not below a place, within the rows. */
static gsize
round_up (const SondeChunk *self, double place)
{
  gsize row = (gsize) CLAMP (place, 0, self->n_rows);

  return row + (place > (double) row && row < self->n_rows ? 1 : 0);
}

/**
 * sonde_chunk_locate:
 * @first_us: the time of the first row
 * @next_us: a time that no row is after, such as that of the first row of the next chunk
 * @row: (out): the first row at or after a time, or the number of rows; or else a guess
 *
 * Finds a row without a look at the times, which in a long history would be a wait for the memory:
 * most series are regular enough for that. Where this one is not, the memory is asked for what
 * `sonde_chunk_lower_bound()` looks at first.
 *
 * Returns: %FALSE where the row is a guess
 */
gboolean
sonde_chunk_locate (
    const SondeChunk *self, gint64 time_us, gint64 first_us, gint64 next_us, gsize *row)
{
  double place;

  *row = 0;
  if (time_us <= first_us)
    return TRUE;

  place = get_distance_us (first_us, time_us);
  if (self->stray < 0.5)
    {
      place *= self->rows_per_us;
      *row = round_up (self, place - self->stray);
      if (*row == round_up (self, place + self->stray))
        return TRUE;
    }
  else
    {
      place *= self->n_rows / MAX (get_distance_us (first_us, next_us), 1.0);
      *row = round_up (self, place);
    }

  *row = MIN (*row, MAX (self->n_rows, 1) - 1);
  __builtin_prefetch (&self->times_us[*row]);

  return FALSE;
}

/**
 * sonde_chunk_lower_bound:
 * @guess: a row to begin with; the nearer, the sooner the search ends
 *
 * Returns: the first row at or after a time, or the number of rows
 */
gsize
sonde_chunk_lower_bound (const SondeChunk *self, gint64 time_us, gsize guess)
{
  const gint64 *times_us = self->times_us;
  gsize low = 0; /* rows before it are earlier than the time */
  gsize high = self->n_rows;

  if (high == 0)
    return 0;

  for (gsize step = 1;; step *= 2)
    if (times_us[guess] < time_us)
      {
        low = guess + 1;
        if (low + step > high || times_us[low + step - 1] >= time_us)
          {
            high = MIN (high, low + step - 1);
            break;
          }
        guess = low + step - 1;
      }
    else
      {
        high = guess;
        if (high < low + step || times_us[high - step] < time_us)
          {
            low = high < low + step ? low : high - step + 1;
            break;
          }
        guess = high - step;
      }

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (times_us[middle] < time_us)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}
