/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "sonde-export-choice.h"
#include "sonde-export-dialog.h"
#include "sonde-store-writer.h"
#include "sonde-ui-resources.h"

#define DEADLINE_S 30
#define START_US   (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

typedef struct
{
  SondeDataset *dataset;
  SondeViewport *viewport;
  GPtrArray *plots;
  char *folder;
  char *recording_path;
  SondeExportDialog *dialog;
} Fixture;

/* The first ten seconds are in the recording, with a channel that memory does not know; from the
 * fifth second on they are in memory too. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  SondeStoreWriter *writer;
  SondeChannel *channel;
  GError *error = NULL;

  fixture->folder = g_dir_make_tmp ("sonde-export-XXXXXX", NULL);
  fixture->recording_path = g_build_filename (fixture->folder, "a.sonde", NULL);
  writer = sonde_store_writer_open (fixture->recording_path, &error);
  g_assert_no_error (error);
  sonde_store_writer_begin (writer, &error);
  sonde_store_writer_ensure_channel (writer, "old", &error);
  sonde_store_writer_ensure_channel (writer, "temperature", &error);
  for (int i = 0; i < 10; i++)
    sonde_store_writer_add_measure (writer, START_US + i * G_TIME_SPAN_SECOND,
                                    (double[]){ i + 0.5, 20 + i }, 2);
  g_assert_true (sonde_store_writer_commit (writer, &error));
  g_assert_true (sonde_store_writer_close (writer, &error));

  fixture->dataset = sonde_dataset_new (1000);
  channel = sonde_dataset_ensure_channel (fixture->dataset, "temperature");
  for (int i = 5; i < 15; i++)
    sonde_dataset_append (fixture->dataset, START_US + i * G_TIME_SPAN_SECOND, (double[]){ 20 + i },
                          1);
  fixture->viewport = sonde_viewport_new ();
  sonde_viewport_set_follow (fixture->viewport, FALSE);
  sonde_viewport_set_range (fixture->viewport, START_US + 2 * G_TIME_SPAN_SECOND,
                            START_US + 12 * G_TIME_SPAN_SECOND);
  fixture->plots = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (fixture->plots, sonde_plot_new (channel, fixture->dataset, fixture->viewport));

  fixture->dialog = sonde_export_dialog_new (
      NULL, &(SondeExportSubject){
                .name = (char *) "A/probe",
                .dataset = fixture->dataset,
                .recording_path = fixture->recording_path,
                .plots = fixture->plots,
                .start_us = sonde_viewport_get_start_us (fixture->viewport),
                .end_us = sonde_viewport_get_end_us (fixture->viewport),
                .utc = TRUE,
            });
  g_object_ref (fixture->dialog);
}

static gboolean
on_deadline (gpointer data)
{
  g_error ("Waited %d s for %s", DEADLINE_S, (const char *) data);

  return G_SOURCE_REMOVE;
}

static char *
get_text (Fixture *fixture, const char *property)
{
  char *text = NULL;

  g_object_get (fixture->dialog, property, &text, NULL);
  return text;
}

static gboolean
is_running (Fixture *fixture)
{
  gboolean running = FALSE;

  g_object_get (fixture->dialog, "running", &running, NULL);
  return running;
}

static void
wait_for_preview (Fixture *fixture, const char *part)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, (gpointer) part);
  g_autofree char *preview = NULL;

  while (preview == NULL || strstr (preview, part) == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (preview);
      preview = get_text (fixture, "preview");
    }
  g_source_remove (deadline);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, "the end of a dialog");
  GWeakRef weak;
  gboolean alive = TRUE;

  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  g_weak_ref_init (&weak, fixture->dialog);
  g_object_unref (fixture->dialog);
  /* A preview that is on its way holds it. */
  while (alive)
    {
      g_autoptr (GObject) dialog = g_weak_ref_get (&weak);

      alive = dialog != NULL;
      g_clear_object (&dialog);
      if (alive)
        g_main_context_iteration (NULL, TRUE);
    }
  g_weak_ref_clear (&weak);
  g_source_remove (deadline);

  g_clear_pointer (&fixture->plots, g_ptr_array_unref);
  g_object_unref (fixture->viewport);
  g_object_unref (fixture->dataset);
  g_assert_cmpint (g_unlink (fixture->recording_path), ==, 0);
  /* Fails where half a file was left behind. */
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->recording_path);
  g_free (fixture->folder);
}

static GtkWidget *
find_named (GtkWidget *widget, const char *id)
{
  const char *own = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));

  if (g_strcmp0 (own, id) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_named (child, id);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
select_row (Fixture *fixture, const char *id, guint selected)
{
  GtkWidget *row = find_named (GTK_WIDGET (fixture->dialog), id);

  g_assert_nonnull (row);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
}

static char *
write_and_load (Fixture *fixture, gsize *size)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, "a file");
  g_autofree char *path = g_build_filename (fixture->folder, "out", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *problem = NULL;
  char *text = NULL;

  sonde_export_dialog_write (fixture->dialog, file);
  while (is_running (fixture))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  problem = get_text (fixture, "problem");
  g_assert_cmpstr (problem, ==, NULL);
  g_assert_true (g_file_get_contents (path, &text, size, NULL));
  g_unlink (path);
  return text;
}

