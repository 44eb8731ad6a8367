/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-deflate.h"
#include "sonde-dissector.h"
#include "sonde-error.h"
#include "sonde-frame-writer.h"
#include "sonde-message-reader.h"

#include <string.h>

/* One direction of a connection whose frames go into a log. */
typedef struct
{
  SondeFrameLog *log;
  SondeFrameWriter writer;
  SondeDissector dissector;
} Side;

static void
side_init (Side *self, SondeFrameLog *log, SondeDirection direction)
{
  self->log = log;
  sonde_dissector_init (&self->dissector, direction, TRUE, 1024 * 1024);
  sonde_frame_writer_init (&self->writer, log, 1, direction);
}

static void
side_write (Side *self, const guint8 *data, gsize size)
{
  for (gsize at = 0; at < size;)
    {
      g_autoptr (GError) error = NULL;
      gsize n_used;
      SondeDissection dissection = sonde_dissector_feed (&self->dissector, data + at, size - at,
                                                         &n_used, &error);

      g_assert_no_error (error);
      sonde_frame_writer_begin (&self->writer, 1, 1);
      if (dissection == SONDE_DISSECTION_FRAME)
        sonde_frame_writer_add_frame (&self->writer, &self->dissector.header, data + at, n_used);
      else
        sonde_frame_writer_add_part (&self->writer, data + at, n_used);
      sonde_frame_writer_end (&self->writer);
      at += n_used;
    }
}

/* Writes one frame, masked where this side is the client. */
static void
side_write_frame (Side *self, gboolean fin, guint8 rsv, guint8 opcode, GBytes *payload)
{
  SondeFrameHeader header = { .fin = fin,
                              .rsv = rsv,
                              .opcode = opcode,
                              .masked = self->writer.direction == SONDE_DIRECTION_SENT,
                              .mask = { 1, 2, 3, 4 },
                              .payload_size = g_bytes_get_size (payload) };
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  guint8 head[SONDE_FRAME_MAX_HEADER_SIZE];

  g_byte_array_append (frame, head, (guint) sonde_frame_header_write (&header, head));
  memcpy (frame->data, head, frame->len);
  header.size = frame->len;
  g_byte_array_append (frame, g_bytes_get_data (payload, NULL), (guint) header.payload_size);
  if (header.masked)
    sonde_frame_mask (frame->data + header.size, (gsize) header.payload_size, header.mask, 0);
  side_write (self, frame->data, frame->len);
}

static void
assert_message (SondeMessageReader *reader, guint64 number, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = sonde_message_reader_read (reader, number, &error);

  g_assert_no_error (error);
  g_assert_nonnull (message);
  g_assert_cmpmem (g_bytes_get_data (message, NULL), g_bytes_get_size (message), text,
                   strlen (text));
}

static void
assert_unreadable (SondeMessageReader *reader, guint64 number, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sonde_message_reader_read (reader, number, &error));
  g_assert_error (error, SONDE_ERROR, code);
}

/* The frames of the course's capture, and the second text without the first one. */
static void
test_golden (void)
{
  static const guint8 hello[] = { 0xc1, 0x8e, 0x6a, 0xaa, 0x27, 0x2d, 0x98, 0xe2, 0xea, 0xe4,
                                  0xa3, 0xfd, 0x0f, 0xe2, 0x45, 0x60, 0x6e, 0x7c, 0x6e, 0xaa };
  static const guint8 again[] = {
    0xc1, 0x85, 0x9e, 0xdd, 0x34, 0x0d, 0x6c, 0x9d, 0x56, 0x0e, 0x9e
  };
  static const guint8 pong[] = { 0x8a, 0x84, 0x48, 0x5b, 0x95, 0x3d, 0x4d, 0xb4, 0x2a, 0xa8 };
  g_autoptr (SondeFrameLog) log = sonde_frame_log_new (100, 16000);
  SondeMessageReader *reader = sonde_message_reader_new (log, 1000);
  Side side;

  side_init (&side, log, SONDE_DIRECTION_SENT);
  side_write (&side, hello, sizeof hello);
  side_write (&side, pong, sizeof pong);
  side_write (&side, again, sizeof again);

  assert_message (reader, 2, "Hello world!");
  assert_message (reader, 0, "Hello world!");
  assert_message (reader, 2, "Hello world!");
  assert_message (reader, 2, "Hello world!");
  assert_message (reader, 1, "\x05\xef\xbf\x95");
  sonde_message_reader_free (reader);

  reader = sonde_message_reader_new (log, 11);
  assert_unreadable (reader, 0, SONDE_ERROR_TOO_BIG);
  assert_unreadable (reader, 2, SONDE_ERROR_TOO_BIG);
  sonde_message_reader_free (reader);

  /* Once the first is gone, the second cannot be known. */
  reader = sonde_message_reader_new (log, 1000);
  sonde_frame_log_set_bounds (log, 2, 16000);
  assert_unreadable (reader, 0, SONDE_ERROR_FAILED);
  assert_unreadable (reader, 2, SONDE_ERROR_FAILED);
  assert_message (reader, 1, "\x05\xef\xbf\x95");
  sonde_message_reader_free (reader);
  sonde_frame_writer_clear (&side.writer);
}

