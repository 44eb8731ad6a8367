/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli-process.h"

#include <signal.h>
#include <string.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#define LIMIT_US (60 * G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  char *path;
  CliProcess *mock;
  char *uri;
} Fixture;

static CliProcess *
start_mock (const char *port)
{
  return cli_process_start_cli ("mock", "--port", port, "--seed", "7", "--period", "10", NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("sonde-cli-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "a.sonde", NULL);
  fixture->mock = start_mock ("0");
  fixture->uri = cli_process_read_line (fixture->mock);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_clear_pointer (&fixture->folder, g_free);
  g_clear_pointer (&fixture->path, g_free);
  g_clear_pointer (&fixture->mock, cli_process_free);
  g_clear_pointer (&fixture->uri, g_free);
}

static gint64
get_info (const char *path, const char *member)
{
  g_auto (CliResult) result = { 0 };
  g_autoptr (JsonNode) node = NULL;

  cli_run (&result, "info", "--check", path, NULL);
  if (result.status != 0)
    return -1;
  node = json_from_string (result.output, NULL);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));

  return json_object_get_int_member (json_node_get_object (node), member);
}

/* What is asked is asked of the file, which another process writes. */
static void
wait_for_info (const char *path, const char *member, gint64 least)
{
  gint64 limit_us = g_get_monotonic_time () + LIMIT_US;

  while (get_info (path, member) < least)
    if (g_get_monotonic_time () > limit_us)
      g_error ("Waited too long for %" G_GINT64_FORMAT " %s in the file", least, member);
}

static void
record (Fixture *fixture, const char *count)
{
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "record", fixture->uri, "--output", fixture->path, "--count", count, NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpstr (result.output, ==, "");
  g_assert_nonnull (strstr (result.errors, count));
}

/* The rows of values of an export, without the times, those without a value and the first line. */
static GPtrArray *
export_values (const char *path)
{
  g_auto (CliResult) result = { 0 };
  g_auto (GStrv) lines = NULL;
  GPtrArray *values = g_ptr_array_new_with_free_func (g_free);

  cli_run (&result, "export", path, NULL);
  g_assert_cmpint (result.status, ==, 0);
  lines = g_strsplit (result.output, "\r\n", -1);
  g_assert_cmpstr (lines[0], ==, "time,luminosite,temperature,humidite,pression");
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    if (!g_str_equal (strchr (lines[i], ','), ",,,,"))
      g_ptr_array_add (values, g_strdup (strchr (lines[i], ',')));

  return values;
}

static void
check_same_values (const char *path, const char *other_path)
{
  g_autoptr (GPtrArray) values = export_values (path);
  g_autoptr (GPtrArray) others = export_values (other_path);

  g_assert_cmpuint (values->len, >, 0);
  g_assert_cmpuint (values->len, ==, others->len);
  for (guint i = 0; i < values->len; i++)
    g_assert_cmpstr (values->pdata[i], ==, others->pdata[i]);
}

static void
test_export (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) values = NULL;
  g_autofree char *journal_path = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *csv_path = g_build_filename (fixture->folder, "a.csv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliResult) json = { 0 };
  g_auto (CliResult) csv = { 0 };
  g_auto (CliResult) none = { 0 };
  g_auto (GStrv) lines = NULL;
  g_autoptr (JsonNode) node = NULL;

  record (fixture, "20");
  g_assert_false (g_file_test (journal_path, G_FILE_TEST_EXISTS));
  values = export_values (fixture->path);
  g_assert_cmpuint (values->len, ==, 20);

  cli_run (&json, "export", fixture->path, "--format", "json", NULL);
  g_assert_cmpint (json.status, ==, 0);
  lines = g_strsplit (json.output, "\n", -1);
  node = json_from_string (lines[0], &error);
  g_assert_no_error (error);
  g_assert_true (json_object_has_member (json_node_get_object (node), "temperature"));

  cli_run (&csv, "export", fixture->path, "--output", csv_path, "--separator", ";", "--decimal",
           ",", "--bom", "--local", NULL);
  g_assert_cmpint (csv.status, ==, 0);
  g_assert_cmpstr (csv.output, ==, "");
  g_assert_true (g_file_get_contents (csv_path, &text, NULL, &error));
  g_assert_true (g_str_has_prefix (text, "\357\273\277time;luminosite;temperature;"));

  cli_run (&none, "export", fixture->path, "--to", "2001-01-01T00:00:00Z", NULL);
  g_assert_cmpint (none.status, ==, 0);
  g_assert_cmpstr (none.output, ==, "time,luminosite,temperature,humidite,pression\r\n");
}

