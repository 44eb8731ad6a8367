/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-tally-block.h"

#include "sonde-integer-codec.h"
#include "sonde-packed.h"
#include "sonde-value-codec.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Packed, its first stream holds the width and the slices, and the stream of a channel its counts,
 * its gaps (1 leading, 2 trailing) and, of the slices that have samples, the least, the greatest,
 * the first and the last value, the sum and the squares. The squares came later: where a stream
 * ends before them, they are not known. */

#define GAP_LEADING  1
#define GAP_TRAILING 2

#define SQUARES_DROPPED_BITS 29

static const gsize members[] = {
  G_STRUCT_OFFSET (SondeTally, min),   G_STRUCT_OFFSET (SondeTally, max),
  G_STRUCT_OFFSET (SondeTally, first), G_STRUCT_OFFSET (SondeTally, last),
  G_STRUCT_OFFSET (SondeTally, sum),
};

/**
 * sonde_tally_block_new:
 * @width_us: how long a slice is, above 0
 * @n_channels: how many channels
 *
 * Returns: (transfer full): a block without slices
 */
SondeTallyBlock *
sonde_tally_block_new (gint64 width_us, guint n_channels)
{
  SondeTallyBlock *self = g_new0 (SondeTallyBlock, 1);

  self->width_us = width_us;
  self->slices = g_array_new (FALSE, TRUE, sizeof (gint64));
  self->channels = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint i = 0; i < n_channels; i++)
    g_ptr_array_add (self->channels, g_array_new (FALSE, TRUE, sizeof (SondeTally)));

  return self;
}

/**
 * sonde_tally_block_free:
 *
 * Frees a block.
 */
void
sonde_tally_block_free (SondeTallyBlock *self)
{
  g_clear_pointer (&self->slices, g_array_unref);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_free (self);
}

/**
 * sonde_tally_block_get:
 *
 * Returns: (transfer none): the tally of a channel in the slice that stands at @index
 */
SondeTally *
sonde_tally_block_get (SondeTallyBlock *self, guint channel, guint index)
{
  return &g_array_index ((GArray *) g_ptr_array_index (self->channels, channel), SondeTally, index);
}

/* The place of a slice at or after the last one, which it makes. */
static guint
reach (SondeTallyBlock *self, gint64 slice)
{
  guint n_slices = self->slices->len;

  if (n_slices > 0 && g_array_index (self->slices, gint64, n_slices - 1) >= slice)
    return n_slices - 1;

  g_array_append_val (self->slices, slice);
  for (guint i = 0; i < self->channels->len; i++)
    g_array_set_size (g_ptr_array_index (self->channels, i), n_slices + 1);

  return n_slices;
}

static void
ensure_channels (SondeTallyBlock *self, guint n_channels)
{
  while (self->channels->len < n_channels)
    {
      GArray *tallies = g_array_new (FALSE, TRUE, sizeof (SondeTally));

      g_array_set_size (tallies, self->slices->len);
      g_ptr_array_add (self->channels, tallies);
    }
}

/**
 * sonde_tally_block_add_rows:
 * @times_us: (array length=n_rows): times that never decrease, none before the last slice
 * @columns: (array length=n_columns): for each channel, a value per row
 *
 * Sums up measures that come after what the block holds.
 */
void
sonde_tally_block_add_rows (SondeTallyBlock *self,
                            const gint64 *times_us,
                            const double *const *columns,
                            guint n_columns,
                            gsize n_rows)
{
  gsize row = 0;

  ensure_channels (self, n_columns);
  while (row < n_rows)
    {
      gint64 slice = sonde_series_align_us (times_us[row], self->width_us) / self->width_us;
      guint index = reach (self, slice);
      gint64 end_us;
      gsize end = row + 1;

      if (__builtin_mul_overflow (slice + 1, self->width_us, &end_us))
        end_us = G_MAXINT64;
      while (end < n_rows && times_us[end] < end_us)
        end++;

      for (guint i = 0; i < n_columns; i++)
        {
          SondeTally *tally = sonde_tally_block_get (self, i, index);

          for (gsize j = row; j < end; j++)
            sonde_tally_add (tally, columns[i][j]);
        }
      row = end;
    }
}

/**
 * sonde_tally_block_append:
 * @finer: slices whose width divides that of the block, none before its last slice
 * @from_us: leave out the slices that begin before this time
 * @to_us: leave out the slices that begin at this time or later
 *
 * Adds slices that come after what the block holds.
 */
void
sonde_tally_block_append (SondeTallyBlock *self,
                          const SondeTallyBlock *finer,
                          gint64 from_us,
                          gint64 to_us)
{
  ensure_channels (self, finer->channels->len);
  for (guint i = 0; i < finer->slices->len; i++)
    {
      gint64 start_us = g_array_index (finer->slices, gint64, i) * finer->width_us;
      guint index;

      if (start_us < from_us || start_us >= to_us)
        continue;

      index = reach (self, sonde_series_align_us (start_us, self->width_us) / self->width_us);
      for (guint j = 0; j < finer->channels->len; j++)
        sonde_tally_append (sonde_tally_block_get (self, j, index),
                            sonde_tally_block_get ((SondeTallyBlock *) finer, j, i));
    }
}