static void
write_static (Side *side, gboolean fin, guint8 rsv, guint8 opcode, const char *text)
{
  g_autoptr (GBytes) payload = g_bytes_new_static (text, strlen (text));

  side_write_frame (side, fin, rsv, opcode, payload);
}

/* Fragments with control frames and the other direction between them. */
static void
test_fragments (void)
{
  g_autoptr (SondeFrameLog) log = sonde_frame_log_new (100, 8000);
  SondeMessageReader *reader = sonde_message_reader_new (log, 1000);
  g_autofree char *long_text = g_strnfill (1500, 'x');
  Side sent;
  Side received;

  side_init (&sent, log, SONDE_DIRECTION_SENT);
  side_init (&received, log, SONDE_DIRECTION_RECEIVED);
  write_static (&sent, FALSE, 0, SONDE_OPCODE_TEXT, "ab");
  write_static (&received, FALSE, 0, SONDE_OPCODE_BINARY, "12");
  write_static (&sent, TRUE, 0, SONDE_OPCODE_PING, "p");
  write_static (&received, FALSE, 0, SONDE_OPCODE_CONTINUATION, "3");
  assert_message (reader, 3, "123");
  write_static (&sent, TRUE, 0, SONDE_OPCODE_CONTINUATION, "cd");
  write_static (&received, TRUE, 0, SONDE_OPCODE_CONTINUATION, "45");
  write_static (&received, TRUE, 0, SONDE_OPCODE_TEXT, "");
  write_static (&received, TRUE, 0, SONDE_OPCODE_BINARY, long_text);
  for (guint number = 0; number < 6; number++)
    assert_message (reader, number,
                    ((const char *[]){ "abcd", "12345", "p", "12345", "abcd", "12345" })[number]);
  assert_message (reader, 6, "");
  assert_unreadable (reader, 7, SONDE_ERROR_FAILED);
  assert_unreadable (reader, 8, SONDE_ERROR_FAILED);

  sonde_frame_log_set_bounds (log, 5, 8000);
  assert_unreadable (reader, 4, SONDE_ERROR_FAILED);
  assert_message (reader, 6, "");
  sonde_message_reader_free (reader);
  sonde_frame_writer_clear (&sent.writer);
  sonde_frame_writer_clear (&received.writer);
}

static guint64 window_numbers[1000];
static guint n_windows;

static void
on_window (SondeDirection direction, guint ordinal, GBytes *window, gpointer user_data)
{
  sonde_frame_log_add_window (user_data, 1, direction, ordinal, window);
  window_numbers[n_windows++] = ordinal - 1;
}

/* The first frame from which on all can be inflated. */
static guint64
find_first_readable (guint64 first)
{
  for (guint i = 0; i < n_windows; i++)
    if (window_numbers[i] >= first)
      return window_numbers[i];
  g_assert_not_reached ();
}

static char *
make_text (guint i)
{
  return g_strdup_printf ("{\"measure\":%u,\"temperature\":%u.%u,\"type\":\"mesure\"}", i,
                          i * 7 % 40, i * 13 % 100);
}

/* Long after the first messages are gone, those that are kept can be inflated, in any order, but
 * for a few of the oldest; and it is told of which that is so. */
