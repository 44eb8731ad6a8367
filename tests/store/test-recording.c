/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-absent.h"
#include "sonde-recorder.h"
#include "sonde-recording-cursor.h"
#include "sonde-recording.h"
#include "sonde-rows.h"
#include "sonde-store-file.h"
#include "sonde-store-writer.h"

#include <glib/gstdio.h>
#include <math.h>

#define START_US G_GINT64_CONSTANT (1700000000000000)

typedef struct
{
  char *folder;
  char *path;
  SondeSeries *series[2]; /* the reference */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("sonde-recording-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "a ?%# file.sonde", NULL);
  for (guint i = 0; i < 2; i++)
    fixture->series[i] = sonde_series_new (1000000);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  const char *name;
  GDir *folder = g_dir_open (fixture->folder, 0, NULL);

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_dir_close (folder);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&fixture->series[i], sonde_series_unref);
  g_clear_pointer (&fixture->folder, g_free);
  g_clear_pointer (&fixture->path, g_free);
}

static void
add (Fixture *fixture, SondeStoreWriter *writer, gint64 time_us, double first, double second)
{
  double values[] = { first, second };

  sonde_store_writer_add_measure (writer, time_us, values, 2);
  for (guint i = 0; i < 2; i++)
    if (!sonde_is_absent (values[i]))
      sonde_series_append (fixture->series[i], time_us, values[i]);
}

static SondeStoreWriter *
open_writer (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  SondeStoreWriter *writer = sonde_store_writer_open (fixture->path, &error);

  g_assert_no_error (error);
  sonde_store_writer_begin (writer, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sonde_store_writer_ensure_channel (writer, "first", &error), ==, 0);
  g_assert_cmpint (sonde_store_writer_ensure_channel (writer, "second", &error), ==, 1);

  return writer;
}

static void
commit (SondeStoreWriter *writer)
{
  g_autoptr (GError) error = NULL;

  sonde_store_writer_commit (writer, &error);
  g_assert_no_error (error);
}

/* Measures with holes, in order, of which each transaction holds some. */
static void
write_measures (Fixture *fixture, gint64 start_us, gsize n_rows, gint64 period_us, gboolean gaps)
{
  SondeStoreWriter *writer = open_writer (fixture);
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (GError) error = NULL;
  gint64 time_us = start_us;

  for (gsize i = 0; i < n_rows; i++)
    {
      int chance = g_rand_int_range (rand, 0, 400);

      time_us += period_us + g_rand_int_range (rand, 0, 100) + (chance == 9 ? 50 * period_us : 0);
      add (fixture, writer, time_us,
           chance == 0   ? gaps ? sonde_gap () : 1.5
           : chance < 20 ? sonde_absent ()
                         : (double) g_rand_int_range (rand, 0, 4000) / 100,
           gaps && i / 5000 == 2 ? sonde_gap () : g_rand_double (rand));
      if (i % 1777 == 0)
        {
          commit (writer);
          sonde_store_writer_begin (writer, &error);
          g_assert_no_error (error);
        }
    }
  commit (writer);
  sonde_store_writer_close (writer, &error);
  g_assert_no_error (error);
}

static SondeRecording *
open_recording (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  SondeRecording *recording = sonde_recording_open (fixture->path, &error);

  g_assert_no_error (error);

  return recording;
}

