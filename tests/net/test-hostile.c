/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connection-fixture.h"
#include "sonde-diagnosis.h"
#include "sonde-error.h"
#include "sonde-frame.h"

#include <string.h>

#define DEFLATE "Sec-WebSocket-Extensions: permessage-deflate\r\n"

#define BYTES(...) { __VA_ARGS__ }, sizeof ((const guint8[]){ __VA_ARGS__ })

static void
test_frames (gconstpointer data)
{
  static const struct
  {
    const char *name;
    guint8 bytes[12];
    gsize size;
    int code;
    guint close_code; /* of the client */
    guint n_texts;
  } rows[] = {
    { "masked", BYTES (0x81, 0x81, 1, 2, 3, 4, 'a' ^ 1), SONDE_ERROR_MASKED, 1002, 0 },
    { "text, then masked", BYTES (0x81, 1, 'a', 0x81, 0x80, 1, 2, 3, 4), SONDE_ERROR_MASKED, 1002,
      1 },
    { "RSV1 not negotiated", BYTES (0xc1, 1, 'a'), SONDE_ERROR_PROTOCOL, 1002, 0 },
    { "RSV2", BYTES (0xa1, 1, 'a'), SONDE_ERROR_PROTOCOL, 1002, 0 },
    { "RSV3 on a ping", BYTES (0x99, 0), SONDE_ERROR_PROTOCOL, 1002, 0 },
    { "opcode 3", BYTES (0x83, 0), SONDE_ERROR_PROTOCOL, 1002, 0 },
    { "opcode 11", BYTES (0x8b, 0), SONDE_ERROR_PROTOCOL, 1002, 0 },
    { "bad UTF-8", BYTES (0x81, 2, 0xc3, 0x28), SONDE_ERROR_ENCODING, 1007, 0 },
    { "bad UTF-8 over fragments", BYTES (0x01, 1, 0xc3, 0x80, 1, 0x28), SONDE_ERROR_ENCODING, 1007,
      0 },
    { "a character over fragments", BYTES (0x01, 1, 0xc3, 0x80, 1, 0xa9, 0x88, 2, 3, 0xe8), -1,
      1000, 1 },
    { "surrogate", BYTES (0x81, 3, 0xed, 0xa0, 0x80), SONDE_ERROR_ENCODING, 1007, 0 },
    { "lone continuation", BYTES (0x80, 1, 'a'), SONDE_ERROR_PROTOCOL, 1002, 0 },
    { "continuation after the end", BYTES (0x81, 1, 'a', 0x80, 1, 'b'), SONDE_ERROR_PROTOCOL, 1002,
      1 },
    { "text within a text", BYTES (0x01, 1, 'a', 0x81, 1, 'b'), SONDE_ERROR_PROTOCOL, 1002, 0 },
    { "ping of 126", BYTES (0x89, 126, 0, 126), SONDE_ERROR_PROTOCOL, 1002, 0 },
    { "fragmented ping", BYTES (0x09, 1, 'a'), SONDE_ERROR_PROTOCOL, 1002, 0 },
    { "length not the shortest", BYTES (0x81, 126, 0, 5, 'a'), SONDE_ERROR_PROTOCOL, 1002, 0 },
    { "length not the shortest, 64 bits", BYTES (0x81, 127, 0, 0, 0, 0, 0, 0, 0xff, 0xff),
      SONDE_ERROR_PROTOCOL, 1002, 0 },
    { "length over 2^63", BYTES (0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0), SONDE_ERROR_PROTOCOL, 1002,
      0 },
    { "length of 2^63-1", BYTES (0x82, 127, 0x7f, 255, 255, 255, 255, 255, 255, 255),
      SONDE_ERROR_TOO_BIG, 1009, 0 },
    { "one byte over the bound", BYTES (0x82, 126, 0x10, 0x01), SONDE_ERROR_TOO_BIG, 1009, 0 },
    { "fragments over the bound", BYTES (0x02, 1, 'a', 0x00, 126, 0x10, 0x00), SONDE_ERROR_TOO_BIG,
      1009, 0 },
    { "close with half a code", BYTES (0x88, 1, 3), SONDE_ERROR_PROTOCOL, 1002, 0 },
    { "close with 1005", BYTES (0x88, 2, 0x03, 0xed), SONDE_ERROR_PROTOCOL, 1002, 0 },
    { "close with 999", BYTES (0x88, 2, 0x03, 0xe7), SONDE_ERROR_PROTOCOL, 1002, 0 },
    { "close with 5000", BYTES (0x88, 2, 0x13, 0x88), SONDE_ERROR_PROTOCOL, 1002, 0 },
    { "close with a bad reason", BYTES (0x88, 4, 0x03, 0xe8, 0xc3, 0x28), SONDE_ERROR_PROTOCOL,
      1002, 0 },
    { "close with a NUL in its reason", BYTES (0x88, 5, 0x03, 0xe8, 'a', 0, 'b'), -1, 1000, 0 },
    { "close with 1000", BYTES (0x88, 2, 0x03, 0xe8), -1, 1000, 0 },
    { "close with 1001", BYTES (0x88, 2, 0x03, 0xe9), -1, 1001, 0 },
    { "close without a code", BYTES (0x88, 0), -1, 1000, 0 },
    { "close with 1011", BYTES (0x88, 3, 0x03, 0xf3, 'x'), SONDE_ERROR_CLOSED, 1011, 0 },
    { "text after a close", BYTES (0x88, 2, 0x03, 0xe8, 0x81, 1, 'a'), -1, 1000, 0 },
  };
  gboolean one_by_one = GPOINTER_TO_INT (data);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (rows[i].bytes, rows[i].size);
      RawPeerScript script = { .bytes = bytes, .one_by_one = one_by_one, .joined = !one_by_one };
      g_autoptr (RawPeer) peer = raw_peer_new (&script);
      g_autofree char *uri = raw_peer_get_uri (peer);
      g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (uri, NULL);
      g_autoptr (Fixture) fixture = NULL;

      g_test_message ("%s", rows[i].name);
      sonde_endpoint_set_reconnects (endpoint, FALSE);
      sonde_endpoint_set_max_message_size (endpoint, 4096);
      fixture = fixture_new_for (endpoint);
      sonde_connection_open (fixture->connection);
      WAIT_UNTIL (raw_peer_find_close_code (peer) == rows[i].close_code);
      fixture_assert_failure (fixture, rows[i].code);
      g_assert_cmpuint (fixture_count (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT), ==,
                        rows[i].n_texts);
    }
}

