/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mock-wait.h"
#include "sonde-error.h"
#include "sonde-snippet.h"

#include <string.h>

static guint
find_tool (const char *name)
{
  for (guint i = 0; i < sonde_snippet_get_n_tools (); i++)
    if (strcmp (sonde_snippet_get_tool_name (i), name) == 0)
      return i;
  g_error ("there is no tool “%s”", name);
}

static char *
write_snippet (
    const char *tool, const char *uri, SondeOpcode opcode, const char *text, guint16 close_code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (uri, &error);
  g_autoptr (GBytes) data = g_bytes_new_static (text, strlen (text));
  const SondeOutgoing outgoing = { opcode, data, 0, close_code };
  char *snippet;

  g_assert_no_error (error);
  snippet = sonde_snippet_write (find_tool (tool), endpoint, &outgoing, &error);
  g_assert_no_error (error);
  return snippet;
}

static void
test_contents (void)
{
  static const struct
  {
    const char *tool;
    const char *uri;
    SondeOpcode opcode;
    const char *text;
    guint16 close_code;
    const char *parts[4];
  } rows[] = {
    { "websocat",
      "ws://h:5000/a?b",
      SONDE_OPCODE_TEXT,
      "{uri}",
      0,
      { "printf '%s\\0' '{uri}' |", "'ws://h:5000/a?b'\n" } },
    { "websocat",
      "ws://h",
      SONDE_OPCODE_CLOSE,
      "bye",
      4000,
      { "--close-status-code 4000 --close-reason 'bye'" } },
    { "wscat", "wss://h", SONDE_OPCODE_TEXT, "-x", 0, { "--connect 'wss://h", "--execute='-x'" } },
    { "curl", "wss://h:1/x", SONDE_OPCODE_PONG, "x", 0, { "'https://h:1/x'\n" } },
    { "curl", "ws://[::1]:5000", SONDE_OPCODE_TEXT, "x", 0, { "'http://[::1]:5000/'\n" } },
    { "JavaScript", "ws://h", SONDE_OPCODE_BINARY, "AB", 0, { "new Uint8Array([0x41, 0x42])" } },
    { "Qt/C++",
      "ws://h",
      SONDE_OPCODE_TEXT,
      "\xc3\xa9\"",
      0,
      { "QStringLiteral(\"\xc3\xa9\\\"\")" } },
    { "Qt/C++", "ws://h", SONDE_OPCODE_PING, "\xff", 0, { "ping(QByteArray::fromHex(\"ff\"))" } },
    { "PHP", "ws://h", SONDE_OPCODE_CLOSE, "$x", 1000, { "close(1000, \"\\$x\");" } },
    { "Java", "ws://h", SONDE_OPCODE_TEXT, "\\u", 0, { "sendText(\"\\\\u\", true)" } },
    { "Java", "ws://h", SONDE_OPCODE_CLOSE, "x", 4000, { "sendClose(4000, \"x\")" } },
    { "Java-WebSocket", "ws://h", SONDE_OPCODE_TEXT, "\\u", 0, { "send(\"\\\\u\");" } },
    { "JavaScript", "ws://h", SONDE_OPCODE_CLOSE, "", 0, { "socket.close()" } },
    { "Arduino",
      "ws://h:5000/p",
      SONDE_OPCODE_TEXT,
      "{\"etat\":\"on\"}",
      0,
      { "client.begin(\"h\", 5000, \"/p\");", "sendTXT(\"{\\\"etat\\\":\\\"on\\\"}\", 13);" } },
    { "Arduino",
      "wss://h",
      SONDE_OPCODE_PING,
      "",
      0,
      { "client.beginSSL(\"h\", 443, \"/\");", "sendPing((uint8_t *) \"\", 0);" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *snippet = write_snippet (rows[i].tool, rows[i].uri, rows[i].opcode,
                                                rows[i].text, rows[i].close_code);

      for (gsize j = 0; j < G_N_ELEMENTS (rows[i].parts) && rows[i].parts[j] != NULL; j++)
        if (strstr (snippet, rows[i].parts[j]) == NULL)
          g_error ("“%s” is missing in:\n%s", rows[i].parts[j], snippet);
    }
}

static void
test_nothing_left_over (void)
{
  static const SondeOpcode opcodes[] = { SONDE_OPCODE_TEXT, SONDE_OPCODE_BINARY, SONDE_OPCODE_PING,
                                         SONDE_OPCODE_PONG, SONDE_OPCODE_CLOSE };
  static const char *const names[] = { "{statement}", "{uri}",  "{http_uri}", "{host}",
                                       "{port}",      "{path}", "{text}",     "{bytes}",
                                       "{hex}",       "{size}", "{code}",     "{begin}" };

  for (guint tool = 0; tool < sonde_snippet_get_n_tools (); tool++)
    {
      const char *name = sonde_snippet_get_tool_name (tool);

      g_assert_true (sonde_snippet_can_write (tool, SONDE_OPCODE_TEXT));
      g_assert_false (sonde_snippet_can_write (tool, SONDE_OPCODE_CONTINUATION));
      for (gsize i = 0; i < G_N_ELEMENTS (opcodes); i++)
        {
          g_autofree char *snippet = NULL;

          if (!sonde_snippet_can_write (tool, opcodes[i]))
            continue;
          snippet = write_snippet (name, "ws://127.0.0.1:5000", opcodes[i], "x", 1000);
          g_assert_true (g_str_has_suffix (snippet, "\n"));
          for (gsize j = 0; j < G_N_ELEMENTS (names); j++)
            if (strstr (snippet, names[j]) != NULL)
              g_error ("“%s” is left over in:\n%s", names[j], snippet);
        }
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *tool;
    SondeOpcode opcode;
    const char *bytes;
    gsize size;
    guint16 close_code;
    int error;
  } rows[] = {
    { "wscat", SONDE_OPCODE_PING, "x", 1, 0, SONDE_ERROR_ARGUMENT },
    { "wscat", SONDE_OPCODE_TEXT, "a\0b", 3, 0, SONDE_ERROR_ARGUMENT },
    { "wscat", SONDE_OPCODE_TEXT, "", 0, 0, SONDE_ERROR_ARGUMENT },
    { "websocat", SONDE_OPCODE_TEXT, "a\0b", 3, 0, SONDE_ERROR_ARGUMENT },
    { "websocat", SONDE_OPCODE_BINARY, "", 0, 0, SONDE_ERROR_ARGUMENT },
    { "websocat", SONDE_OPCODE_BINARY, NULL, 4096, 0, SONDE_ERROR_ARGUMENT },
    { "websocat", SONDE_OPCODE_CLOSE, "a\0b", 3, 1000, SONDE_ERROR_ARGUMENT },
    { "Python", SONDE_OPCODE_TEXT, "\xff", 1, 0, SONDE_ERROR_ENCODING },
    { "Python", SONDE_OPCODE_BINARY, NULL, SONDE_SNIPPET_MAX_PAYLOAD_SIZE + 1, 0,
      SONDE_ERROR_TOO_BIG },
    /* The codes that each library refuses to send. */
    { "Python", SONDE_OPCODE_CLOSE, "", 0, 0, SONDE_ERROR_ARGUMENT },
    { "Python", SONDE_OPCODE_CLOSE, "", 0, 1004, SONDE_ERROR_ARGUMENT },
    { "JavaScript", SONDE_OPCODE_CLOSE, "", 0, 1001, SONDE_ERROR_ARGUMENT },
    { "Java", SONDE_OPCODE_CLOSE, "", 0, 1002, SONDE_ERROR_ARGUMENT },
    { "Java-WebSocket", SONDE_OPCODE_CLOSE, "", 0, 2999, SONDE_ERROR_ARGUMENT },
    { "Arduino", SONDE_OPCODE_CLOSE, "", 0, 1000, SONDE_ERROR_ARGUMENT },
  };
  g_autofree char *zeros = g_malloc0 (SONDE_SNIPPET_MAX_PAYLOAD_SIZE + 1);
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("ws://h", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes)
          data = g_bytes_new_static (rows[i].bytes != NULL ? rows[i].bytes : zeros, rows[i].size);
      const SondeOutgoing outgoing = { rows[i].opcode, data, 0, rows[i].close_code };
      g_autoptr (GError) error = NULL;

      g_assert_null (sonde_snippet_write (find_tool (rows[i].tool), endpoint, &outgoing, &error));
      g_assert_error (error, SONDE_ERROR, rows[i].error);
    }
}

static char *
run (const char *program, const char *option, const char *script)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "timeout", "20", program, option, script, NULL);
  char *output = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  return output;
}

