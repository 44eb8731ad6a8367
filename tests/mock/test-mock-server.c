/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mock-peer.h"
#include "mock-wait.h"

#include <string.h>

/* So long that no beat comes in the middle of a test. */
#define NO_BEAT_MS      3600000
#define PERIODE_NO_BEAT "{\"type\":\"periode\",\"periode\":3600000}"

static SondeMock *
start_board (void)
{
  g_auto (SondeMockConfig) config = { 0 };

  sonde_mock_config_init (&config);
  config.period_ms = NO_BEAT_MS;
  config.seed = 7;

  return mock_start (&config);
}

/* A board whose clients are greeted with etat off, so that no measure comes either. */
static SondeMock *
start_quiet_board (GSocket **peer)
{
  SondeMock *mock = start_board ();

  *peer = mock_peer_open (mock_get_port (mock));
  mock_peer_expect_greeting (*peer, MOCK_ETAT_ON, NO_BEAT_MS);
  mock_peer_send_text (*peer, "{\"etat\":\"off\"}");
  mock_peer_expect_text (*peer, MOCK_ETAT_OFF);

  return mock;
}

static void
test_greeting (void)
{
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (SondeMock) mock = NULL;
  g_autoptr (GSocket) peer = NULL;
  g_autofree char *measure = NULL;
  static const char greeting[] = MOCK_ANSWER "\x89\x00"
                                             "\x81\x1b" MOCK_ETAT_ON "\x81\x21"
                                             "{\"type\":\"periode\",\"periode\":5000}";

  sonde_mock_config_init (&config);
  mock = mock_start (&config);
  peer = mock_peer_connect (mock_get_port (mock));
  mock_peer_send (peer, MOCK_REQUEST, strlen (MOCK_REQUEST));
  mock_peer_expect (peer, greeting, sizeof greeting - 1, "the greeting");
  measure = mock_peer_read_text (peer, "the first measure");
  g_assert_true (
      g_regex_match_simple ("^\\{\"luminosite\":\\d+,\"temperature\":-?\\d+(\\.\\d{1,2})?,"
                            "\"humidite\":\\d+,\"pression\":\\d+,\"type\":\"mesure\"\\}$",
                            measure, 0, 0));
}

/* Whoever connects makes everybody hear the greeting again, the ping excepted. */
static void
test_greeting_is_broadcast (void)
{
  g_autoptr (SondeMock) mock = start_board ();
  g_autoptr (GSocket) first = mock_peer_open (mock_get_port (mock));
  g_autoptr (GSocket) second = NULL;
  g_autofree char *measure = NULL;

  mock_peer_expect_greeting (first, MOCK_ETAT_ON, NO_BEAT_MS);
  second = mock_peer_open (mock_get_port (mock));
  mock_peer_expect_greeting (second, MOCK_ETAT_ON, NO_BEAT_MS);
  mock_peer_expect_text (first, MOCK_ETAT_ON);
  mock_peer_expect_text (first, PERIODE_NO_BEAT);
  measure = mock_peer_read_text (first, "the measure for the second client");
  mock_peer_expect_silence (first);
}

static void
test_no_measure (void)
{
  static const SondeMockSensors sensors[] = { SONDE_MOCK_SENSOR_NONE, SONDE_MOCK_SENSOR_ALL };

  for (guint i = 0; i < G_N_ELEMENTS (sensors); i++)
    {
      g_autoptr (GSocket) peer = NULL;
      g_autoptr (GSocket) second = NULL;
      g_autoptr (SondeMock) mock = start_quiet_board (&peer);

      sonde_mock_set_sensors (mock, sensors[i]);
      second = mock_peer_open (mock_get_port (mock));
      mock_peer_expect_greeting (second, MOCK_ETAT_OFF, NO_BEAT_MS);
      mock_peer_expect_silence (second);
    }
}