static void
test_endless_fragments (void)
{
  static const guint8 fragment[] = { 0x00, 4, 'a', 'b', 'c', 'd' };
  g_autoptr (GByteArray) block = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RawPeer) peer = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (SondeEndpoint) endpoint = NULL;
  g_autoptr (Fixture) fixture = NULL;
  RawPeerScript script = { .endless = TRUE };

  for (int i = 0; i < 10000; i++)
    g_byte_array_append (block, fragment, sizeof fragment);
  bytes = g_bytes_new (block->data, block->len);
  script.bytes = bytes;
  script.starts_text = TRUE;
  peer = raw_peer_new (&script);
  uri = raw_peer_get_uri (peer);
  endpoint = sonde_endpoint_new (uri, NULL);
  sonde_endpoint_set_reconnects (endpoint, FALSE);
  sonde_endpoint_set_max_message_size (endpoint, 1000000);
  fixture = fixture_new_for (endpoint);
  sonde_connection_open (fixture->connection);
  fixture_assert_failure (fixture, SONDE_ERROR_TOO_BIG);
  g_assert_cmpuint (fixture->messages->len, >=, 1);
  g_assert_cmpint (fixture_count (fixture, SONDE_DIRECTION_SENT, SONDE_OPCODE_CLOSE), ==, 1);
}

