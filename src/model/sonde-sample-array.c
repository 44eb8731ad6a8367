/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-sample-array.h"

#include <math.h>
#include <string.h>

/* What goes at once when the columns are full: the larger it is, the rarer the move of the rest. */
#define DROP_DIVISOR     8
#define INITIAL_CAPACITY 64

static void
drop_oldest (SondeSampleArray *self)
{
  gsize n_drop = MAX (self->max_entries / DROP_DIVISOR, 1);

  if (n_drop < self->n_entries && sonde_sample_array_is_gap (self, n_drop))
    n_drop++;

  for (gsize i = 0; i < n_drop; i++)
    self->n_gaps -= sonde_sample_array_is_gap (self, i) ? 1 : 0;

  self->n_entries -= n_drop;
  memmove (self->times_us, self->times_us + n_drop, self->n_entries * sizeof *self->times_us);
  memmove (self->values, self->values + n_drop, self->n_entries * sizeof *self->values);
}

static void
reserve_one (SondeSampleArray *self)
{
  if (self->n_entries < self->capacity)
    return;

  self->capacity = MIN (MAX (self->capacity * 2, INITIAL_CAPACITY), self->max_entries);
  self->times_us = g_renew (gint64, self->times_us, self->capacity);
  self->values = g_renew (double, self->values, self->capacity);
}

static gboolean
gap_is_redundant (const SondeSampleArray *self, gsize index)
{
  return index == 0 || sonde_sample_array_is_gap (self, index - 1) ||
         (index < self->n_entries && sonde_sample_array_is_gap (self, index));
}

/**
 * sonde_sample_array_init:
 * @max_entries: the bound, at least 1
 *
 * Makes empty columns.
 */
void
sonde_sample_array_init (SondeSampleArray *self, gsize max_entries)
{
  g_assert (max_entries > 0);

  *self = (SondeSampleArray){ .max_entries = max_entries };
}

/**
 * sonde_sample_array_clear:
 *
 * Frees the entries; the columns are empty and may be used again.
 */
void
sonde_sample_array_clear (SondeSampleArray *self)
{
  g_clear_pointer (&self->times_us, g_free);
  g_clear_pointer (&self->values, g_free);
  self->capacity = 0;
  self->n_entries = 0;
  self->n_gaps = 0;
}

/**
 * sonde_sample_array_insert:
 * @value: the value; NaN for a gap
 *
 * Puts an entry in its place by time, behind those of the same time; at the end, in amortised
 * constant time. When the columns are full, the oldest eighth goes. A gap that says nothing new is
 * left out, and so is what is older than all of full columns.
 *
 * Returns: whether the columns changed
 */
gboolean
sonde_sample_array_insert (SondeSampleArray *self, gint64 time_us, double value)
{
  gsize index = sonde_sample_array_upper_bound (self, time_us);
  gsize n_moved;

  if (isnan (value) && gap_is_redundant (self, index))
    return FALSE;

  if (self->n_entries == self->max_entries)
    {
      if (index == 0)
        return FALSE;

      drop_oldest (self);
      index = sonde_sample_array_upper_bound (self, time_us);
      if (isnan (value) && gap_is_redundant (self, index))
        return TRUE;
    }

  reserve_one (self);

  n_moved = self->n_entries - index;
  memmove (self->times_us + index + 1, self->times_us + index, n_moved * sizeof (gint64));
  memmove (self->values + index + 1, self->values + index, n_moved * sizeof (double));

  self->times_us[index] = time_us;
  self->values[index] = value;
  self->n_entries++;
  self->n_gaps += isnan (value) ? 1 : 0;

  return TRUE;
}

/**
 * sonde_sample_array_is_gap:
 *
 * Returns: whether an entry is a gap
 */
gboolean
sonde_sample_array_is_gap (const SondeSampleArray *self, gsize index)
{
  return isnan (self->values[index]);
}

/**
 * sonde_sample_array_get:
 *
 * Returns: an entry
 */
SondeSample
sonde_sample_array_get (const SondeSampleArray *self, gsize index)
{
  return (SondeSample){ self->times_us[index], self->values[index] };
}

/**
 * sonde_sample_array_get_last_value:
 *
 * Returns: the index of the latest entry with a value, of columns that are not empty
 */
gsize
sonde_sample_array_get_last_value (const SondeSampleArray *self)
{
  gsize last = self->n_entries - 1;

  return sonde_sample_array_is_gap (self, last) ? last - 1 : last;
}

/**
 * sonde_sample_array_lower_bound:
 *
 * Returns: the index of the first entry at or after a time
 */
gsize
sonde_sample_array_lower_bound (const SondeSampleArray *self, gint64 time_us)
{
  gsize low = 0;
  gsize high = self->n_entries;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->times_us[middle] < time_us)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/**
 * sonde_sample_array_upper_bound:
 *
 * Returns: the index of the first entry after a time
 */
gsize
sonde_sample_array_upper_bound (const SondeSampleArray *self, gint64 time_us)
{
  if (time_us == G_MAXINT64)
    return self->n_entries;

  return sonde_sample_array_lower_bound (self, time_us + 1);
}
