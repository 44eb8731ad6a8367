/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-close-code.h"
#include "sonde-dissector.h"
#include "sonde-error.h"
#include "sonde-frame-writer.h"

#include <string.h>

/* Feeds bytes of one direction to a writer in pieces, as a tap does, up to what is refused. */
static void
write_bytes (SondeFrameWriter *writer,
             SondeDissector *dissector,
             const guint8 *data,
             gsize size,
             gsize piece)
{
  for (gsize at = 0; at < size; at += MIN (piece, size - at))
    {
      gsize end = at + MIN (piece, size - at);
      gsize done = at;

      sonde_frame_writer_begin (writer, 1000 + (gint64) at, 10 + (gint64) at);
      while (done < end)
        {
          g_autoptr (GError) error = NULL;
          gsize n_used;
          SondeDissection dissection = sonde_dissector_feed (dissector, data + done, end - done,
                                                             &n_used, &error);

          if (dissection == SONDE_DISSECTION_INVALID)
            {
              sonde_frame_writer_refuse (writer, data + done, size - done, error);
              sonde_frame_writer_end (writer);
              return;
            }
          if (dissection == SONDE_DISSECTION_FRAME)
            sonde_frame_writer_add_frame (writer, &dissector->header, data + done, n_used);
          else
            sonde_frame_writer_add_part (writer, data + done, n_used);
          done += n_used;
        }
      sonde_frame_writer_end (writer);
    }
}

static void
fill (SondeFrameLog *log, SondeDirection direction, const guint8 *data, gsize size, gsize piece)
{
  SondeFrameWriter writer;
  SondeDissector dissector;

  sonde_dissector_init (&dissector, direction, TRUE, 1024 * 1024);
  sonde_frame_writer_init (&writer, log, 1, direction);
  write_bytes (&writer, &dissector, data, size, piece);
  sonde_frame_writer_clear (&writer);
}

static void
assert_bytes (GBytes *bytes, const void *data, gsize size)
{
  g_autoptr (GBytes) owned = bytes;

  g_assert_cmpmem (g_bytes_get_data (owned, NULL), g_bytes_get_size (owned), data, size);
}

/* Frames of the course's capture: both compressed texts, the pong and the close. */
static const guint8 golden_sent[] = {
  0xc1, 0x8e, 0x6a, 0xaa, 0x27, 0x2d, 0x98, 0xe2, 0xea, 0xe4, 0xa3, 0xfd, 0x0f,
  0xe2, 0x45, 0x60, 0x6e, 0x7c, 0x6e, 0xaa, 0xc1, 0x85, 0x9e, 0xdd, 0x34, 0x0d,
  0x6c, 0x9d, 0x56, 0x0e, 0x9e, 0x8a, 0x84, 0x48, 0x5b, 0x95, 0x3d, 0x4d, 0xb4,
  0x2a, 0xa8, 0x88, 0x82, 0x5f, 0xda, 0x37, 0xe9, 0x5c, 0x33,
};