static void
test_bomb (void)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, 9);
  g_autofree guint8 *zeros = g_malloc0 (20000000);
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  g_autofree guint8 *deflated = g_malloc (100000);
  SondeFrameHeader header = { .fin = TRUE, .rsv = 4, .opcode = SONDE_OPCODE_BINARY };
  guint8 head[SONDE_FRAME_MAX_HEADER_SIZE];
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RawPeer) peer = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (Fixture) fixture = NULL;
  RawPeerScript script = { .headers = DEFLATE };
  gsize n_read;
  gsize n_written;

  g_converter_convert (G_CONVERTER (compressor), zeros, 20000000, deflated, 100000,
                       G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL);
  g_assert_cmpuint (n_read, ==, 20000000);
  header.payload_size = n_written;
  g_byte_array_append (frame, head, (guint) sonde_frame_header_write (&header, head));
  g_byte_array_append (frame, deflated, (guint) n_written);
  bytes = g_bytes_new (frame->data, frame->len);
  script.bytes = bytes;
  peer = raw_peer_new (&script);
  uri = raw_peer_get_uri (peer);
  fixture = fixture_new (uri);
  sonde_connection_open (fixture->connection);
  WAIT_UNTIL (raw_peer_find_close_code (peer) == 1009);
  fixture_assert_failure (fixture, SONDE_ERROR_TOO_BIG);
}