static void
assert_buckets_like_series (Fixture *fixture, SondeRecording *recording, gint64 width_us)
{
  for (guint channel = 0; channel < 2; channel++)
    {
      guint channels[] = { 1 - channel, channel };
      gint64 first_us, last_us, start_us;
      gsize n_buckets;
      g_autofree SondeBucket *expected = NULL;
      g_autofree SondeBucket *both = NULL;
      const SondeBucket *buckets;
      SondeBucket total = { 0 };
      SondeSummary summary;
      g_autoptr (GError) error = NULL;

      g_assert_true (sonde_series_get_span (fixture->series[channel], &first_us, &last_us));
      first_us += (last_us - first_us) / 5;
      start_us = sonde_series_align_us (first_us, width_us);
      n_buckets = (gsize) MIN ((last_us - start_us) / width_us + 3, 4000);
      expected = g_new (SondeBucket, n_buckets);
      both = g_new (SondeBucket, 2 * n_buckets);
      buckets = both + n_buckets;
      sonde_series_get_buckets (fixture->series[channel], start_us, width_us, expected, n_buckets);
      sonde_recording_get_buckets (recording, channels, 2, start_us, width_us, both, n_buckets,
                                   NULL, &error);
      g_assert_no_error (error);

      for (gsize i = 0; i < n_buckets; i++)
        {
          g_assert_cmpuint (buckets[i].count, ==, expected[i].count);
          g_assert_cmpint (buckets[i].gap, ==, expected[i].gap);
          if (buckets[i].count == 0)
            continue;

          g_assert_cmpfloat (buckets[i].min, ==, expected[i].min);
          g_assert_cmpfloat (buckets[i].max, ==, expected[i].max);
          g_assert_cmpfloat (buckets[i].first, ==, expected[i].first);
          g_assert_cmpfloat (buckets[i].last, ==, expected[i].last);
          g_assert_cmpfloat_with_epsilon (buckets[i].sum, expected[i].sum, 1e-6);
          sonde_bucket_append (&total, &buckets[i]);
        }

      sonde_series_get_summary (fixture->series[channel], start_us,
                                start_us + width_us * (gint64) n_buckets - 1, &summary);
      g_assert_cmpuint (total.count, ==, summary.count);
      if (total.count == 0)
        continue;

      g_assert_cmpfloat_with_epsilon (sqrt (total.m2 / (double) total.count), summary.std_dev,
                                      1e-6 * (1 + summary.std_dev));
    }
}

static void
assert_samples_like_series (Fixture *fixture, SondeRecording *recording)
{
  for (guint channel = 0; channel < 2; channel++)
    {
      gsize n_expected, n_samples;
      g_autofree SondeSample *expected = sonde_series_copy_samples (
          fixture->series[channel], G_MININT64, G_MAXINT64, &n_expected);
      g_autoptr (GError) error = NULL;
      g_autofree SondeSample *samples = sonde_recording_copy_samples (
          recording, channel, -SONDE_ROWS_MAX_TIME_US, SONDE_ROWS_MAX_TIME_US, 1000000, &n_samples,
          &error);
      gsize next = 0;
      gboolean gap = TRUE;

      g_assert_no_error (error);

      /* A series leaves out the gaps that say nothing new. */
      for (gsize i = 0; i < n_samples; i++)
        {
          if (isnan (samples[i].value) && gap)
            continue;

          gap = isnan (samples[i].value);
          g_assert_cmpuint (next, <, n_expected);
          g_assert_cmpint (samples[i].time_us, ==, expected[next].time_us);
          if (gap)
            g_assert_true (isnan (expected[next].value));
          else
            g_assert_cmpfloat (samples[i].value, ==, expected[next].value);
          next++;
        }
      g_assert_cmpuint (next, ==, n_expected);
    }
}

static void
assert_like_series (Fixture *fixture)
{
  /* From the measures, from the chunks, and from each level. */
  static const gint64 widths_s[] = { 1, 7, 64, 128, 512, 4096, 8192, 32768, 65536 };
  g_autoptr (SondeRecording) recording = open_recording (fixture);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (widths_s); i++)
    assert_buckets_like_series (fixture, recording, widths_s[i] * G_TIME_SPAN_SECOND);
  assert_samples_like_series (fixture, recording);
  sonde_recording_check (recording, &error);
  g_assert_no_error (error);
}

static void
test_fast (Fixture *fixture, gconstpointer data)
{
  write_measures (fixture, START_US, 60000, 100000, TRUE);
  assert_like_series (fixture);
}

