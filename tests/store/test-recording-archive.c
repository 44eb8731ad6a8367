/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-direct-archive.h"
#include "sonde-error.h"
#include "sonde-recorder.h"
#include "sonde-recording-archive.h"
#include "sonde-store-writer.h"
#include "sonde-tile-cache.h"

#include <glib/gstdio.h>
#include <math.h>

#define DEADLINE_S 20
/* Not a multiple of anything. */
#define START_US G_GINT64_CONSTANT (1700000012345678)

typedef struct
{
  char *folder;
  char *path;
  SondeSeries *series; /* the reference */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("sonde-archive-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "file.sonde", NULL);
  fixture->series = sonde_series_new (1000000);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GDir *folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_dir_close (folder);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_clear_pointer (&fixture->series, sonde_series_unref);
  g_clear_pointer (&fixture->folder, g_free);
  g_clear_pointer (&fixture->path, g_free);
}

static double
get_value (guint i)
{
  return round (1000 * sin (i / 50.0)) / 10 + i % 7;
}

/* A measure a second, with a gap now and then. */
static void
record (Fixture *fixture, guint first, guint end)
{
  g_autoptr (GError) error = NULL;
  SondeStoreWriter *writer = sonde_store_writer_open (fixture->path, &error);

  g_assert_no_error (error);
  g_assert_true (sonde_store_writer_begin (writer, &error));
  g_assert_cmpint (sonde_store_writer_ensure_channel (writer, "other", &error), ==, 0);
  g_assert_cmpint (sonde_store_writer_ensure_channel (writer, "temperature", &error), ==, 1);
  for (guint i = first; i < end; i++)
    {
      gint64 time_us = START_US + i * G_TIME_SPAN_SECOND;
      double value = i % 5000 == 4999 ? sonde_gap () : get_value (i);
      double values[] = { 1, value };

      sonde_store_writer_add_measure (writer, time_us, values, 2);
      sonde_series_append (fixture->series, time_us, value);
    }
  g_assert_true (sonde_store_writer_commit (writer, &error));
  g_assert_no_error (error);
  g_assert_true (sonde_store_writer_close (writer, &error));
}

typedef struct
{
  const char *what;
} Wait;

static gboolean
on_deadline (gpointer data)
{
  Wait *wait = data;

  g_error ("nothing came of: %s", wait->what);

  return G_SOURCE_REMOVE;
}

/* Asks until all of it is at hand, and leaves the buckets there. */
static void
load (SondeArchive *archive,
      gint64 start_us,
      gint64 width_us,
      gint64 before_us,
      SondeBucket *buckets,
      gsize n_buckets)
{
  Wait wait = { "loading of buckets" };
  guint deadline_id = g_timeout_add_seconds (DEADLINE_S, on_deadline, &wait);

  while (!sonde_archive_get_buckets (archive, "temperature", start_us, width_us, before_us, buckets,
                                     n_buckets))
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (deadline_id);
}

static void
wait_for_span (SondeArchive *archive, gint64 last_us)
{
  Wait wait = { "the recording's span" };
  guint deadline_id = g_timeout_add_seconds (DEADLINE_S, on_deadline, &wait);
  gint64 known_us = G_MININT64;

  while (!sonde_archive_get_span (archive, NULL, &known_us) || known_us < last_us)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (deadline_id);
}

static void
close_archive (SondeArchive *archive)
{
  sonde_recording_archive_close (SONDE_RECORDING_ARCHIVE (archive));
  g_assert_finalize_object (archive);
}

static void
assert_same_bucket (const SondeBucket *got, const SondeBucket *wanted)
{
  g_assert_cmpuint (got->count, ==, wanted->count);
  g_assert_cmpint (got->gap, ==, wanted->gap);
  if (wanted->count == 0)
    return;

  g_assert_cmpfloat (got->min, ==, wanted->min);
  g_assert_cmpfloat (got->max, ==, wanted->max);
  g_assert_cmpfloat (got->first, ==, wanted->first);
  g_assert_cmpfloat (got->last, ==, wanted->last);
  g_assert_cmpfloat_with_epsilon (got->sum, wanted->sum, 1e-6);
}

/* Widths that are multiples of a level's slices give what a series gives. */
static void
test_exact (Fixture *fixture, gconstpointer data)
{
  static const gint64 widths_us[] = { 500000, 2 * G_TIME_SPAN_SECOND, 8 * G_TIME_SPAN_SECOND,
                                      128 * G_TIME_SPAN_SECOND, G_TIME_SPAN_SECOND * 2048 };
  SondeArchive *archive;
  gint64 first_us;
  gint64 last_us;

  record (fixture, 0, 40000);
  archive = sonde_recording_archive_new (fixture->path);
  wait_for_span (archive, G_MININT64);
  g_assert_true (sonde_archive_get_span (archive, &first_us, &last_us));
  g_assert_cmpint (first_us, ==, START_US);
  g_assert_cmpint (last_us, ==, START_US + 39999 * G_TIME_SPAN_SECOND);

  for (guint i = 0; i < G_N_ELEMENTS (widths_us); i++)
    for (guint part = 0; part < 3; part++)
      {
        SondeBucket got[300];
        SondeBucket wanted[300];
        gint64 start_us = sonde_series_align_us (
            START_US + (part * 15000 - 100) * G_TIME_SPAN_SECOND, widths_us[i]);

        load (archive, start_us, widths_us[i], G_MAXINT64, got, 300);
        sonde_series_get_buckets (fixture->series, start_us, widths_us[i], wanted, 300);
        for (guint j = 0; j < 300; j++)
          {
            g_test_message ("width %" G_GINT64_FORMAT ", part %u, bucket %u", widths_us[i], part,
                            j);
            assert_same_bucket (&got[j], &wanted[j]);
          }
      }

  close_archive (archive);
}

/* Wherever it is cut off, each sample before counts once and none after. */
static void
test_before (Fixture *fixture, gconstpointer data)
{
  SondeArchive *archive;

  record (fixture, 0, 20000);
  archive = sonde_recording_archive_new (fixture->path);
  for (guint i = 0; i < 20; i++)
    {
      gint64 width_us = 333 * G_TIME_SPAN_SECOND;
      gint64 start_us = sonde_series_align_us (START_US, width_us);
      gint64 before_us = START_US + (100 + i * 977) * G_TIME_SPAN_SECOND;
      SondeBucket buckets[80];
      guint64 count = 0;

      load (archive, start_us, width_us, before_us, buckets, G_N_ELEMENTS (buckets));
      for (guint j = 0; j < G_N_ELEMENTS (buckets); j++)
        count += buckets[j].count;
      g_assert_cmpuint (count + (100 + i * 977) / 5000, ==, 100 + i * 977);
    }

  close_archive (archive);
}

/* What is read there and then is whole at once, and the same. */
static void
test_direct (Fixture *fixture, gconstpointer data)
{
  const gint64 width_us = 8 * G_TIME_SPAN_SECOND;
  gint64 start_us = sonde_series_align_us (START_US - 100 * G_TIME_SPAN_SECOND, width_us);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) read_error = NULL;
  SondeArchive *archive;
  SondeBucket got[300];
  SondeBucket wanted[300];
  guint64 count = 0;
  gint64 last_us;

  record (fixture, 0, 40000);
  archive = sonde_direct_archive_new (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_true (sonde_archive_get_span (archive, NULL, &last_us));
  g_assert_cmpint (last_us, ==, START_US + 39999 * G_TIME_SPAN_SECOND);

  g_assert_true (sonde_archive_get_buckets (archive, "temperature", start_us, width_us, G_MAXINT64,
                                            got, G_N_ELEMENTS (got)));
  sonde_series_get_buckets (fixture->series, start_us, width_us, wanted, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < G_N_ELEMENTS (got); i++)
    assert_same_bucket (&got[i], &wanted[i]);

  /* Cut off in the middle of a bucket. */
  g_assert_true (sonde_archive_get_buckets (archive, "temperature", start_us, width_us,
                                            START_US + 1003 * G_TIME_SPAN_SECOND, got,
                                            G_N_ELEMENTS (got)));
  for (guint i = 0; i < G_N_ELEMENTS (got); i++)
    count += got[i].count;
  g_assert_cmpuint (count, ==, 1003);

  g_assert_true (sonde_archive_get_buckets (archive, "none", start_us, width_us, G_MAXINT64, got,
                                            G_N_ELEMENTS (got)));
  g_assert_true (got[20].gap);
  read_error = sonde_archive_dup_error (archive);
  g_assert_no_error (read_error);
  g_assert_finalize_object (archive);

  g_assert_true (g_file_set_contents (fixture->path, "no recording", -1, NULL));
  g_assert_null (sonde_direct_archive_new (fixture->path, &error));
  g_assert_nonnull (error);
}

/* What was fetched is what would have been read, of all channels at once and of one moment; and it
 * can be stopped. */
static void
test_fetch (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "other", "none", "temperature", NULL };
  const gint64 width_us = 200 * G_TIME_SPAN_SECOND;
  gint64 start_us = sonde_series_align_us (START_US - 1000 * G_TIME_SPAN_SECOND, width_us);
  gint64 before_us = START_US + 30003 * G_TIME_SPAN_SECOND;
  g_autoptr (SondeProgress) progress = sonde_progress_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SondeWork work = { progress, cancellable, 0, 0.5 };
  g_autoptr (GError) error = NULL;
  SondeArchive *archive;
  SondeBucket read[2][300];
  SondeBucket fetched[300];

  record (fixture, 0, 40000);
  archive = sonde_direct_archive_new (fixture->path, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    sonde_archive_get_buckets (archive, ids[i * 2], start_us, width_us, before_us, read[i], 300);

  g_assert_true (
      sonde_archive_fetch (archive, ids, start_us, width_us, G_MAXINT64, 300, &work, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (sonde_progress_get_fraction (progress), ==, 0.5);

  /* Another part of it, cut off elsewhere, is right too; of what came later it knows nothing. */
  record (fixture, 40000, 45000);
  for (guint i = 0; i < 2; i++)
    {
      sonde_archive_get_buckets (archive, ids[i * 2], start_us, width_us, before_us, fetched, 300);
      for (guint j = 0; j < 300; j++)
        assert_same_bucket (&fetched[j], &read[i][j]);
      sonde_archive_get_buckets (archive, ids[i * 2], start_us + 50 * width_us, width_us, before_us,
                                 fetched, 60);
      for (guint j = 0; j < 60; j++)
        assert_same_bucket (&fetched[j], &read[i][50 + j]);
    }
  sonde_archive_get_buckets (archive, "other", start_us + 210 * width_us, width_us, G_MAXINT64,
                             fetched, 1);
  g_assert_cmpuint (fetched[0].count, ==, 0);
  sonde_archive_get_buckets (archive, "other", start_us + 210 * width_us, width_us / 2, G_MAXINT64,
                             fetched, 1);
  g_assert_cmpuint (fetched[0].count, ==, 100);

  g_cancellable_cancel (cancellable);
  g_assert_false (
      sonde_archive_fetch (archive, ids, start_us, width_us / 2, G_MAXINT64, 300, &work, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (sonde_archive_dup_error (archive));
  g_assert_finalize_object (archive);
}

/* Before the tiles of a view have come, coarser ones are shown. */
static void
test_coarser (Fixture *fixture, gconstpointer data)
{
  SondeBucket buckets[200];
  SondeArchive *archive;
  guint n_filled = 0;

  record (fixture, 0, 40000);
  archive = sonde_recording_archive_new (fixture->path);
  wait_for_span (archive, G_MININT64);
  load (archive, sonde_series_align_us (START_US, 512 * G_TIME_SPAN_SECOND),
        512 * G_TIME_SPAN_SECOND, G_MAXINT64, buckets, 80);

  g_assert_false (sonde_archive_get_buckets (archive, "temperature",
                                             START_US + 1000 * G_TIME_SPAN_SECOND,
                                             G_TIME_SPAN_SECOND, G_MAXINT64, buckets, 200));
  for (guint i = 0; i < 200; i++)
    {
      n_filled += buckets[i].count > 0 ? 1 : 0;
      if (buckets[i].count > 0)
        g_assert_cmpfloat (buckets[i].min, <, buckets[i].max);
    }
  g_assert_cmpuint (n_filled, ==, 200);

  close_archive (archive);
}

/* The end of a file that is recorded to is looked at again; its beginning comes once it exists. */
static void
test_growing (Fixture *fixture, gconstpointer data)
{
  SondeArchive *archive = sonde_recording_archive_new (fixture->path);
  g_autoptr (SondeRecorder) recorder = NULL;
  g_autoptr (GError) error = NULL;
  Wait wait = { "what was recorded meanwhile" };
  guint deadline_id = g_timeout_add_seconds (DEADLINE_S, on_deadline, &wait);
  SondeBucket bucket;

  recorder = sonde_recorder_new (fixture->path, "id", NULL, NULL);
  g_assert_true (sonde_recorder_wait_open (recorder, &error));
  g_assert_cmpint (sonde_recorder_ensure_channel (recorder, "temperature"), ==, 0);

  for (guint i = 1; i <= 3; i++)
    {
      double value = i;

      sonde_recorder_add_measure (recorder, i * G_TIME_SPAN_MINUTE, &value, 1);
      g_assert_true (sonde_recorder_flush (recorder, &error));
      do
        {
          sonde_archive_get_buckets (archive, "temperature", 0, G_TIME_SPAN_HOUR, G_MAXINT64,
                                     &bucket, 1);
          g_main_context_iteration (NULL, FALSE);
          g_thread_yield ();
        }
      while (bucket.count < i);
      g_assert_cmpuint (bucket.count, ==, i);
    }

  g_source_remove (deadline_id);
  g_assert_true (sonde_recorder_close (recorder, &error));
  g_assert_no_error (error);
  close_archive (archive);
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_for_count (SondeArchive *archive, guint64 count)
{
  Wait wait = { "what the recording became" };
  guint deadline_id = g_timeout_add_seconds (DEADLINE_S, on_deadline, &wait);
  guint tick_id = g_timeout_add (20, on_tick, NULL);
  SondeBucket bucket = { 0 };

  while (bucket.count != count)
    {
      g_main_context_iteration (NULL, TRUE);
      sonde_archive_get_buckets (archive, "temperature", 0, G_TIME_SPAN_HOUR, G_MAXINT64, &bucket,
                                 1);
    }
  g_source_remove (deadline_id);
  g_source_remove (tick_id);
}

/* What came late, and what was deleted, is noticed under tiles that were read before. */
static void
test_rewritten (Fixture *fixture, gconstpointer data)
{
  const guint n_rows = GPOINTER_TO_UINT (data);
  SondeArchive *archive = sonde_recording_archive_new (fixture->path);
  SondeStoreWriter *writer = sonde_store_writer_open (fixture->path, NULL);
  g_autoptr (GError) error = NULL;
  gboolean more = TRUE;

  g_assert_true (sonde_store_writer_begin (writer, &error));
  g_assert_cmpint (sonde_store_writer_ensure_channel (writer, "temperature", &error), ==, 0);
  for (guint i = 0; i < n_rows; i++)
    {
      double value = i;

      /* The last one is long after the bucket that is looked at, so that its end is known. */
      sonde_store_writer_add_measure (
          writer, i + 1 < n_rows ? (i + 1) * 1000 : 900 * G_TIME_SPAN_HOUR, &value, 1);
    }
  g_assert_true (sonde_store_writer_commit (writer, &error));
  wait_for_count (archive, n_rows - 1);

  g_assert_true (sonde_store_writer_begin (writer, &error));
  sonde_store_writer_add_measure (writer, 500, (double[]){ 7 }, 1);
  g_assert_true (sonde_store_writer_commit (writer, &error));
  wait_for_count (archive, n_rows);

  while (more)
    g_assert_true (sonde_store_writer_prune (writer, G_TIME_SPAN_HOUR, &more, &error));
  wait_for_count (archive, 0);

  g_assert_true (sonde_store_writer_close (writer, &error));
  close_archive (archive);
}

static void
on_error (SondeArchive *archive, GParamSpec *pspec, gpointer data)
{
  *(gboolean *) data = TRUE;
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Wait wait = { "the error of a file that is no recording" };
  guint deadline_id = g_timeout_add_seconds (DEADLINE_S, on_deadline, &wait);
  gboolean told = FALSE;
  SondeArchive *archive;
  SondeBucket bucket;

  g_assert_true (
      g_file_set_contents (fixture->path, "no recording at all, but long enough for it", -1, NULL));
  archive = sonde_recording_archive_new (fixture->path);
  g_signal_connect (archive, "notify::error", G_CALLBACK (on_error), &told);
  while (!told)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (deadline_id);
  error = sonde_archive_dup_error (archive);
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_DAMAGED);
  g_assert_false (
      sonde_archive_get_buckets (archive, "temperature", 0, 1000, G_MAXINT64, &bucket, 1));
  g_assert_cmpuint (bucket.count, ==, 0);

  close_archive (archive);
}

static void
test_marks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeRecorder) recorder = sonde_recorder_new (fixture->path, "id", NULL, NULL);
  g_autoptr (SondeEvent) etat = sonde_event_new (1000, SONDE_EVENT_ETAT, 1, NULL);
  g_autoptr (SondeEvent) note = sonde_event_new (2000, SONDE_EVENT_NOTE, 0, "windy");
  g_autoptr (GError) error = NULL;
  g_autofree SondeMark *marks = NULL;
  Wait wait = { "the marks" };
  guint deadline_id = g_timeout_add_seconds (DEADLINE_S, on_deadline, &wait);
  g_autoptr (SondeDataset) dataset = sonde_dataset_new (100);
  SondeArchive *archive;
  gint64 first_us;
  gint64 last_us;
  gsize n_marks;

  sonde_recorder_add_event (recorder, etat);
  sonde_recorder_add_event (recorder, note);
  g_assert_true (sonde_recorder_close (recorder, &error));

  archive = sonde_recording_archive_new (fixture->path);
  while ((marks = sonde_archive_copy_marks (archive, 0, 5000, &n_marks)) == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (deadline_id);
  g_assert_cmpuint (n_marks, ==, 2);
  g_assert_cmpint (marks[0].kind, ==, SONDE_MARK_ETAT);
  g_assert_cmpint (marks[0].time_us, ==, 1000);
  g_assert_cmpint (marks[1].kind, ==, SONDE_MARK_NOTE);
  g_assert_cmpstr (marks[1].text, ==, "windy");

  /* There is no measure, and so no span but that of the marks. */
  g_assert_false (sonde_archive_get_span (archive, &first_us, &last_us));
  g_assert_true (sonde_archive_get_mark_span (archive, &first_us, &last_us));
  g_assert_cmpint (first_us, ==, 1000);
  g_assert_cmpint (last_us, ==, 2000);
  sonde_dataset_add_mark (dataset, &(SondeMark){ 500, SONDE_MARK_CONNECTED, 0 });
  g_assert_true (sonde_archive_join_mark_spans (archive, dataset, &first_us, &last_us));
  g_assert_cmpint (first_us, ==, 500);
  g_assert_cmpint (last_us, ==, 2000);
  g_assert_false (sonde_archive_join_mark_spans (NULL, NULL, &first_us, &last_us));

  close_archive (archive);
}

/* Marks outlive what they were read from. */
static void
test_direct_marks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeRecorder) recorder = sonde_recorder_new (fixture->path, "id", NULL, NULL);
  g_autoptr (SondeEvent) note = sonde_event_new (2000, SONDE_EVENT_NOTE, 0, "windy");
  g_autofree SondeMark *marks = NULL;
  SondeArchive *archive;
  gint64 first_us;
  gint64 last_us;
  gsize n_marks;

  sonde_recorder_add_event (recorder, note);
  g_assert_true (sonde_recorder_close (recorder, NULL));

  archive = sonde_direct_archive_new (fixture->path, NULL);
  g_assert_true (sonde_archive_get_mark_span (archive, &first_us, &last_us));
  g_assert_cmpint (first_us, ==, 2000);
  g_assert_cmpint (last_us, ==, 2000);
  g_assert_null (sonde_archive_copy_marks (archive, 0, 1999, &n_marks));
  g_assert_cmpuint (n_marks, ==, 0);
  marks = sonde_archive_copy_marks (archive, 0, 5000, &n_marks);
  g_assert_finalize_object (archive);
  g_assert_cmpuint (n_marks, ==, 1);
  g_assert_cmpstr (marks[0].text, ==, "windy");
}

/* The archive may go while its thread reads. */
static void
test_unref_at_once (Fixture *fixture, gconstpointer data)
{
  record (fixture, 0, 1000);
  for (guint i = 0; i < 20; i++)
    {
      SondeArchive *archive = sonde_recording_archive_new (fixture->path);
      SondeBucket bucket;

      sonde_archive_get_buckets (archive, "temperature", 0, 1000, G_MAXINT64, &bucket, 1);
      if (i % 2 == 0)
        sonde_recording_archive_close (SONDE_RECORDING_ARCHIVE (archive));
      g_assert_finalize_object (archive);
    }
}

static void
test_cache_bound (void)
{
  g_autoptr (SondeTileCache) cache = sonde_tile_cache_new (100000);
  SondeBucket slices[SONDE_TILE_SLICES];

  for (guint i = 0; i < SONDE_TILE_SLICES; i++)
    slices[i] = (SondeBucket){ .count = 1 };

  for (guint i = 0; i < 100; i++)
    {
      SondeTileKey key = { i, G_MAXINT64, 0, 3 };
      SondeTileKey first = { 0, G_MAXINT64, 0, 3 };

      sonde_tile_cache_insert (cache, &key, sonde_archive_tile_new (slices, SONDE_TILE_SLICES));
      g_assert_cmpuint (sonde_tile_cache_get_size (cache), <=, 100000);
      g_assert_nonnull (sonde_tile_cache_get (cache, &key));
      g_assert_nonnull (sonde_tile_cache_get (cache, &first)); /* in use: it stays */
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/recording-archive/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("exact", test_exact);
  ADD ("before", test_before);
  ADD ("direct", test_direct);
  ADD ("fetch", test_fetch);
  ADD ("coarser", test_coarser);
  ADD ("growing", test_growing);
  g_test_add ("/recording-archive/rewritten", Fixture, GUINT_TO_POINTER (100), set_up,
              test_rewritten, tear_down);
  ADD ("damaged", test_damaged);
  ADD ("marks", test_marks);
  ADD ("direct-marks", test_direct_marks);
  ADD ("unref-at-once", test_unref_at_once);
  g_test_add_func ("/recording-archive/cache-bound", test_cache_bound);

  return g_test_run ();
}