static void
test_bad_data (void)
{
  static const struct
  {
    const char *bytes;
    const char *says;
  } rows[] = {
    { "\x81\x02\xc3\x28", "not UTF-8" },
    { "\xc1\x04\xff\xff\xff\xff", "cannot be inflated" },
    { "\xc1\x05\xca\x00\x00\x00\xff", "cannot be inflated" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (rows[i].bytes, 2 + (gsize) rows[i].bytes[1]);
      RawPeerScript script = { .headers = DEFLATE, .bytes = bytes };
      g_autoptr (RawPeer) peer = raw_peer_new (&script);
      g_autofree char *uri = raw_peer_get_uri (peer);
      g_autoptr (Fixture) fixture = fixture_new (uri);

      sonde_connection_open (fixture->connection);
      WAIT_UNTIL (raw_peer_find_close_code (peer) == 1007);
      fixture_assert_failure (fixture, SONDE_ERROR_ENCODING);
      g_assert_nonnull (
          strstr (sonde_connection_get_error (fixture->connection)->message, rows[i].says));
    }
}

static void
test_answers (void)
{
  g_autofree char *long_head = g_strnfill (70000, 'x');
  g_autofree char *endless_head = g_strconcat ("HTTP/1.1 101 x\r\nX: ", long_head, NULL);
  const struct
  {
    RawPeerScript script;
    int code;
    const char *says;
  } rows[] = {
    { { .answer = "HTTP/1.1 400 Bad Request\r\n\r\nThis is a Websocket server only!",
        .end = RAW_PEER_FIN },
      SONDE_ERROR_NOT_WEBSOCKET,
      "This is a Websocket server only!" },
    { { .answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone" },
      SONDE_ERROR_NOT_WEBSOCKET,
      "gone" },
    { { .answer = "HTTP/1.1 426 Upgrade Required\r\n\r\nstays open" },
      SONDE_ERROR_NOT_WEBSOCKET,
      "stays open" },
    { { .answer = "HTTP/1.1 301 Moved\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n" },
      SONDE_ERROR_NOT_WEBSOCKET,
      "/there" },
    { { .answer = "HTTP/1.1 101 Switching Protocols\r\n\r\n" }, SONDE_ERROR_HANDSHAKE, "Upgrade" },
    { { .headers = "Sec-WebSocket-Protocol: arduino\r\n" }, SONDE_ERROR_SUBPROTOCOL, "arduino" },
    { { .headers = "Sec-WebSocket-Extensions: x-unknown\r\n" },
      SONDE_ERROR_HANDSHAKE,
      "x-unknown" },
    { { .answer = "SSH-2.0-OpenSSH\r\n\r\n" }, SONDE_ERROR_NOT_WEBSOCKET, "SSH-2.0" },
    { { .answer = "HTTP/1.1 101 Switch", .end = RAW_PEER_FIN },
      SONDE_ERROR_NOT_WEBSOCKET,
      "HTTP/1.1 101 Switch" },
    { { .answer = "HTTP/1.1 101 Switch", .end = RAW_PEER_RESET }, -2, NULL },
    { { .answer = "", .end = RAW_PEER_FIN }, SONDE_ERROR_RESET, NULL },
    { { .answer = "", .end = RAW_PEER_RESET }, SONDE_ERROR_RESET, NULL },
    { { .skips_request = TRUE, .end = RAW_PEER_FIN }, SONDE_ERROR_RESET, NULL },
    { { .skips_request = TRUE, .end = RAW_PEER_RESET }, SONDE_ERROR_RESET, NULL },
    { { .answer = endless_head }, SONDE_ERROR_HANDSHAKE, "65536" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RawPeer) peer = raw_peer_new (&rows[i].script);
      g_autofree char *uri = raw_peer_get_uri (peer);
      g_autoptr (Fixture) fixture = fixture_new (uri);
      const GError *error;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      sonde_connection_open (fixture->connection);
      fixture_wait_for (fixture, SONDE_STATE_CLOSED);
      error = sonde_connection_get_error (fixture->connection);
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      /* A reset may overtake what was sent before it. */
      if (rows[i].code == -2)
        g_assert_true (error->code == SONDE_ERROR_RESET ||
                       error->code == SONDE_ERROR_NOT_WEBSOCKET);
      else
        g_assert_error (error, SONDE_ERROR, rows[i].code);
      if (rows[i].says != NULL)
        g_assert_nonnull (strstr (error->message, rows[i].says));
      if (error->code == SONDE_ERROR_RESET)
        g_assert_nonnull (sonde_diagnosis_of (error));
    }
}

static void
test_slow_answer (void)
{
  RawPeerScript script = { .joined = TRUE, .one_by_one = TRUE };
  g_autoptr (GBytes) text = g_bytes_new_static ("\x81\x02hi", 4);
  g_autoptr (RawPeer) peer = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (Fixture) fixture = NULL;

  script.bytes = text;
  peer = raw_peer_new (&script);
  uri = raw_peer_get_uri (peer);
  fixture = fixture_new (uri);
  fixture_open (fixture);
  WAIT_UNTIL (fixture_count (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT) == 1);
}

static void
test_silent_answer (void)
{
  RawPeerScript script = { .answer = "" };
  g_autoptr (RawPeer) peer = raw_peer_new (&script);
  g_autofree char *uri = raw_peer_get_uri (peer);
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (uri, NULL);
  g_autoptr (Fixture) fixture = NULL;

  sonde_endpoint_set_reconnects (endpoint, FALSE);
  sonde_endpoint_set_timeout_ms (endpoint, 150);
  fixture = fixture_new_for (endpoint);
  sonde_connection_open (fixture->connection);
  fixture_assert_failure (fixture, SONDE_ERROR_TIMED_OUT);
  g_assert_nonnull (
      strstr (sonde_connection_get_error (fixture->connection)->message, "handshake"));
}

static void
test_nobody_listens (void)
{
  RawPeerScript script = { 0 };
  RawPeer *peer = raw_peer_new (&script);
  g_autofree char *uri = raw_peer_get_uri (peer);
  g_autoptr (Fixture) fixture = fixture_new (uri);

  raw_peer_free (peer);
  sonde_connection_open (fixture->connection);
  fixture_assert_failure (fixture, SONDE_ERROR_REFUSED);
}

static void
test_watchdog (void)
{
  RawPeerScript script = { .end = RAW_PEER_DEAF };
  g_autoptr (RawPeer) peer = raw_peer_new (&script);
  g_autofree char *uri = raw_peer_get_uri (peer);
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (uri, NULL);
  g_autoptr (Fixture) fixture = NULL;

  sonde_endpoint_set_reconnects (endpoint, FALSE);
  sonde_endpoint_set_keepalive_ms (endpoint, 100);
  sonde_endpoint_set_watchdog_ms (endpoint, 300);
  fixture = fixture_new_for (endpoint);
  fixture_open (fixture);
  fixture_assert_failure (fixture, SONDE_ERROR_DEAD_PEER);
  g_assert_cmpuint (fixture_count (fixture, SONDE_DIRECTION_SENT, SONDE_OPCODE_PING), >=, 1);
}

static void
test_lost (void)
{
  static const RawPeerEnd ends[] = { RAW_PEER_FIN, RAW_PEER_RESET };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (GBytes) text = g_bytes_new_static ("\x81\x02hi", 4);
      RawPeerScript script = { .bytes = text, .end = ends[i] };
      g_autoptr (RawPeer) peer = raw_peer_new (&script);
      g_autofree char *uri = raw_peer_get_uri (peer);
      g_autoptr (Fixture) fixture = fixture_new (uri);

      sonde_connection_open (fixture->connection);
      if (ends[i] == RAW_PEER_FIN)
        {
          fixture_assert_failure (fixture, SONDE_ERROR_LOST);
          g_assert_cmpuint (fixture->messages->len, ==, 1);
        }
      else
        {
          /* The reset may come before the answer was read. */
          fixture_wait_for (fixture, SONDE_STATE_CLOSED);
          g_assert_nonnull (sonde_connection_get_error (fixture->connection));
        }
      g_assert_cmpuint (sonde_connection_get_close_code (fixture->connection), ==, 0);
    }
}

static void
test_order (void)
{
  static const guint8 frames[] = {
    0x89, 0,                      /* the probe's greeting */
    0x81, 1, 'a',                 /* */
    0x89, 1, '1',                 /* */
    0x81, 1, 'b',                 /* */
    0x01, 1, 'c',                 /* */
    0x8a, 1, '2',                 /* a pong that nobody asked for, within a message */
    0x80, 1, 'd',                 /* */
    0x82, 1, 'e',                 /* */
    0x88, 4, 0x03, 0xe9, 'o', 'k' /* */
  };
  static const SondeOpcode order[] = {
    SONDE_OPCODE_PING, SONDE_OPCODE_TEXT, SONDE_OPCODE_PING,   SONDE_OPCODE_TEXT,
    SONDE_OPCODE_PONG, SONDE_OPCODE_TEXT, SONDE_OPCODE_BINARY, SONDE_OPCODE_CLOSE,
  };

  for (int one_by_one = 0; one_by_one < 2; one_by_one++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (frames, sizeof frames);
      RawPeerScript script = { .bytes = bytes, .joined = TRUE, .one_by_one = one_by_one };
      g_autoptr (RawPeer) peer = raw_peer_new (&script);
      g_autofree char *uri = raw_peer_get_uri (peer);
      g_autoptr (Fixture) fixture = fixture_new (uri);
      gsize n = 0;

      sonde_connection_open (fixture->connection);
      fixture_assert_failure (fixture, -1);
      g_assert_cmpuint (sonde_connection_get_close_code (fixture->connection), ==, 1001);
      g_assert_cmpstr (sonde_connection_get_close_reason (fixture->connection), ==, "ok");
      for (guint i = 0; i < fixture->messages->len; i++)
        {
          SondeMessage *message = g_ptr_array_index (fixture->messages, i);

          if (sonde_message_get_direction (message) == SONDE_DIRECTION_RECEIVED)
            {
              g_assert_cmpuint (n, <, G_N_ELEMENTS (order));
              g_assert_cmpint (sonde_message_get_opcode (message), ==, order[n++]);
            }
        }
      g_assert_cmpuint (n, ==, G_N_ELEMENTS (order));
      g_assert_cmpuint (fixture_count (fixture, SONDE_DIRECTION_SENT, SONDE_OPCODE_PONG), ==, 2);
      g_assert_cmpuint (fixture_count (fixture, SONDE_DIRECTION_SENT, SONDE_OPCODE_CLOSE), ==, 1);
    }
}

static void
test_flood_leaves_room (void)
{
  static const guint8 frame[] = { 0x82, 1, 'x' };
  g_autoptr (GByteArray) block = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) ping = g_bytes_new_static ("\x89\x01?", 3);
  g_autoptr (RawPeer) flood_peer = NULL;
  g_autoptr (RawPeer) calm_peer = NULL;
  g_autofree char *flood_uri = NULL;
  g_autofree char *calm_uri = NULL;
  g_autoptr (Fixture) flood = NULL;
  g_autoptr (Fixture) calm = NULL;
  RawPeerScript script = { .endless = TRUE };
  RawPeerScript calm_script = { .bytes = ping };

  for (int i = 0; i < 20000; i++)
    g_byte_array_append (block, frame, sizeof frame);
  bytes = g_bytes_new (block->data, block->len);
  script.bytes = bytes;
  flood_peer = raw_peer_new (&script);
  flood_uri = raw_peer_get_uri (flood_peer);
  flood = fixture_new_hasty (flood_uri);
  g_signal_handlers_disconnect_by_data (flood->connection, flood);
  fixture_open (flood);
  WAIT_UNTIL (sonde_connection_get_n_bytes (flood->connection, SONDE_DIRECTION_RECEIVED) > 100000);

  calm_peer = raw_peer_new (&calm_script);
  calm_uri = raw_peer_get_uri (calm_peer);
  calm = fixture_new (calm_uri);
  fixture_open (calm);
  WAIT_UNTIL (fixture_count (calm, SONDE_DIRECTION_SENT, SONDE_OPCODE_PONG) == 1);
  g_assert_cmpint (sonde_connection_get_state (flood->connection), ==, SONDE_STATE_OPEN);

  /* A peer that never stops sending cannot hold up a close for good. */
  sonde_connection_close (flood->connection, 1000, NULL);
  fixture_wait_for (flood, SONDE_STATE_CLOSED);
}

