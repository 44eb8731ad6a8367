/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-maker.h"

#include "sonde-capture-writer.h"
#include "sonde-capture.h"
#include "sonde-error.h"
#include "sonde-message-reader.h"
#include "sonde-pcap-reader.h"
#include "sonde-tcp-stream.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Frames of the course's capture, as its client and its server sent them. */
static const guint8 golden_sent[] = {
  0xc1, 0x8e, 0x6a, 0xaa, 0x27, 0x2d, 0x98, 0xe2, 0xea, 0xe4, 0xa3, 0xfd, 0x0f,
  0xe2, 0x45, 0x60, 0x6e, 0x7c, 0x6e, 0xaa, 0xc1, 0x85, 0x9e, 0xdd, 0x34, 0x0d,
  0x6c, 0x9d, 0x56, 0x0e, 0x9e, 0x8a, 0x84, 0x48, 0x5b, 0x95, 0x3d, 0x4d, 0xb4,
  0x2a, 0xa8, 0x88, 0x82, 0x5f, 0xda, 0x37, 0xe9, 0x5c, 0x33,
};
static const guint8 golden_received[] = { 0xc1, 0x0e, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x57,
                                          0x28, 0xcf, 0x2f, 0xca, 0x49, 0x51, 0x04, 0x00,
                                          0xc1, 0x05, 0xf2, 0x40, 0x62, 0x03, 0x00, 0x89,
                                          0x04, 0x05, 0xef, 0xbf, 0x95 };

static GBytes *
steal_bytes (GOutputStream *stream)
{
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

static SondeCapture *
read_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);

  return sonde_capture_read (stream, NULL, NULL, error);
}

static GBytes *
make_golden (gboolean ipv6)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (SondePcapngWriter) writer = sonde_pcapng_writer_new (stream, NULL);
  g_autoptr (MadeConnection) connection = made_connection_new (1, ipv6, "permessage-deflate");
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  gint64 time_us = 1693485931 * (gint64) G_USEC_PER_SEC;

  made_connection_add_raw (connection, SONDE_DIRECTION_SENT, golden_sent, sizeof golden_sent);
  made_connection_add_raw (connection, SONDE_DIRECTION_RECEIVED, golden_received,
                           sizeof golden_received);
  made_connection_write (connection, writer, &time_us, rand);
  g_assert_true (sonde_pcapng_writer_flush (writer, NULL, NULL));
  return steal_bytes (stream);
}

static void
assert_message (SondeFrameLog *log, guint64 number, const char *text)
{
  g_autoptr (SondeMessageReader) reader = sonde_message_reader_new (log, 1000);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = sonde_message_reader_read (reader, number, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (message, NULL), g_bytes_get_size (message), text,
                   strlen (text));
}

/* Whatever the order of the two directions: all the bytes of each, and each text. */
static void
assert_golden (SondeFrameLog *log)
{
  g_autoptr (GPtrArray) frames = sonde_frame_log_get_frames (log, 0, 100);
  g_autoptr (GByteArray) received = g_byte_array_new ();
  g_autoptr (GByteArray) sent = g_byte_array_new ();
  guint n_texts = 0;

  g_assert_cmpuint (frames->len, ==, 7);
  for (guint i = 0; i < frames->len; i++)
    {
      const SondeFrameRecord *frame = g_ptr_array_index (frames, i);

      g_assert_no_error (frame->error);
      g_byte_array_append (frame->direction == SONDE_DIRECTION_SENT ? sent : received,
                           g_bytes_get_data (frame->bytes, NULL),
                           (guint) g_bytes_get_size (frame->bytes));
      if (frame->header.opcode != SONDE_OPCODE_TEXT)
        continue;
      assert_message (log, frame->number, "Hello world!");
      n_texts++;
    }
  g_assert_cmpuint (n_texts, ==, 4);
  g_assert_cmpmem (sent->data, sent->len, golden_sent, sizeof golden_sent);
  g_assert_cmpmem (received->data, received->len, golden_received, sizeof golden_received);
}

static void
test_golden (void)
{
  for (gboolean ipv6 = FALSE; ipv6 <= TRUE; ipv6++)
    {
      g_autoptr (GBytes) bytes = make_golden (ipv6);
      g_autoptr (GError) error = NULL;
      g_autoptr (SondeCapture) capture = read_bytes (bytes, &error);
      g_autoptr (SondeDialRecord) dial = NULL;

      g_assert_no_error (error);
      g_assert_no_error (capture->damage);
      g_assert_cmpuint (capture->n_connections, ==, 1);
      g_assert_cmpuint (capture->n_encrypted, ==, 0);
      assert_golden (capture->log);
      dial = sonde_frame_log_get_dial (capture->log, 1);
      g_assert_no_error (dial->error);
      g_assert_cmpuint (dial->answer->status, ==, 101);
      g_assert_cmpstr (sonde_endpoint_get_uri (dial->endpoint), ==, "ws://test:5000/1");
      g_assert_cmpint (dial->end_time_us, >, dial->start_time_us);
      g_assert_no_error (dial->end_error);
      g_assert_cmpint (g_socket_address_get_family (dial->remote), ==,
                       ipv6 ? G_SOCKET_FAMILY_IPV6 : G_SOCKET_FAMILY_IPV4);
    }
}

