/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli-process.h"

#include <signal.h>
#include <string.h>
#include <json-glib/json-glib.h>

#define GREETING "{\"type\":\"etat\",\"etat\":\"on\"}\n{\"type\":\"periode\",\"periode\":5000}\n"

typedef struct
{
  CliProcess *mock;
  char *uri;
  gboolean stopping; /* the mock was told to stop, and a second signal would end it at once */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer profile)
{
  fixture->mock = cli_process_start_cli ("mock", "--port", "0", "--seed", "7", "--profile", profile,
                                         NULL);
  fixture->uri = cli_process_read_line (fixture->mock);
  g_assert_true (g_str_has_prefix (fixture->uri, "ws://127.0.0.1:"));
}

/* The mock must also stop as it says that it does. */
static void
tear_down (Fixture *fixture, gconstpointer profile)
{
  if (!fixture->stopping)
    cli_process_signal (fixture->mock, SIGTERM);
  g_assert_cmpint (cli_process_finish (fixture->mock), ==, 0);
  g_assert_cmpstr (cli_process_get_errors (fixture->mock), ==, "");
  g_clear_pointer (&fixture->mock, cli_process_free);
  g_clear_pointer (&fixture->uri, g_free);
}

static JsonNode *
parse (const char *line)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (line, &error);

  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  return node;
}

static void
check_verdict (const CliResult *result,
               const char *head,
               const char *verdict,
               const char *announced,
               int status)
{
  g_autofree char *expected = g_strdup_printf (
      "{%s,\"verdict\":\"%s\",\"announced\":%s,\"after_ms\":", head, verdict, announced);
  g_autoptr (JsonNode) node = parse (result->output);

  g_assert_cmpint (result->status, ==, status);
  g_assert_true (g_str_has_prefix (result->output, expected));
  g_assert_true (g_str_has_suffix (result->output, "}\n"));
  g_assert_cmpfloat (json_object_get_double_member (json_node_get_object (node), "after_ms"), >=,
                     0);
}

static void
test_greeting (Fixture *fixture, gconstpointer profile)
{
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "listen", fixture->uri, "--count", "2", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpstr (result.output, ==, GREETING);
  g_assert_cmpstr (result.errors, ==, "");
}

static void
test_listen_json (Fixture *fixture, gconstpointer profile)
{
  static const char *const expected[] = {
    "\"opcode\":\"text\",\"size\":27,\"text\":\"{\\\"type\\\":\\\"etat\\\",\\\"etat\\\":\\\"on\\\"}\","
    "\"understood\":{\"kind\":\"etat\",\"value\":\"on\"}}",
    "\"opcode\":\"text\",\"size\":33,"
    "\"text\":\"{\\\"type\\\":\\\"periode\\\",\\\"periode\\\":5000}\","
    "\"understood\":{\"kind\":\"periode\",\"value\":5000}}",
  };
  static const char *const quantities[] = { "luminosite", "temperature", "humidite", "pression" };
  g_auto (CliResult) result = { 0 };
  g_auto (GStrv) lines = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *understood;

  cli_run (&result, "listen", fixture->uri, "--json", "--count", "3", NULL);
  g_assert_cmpint (result.status, ==, 0);
  lines = g_strsplit (result.output, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_true (g_str_has_prefix (lines[i], "{\"time_us\":1"));
      g_assert_cmpstr (strchr (lines[i], ',') + 1, ==, expected[i]);
    }

  node = parse (lines[2]);
  understood = json_object_get_object_member (json_node_get_object (node), "understood");
  g_assert_cmpstr (json_object_get_string_member (understood, "kind"), ==, "mesure");
  for (guint i = 0; i < G_N_ELEMENTS (quantities); i++)
    g_assert_true (json_object_has_member (json_object_get_object_member (understood, "values"),
                                           quantities[i]));
}

static void
test_listen_too_few (Fixture *fixture, gconstpointer profile)
{
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "listen", fixture->uri, "--count", "1000", "--duration", "0.2", NULL);
  g_assert_cmpint (result.status, ==, 1);
  g_assert_true (g_str_has_prefix (result.output, GREETING));
}