/* What shows: the recording up to the first measure in memory, each measure once. */
static void
test_shown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  wait_for_preview (fixture, "2023-11-14T22:13:22.000000Z,22,2.5");
  text = write_and_load (fixture, NULL);
  lines = g_strsplit (text, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 11 + 1);
  g_assert_cmpstr (lines[0], ==, "time,temperature,old");
  g_assert_cmpstr (lines[1], ==, "2023-11-14T22:13:22.000000Z,22,2.5");
  g_assert_cmpstr (lines[4], ==, "2023-11-14T22:13:25.000000Z,25,");
  g_assert_cmpstr (lines[11], ==, "2023-11-14T22:13:32.000000Z,32,");
}

static void
test_all_as_json (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  select_row (fixture, "kind_row", SONDE_EXPORT_JSON_LINES);
  select_row (fixture, "range_row", 1);
  text = write_and_load (fixture, NULL);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 15 + 1);
}

/* A preset sets the fields, and another field is no longer the preset. */
static void
test_preset (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = find_named (GTK_WIDGET (fixture->dialog), "spreadsheet_row");

  select_row (fixture, "spreadsheet_row", SONDE_SPREADSHEET_COMMA);
  wait_for_preview (fixture, "2023-11-14T22:13:22.000000Z;22;2,5");
  select_row (fixture, "decimal_row", 0);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, SONDE_SPREADSHEET_OWN);
  wait_for_preview (fixture, "2023-11-14T22:13:22.000000Z;22;2.5");
  select_row (fixture, "separator_row", 0);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, SONDE_SPREADSHEET_OWN);
}

static void
on_fraction (SondeExportDialog *dialog, GParamSpec *pspec, double *greatest)
{
  double fraction = 0;

  g_object_get (dialog, "fraction", &fraction, NULL);
  *greatest = MAX (*greatest, fraction);
}

static void
test_picture (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  double greatest = 0;
  gsize size;

  select_row (fixture, "kind_row", SONDE_EXPORT_PDF);
  g_signal_connect (fixture->dialog, "notify::fraction", G_CALLBACK (on_fraction), &greatest);
  text = write_and_load (fixture, &size);
  g_assert_cmpfloat (greatest, ==, 1);
  g_assert_cmpuint (size, >, 4000);
  g_assert_true (g_str_has_prefix (text, "%PDF-1."));
}

/* The form stays and says nothing, and no file is there. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, "an export to be stopped");
  g_autofree char *path = g_build_filename (fixture->folder, "out.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *problem = NULL;

  for (guint kind = SONDE_EXPORT_PNG; kind < SONDE_N_EXPORTS; kind++)
    {
      select_row (fixture, "kind_row", kind);
      sonde_export_dialog_write (fixture->dialog, file);
      gtk_widget_activate_action (GTK_WIDGET (fixture->dialog), "export.cancel", NULL);
      while (is_running (fixture))
        g_main_context_iteration (NULL, TRUE);
      problem = get_text (fixture, "problem");
      g_assert_cmpstr (problem, ==, NULL);
      g_assert_false (g_file_query_exists (file, NULL));
    }
  g_source_remove (deadline);
}

static void
test_problem (Fixture *fixture, gconstpointer data)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, "a refusal");
  g_autofree char *path = g_build_filename (fixture->folder, "none", "out.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *problem = NULL;

  sonde_export_dialog_write (fixture->dialog, file);
  while (is_running (fixture))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  problem = get_text (fixture, "problem");
  g_assert_nonnull (strstr (problem, "none"));
}

/* A note from after the last measure is in a picture of all that there is. */
static void
test_note (Fixture *fixture, gconstpointer data)
{
  const SondeExportSubject subject = { .dataset = fixture->dataset, .plots = fixture->plots };
  gint64 first_us;
  gint64 last_us;

  sonde_export_subject_get_span (&subject, &first_us, &last_us);
  g_assert_cmpint (first_us, ==, START_US + 5 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (last_us, ==, START_US + 14 * G_TIME_SPAN_SECOND);
  sonde_dataset_add_mark (fixture->dataset, &(SondeMark){ START_US + G_TIME_SPAN_MINUTE,
                                                          SONDE_MARK_NOTE, 0, "Battery died" });
  sonde_export_subject_get_span (&subject, &first_us, &last_us);
  g_assert_cmpint (first_us, ==, START_US + 5 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (last_us, ==, START_US + G_TIME_SPAN_MINUTE);
}

static void
test_names (void)
{
  g_autofree char *name = sonde_export_kind_create_file_name (SONDE_EXPORT_CSV, "A/b:c", START_US);

  g_assert_true (g_str_has_prefix (name, "A-b-c 2023-11-1"));
  g_assert_true (g_str_has_suffix (name, ".csv"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_resources_register (sonde_ui_get_resource ());

#define ADD(name, function)                                                                        \
  g_test_add ("/export-dialog/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("shown", test_shown);
  ADD ("all-as-json", test_all_as_json);
  ADD ("preset", test_preset);
  ADD ("picture", test_picture);
  ADD ("cancelled", test_cancelled);
  ADD ("problem", test_problem);
  ADD ("note", test_note);
  g_test_add_func ("/export-dialog/names", test_names);

  return g_test_run ();
}
