/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of files that are brought, by their names. */
#include "config.h"

#include <gio/gio.h>

#include "sonde-dropped-files.h"

#define MAX_NAMES 4

static const struct
{
  const char *names[MAX_NAMES];
  guint n_recordings;
  guint n_captures;
  guint n_tables;
  const char *title;
  const char *remark;
} cases[] = {
  { { "garden.sonde" }, 1, 0, 0, "Open “garden.sonde”", NULL },
  { { "Garden.SONDE" }, 1, 0, 0, "Open “Garden.SONDE”", NULL },
  { { "a <b>.pcapng" }, 0, 1, 0, "Open “a <b>.pcapng”", NULL },
  { { "old.pcap", "old.CAP" }, 0, 2, 0, "Open 2 Files", NULL },
  { { "été.csv" }, 0, 0, 1, "Import “été.csv”", NULL },
  { { "a.jsonl", "b.tsv", "c.sonde" }, 1, 0, 2, "Open 3 Files", NULL },
  { { "notes.txt" }, 0, 0, 0, "Not a File for Sonde", "“notes.txt” is not a file for Sonde" },
  { { "sonde", "csv" }, 0, 0, 0, "No Files for Sonde", "2 files are not for Sonde" },
  { { "a.csv", "notes.txt" }, 0, 0, 1, "Import “a.csv”", "“notes.txt” is not a file for Sonde" },
};

static void
test_kinds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SondeDroppedFiles) dropped = NULL;
      g_autofree char *title = NULL;
      g_autofree char *remark = NULL;
      GSList *files = NULL;

      for (guint j = 0; j < MAX_NAMES && cases[i].names[j] != NULL; j++)
        {
          g_autofree char *path = g_build_filename ("/tmp", cases[i].names[j], NULL);

          files = g_slist_append (files, g_file_new_for_path (path));
        }
      dropped = sonde_dropped_files_new (files);
      g_slist_free_full (files, g_object_unref);

      title = sonde_dropped_files_create_title (dropped);
      remark = sonde_dropped_files_create_remark (dropped);
      g_assert_cmpuint (dropped->recordings->len, ==, cases[i].n_recordings);
      g_assert_cmpuint (dropped->captures->len, ==, cases[i].n_captures);
      g_assert_cmpuint (dropped->tables->len, ==, cases[i].n_tables);
      g_assert_cmpint (sonde_dropped_files_is_welcome (dropped), ==,
                       cases[i].n_recordings + cases[i].n_captures + cases[i].n_tables > 0);
      g_assert_cmpstr (title, ==, cases[i].title);
      g_assert_cmpstr (remark, ==, cases[i].remark);
    }
}

/* Somebody may have a thousand of them in the hand. */
static void
test_bound (void)
{
  g_autoptr (SondeDroppedFiles) dropped = NULL;
  g_autofree char *title = NULL;
  g_autofree char *remark = NULL;
  GSList *files = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *path = g_strdup_printf ("/tmp/%u.%s", i, i % 2 == 0 ? "sonde" : "csv");

      files = g_slist_prepend (files, g_file_new_for_path (path));
    }
  dropped = sonde_dropped_files_new (files);
  g_slist_free_full (files, g_object_unref);
  title = sonde_dropped_files_create_title (dropped);
  remark = sonde_dropped_files_create_remark (dropped);
  g_assert_cmpuint (dropped->recordings->len + dropped->tables->len, ==, SONDE_DROPPED_FILES_MAX);
  g_assert_cmpstr (title, ==, "Open 20 Files");
  g_assert_cmpstr (remark, ==, "980 files more than can be opened at once");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dropped-files/kinds", test_kinds);
  g_test_add_func ("/dropped-files/bound", test_bound);

  return g_test_run ();
}