static void
test_windows (void)
{
  g_autoptr (SondeFrameLog) log = sonde_frame_log_new (700, 1024 * 1024);
  g_autoptr (SondeDeflate) deflate = sonde_deflate_new (100000);
  SondeMessageReader *reader = sonde_message_reader_new (log, 100000);
  guint64 first;
  guint64 readable;
  guint64 end;
  Side side;

  n_windows = 0;
  side_init (&side, log, SONDE_DIRECTION_SENT);
  sonde_deflate_set_window_func (deflate, on_window, log);
  for (guint i = 0; i < 5000; i++)
    {
      guint8 header[14] = { 0x81 };
      g_autofree char *text = make_text (i);
      g_autoptr (GBytes) deflated = NULL;

      deflated = soup_websocket_extension_process_outgoing_message (
          SOUP_WEBSOCKET_EXTENSION (deflate), header, g_bytes_new (text, strlen (text)), NULL);
      side_write_frame (&side, TRUE, 4, SONDE_OPCODE_TEXT, deflated);
    }

  sonde_frame_log_get_range (log, &first, &end);
  g_assert_cmpuint (end, ==, 5000);
  g_assert_cmpuint (end - first, ==, 700);
  readable = find_first_readable (first);
  g_assert_cmpuint (readable - first, <, 128);
  for (guint i = 0; i < 100; i++)
    {
      guint64 number = first + (guint64) g_test_rand_int_range (0, 700);
      g_autofree char *text = make_text ((guint) number);

      if (number < readable)
        assert_unreadable (reader, number, SONDE_ERROR_FAILED);
      else
        assert_message (reader, number, text);
    }
  for (guint64 number = readable; number < end; number++)
    {
      g_autofree char *text = make_text ((guint) number);

      assert_message (reader, number, text);
    }
  sonde_message_reader_free (reader);
  sonde_frame_writer_clear (&side.writer);
}

/* The window that goes with a message is what the inflater of libsoup's own side has. */
static void
test_received_windows (void)
{
  g_autoptr (SondeFrameLog) log = sonde_frame_log_new (50, 1024 * 1024);
  g_autoptr (SondeDeflate) far = sonde_deflate_new (1024 * 1024);
  g_autoptr (SondeDeflate) near = sonde_deflate_new (1024 * 1024);
  SondeMessageReader *reader = sonde_message_reader_new (log, 1024 * 1024);
  g_autofree guint8 *noise = g_malloc (100000);
  guint64 first;
  guint64 readable;
  guint64 end;
  Side side;

  n_windows = 0;
  for (gsize i = 0; i < 100000; i++)
    noise[i] = (guint8) g_test_rand_int ();
  side_init (&side, log, SONDE_DIRECTION_RECEIVED);
  sonde_deflate_set_window_func (near, on_window, log);
  for (guint i = 0; i < 400; i++)
    {
      guint8 header[14] = { 0x82 };
      gsize size = 1 + i * 7919 % 20000;
      GBytes *plain = g_bytes_new (noise + i * 31 % 70000, size);
      g_autoptr (GBytes) deflated = NULL;
      g_autoptr (GBytes) inflated = NULL;

      deflated = soup_websocket_extension_process_outgoing_message (SOUP_WEBSOCKET_EXTENSION (far),
                                                                    header, plain, NULL);
      /* The tap sees it before libsoup does. */
      side_write_frame (&side, TRUE, 4, SONDE_OPCODE_BINARY, deflated);
      inflated = soup_websocket_extension_process_incoming_message (
          SOUP_WEBSOCKET_EXTENSION (near), header, g_bytes_ref (deflated), NULL);
      g_assert_cmpuint (g_bytes_get_size (inflated), ==, size);
    }

  sonde_frame_log_get_range (log, &first, &end);
  g_assert_cmpuint (first, >, 300);
  readable = find_first_readable (first);
  g_assert_cmpuint (readable - first, <, 20);
  if (readable > first)
    assert_unreadable (reader, first, SONDE_ERROR_FAILED);
  for (guint64 number = end; number-- > readable;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) message = sonde_message_reader_read (reader, number, &error);

      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (message, NULL), g_bytes_get_size (message),
                       noise + number * 31 % 70000, 1 + number * 7919 % 20000);
    }
  sonde_message_reader_free (reader);
  sonde_frame_writer_clear (&side.writer);
}

static void
test_broken (void)
{
  g_autoptr (SondeFrameLog) log = sonde_frame_log_new (50, 16000);
  SondeMessageReader *reader = sonde_message_reader_new (log, 1000);
  Side side;

  side_init (&side, log, SONDE_DIRECTION_RECEIVED);
  write_static (&side, TRUE, 4, SONDE_OPCODE_TEXT, "\xff\xff\xff");
  write_static (&side, TRUE, 4, SONDE_OPCODE_TEXT, "\xf2\x48\x05");
  write_static (&side, TRUE, 0, SONDE_OPCODE_TEXT, "plain");
  assert_unreadable (reader, 0, SONDE_ERROR_ENCODING);
  assert_unreadable (reader, 1, SONDE_ERROR_ENCODING);
  assert_message (reader, 2, "plain");
  sonde_message_reader_free (reader);
  sonde_frame_writer_clear (&side.writer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message-reader/golden", test_golden);
  g_test_add_func ("/message-reader/fragments", test_fragments);
  g_test_add_func ("/message-reader/windows", test_windows);
  g_test_add_func ("/message-reader/received-windows", test_received_windows);
  g_test_add_func ("/message-reader/broken", test_broken);

  return g_test_run ();
}
