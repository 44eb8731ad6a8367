/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in memory, written as a text: whole or not at all. */
#include "config.h"

#include "sonde-dataset-source.h"
#include "sonde-error.h"
#include "sonde-table-export.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define DEADLINE_S 20
#define START_US   (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)
/* More than a block of the source and than one of the text. */
#define N_ROWS 5000

typedef struct
{
  SondeDataset *dataset;
  SondeRowSource *source;
  SondeTableExport *export;
  char *folder;
  char *path;
  GAsyncResult *result;
  guint n_notices;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dataset = sonde_dataset_new (100000);
  sonde_dataset_ensure_channel (fixture->dataset, "a");
  sonde_dataset_ensure_channel (fixture->dataset, "=b");
  for (int i = 0; i < N_ROWS; i++)
    {
      double values[] = { i + 0.5, i == 1 ? (double) NAN : -i };

      sonde_dataset_append (fixture->dataset, START_US + i * G_TIME_SPAN_SECOND, values, 2);
    }

  fixture->source = sonde_dataset_source_new (fixture->dataset);
  fixture->export = sonde_table_export_new (fixture->source);
  fixture->folder = g_dir_make_tmp ("sonde-export-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "a.csv", NULL);
}

/* The thread that wrote may be the last to let go of the export. */
static void
assert_finalized (gpointer object)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_S * G_TIME_SPAN_SECOND;
  GWeakRef weak;
  gboolean alive = TRUE;

  g_weak_ref_init (&weak, object);
  g_object_unref (object);
  while (alive)
    {
      g_autoptr (GObject) kept = g_weak_ref_get (&weak);

      alive = kept != NULL;
      if (g_get_monotonic_time () > deadline_us)
        g_error ("Waited %d s for an export to be finalised", DEADLINE_S);
      g_thread_yield ();
    }
  g_weak_ref_clear (&weak);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->result);
  assert_finalized (fixture->export);
  g_assert_finalize_object (G_OBJECT (fixture->source));
  g_assert_finalize_object (fixture->dataset);
  g_unlink (fixture->path);
  /* Fails where half a file was left behind. */
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static gboolean
on_deadline (gpointer data)
{
  g_error ("Waited %d s for an export", DEADLINE_S);

  return G_SOURCE_REMOVE;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Fixture *) data)->result = g_object_ref (result);
}

static gboolean
run (Fixture *fixture, GCancellable *cancellable, guint64 *n_rows, GError **error)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, NULL);
  gboolean good;

  sonde_table_export_run_async (fixture->export, fixture->path, cancellable, on_done, fixture);
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  good = sonde_table_export_run_finish (fixture->export, fixture->result, n_rows, error);
  g_clear_object (&fixture->result);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  return good;
}

static char **
load_lines (Fixture *fixture, const char *line_end)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_true (g_str_has_suffix (text, line_end));

  return g_strsplit (text, line_end, -1);
}

static void
on_progress (SondeProgress *progress, GParamSpec *pspec, Fixture *fixture)
{
  g_assert_cmpfloat (sonde_progress_get_fraction (progress), >, 0);
  fixture->n_notices++;
}