static void
test_commands_are_broadcast (void)
{
  g_autoptr (GSocket) first = NULL;
  g_autoptr (GSocket) second = NULL;
  g_autoptr (SondeMock) mock = start_quiet_board (&first);

  second = mock_peer_open (mock_get_port (mock));
  mock_peer_expect_greeting (second, MOCK_ETAT_OFF, NO_BEAT_MS);
  mock_peer_expect_text (first, MOCK_ETAT_OFF);
  mock_peer_expect_text (first, PERIODE_NO_BEAT);

  mock_peer_send_text (second, "{\"periode\":\"30000\",\"date\":1693733000144}");
  mock_peer_expect_text (first, PERIODE_NO_BEAT);
  mock_peer_expect_text (second, PERIODE_NO_BEAT);

  sonde_mock_set_profile (mock, SONDE_MOCK_PROFILE_CORRECTED);
  mock_peer_send_text (second, "{\"periode\":\"30000\",\"date\":1693733000144}");
  mock_peer_expect_text (first, "{\"type\":\"periode\",\"periode\":30000}");
  mock_peer_expect_text (second, "{\"type\":\"periode\",\"periode\":30000}");
}

/* arduinoWebSockets compares no length with its shortest form. */
static void
test_long_form_of_a_length (void)
{
  static const char short_form[] = "\x81\xfe\x00\x0d\0\0\0\0{\"etat\":\"on\"}";
  static const char long_form[] = "\x81\xff\0\0\0\0\0\0\0\x0e\0\0\0\0{\"etat\":\"off\"}";
  g_autoptr (GSocket) peer = NULL;
  g_autoptr (SondeMock) mock = start_quiet_board (&peer);

  mock_peer_send (peer, short_form, sizeof short_form - 1);
  mock_peer_expect_text (peer, MOCK_ETAT_ON);
  mock_peer_send (peer, long_form, sizeof long_form - 1);
  mock_peer_expect_text (peer, MOCK_ETAT_OFF);
}

typedef struct
{
  guint8 first_byte;
  const char *payload;
  gsize size;
} Frame;

/* The board hears none of these, and stays. */
static void
test_ignored_frames (void)
{
  static const Frame frames[] = {
    { 0x82, "{\"etat\":\"on\"}", 13 }, /* binary */
    { 0x81, "", 0 },                   /* empty text */
    { 0x80, "{\"etat\":\"on\"}", 13 }, /* lone continuation */
    { 0x01, "{\"etat\":", 8 },         /* fragmented text, */
    { 0x00, "\"on", 3 },               /* its middle */
    { 0x80, "\"}", 2 },                /* and its end */
    { 0x01, "{\"etat\":\"on\"}", 13 }, /* a text that never ends */
    { 0x02, "{\"etat\":\"on\"}", 13 }, /* nor does this binary message */
    { 0x8a, "unasked", 7 },            /* pong */
    { 0x81, "not JSON", 8 },
    { 0x81, "\xff\xff", 2 }, /* not UTF-8 */
  };
  g_autoptr (GSocket) peer = NULL;
  g_autoptr (SondeMock) mock = start_quiet_board (&peer);

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      g_test_message ("frame %u", i);
      mock_peer_send_frame (peer, frames[i].first_byte, frames[i].payload, frames[i].size);
      mock_peer_expect_silence (peer);
    }
}

/* What a stricter server would refuse. */
static void
test_tolerated_frames (void)
{
  static const char unmasked[] = "\x81\x0d{\"etat\":\"on\"}";
  g_autofree char *payload = g_strnfill (200, 'p');
  g_autoptr (GSocket) peer = NULL;
  g_autoptr (SondeMock) mock = start_quiet_board (&peer);

  mock_peer_send (peer, unmasked, sizeof unmasked - 1);
  mock_peer_expect_text (peer, MOCK_ETAT_ON);
  mock_peer_send_frame (peer, 0xf1, "{\"etat\":\"off\"}", 14);
  mock_peer_expect_text (peer, MOCK_ETAT_OFF);
  mock_peer_send_frame (peer, 0x89, payload, 200);
  mock_peer_expect (peer, "\x8a\x7e\x00\xc8", 4, "the head of a long pong");
  mock_peer_expect (peer, payload, 200, "a long pong");
  mock_peer_send_frame (peer, 0x89, "", 0);
  mock_peer_expect (peer, "\x8a\x00", 2, "an empty pong");
}

