/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-absent.h"
#include "sonde-checksum.h"
#include "sonde-chunk-codec.h"
#include "sonde-error.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define N_ROWS 3000

typedef void (*Fill) (GRand *rand, gint64 *times_us, double *values);

static void
fill_times (GRand *rand, gint64 *times_us)
{
  for (gsize i = 0; i < N_ROWS; i++)
    times_us[i] = 1700000000000000 + (gint64) i * 1000000 + g_rand_int_range (rand, 0, 2000);
}

static void
fill_weather (GRand *rand, gint64 *times_us, double *values)
{
  fill_times (rand, times_us);
  for (gsize i = 0; i < N_ROWS; i++)
    values[i] = (double) (2000 + g_rand_int_range (rand, -5, 6) + (int) i / 50) / 100;
}

static void
fill_noise (GRand *rand, gint64 *times_us, double *values)
{
  for (gsize i = 0; i < N_ROWS; i++)
    {
      guint64 bits = (guint64) g_rand_int (rand) << 32 | g_rand_int (rand);

      times_us[i] = i == 0 ? G_MININT64 : times_us[i - 1] + (gint64) (bits >> 14);
      memcpy (&values[i], &bits, sizeof bits);
    }
}

static void
fill_constant (GRand *rand, gint64 *times_us, double *values)
{
  for (gsize i = 0; i < N_ROWS; i++)
    {
      times_us[i] = (gint64) i * 5000000;
      values[i] = 1014;
    }
}

static void
fill_awkward (GRand *rand, gint64 *times_us, double *values)
{
  static const double rows[] = { 0.0,         -0.0,     INFINITY, -INFINITY,
                                 DBL_MIN,     -DBL_MAX, 5e-324,   28.34,
                                 28.34000015, 1.0 / 3,  1e15,     9007199254740993.0,
                                 0.1 + 0.2,   -273.15,  1e-14,    123456789.123456789 };

  for (gsize i = 0; i < N_ROWS; i++)
    {
      times_us[i] = i < N_ROWS / 2 ? G_MININT64 : G_MAXINT64;
      values[i] = rows[g_rand_int_range (rand, 0, G_N_ELEMENTS (rows))];
    }
}

static void
fill_holes (GRand *rand, gint64 *times_us, double *values)
{
  guint64 payload = G_GUINT64_CONSTANT (0xfff0000000000001);
  double signalling;

  memcpy (&signalling, &payload, sizeof payload);
  fill_weather (rand, times_us, values);
  for (gsize i = 0; i < N_ROWS; i++)
    {
      int chance = g_rand_int_range (rand, 0, 20);

      if (i / 256 == 3 || chance == 0)
        values[i] = sonde_gap ();
      else if (i / 256 == 4 || chance == 1)
        values[i] = sonde_absent ();
      else if (chance == 2)
        memcpy (&values[i], &payload, sizeof payload);
    }
}

static const struct
{
  const char *name;
  Fill fill;
  double max_bytes; /* per measure of one channel */
} cases[] = {
  { "weather", fill_weather, 2.5 }, { "noise", fill_noise, 18 }, { "constant", fill_constant, 0.2 },
  { "awkward", fill_awkward, 12 },  { "holes", fill_holes, 5 },
};

