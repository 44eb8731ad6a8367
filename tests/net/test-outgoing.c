/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connection-fixture.h"
#include "sonde-error.h"
#include "sonde-frame.h"

#include <string.h>

typedef struct
{
  SondeOpcode opcode;
  gsize size;
  gsize fragment_size;
  guint16 close_code;
  int error; /* -1: none */
} CheckRow;

static void
test_check (void)
{
  static const CheckRow rows[] = {
    { SONDE_OPCODE_TEXT, 0, 0, 0, -1 },
    { SONDE_OPCODE_TEXT, 0, 1, 0, -1 },
    { SONDE_OPCODE_TEXT, 4095, 1, 0, -1 },
    { SONDE_OPCODE_TEXT, 4096, 1, 0, SONDE_ERROR_ARGUMENT },
    { SONDE_OPCODE_BINARY, 1024 * 1024, 1024, 0, -1 },
    { SONDE_OPCODE_BINARY, 1024 * 1024 + 1, 1024 * 1024, 0, SONDE_ERROR_ARGUMENT },
    { SONDE_OPCODE_PING, 125, 0, 0, -1 },
    { SONDE_OPCODE_PONG, 126, 0, 0, SONDE_ERROR_ARGUMENT },
    { SONDE_OPCODE_CLOSE, 0, 0, 0, -1 },
    { SONDE_OPCODE_CLOSE, 123, 0, 65535, -1 },
    { SONDE_OPCODE_CLOSE, 124, 0, 1000, SONDE_ERROR_ARGUMENT },
    { SONDE_OPCODE_CLOSE, 1, 0, 0, SONDE_ERROR_ARGUMENT },
  };
  g_autofree char *text = g_strnfill (1024 * 1024 + 1, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const CheckRow *row = &rows[i];
      g_autoptr (GBytes) data = g_bytes_new_static (text, row->size);
      const SondeOutgoing outgoing = { row->opcode, data, row->fragment_size, row->close_code };
      g_autoptr (GError) error = NULL;

      g_test_message ("row %zu", i);
      g_assert_cmpint (sonde_outgoing_check (&outgoing, &error), ==, row->error < 0);
      if (row->error >= 0)
        g_assert_error (error, SONDE_ERROR, row->error);
    }
}

static void
test_encoding (void)
{
  static const struct
  {
    SondeOpcode opcode;
    const char *bytes;
    gsize size;
    gboolean passes;
  } rows[] = {
    { SONDE_OPCODE_TEXT, "\xc3\xa9", 2, TRUE },  { SONDE_OPCODE_TEXT, "a\0b", 3, TRUE },
    { SONDE_OPCODE_TEXT, "\xc3\x28", 2, FALSE }, { SONDE_OPCODE_TEXT, "a\0\xff", 3, FALSE },
    { SONDE_OPCODE_BINARY, "\xff", 1, TRUE },    { SONDE_OPCODE_PING, "\xff", 1, TRUE },
    { SONDE_OPCODE_CLOSE, "\xff", 1, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) data = g_bytes_new_static (rows[i].bytes, rows[i].size);
      const SondeOutgoing outgoing = { rows[i].opcode, data, 0, 1000 };
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (sonde_outgoing_check (&outgoing, &error), ==, rows[i].passes);
      if (!rows[i].passes)
        g_assert_error (error, SONDE_ERROR, SONDE_ERROR_ENCODING);
    }
}