/* Every frame may come byte by byte. */
static void
test_split_frame (void)
{
  static const char frame[] = "\x81\x8d\0\0\0\0{\"etat\":\"on\"}";
  g_autoptr (GSocket) peer = NULL;
  g_autoptr (SondeMock) mock = start_quiet_board (&peer);

  for (guint i = 0; i < sizeof frame - 1; i++)
    mock_peer_send (peer, frame + i, 1);
  mock_peer_expect_text (peer, MOCK_ETAT_ON);
}

/* A request and commands in one segment. */
static void
test_pipelined (void)
{
  static const char bytes[] = MOCK_REQUEST
      "\x81\x8e\0\0\0\0{\"etat\":\"off\"}\x81\x8d\0\0\0\0{\"etat\":\"on\"}\x88\x80\0\0\0\0";
  g_autoptr (SondeMock) mock = start_board ();
  g_autoptr (GSocket) peer = mock_peer_connect (mock_get_port (mock));

  mock_peer_send (peer, bytes, sizeof bytes - 1);
  mock_peer_expect (peer, MOCK_ANSWER, strlen (MOCK_ANSWER), "the 101");
  mock_peer_expect_greeting (peer, MOCK_ETAT_ON, NO_BEAT_MS);
  mock_peer_expect_text (peer, MOCK_ETAT_OFF);
  mock_peer_expect_text (peer, MOCK_ETAT_ON);
  mock_peer_expect (peer, "\x88\x02\x03\xe8", 4, "the close");
  mock_peer_expect_clean_end (peer, "the end after a close");
}

typedef struct
{
  const char *name;
  const char *bytes;
  gsize size;
  const char *answer;
} Close;

static void
test_closes (void)
{
#define CLOSE(name, bytes, answer)                                                                 \
  {                                                                                                \
    name, bytes, sizeof bytes - 1, answer                                                          \
  }
  static const Close closes[] = {
    CLOSE ("1000", "\x88\x82\0\0\0\0\x03\xe8", "\x88\x02\x03\xe8"),
    CLOSE ("1001 and a reason",
           "\x88\x85\0\0\0\0\x03\xe9"
           "bye",
           "\x88\x02\x03\xe8"),
    CLOSE ("no code", "\x88\x80\0\0\0\0", "\x88\x02\x03\xe8"),
    CLOSE ("half a code", "\x88\x81\0\0\0\0\x03", "\x88\x02\x03\xe8"),
    CLOSE ("opcode 3", "\x83\x80\0\0\0\0", "\x88\x02\x03\xea"),
    CLOSE ("opcode 7", "\x87\x81\0\0\0\0x", "\x88\x02\x03\xea"),
    CLOSE ("opcode 11", "\x8b\x80\0\0\0\0", "\x88\x02\x03\xea"),
    CLOSE ("opcode 15", "\xff\x80\0\0\0\0", "\x88\x02\x03\xea"),
    CLOSE ("15,361 bytes", "\x81\xfe\x3c\x01\0\0\0\0", "\x88\x02\x03\xf1"),
    CLOSE ("15,361 bytes of ping", "\x89\xfe\x3c\x01\0\0\0\0", "\x88\x02\x03\xf1"),
    CLOSE ("4 GiB", "\x82\xff\0\0\0\x01\0\0\0\0\0\0\0\0", "\x88\x02\x03\xf1"),
    CLOSE ("2^63 bytes", "\x82\xff\x80\0\0\0\0\0\0\0\0\0\0\0", "\x88\x02\x03\xf1"),
  };
#undef CLOSE

  for (guint i = 0; i < G_N_ELEMENTS (closes); i++)
    {
      g_autoptr (GSocket) peer = NULL;
      g_autoptr (SondeMock) mock = start_quiet_board (&peer);

      g_test_message ("%s", closes[i].name);
      mock_peer_send (peer, closes[i].bytes, closes[i].size);
      mock_peer_expect (peer, closes[i].answer, 4, closes[i].name);
      mock_peer_expect_clean_end (peer, closes[i].name);
    }
}

