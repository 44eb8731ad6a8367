/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli-process.h"

#include <string.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

typedef struct
{
  char *folder;
  char *path;
  CliProcess *mock;
  char *uri;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer file_name)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("sonde-cli-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, file_name, NULL);
  fixture->mock = cli_process_start_cli ("mock", "--port", "0", "--period", "10", NULL);
  fixture->uri = cli_process_read_line (fixture->mock);
}

/* Nothing but the capture may be there: no half of one beside it. */
static void
tear_down (Fixture *fixture, gconstpointer file_name)
{
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_clear_pointer (&fixture->folder, g_free);
  g_clear_pointer (&fixture->path, g_free);
  g_clear_pointer (&fixture->mock, cli_process_free);
  g_clear_pointer (&fixture->uri, g_free);
}

/* The objects that sonde-cli prints of a capture, one for each frame. */
static GPtrArray *
read_frames (const char *path)
{
  g_auto (CliResult) result = { 0 };
  g_auto (GStrv) lines = NULL;
  GPtrArray *frames = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);

  cli_run (&result, "frames", path, NULL);
  g_assert_cmpint (result.status, ==, 0);
  lines = g_strsplit (result.output, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      JsonNode *node = json_from_string (lines[i], NULL);

      g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
      g_ptr_array_add (frames, node);
    }
  return frames;
}

static const char *
get_text (GPtrArray *frames, guint index)
{
  JsonObject *frame = json_node_get_object (g_ptr_array_index (frames, index));

  return json_object_get_string_member_with_default (frame, "text", "");
}

static guint
count_texts (GPtrArray *frames, const char *beginning)
{
  guint n_texts = 0;

  for (guint i = 0; i < frames->len; i++)
    n_texts += g_str_has_prefix (get_text (frames, i), beginning);
  return n_texts;
}

static void
test_packets (Fixture *fixture, gconstpointer file_name)
{
  g_autoptr (GPtrArray) frames = NULL;
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "capture", fixture->uri, "--output", fixture->path, "--count", "20", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpstr (result.output, ==, "");
  g_assert_null (strstr (result.errors, "not kept"));

  frames = read_frames (fixture->path);
  g_assert_cmpuint (count_texts (frames, "{\"type\":\"etat\""), ==, 1);
  g_assert_cmpuint (count_texts (frames, "{\"luminosite\":"), >=, 18);
}

static void
test_messages (Fixture *fixture, gconstpointer file_name)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (CliResult) result = { 0 };
  JsonObject *har;
  JsonObject *entry;

  cli_run (&result, "capture", fixture->uri, "--output", fixture->path, "--count", "5", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_true (json_parser_load_from_file (parser, fixture->path, NULL));
  har = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), "log");
  entry = json_array_get_object_element (json_object_get_array_member (har, "entries"), 0);
  g_assert_cmpuint (
      json_array_get_length (json_object_get_array_member (entry, "_webSocketMessages")), >=, 5);
}

/* The latest frames are kept; a file that was there is replaced by the whole new one. */
static void
test_max_frames (Fixture *fixture, gconstpointer file_name)
{
  g_autoptr (GPtrArray) frames = NULL;
  g_auto (CliResult) result = { 0 };

  g_assert_true (g_file_set_contents (fixture->path, "former", -1, NULL));
  cli_run (&result, "capture", fixture->uri, "--output", fixture->path, "--count", "20",
           "--max-frames", "5", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_nonnull (strstr (result.errors, "Wrote 5 frames"));
  g_assert_nonnull (strstr (result.errors, "before them were not kept"));

  frames = read_frames (fixture->path);
  g_assert_cmpuint (frames->len, ==, 5);
  g_assert_cmpuint (count_texts (frames, "{\"type\":\"etat\""), ==, 0);
  g_assert_cmpuint (count_texts (frames, "{\"luminosite\":"), >=, 1);
}

static void
test_usage (Fixture *fixture, gconstpointer file_name)
{
  static const char *const wrong[][2] = {
    { "--max-frames", "0" },      { "--max-frames", "many" }, { "--max-mebibytes", "0" },
    { "--max-mebibytes", "1e9" }, { "--output", "a.pcap" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_auto (CliResult) result = { 0 };

      cli_run (&result, "capture", fixture->uri, "--output", fixture->path, wrong[i][0],
               wrong[i][1], NULL);
      g_assert_cmpint (result.status, ==, 2);
      g_assert_nonnull (strstr (result.errors, wrong[i][0]));
      g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    const char *file_name;
    void (*test) (Fixture *fixture, gconstpointer file_name);
  } tests[] = {
    { "/cli-capture/packets", "a.pcapng", test_packets },
    { "/cli-capture/messages", "a.har", test_messages },
    { "/cli-capture/max-frames", "a.pcapng", test_max_frames },
    { "/cli-capture/usage", "a.pcapng", test_usage },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].file_name, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
