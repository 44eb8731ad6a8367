/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mock-peer.h"
#include "mock-wait.h"

#include <string.h>

static const guint8 mask[4] = { 0x37, 0xfa, 0x21, 0x3d };

GSocket *
mock_peer_connect (guint16 port)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GSocket) peer = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                           G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_socket_set_timeout (peer, MOCK_DEADLINE_S);
  g_socket_connect (peer, address, NULL, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&peer);
}

/* Connects and reads the answer, which is the first thing that comes. */
GSocket *
mock_peer_open (guint16 port)
{
  GSocket *peer = mock_peer_connect (port);

  mock_peer_send (peer, MOCK_REQUEST, strlen (MOCK_REQUEST));
  mock_peer_expect (peer, MOCK_ANSWER, strlen (MOCK_ANSWER), "the 101");

  return peer;
}

void
mock_peer_send (GSocket *peer, const void *data, gsize size)
{
  const char *next = data;

  while (size > 0)
    {
      g_autoptr (GError) error = NULL;
      gssize sent = g_socket_send (peer, next, size, NULL, &error);

      g_assert_no_error (error);
      next += sent;
      size -= (gsize) sent;
    }
}

/* Sends a masked frame; @first_byte is FIN, the reserved bits and the opcode. */
void
mock_peer_send_frame (GSocket *peer, guint8 first_byte, const void *payload, gsize size)
{
  SondeFrameHeader header = {
    .fin = (first_byte & 0x80) != 0,
    .rsv = first_byte >> 4 & 0x7,
    .opcode = first_byte & 0xf,
    .masked = TRUE,
    .payload_size = size,
  };
  guint8 data[SONDE_FRAME_MAX_HEADER_SIZE];
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  gsize header_size;

  memcpy (header.mask, mask, sizeof mask);
  header_size = sonde_frame_header_write (&header, data);
  g_byte_array_append (frame, data, (guint) header_size);
  if (size > 0)
    g_byte_array_append (frame, payload, (guint) size);
  sonde_frame_mask (frame->data + header_size, size, mask, 0);
  mock_peer_send (peer, frame->data, frame->len);
}

void
mock_peer_send_text (GSocket *peer, const char *text)
{
  mock_peer_send_frame (peer, 0x81, text, strlen (text));
}

static void
read_exactly (GSocket *peer, void *data, gsize size, const char *what)
{
  char *next = data;

  while (size > 0)
    {
      g_autoptr (GError) error = NULL;
      gssize got = g_socket_receive (peer, next, size, NULL, &error);

      if (got <= 0)
        g_error ("Waited for %s, and got %s", what, error != NULL ? error->message : "the end");
      next += got;
      size -= (gsize) got;
    }
}

void
mock_peer_expect (GSocket *peer, const void *data, gsize size, const char *what)
{
  g_autofree char *got = g_malloc (size);

  read_exactly (peer, got, size, what);
  g_assert_cmpmem (got, size, data, size);
}

/* Reads a frame that must be an unmasked, unfragmented text. */
char *
mock_peer_read_text (GSocket *peer, const char *what)
{
  guint8 data[SONDE_FRAME_MAX_HEADER_SIZE];
  SondeFrameHeader header;
  gsize size = 2;
  char *text;

  read_exactly (peer, data, size, what);
  while (sonde_frame_header_parse (&header, data, size) == SONDE_FRAME_INCOMPLETE)
    read_exactly (peer, data + size++, 1, what);
  g_assert_cmphex (data[0], ==, 0x81);
  g_assert_false (header.masked);

  text = g_malloc0 (header.payload_size + 1);
  read_exactly (peer, text, header.payload_size, what);

  return text;
}

void
mock_peer_expect_text (GSocket *peer, const char *text)
{
  g_autofree char *got = mock_peer_read_text (peer, text);

  g_assert_cmpstr (got, ==, text);
}

/* The empty ping, etat and period, and the measure where etat is on. */
void
mock_peer_expect_greeting (GSocket *peer, const char *etat, gint64 period_ms)
{
  static const guint8 ping[] = { 0x89, 0x00 };
  g_autofree char *period = g_strdup_printf (
      "{\"type\":\"periode\",\"periode\":%" G_GINT64_FORMAT "}", period_ms);

  mock_peer_expect (peer, ping, sizeof ping, "the empty ping");
  mock_peer_expect_text (peer, etat);
  mock_peer_expect_text (peer, period);
  if (g_str_equal (etat, MOCK_ETAT_ON))
    {
      g_autofree char *measure = mock_peer_read_text (peer, "the first measure");

      g_assert_true (g_str_has_prefix (measure, "{\"luminosite\":"));
      g_assert_true (g_str_has_suffix (measure, ",\"type\":\"mesure\"}"));
    }
}

/* Nothing comes before the answer to a ping: so nothing was said about what was sent before. */
void
mock_peer_expect_silence (GSocket *peer)
{
  mock_peer_send_frame (peer, 0x89, "?", 1);
  mock_peer_expect (peer, "\x8a\x01?", 3, "a pong after silence");
}

/* The peer hung up, be it by a reset. */
void
mock_peer_expect_end (GSocket *peer, const char *what)
{
  g_autoptr (GError) error = NULL;
  char byte;
  gssize got = g_socket_receive (peer, &byte, 1, NULL, &error);

  g_test_message ("%s: %s", what, error != NULL ? error->message : "end of stream");
  g_assert_cmpint (got, <=, 0);
  if (error != NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
}

void
mock_peer_expect_clean_end (GSocket *peer, const char *what)
{
  g_autoptr (GError) error = NULL;
  char byte;

  g_test_message ("%s", what);
  g_assert_cmpint (g_socket_receive (peer, &byte, 1, NULL, &error), ==, 0);
  g_assert_no_error (error);
}