static void
test_size_limit (void)
{
  static const char command[] = "{\"etat\":\"on\"}";
  g_autofree char *text = g_strnfill (SONDE_MOCK_MAX_MESSAGE_SIZE, ' ');
  g_autoptr (GSocket) peer = NULL;
  g_autoptr (SondeMock) mock = start_quiet_board (&peer);

  memcpy (text + SONDE_MOCK_MAX_MESSAGE_SIZE - strlen (command), command, strlen (command));
  mock_peer_send_text (peer, text);
  mock_peer_expect_text (peer, MOCK_ETAT_ON);
}

/* One byte more is closed with 1009; since what came is not read, that may end as a reset. */
static void
test_over_size_limit (void)
{
  g_autofree char *text = g_strnfill (SONDE_MOCK_MAX_MESSAGE_SIZE + 1, ' ');
  g_autoptr (GSocket) peer = NULL;
  g_autoptr (SondeMock) mock = start_quiet_board (&peer);
  g_autoptr (GError) error = NULL;
  char answer[4];
  gssize got;

  mock_peer_send_text (peer, text);
  got = g_socket_receive (peer, answer, sizeof answer, NULL, &error);
  if (got > 0)
    {
      g_assert_cmpmem (answer, got, "\x88\x02\x03\xf1", 4);
      mock_peer_expect_end (peer, "the end after the 1009");
    }
  else
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
    }
}

static void
test_client_limit (void)
{
  g_autoptr (GPtrArray) peers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocket) first = NULL;
  g_autoptr (SondeMock) mock = start_quiet_board (&first);
  guint16 port = mock_get_port (mock);
  g_autoptr (GSocket) sixth = NULL;
  g_autoptr (GSocket) seventh = NULL;

  while (peers->len < 4)
    {
      GSocket *peer = mock_peer_open (port);

      mock_peer_expect_greeting (peer, MOCK_ETAT_OFF, NO_BEAT_MS);
      g_ptr_array_add (peers, peer);
    }

  sixth = mock_peer_connect (port);
  mock_peer_expect_end (sixth, "the sixth client");

  /* A place that becomes free is free at once. */
  g_socket_close (peers->pdata[3], NULL);
  seventh = mock_peer_open (port);
  mock_peer_expect_greeting (seventh, MOCK_ETAT_OFF, NO_BEAT_MS);
}

