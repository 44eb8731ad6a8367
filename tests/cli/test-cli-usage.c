/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli-process.h"

#include <json-glib/json-glib.h>
#include <string.h>

static const char *const commands[] = {
  "listen", "send",   "echo",   "etat", "periode", "record", "info",
  "export", "import", "replay", "mock", "accept",  "check",  "frame",
};

static void
test_version (void)
{
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "--version", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpstr (result.output, ==, "sonde-cli " VERSION "\n");
  g_assert_cmpstr (result.errors, ==, "");
}

static void
test_help (void)
{
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "--help", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpstr (result.errors, ==, "");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_assert_nonnull (strstr (result.output, commands[i]));
}

static void
test_command_help (gconstpointer data)
{
  const char *command = data;
  g_autofree char *usage = g_strdup_printf ("Usage:\n  sonde-cli %s [OPTION", command);
  g_autofree char *example = g_strdup_printf ("\n  sonde-cli %s", command);
  g_auto (CliResult) result = { 0 };

  cli_run (&result, command, "--help", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpstr (result.errors, ==, "");
  g_assert_true (g_str_has_prefix (result.output, usage));
  g_assert_nonnull (strstr (strstr (result.output, "Examples:"), example));
  g_assert_nonnull (strstr (result.output, "Exit status:\n  0  done\n"));
  g_assert_nonnull (strstr (result.output, "\n  2  "));
}

static void
test_accept (void)
{
  static const struct
  {
    const char *key;
    const char *accept;
  } vectors[] = {
    { "dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n" }, /* RFC 6455 section 1.3 */
    { "NbRO4XmDnLsEX7qLxcdY5w==", "PwFDc7Dx5UunCpEBxXsPVKzfweM=\n" },
    { "sdPPGM7lmVe8/lZsdgOUyg==", "zI7J6Mqtf18Uz7ztvKglyetdk3I=\n" },
    { "YXplcnR5", "VM6OyB4LHVc1FSyII8Ry3Z00q5s=\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_auto (CliResult) result = { 0 };

      cli_run (&result, "accept", vectors[i].key, NULL);
      g_assert_cmpint (result.status, ==, 0);
      g_assert_cmpstr (result.output, ==, vectors[i].accept);
    }
}

static void
test_accept_explain (void)
{
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "accept", "YXplcnR5", "--explain", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_nonnull (strstr (result.output, "6 bytes"));
  g_assert_nonnull (strstr (result.output, "YXplcnR5258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
  g_assert_nonnull (strstr (result.output, "54ce8ec81e0b1d5735152c8823c472dd9d34ab9b"));
  g_assert_true (g_str_has_suffix (result.output, "VM6OyB4LHVc1FSyII8Ry3Z00q5s=\n"));
}

static void
test_accept_json (void)
{
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "accept", "YXplcnR5", "--json", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpstr (result.output, ==,
                   "{\"key\":\"YXplcnR5\",\"nonce_bytes\":6,"
                   "\"joined\":\"YXplcnR5258EAFA5-E914-47DA-95CA-C5AB0DC85B11\","
                   "\"sha1\":\"54ce8ec81e0b1d5735152c8823c472dd9d34ab9b\","
                   "\"accept\":\"VM6OyB4LHVc1FSyII8Ry3Z00q5s=\"}\n");
}

static void
test_accept_answer (void)
{
  static const struct
  {
    const char *answer;
    int status;
  } rows[] = {
    { "VM6OyB4LHVc1FSyII8Ry3Z00q5s=", 0 },
    { "PwFDc7Dx5UunCpEBxXsPVKzfweM=", 1 },
    { "vm6oyb4lhvc1fsyii8ry3z00q5s=", 1 },
    { "", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (CliResult) result = { 0 };

      cli_run (&result, "accept", "YXplcnR5", "--answer", rows[i].answer, NULL);
      g_assert_cmpint (result.status, ==, rows[i].status);
      g_assert_cmpstr (result.output, ==, "VM6OyB4LHVc1FSyII8Ry3Z00q5s=\n");
      g_assert_cmpint (result.errors[0] != '\0', ==, rows[i].status != 0);
    }
}

static void
test_frame (void)
{
  static const struct
  {
    const char *line[6];
    int status;
    const char *says;
  } rows[] = {
    { { "frame", "818537fa213d7f9f4d5158", NULL }, 0, "Payload Data = 5 bytes (bytes 6 to 10)" },
    { { "frame", "89 04 05 ef bf 95", "--from", "server", NULL }, 0, "opcode = 0x9" },
    { { "frame", "890405efbf95", "--from", "client", NULL }, 1, "  ! A client must mask" },
    { { "frame", "c1859edd340d6c9d560e9e", NULL }, 1, "  ! It must be 0" },
    { { "frame", "c1859edd340d6c9d560e9e", "--deflate", NULL }, 0, "RSV1 = 1" },
    { { "frame", "8a84485b953d4db42aa8", "--json", NULL },
      0,
      "{\"field\":\"Masking-key\",\"first_bit\":16,\"bits\":32,\"value\":1213961533," },
    { { "frame", "88825fda37e95c33", "--json", NULL }, 0, "\"value\":1001," },
    { { "frame", "8105", NULL }, 1, "Payload Data" },
    { { "frame", "", NULL }, 1, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (CliResult) result = { 0 };

      cli_run_line (&result, rows[i].line);
      g_test_message ("%s", rows[i].line[1]);
      g_assert_cmpint (result.status, ==, rows[i].status);
      g_assert_nonnull (strstr (result.output, rows[i].says));
    }
}

#define URI "ws://127.0.0.1:9"

static void
test_usage (void)
{
  static const char *const lines[][6] = {
    { NULL },
    { "", NULL },
    { "nonsense", NULL },
    { "--nonsense", NULL },
    { "\xff\xfe", NULL },
    { "listen", NULL },
    { "listen", URI, "more", NULL },
    { "listen", "", NULL },
    { "listen", "http://127.0.0.1", NULL },
    { "listen", "ws://", NULL },
    { "listen", "ws://127.0.0.1:65536", NULL },
    { "listen", "ws://127.0.0.1:9/\xff", NULL },
    { "listen", URI, "--count", NULL },
    { "listen", URI, "--count=0", NULL },
    { "listen", URI, "--count=-1", NULL },
    { "listen", URI, "--count= 1", NULL },
    { "listen", URI, "--count=1x", NULL },
    { "listen", URI, "--count=0x10", NULL },
    { "listen", URI, "--count=99999999999999999999", NULL },
    { "listen", URI, "--count=", NULL },
    { "listen", URI, "--duration=nan", NULL },
    { "listen", URI, "--duration=inf", NULL },
    { "listen", URI, "--duration=1e9", NULL },
    { "listen", URI, "--duration=.", NULL },
    { "listen", URI, "--duration=1.2.3", NULL },
    { "listen", URI, "--duration=0", NULL },
    { "listen", URI, "--duration=86401", NULL },
    { "listen", URI, "--size=3", NULL },
    { "listen", URI, "--header", "no colon", NULL },
    { "listen", URI, "--header", "A: b\r\nC: d", NULL },
    { "listen", URI, "--header", "A: \xff", NULL },
    { "listen", URI, "--origin", "a\r\nb: c", NULL },
    { "listen", URI, "--subprotocol", "a b", NULL },
    { "listen", URI, "--timeout=0", NULL },
    { "send", URI, NULL },
    { "send", URI, "\xff", NULL },
    { "echo", URI, "--size=16777217", NULL },
    { "echo", URI, "--count=1000001", NULL },
    { "etat", URI, NULL },
    { "etat", URI, "ON", NULL },
    { "etat", URI, "1", NULL },
    { "periode", URI, "soon", NULL },
    { "periode", URI, "0", NULL },
    { "periode", URI, "1000.5", NULL },
    { "periode", URI, "--", "-1000", NULL },
    { "periode", URI, "2147483648", NULL },
    { "record", NULL },
    { "record", URI, NULL },
    { "record", URI, "--output=", NULL },
    { "record", URI, "--output=a", "--count=0", NULL },
    { "record", URI, "--output=a", "--duration=0", NULL },
    { "info", NULL },
    { "export", NULL },
    { "export", "a", "--size=600", NULL },
    { "export", "a", "--size=600x", NULL },
    { "export", "a", "--size=600x9000", NULL },
    { "export", "a", "--size=199x600", NULL },
    { "export", "a", "--format=xls", NULL },
    { "export", "a", "--from=soon", NULL },
    { "export", "a", "--to=", NULL },
    { "export", "a", "--separator=x", NULL },
    { "export", "a", "--separator=", NULL },
    { "export", "a", "--decimal=;", NULL },
    { "import", "a", NULL },
    { "replay", NULL },
    { "replay", "a", "--speed=0", NULL },
    { "replay", "a", "--port=65536", NULL },
    { "mock", "more", NULL },
    { "mock", "--port=65536", NULL },
    { "mock", "--address=localhost", NULL },
    { "mock", "--profile=best", NULL },
    { "mock", "--period=0", NULL },
    { "mock", "--without=sonar", NULL },
    { "mock", "--without=tsl2591,,bme280", NULL },
    { "mock", "--speed=0", NULL },
    { "mock", "--seed=4294967296", NULL },
    { "mock", "--clients=0", NULL },
    { "accept", NULL },
    { "frame", NULL },
    { "frame", "8", NULL },
    { "frame", "xyz", NULL },
    { "frame", "8100", "--from", "me", NULL },
    { "accept", "", NULL },
    { "accept", "a b", NULL },
    { "accept", "a\n", NULL },
    { "accept", "cl\xc3\xa9", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *line = g_strjoinv (" ", (char **) lines[i]);
      g_autofree char *shown = g_strescape (line, NULL);
      g_auto (CliResult) result = { 0 };

      g_test_message ("%s", shown);
      cli_run_line (&result, lines[i]);
      g_assert_cmpint (result.status, ==, 2);
      g_assert_cmpstr (result.output, ==, "");
      g_assert_true (g_str_has_prefix (result.errors, "sonde-cli: "));
      g_assert_nonnull (strstr (result.errors, "--help"));
      g_assert_null (strstr (result.errors, "CRITICAL"));
    }
}

static void
test_refused (void)
{
  static const char *const lines[][2] = {
    { "listen", NULL }, { "send", "text" },     { "echo", NULL },
    { "etat", "on" },   { "periode", "30000" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autofree char *uri = NULL;

  /* A port that is taken, and on which nothing listens. */
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_socket_bind (socket, address, FALSE, &error);
  g_assert_no_error (error);
  bound = g_socket_get_local_address (socket, &error);
  g_assert_no_error (error);
  uri = g_strdup_printf ("ws://127.0.0.1:%u",
                         g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto (CliResult) result = { 0 };

      cli_run (&result, lines[i][0], uri, lines[i][1], NULL);
      g_assert_cmpint (result.status, ==, 5);
      g_assert_cmpstr (result.output, ==, "");
      g_assert_true (g_str_has_prefix (result.errors, "sonde-cli: "));
      g_assert_nonnull (strstr (result.errors, "no program listens at that port"));
      g_assert_nonnull (strstr (result.errors, "Address: 127.0.0.1:"));
      g_assert_nonnull (strstr (result.errors, "  1. Check that the server was started"));
    }
}

/* A program that reads the objects of a command learns of a failure in the same way. */
static void
test_error_object (void)
{
  g_auto (CliResult) result = { 0 };
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  cli_run (&result, "listen", "--json", "ws://station.invalid:5000", NULL);
  g_assert_cmpint (result.status, ==, 5);
  json_parser_load_from_data (parser, result.output, -1, &error);
  g_assert_no_error (error);
  object = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)),
                                          "error");
  g_assert_true (g_str_has_prefix (json_object_get_string_member (object, "cause"), "name-"));
  g_assert_nonnull (strstr (json_object_get_string_member (object, "message"), "station.invalid"));
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (object, "evidence"), "host"),
      ==, "station.invalid");
  g_assert_cmpint (
      json_object_get_int_member (json_object_get_object_member (object, "evidence"), "name_us"),
      >=, 0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "try")), >=, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/version", test_version);
  g_test_add_func ("/cli/help", test_help);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *path = g_strdup_printf ("/cli/help/%s", commands[i]);

      g_test_add_data_func (path, commands[i], test_command_help);
    }
  g_test_add_func ("/cli/accept/vectors", test_accept);
  g_test_add_func ("/cli/accept/explain", test_accept_explain);
  g_test_add_func ("/cli/accept/json", test_accept_json);
  g_test_add_func ("/cli/accept/answer", test_accept_answer);
  g_test_add_func ("/cli/frame", test_frame);
  g_test_add_func ("/cli/usage", test_usage);
  g_test_add_func ("/cli/refused", test_refused);
  g_test_add_func ("/cli/error-object", test_error_object);

  return g_test_run ();
}