static void
test_slow (Fixture *fixture, gconstpointer data)
{
  write_measures (fixture, START_US, 30000, 60 * G_TIME_SPAN_SECOND, TRUE);
  assert_like_series (fixture);
}

static void
test_before_epoch (Fixture *fixture, gconstpointer data)
{
  write_measures (fixture, -20000 * G_TIME_SPAN_SECOND, 40000, G_TIME_SPAN_SECOND, TRUE);
  assert_like_series (fixture);
}

/* A width that nothing divides: nothing is lost, and each bucket is right but for its edges. */
static void
test_any_width (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeRecording) recording = NULL;
  gint64 width_us = 5003000017;
  gint64 start_us = sonde_series_align_us (START_US, width_us);
  SondeBucket buckets[200];
  SondeBucket expected[200];
  guint64 count = 0;
  g_autoptr (GError) error = NULL;

  write_measures (fixture, START_US, 60000, 10 * G_TIME_SPAN_SECOND, TRUE);
  recording = open_recording (fixture);
  sonde_recording_get_buckets (recording, (guint[]){ 1 }, 1, start_us, width_us, buckets, 200, NULL,
                               &error);
  g_assert_no_error (error);
  sonde_series_get_buckets (fixture->series[1], start_us, width_us, expected, 200);
  for (guint i = 0; i < 200; i++)
    {
      count += buckets[i].count;
      g_assert_cmpfloat (fabs ((double) buckets[i].count - (double) expected[i].count), <=,
                         (double) width_us / 4 / (10 * G_TIME_SPAN_SECOND) + 1);
    }
  g_assert_cmpuint (count, ==, sonde_series_get_n_samples (fixture->series[1]));
}

static void
test_late (Fixture *fixture, gconstpointer data)
{
  SondeStoreWriter *writer;
  g_autoptr (GError) error = NULL;

  write_measures (fixture, START_US, 40000, G_TIME_SPAN_SECOND, FALSE);

  /* A series forgets where a gap inside a gap was, and so cannot tell what a late value does there.
   * Before everything, between, at the very time of others, and in order. */
  writer = open_writer (fixture);
  add (fixture, writer, START_US - 90 * G_TIME_SPAN_DAY, 1, 2);
  for (guint i = 0; i < 10000; i++)
    add (fixture, writer, START_US + i * 1700000, 5 + i, sonde_absent ());
  for (guint i = 0; i < 5; i++)
    add (fixture, writer, START_US + 17000000, 7, 8);
  add (fixture, writer, START_US + 10 * G_TIME_SPAN_DAY, 3, 4);
  commit (writer);
  g_assert_true (sonde_store_writer_close (writer, &error));
  assert_like_series (fixture);
}

static void
test_rolled_back (Fixture *fixture, gconstpointer data)
{
  SondeStoreWriter *writer;
  g_autoptr (GError) error = NULL;

  write_measures (fixture, START_US, 8000, G_TIME_SPAN_SECOND, TRUE);
  writer = open_writer (fixture);
  for (guint i = 0; i < 20000; i++)
    sonde_store_writer_add_measure (writer, START_US + i, (double[]){ 1, 2 }, 2);
  sonde_store_writer_roll_back (writer);
  sonde_store_writer_begin (writer, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 500; i++)
    add (fixture, writer, START_US + G_TIME_SPAN_DAY + i * 1000000, 1, 2);
  commit (writer);
  g_assert_true (sonde_store_writer_close (writer, &error));
  assert_like_series (fixture);
}