static void
test_import (Fixture *fixture, gconstpointer data)
{
  g_autofree char *csv_path = g_build_filename (fixture->folder, "a.csv", NULL);
  g_autofree char *bad_path = g_build_filename (fixture->folder, "bad.csv", NULL);
  g_autofree char *new_path = g_build_filename (fixture->folder, "b.sonde", NULL);
  g_autofree char *never_path = g_build_filename (fixture->folder, "c.sonde", NULL);
  g_autoptr (GError) error = NULL;
  g_auto (CliResult) export = { 0 };
  g_auto (CliResult) import = { 0 };
  g_auto (CliResult) again = { 0 };
  g_auto (CliResult) bad = { 0 };

  record (fixture, "20");
  cli_run (&export, "export", fixture->path, "--output", csv_path, "--decimal", ",", NULL);
  g_assert_cmpint (export.status, ==, 0);
  cli_run (&import, "import", csv_path, "--output", new_path, NULL);
  g_assert_cmpint (import.status, ==, 0);
  check_same_values (fixture->path, new_path);
  g_assert_cmpint (get_info (new_path, "measures"), ==, get_info (fixture->path, "measures"));

  cli_run (&again, "import", csv_path, "--output", new_path, NULL);
  g_assert_cmpint (again.status, ==, 1);
  g_assert_true (g_str_has_prefix (again.errors, "sonde-cli: "));

  g_assert_true (
      g_file_set_contents (bad_path, "time,a\n2024-05-31T12:00:00Z,1\nsoon,2\n", -1, &error));
  cli_run (&bad, "import", bad_path, "--output", never_path, NULL);
  g_assert_cmpint (bad.status, ==, 1);
  g_assert_nonnull (strstr (bad.errors, "3"));
  g_assert_false (g_file_test (never_path, G_FILE_TEST_EXISTS));
}

/* Where a table leaves out an hour, what is made of it says so, once however often it goes round.
 */
static void
test_import_silence (Fixture *fixture, gconstpointer data)
{
  static const char *const times[] = { "12:00", "12:01", "12:02", "12:03",
                                       "12:04", "13:30", "13:31", "13:32" };
  g_autofree char *csv_path = g_build_filename (fixture->folder, "a.csv", NULL);
  g_autofree char *again_path = g_build_filename (fixture->folder, "again.sonde", NULL);
  g_autoptr (GString) table = g_string_new ("time,a,b\n");
  g_auto (CliResult) import = { 0 };
  g_auto (CliResult) export = { 0 };
  g_auto (CliResult) again = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    g_string_append_printf (table, "2024-05-31T%s:00Z,%u,7\n", times[i], (guint) i);
  g_assert_true (g_file_set_contents (csv_path, table->str, -1, NULL));

  cli_run (&import, "import", csv_path, "--output", fixture->path, NULL);
  g_assert_cmpint (import.status, ==, 0);
  cli_run (&export, "export", fixture->path, NULL);
  g_assert_nonnull (strstr (export.output, "T12:04:00.000001Z,,\r\n2024-05-31T13:30:00"));
  g_assert_cmpint (get_info (fixture->path, "measures"), ==, G_N_ELEMENTS (times) + 1);

  g_assert_true (g_file_set_contents (csv_path, export.output, -1, NULL));
  cli_run (&again, "import", csv_path, "--output", again_path, NULL);
  g_assert_cmpint (again.status, ==, 0);
  g_assert_cmpint (get_info (again_path, "measures"), ==, G_N_ELEMENTS (times) + 1);
}

/* What is written as JSON lines reads back the same, gaps included. */
static void
test_import_json (Fixture *fixture, gconstpointer data)
{
  g_autofree char *json_path = g_build_filename (fixture->folder, "a.jsonl", NULL);
  g_autofree char *new_path = g_build_filename (fixture->folder, "b.sonde", NULL);
  g_auto (CliResult) export = { 0 };
  g_auto (CliResult) import = { 0 };

  record (fixture, "20");
  cli_run (&export, "export", fixture->path, "--format", "json", "--output", json_path, "--local",
           NULL);
  g_assert_cmpint (export.status, ==, 0);
  cli_run (&import, "import", json_path, "--output", new_path, NULL);
  g_assert_cmpint (import.status, ==, 0);
  check_same_values (fixture->path, new_path);
  g_assert_cmpint (get_info (new_path, "measures"), ==, get_info (fixture->path, "measures"));
}

static void
test_replay (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copy_path = g_build_filename (fixture->folder, "copy.sonde", NULL);
  g_autoptr (CliProcess) replay = NULL;
  g_autoptr (CliProcess) loop = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *loop_uri = NULL;
  g_auto (CliResult) greeting = { 0 };
  g_auto (CliResult) copy = { 0 };

  record (fixture, "30");

  replay = cli_process_start_cli ("replay", fixture->path, "--port", "0", NULL);
  uri = cli_process_read_line (replay);
  g_assert_true (g_str_has_prefix (uri, "ws://127.0.0.1:"));
  cli_run (&copy, "record", uri, "--output", copy_path, "--count", "30", NULL);
  g_assert_cmpint (copy.status, ==, 0);
  g_assert_cmpint (cli_process_finish (replay), ==, 0);
  check_same_values (fixture->path, copy_path);

  loop = cli_process_start_cli ("replay", fixture->path, "--port", "0", "--loop", "--speed", "100",
                                NULL);
  loop_uri = cli_process_read_line (loop);
  cli_run (&greeting, "listen", loop_uri, "--count", "100", NULL);
  g_assert_cmpint (greeting.status, ==, 0);
  g_assert_true (g_str_has_prefix (greeting.output, "{\"type\":\"etat\",\"etat\":\"on\"}\n"
                                                    "{\"type\":\"periode\",\"periode\":10}\n"
                                                    "{\"luminosite\":"));
  cli_process_signal (loop, SIGINT);
  g_assert_cmpint (cli_process_finish (loop), ==, 0);
}