static void
test_csv (Fixture *fixture, gconstpointer data)
{
  SondeProgress *progress = sonde_table_export_get_progress (fixture->export);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  guint64 n_rows = 0;

  g_signal_connect (progress, "notify::fraction", G_CALLBACK (on_progress), fixture);
  g_assert_true (run (fixture, NULL, &n_rows, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_rows, ==, N_ROWS);
  g_assert_cmpfloat (sonde_progress_get_fraction (progress), ==, 1);
  g_assert_cmpuint (fixture->n_notices, >, 0);

  lines = load_lines (fixture, "\r\n");
  g_assert_cmpuint (g_strv_length (lines), ==, N_ROWS + 2);
  g_assert_cmpstr (lines[0], ==, "time,a,'=b");
  g_assert_cmpstr (lines[1], ==, "2023-11-14T22:13:20.000000Z,0.5,0");
  g_assert_cmpstr (lines[2], ==, "2023-11-14T22:13:21.000000Z,1.5,");
  g_assert_cmpstr (lines[N_ROWS], ==, "2023-11-14T23:36:39.000000Z,4999.5,-4999");
}

static void
test_french (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (3600);
  const SondeCsvFormat format = { ';', ',', TRUE, zone };
  const char *const ids[] = { "=b", "a", NULL };
  g_auto (GStrv) lines = NULL;

  sonde_table_export_set_format (fixture->export, &format);
  sonde_table_export_set_channels (fixture->export, ids);
  sonde_table_export_set_range (fixture->export, START_US + 2 * G_TIME_SPAN_SECOND,
                                START_US + 3 * G_TIME_SPAN_SECOND);
  g_assert_true (run (fixture, NULL, NULL, NULL));
  lines = load_lines (fixture, "\r\n");
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_cmpstr (lines[0], ==, "\357\273\277time;'=b;a");
  g_assert_cmpstr (lines[1], ==, "2023-11-14T23:13:22.000000+01:00;-2;2,5");
}

/* What a measure says nothing of is left out; a gap is null. */
static void
test_json (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) lines = NULL;

  sonde_table_export_set_kind (fixture->export, SONDE_TABLE_JSON_LINES);
  sonde_table_export_set_range (fixture->export, START_US, START_US + G_TIME_SPAN_SECOND);
  g_assert_true (run (fixture, NULL, NULL, NULL));
  lines = load_lines (fixture, "\n");
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_cmpstr (lines[1], ==,
                   "{\"time\":\"2023-11-14T22:13:21.000000Z\",\"a\":1.5,\"=b\":null}");
}

static void
test_preview (Fixture *fixture, gconstpointer data)
{
  const SondeCsvFormat format = { ',', '.', TRUE, NULL };
  g_autofree char *text = NULL;

  sonde_table_export_set_format (fixture->export, &format);
  text = sonde_table_export_preview (fixture->export, 1, NULL, NULL);
  g_assert_cmpstr (text, ==, "time,a,'=b\r\n2023-11-14T22:13:20.000000Z,0.5,0\r\n");
}

/* Rows that share their time are neither cut apart nor told twice. */
static void
test_same_time (Fixture *fixture, gconstpointer data)
{
  guint64 n_rows;

  sonde_dataset_clear (fixture->dataset);
  for (int i = 0; i < N_ROWS; i++)
    {
      double value = i;

      sonde_dataset_append (fixture->dataset, START_US + i / 1500, &value, 1);
    }
  g_assert_true (run (fixture, NULL, &n_rows, NULL));
  g_assert_cmpuint (n_rows, ==, N_ROWS);
}

static void
on_half (SondeProgress *progress, GParamSpec *pspec, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* What was there stays whole when the user gives up, before it begins or on the way. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "old", -1, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_false (run (fixture, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  g_cancellable_reset (cancellable);
  g_signal_connect (sonde_table_export_get_progress (fixture->export), "notify::fraction",
                    G_CALLBACK (on_half), cancellable);
  /* It may be done before it hears of that, and then all of it is there. */
  if (run (fixture, cancellable, NULL, &error))
    return;

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "old");
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const char *const ids[] = { "a", "none", NULL };
  g_autofree char *nowhere = g_build_filename (fixture->folder, "none", "a.csv", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (sonde_table_export_run (fixture->export, nowhere, NULL, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);

  sonde_table_export_set_channels (fixture->export, ids);
  g_assert_false (sonde_table_export_run (fixture->export, fixture->path, NULL, NULL, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/table-export/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("csv", test_csv);
  ADD ("french", test_french);
  ADD ("json", test_json);
  ADD ("preview", test_preview);
  ADD ("same-time", test_same_time);
  ADD ("cancelled", test_cancelled);
  ADD ("refused", test_refused);

  return g_test_run ();
}
