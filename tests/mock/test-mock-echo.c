/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mock-peer.h"
#include "mock-wait.h"

#include <string.h>

#define ECHO_LIMIT (16 * 1024 * 1024)

static SondeMock *
start_echo (GSocket **peer)
{
  static const char answer[] = "HTTP/1.1 101 Switching Protocols\r\n"
                               "Server: Sonde\r\n"
                               "Upgrade: websocket\r\n"
                               "Connection: Upgrade\r\n"
                               "Sec-WebSocket-Version: 13\r\n"
                               "Sec-WebSocket-Accept: VM6OyB4LHVc1FSyII8Ry3Z00q5s=\r\n"
                               "\r\n";
  g_auto (SondeMockConfig) config = { 0 };
  SondeMock *mock;

  sonde_mock_config_init (&config);
  config.echo = TRUE;
  config.period_ms = 1;
  mock = mock_start (&config);
  *peer = mock_peer_connect (mock_get_port (mock));
  mock_peer_send (*peer, MOCK_REQUEST, strlen (MOCK_REQUEST));
  mock_peer_expect (*peer, answer, strlen (answer), "the 101");

  return mock;
}

static void
test_echoes (void)
{
  static const guint8 binary[] = { 0x00, 0xff, 0x80 };
  g_autoptr (GSocket) peer = NULL;
  g_autoptr (SondeMock) mock = start_echo (&peer);

  mock_peer_send_text (peer, "Hello world!");
  mock_peer_expect_text (peer, "Hello world!");
  mock_peer_send_text (peer, "");
  mock_peer_expect (peer, "\x81\x00", 2, "the empty text");
  mock_peer_send_text (peer, "élève");
  mock_peer_expect_text (peer, "élève");
  mock_peer_send_frame (peer, 0x81, "a\0b", 3);
  mock_peer_expect (peer, "\x81\x03\x61\x00\x62", 5, "the text with a NUL");
  mock_peer_send_frame (peer, 0x82, binary, sizeof binary);
  mock_peer_expect (peer, "\x82\x03\x00\xff\x80", 5, "the binary message");
  mock_peer_send_frame (peer, 0x82, "", 0);
  mock_peer_expect (peer, "\x82\x00", 2, "the empty binary message");
  mock_peer_expect_silence (peer);
}

/* A ping may come between fragments, and a character may be cut in two. */
static void
test_fragments (void)
{
  g_autoptr (GSocket) peer = NULL;
  g_autoptr (SondeMock) mock = start_echo (&peer);

  for (guint i = 0; i < 2; i++)
    {
      mock_peer_send_frame (peer, 0x01, "\xc3", 1);
      mock_peer_expect_silence (peer);
      mock_peer_send_frame (peer, 0x00, "", 0);
      mock_peer_send_frame (peer, 0x80, "\xa9t\xc3\xa9", 4);
      mock_peer_expect_text (peer, "été");
    }
}