static void
test_prune (Fixture *fixture, gconstpointer data)
{
  SondeStoreWriter *writer;
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeRecording) recording = NULL;
  SondeRecordingInfo before, after;
  gint64 cut_us = START_US + 100000 * G_TIME_SPAN_SECOND;
  gboolean more = TRUE;
  guint n_steps = 0;
  SondeBucket bucket;

  write_measures (fixture, START_US, 150000, G_TIME_SPAN_SECOND, TRUE);
  recording = open_recording (fixture);
  g_assert_true (sonde_recording_get_info (recording, &before, &error));

  writer = sonde_store_writer_open (fixture->path, &error);
  g_assert_no_error (error);
  while (more)
    {
      sonde_store_writer_prune (writer, cut_us, &more, &error);
      g_assert_no_error (error);
      n_steps++;
    }
  g_assert_cmpuint (n_steps, >, 2);
  g_assert_true (sonde_store_writer_close (writer, &error));

  /* A chunk goes as a whole, and the pages that it took go too. */
  g_assert_true (sonde_recording_get_info (recording, &after, &error));
  g_assert_cmpint (after.first_us, <=, cut_us);
  g_assert_cmpint (after.first_us, >, cut_us - 20000 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (after.last_us, ==, before.last_us);
  g_assert_cmpuint (after.size_bytes, <, before.size_bytes * 6 / 10);
  g_assert_true (sonde_recording_get_buckets (recording, (guint[]){ 1 }, 1, 0,
                                              G_GINT64_CONSTANT (32768000000) << 16, &bucket, 1,
                                              NULL, &error));
  g_assert_cmpuint (bucket.count, >, 0);
  g_assert_cmpuint (bucket.count, <=, after.n_measures);
  g_assert_true (sonde_recording_check (recording, &error));
}

static void
wait_flushed (SondeRecorder *recorder)
{
  g_autoptr (GError) error = NULL;

  sonde_recorder_flush (recorder, &error);
  g_assert_no_error (error);
}

static void
test_recorder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeRecorder) recorder = sonde_recorder_new (fixture->path, "id", "Été", "ws://a:1/");
  g_autoptr (SondeRecording) recording = NULL;
  g_autoptr (SondeEvent) note = sonde_event_new (START_US, SONDE_EVENT_NOTE, 0, "rain “starts”");
  g_autoptr (SondeEvent) etat = sonde_event_new (START_US + 1, SONDE_EVENT_ETAT, 1, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("{\0}", 3);
  g_autoptr (SondeMessage) message = sonde_message_new (SONDE_DIRECTION_SENT, SONDE_OPCODE_BINARY,
                                                        bytes, START_US + 2, 99);
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) channels = NULL;
  g_autofree char *journal_path = g_strconcat (fixture->path, "-wal", NULL);
  SondeRecordingInfo info;
  SondeRecorderStatus status;
  gint64 change_count;

  g_assert_cmpint (sonde_recorder_ensure_channel (recorder, "b"), ==, 0);
  g_assert_cmpint (sonde_recorder_ensure_channel (recorder, "a"), ==, 1);
  g_assert_cmpint (sonde_recorder_ensure_channel (recorder, "b"), ==, 0);
  sonde_recorder_add_measure (recorder, START_US, (double[]){ 28.34, 45 }, 2);
  sonde_recorder_add_event (recorder, note);
  sonde_recorder_add_event (recorder, etat);
  sonde_recorder_add_message (recorder, message);
  wait_flushed (recorder);

  /* Another reads while it records. */
  recording = open_recording (fixture);
  g_assert_cmpstr (sonde_recording_get_endpoint_id (recording), ==, "id");
  g_assert_cmpstr (sonde_recording_get_name (recording), ==, "Été");
  g_assert_cmpstr (sonde_recording_get_uri (recording), ==, "ws://a:1/");
  channels = sonde_recording_dup_channels (recording, &error);
  g_assert_cmpstr (channels[0], ==, "b");
  g_assert_cmpstr (channels[1], ==, "a");
  g_assert_null (channels[2]);

  events = sonde_recording_list_events (recording, G_MININT64, G_MAXINT64, 10, &error);
  g_assert_cmpuint (events->len, ==, 2);
  g_assert_cmpstr (((SondeEvent *) events->pdata[0])->text, ==, "rain “starts”");
  g_assert_cmpint (((SondeEvent *) events->pdata[1])->kind, ==, SONDE_EVENT_ETAT);
  g_assert_cmpint (((SondeEvent *) events->pdata[1])->value, ==, 1);

  messages = sonde_recording_list_messages (recording, G_MININT64, G_MAXINT64, 10, &error);
  g_assert_cmpuint (messages->len, ==, 1);
  g_assert_true (g_bytes_equal (sonde_message_get_data (messages->pdata[0]), bytes));
  g_assert_cmpint (sonde_message_get_direction (messages->pdata[0]), ==, SONDE_DIRECTION_SENT);
  g_assert_cmpint (sonde_message_get_opcode (messages->pdata[0]), ==, SONDE_OPCODE_BINARY);
  g_assert_cmpint (sonde_message_get_rtt_us (messages->pdata[0]), ==, 99);

  change_count = sonde_recording_get_change_count (recording);
  g_assert_cmpint (sonde_recording_get_change_count (recording), ==, change_count);
  sonde_recorder_add_gap (recorder, START_US + 10);
  sonde_recorder_add_measure (recorder, START_US + 20, (double[]){ sonde_absent (), 46 }, 2);
  wait_flushed (recorder);
  g_assert_cmpint (sonde_recording_get_change_count (recording), !=, change_count);

  g_assert_true (sonde_recording_get_info (recording, &info, &error));
  g_assert_cmpuint (info.n_measures, ==, 3);
  g_assert_cmpuint (info.n_events, ==, 2);
  g_assert_cmpuint (info.n_messages, ==, 1);
  g_assert_cmpint (info.first_us, ==, START_US);
  g_assert_cmpint (info.last_us, ==, START_US + 20);
  g_clear_object (&recording);

  sonde_recorder_get_status (recorder, &status);
  g_assert_true (status.is_open);
  g_assert_cmpuint (status.n_recorded, ==, 3);
  g_assert_cmpuint (status.n_waiting_bytes, ==, 0);
  g_assert_cmpuint (status.n_lost, ==, 0);
  g_assert_true (sonde_recorder_close (recorder, &error));
  g_assert_false (g_file_test (journal_path, G_FILE_TEST_EXISTS));
}