/* What is read is written again, and that is read: nothing may be lost on the way. */
static void
test_written_again (void)
{
  g_autoptr (GBytes) bytes = make_golden (FALSE);
  g_autoptr (SondeCapture) capture = read_bytes (bytes, NULL);
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GBytes) again = NULL;
  g_autoptr (SondeCapture) other = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (
      sonde_capture_write (capture->log, SONDE_CAPTURE_FORMAT_PCAPNG, stream, NULL, NULL, &error));
  g_assert_no_error (error);
  again = steal_bytes (stream);
  other = read_bytes (again, &error);
  g_assert_no_error (error);
  assert_golden (other->log);
  for (guint64 number = 0; number < 7; number++)
    {
      g_autoptr (SondeFrameRecord) before = sonde_frame_log_get (capture->log, number);
      g_autoptr (SondeFrameRecord) after = sonde_frame_log_get (other->log, number);

      g_assert_cmpint (before->time_us, ==, after->time_us);
      g_assert_cmpint (before->direction, ==, after->direction);
    }
}

static void
put_32 (GByteArray *bytes, guint32 value, gboolean swapped)
{
  value = swapped ? GUINT32_SWAP_LE_BE (value) : value;
  g_byte_array_append (bytes, (const guint8 *) &value, sizeof value);
}

typedef struct
{
  guint32 magic;
  gboolean swapped;
  guint32 link_type;
  const char *link_header; /* hex */
} Classic;

/* The packets of a pcapng file as a classic one, with another link layer around them. */
static GBytes *
make_classic (GBytes *pcapng, const Classic *form)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (pcapng);
  g_autoptr (SondePcapReader) reader = sonde_pcap_reader_new (stream);
  GByteArray *classic = g_byte_array_new ();
  gsize head_size = strlen (form->link_header) / 2;
  SondePacket packet;

  put_32 (classic, form->magic, form->swapped);
  for (guint i = 0; i < 4; i++)
    put_32 (classic, 0, form->swapped);
  put_32 (classic, form->link_type, form->swapped);
  while (sonde_pcap_reader_next (reader, &packet, NULL, NULL))
    {
      guint32 fraction = (guint32) (packet.time_us % G_USEC_PER_SEC);

      put_32 (classic, (guint32) (packet.time_us / G_USEC_PER_SEC), form->swapped);
      put_32 (classic, form->magic == 0xa1b23c4d ? fraction * 1000 : fraction, form->swapped);
      put_32 (classic, (guint32) (packet.size + head_size), form->swapped);
      put_32 (classic, (guint32) (packet.size + head_size), form->swapped);
      for (gsize i = 0; i < head_size; i++)
        {
          guint8 byte = (guint8) (g_ascii_xdigit_value (form->link_header[2 * i]) << 4 |
                                  g_ascii_xdigit_value (form->link_header[2 * i + 1]));

          g_byte_array_append (classic, &byte, 1);
        }
      g_byte_array_append (classic, packet.data, (guint) packet.size);
    }
  return g_byte_array_free_to_bytes (classic);
}

