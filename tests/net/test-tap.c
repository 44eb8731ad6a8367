/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-dissector.h"
#include "sonde-error.h"
#include "sonde-tap-stream.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>

/* Frames of the course's capture, sent by the client in this order. */
static const guint8 golden_sent[] = {
  0xc1, 0x8e, 0x6a, 0xaa, 0x27, 0x2d, 0x98, 0xe2, 0xea, 0xe4,       /* compressed text */
  0xa3, 0xfd, 0x0f, 0xe2, 0x45, 0x60, 0x6e, 0x7c, 0x6e, 0xaa,       /* */
  0xc1, 0x85, 0x9e, 0xdd, 0x34, 0x0d, 0x6c, 0x9d, 0x56, 0x0e, 0x9e, /* another */
  0x8a, 0x84, 0x48, 0x5b, 0x95, 0x3d, 0x4d, 0xb4, 0x2a, 0xa8,       /* pong */
  0x88, 0x82, 0x5f, 0xda, 0x37, 0xe9, 0x5c, 0x33,                   /* close */
};

static void
test_golden (void)
{
  static const struct
  {
    guint8 opcode;
    guint8 rsv;
    guint64 size;
    const char *control;
  } frames[] = {
    { SONDE_OPCODE_TEXT, 4, 14, NULL },
    { SONDE_OPCODE_TEXT, 4, 5, NULL },
    { SONDE_OPCODE_PONG, 0, 4, "\x05\xef\xbf\x95" },
    { SONDE_OPCODE_CLOSE, 0, 2, "\x03\xe9" },
  };

  /* However the bytes are cut. */
  for (gsize step = 1; step <= sizeof golden_sent; step++)
    {
      SondeDissector dissector;
      gsize n_frames = 0;

      sonde_dissector_init (&dissector, SONDE_DIRECTION_SENT, TRUE, 1000);
      for (gsize at = 0; at < sizeof golden_sent;)
        {
          g_autoptr (GError) error = NULL;
          gsize n_used;
          gsize size = MIN (step - at % step, sizeof golden_sent - at);
          SondeDissection dissection = sonde_dissector_feed (&dissector, golden_sent + at, size,
                                                             &n_used, &error);

          g_assert_no_error (error);
          g_assert_cmpuint (n_used, >, 0);
          at += n_used;
          if (dissection != SONDE_DISSECTION_FRAME)
            continue;
          g_assert_cmpuint (n_frames, <, G_N_ELEMENTS (frames));
          g_assert_cmpuint (dissector.header.opcode, ==, frames[n_frames].opcode);
          g_assert_cmpuint (dissector.header.rsv, ==, frames[n_frames].rsv);
          g_assert_cmpuint (dissector.header.payload_size, ==, frames[n_frames].size);
          if (frames[n_frames].control != NULL)
            g_assert_cmpmem (dissector.control, frames[n_frames].size, frames[n_frames].control,
                             frames[n_frames].size);
          n_frames++;
        }
      g_assert_cmpuint (n_frames, ==, G_N_ELEMENTS (frames));
      g_assert_true (sonde_dissector_is_between_frames (&dissector));
    }
}

