/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli-process.h"

#include <signal.h>
#include <string.h>

/* `sonde-cli` against servers of a library that it does not share. */

static CliProcess *
start_server (const char *behaviour, char **uri)
{
  CliProcess *server = cli_process_start_peer (behaviour, NULL);

  *uri = cli_process_read_line (server);
  if (*uri == NULL)
    {
      cli_process_finish (server);
      g_error ("Debian's python3-websockets is needed: %s", cli_process_get_errors (server));
    }
  return server;
}

static void
check_bytes (const CliResult *result, const void *expected, gsize size)
{
  g_assert_cmpmem (result->output, result->output_size, expected, size);
}

static void
test_echo (void)
{
  static const char *const sizes[] = { "0", "1", "125", "126", "65535", "65536" };
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("echo", &uri);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint binary = 0; binary < 2; binary++)
      {
        g_auto (CliResult) result = { 0 };

        cli_run (&result, "echo", uri, "--count", "3", "--size", sizes[i],
                 binary ? "--binary" : NULL, NULL);
        g_assert_cmpint (result.status, ==, 0);
        g_assert_true (g_str_has_prefix (
            result.output, "{\"sent\":3,\"received\":3,\"mismatched\":0,\"rtt_us\":{\"min\":"));
        cli_process_expect_line (server, "open permessage-deflate");
        cli_process_expect_line (server, "close 1000");
      }
}

static void
test_echo_once (void)
{
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("echo-once", &uri);
  g_auto (CliResult) one = { 0 };
  g_auto (CliResult) three = { 0 };

  cli_run (&one, "echo", uri, "--count", "1", NULL);
  g_assert_cmpint (one.status, ==, 0);

  cli_run (&three, "echo", uri, "--count", "3", NULL);
  g_assert_cmpint (three.status, ==, 1);
  g_assert_nonnull (strstr (three.output, "\"received\":1,\"mismatched\":0,"));
}

static void
test_echo_of_silence (void)
{
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("silent", &uri);
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "echo", uri, "--timeout", "0.3", "--size", "40", NULL);
  g_assert_cmpint (result.status, ==, 4);
  g_assert_cmpstr (result.output, ==,
                   "{\"sent\":1,\"received\":0,\"mismatched\":0,\"rtt_us\":{\"min\":null,"
                   "\"median\":null,\"p90\":null,\"p99\":null,\"max\":null},\"lost\":1,"
                   "\"bytes_per_s\":0}\n");
  cli_process_expect_line (server, "message text 40");
}

/* A server that talks without being asked to is not an echo server, and what it says is no echo. */
static void
test_echo_of_others (void)
{
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("say", &uri);
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "echo", uri, "--timeout", "0.5", NULL);
  g_assert_cmpint (result.status, ==, 1);
  g_assert_true (g_str_has_prefix (result.output, "{\"sent\":1,\"received\":6,\"mismatched\":6,"));
}

static void
test_echo_sweep (void)
{
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("echo", &uri);
  g_auto (CliResult) sizes = { 0 };
  g_auto (CliResult) rates = { 0 };
  g_auto (CliResult) wrong = { 0 };

  cli_run (&sizes, "echo", uri, "--sweep", "size:1:4096:3", "--count", "5", "--nul", NULL);
  g_assert_cmpint (sizes.status, ==, 0);
  g_assert_true (g_str_has_prefix (sizes.output, "{\"step\":1,\"size\":1,\"sent\":5,"));
  g_assert_nonnull (strstr (sizes.output, "\n{\"step\":2,\"size\":64,\"sent\":5,"));
  g_assert_nonnull (strstr (sizes.output, "\n{\"step\":3,\"size\":4096,\"sent\":5,"));
  g_assert_nonnull (strstr (sizes.output, "\n{\"sent\":15,\"received\":15,\"mismatched\":0,"));

  cli_run (&rates, "echo", uri, "--sweep", "rate:100:400:2", "--count", "4", NULL);
  g_assert_cmpint (rates.status, ==, 0);
  g_assert_nonnull (strstr (rates.output, "\n{\"step\":2,\"size\":32,\"rate_hz\":400,"));

  cli_run (&wrong, "echo", uri, "--sweep", "size:1", NULL);
  g_assert_cmpint (wrong.status, ==, 2);
  g_assert_nonnull (strstr (wrong.errors, "--sweep takes"));
}