static void
test_closes (void)
{
#define CLOSE(name, bytes, answer)                                                                 \
  {                                                                                                \
    name, bytes, sizeof bytes - 1, answer, sizeof answer - 1                                       \
  }
  static const struct
  {
    const char *name;
    const char *bytes;
    gsize size;
    const char *answer;
    gsize answer_size;
  } closes[] = {
    CLOSE ("1000", "\x88\x82\0\0\0\0\x03\xe8", "\x88\x02\x03\xe8"),
    CLOSE ("1001 and a reason",
           "\x88\x85\0\0\0\0\x03\xe9"
           "bye",
           "\x88\x02\x03\xe9"),
    CLOSE ("4999", "\x88\x82\0\0\0\0\x13\x87", "\x88\x02\x13\x87"),
    CLOSE ("no code", "\x88\x80\0\0\0\0", "\x88\x00"),
    CLOSE ("half a code", "\x88\x81\0\0\0\0\x03", "\x88\x02\x03\xea"),
    CLOSE ("999", "\x88\x82\0\0\0\0\x03\xe7", "\x88\x02\x03\xea"),
    CLOSE ("1005", "\x88\x82\0\0\0\0\x03\xed", "\x88\x02\x03\xea"),
    CLOSE ("5000", "\x88\x82\0\0\0\0\x13\x88", "\x88\x02\x03\xea"),
    CLOSE ("a reason in Latin 1", "\x88\x83\0\0\0\0\x03\xe8\xe9", "\x88\x02\x03\xef"),
    CLOSE ("opcode 3", "\x83\x80\0\0\0\0", "\x88\x02\x03\xea"),
    CLOSE ("opcode 11", "\x8b\x80\0\0\0\0", "\x88\x02\x03\xea"),
    CLOSE ("RSV1", "\xc1\x80\0\0\0\0", "\x88\x02\x03\xea"),
    CLOSE ("no mask", "\x81\x01x", "\x88\x02\x03\xea"),
    CLOSE ("lone continuation", "\x80\x81\0\0\0\0x", "\x88\x02\x03\xea"),
    CLOSE ("text in a text", "\x01\x81\0\0\0\0x\x81\x81\0\0\0\0x", "\x88\x02\x03\xea"),
    CLOSE ("fragmented ping", "\x09\x80\0\0\0\0", "\x88\x02\x03\xea"),
    CLOSE ("long ping", "\x89\xfe\0\x7e\0\0\0\0", "\x88\x02\x03\xea"),
    CLOSE ("length not in its shortest form", "\x81\xfe\0\x01\0\0\0\0x", "\x88\x02\x03\xea"),
    CLOSE ("not UTF-8", "\x81\x81\0\0\0\0\xff", "\x88\x02\x03\xef"),
    CLOSE ("surrogate", "\x81\x83\0\0\0\0\xed\xa0\x80", "\x88\x02\x03\xef"),
    CLOSE ("16 MiB and a byte", "\x82\xff\0\0\0\0\x01\0\0\x01\0\0\0\0", "\x88\x02\x03\xf1"),
    CLOSE ("16 MiB after a byte", "\x02\x81\0\0\0\0x\x80\xff\0\0\0\0\x01\0\0\0\0\0\0\0",
           "\x88\x02\x03\xf1"),
  };
#undef CLOSE

  for (guint i = 0; i < G_N_ELEMENTS (closes); i++)
    {
      g_autoptr (GSocket) peer = NULL;
      g_autoptr (SondeMock) mock = start_echo (&peer);

      g_test_message ("%s", closes[i].name);
      mock_peer_send (peer, closes[i].bytes, closes[i].size);
      mock_peer_expect (peer, closes[i].answer, closes[i].answer_size, closes[i].name);
      mock_peer_expect_clean_end (peer, closes[i].name);
    }
}

static void
test_largest (void)
{
  g_autoptr (GSocket) peer = NULL;
  g_autoptr (SondeMock) mock = start_echo (&peer);
  g_autofree char *payload = g_malloc (ECHO_LIMIT);

  for (gsize i = 0; i < ECHO_LIMIT; i++)
    payload[i] = (char) (i * 7 % 251);
  mock_peer_send_frame (peer, 0x82, payload, ECHO_LIMIT);
  mock_peer_expect (peer, "\x82\x7f\0\0\0\0\x01\0\0\0", 10, "the head of the largest message");
  mock_peer_expect (peer, payload, ECHO_LIMIT, "the largest message");
}

typedef struct
{
  GSocket *peer;
  guint n_messages;
  const char *payload;
  gsize size;
} Sender;

static gpointer
send_many (gpointer data)
{
  Sender *sender = data;

  for (guint i = 0; i < sender->n_messages; i++)
    mock_peer_send_frame (sender->peer, 0x82, sender->payload, sender->size);

  return NULL;
}

/* More than all the queues hold, by a client that sends before it reads: throttled, and nothing is
 * lost. */
static void
test_throttled (void)
{
  g_autoptr (GSocket) peer = NULL;
  g_autoptr (SondeMock) mock = start_echo (&peer);
  g_autofree char *payload = g_strnfill (65535, 'e');
  Sender sender = { peer, 320, payload, 65535 };
  GThread *thread = g_thread_new ("sender", send_many, &sender);

  for (guint i = 0; i < sender.n_messages; i++)
    {
      mock_peer_expect (peer, "\x82\x7e\xff\xff", 4, "the head of an echo");
      mock_peer_expect (peer, payload, sender.size, "an echo");
    }
  g_thread_join (thread);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mock-echo/echoes", test_echoes);
  g_test_add_func ("/mock-echo/fragments", test_fragments);
  g_test_add_func ("/mock-echo/closes", test_closes);
  g_test_add_func ("/mock-echo/largest", test_largest);
  g_test_add_func ("/mock-echo/throttled", test_throttled);

  return g_test_run ();
}