static void
test_message_bound (void)
{
  static const struct
  {
    guint8 bytes[12];
    gsize size;
    gsize n_frames; /* before the error */
    gboolean fails;
  } rows[] = {
    { { 0x81, 4, 1, 2, 3, 4 }, 6, 1, FALSE },
    { { 0x81, 5 }, 2, 0, TRUE },
    { { 0x01, 2, 1, 2, 0x80, 2, 3, 4 }, 8, 2, FALSE },
    { { 0x01, 2, 1, 2, 0x80, 3 }, 6, 1, TRUE },
    { { 0x01, 2, 1, 2, 0x8a, 2, 1, 2, 0x00, 3 }, 10, 2, TRUE },
    { { 0x81, 4, 1, 2, 3, 4, 0x81, 4, 1, 2, 3, 4 }, 12, 2, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SondeDissector dissector;
      g_autoptr (GError) error = NULL;
      gsize n_frames = 0;

      sonde_dissector_init (&dissector, SONDE_DIRECTION_RECEIVED, FALSE, 4);
      for (gsize at = 0; at < rows[i].size && error == NULL;)
        {
          gsize n_used;

          if (sonde_dissector_feed (&dissector, rows[i].bytes + at, rows[i].size - at, &n_used,
                                    &error) == SONDE_DISSECTION_FRAME)
            n_frames++;
          at += n_used;
        }
      g_assert_cmpuint (n_frames, ==, rows[i].n_frames);
      if (rows[i].fails)
        g_assert_error (error, SONDE_ERROR, SONDE_ERROR_TOO_BIG);
      else
        g_assert_no_error (error);
    }
}

static void
test_noise (void)
{
  for (int i = 0; i < 20000; i++)
    {
      SondeDissector dissector;
      guint8 bytes[64];
      gsize at = 0;
      SondeDissection dissection = SONDE_DISSECTION_PART;

      sonde_dissector_init (&dissector, (SondeDirection) (i % 2), i % 4 < 2, 100);
      for (gsize j = 0; j < sizeof bytes; j++)
        bytes[j] = (guint8) g_test_rand_int ();
      while (at < sizeof bytes && dissection != SONDE_DISSECTION_INVALID)
        {
          gsize n_used;
          gsize piece = (gsize) g_test_rand_int_range (1, 20);
          gsize size = MIN (piece, sizeof bytes - at);

          dissection = sonde_dissector_feed (&dissector, bytes + at, size, &n_used, NULL);
          g_assert_cmpuint (n_used, <=, size);
          at += n_used;
        }
    }
}

typedef struct
{
  GIOStream *near;
  GIOStream *far;
  SondeTapStream *tap;
  GString *log; /* what the tap told, and "r<bytes>" for what was read */
} Pair;

static GIOStream *
wrap_socket (int fd)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, &error);

  g_assert_no_error (error);
  return G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
}

static void
on_control_frame (Pair *self, guint direction, guint opcode, GBytes *payload)
{
  g_string_append_printf (self->log, "%s%x:%" G_GSIZE_FORMAT " ",
                          direction == SONDE_DIRECTION_SENT ? ">" : "<", opcode,
                          g_bytes_get_size (payload));
}

static void
on_message_sent (Pair *self)
{
  g_string_append (self->log, ">m ");
}

static void
on_failed (Pair *self, const GError *error)
{
  g_string_append_printf (self->log, "!%s ",
                          g_error_matches (error, SONDE_ERROR, SONDE_ERROR_PROTOCOL) ? "protocol"
                                                                                     : "other");
}