/* A second run may meet the channels in another order. */
static void
test_continued (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeRecordingCursor) cursor = NULL;
  g_autoptr (GError) error = NULL;
  const double *values;
  gint64 time_us;
  guint n_values;

  for (guint run = 0; run < 2; run++)
    {
      g_autoptr (SondeRecorder) recorder = sonde_recorder_new (fixture->path, "id", NULL, NULL);

      sonde_recorder_ensure_channel (recorder, run == 0 ? "a" : "b");
      sonde_recorder_ensure_channel (recorder, run == 0 ? "b" : "a");
      sonde_recorder_add_measure (recorder, START_US + run,
                                  run == 0 ? (double[]){ 1, 2 } : (double[]){ 4, 3 }, 2);
    }

  cursor = sonde_recording_cursor_new (fixture->path, 0, G_MAXINT64, &error);
  g_assert_no_error (error);
  g_assert_true (sonde_recording_cursor_next (cursor, &time_us, &values, &n_values, &error));
  g_assert_cmpfloat (values[0], ==, 1);
  g_assert_cmpfloat (values[1], ==, 2);
  g_assert_true (sonde_recording_cursor_next (cursor, &time_us, &values, &n_values, &error));
  g_assert_cmpint (time_us, ==, START_US + 1);
  g_assert_true (isnan (values[0]) && !sonde_is_absent (values[0]));
  g_assert_true (isnan (values[1]) && !sonde_is_absent (values[1]));
  g_assert_true (sonde_recording_cursor_next (cursor, &time_us, &values, &n_values, &error));
  g_assert_cmpint (time_us, ==, START_US + 1);
  g_assert_cmpfloat (values[0], ==, 3);
  g_assert_cmpfloat (values[1], ==, 4);
  g_assert_false (sonde_recording_cursor_next (cursor, &time_us, &values, &n_values, &error));
  g_assert_no_error (error);
}