static void
test_plain_get (void)
{
  static const char request[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  static const char answer[] = "HTTP/1.1 400 Bad Request\r\n"
                               "Server: arduino-WebSocket-Server\r\n"
                               "Content-Type: text/plain\r\n"
                               "Content-Length: 32\r\n"
                               "Connection: close\r\n"
                               "Sec-WebSocket-Version: 13\r\n"
                               "\r\n"
                               "This is a Websocket server only!";
  g_autoptr (SondeMock) mock = start_board ();
  g_autoptr (GSocket) peer = mock_peer_connect (mock_get_port (mock));

  mock_peer_send (peer, request, strlen (request));
  mock_peer_expect (peer, answer, strlen (answer), "the 400");
  mock_peer_expect_clean_end (peer, "the end after the 400");
}

/* A head that never ends, with and without lines. */
static void
test_endless_head (void)
{
  static const char *const starts[] = { "", "GET / HTTP/1.1\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autoptr (SondeMock) mock = start_board ();
      g_autoptr (GSocket) peer = mock_peer_connect (mock_get_port (mock));
      g_autoptr (GError) error = NULL;

      mock_peer_send (peer, starts[i], strlen (starts[i]));
      while (g_socket_send (peer, "X-Header: 0123456789\r\n", 22, NULL, &error) > 0)
        ;
      g_assert_nonnull (error);
      g_assert_false (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
    }
}

/* A client that asks without reading is dropped, and nobody else waits for it. */
static void
test_slow_client (void)
{
  g_autoptr (GSocket) slow = NULL;
  g_autoptr (GSocket) other = NULL;
  g_autoptr (SondeMock) mock = start_quiet_board (&slow);
  g_autofree char *payload = g_strnfill (SONDE_MOCK_MAX_MESSAGE_SIZE, 'p');
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  gsize sent = 0;

  other = mock_peer_open (mock_get_port (mock));
  mock_peer_expect_greeting (other, MOCK_ETAT_OFF, NO_BEAT_MS);

  g_byte_array_append (frame, (const guint8 *) "\x89\xfe\x3c\x00\0\0\0\0", 8);
  g_byte_array_append (frame, (const guint8 *) payload, SONDE_MOCK_MAX_MESSAGE_SIZE);
  while (error == NULL)
    {
      gssize n = g_socket_send (slow, (const char *) frame->data + sent % frame->len,
                                frame->len - sent % frame->len, NULL, &error);

      sent += n > 0 ? (gsize) n : 0;
      /* The kernel's buffers take a few megabytes, the mock's own a quarter of one. */
      g_assert_cmpuint (sent, <, 64 * 1024 * 1024);
    }
  g_assert_false (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));

  mock_peer_send_text (other, "{\"etat\":\"on\"}");
  mock_peer_expect_text (other, MOCK_ETAT_ON);
}

static gboolean
has_no_clients (gpointer mock)
{
  return sonde_mock_get_n_clients (mock) == 0;
}

static void
test_many_clients (void)
{
  g_autoptr (SondeMock) mock = NULL;
  g_autoptr (GSocket) last = NULL;
  g_auto (SondeMockConfig) config = { 0 };

  sonde_mock_config_init (&config);
  config.period_ms = 1;
  config.max_clients = 64;
  mock = mock_start (&config);
  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (GSocket) peer = mock_peer_connect (mock_get_port (mock));

      if (i % 3 > 0)
        mock_peer_send (peer, MOCK_REQUEST, strlen (MOCK_REQUEST));
      if (i % 3 > 1)
        mock_peer_expect (peer, MOCK_ANSWER, strlen (MOCK_ANSWER), "the 101");
    }
  last = mock_peer_open (mock_get_port (mock));
  g_socket_close (last, NULL);
  mock_wait_until (has_no_clients, mock, "the clients to be gone");
}

/* The beat: measures go on coming, and a period from the wire changes it. */
static void
test_beat (void)
{
  static const char *const periods[] = { "1", "20" };
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (SondeMock) mock = NULL;
  g_autoptr (GSocket) peer = NULL;

  sonde_mock_config_init (&config);
  config.period_ms = 10;
  config.profile = SONDE_MOCK_PROFILE_CORRECTED;
  mock = mock_start (&config);
  peer = mock_peer_open (mock_get_port (mock));
  mock_peer_expect_greeting (peer, MOCK_ETAT_ON, 10);
  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    {
      g_autofree char *command = g_strdup_printf ("{\"periode\":\"%s\"}", periods[i]);
      g_autofree char *answer = g_strdup_printf ("{\"type\":\"periode\",\"periode\":%s}",
                                                 periods[i]);
      guint n_measures = 0;

      mock_peer_send_text (peer, command);
      for (;;)
        {
          g_autofree char *text = mock_peer_read_text (peer, "the new period");

          if (g_str_equal (text, answer))
            break;
          g_assert_true (g_str_has_suffix (text, "\"type\":\"mesure\"}"));
        }
      for (; n_measures < 5; n_measures++)
        {
          g_autofree char *text = mock_peer_read_text (peer, "a measure");

          g_assert_true (g_str_has_suffix (text, "\"type\":\"mesure\"}"));
        }
    }
}

