/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-recorder.h"
#include "sonde-recording.h"
#include "sonde-store-writer.h"
#include "sonde-weather.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>

/* recording [DAYS]: what recording costs, beside bare SQLite; how large a year at 1 Hz with four
 * channels is, and how long its chart waits for it. One line of JSON for each.
 *
 * recording read FILE: the second half alone, in a process whose memory holds nothing else. */

#define N_CHANNELS    4
#define N_RECORDED    1000000
#define BATCH         10000
#define N_BUCKETS     1400
#define N_VIEWS       400
#define START_US      G_GINT64_CONSTANT (1700000000000000)
#define SECONDS_A_DAY 86400

static const char *const channels[N_CHANNELS] = { "luminosite", "temperature", "humidite",
                                                  "pression" };

/* What the probe would have sent at a second, and when it would have arrived. */
static gint64
make_measure (GRand *rand, gint64 second, double *values)
{
  SondeWeatherSample sample;

  sonde_weather_sample (1, second * G_USEC_PER_SEC, &sample);
  values[0] = floor (sample.light_counts);
  values[1] = round (sample.temperature_c * 100) / 100;
  values[2] = floor (sample.humidity_percent);
  values[3] = floor (sample.pressure_hpa);

  return START_US + second * G_USEC_PER_SEC + g_rand_int_range (rand, 0, 2000);
}

static double
seconds_since (gint64 start_us)
{
  return (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC;
}

static gint64
get_size (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 ? (gint64) status.st_size : 0;
}

static double
record (const char *path, const gint64 *times_us, const double *values)
{
  g_autoptr (SondeRecorder) recorder = sonde_recorder_new (path, "id", NULL, NULL);
  g_autoptr (GError) error = NULL;
  gint64 start_us;

  sonde_recorder_wait_open (recorder, NULL);
  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < N_CHANNELS; i++)
    sonde_recorder_ensure_channel (recorder, channels[i]);
  for (gsize i = 0; i < N_RECORDED; i++)
    {
      sonde_recorder_add_measure (recorder, times_us[i], values + i * N_CHANNELS, N_CHANNELS);
      /* A probe would not wait; a benchmark has to, or it would measure how much is lost. */
      if (i % 100000 == 0)
        sonde_recorder_flush (recorder, NULL);
    }
  if (!sonde_recorder_close (recorder, &error))
    g_error ("%s", error->message);

  return seconds_since (start_us);
}

static void
run (sqlite3 *database, const char *sql)
{
  if (sqlite3_exec (database, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (database));
}

static double
insert (const char *path, const gint64 *times_us, const double *values)
{
  sqlite3 *database;
  sqlite3_stmt *statement;
  gint64 start_us;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  run (database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                 "CREATE TABLE measure (time_us INTEGER PRIMARY KEY, luminosite REAL,"
                 " temperature REAL, humidite REAL, pression REAL)");
  sqlite3_prepare_v2 (database, "INSERT INTO measure VALUES (?, ?, ?, ?, ?)", -1, &statement, NULL);

  start_us = g_get_monotonic_time ();
  for (gsize i = 0; i < N_RECORDED; i++)
    {
      if (i % BATCH == 0)
        run (database, i == 0 ? "BEGIN" : "COMMIT; BEGIN");
      sqlite3_bind_int64 (statement, 1, times_us[i]);
      for (int j = 0; j < N_CHANNELS; j++)
        sqlite3_bind_double (statement, j + 2, values[i * N_CHANNELS + (gsize) j]);
      if (sqlite3_step (statement) != SQLITE_DONE)
        g_error ("%s", sqlite3_errmsg (database));
      sqlite3_reset (statement);
    }
  run (database, "COMMIT");
  sqlite3_finalize (statement);
  sqlite3_close (database);

  return seconds_since (start_us);
}

static void
compare (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "recorded.sonde", NULL);
  g_autofree char *bare_path = g_build_filename (folder, "bare.sqlite", NULL);
  g_autofree gint64 *times_us = g_new (gint64, N_RECORDED);
  g_autofree double *values = g_new (double, N_RECORDED *N_CHANNELS);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  double recorded_s, bare_s;

  for (gsize i = 0; i < N_RECORDED; i++)
    times_us[i] = make_measure (rand, (gint64) i, values + i * N_CHANNELS);

  recorded_s = record (path, times_us, values);
  bare_s = insert (bare_path, times_us, values);
  g_print ("{\"benchmark\":\"record\",\"measures\":%d,\"channels\":%d,"
           "\"sonde_measures_per_s\":%.0f,\"sqlite_measures_per_s\":%.0f,"
           "\"sonde_bytes_per_measure\":%.2f,\"sqlite_bytes_per_measure\":%.2f}\n",
           N_RECORDED, N_CHANNELS, N_RECORDED / recorded_s, N_RECORDED / bare_s,
           (double) get_size (path) / N_RECORDED, (double) get_size (bare_path) / N_RECORDED);
  g_unlink (path);
  g_unlink (bare_path);
}

