/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mock-peer.h"
#include "sonde-mock-handshake.h"

#include <string.h>

#define KEY        "Sec-WebSocket-Key: YXplcnR5\r\n"
#define VERSION_13 "Sec-WebSocket-Version: 13\r\n"
#define UPGRADE    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
#define GET        "GET / HTTP/1.1\r\nHost: h\r\n"
#define WITH_ARDUINO                                                                               \
  "HTTP/1.1 101 Switching Protocols\r\n"                                                           \
  "Server: arduino-WebSocketsServer\r\n"                                                           \
  "Upgrade: websocket\r\n"                                                                         \
  "Connection: Upgrade\r\n"                                                                        \
  "Sec-WebSocket-Version: 13\r\n"                                                                  \
  "Sec-WebSocket-Accept: VM6OyB4LHVc1FSyII8Ry3Z00q5s=\r\n"                                         \
  "Sec-WebSocket-Protocol: arduino\r\n"                                                            \
  "\r\n"

static const struct
{
  const char *head;
  const char *answer; /* NULL: a 400 */
} rows[] = {
  { MOCK_REQUEST, MOCK_ANSWER },
  { GET UPGRADE VERSION_13 KEY "Sec-WebSocket-Protocol: arduino\r\n\r\n", WITH_ARDUINO },
  { GET UPGRADE VERSION_13 KEY "Sec-WebSocket-Protocol: chat, soap\r\n\r\n", WITH_ARDUINO },
  /* The course's page in a browser, and one that keeps the connection alive. */
  { GET UPGRADE VERSION_13 KEY "Origin: null\r\n\r\n", MOCK_ANSWER },
  { GET "upgrade: WebSocket\r\nconnection: keep-alive, upgrade\r\n" VERSION_13 KEY "\r\n",
    MOCK_ANSWER },
  { GET UPGRADE VERSION_13 KEY "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
    MOCK_ANSWER },
  { "GET / HTTP/1.1\nHost: h\nUpgrade: websocket\nConnection: Upgrade\n"
    "Sec-WebSocket-Version: 13\nSec-WebSocket-Key: YXplcnR5\n\n",
    MOCK_ANSWER },
  { GET "\r\n", NULL },
  { GET VERSION_13 KEY "\r\n", NULL },
  { GET UPGRADE VERSION_13 "\r\n", NULL },
  { GET UPGRADE KEY "\r\n", NULL },
  { GET UPGRADE KEY "Sec-WebSocket-Version: 8\r\n\r\n", NULL },
  { GET "Upgrade: h2c\r\nConnection: Upgrade\r\n" VERSION_13 KEY "\r\n", NULL },
  { GET "Upgrade: websocket\r\nConnection: close\r\n" VERSION_13 KEY "\r\n", NULL },
  { "POST / HTTP/1.1\r\nHost: h\r\n" UPGRADE VERSION_13 KEY "\r\n", NULL },
  { "\r\n", NULL },
  { "no HTTP at all\r\n\r\n", NULL },
  { "\x16\x03\x01\x02\r\n\r\n", NULL },
};

static void
test_answers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gboolean upgraded = FALSE;
      g_autofree char *answer = sonde_mock_handshake_answer (rows[i].head, strlen (rows[i].head),
                                                             FALSE, &upgraded);

      g_test_message ("%s", rows[i].head);
      g_assert_true (upgraded == (rows[i].answer != NULL));
      if (rows[i].answer != NULL)
        g_assert_cmpstr (answer, ==, rows[i].answer);
      else
        g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 400 Bad Request\r\n"));
    }
}

static void
test_echo_answers (void)
{
  static const char head[] = GET UPGRADE VERSION_13 KEY "Sec-WebSocket-Protocol: chat\r\n\r\n";
  gboolean upgraded = FALSE;
  g_autofree char *answer = sonde_mock_handshake_answer (head, strlen (head), TRUE, &upgraded);

  g_assert_true (upgraded);
  g_assert_null (strstr (answer, "Sec-WebSocket-Protocol"));
}

static void
test_end_of_head (void)
{
  static const struct
  {
    const char *data;
    gsize end;
  } heads[] = {
    { "", 0 },
    { "GET", 0 },
    { "GET\r\n", 0 },
    { "GET\r\n\r", 0 },
    { "GET\r\n\r\n", 7 },
    { "GET\r\n\r\nrest", 7 },
    { "GET\n\n", 5 },
    { "GET\n\r\n", 6 },
    { "\r\n", 2 },
    { "\r\r\n\r\r\n", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    g_assert_cmpuint (
        sonde_mock_handshake_find_end ((const guint8 *) heads[i].data, strlen (heads[i].data)), ==,
        heads[i].end);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mock-handshake/answers", test_answers);
  g_test_add_func ("/mock-handshake/echo-answers", test_echo_answers);
  g_test_add_func ("/mock-handshake/end-of-head", test_end_of_head);

  return g_test_run ();
}