static void
test_queue_is_bounded (void)
{
  RawPeerScript script = { .end = RAW_PEER_DEAF };
  g_autoptr (RawPeer) peer = raw_peer_new (&script);
  g_autofree char *uri = raw_peer_get_uri (peer);
  g_autoptr (Fixture) fixture = fixture_new_hasty (uri);
  g_autoptr (GBytes) block = g_bytes_new_take (g_malloc0 (100000), 100000);
  g_autoptr (GBytes) ping = g_bytes_new_static ("?", 1);
  g_autoptr (GError) error = NULL;

  fixture_open (fixture);
  while (sonde_connection_send_binary (fixture->connection, block, &error))
    g_assert_cmpuint (sonde_connection_get_n_queued_bytes (fixture->connection), <=,
                      SONDE_CONNECTION_MAX_QUEUED_BYTES);
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_QUEUE_FULL);
  g_clear_error (&error);
  while (sonde_connection_ping (fixture->connection, ping, &error))
    ;
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_QUEUE_FULL);

  sonde_connection_close (fixture->connection, 1000, NULL);
  fixture_assert_failure (fixture, -1);
  g_assert_cmpuint (sonde_connection_get_n_queued_bytes (fixture->connection), ==, 0);
}

static void
test_pings_without_reading (void)
{
  g_autoptr (GByteArray) block = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RawPeer) peer = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (Fixture) fixture = NULL;
  RawPeerScript script = { .endless = TRUE };
  static const guint8 ping[2 + 125] = { 0x89, 125 };

  for (int i = 0; i < 100; i++)
    g_byte_array_append (block, ping, sizeof ping);
  bytes = g_bytes_new (block->data, block->len);
  script.bytes = bytes;
  peer = raw_peer_new (&script);
  uri = raw_peer_get_uri (peer);
  fixture = fixture_new (uri);
  g_signal_handlers_disconnect_by_data (fixture->connection, fixture);
  sonde_connection_open (fixture->connection);
  fixture_assert_failure (fixture, SONDE_ERROR_PROTOCOL);
}