/* With the real timing, a command waits while the light is read, and the first measure too. */
static void
test_real_timing (void)
{
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (SondeMock) mock = NULL;
  g_autoptr (GSocket) peer = NULL;
  g_autofree char *measure = NULL;
  gint64 start_us;

  sonde_mock_config_init (&config);
  config.period_ms = NO_BEAT_MS;
  config.real_timing = TRUE;
  mock = mock_start (&config);
  start_us = g_get_monotonic_time ();
  peer = mock_peer_open (mock_get_port (mock));
  mock_peer_send_text (peer, "{\"etat\":\"off\"}");
  mock_peer_expect (peer, "\x89\x00", 2, "the ping");
  mock_peer_expect_text (peer, MOCK_ETAT_ON);
  mock_peer_expect_text (peer, PERIODE_NO_BEAT);
  measure = mock_peer_read_text (peer, "the first measure, before the answer to the command");
  g_assert_true (g_str_has_prefix (measure, "{\"luminosite\":"));
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, 700000);
  mock_peer_expect_text (peer, MOCK_ETAT_OFF);
  mock_peer_expect_silence (peer);
}

/* While the light is read for one client, another waits for its handshake, in the backlog or with
 * its request unread; and a board without a light sensor makes nobody wait. */
static void
test_real_timing_holds_all (void)
{
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (SondeMock) mock = NULL;
  g_autoptr (GSocket) first = NULL;
  g_autoptr (GSocket) early = NULL;
  g_autoptr (GSocket) late = NULL;
  g_autofree char *measure = NULL;

  sonde_mock_config_init (&config);
  config.period_ms = NO_BEAT_MS;
  config.real_timing = TRUE;
  mock = mock_start (&config);
  early = mock_peer_connect (mock_get_port (mock));
  first = mock_peer_open (mock_get_port (mock));
  late = mock_peer_connect (mock_get_port (mock));
  mock_peer_send (early, MOCK_REQUEST, strlen (MOCK_REQUEST));
  mock_peer_send (late, MOCK_REQUEST, strlen (MOCK_REQUEST));
  mock_peer_expect (first, "\x89\x00", 2, "the ping");
  mock_peer_expect_text (first, MOCK_ETAT_ON);
  mock_peer_expect_text (first, PERIODE_NO_BEAT);
  measure = mock_peer_read_text (first, "the first measure");
  g_assert_true (g_str_has_prefix (measure, "{\"luminosite\":"));

  sonde_mock_set_sensors (mock, SONDE_MOCK_SENSOR_NONE);
  mock_peer_expect (early, MOCK_ANSWER, strlen (MOCK_ANSWER), "the early client's 101");
  mock_peer_expect (late, MOCK_ANSWER, strlen (MOCK_ANSWER), "the late client's 101");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mock-server/greeting", test_greeting);
  g_test_add_func ("/mock-server/greeting-is-broadcast", test_greeting_is_broadcast);
  g_test_add_func ("/mock-server/no-measure", test_no_measure);
  g_test_add_func ("/mock-server/commands-are-broadcast", test_commands_are_broadcast);
  g_test_add_func ("/mock-server/long-form-of-a-length", test_long_form_of_a_length);
  g_test_add_func ("/mock-server/ignored-frames", test_ignored_frames);
  g_test_add_func ("/mock-server/tolerated-frames", test_tolerated_frames);
  g_test_add_func ("/mock-server/split-frame", test_split_frame);
  g_test_add_func ("/mock-server/pipelined", test_pipelined);
  g_test_add_func ("/mock-server/closes", test_closes);
  g_test_add_func ("/mock-server/size-limit", test_size_limit);
  g_test_add_func ("/mock-server/over-size-limit", test_over_size_limit);
  g_test_add_func ("/mock-server/client-limit", test_client_limit);
  g_test_add_func ("/mock-server/plain-get", test_plain_get);
  g_test_add_func ("/mock-server/endless-head", test_endless_head);
  g_test_add_func ("/mock-server/slow-client", test_slow_client);
  g_test_add_func ("/mock-server/many-clients", test_many_clients);
  g_test_add_func ("/mock-server/beat", test_beat);
  g_test_add_func ("/mock-server/real-timing", test_real_timing);
  g_test_add_func ("/mock-server/real-timing-holds-all", test_real_timing_holds_all);

  return g_test_run ();
}