static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CliProcess) recording = cli_process_start_cli ("record", fixture->uri, "--output",
                                                            fixture->path, "--messages", NULL);

  wait_for_info (fixture->path, "measures", 5);
  cli_process_signal (recording, SIGINT);
  g_assert_cmpint (cli_process_finish (recording), ==, 0);
  g_assert_nonnull (strstr (cli_process_get_errors (recording), "Recorded"));
  g_assert_cmpint (get_info (fixture->path, "messages"), >=, 7);
  /* Connected, etat, periode, lost. */
  g_assert_cmpint (get_info (fixture->path, "events"), ==, 4);
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CliProcess)
      recording = cli_process_start_cli ("record", fixture->uri, "--output", fixture->path, NULL);
  g_autoptr (GPtrArray) values = NULL;

  wait_for_info (fixture->path, "measures", 10);
  cli_process_signal (recording, SIGKILL);
  g_assert_cmpint (cli_process_finish (recording), ==, -1);

  values = export_values (fixture->path);
  g_assert_cmpuint (values->len, >=, 10);

  /* The file goes on, after a gap. */
  record (fixture, "5");
  g_assert_cmpint (get_info (fixture->path, "measures"), >=, values->len + 6);
}

static void
test_reconnects (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CliProcess)
      recording = cli_process_start_cli ("record", fixture->uri, "--output", fixture->path, NULL);
  const char *port = strrchr (fixture->uri, ':') + 1;
  g_autofree char *uri = NULL;

  wait_for_info (fixture->path, "measures", 1);
  g_clear_pointer (&fixture->mock, cli_process_free);
  wait_for_info (fixture->path, "events", 4);
  fixture->mock = start_mock (port);
  uri = cli_process_read_line (fixture->mock);
  g_assert_cmpstr (uri, ==, fixture->uri);

  /* Connected, etat, periode, lost, connected. */
  wait_for_info (fixture->path, "events", 5);
  cli_process_signal (recording, SIGTERM);
  g_assert_cmpint (cli_process_finish (recording), ==, 0);
}

static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  static const char *const commands[] = { "info", "export", "replay" };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  record (fixture, "20");
  g_assert_true (g_file_get_contents (fixture->path, &text, &size, &error));
  for (guint variant = 0; variant < 5; variant++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, "hostile.sonde", NULL);
      g_autofree char *hostile = g_memdup2 (text, size);
      gsize hostile_size = size;

      switch (variant)
        {
        case 0: /* another version, which comes after this one */
          hostile[63] = 99;
          break;
        case 1: /* cut */
          hostile_size = size / 2;
          break;
        case 2: /* empty */
          hostile_size = 0;
          break;
        case 3: /* no database */
          memset (hostile, 'x', 4096);
          break;
        default: /* somebody else's */
          memset (hostile + 68, 0, 4);
          break;
        }
      g_assert_true (g_file_set_contents (path, hostile, (gssize) hostile_size, &error));

      for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
        {
          g_auto (CliResult) result = { 0 };

          g_test_message ("%s %u", commands[i], variant);
          cli_run (&result, commands[i], path, NULL);
          g_assert_cmpint (result.status, ==, 1);
          g_assert_cmpstr (result.output, ==, "");
          g_assert_true (g_str_has_prefix (result.errors, "sonde-cli: "));
        }
    }
}

static void
test_places (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (fixture->folder, "none", "a.sonde", NULL);
  g_auto (CliResult) recorded = { 0 };
  g_auto (CliResult) exported = { 0 };
  g_auto (CliResult) imported = { 0 };
  g_auto (CliResult) folder = { 0 };

  record (fixture, "1");
  cli_run (&recorded, "record", fixture->uri, "--output", nowhere, "--count", "1", NULL);
  g_assert_cmpint (recorded.status, ==, 1);
  cli_run (&exported, "export", fixture->path, "--output", nowhere, NULL);
  g_assert_cmpint (exported.status, ==, 1);
  cli_run (&imported, "import", fixture->path, "--output", nowhere, NULL);
  g_assert_cmpint (imported.status, ==, 1);
  cli_run (&folder, "import", fixture->folder, "--output", nowhere, NULL);
  g_assert_cmpint (folder.status, ==, 1);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/cli/recording/export", test_export },
    { "/cli/recording/import", test_import },
    { "/cli/recording/import-silence", test_import_silence },
    { "/cli/recording/import-json", test_import_json },
    { "/cli/recording/replay", test_replay },
    { "/cli/recording/interrupted", test_interrupted },
    { "/cli/recording/killed", test_killed },
    { "/cli/recording/reconnects", test_reconnects },
    { "/cli/recording/hostile", test_hostile },
    { "/cli/recording/places", test_places },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