static void
close_at_once (SondeConnection *connection, gpointer user_data)
{
  if (sonde_connection_get_state (connection) == *(const SondeState *) user_data)
    sonde_connection_close (connection, 1000, NULL);
}

/* Listeners may do as they like within a signal. */
static void
test_closing_listeners (void)
{
  static const SondeState states[] = {
    SONDE_STATE_RESOLVING, SONDE_STATE_CONNECTING, SONDE_STATE_UPGRADING,
    SONDE_STATE_OPEN,      SONDE_STATE_CLOSING,    SONDE_STATE_CLOSED,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static ("\x81\x01x\x88\x00", 5);
      RawPeerScript script = { .bytes = bytes };
      g_autoptr (RawPeer) peer = raw_peer_new (&script);
      g_autofree char *uri = raw_peer_get_uri (peer);
      g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (uri, NULL);
      g_autoptr (Fixture) fixture = fixture_new_for (endpoint);

      g_signal_connect (fixture->connection, "state-changed", G_CALLBACK (close_at_once),
                        (gpointer) &states[i]);
      sonde_connection_open (fixture->connection);
      fixture_assert_failure (fixture, -1);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_cmpint (sonde_connection_get_state (fixture->connection), ==, SONDE_STATE_CLOSED);
    }
}

static void
drop (SondeConnection *connection, SondeMessage *message, gpointer user_data)
{
  SondeConnection **owner = user_data;

  g_clear_object (owner);
}