static void
make_year (const char *path, gint64 n_seconds)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (GError) error = NULL;
  SondeStoreWriter *writer = sonde_store_writer_open (path, &error);
  double writing_s = 0;

  if (writer == NULL)
    g_error ("%s", error->message);

  for (gint64 second = 0; second < n_seconds;)
    {
      gint64 start_us;

      if (!sonde_store_writer_begin (writer, &error))
        g_error ("%s", error->message);
      for (guint i = 0; i < N_CHANNELS; i++)
        sonde_store_writer_ensure_channel (writer, channels[i], NULL);
      for (gint64 end = MIN (second + 50000, n_seconds); second < end; second++)
        {
          double values[N_CHANNELS];
          gint64 time_us = make_measure (rand, second, values);

          sonde_store_writer_add_measure (writer, time_us, values, N_CHANNELS);
        }
      start_us = g_get_monotonic_time ();
      if (!sonde_store_writer_commit (writer, &error))
        g_error ("%s", error->message);
      writing_s += seconds_since (start_us);
    }
  if (!sonde_store_writer_close (writer, &error))
    g_error ("%s", error->message);

  g_print ("{\"benchmark\":\"recording-size\",\"measures\":%" G_GINT64_FORMAT
           ",\"bytes\":%" G_GINT64_FORMAT
           ",\"bytes_per_measure\":%.3f,\"sealed_measures_per_s\":%.0f}\n",
           n_seconds, get_size (path), (double) get_size (path) / (double) n_seconds,
           (double) n_seconds / writing_s);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return (left > right) - (left < right);
}

/* The processor's time of this thread: on a busy machine the clock on the wall measures the others.
 */
static double
get_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

/* What one redraw of four charts asks for. */
static double
read_view (SondeRecording *recording, gint64 from_us, gint64 span_us)
{
  gint64 width_us = MAX (span_us / N_BUCKETS, 1);
  double start_ms = get_cpu_ms ();
  static const guint numbers[N_CHANNELS] = { 0, 1, 2, 3 };
  SondeBucket buckets[N_CHANNELS * N_BUCKETS];
  g_autoptr (GError) error = NULL;

  if (!sonde_recording_get_buckets (recording, numbers, N_CHANNELS,
                                    sonde_series_align_us (from_us, width_us), width_us, buckets,
                                    N_BUCKETS, NULL, &error))
    g_error ("%s", error->message);

  return get_cpu_ms () - start_ms;
}

static double
get_resident_mib (void)
{
  g_autofree char *text = NULL;
  char *resident;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;

  resident = strchr (text, ' ');

  return (double) g_ascii_strtoull (resident + 1, NULL, 10) * 4096 / (1024 * 1024);
}

static int
read_year (const char *path)
{
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeRecording) recording = sonde_recording_open (path, &error);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  SondeRecordingInfo info;
  double views_ms[N_VIEWS], wholes_ms[21], worst_ms = 0, open_ms;
  gint64 span_us, worst_span_us = 0;

  if (recording == NULL || !sonde_recording_get_info (recording, &info, &error))
    g_error ("%s", error->message);
  span_us = info.last_us - info.first_us;
  read_view (recording, info.first_us, span_us);
  open_ms = seconds_since (start_us) * 1000;

  for (gsize i = 0; i < G_N_ELEMENTS (wholes_ms); i++)
    wholes_ms[i] = read_view (recording, info.first_us, span_us);
  qsort (wholes_ms, G_N_ELEMENTS (wholes_ms), sizeof *wholes_ms, compare_doubles);

  /* From a minute to the whole, every order of magnitude as often as the others. */
  for (gsize i = 0; i < N_VIEWS; i++)
    {
      double share = pow (60e6 / (double) span_us, g_rand_double (rand));
      gint64 view_us = (gint64) ((double) span_us * share);
      gint64 from_us = info.first_us +
                       (gint64) (g_rand_double (rand) * (double) (span_us - view_us));

      views_ms[i] = read_view (recording, from_us, view_us);
      if (views_ms[i] > worst_ms)
        {
          worst_ms = views_ms[i];
          worst_span_us = view_us;
        }
    }
  qsort (views_ms, N_VIEWS, sizeof *views_ms, compare_doubles);

  g_print (
      "{\"benchmark\":\"recording-read\",\"measures\":%" G_GUINT64_FORMAT
      ",\"channels\":%d,\"buckets\":%d,\"clock\":\"thread-cpu\",\"open_and_first_view_ms\":%.1f,\"whole_ms\":%.2f,"
      "\"view_median_ms\":%.2f,\"view_p95_ms\":%.2f,\"view_worst_ms\":%.2f,"
      "\"worst_span_s\":%.0f,\"resident_mib\":%.1f}\n",
      info.n_measures, N_CHANNELS, N_BUCKETS, open_ms, wholes_ms[10], views_ms[N_VIEWS / 2],
      views_ms[N_VIEWS * 95 / 100], worst_ms, (double) worst_span_us / G_USEC_PER_SEC,
      get_resident_mib ());

  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GSubprocess) reader = NULL;
  int days = argc == 2 ? atoi (argv[1]) : 365;

  if (argc == 3 && g_str_equal (argv[1], "read"))
    return read_year (argv[2]);
  if (argc > 2 || days <= 0)
    {
      g_printerr ("usage: %s [DAYS], or read FILE\n", argv[0]);
      return 2;
    }

  folder = g_dir_make_tmp ("sonde-recording-XXXXXX", NULL);
  path = g_build_filename (folder, "year.sonde", NULL);
  compare (folder);
  make_year (path, (gint64) days * SECONDS_A_DAY);
  fflush (stdout);
  reader = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, argv[0], "read", path, NULL);
  if (reader != NULL)
    g_subprocess_wait (reader, NULL, NULL);
  g_unlink (path);
  g_rmdir (folder);

  return reader != NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}