/* The sum of decimals is a decimal, and short to write; the sum of their doubles has rounding
 * errors. Where the one lies within the errors of the other, it is the truer of the two. */
static double
tidy_sum (const SondeTally *tally)
{
  double count = (double) tally->count;
  double error = count * count * DBL_EPSILON * MAX (fabs (tally->min), fabs (tally->max));
  double grid = 1;

  for (guint decimals = 0; decimals <= 6; decimals++, grid /= 10)
    {
      double sum;

      if (!sonde_decimals_are_exact (tally->min, decimals) ||
          !sonde_decimals_are_exact (tally->max, decimals) ||
          !sonde_decimals_are_exact (tally->first, decimals) ||
          !sonde_decimals_are_exact (tally->last, decimals))
        continue;

      sum = sonde_decimals_round (tally->sum, decimals);
      if (error < grid / 4 && fabs (sum - tally->sum) <= error)
        return sum;
    }

  return tally->sum;
}

/* Seven digits are more than a standard deviation needs, and take half the room of sixteen. */
static double
tidy_squares (const SondeTally *tally)
{
  double m2 = sonde_tally_get_m2 (tally);
  guint64 bits;

  if (!isfinite (m2))
    return (double) NAN;

  memcpy (&bits, &m2, sizeof bits);
  bits = (bits + (G_GUINT64_CONSTANT (1) << (SQUARES_DROPPED_BITS - 1))) >>
         SQUARES_DROPPED_BITS << SQUARES_DROPPED_BITS;
  memcpy (&m2, &bits, sizeof m2);

  return m2;
}

static void
encode_channel (SondeBitWriter *writer, const GArray *tallies)
{
  gsize n_slices = tallies->len;
  g_autofree gint64 *counts = g_new (gint64, MAX (n_slices, 1));
  g_autofree gint64 *gaps = g_new (gint64, MAX (n_slices, 1));
  g_autofree double *values = g_new (double, MAX (n_slices, 1));
  gsize n_squares = 0;

  for (gsize i = 0; i < n_slices; i++)
    {
      const SondeTally *tally = &g_array_index (tallies, SondeTally, i);

      counts[i] = (gint64) tally->count;
      gaps[i] = (tally->leading_gap ? GAP_LEADING : 0) | (tally->trailing_gap ? GAP_TRAILING : 0);
    }
  sonde_integers_encode (writer, counts, n_slices);
  sonde_integers_encode (writer, gaps, n_slices);

  for (gsize member = 0; member < G_N_ELEMENTS (members); member++)
    {
      gsize n_values = 0;

      for (gsize i = 0; i < n_slices; i++)
        {
          const SondeTally *tally = &g_array_index (tallies, SondeTally, i);

          if (tally->count == 0)
            continue;

          values[n_values++] = members[member] == G_STRUCT_OFFSET (SondeTally, sum)
                                   ? tidy_sum (tally)
                                   : G_STRUCT_MEMBER (double, tally, members[member]);
        }
      sonde_values_encode (writer, values, n_values);
    }

  for (gsize i = 0; i < n_slices; i++)
    {
      const SondeTally *tally = &g_array_index (tallies, SondeTally, i);

      if (tally->count > 0)
        values[n_squares++] = tidy_squares (tally);
    }
  sonde_values_encode (writer, values, n_squares);
}

/**
 * sonde_tally_block_encode:
 *
 * Returns: (transfer full): the block, packed
 */
GByteArray *
sonde_tally_block_encode (SondeTallyBlock *self)
{
  guint n_channels = self->channels->len;
  GByteArray *bytes = sonde_packed_start (n_channels, self->slices->len);
  SondeBitWriter writer = { bytes, 0, 0 };

  sonde_integers_encode (&writer, &self->width_us, 1);
  sonde_integers_encode (&writer, (const gint64 *) (gpointer) self->slices->data,
                         self->slices->len);
  sonde_packed_end_stream (bytes, 0, &writer);
  for (guint i = 0; i < n_channels; i++)
    {
      encode_channel (&writer, g_ptr_array_index (self->channels, i));
      sonde_packed_end_stream (bytes, i + 1, &writer);
    }
  sonde_packed_finish (bytes);

  return bytes;
}

static gboolean
unpack (SondePacked *packed, const void *data, gsize size, GError **error)
{
  return sonde_packed_init (packed, data, size, SONDE_TALLY_BLOCK_MAX_SLICES, error);
}

static gboolean
decode_slices (const SondePacked *packed, gint64 *width_us, gint64 *slices, GError **error)
{
  SondeBitReader reader = sonde_packed_get_stream (packed, 0);
  gint64 time_us;

  sonde_integers_decode (&reader, width_us, 1);
  sonde_integers_decode (&reader, slices, packed->n_rows);
  if (!sonde_bit_reader_is_good (&reader) || *width_us <= 0)
    return sonde_packed_fail (error, _ ("it makes no sense"));

  for (gsize i = 0; i < packed->n_rows; i++)
    if (__builtin_mul_overflow (slices[i], *width_us, &time_us) ||
        (i > 0 && slices[i] <= slices[i - 1]))
      return sonde_packed_fail (error, _ ("it makes no sense"));

  return TRUE;
}

