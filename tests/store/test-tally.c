/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-absent.h"
#include "sonde-error.h"
#include "sonde-integer-codec.h"
#include "sonde-packed.h"
#include "sonde-tally-block.h"
#include "sonde-value-codec.h"

#include <math.h>

#define N_ROWS 5000

typedef struct
{
  gint64 times_us[N_ROWS];
  double values[2][N_ROWS];
  const double *columns[2];
} Rows;

static Rows *
make_rows (void)
{
  Rows *rows = g_new (Rows, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  gint64 time_us = -2000000;

  for (gsize i = 0; i < N_ROWS; i++)
    {
      int chance = g_rand_int_range (rand, 0, 40);

      time_us += g_rand_int_range (rand, 0, 3000) + (chance == 5 ? 50000 : 0);
      rows->times_us[i] = time_us;
      rows->values[0][i] = chance < 4   ? sonde_gap ()
                           : chance < 8 ? sonde_absent ()
                                        : (double) g_rand_int_range (rand, -500, 500) / 10;
      rows->values[1][i] = g_rand_double (rand);
    }
  rows->columns[0] = rows->values[0];
  rows->columns[1] = rows->values[1];

  return rows;
}

/* What a series says of the same rows is the reference. */
static void
assert_like_series (const Rows *rows, SondeTallyBlock *block, guint channel)
{
  g_autoptr (SondeSeries) series = sonde_series_new (N_ROWS);
  guint n_slices = block->slices->len;
  gint64 first = g_array_index (block->slices, gint64, 0);
  gint64 last = g_array_index (block->slices, gint64, n_slices - 1);
  gsize n_buckets = (gsize) (last - first + 1);
  g_autofree SondeBucket *expected = g_new (SondeBucket, n_buckets);
  gboolean broken = TRUE;

  for (gsize i = 0; i < N_ROWS; i++)
    if (!sonde_is_absent (rows->values[channel][i]))
      sonde_series_append (series, rows->times_us[i], rows->values[channel][i]);
  sonde_series_get_buckets (series, first * block->width_us, block->width_us, expected, n_buckets);

  for (gsize i = 0, index = 0; i < n_buckets; i++)
    {
      gint64 start_us = (first + (gint64) i) * block->width_us;
      SondeTally tally = { 0 };
      SondeSummary summary;
      SondeBucket bucket;

      if (g_array_index (block->slices, gint64, index) == first + (gint64) i)
        tally = *sonde_tally_block_get (block, channel, (guint) index++);
      sonde_tally_to_bucket (&tally, &broken, &bucket);

      g_assert_cmpuint (bucket.count, ==, expected[i].count);
      g_assert_cmpint (bucket.gap, ==, expected[i].gap);
      if (bucket.count == 0)
        continue;

      g_assert_cmpfloat (bucket.min, ==, expected[i].min);
      g_assert_cmpfloat (bucket.max, ==, expected[i].max);
      g_assert_cmpfloat (bucket.first, ==, expected[i].first);
      g_assert_cmpfloat (bucket.last, ==, expected[i].last);
      g_assert_cmpfloat_with_epsilon (bucket.sum, expected[i].sum, 1e-9);

      sonde_series_get_summary (series, start_us, start_us + block->width_us - 1, &summary);
      g_assert_cmpfloat_with_epsilon (sqrt (bucket.m2 / (double) bucket.count), summary.std_dev,
                                      1e-6 * (1 + summary.std_dev));
    }
}

/* What a program wrote that did not know of squares: they are unknown, also of what is put together
 * from them, and the rest is not. */
static void
test_without_squares (void)
{
  const gint64 width_us = 1000000;
  const gint64 slices[] = { 0, 1, 3 };
  const gint64 counts[] = { 2, 0, 5 };
  const gint64 gaps[] = { 0, 1, 0 };
  const double values[][2] = { { 1, 10 }, { 3, 20 }, { 1, 10 }, { 3, 20 }, { 4, 75 } };
  g_autoptr (GByteArray) packed = sonde_packed_start (1, G_N_ELEMENTS (slices));
  SondeBitWriter writer = { packed, 0, 0 };
  g_autoptr (SondeTallyBlock) block = NULL;
  g_autoptr (SondeTallyBlock) coarser = sonde_tally_block_new (4000000, 0);
  g_autoptr (SondeTallyBlock) again = NULL;
  g_autoptr (GByteArray) repacked = NULL;
  g_autoptr (GError) error = NULL;
  const SondeTally *tally;

  sonde_integers_encode (&writer, &width_us, 1);
  sonde_integers_encode (&writer, slices, G_N_ELEMENTS (slices));
  sonde_packed_end_stream (packed, 0, &writer);
  sonde_integers_encode (&writer, counts, G_N_ELEMENTS (counts));
  sonde_integers_encode (&writer, gaps, G_N_ELEMENTS (gaps));
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    sonde_values_encode (&writer, values[i], G_N_ELEMENTS (values[i]));
  sonde_packed_end_stream (packed, 1, &writer);
  sonde_packed_finish (packed);

  block = sonde_tally_block_decode (packed->data, packed->len, &error);
  g_assert_no_error (error);
  tally = sonde_tally_block_get (block, 0, 2);
  g_assert_cmpuint (tally->count, ==, 5);
  g_assert_cmpfloat (tally->sum, ==, 75);
  g_assert_true (isnan (sonde_tally_get_m2 (tally)));

  sonde_tally_block_append (coarser, block, G_MININT64, G_MAXINT64);
  repacked = sonde_tally_block_encode (coarser);
  again = sonde_tally_block_decode (repacked->data, repacked->len, &error);
  g_assert_no_error (error);
  tally = sonde_tally_block_get (again, 0, 0);
  g_assert_cmpuint (tally->count, ==, 7);
  g_assert_cmpfloat (tally->sum, ==, 79);
  g_assert_true (isnan (sonde_tally_get_m2 (tally)));
}

static void
test_like_series (void)
{
  g_autofree Rows *rows = make_rows ();
  g_autoptr (SondeTallyBlock) fine = sonde_tally_block_new (5000, 0);
  g_autoptr (SondeTallyBlock) coarse = sonde_tally_block_new (40000, 0);
  g_autoptr (GByteArray) packed = NULL;
  g_autoptr (SondeTallyBlock) unpacked = NULL;
  g_autoptr (GError) error = NULL;

  /* In two parts, so that a slice is continued. */
  sonde_tally_block_add_rows (fine, rows->times_us, rows->columns, 2, 1234);
  rows->columns[0] += 1234;
  rows->columns[1] += 1234;
  sonde_tally_block_add_rows (fine, rows->times_us + 1234, rows->columns, 2, N_ROWS - 1234);
  sonde_tally_block_append (coarse, fine, G_MININT64, G_MAXINT64);

  for (guint i = 0; i < 2; i++)
    {
      assert_like_series (rows, fine, i);
      assert_like_series (rows, coarse, i);
    }

  packed = sonde_tally_block_encode (fine);
  unpacked = sonde_tally_block_decode (packed->data, packed->len, &error);
  g_assert_no_error (error);
  g_assert_cmpint (unpacked->width_us, ==, 5000);
  for (guint i = 0; i < 2; i++)
    assert_like_series (rows, unpacked, i);
}

static void
test_some_channels (void)
{
  const guint channels[] = { 1, 0 };
  g_autofree Rows *rows = make_rows ();
  g_autoptr (SondeTallyBlock) block = sonde_tally_block_new (100000, 0);
  g_autoptr (GByteArray) packed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree gint64 *slices_us = NULL;
  g_autofree SondeTally *tallies = NULL;
  gsize n_slices;

  sonde_tally_block_add_rows (block, rows->times_us, rows->columns, 2, N_ROWS);
  packed = sonde_tally_block_encode (block);
  sonde_tally_block_decode_channels (packed->data, packed->len, channels, 2, &slices_us, &tallies,
                                     &n_slices, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_slices, ==, block->slices->len);
  for (gsize i = 0; i < 2 * n_slices; i++)
    {
      guint slice = (guint) (i % n_slices);
      const SondeTally *expected = sonde_tally_block_get (block, channels[i / n_slices], slice);

      g_assert_cmpint (slices_us[slice], ==, g_array_index (block->slices, gint64, slice) * 100000);
      g_assert_cmpuint (tallies[i].count, ==, expected->count);
      if (expected->count > 0)
        g_assert_cmpfloat (tallies[i].max, ==, expected->max);
    }
}

static void
test_damage (void)
{
  g_autofree Rows *rows = make_rows ();
  g_autoptr (SondeTallyBlock) block = sonde_tally_block_new (100000, 0);
  g_autoptr (GByteArray) packed = NULL;

  sonde_tally_block_add_rows (block, rows->times_us, rows->columns, 2, N_ROWS);
  packed = sonde_tally_block_encode (block);
  for (guint size = 0; size < packed->len; size++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sonde_tally_block_decode (packed->data, size, &error));
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_DAMAGED);
      packed->data[size] ^= 1;
      g_assert_null (sonde_tally_block_decode (packed->data, packed->len, NULL));
      packed->data[size] ^= 1;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/tally/like-series", test_like_series);
  g_test_add_func ("/store/tally/some-channels", test_some_channels);
  g_test_add_func ("/store/tally/without-squares", test_without_squares);
  g_test_add_func ("/store/tally/damage", test_damage);

  return g_test_run ();
}