/* Between two runs nothing is known, however the first one ended; and it is said once. */
static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  const guint n_rows = GPOINTER_TO_UINT (data);
  SondeStoreWriter *writer = open_writer (fixture);
  g_autoptr (SondeRecording) recording = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree SondeSample *samples = NULL;
  gsize n_samples;

  for (guint i = 0; i < n_rows; i++)
    add (fixture, writer, START_US + i * G_TIME_SPAN_SECOND, i, 0);
  commit (writer);
  sonde_store_writer_free (writer);

  for (guint run = 0; run < 3; run++)
    {
      g_autoptr (SondeRecorder) recorder = sonde_recorder_new (fixture->path, "id", NULL, NULL);

      g_assert_true (sonde_recorder_close (recorder, &error));
      g_assert_no_error (error);
    }

  recording = sonde_recording_open (fixture->path, &error);
  g_assert_no_error (error);
  samples = sonde_recording_copy_samples (recording, 0, 0, G_MAXINT64, n_rows + 10, &n_samples,
                                          &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_samples, ==, n_rows == 0 ? 0 : n_rows + 1);
  if (n_rows == 0)
    return;
  g_assert_cmpfloat (samples[n_rows - 1].value, ==, n_rows - 1);
  g_assert_true (isnan (samples[n_rows].value));
  g_assert_cmpint (samples[n_rows].time_us, ==, samples[n_rows - 1].time_us + 1);
}

static void
test_range (Fixture *fixture, gconstpointer data)
{
  static const gint64 ends_s[][2] = {
    { 0, 100 }, { 8000, 9000 }, { 8191, 8191 }, { 16000, 29000 }, { -100, -1 }, { 40000, 50000 },
  };
  SondeStoreWriter *writer = open_writer (fixture);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 30000; i++)
    add (fixture, writer, START_US + i * G_TIME_SPAN_SECOND, i, 0);
  commit (writer);
  g_assert_true (sonde_store_writer_close (writer, &error));

  for (gsize i = 0; i < G_N_ELEMENTS (ends_s); i++)
    {
      g_autoptr (SondeRecordingCursor) cursor = sonde_recording_cursor_new (
          fixture->path, START_US + ends_s[i][0] * G_TIME_SPAN_SECOND,
          START_US + ends_s[i][1] * G_TIME_SPAN_SECOND, &error);
      const double *values;
      gint64 time_us;
      guint n_values;

      g_assert_no_error (error);
      for (gint64 second = MAX (ends_s[i][0], 0); second <= MIN (ends_s[i][1], 29999); second++)
        {
          g_assert_true (sonde_recording_cursor_next (cursor, &time_us, &values, &n_values, NULL));
          g_assert_cmpfloat (values[0], ==, (double) second);
        }
      g_assert_false (sonde_recording_cursor_next (cursor, &time_us, &values, &n_values, &error));
      g_assert_no_error (error);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/store/recording/fast", test_fast },
    { "/store/recording/slow", test_slow },
    { "/store/recording/before-epoch", test_before_epoch },
    { "/store/recording/any-width", test_any_width },
    { "/store/recording/late", test_late },
    { "/store/recording/rolled-back", test_rolled_back },
    { "/store/recording/prune", test_prune },
    { "/store/recording/recorder", test_recorder },
    { "/store/recording/continued", test_continued },
    { "/store/recording/range", test_range },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  g_test_add ("/store/recording/interrupted", Fixture, GUINT_TO_POINTER (100), set_up,
              test_interrupted, tear_down);
  g_test_add ("/store/recording/interrupted-chunk", Fixture,
              GUINT_TO_POINTER (SONDE_STORE_CHUNK_ROWS), set_up, test_interrupted, tear_down);
  g_test_add ("/store/recording/interrupted-empty", Fixture, NULL, set_up, test_interrupted,
              tear_down);

  return g_test_run ();
}