static void
pair_init (Pair *self, GBytes *received)
{
  int fds[2];
  int size = 4096;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  setsockopt (fds[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  self->near = wrap_socket (fds[0]);
  self->far = wrap_socket (fds[1]);
  self->tap = sonde_tap_stream_new (self->near, received, FALSE, 1000000);
  self->log = g_string_new (NULL);
  g_signal_connect_swapped (self->tap, "control-frame", G_CALLBACK (on_control_frame), self);
  g_signal_connect_swapped (self->tap, "message-sent", G_CALLBACK (on_message_sent), self);
  g_signal_connect_swapped (self->tap, "failed", G_CALLBACK (on_failed), self);
}

static void
pair_clear (Pair *self)
{
  g_assert_finalize_object (self->tap);
  g_clear_object (&self->near);
  g_clear_object (&self->far);
  g_string_free (self->log, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static void
pair_arrive (Pair *self, const void *bytes, gsize size)
{
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (self->far), bytes, size,
                                            NULL, NULL, NULL));
}

/* Reads as libsoup does, and returns the number of bytes of the last read, or -1. */
static gssize
pair_read (Pair *self)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (
      g_io_stream_get_input_stream (G_IO_STREAM (self->tap)));
  guint8 block[1024];
  gssize n;

  while ((n = g_pollable_input_stream_read_nonblocking (input, block, sizeof block, NULL, NULL)) >
         0)
    g_string_append_printf (self->log, "r%d ", (int) n);
  return n;
}

static void
test_reading (void)
{
  static const struct
  {
    guint8 bytes[16];
    gsize size;
    const char *log;
  } rows[] = {
    { { 0x81, 1, 'a', 0x81, 1, 'b' }, 6, "r6 " },
    { { 0x81, 1, 'a', 0x89, 0, 0x81, 1, 'b' }, 8, "r3 <9:0 r2 r3 " },
    { { 0x89, 1, 'a', 0x8a, 2, 'b', 'c' }, 7, "<9:1 r3 <a:2 r4 " },
    { { 0x81, 1, 'a', 0x81, 0x81, 1, 2, 3, 4, 'b' }, 10, "r3 !other " },
    { { 0x83, 0 }, 2, "!protocol " },
    { { 0x88, 2, 0x03, 0xe8 }, 4, "<8:2 r4 " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (Pair) pair = { 0 };

      pair_init (&pair, NULL);
      pair_arrive (&pair, rows[i].bytes, rows[i].size);
      g_assert_cmpint (pair_read (&pair), ==, -1);
      g_assert_cmpstr (pair.log->str, ==, rows[i].log);
      g_assert_cmpuint (sonde_tap_stream_get_n_bytes (pair.tap, SONDE_DIRECTION_RECEIVED), ==,
                        rows[i].size);
    }
}

static void
test_rest_of_the_answer (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) received = g_bytes_new_static ("\x89\x00\x81", 3);

  pair_init (&pair, received);
  g_assert_true (sonde_tap_stream_has_input (pair.tap));
  pair_arrive (&pair, "\x01x", 2);
  pair_read (&pair);
  g_assert_cmpstr (pair.log->str, ==, "<9:0 r2 r1 r2 ");
  g_assert_false (sonde_tap_stream_has_input (pair.tap));
}

/* What a server that masks sent, and what whoever reads after the tap gets, however it comes. */
static void
test_unmasking (void)
{
  static const guint8 masked[] = {
    0x81, 0x82, 1,    2,    3, 4, 'a' ^ 1,     'b' ^ 2, /* a text */
    0x01, 0x80, 9,    9,    9, 9,                       /* no FIN, empty */
    0x89, 0x81, 5,    6,    7, 8, 'p' ^ 5,              /* a ping within it */
    0x80, 0x85, 1,    2,    3, 4, 'c' ^ 1,     'd' ^ 2,     'e' ^ 3, 'f' ^ 4, 'g' ^ 1, /* its end */
    0x82, 1,    'h',                                        /* one as it should be */
    0x88, 0x82, 0xff, 0xff, 0, 0, 0x03 ^ 0xff, 0xe8 ^ 0xff, /* 1000 */
  };
  static const guint8 unmasked[] = {
    0x81, 2,   'a', 'b', 0x01, 0, 0x89, 1,    'p', 0x80, 5,    'c',
    'd',  'e', 'f', 'g', 0x82, 1, 'h',  0x88, 2,   0x03, 0xe8,
  };

  for (gsize step = 1; step <= sizeof masked; step++)
    {
      g_auto (Pair) pair = { 0 };
      g_autoptr (GByteArray) got = g_byte_array_new ();
      GPollableInputStream *input;

      pair_init (&pair, NULL);
      sonde_tap_stream_accept_masked (pair.tap);
      input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (pair.tap)));
      for (gsize at = 0; at < sizeof masked; at += step)
        {
          guint8 block[SONDE_FRAME_MAX_HEADER_SIZE + 1];
          gssize n;

          pair_arrive (&pair, masked + at, MIN (step, sizeof masked - at));
          while ((n = g_pollable_input_stream_read_nonblocking (input, block, sizeof block, NULL,
                                                                NULL)) > 0)
            g_byte_array_append (got, block, (guint) n);
        }
      g_assert_cmpmem (got->data, got->len, unmasked, sizeof unmasked);
      g_assert_cmpstr (pair.log->str, ==, "<9:1 <8:2 ");
      g_assert_cmpuint (sonde_tap_stream_get_n_bytes (pair.tap, SONDE_DIRECTION_RECEIVED), ==,
                        sizeof masked);
    }
}

