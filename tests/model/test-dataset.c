/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-dataset.h"
#include "sonde-format.h"

#include <math.h>
#include <string.h>

static void
test_channels (void)
{
  g_autoptr (SondeDataset) dataset = sonde_dataset_new (100);
  guint64 generation = sonde_dataset_get_generation (dataset);
  SondeChannel *channel = sonde_dataset_ensure_channel (dataset, "temperature");
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;

  g_assert_true (sonde_dataset_ensure_channel (dataset, "temperature") == channel);
  g_assert_cmpuint (sonde_dataset_get_generation (dataset), >, generation);

  before = sonde_dataset_dup_channels (dataset);
  g_assert_cmpuint (before->len, ==, 1);
  g_assert_true (g_ptr_array_index (before, 0) == channel);
  g_assert_false (sonde_dataset_get_span (dataset, NULL, NULL));

  generation = sonde_dataset_get_generation (dataset);
  sonde_series_append (sonde_channel_get_series (channel), 5, 20.5);
  g_assert_cmpuint (sonde_dataset_get_generation (dataset), >, generation);

  generation = sonde_dataset_get_generation (dataset);
  sonde_dataset_clear (dataset);
  g_assert_cmpuint (sonde_dataset_get_generation (dataset), >, generation);
  after = sonde_dataset_dup_channels (dataset);
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_cmpuint (sonde_series_get_n_samples (sonde_channel_get_series (channel)), ==, 0);
  g_assert_true (sonde_dataset_ensure_channel (dataset, "temperature") == channel);
}

static void
test_channel_bound (void)
{
  g_autoptr (SondeDataset) dataset = sonde_dataset_new (1);

  for (guint i = 0; i < SONDE_DATASET_MAX_CHANNELS + 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("channel %u", i);
      SondeChannel *channel = sonde_dataset_ensure_channel (dataset, id);

      if (i < SONDE_DATASET_MAX_CHANNELS)
        g_assert_cmpuint (sonde_channel_get_index (channel), ==, i);
      else
        g_assert_null (channel);
    }

  g_assert_nonnull (sonde_dataset_ensure_channel (dataset, "channel 3"));
}

/* A lower bound drops the oldest at once; a higher one lets more in from then on. */
static void
test_sample_bound (void)
{
  g_autoptr (SondeDataset) dataset = sonde_dataset_new (20000);
  SondeSeries *a = sonde_channel_get_series (sonde_dataset_ensure_channel (dataset, "a"));
  SondeSummary summary;
  gint64 first_us;
  gint64 last_us;

  for (gint64 i = 0; i < 15000; i++)
    sonde_dataset_append (dataset, i, (double[]){ (double) i }, 1);
  sonde_dataset_set_max_samples (dataset, 5000);
  g_assert_cmpuint (sonde_series_get_n_samples (a), ==, 5000);
  g_assert_true (sonde_series_get_span (a, &first_us, &last_us));
  g_assert_cmpint (first_us, ==, 10000);
  g_assert_cmpint (last_us, ==, 14999);
  sonde_series_get_summary (a, 0, G_MAXINT64, &summary);
  g_assert_cmpfloat (summary.mean, ==, 12499.5);

  sonde_dataset_append (dataset, 15000, (double[]){ 15000 }, 1);
  g_assert_cmpuint (sonde_series_get_n_samples (a), <=, 5000);
  sonde_dataset_set_max_samples (dataset, 20000);
  for (gint64 i = 15001; i < 24000; i++)
    sonde_dataset_append (dataset, i, (double[]){ (double) i }, 1);
  g_assert_cmpuint (sonde_series_get_n_samples (a), >, 9000);
}

static void
test_gap_and_span (void)
{
  g_autoptr (SondeDataset) dataset = sonde_dataset_new (100);
  SondeSeries *a = sonde_channel_get_series (sonde_dataset_ensure_channel (dataset, "a"));
  SondeSeries *b = sonde_channel_get_series (sonde_dataset_ensure_channel (dataset, "b"));
  gint64 first_us;
  gint64 last_us;
  gsize n_samples;
  g_autofree SondeSample *samples = NULL;

  sonde_series_append (a, 10, 1);
  sonde_series_append (b, 5, 2);
  sonde_dataset_add_gap (dataset, 20);
  sonde_series_append (a, 30, 3);

  g_assert_true (sonde_dataset_get_span (dataset, &first_us, &last_us));
  g_assert_cmpint (first_us, ==, 5);
  g_assert_cmpint (last_us, ==, 30);

  samples = sonde_series_copy_samples (b, 0, 100, &n_samples);
  g_assert_cmpuint (n_samples, ==, 2);
  g_assert_true (isnan (samples[1].value));
}