/* The probe takes 15,360 bytes. What it leaves unread may have its reset overtake its 1009. */
static void
test_too_big (Fixture *fixture, gconstpointer profile)
{
  g_auto (CliResult) result = { 0 };
  g_autofree char *text = g_strnfill (15361, 'x');

  cli_run (&result, "send", fixture->uri, text, "--json", "--wait", "10", NULL);
  g_assert_cmpint (result.status, !=, 0);
  g_assert_true (strstr (result.output, "\"cause\":\"peer-too-big\"") != NULL ||
                 strstr (result.output, "\"cause\":\"lost-after-big-message\"") != NULL);
  g_assert_nonnull (strstr (result.errors, "15,360 bytes"));
}

static void
test_published (Fixture *fixture, gconstpointer profile)
{
  g_auto (CliResult) other = { 0 };
  g_auto (CliResult) same = { 0 };

  cli_run (&other, "periode", fixture->uri, "30000", NULL);
  check_verdict (&other, "\"command\":\"periode\",\"asked\":30000", "contradicted", "5000", 3);
  g_assert_true (g_str_has_prefix (other.errors, "sonde-cli: "));

  cli_run (&same, "periode", fixture->uri, "5000", NULL);
  check_verdict (&same, "\"command\":\"periode\",\"asked\":5000", "already-so", "5000", 0);
}

static void
test_corrected (Fixture *fixture, gconstpointer profile)
{
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "periode", fixture->uri, "30000", NULL);
  check_verdict (&result, "\"command\":\"periode\",\"asked\":30000", "confirmed", "30000", 0);
  g_assert_cmpstr (result.errors, ==, "");
}