static void
test_dropped_within_a_message (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\x89\x00\x81\x01x\x81\x01y", 8);
  RawPeerScript script = { .bytes = bytes, .joined = TRUE };
  g_autoptr (RawPeer) peer = raw_peer_new (&script);
  g_autofree char *uri = raw_peer_get_uri (peer);
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (uri, NULL);
  SondeConnection *connection = sonde_connection_new (endpoint);

  g_signal_connect (connection, "message", G_CALLBACK (drop), &connection);
  sonde_connection_open (connection);
  WAIT_UNTIL (connection == NULL);
  WAIT_UNTIL (raw_peer_find_close_code (peer) == 1001);
}

int
main (int argc, char **argv)
{

  fixture_init (&argc, &argv);

  g_test_add_data_func ("/hostile/frames/whole", GINT_TO_POINTER (FALSE), test_frames);
  g_test_add_data_func ("/hostile/frames/one-by-one", GINT_TO_POINTER (TRUE), test_frames);
  g_test_add_func ("/hostile/endless-fragments", test_endless_fragments);
  g_test_add_func ("/hostile/bomb", test_bomb);
  g_test_add_func ("/hostile/bad-data", test_bad_data);
  g_test_add_func ("/hostile/answers", test_answers);
  g_test_add_func ("/hostile/slow-answer", test_slow_answer);
  g_test_add_func ("/hostile/silent-answer", test_silent_answer);
  g_test_add_func ("/hostile/nobody-listens", test_nobody_listens);
  g_test_add_func ("/hostile/watchdog", test_watchdog);
  g_test_add_func ("/hostile/lost", test_lost);
  g_test_add_func ("/hostile/order", test_order);
  g_test_add_func ("/hostile/flood-leaves-room", test_flood_leaves_room);
  g_test_add_func ("/hostile/queue-is-bounded", test_queue_is_bounded);
  g_test_add_func ("/hostile/pings-without-reading", test_pings_without_reading);
  g_test_add_func ("/hostile/closing-listeners", test_closing_listeners);
  g_test_add_func ("/hostile/dropped-within-a-message", test_dropped_within_a_message);

  return g_test_run ();
}