static void
assert_round_trip (const gint64 *times_us,
                   const double *const *columns,
                   guint n_columns,
                   gsize n_rows)
{
  g_autoptr (GByteArray) bytes = sonde_chunk_codec_encode (times_us, columns, n_columns, n_rows);
  g_autoptr (GError) error = NULL;
  g_autofree gint64 *times_back_us = g_new (gint64, n_rows + 1);
  g_autofree double *values = g_new (double, n_rows + 1);
  SondePacked chunk;

  sonde_chunk_codec_init (&chunk, bytes->data, bytes->len, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (chunk.n_rows, ==, n_rows);
  g_assert_cmpuint (chunk.n_columns, ==, n_columns);
  sonde_chunk_codec_decode_times (&chunk, times_back_us, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (times_back_us, n_rows * 8, times_us, n_rows * 8);
  for (guint i = 0; i < n_columns; i++)
    {
      sonde_chunk_codec_decode_column (&chunk, i, values, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (values, n_rows * 8, columns[i], n_rows * 8);
    }
}

static void
test_round_trip (gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  g_autoptr (GRand) rand = g_rand_new_with_seed (index);
  g_autofree gint64 *times_us = g_new (gint64, N_ROWS);
  g_autofree double *values = g_new (double, N_ROWS);
  const double *columns[] = { values, values };
  g_autoptr (GByteArray) bytes = NULL;

  cases[index].fill (rand, times_us, values);
  bytes = sonde_chunk_codec_encode (times_us, columns, 1, N_ROWS);
  g_test_message ("%.3f bytes a measure", (double) bytes->len / N_ROWS);
  g_assert_cmpfloat ((double) bytes->len / N_ROWS, <, cases[index].max_bytes);

  /* Around the length of a block, and none at all. */
  for (gsize n_rows = 0; n_rows < 5; n_rows++)
    {
      assert_round_trip (times_us, columns, 2, n_rows);
      assert_round_trip (times_us, columns, 1, 254 + n_rows);
    }
  assert_round_trip (times_us, columns, 0, N_ROWS);
  assert_round_trip (times_us, columns, 2, N_ROWS);
}

static void
test_missing_column (void)
{
  gint64 times_us[] = { 1, 2 };
  double values[2];
  g_autoptr (GByteArray) bytes = sonde_chunk_codec_encode (times_us, NULL, 0, 2);
  SondePacked chunk;

  g_assert_true (sonde_chunk_codec_init (&chunk, bytes->data, bytes->len, NULL));
  g_assert_true (sonde_chunk_codec_decode_column (&chunk, 7, values, NULL));
  g_assert_true (sonde_is_absent (values[0]) && sonde_is_absent (values[1]));
}

static void
test_checksum (void)
{
  const char *text = "123456789";

  /* The check value of this CRC, as every catalogue of them gives it. */
  g_assert_cmphex (sonde_checksum ((const guint8 *) text, 9), ==, 0xcbf43926);
}

static GByteArray *
make_bytes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autofree gint64 *times_us = g_new (gint64, N_ROWS);
  g_autofree double *values = g_new (double, N_ROWS);
  const double *columns[] = { values };

  fill_holes (rand, times_us, values);

  return sonde_chunk_codec_encode (times_us, columns, 1, 300);
}

static void
test_damage (void)
{
  g_autoptr (GByteArray) bytes = make_bytes ();
  SondePacked chunk;

  for (guint i = 0; i < bytes->len; i++)
    {
      g_autoptr (GError) error = NULL;

      bytes->data[i] ^= 0x10;
      g_assert_false (sonde_chunk_codec_init (&chunk, bytes->data, bytes->len, &error));
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_DAMAGED);
      bytes->data[i] ^= 0x10;
    }

  for (guint size = 0; size < bytes->len; size++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (sonde_chunk_codec_init (&chunk, bytes->data, size, &error));
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_DAMAGED);
    }

  g_assert_false (sonde_chunk_codec_init (&chunk, NULL, 0, NULL));
}

/* Bytes that somebody made on purpose, with the right checksum. */
static void
test_hostile (void)
{
  g_autoptr (GByteArray) good = make_bytes ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  g_autofree gint64 *times_us = g_new (gint64, SONDE_CHUNK_MAX_ROWS);
  g_autofree double *values = g_new (double, SONDE_CHUNK_MAX_ROWS);
  guint n_refused = 0;

  for (guint round = 0; round < 20000; round++)
    {
      g_autofree guint8 *data = g_memdup2 (good->data, good->len);
      gsize size = good->len - (gsize) g_rand_int_range (rand, 0, 2) * 60;
      g_autoptr (GError) error = NULL;
      SondePacked chunk;
      guint32 checksum;

      for (guint i = 0; i < 3; i++)
        data[g_rand_int_range (rand, 8, round % 2 == 0 ? 24 : (gint32) size)] =
            (guint8) g_rand_int_range (rand, 0, 256);
      checksum = GUINT32_TO_LE (sonde_checksum (data + 4, size - 4));
      memcpy (data, &checksum, sizeof checksum);

      if (!sonde_chunk_codec_init (&chunk, data, size, &error) ||
          !sonde_chunk_codec_decode_times (&chunk, times_us, &error) ||
          !sonde_chunk_codec_decode_column (&chunk, 0, values, &error))
        {
          g_assert_error (error, SONDE_ERROR, SONDE_ERROR_DAMAGED);
          n_refused++;
        }
      else
        {
          g_assert_cmpuint (chunk.n_rows, <=, SONDE_CHUNK_MAX_ROWS);
        }
    }

  g_assert_cmpuint (n_refused, >, 5000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/store/chunk-codec/", cases[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_round_trip);
    }
  g_test_add_func ("/store/chunk-codec/missing-column", test_missing_column);
  g_test_add_func ("/store/chunk-codec/checksum", test_checksum);
  g_test_add_func ("/store/chunk-codec/damage", test_damage);
  g_test_add_func ("/store/chunk-codec/hostile", test_hostile);

  return g_test_run ();
}