static void
test_golden (void)
{
  for (gsize piece = 1; piece <= sizeof golden_sent; piece++)
    {
      g_autoptr (SondeFrameLog) log = sonde_frame_log_new (100, 64 * 1024);
      g_autoptr (GPtrArray) frames = NULL;
      SondeFrameRecord *frame;
      guint64 first;
      guint64 end;

      fill (log, SONDE_DIRECTION_SENT, golden_sent, sizeof golden_sent, piece);
      sonde_frame_log_get_range (log, &first, &end);
      g_assert_cmpuint (first, ==, 0);
      g_assert_cmpuint (end, ==, 4);
      frames = sonde_frame_log_get_frames (log, 0, 100);
      g_assert_cmpuint (frames->len, ==, 4);
      for (guint i = 0; i < 4; i++)
        {
          frame = frames->pdata[i];
          g_assert_cmpuint (frame->number, ==, i);
          g_assert_cmpuint (frame->message, ==, i);
          g_assert_true (frame->ends_message);
          g_assert_true (sonde_frame_record_is_whole (frame));
          g_assert_true (frame->header.masked);
          g_assert_cmpuint (frame->dial, ==, 1);
          g_assert_cmpint (frame->direction, ==, SONDE_DIRECTION_SENT);
        }
      frame = frames->pdata[0];
      g_assert_cmpuint (frame->deflate_ordinal, ==, 1);
      g_assert_cmpuint (frame->header.rsv, ==, 4);
      assert_bytes (g_bytes_ref (frame->bytes), golden_sent, 20);
      assert_bytes (sonde_frame_record_get_raw_payload (frame), golden_sent + 6, 14);
      assert_bytes (sonde_frame_record_get_payload (frame),
                    "\xf2\x48\xcd\xc9\xc9\x57\x28\xcf\x2f\xca\x49\x51\x04\x00", 14);
      frame = frames->pdata[1];
      g_assert_cmpuint (frame->deflate_ordinal, ==, 2);
      assert_bytes (sonde_frame_record_get_payload (frame), "\xf2\x40\x62\x03\x00", 5);
      frame = frames->pdata[2];
      g_assert_cmpuint (frame->header.opcode, ==, SONDE_OPCODE_PONG);
      g_assert_cmpuint (frame->deflate_ordinal, ==, 0);
      g_assert_cmpuint (sonde_frame_record_get_close_code (frame), ==, 0);
      frame = frames->pdata[3];
      g_assert_cmpuint (sonde_frame_record_get_close_code (frame), ==, 1001);
      g_assert_null (sonde_frame_record_get_close_reason (frame));
    }
}

static void
test_fragments (void)
{
  static const guint8 bytes[] = {
    0x41, 0x02, 0x01, 0x02,                  /* the start of a compressed message */
    0x89, 0x01, 0x2a,                        /* a ping within it */
    0x00, 0x01, 0x03, 0x80, 0x00,            /* its rest */
    0x82, 0x00,                              /* another, not compressed */
    0x88, 0x05, 0x03, 0xe8, 'e',  0xc3, 0xa9 /* close */
  };
  static const struct
  {
    guint64 message;
    gboolean ends;
    guint deflate_ordinal;
  } expected[] = { { 0, FALSE, 1 }, { 1, TRUE, 0 }, { 0, FALSE, 1 },
                   { 0, TRUE, 1 },  { 4, TRUE, 0 }, { 5, TRUE, 0 } };

  for (gsize piece = 1; piece <= sizeof bytes; piece++)
    {
      g_autoptr (SondeFrameLog) log = sonde_frame_log_new (100, 64 * 1024);
      g_autoptr (GPtrArray) frames = NULL;
      g_autofree char *reason = NULL;

      fill (log, SONDE_DIRECTION_RECEIVED, bytes, sizeof bytes, piece);
      frames = sonde_frame_log_get_frames (log, 0, 100);
      g_assert_cmpuint (frames->len, ==, G_N_ELEMENTS (expected));
      for (guint i = 0; i < frames->len; i++)
        {
          SondeFrameRecord *frame = frames->pdata[i];

          g_assert_cmpuint (frame->message, ==, expected[i].message);
          g_assert_cmpint (frame->ends_message, ==, expected[i].ends);
          g_assert_cmpuint (frame->deflate_ordinal, ==, expected[i].deflate_ordinal);
        }
      reason = sonde_frame_record_get_close_reason (frames->pdata[5]);
      g_assert_cmpstr (reason, ==, "eé");
      g_assert_cmpuint (sonde_frame_record_get_close_code (frames->pdata[5]), ==, 1000);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    guint8 bytes[16];
    gsize size;
    gsize header_size;
    gsize n_bytes;
    int code;
  } rows[] = {
    { { 0x81, 0x81, 1, 2, 3, 4, 'x' }, 7, 6, 7, SONDE_ERROR_MASKED },
    { { 0x83, 0x02, 1, 2, 0x81, 0x00 }, 6, 2, 4, SONDE_ERROR_PROTOCOL },
    { { 0x81, 0x7e, 0x00, 0x05, 1 }, 5, 0, 5, SONDE_ERROR_PROTOCOL },
    { { 0x82, 0x7f, 0, 0, 0, 1, 0, 0, 0, 0, 9 }, 11, 10, 11, SONDE_ERROR_TOO_BIG },
    { { 0x88, 0x02, 0x03, 0xed }, 4, 2, 4, SONDE_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeFrameLog) log = sonde_frame_log_new (100, 64 * 1024);
      g_autoptr (SondeFrameRecord) frame = NULL;

      fill (log, SONDE_DIRECTION_RECEIVED, rows[i].bytes, rows[i].size, rows[i].size);
      frame = sonde_frame_log_get (log, 0);
      g_assert_nonnull (frame);
      g_assert_error (frame->error, SONDE_ERROR, rows[i].code);
      g_assert_cmpuint (frame->header.size, ==, rows[i].header_size);
      g_assert_cmpuint (frame->n_bytes, ==, rows[i].n_bytes);
      assert_bytes (g_bytes_ref (frame->bytes), rows[i].bytes, rows[i].n_bytes);
    }
}