/* What is wrong with an echo is told one by one. */
static void
test_echo_verify (void)
{
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("say", &uri);
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "echo", uri, "--timeout", "0.3", "--count", "2", "--verify", NULL);
  g_assert_cmpint (result.status, ==, 1);
  g_assert_true (g_str_has_prefix (result.output, "{\"echo\":\"foreign\",\"size\":7,\"detail\":"));
  g_assert_nonnull (strstr (result.output, "\n{\"sent\":2,\"received\":6,\"mismatched\":6,"));
  g_assert_nonnull (strstr (result.output, "\"lost\":2,\"foreign\":6,"));
}

static void
test_send (void)
{
  static const char *const texts[] = { "Hello world!", "two\nlines", "\xc3\xa9t\xc3\xa9", "-1" };
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("echo", &uri);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto (CliResult) result = { 0 };
      g_autofree char *expected = g_strconcat (texts[i], "\n", NULL);

      cli_run (&result, "send", "--wait", "0.5", uri, "--", texts[i], NULL);
      g_assert_cmpint (result.status, ==, 0);
      g_assert_cmpstr (result.output, ==, expected);
      cli_process_expect_line (server, "close 1000");
    }
}

/* Without --wait the text must have left before the connection is closed. */
static void
test_send_and_leave (void)
{
  static const struct
  {
    const char *text;
    const char *line;
  } rows[] = {
    { "Hello world!", "message text 12" },
    { "", "message text 0" },
  };
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("silent", &uri);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (CliResult) result = { 0 };

      cli_run (&result, "send", uri, rows[i].text, NULL);
      g_assert_cmpint (result.status, ==, 0);
      g_assert_cmpstr (result.output, ==, "");
      g_assert_cmpstr (result.errors, ==, "");
      cli_process_expect_line (server, rows[i].line);
      cli_process_expect_line (server, "close 1000");
    }
}

static void
test_send_unanswered (void)
{
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("silent", &uri);
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "send", uri, "Hello", "--wait", "0.2", NULL);
  g_assert_cmpint (result.status, ==, 4);
  g_assert_cmpstr (result.output, ==, "");
}

/* Whatever kind of message is asked for is what the server gets. */
static void
test_send_kinds (void)
{
  static const struct
  {
    const char *options[6];
    const char *text;
    const char *output;
    const char *close;
  } rows[] = {
    { { "--kind", "binary", "--wait", "0.5", "--json" },
      "00 ff",
      "\"opcode\":\"binary\",\"size\":2",
      "close 1000" },
    { { "--fragments", "2", "--wait", "0.5" }, "abcde", "abcde\n", "close 1000" },
    { { "--kind", "ping", "--wait", "10", "--json" },
      "hello",
      "{\"opcode\":\"pong\",\"rtt_us\":",
      "close 1000" },
    { { "--kind", "pong" }, "unasked", "", "close 1000" },
    { { "--kind", "close", "--code", "4000" }, "bye", "", "close 4000" },
    { { "--kind", "close", "--code", "0" }, "", "", "close 1005" },
  };
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("echo", &uri);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *words[12] = { "send", uri, rows[i].text };
      g_auto (CliResult) result = { 0 };

      for (guint j = 0; j < G_N_ELEMENTS (rows[i].options); j++)
        words[3 + j] = rows[i].options[j];
      cli_run_line (&result, words);
      g_test_message ("row %zu: %s%s", i, result.output, result.errors);
      g_assert_cmpint (result.status, ==, 0);
      g_assert_nonnull (strstr (result.output, rows[i].output));
      cli_process_expect_line (server, "open permessage-deflate");
      cli_process_expect_line (server, rows[i].close);
    }
}