static void
test_failure_discards (void)
{
  g_auto (Pair) pair = { 0 };

  pair_init (&pair, NULL);
  pair_arrive (&pair, "\x83\x00\x81\x01x", 5);
  g_assert_cmpint (pair_read (&pair), ==, -1);
  pair_arrive (&pair, "\x81\x01y", 3);
  g_assert_cmpint (pair_read (&pair), ==, -1);
  g_assert_cmpstr (pair.log->str, ==, "!protocol ");

  g_assert_true (g_io_stream_close (pair.far, NULL, NULL));
  g_assert_cmpint (pair_read (&pair), ==, 0);
}

static gboolean
on_readable (GObject *stream, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
test_cut_wakes (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GSource) source = NULL;
  gboolean readable = FALSE;

  pair_init (&pair, NULL);
  source = g_pollable_input_stream_create_source (
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (pair.tap))), NULL);
  g_source_set_callback (source, G_SOURCE_FUNC (on_readable), &readable, NULL);
  g_source_attach (source, NULL);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  sonde_tap_stream_cut (pair.tap);
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_true (readable);
  g_assert_cmpint (pair_read (&pair), ==, 0);
  g_source_destroy (source);
}

static void
test_a_poll_is_bounded (void)
{
  g_auto (Pair) pair = { 0 };
  GPollableInputStream *input;
  guint8 frames[3000];
  g_autoptr (GSource) source = NULL;
  guint64 first;

  for (gsize i = 0; i < sizeof frames; i += 2)
    {
      frames[i] = 0x82;
      frames[i + 1] = 0;
    }
  pair_init (&pair, NULL);
  input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (pair.tap)));
  pair_arrive (&pair, frames, sizeof frames);
  pair_read (&pair);
  first = strlen (pair.log->str);
  pair_read (&pair);
  g_assert_cmpuint (strlen (pair.log->str), ==, first);
  g_assert_true (g_pollable_input_stream_is_readable (input));

  source = g_pollable_input_stream_create_source (input, NULL);
  pair_read (&pair);
  g_assert_cmpuint (strlen (pair.log->str), >, first);
}

static gssize
pair_write (Pair *self, const guint8 *bytes, gsize size)
{
  return g_pollable_output_stream_write_nonblocking (
      G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (self->tap))), bytes,
      size, NULL, NULL);
}

static gsize
pair_drain (Pair *self, GByteArray *drained)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->far));
  guint8 block[4096];
  gsize total = 0;
  gssize n;

  while ((n = g_pollable_input_stream_read_nonblocking (input, block, sizeof block, NULL, NULL)) >
         0)
    {
      g_byte_array_append (drained, block, (guint) n);
      total += (gsize) n;
    }
  return total;
}