/* The end of the connection within a frame. */
static void
test_cut (void)
{
  static const guint8 bytes[] = { 0x81, 0x00, 0x82, 0x04, 1, 2 };
  g_autoptr (SondeFrameLog) log = sonde_frame_log_new (100, 64 * 1024);
  g_autoptr (SondeFrameRecord) frame = NULL;

  fill (log, SONDE_DIRECTION_RECEIVED, bytes, sizeof bytes, 3);
  frame = sonde_frame_log_get (log, 1);
  g_assert_nonnull (frame);
  g_assert_no_error (frame->error);
  g_assert_cmpuint (frame->header.payload_size, ==, 4);
  g_assert_cmpuint (frame->n_bytes, ==, 4);
  g_assert_false (sonde_frame_record_is_whole (frame));
  g_assert_false (frame->ends_message);
  assert_bytes (sonde_frame_record_get_payload (frame), "\1\2", 2);
}

static void
test_long_frame (void)
{
  g_autoptr (SondeFrameLog) log = sonde_frame_log_new (100, 8000);
  g_autoptr (SondeFrameRecord) frame = NULL;
  g_autofree guint8 *bytes = g_malloc0 (4 + 5000);

  memcpy (bytes, "\x82\x7e\x13\x88", 4);
  fill (log, SONDE_DIRECTION_RECEIVED, bytes, 5004, 700);
  frame = sonde_frame_log_get (log, 0);
  g_assert_nonnull (frame);
  g_assert_cmpuint (frame->n_bytes, ==, 5004);
  g_assert_cmpuint (g_bytes_get_size (frame->bytes), ==, 1000);
  g_assert_cmpuint (sonde_frame_log_get_max_frame_bytes (log), ==, 1000);
  g_assert_false (sonde_frame_record_is_whole (frame));
  g_assert_true (frame->ends_message);
}

static void
test_bounds (void)
{
  g_autoptr (SondeFrameLog) log = sonde_frame_log_new (1000, 16000);
  g_autoptr (SondeFrameRecord) kept = NULL;
  SondeFrameWriter writer;
  SondeDissector dissector;
  guint64 generation = sonde_frame_log_get_generation (log);
  guint64 first = 0;
  guint64 end = 0;

  sonde_dissector_init (&dissector, SONDE_DIRECTION_RECEIVED, FALSE, 1000);
  sonde_frame_writer_init (&writer, log, 1, SONDE_DIRECTION_RECEIVED);
  for (guint i = 0; i < 5000; i++)
    {
      guint8 bytes[2 + 100] = { 0x82, (guint8) (i % 100) };

      if (i == 4000)
        {
          kept = sonde_frame_log_get (log, first);
          g_assert_nonnull (kept);
        }
      memset (bytes + 2, (int) i & 0xff, bytes[1]);
      write_bytes (&writer, &dissector, bytes, 2 + i % 100, 60);
      sonde_frame_log_get_range (log, &first, &end);
      g_assert_cmpuint (end, ==, i + 1);
      g_assert_cmpuint (end - first, <=, 1000);
      g_assert_cmpuint (sonde_frame_log_get_n_bytes (log), <=, 16000 + 1000);
      g_assert_cmpuint (sonde_frame_log_get_n_dropped (log), ==, first);
    }
  g_assert_cmpuint (end - first, >, 200);
  g_assert_cmpuint (sonde_frame_log_get_generation (log), >, generation);

  for (guint64 number = first; number < end; number++)
    {
      g_autoptr (SondeFrameRecord) frame = sonde_frame_log_get (log, number);
      const guint8 *data = g_bytes_get_data (frame->bytes, NULL);

      g_assert_cmpuint (frame->header.payload_size, ==, number % 100);
      g_assert_cmpuint (g_bytes_get_size (frame->bytes), ==, 2 + number % 100);
      for (gsize i = 2; i < 2 + number % 100; i++)
        g_assert_cmpuint (data[i], ==, number & 0xff);
    }
  g_assert_null (sonde_frame_log_get (log, first - 1));
  g_assert_null (sonde_frame_log_get (log, end));

  /* What was given away stays as it was. */
  g_assert_cmpuint (kept->header.payload_size, ==, kept->number % 100);
  if (kept->header.payload_size > 0)
    g_assert_cmpuint (((const guint8 *) g_bytes_get_data (kept->bytes, NULL))[2], ==,
                      kept->number & 0xff);

  sonde_frame_log_set_bounds (log, 10, 16000);
  sonde_frame_log_get_range (log, &first, &end);
  g_assert_cmpuint (end - first, ==, 10);
  sonde_frame_log_clear (log);
  sonde_frame_log_get_range (log, &first, &end);
  g_assert_cmpuint (first, ==, 5000);
  g_assert_cmpuint (end, ==, 5000);
  g_assert_cmpuint (sonde_frame_log_get_n_bytes (log), ==, 0);
  write_bytes (&writer, &dissector, (const guint8 *) "\x81\x01x", 3, 3);
  sonde_frame_log_get_range (log, &first, &end);
  g_assert_cmpuint (first, ==, 5000);
  g_assert_cmpuint (end, ==, 5001);
  sonde_frame_writer_clear (&writer);
}