static void
test_marks (void)
{
  g_autoptr (SondeDataset) dataset = sonde_dataset_new (100);
  g_autofree SondeMark *marks = NULL;
  g_autofree SondeMark *all = NULL;
  guint64 generation = sonde_dataset_get_mark_generation (dataset);
  gint64 first_us;
  gint64 last_us;
  gsize n_marks;

  g_assert_false (sonde_dataset_get_mark_span (dataset, &first_us, &last_us));
  sonde_dataset_add_mark (dataset, &(SondeMark){ 30, SONDE_MARK_ETAT, 1 });
  sonde_dataset_add_mark (dataset, &(SondeMark){ 10, SONDE_MARK_CONNECTED, 0 });
  sonde_dataset_add_mark (dataset, &(SondeMark){ 30, SONDE_MARK_ETAT, 0 });
  g_assert_cmpuint (sonde_dataset_get_mark_generation (dataset), >, generation);
  g_assert_true (sonde_dataset_get_mark_span (dataset, &first_us, &last_us));
  g_assert_cmpint (first_us, ==, 10);
  g_assert_cmpint (last_us, ==, 30);

  marks = sonde_dataset_copy_marks (dataset, 10, 30, &n_marks);
  g_assert_cmpuint (n_marks, ==, 3);
  g_assert_cmpint (marks[0].time_us, ==, 10);
  g_assert_cmpint (marks[1].value, ==, 1);
  g_assert_cmpint (marks[2].value, ==, 0);

  g_assert_null (sonde_dataset_copy_marks (dataset, 11, 29, &n_marks));
  g_assert_cmpuint (n_marks, ==, 0);

  for (gint64 i = 0; i < 3 * SONDE_DATASET_MAX_MARKS; i++)
    sonde_dataset_add_mark (dataset, &(SondeMark){ 100 + i, SONDE_MARK_PERIODE, i });
  all = sonde_dataset_copy_marks (dataset, G_MININT64, G_MAXINT64, &n_marks);
  g_assert_cmpuint (n_marks, <=, SONDE_DATASET_MAX_MARKS);
  g_assert_cmpint (all[n_marks - 1].value, ==, 3 * SONDE_DATASET_MAX_MARKS - 1);
}

static void
test_mark_texts (void)
{
  static const struct
  {
    SondeMark mark;
    const char *text;
  } cases[] = {
    { { 0, SONDE_MARK_CONNECTED, 0 }, "Connected" },
    { { 0, SONDE_MARK_LOST, 1006 }, "Disconnected" },
    { { 0, SONDE_MARK_ETAT, 1 }, "Turned on" },
    { { 0, SONDE_MARK_ETAT, 0 }, "Turned off" },
    { { 0, SONDE_MARK_PERIODE, 5000 }, "Period 5 s" },
    { { 0, SONDE_MARK_PERIODE, 1500 }, "Period 1.5 s" },
    { { 0, SONDE_MARK_PERIODE, 250 }, "Period 250 ms" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SondeMark) copy = sonde_mark_copy (&cases[i].mark);
      g_autofree char *text = sonde_mark_describe (copy);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_texts (void)
{
  static const struct
  {
    const char *id;
    double value;
    const char *label;
    const char *text;
  } cases[] = {
    { "temperature", 28.34000015, "Temperature", "28.34\302\240°C" },
    { "temperature", -0.001, "Temperature", "0.00\302\240°C" },
    { "temperature", -12.5, "Temperature", "−12.50\302\240°C" },
    { "luminosite", 152, "Light", "152\302\240lx" },
    { "Pression", 1014, "Pressure", "1014\302\240hPa" },
    { "foo_bar", 0.125, "foo_bar", "0.125" },
    { "foo", 1e300, "foo", "1e+300" },
    { "humidite", NAN, "Humidity", "–\302\240%" },
    { "a\nb", 3, "a\357\277\275b", "3" },
    { "a\377b", 3, "a\357\277\275b", "3" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SondeChannel) channel = sonde_channel_new (cases[i].id, 0, 10);
      g_autofree char *text = sonde_channel_format_with_unit (channel, cases[i].value);
      g_autofree char *label = NULL;

      g_object_get (channel, "label", &label, NULL);
      g_assert_cmpstr (label, ==, cases[i].label);
      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpstr (sonde_channel_get_id (channel), ==, cases[i].id);
    }
}

static void
test_long_label (void)
{
  g_autofree char *id = g_strnfill (100000, 'x');
  g_autoptr (SondeChannel) channel = sonde_channel_new (id, 0, 10);

  g_assert_cmpint (g_utf8_strlen (sonde_channel_get_label (channel), -1), ==,
                   SONDE_CHANNEL_MAX_ID_CHARS + 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dataset/channels", test_channels);
  g_test_add_func ("/dataset/channel-bound", test_channel_bound);
  g_test_add_func ("/dataset/sample-bound", test_sample_bound);
  g_test_add_func ("/dataset/gap-and-span", test_gap_and_span);
  g_test_add_func ("/dataset/marks", test_marks);
  g_test_add_func ("/dataset/mark-texts", test_mark_texts);
  g_test_add_func ("/dataset/texts", test_texts);
  g_test_add_func ("/dataset/long-label", test_long_label);

  return g_test_run ();
}