/* Each frame as "FIN opcode payload", one to a line, of those that are not pongs of libsoup's. */
static char *
list_frames (RawPeer *peer)
{
  g_autoptr (GBytes) received = raw_peer_get_received (peer);
  g_autoptr (GString) list = g_string_new (NULL);
  gsize size;
  const guint8 *data = g_bytes_get_data (received, &size);
  SondeFrameHeader header;

  while (sonde_frame_header_parse (&header, data, size) == SONDE_FRAME_OK &&
         size - header.size >= header.payload_size)
    {
      gsize payload_size = (gsize) header.payload_size;
      g_autofree guint8 *payload = g_malloc (payload_size + 1);

      g_assert_true (header.masked);
      g_assert_cmpuint (header.rsv, ==, 0);
      memcpy (payload, data + header.size, payload_size);
      sonde_frame_mask (payload, payload_size, header.mask, 0);
      g_string_append_printf (list, "%d %x ", header.fin, header.opcode);
      for (gsize i = 0; i < payload_size; i++)
        if (g_ascii_isprint (payload[i]))
          g_string_append_c (list, (char) payload[i]);
        else
          g_string_append_printf (list, "<%02x>", payload[i]);
      g_string_append_c (list, '\n');
      data += header.size + payload_size;
      size -= header.size + payload_size;
    }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static Fixture *
open_to (RawPeer *peer)
{
  g_autofree char *uri = raw_peer_get_uri (peer);
  Fixture *fixture = fixture_new_hasty (uri);

  fixture_open (fixture);
  return fixture;
}

static void
send (Fixture *fixture, SondeOpcode opcode, const char *text, gsize fragment_size, guint16 code)
{
  g_autoptr (GBytes) data = g_bytes_new_static (text, strlen (text));
  const SondeOutgoing outgoing = { opcode, data, fragment_size, code };
  g_autoptr (GError) error = NULL;

  sonde_connection_send (fixture->connection, &outgoing, &error);
  g_assert_no_error (error);
}

static void
wait_for_frames (RawPeer *peer, const char *expected)
{
  g_autofree char *last = NULL;

  WAIT_UNTIL ((g_free (last), last = list_frames (peer), strlen (last) >= strlen (expected)));
  g_assert_cmpstr (last, ==, expected);
}

static void
test_frames (void)
{
  g_autoptr (RawPeer) peer = raw_peer_new (&(RawPeerScript){ 0 });
  g_autoptr (Fixture) fixture = open_to (peer);

  send (fixture, SONDE_OPCODE_TEXT, "{\"etat\":\"on\"}", 0, 0);
  send (fixture, SONDE_OPCODE_TEXT, "{\"etat\":\"on\"}", 5, 0);
  send (fixture, SONDE_OPCODE_BINARY, "abcd", 2, 0);
  send (fixture, SONDE_OPCODE_TEXT, "abcd", 4, 0);
  send (fixture, SONDE_OPCODE_TEXT, "", 4, 0);
  send (fixture, SONDE_OPCODE_PONG, "unasked", 0, 0);
  send (fixture, SONDE_OPCODE_PING, "asked", 0, 0);

  wait_for_frames (peer, "1 1 {\"etat\":\"on\"}\n"
                         "0 1 {\"eta\n0 0 t\":\"o\n1 0 n\"}\n"
                         "0 2 ab\n1 0 cd\n"
                         "1 1 abcd\n"
                         "1 1 \n"
                         "1 a unasked\n"
                         "1 9 asked\n");
  g_assert_cmpuint (fixture_count (fixture, SONDE_DIRECTION_SENT, SONDE_OPCODE_TEXT), ==, 4);
  g_assert_cmpuint (fixture_count (fixture, SONDE_DIRECTION_SENT, SONDE_OPCODE_BINARY), ==, 1);
  g_assert_cmpuint (sonde_connection_get_n_queued_messages (fixture->connection), ==, 0);
}

static void
test_close (void)
{
  static const struct
  {
    guint16 code;
    const char *reason;
    const char *frames;
  } rows[] = {
    { 0, "", "1 8 \n" },
    { 1000, "bye", "1 8 <03><e8>bye\n" },
    { 999, "", "1 8 <03><e7>\n" },
    { 1005, "never on the wire", "1 8 <03><ed>never on the wire\n" },
    { 65535, "", "1 8 <ff><ff>\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RawPeer) peer = raw_peer_new (&(RawPeerScript){ 0 });
      g_autoptr (Fixture) fixture = open_to (peer);
      g_autoptr (GError) error = NULL;

      send (fixture, SONDE_OPCODE_CLOSE, rows[i].reason, 0, rows[i].code);
      g_assert_cmpint (sonde_connection_get_state (fixture->connection), ==, SONDE_STATE_CLOSING);
      g_assert_false (sonde_connection_send_text (fixture->connection, "late", -1, &error));
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_NOT_CONNECTED);
      fixture_wait_for (fixture, SONDE_STATE_CLOSED);
      g_assert_no_error (sonde_connection_get_error (fixture->connection));
      wait_for_frames (peer, rows[i].frames);
    }
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);

  g_test_add_func ("/outgoing/check", test_check);
  g_test_add_func ("/outgoing/encoding", test_encoding);
  g_test_add_func ("/outgoing/frames", test_frames);
  g_test_add_func ("/outgoing/close", test_close);

  return g_test_run ();
}