static void
test_classic (void)
{
  static const Classic forms[] = {
    { 0xa1b2c3d4, FALSE, SONDE_LINK_TYPE_RAW, "" },
    { 0xa1b2c3d4, TRUE, SONDE_LINK_TYPE_NULL, "02000000" },
    { 0xa1b23c4d, FALSE, SONDE_LINK_TYPE_LOOP, "00000002" },
    { 0xa1b23c4d, TRUE, SONDE_LINK_TYPE_ETHERNET, "0000000000000000000000000800" },
    { 0xa1b2c3d4, FALSE, SONDE_LINK_TYPE_ETHERNET, "000000000000000000000000810000050800" },
    { 0xa1b2c3d4, FALSE, SONDE_LINK_TYPE_SLL, "00000304000600000000000000000800" },
    { 0xa1b2c3d4, FALSE, SONDE_LINK_TYPE_SLL2, "0800000000000001030400060000000000000000" },
    { 0xa1b2c3d4, FALSE, SONDE_LINK_TYPE_IPV4, "" },
  };
  g_autoptr (GBytes) pcapng = make_golden (FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GBytes) bytes = make_classic (pcapng, &forms[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (SondeCapture) capture = read_bytes (bytes, &error);
      g_autoptr (SondeDialRecord) dial = NULL;

      g_test_message ("form %zu", i);
      g_assert_no_error (error);
      assert_golden (capture->log);
      dial = sonde_frame_log_get_dial (capture->log, 1);
      g_assert_cmpint (dial->start_time_us / G_USEC_PER_SEC, ==, 1693485931);
    }
}

/* Every place where a file may end: what came before is read, and the rest is told. */
static void
test_cut (void)
{
  g_autoptr (GBytes) whole = make_golden (FALSE);
  guint n_damaged = 0;

  for (gsize size = 0; size < g_bytes_get_size (whole); size++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_from_bytes (whole, 0, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (SondeCapture) capture = read_bytes (bytes, &error);

      if (capture == NULL)
        g_assert_error (error, SONDE_ERROR, SONDE_ERROR_CAPTURE);
      else if (capture->damage != NULL)
        {
          g_assert_error (capture->damage, SONDE_ERROR, SONDE_ERROR_CAPTURE);
          n_damaged++;
        }
    }
  g_assert_cmpuint (n_damaged, >, 100);
}

static void
test_not_a_capture (void)
{
  static const char *const texts[] = { "", "x", "GET / HTTP/1.1\r\n\r\n",
                                       "\x0a\x0d\x0d\x0a\x1c\0\0\0nope" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (texts[i], i == 3 ? 12 : strlen (texts[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (read_bytes (bytes, &error));
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_CAPTURE);
    }
}

static void
on_data (const guint8 *data, gsize size, gpointer user_data)
{
  g_string_append_len (user_data, (const char *) data, (gssize) size);
}

static void
test_tcp_stream (void)
{
  static const struct
  {
    const char *segments; /* a letter is the byte of that place; a piece ends with a space */
    const char *expected;
    gboolean has_gap;
    gboolean is_ended;
  } rows[] = {
    { "abc def", "abcdef", FALSE, FALSE },
    { "abc abc def def", "abcdef", FALSE, FALSE },
    { "abc ghi def", "abcdefghi", FALSE, FALSE },
    { "abc ghi jkl def", "abcdefghijkl", FALSE, FALSE },
    { "abcd bcdef", "abcdef", FALSE, FALSE },
    { "abc efg cdefgh", "abcdefgh", FALSE, FALSE },
    { "abc b cd", "abcd", FALSE, FALSE },
    { "abc ef", "abc", TRUE, FALSE },
    { "abc def!", "abcdef", FALSE, TRUE },
    { "abc ef! d", "abcdef", FALSE, TRUE },
    { "abc def! ghi", "abcdef", FALSE, TRUE },
    { "abc def! abc", "abcdef", FALSE, TRUE },
  };
  static const guint32 starts[] = { 0, 1000, G_MAXUINT32 - 4, 0x7ffffffe };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (starts); j++)
      {
        g_auto (GStrv) pieces = g_strsplit (rows[i].segments, " ", -1);
        g_autoptr (GString) told = g_string_new (NULL);
        SondeTcpStream stream;
        SondeSegment syn = { .sequence = starts[j] - 1, .flags = SONDE_TCP_SYN };

        sonde_tcp_stream_init (&stream);
        sonde_tcp_stream_add (&stream, &syn, on_data, told);
        for (gsize k = 0; pieces[k] != NULL; k++)
          {
            gsize size = strspn (pieces[k], "abcdefghijkl");
            SondeSegment segment = { .sequence = starts[j] + (guint32) (pieces[k][0] - 'a'),
                                     .flags = pieces[k][size] == '!' ? SONDE_TCP_FIN : 0,
                                     .payload = (const guint8 *) pieces[k],
                                     .size = size };

            sonde_tcp_stream_add (&stream, &segment, on_data, told);
          }
        sonde_tcp_stream_finish (&stream);
        g_assert_cmpstr (told->str, ==, rows[i].expected);
        g_assert_cmpint (stream.has_gap, ==, rows[i].has_gap);
        g_assert_cmpint (stream.is_ended, ==, rows[i].is_ended);
        sonde_tcp_stream_clear (&stream);
      }
}

/* An encrypted connection is written as plain bytes on another port; a frame that was too long to
 * be kept leaves the ones after it where they were. */
static void
test_secure_and_long (void)
{
  static const char *const addresses[][2] = { { "10.0.0.1", "10.0.0.2" }, { "fd00::1", "::1" } };
  g_autofree guint8 *frame = g_malloc0 (4 + 5000);

  memcpy (frame, "\x82\x7e\x13\x88", 4);
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (SondeFrameLog)
          log = made_log_new ("wss://x/a?b=c", addresses[i][0], addresses[i][1], 16000);
      g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (SondeCapture) capture = NULL;
      g_autoptr (SondeDialRecord) dial = NULL;
      g_autoptr (SondeFrameRecord) first = NULL;
      g_autoptr (SondeFrameRecord) second = NULL;
      g_autoptr (GError) error = NULL;

      made_log_add (log, SONDE_DIRECTION_RECEIVED, frame, 5004);
      made_log_add (log, SONDE_DIRECTION_RECEIVED, (const guint8 *) "\x81\x02hi", 4);
      g_assert_true (
          sonde_capture_write (log, SONDE_CAPTURE_FORMAT_PCAPNG, stream, NULL, NULL, &error));
      bytes = steal_bytes (stream);
      capture = read_bytes (bytes, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (capture->n_connections, ==, 1);
      dial = sonde_frame_log_get_dial (capture->log, 1);
      g_assert_cmpuint (g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (dial->remote)), ==,
                        80);
      first = sonde_frame_log_get (capture->log, 0);
      second = sonde_frame_log_get (capture->log, 1);
      g_assert_cmpuint (first->n_bytes, ==, 5004);
      g_assert_cmpuint (second->header.payload_size, ==, 2);
      assert_message (capture->log, 1, "hi");
    }
}

static void
test_har (void)
{
  g_autoptr (SondeFrameLog) log = made_log_new ("ws://x/a?b=c", "10.0.0.1", "10.0.0.2", 16000);
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *har;
  JsonObject *entry;
  JsonArray *messages;
  JsonObject *message;

  made_log_add (log, SONDE_DIRECTION_SENT, (const guint8 *) "\x81\x82\1\1\1\1ih", 8);
  made_log_add (log, SONDE_DIRECTION_RECEIVED, (const guint8 *) "\x89\x00", 2);
  made_log_add (log, SONDE_DIRECTION_RECEIVED, (const guint8 *) "\x82\x03\0\1\2", 5);
  g_assert_true (sonde_capture_write (log, SONDE_CAPTURE_FORMAT_HAR, stream, NULL, NULL, &error));
  bytes = steal_bytes (stream);
  g_assert_true (json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL),
                                             (gssize) g_bytes_get_size (bytes), &error));
  g_assert_no_error (error);
  har = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), "log");
  g_assert_cmpstr (json_object_get_string_member (har, "version"), ==, "1.2");
  entry = json_array_get_object_element (json_object_get_array_member (har, "entries"), 0);
  g_assert_cmpstr (json_object_get_string_member (entry, "_resourceType"), ==, "websocket");
  g_assert_cmpfloat (json_object_get_double_member (entry, "time"), ==, 4.0);
  g_assert_cmpint (
      json_object_get_int_member (json_object_get_object_member (entry, "response"), "status"), ==,
      101);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (
                        json_object_get_object_member (entry, "request"), "queryString")),
                    ==, 1);
  messages = json_object_get_array_member (entry, "_webSocketMessages");
  g_assert_cmpuint (json_array_get_length (messages), ==, 2);
  message = json_array_get_object_element (messages, 0);
  g_assert_cmpstr (json_object_get_string_member (message, "type"), ==, "send");
  g_assert_cmpint (json_object_get_int_member (message, "opcode"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (message, "data"), ==, "hi");
  message = json_array_get_object_element (messages, 1);
  g_assert_cmpstr (json_object_get_string_member (message, "type"), ==, "receive");
  g_assert_cmpint (json_object_get_int_member (message, "opcode"), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (message, "data"), ==, "AAEC");
}

static void
test_format_names (void)
{
  SondeCaptureFormat format;

  g_assert_true (sonde_capture_format_from_name (&format, "a.pcapng"));
  g_assert_cmpint (format, ==, SONDE_CAPTURE_FORMAT_PCAPNG);
  g_assert_true (sonde_capture_format_from_name (&format, "/x/A.HAR"));
  g_assert_cmpint (format, ==, SONDE_CAPTURE_FORMAT_HAR);
  g_assert_false (sonde_capture_format_from_name (&format, "a.pcap"));
  g_assert_false (sonde_capture_format_from_name (&format, "har"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/capture/golden", test_golden);
  g_test_add_func ("/capture/written-again", test_written_again);
  g_test_add_func ("/capture/classic", test_classic);
  g_test_add_func ("/capture/cut", test_cut);
  g_test_add_func ("/capture/not-a-capture", test_not_a_capture);
  g_test_add_func ("/capture/tcp-stream", test_tcp_stream);
  g_test_add_func ("/capture/secure-and-long", test_secure_and_long);
  g_test_add_func ("/capture/har", test_har);
  g_test_add_func ("/capture/format-names", test_format_names);

  return g_test_run ();
}