static void
test_dials (void)
{
  g_autoptr (SondeFrameLog) log = sonde_frame_log_new (10, 16000);
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("ws://127.0.0.1:5000/", NULL);
  g_autoptr (SondeDialRecord)
      dial = sonde_dial_record_new (endpoint, "YXplcnR5", "GET / HTTP/1.1\r\n\r\n");
  g_autoptr (GError) lost = g_error_new_literal (SONDE_ERROR, SONDE_ERROR_LOST, "gone");
  g_autoptr (SondeDialRecord) open = NULL;
  g_autoptr (SondeDialRecord) ended = NULL;
  SondeDialRecord *kept;
  static const char answer[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                               "Connection: Upgrade\r\n"
                               "Sec-WebSocket-Accept: VM6OyB4LHVc1FSyII8Ry3Z00q5s=\r\n\r\n\x81";
  g_autoptr (GBytes) received = g_bytes_new_static (answer, sizeof answer - 1);
  guint first;
  guint end;

  sonde_dial_record_set_received (dial, received);
  g_assert_cmpuint (dial->head_size, ==, sizeof answer - 2);
  g_assert_cmpuint (sonde_frame_log_add_dial (log, dial), ==, 1);
  fill (log, SONDE_DIRECTION_RECEIVED, (const guint8 *) "\x81\x00", 2, 2);
  open = sonde_frame_log_get_dial (log, 1);
  g_assert_cmpuint (open->ordinal, ==, 1);
  g_assert_cmpuint (open->first_frame, ==, 0);
  g_assert_cmpint (open->end_time_us, ==, 0);
  g_assert_cmpuint (open->answer->status, ==, 101);
  g_assert_cmpuint (open->answer->checks->len, >, 4);

  sonde_frame_log_end_dial (log, 1, 5000, lost);
  ended = sonde_frame_log_get_dial (log, 1);
  g_assert_cmpint (ended->end_time_us, ==, 5000);
  g_assert_error (ended->end_error, SONDE_ERROR, SONDE_ERROR_LOST);
  g_assert_cmpuint (ended->answer->status, ==, 101);
  g_assert_cmpint (open->end_time_us, ==, 0);

  /* The dial with a frame outlives the bound; once its frame is gone, it does not. */
  for (guint i = 0; i < 100; i++)
    sonde_frame_log_add_dial (log, dial);
  sonde_frame_log_get_dial_range (log, &first, &end);
  g_assert_cmpuint (first, ==, 1);
  g_assert_cmpuint (end, ==, 102);
  sonde_frame_log_clear (log);
  sonde_frame_log_get_dial_range (log, &first, &end);
  g_assert_cmpuint (first, ==, 101);
  g_assert_null (sonde_frame_log_get_dial (log, 100));
  for (guint i = 0; i < 100; i++)
    sonde_frame_log_add_dial (log, dial);
  sonde_frame_log_get_dial_range (log, &first, &end);
  g_assert_cmpuint (end - first, ==, SONDE_FRAME_LOG_MAX_DIALS);
  kept = sonde_frame_log_get_dial (log, end - 1);
  g_assert_cmpuint (kept->ordinal, ==, end - 1);
  g_assert_cmpuint (kept->first_frame, ==, 1);
  sonde_dial_record_unref (kept);
  g_assert_null (sonde_frame_log_get_dial (log, 0));
  g_assert_null (sonde_frame_log_get_dial (log, end));
}

static void
test_windows (void)
{
  g_autoptr (SondeFrameLog) log = sonde_frame_log_new (10, 16000);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("abc", 3);
  guint ordinal;

  g_assert_null (sonde_frame_log_get_window (log, 1, SONDE_DIRECTION_SENT, 7, &ordinal));
  g_assert_cmpuint (ordinal, ==, 1);
  for (guint i = 0; i < 50; i++)
    {
      GBytes *window;

      for (guint j = 0; j < 5; j++)
        fill (log, SONDE_DIRECTION_RECEIVED, (const guint8 *) "\x81\x00", 2, 2);
      sonde_frame_log_add_window (log, 1, SONDE_DIRECTION_SENT, 1 + i, bytes);
      sonde_frame_log_add_window (log, 1, SONDE_DIRECTION_RECEIVED, 1 + i * 5, bytes);
      window = sonde_frame_log_get_window (log, 1, SONDE_DIRECTION_RECEIVED, 3 + i * 5, &ordinal);
      g_assert_nonnull (window);
      g_assert_cmpuint (ordinal, ==, 1 + i * 5);
      g_bytes_unref (window);
    }
  assert_bytes (sonde_frame_log_get_window (log, 1, SONDE_DIRECTION_SENT, 49, &ordinal), "abc", 3);
  g_assert_cmpuint (ordinal, ==, 49);
}

typedef struct
{
  SondeFrameLog *log;
  gint stop;
} Race;

static gpointer
read_frames (gpointer data)
{
  Race *race = data;
  guint64 seen = 0;

  while (!g_atomic_int_get (&race->stop))
    {
      g_autoptr (GPtrArray) frames = sonde_frame_log_get_frames (race->log, seen, 64);

      for (guint i = 0; i < frames->len; i++)
        {
          SondeFrameRecord *frame = frames->pdata[i];
          const guint8 *payload = g_bytes_get_data (frame->bytes, NULL);

          g_assert_cmpuint (payload[2], ==, frame->number & 0xff);
          seen = frame->number + 1;
        }
    }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (SondeFrameLog) log = sonde_frame_log_new (300, 16000);
  Race race = { .log = log };
  GThread *readers[2];
  SondeFrameWriter writer;
  SondeDissector dissector;

  sonde_dissector_init (&dissector, SONDE_DIRECTION_RECEIVED, FALSE, 1000);
  sonde_frame_writer_init (&writer, log, 1, SONDE_DIRECTION_RECEIVED);
  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    readers[i] = g_thread_new ("reader", read_frames, &race);
  for (guint i = 0; i < 50000; i++)
    {
      guint8 bytes[] = { 0x82, 1, (guint8) i };

      write_bytes (&writer, &dissector, bytes, sizeof bytes, 2 + i % 2);
    }
  g_atomic_int_set (&race.stop, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    g_thread_join (readers[i]);
  sonde_frame_writer_clear (&writer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/frame-log/golden", test_golden);
  g_test_add_func ("/frame-log/fragments", test_fragments);
  g_test_add_func ("/frame-log/refused", test_refused);
  g_test_add_func ("/frame-log/cut", test_cut);
  g_test_add_func ("/frame-log/long-frame", test_long_frame);
  g_test_add_func ("/frame-log/bounds", test_bounds);
  g_test_add_func ("/frame-log/dials", test_dials);
  g_test_add_func ("/frame-log/windows", test_windows);
  g_test_add_func ("/frame-log/threads", test_threads);

  return g_test_run ();
}