/* The programs at hand do what they say, against an echo server. */
static void
test_run (void)
{
  g_auto (SondeMockConfig) config = { 0 };
  SondeMock *mock;
  g_autofree char *text = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *ping = NULL;
  g_autofree char *close = NULL;
  g_autofree char *handshake = NULL;
  g_autofree char *limited = NULL;
  g_autofree char *output = NULL;

  sonde_mock_config_init (&config);
  config.echo = TRUE;
  mock = mock_start (&config);

  text = write_snippet ("Python", sonde_mock_get_uri (mock), SONDE_OPCODE_TEXT,
                        "it's \"d\xc3\xa9j\xc3\xa0\" \\n", 0);
  output = run ("/usr/bin/python3", "-c", text);
  g_assert_cmpstr (output, ==, "it's \"d\xc3\xa9j\xc3\xa0\" \\n\n");
  g_clear_pointer (&output, g_free);

  bytes = write_snippet ("Python", sonde_mock_get_uri (mock), SONDE_OPCODE_BINARY, "\xff'", 0);
  output = run ("/usr/bin/python3", "-c", bytes);
  g_assert_cmpstr (output, ==, "b\"\\xff'\"\n");
  g_clear_pointer (&output, g_free);

  ping = write_snippet ("Python", sonde_mock_get_uri (mock), SONDE_OPCODE_PING, "hello", 0);
  output = run ("/usr/bin/python3", "-c", ping);
  g_assert_cmpstr (output, ==, "");
  g_clear_pointer (&output, g_free);

  close = write_snippet ("Python", sonde_mock_get_uri (mock), SONDE_OPCODE_CLOSE, "bye", 4000);
  output = run ("/usr/bin/python3", "-c", close);
  g_assert_cmpstr (output, ==, "");
  g_clear_pointer (&output, g_free);

  handshake = write_snippet ("curl", sonde_mock_get_uri (mock), SONDE_OPCODE_TEXT, "", 0);
  limited = g_strconcat ("curl () { command curl --silent --max-time 2 \"$@\"; }\n", handshake,
                         NULL);
  output = run ("sh", "-c", limited);
  g_assert_nonnull (strstr (output, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
  mock_stop (mock);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/snippet/contents", test_contents);
  g_test_add_func ("/snippet/nothing-left-over", test_nothing_left_over);
  g_test_add_func ("/snippet/refused", test_refused);
  g_test_add_func ("/snippet/run", test_run);

  return g_test_run ();
}