static gboolean
decode_channel (const SondePacked *packed, guint channel, SondeTally *tallies, GError **error)
{
  gsize n_slices = packed->n_rows;
  g_autofree gint64 *numbers = g_new (gint64, MAX (n_slices, 1));
  g_autofree double *values = g_new (double, MAX (n_slices, 1));
  SondeBitReader reader;
  gboolean has_squares;
  gsize n_values = 0;

  memset (tallies, 0, n_slices * sizeof *tallies);
  if (channel >= packed->n_columns)
    return TRUE;

  reader = sonde_packed_get_stream (packed, channel + 1);
  sonde_integers_decode (&reader, numbers, n_slices);
  for (gsize i = 0; i < n_slices; i++)
    {
      if (numbers[i] < 0)
        return sonde_packed_fail (error, _ ("it makes no sense"));
      tallies[i].count = (guint64) numbers[i];
      n_values += numbers[i] > 0 ? 1 : 0;
    }

  sonde_integers_decode (&reader, numbers, n_slices);
  for (gsize i = 0; i < n_slices; i++)
    {
      tallies[i].leading_gap = (numbers[i] & GAP_LEADING) != 0;
      tallies[i].trailing_gap = (numbers[i] & GAP_TRAILING) != 0;
    }

  for (gsize member = 0; member < G_N_ELEMENTS (members); member++)
    {
      sonde_values_decode (&reader, values, n_values);
      for (gsize i = 0, value = 0; i < n_slices; i++)
        if (tallies[i].count > 0)
          G_STRUCT_MEMBER (double, &tallies[i], members[member]) = values[value++];
    }

  /* What fills up a byte is less than eight bits, and squares are never so few. */
  has_squares = reader.position + 8 <= (guint64) reader.size * 8;
  if (has_squares)
    sonde_values_decode (&reader, values, n_values);
  for (gsize i = 0, value = 0; i < n_slices; i++)
    if (tallies[i].count > 0)
      sonde_tally_set_m2 (&tallies[i], has_squares ? values[value++] : (double) NAN);

  return sonde_bit_reader_is_good (&reader) || sonde_packed_fail (error, _ ("it is too short"));
}

/**
 * sonde_tally_block_decode:
 * @data: (array length=size): a packed block, from anywhere
 * @size: how many bytes
 *
 * Returns: (transfer full) (nullable): the block, or %NULL with %SONDE_ERROR_DAMAGED
 */
SondeTallyBlock *
sonde_tally_block_decode (const void *data, gsize size, GError **error)
{
  g_autoptr (SondeTallyBlock) self = NULL;
  SondePacked packed;

  if (!unpack (&packed, data, size, error))
    return NULL;

  self = sonde_tally_block_new (1, packed.n_columns);
  g_array_set_size (self->slices, (guint) packed.n_rows);
  if (!decode_slices (&packed, &self->width_us, (gint64 *) (gpointer) self->slices->data, error))
    return NULL;

  for (guint i = 0; i < packed.n_columns; i++)
    {
      GArray *tallies = g_ptr_array_index (self->channels, i);

      g_array_set_size (tallies, (guint) packed.n_rows);
      if (!decode_channel (&packed, i, (SondeTally *) (gpointer) tallies->data, error))
        return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * sonde_tally_block_decode_channels:
 * @data: (array length=size): a packed block, from anywhere
 * @size: how many bytes
 * @channels: (array length=n_channels): the channels wanted
 * @n_channels: how many
 * @slices: (out) (transfer full): when each slice begins, in microseconds
 * @tallies: (out) (transfer full): @n_slices for each channel, in the order of the channels
 * @n_slices: (out): how many
 *
 * Unpacks no more than what drawing these channels needs.
 *
 * Returns: %FALSE with %SONDE_ERROR_DAMAGED
 */
gboolean
sonde_tally_block_decode_channels (const void *data,
                                   gsize size,
                                   const guint *channels,
                                   gsize n_channels,
                                   gint64 **slices,
                                   SondeTally **tallies,
                                   gsize *n_slices,
                                   GError **error)
{
  g_autofree gint64 *own_slices = NULL;
  g_autofree SondeTally *own_tallies = NULL;
  gint64 width_us;
  SondePacked packed;

  if (!unpack (&packed, data, size, error))
    return FALSE;

  own_slices = g_new (gint64, MAX (packed.n_rows, 1));
  own_tallies = g_new (SondeTally, n_channels * MAX (packed.n_rows, 1));
  if (!decode_slices (&packed, &width_us, own_slices, error))
    return FALSE;

  for (gsize i = 0; i < n_channels; i++)
    if (!decode_channel (&packed, channels[i], own_tallies + i * packed.n_rows, error))
      return FALSE;
  for (gsize i = 0; i < packed.n_rows; i++)
    own_slices[i] *= width_us;

  *slices = g_steal_pointer (&own_slices);
  *tallies = g_steal_pointer (&own_tallies);
  *n_slices = packed.n_rows;

  return TRUE;
}