static void
test_send_program (void)
{
  static const struct
  {
    const char *program;
    const char *kind;
    const char *text;
    int status;
    const char *output;
  } rows[] = {
    { "python", "text", "hello", 0, "await websocket.send(\"hello\")" },
    { "Qt/C++", "ping", "A", 0, "socket.ping(QByteArray::fromHex(\"41\"))" },
    { "wscat", "ping", "A", 2, "" },
    { "telnet", "text", "A", 2, "" },
    { "python", "texts", "A", 2, "" },
    { "python", "binary", "0", 2, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (CliResult) result = { 0 };

      cli_run (&result, "send", "ws://127.0.0.1:9", rows[i].text, "--program", rows[i].program,
               "--kind", rows[i].kind, NULL);
      g_assert_cmpint (result.status, ==, rows[i].status);
      g_assert_nonnull (strstr (result.output, rows[i].output));
    }
}

/* A server that never announces anything leaves a command unanswered, and is sent nothing but it.
 */
static void
test_command_unanswered (void)
{
  static const char *const lines[][4] = {
    { "etat", "on", "\"asked\":\"on\"", "message text 34" },
    { "periode", "30000", "\"asked\":30000", "message text 40" },
  };
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("silent", &uri);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto (CliResult) result = { 0 };
      g_autofree char *expected = g_strdup_printf (
          "{\"command\":\"%s\",%s,\"verdict\":\"unanswered\",\"announced\":null,", lines[i][0],
          lines[i][2]);
      g_autofree char *opened = NULL;
      g_autofree char *message = NULL;
      g_autofree char *closed = NULL;

      cli_run (&result, lines[i][0], uri, lines[i][1], "--timeout", "0.5", NULL);
      g_assert_cmpint (result.status, ==, 4);
      g_assert_true (g_str_has_prefix (result.output, expected));

      opened = cli_process_read_line (server);
      message = cli_process_read_line (server);
      closed = cli_process_read_line (server);
      g_assert_cmpstr (message, ==, lines[i][3]);
      g_assert_cmpstr (closed, ==, "close 1000");
    }
}

static void
test_listen_bytes (void)
{
  static const char expected[] = "bonjour\ntwo\nlines\na\0b\n\n\xc3\xa9t\xc3\xa9 \xe2\x82\xac\n";
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("say", &uri);
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "listen", uri, "--count", "6", NULL);
  g_assert_cmpint (result.status, ==, 0);
  check_bytes (&result, expected, sizeof expected - 1);
  g_assert_nonnull (strstr (result.errors, "3 bytes"));
}

