/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A measure is stamped by a clock that anybody may set. */
#include "config.h"

#include "sonde-feeder.h"

#include <math.h>

#define SECOND_US G_TIME_SPAN_SECOND
#define START_US  (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

typedef struct
{
  const char *name;
  struct
  {
    double wall_s;
    double machine_s;
  } measures[5];        /* up to the first with no time of the machine */
  const char *expected; /* seconds of the wall clock; “-” for a gap */
} Case;

static const Case cases[] = {
  { "steady", { { 0, 1 }, { 5, 6 }, { 10, 11 } }, "0 5 10" },
  { "late", { { 0, 1 }, { 5, 6 }, { 10, 14 }, { 15, 16 } }, "0 5 10 15" },
  { "burst", { { 0, 1 }, { 14, 15 }, { 14, 15 }, { 15, 16 } }, "0 14 14 15" },
  { "set-forward", { { 0, 1 }, { 5, 6 }, { 3610, 11 }, { 3615, 16 } }, "0 5 - 3610 3615" },
  { "set-by-a-little", { { 0, 1 }, { 5, 6 }, { 12, 11 } }, "0 5 12" },
  { "slept", { { 0, 1 }, { 5, 6 }, { 65, 8 } }, "0 5 - 65" },
  { "set-back", { { 100, 1 }, { 105, 6 }, { 20, 11 }, { 25, 16 } }, "20 25 - 100 105 -" },
  { "set-back-among", { { 0, 1 }, { 50, 51 }, { 30, 56 }, { 35, 61 } }, "0 - 30 35 - 50 -" },
  { "once-a-day", { { 0, 1 }, { 86443, 86401 }, { 172886, 172801 } }, "0 86443 172886" },
};

static void
feed (SondeFeeder *feeder, double wall_s, double machine_s)
{
  g_autoptr (SondeDecoded) decoded = sonde_codec_decode ("{\"a\":1}", -1);

  sonde_feeder_add (feeder, decoded, START_US + (gint64) (wall_s * (double) SECOND_US),
                    (gint64) (machine_s * (double) SECOND_US));
}

static char *
describe (SondeDataset *dataset)
{
  SondeSeries *series = sonde_channel_get_series (sonde_dataset_ensure_channel (dataset, "a"));
  GString *text = g_string_new (NULL);
  gsize n_samples;
  g_autofree SondeSample *samples = sonde_series_copy_samples (series, G_MININT64, G_MAXINT64,
                                                               &n_samples);

  for (gsize i = 0; i < n_samples; i++)
    {
      if (i > 0)
        g_string_append_c (text, ' ');
      if (isnan (samples[i].value))
        g_string_append_c (text, '-');
      else
        g_string_append_printf (text, "%g",
                                (double) (samples[i].time_us - START_US) / (double) SECOND_US);
    }

  return g_string_free (text, FALSE);
}

static void
test_clocks (gconstpointer data)
{
  const Case *row = data;
  g_autoptr (SondeDataset) dataset = sonde_dataset_new (100);
  g_autoptr (SondeFeeder) feeder = sonde_feeder_new (dataset);
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (row->measures) && row->measures[i].machine_s > 0; i++)
    feed (feeder, row->measures[i].wall_s, row->measures[i].machine_s);
  text = describe (dataset);
  g_assert_cmpstr (text, ==, row->expected);
}

/* What the clock did while there was no line is nothing to say. */
static void
test_interrupted (void)
{
  g_autoptr (SondeDataset) dataset = sonde_dataset_new (100);
  g_autoptr (SondeFeeder) feeder = sonde_feeder_new (dataset);
  g_autofree char *text = NULL;

  feed (feeder, 0, 1);
  sonde_feeder_add_gap (feeder, START_US + SECOND_US);
  feed (feeder, 3600, 2);
  feed (feeder, 3601, 3);
  text = describe (dataset);
  g_assert_cmpstr (text, ==, "0 - 3600 3601");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/feeder/clock/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_clocks);
    }
  g_test_add_func ("/feeder/clock/interrupted", test_interrupted);

  return g_test_run ();
}