static void
test_injecting (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  g_autoptr (GByteArray) drained = g_byte_array_new ();
  g_autoptr (GBytes) ping = g_bytes_new_static ("ping", 4);
  SondeFrameHeader header = { .fin = TRUE, .opcode = SONDE_OPCODE_BINARY, .masked = TRUE };
  guint8 head[SONDE_FRAME_MAX_HEADER_SIZE];
  SondeDissector dissector;
  gsize done = 0;
  gsize n_pings = 0;
  gsize n_messages = 0;

  header.payload_size = 200000;
  g_byte_array_append (frame, head, (guint) sonde_frame_header_write (&header, head));
  g_byte_array_set_size (frame, frame->len + 200000);
  memset (frame->data + frame->len - 200000, 0x89, 200000);

  pair_init (&pair, NULL);
  g_assert_true (sonde_tap_stream_inject (pair.tap, SONDE_OPCODE_PING, ping));
  g_assert_cmpstr (pair.log->str, ==, ">9:4 ");
  while (done < frame->len)
    {
      gssize n = pair_write (&pair, frame->data + done, frame->len - done);

      if (n > 0)
        done += (gsize) n;
      if (n > 0 && done < 100000)
        g_assert_true (sonde_tap_stream_inject (pair.tap, SONDE_OPCODE_PING, ping));
      g_assert_true (n > 0 || pair_drain (&pair, drained) > 0);
    }
  while (pair_drain (&pair, drained) > 0 || g_main_context_iteration (NULL, FALSE))
    ;

  /* Every ping went between frames, whole. */
  sonde_dissector_init (&dissector, SONDE_DIRECTION_SENT, FALSE, G_MAXUINT64);
  for (gsize at = 0; at < drained->len;)
    {
      g_autoptr (GError) error = NULL;
      gsize n_used;

      if (sonde_dissector_feed (&dissector, drained->data + at, drained->len - at, &n_used,
                                &error) == SONDE_DISSECTION_FRAME)
        {
          if (dissector.header.opcode == SONDE_OPCODE_PING)
            {
              g_assert_cmpmem (dissector.control, dissector.header.payload_size, "ping", 4);
              n_pings++;
            }
          else
            n_messages++;
        }
      g_assert_no_error (error);
      at += n_used;
    }
  g_assert_cmpuint (n_messages, ==, 1);
  g_assert_cmpuint (n_pings, >, 2);
  g_assert_nonnull (strstr (pair.log->str, ">m "));
  g_assert_cmpuint (sonde_tap_stream_get_n_bytes (pair.tap, SONDE_DIRECTION_SENT), ==,
                    drained->len);
}

static void
test_no_injecting_after_a_close (void)
{
  static const guint8 close_frame[] = { 0x88, 0x80, 1, 2, 3, 4 };
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) ping = g_bytes_new_static ("ping", 4);
  g_autoptr (GByteArray) drained = g_byte_array_new ();

  pair_init (&pair, NULL);
  g_assert_cmpint (pair_write (&pair, close_frame, 3), ==, 3);
  g_assert_true (sonde_tap_stream_inject (pair.tap, SONDE_OPCODE_PING, ping));
  g_assert_cmpint (pair_write (&pair, close_frame + 3, 3), ==, 3);
  g_assert_false (sonde_tap_stream_inject (pair.tap, SONDE_OPCODE_PING, ping));
  pair_drain (&pair, drained);
  g_assert_cmpmem (drained->data, drained->len, close_frame, sizeof close_frame);
  g_assert_cmpstr (pair.log->str, ==, ">8:0 ");
}

static void
test_injected_frames_are_bounded (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GBytes) ping = g_bytes_new_take (g_malloc0 (125), 125);
  guint n = 0;

  pair_init (&pair, NULL);
  while (sonde_tap_stream_inject (pair.tap, SONDE_OPCODE_PING, ping))
    g_assert_cmpuint (n++, <, 10000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tap/golden", test_golden);
  g_test_add_func ("/tap/message-bound", test_message_bound);
  g_test_add_func ("/tap/noise", test_noise);
  g_test_add_func ("/tap/reading", test_reading);
  g_test_add_func ("/tap/rest-of-the-answer", test_rest_of_the_answer);
  g_test_add_func ("/tap/unmasking", test_unmasking);
  g_test_add_func ("/tap/failure-discards", test_failure_discards);
  g_test_add_func ("/tap/cut-wakes", test_cut_wakes);
  g_test_add_func ("/tap/a-poll-is-bounded", test_a_poll_is_bounded);
  g_test_add_func ("/tap/injecting", test_injecting);
  g_test_add_func ("/tap/no-injecting-after-a-close", test_no_injecting_after_a_close);
  g_test_add_func ("/tap/injected-frames-are-bounded", test_injected_frames_are_bounded);

  return g_test_run ();
}