static void
test_listen_json (void)
{
  static const char *const expected[] = {
    "\"opcode\":\"text\",\"size\":7,\"text\":\"bonjour\"}",
    "\"opcode\":\"text\",\"size\":9,\"text\":\"two\\nlines\"}",
    "\"opcode\":\"text\",\"size\":3,\"text\":\"a\\u0000b\"}",
    "\"opcode\":\"text\",\"size\":0,\"text\":\"\"}",
    "\"opcode\":\"text\",\"size\":9,\"text\":\"\xc3\xa9t\xc3\xa9 \xe2\x82\xac\"}",
    "\"opcode\":\"binary\",\"size\":3,\"data\":\"AP8Q\"}",
  };
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("say", &uri);
  g_auto (CliResult) result = { 0 };
  g_auto (GStrv) lines = NULL;

  cli_run (&result, "listen", uri, "--json", "--count", "6", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpstr (result.errors, ==, "");
  lines = g_strsplit (result.output, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (expected) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (strchr (lines[i], ',') + 1, ==, expected[i]);
}

static void
test_interrupt (gconstpointer data)
{
  int signal_number = GPOINTER_TO_INT (data);
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("say", &uri);
  g_autoptr (CliProcess) client = cli_process_start_cli ("listen", uri, NULL);

  cli_process_expect_line (client, "bonjour");
  cli_process_signal (client, signal_number);
  cli_process_expect_line (server, "close 1001");
  g_assert_cmpint (cli_process_finish (client), ==, 0);
}

/* A server that hangs cannot answer the close; to insist is to cut. SIGTERM counts as the second
 * Ctrl-C, since two of the same signal may arrive as one. */
static void
test_interrupt_twice (void)
{
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("say", &uri);
  g_autoptr (CliProcess) client = cli_process_start_cli ("listen", uri, NULL);

  cli_process_expect_line (client, "bonjour");
  cli_process_signal (server, SIGSTOP);
  cli_process_signal (client, SIGINT);
  cli_process_signal (client, SIGTERM);
  g_assert_cmpint (cli_process_finish (client), ==, 0);
  g_assert_nonnull (strstr (cli_process_get_errors (client), "Interrupted again"));
}

/* A reader that has seen enough, as in “sonde-cli listen URI | head -1”. */
static void
test_reader_gone (void)
{
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("say", &uri);
  g_autofree char *script = g_strdup_printf ("\"$SONDE_CLI\" listen %s | :; exit ${PIPESTATUS[0]}",
                                             uri);
  const char *line[] = { "bash", "-c", script, NULL };
  g_autoptr (CliProcess) shell = cli_process_start (line);

  cli_process_expect_line (server, "close 1000");
  g_assert_cmpint (cli_process_finish (shell), ==, 0);
  g_assert_cmpstr (cli_process_get_errors (shell), ==, "");
}

/* Python's library takes a length that is not in its shortest form; all else is as it should be. */
static void
test_check (void)
{
  g_autofree char *uri = NULL;
  g_autoptr (CliProcess) server = start_server ("echo", &uri);
  g_auto (CliResult) polite = { 0 };
  g_auto (CliResult) all = { 0 };
  g_auto (CliResult) unasked = { 0 };

  cli_run (&polite, "check", uri, NULL);
  g_assert_cmpint (polite.status, ==, 0);
  g_assert_true (g_str_has_prefix (
      polite.output, "{\"check\":\"handshake-status\",\"section\":\"4.1\",\"result\":\"passed\","));
  g_assert_nonnull (strstr (polite.output, "\"check\":\"echo-0\",\"section\":\"5.6\","
                                           "\"result\":\"skipped\""));
  g_assert_true (g_str_has_suffix (
      polite.output, "{\"passed\":40,\"failed\":0,\"not_applicable\":0,\"skipped\":22}\n"));

  cli_run (&all, "check", "--all", "--yes", uri, NULL);
  g_assert_nonnull (strstr (all.output, "\"check\":\"utf8-fragments\",\"section\":\"8.1\","
                                        "\"result\":\"passed\""));
  g_assert_nonnull (strstr (all.output, "\"check\":\"echo-0\",\"section\":\"5.6\","
                                        "\"result\":\"passed\""));
  g_assert_cmpint (all.status, ==, strstr (all.output, "\"failed\":0,") != NULL ? 0 : 1);

  cli_run (&unasked, "check", "--all", uri, NULL);
  g_assert_cmpint (unasked.status, ==, 2);
  g_assert_cmpstr (unasked.output, ==, "");
  g_assert_nonnull (strstr (unasked.errors, "--yes"));
}

static void
test_check_nobody (void)
{
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "check", "ws://127.0.0.1:1", NULL);
  g_assert_cmpint (result.status, ==, 5);
  g_assert_cmpstr (result.output, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/peers/echo", test_echo);
  g_test_add_func ("/cli/peers/echo-once", test_echo_once);
  g_test_add_func ("/cli/peers/echo-of-silence", test_echo_of_silence);
  g_test_add_func ("/cli/peers/echo-of-others", test_echo_of_others);
  g_test_add_func ("/cli/peers/echo-sweep", test_echo_sweep);
  g_test_add_func ("/cli/peers/echo-verify", test_echo_verify);
  g_test_add_func ("/cli/peers/send", test_send);
  g_test_add_func ("/cli/peers/send-and-leave", test_send_and_leave);
  g_test_add_func ("/cli/peers/send-unanswered", test_send_unanswered);
  g_test_add_func ("/cli/peers/send-kinds", test_send_kinds);
  g_test_add_func ("/cli/peers/send-program", test_send_program);
  g_test_add_func ("/cli/peers/command-unanswered", test_command_unanswered);
  g_test_add_func ("/cli/peers/listen-bytes", test_listen_bytes);
  g_test_add_func ("/cli/peers/listen-json", test_listen_json);
  g_test_add_data_func ("/cli/peers/interrupt/int", GINT_TO_POINTER (SIGINT), test_interrupt);
  g_test_add_data_func ("/cli/peers/interrupt/term", GINT_TO_POINTER (SIGTERM), test_interrupt);
  g_test_add_func ("/cli/peers/interrupt/twice", test_interrupt_twice);
  g_test_add_func ("/cli/peers/check", test_check);
  g_test_add_func ("/cli/peers/check-nobody", test_check_nobody);
  g_test_add_func ("/cli/peers/reader-gone", test_reader_gone);

  return g_test_run ();
}