static void
test_etat (Fixture *fixture, gconstpointer profile)
{
  static const struct
  {
    const char *asked;
    const char *verdict;
  } rows[] = {
    { "on", "already-so" }, { "off", "confirmed" }, { "off", "already-so" },
    { "on", "confirmed" },  { "on", "already-so" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (CliResult) result = { 0 };
      g_autofree char *head = g_strdup_printf ("\"command\":\"etat\",\"asked\":\"%s\"",
                                               rows[i].asked);
      g_autofree char *announced = g_strdup_printf ("\"%s\"", rows[i].asked);

      cli_run (&result, "etat", fixture->uri, rows[i].asked, NULL);
      check_verdict (&result, head, rows[i].verdict, announced, 0);
    }
}

/* A client that Sonde had no hand in. */
static void
test_foreign_client (Fixture *fixture, gconstpointer profile)
{
  g_autoptr (CliProcess) client = cli_process_start_peer ("client", fixture->uri, NULL);

  cli_process_expect_line (client, "{\"type\":\"etat\",\"etat\":\"on\"}");
  cli_process_expect_line (client, "{\"type\":\"periode\",\"periode\":5000}");
  cli_process_expect_line (client, "{\"type\":\"etat\",\"etat\":\"off\"}");
  cli_process_signal (fixture->mock, SIGINT);
  fixture->stopping = TRUE;
  cli_process_expect_line (client, "close 1001");
  g_assert_cmpint (cli_process_finish (client), ==, 0);
}

/* The course shows a handshake by hand, with a key that is too short. */
static void
test_short_key (Fixture *fixture, gconstpointer profile)
{
  g_autofree char *http = g_strconcat ("http", fixture->uri + strlen ("ws"), NULL);
  const char *line[] = { "curl",
                         "--silent",
                         "--include",
                         "--no-buffer",
                         "--http1.1",
                         "--noproxy",
                         "*",
                         "--header",
                         "Connection: Upgrade",
                         "--header",
                         "Upgrade: websocket",
                         "--header",
                         "Sec-WebSocket-Version: 13",
                         "--header",
                         "Sec-WebSocket-Key: YXplcnR5",
                         http,
                         NULL };
  g_autoptr (CliProcess) curl = cli_process_start (line);

  cli_process_expect_line (curl, "Sec-WebSocket-Accept: VM6OyB4LHVc1FSyII8Ry3Z00q5s=");
}

static void
test_without (void)
{
  static const struct
  {
    const char *without;
    const char *present;
    const char *absent;
  } rows[] = {
    { "tsl2591", "\"pression\":", "\"luminosite\":" },
    { "BME280", "\"luminosite\":", "\"temperature\":" },
    { "humidite", "\"luminosite\":", "\"pression\":" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (CliResult) result = { 0 };
      g_autoptr (CliProcess)
          mock = cli_process_start_cli ("mock", "--port", "0", "--without", rows[i].without, NULL);
      g_autofree char *uri = cli_process_read_line (mock);

      cli_run (&result, "listen", uri, "--count", "3", NULL);
      g_assert_cmpint (result.status, ==, 0);
      g_assert_nonnull (strstr (result.output, rows[i].present));
      g_assert_null (strstr (result.output, rows[i].absent));
    }
}

static void
test_state (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("sonde-cli-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "etat", NULL);
  g_autoptr (GFile) folder_file = g_file_new_for_path (folder);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      g_auto (CliResult) result = { 0 };
      g_autoptr (CliProcess)
          mock = cli_process_start_cli ("mock", "--port", "0", "--state", path, NULL);
      g_autofree char *uri = cli_process_read_line (mock);

      cli_run (&result, "etat", uri, "off", NULL);
      check_verdict (&result, "\"command\":\"etat\",\"asked\":\"off\"",
                     i == 0 ? "confirmed" : "already-so", "\"off\"", 0);
      cli_process_signal (mock, SIGTERM);
      g_assert_cmpint (cli_process_finish (mock), ==, 0);
    }
  g_assert_true (g_file_delete (file, NULL, NULL));
  g_assert_true (g_file_delete (folder_file, NULL, NULL));
}

/* The warning is written before the address, so that it is there once the address is. Nothing needs
 * to connect, and nothing does. */
static void
test_warning (void)
{
  g_autoptr (CliProcess)
      mock = cli_process_start_cli ("mock", "--port", "0", "--address", "0.0.0.0", NULL);
  g_autofree char *uri = cli_process_read_line (mock);

  g_assert_nonnull (uri);
  cli_process_signal (mock, SIGINT);
  g_assert_cmpint (cli_process_finish (mock), ==, 0);
  g_assert_true (
      g_str_has_prefix (cli_process_get_errors (mock), "sonde-cli: Listening on 0.0.0.0: "));
}

static void
test_port_taken (Fixture *fixture, gconstpointer profile)
{
  g_auto (CliResult) result = { 0 };
  const char *port = strrchr (fixture->uri, ':') + 1;

  cli_run (&result, "mock", "--port", port, NULL);
  g_assert_cmpint (result.status, ==, 5);
  g_assert_cmpstr (result.output, ==, "");
  g_assert_true (g_str_has_prefix (result.errors, "sonde-cli: "));
}

static void
test_echo (void)
{
  g_auto (CliResult) result = { 0 };
  g_autoptr (CliProcess) mock = cli_process_start_cli ("mock", "--port", "0", "--echo", NULL);
  g_autofree char *uri = cli_process_read_line (mock);

  cli_run (&result, "echo", uri, "--count", "3", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_true (g_str_has_prefix (
      result.output, "{\"sent\":3,\"received\":3,\"mismatched\":0,\"rtt_us\":{\"min\":"));
}

static void
add (const char *path, const char *profile, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, profile, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/cli/probe/greeting", "published", test_greeting);
  add ("/cli/probe/listen-json", "published", test_listen_json);
  add ("/cli/probe/listen-too-few", "published", test_listen_too_few);
  add ("/cli/probe/too-big", "published", test_too_big);
  add ("/cli/probe/periode/published", "published", test_published);
  add ("/cli/probe/periode/corrected", "corrected", test_corrected);
  add ("/cli/probe/etat", "published", test_etat);
  add ("/cli/probe/port-taken", "published", test_port_taken);
  add ("/cli/probe/short-key", "published", test_short_key);
  add ("/cli/probe/foreign-client", "published", test_foreign_client);
  g_test_add_func ("/cli/probe/without", test_without);
  g_test_add_func ("/cli/probe/state", test_state);
  g_test_add_func ("/cli/probe/warning", test_warning);
  g_test_add_func ("/cli/probe/echo", test_echo);

  return g_test_run ();
}
