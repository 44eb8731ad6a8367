/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-maker.h"

#include "sonde-capture-writer.h"
#include "sonde-capture.h"
#include "sonde-deflate.h"
#include "sonde-frame-writer.h"

#include <glib/gstdio.h>
#include <string.h>

/* Another program's reading of the same packets: tshark, of Wireshark, must see the frames that
 * Sonde's own dissector sees. What is made at random follows from the seed that is printed:
 * --seed, as g_test_init() has it, makes the same again. */

#define N_CONNECTIONS 60
#define MAX_FRAMES    40

/* What both readings have of a frame. */
typedef struct
{
  guint stream; /* one per connection, in the order of their packets */
  gboolean sent;
  guint first; /* FIN, RSV and opcode as they are in a frame's first byte */
  gboolean masked;
  guint64 length;
  guint32 mask;
  gboolean refused; /* by Sonde: nothing more of this direction is compared */
} Seen;

static GRand *
new_rand (void)
{
  guint32 seed = (guint32) g_test_rand_int ();

  g_test_message ("what is made follows from %u", seed);
  return g_rand_new_with_seed (seed);
}

/* The lengths where the form changes, and any other. */
static gsize
pick_size (GRand *rand)
{
  static const gsize sizes[] = { 0, 1, 2, 125, 126, 127, 1000, 65535, 65536, 70000 };
  guint pick = (guint) g_rand_int_range (rand, 0, 30);

  return pick < G_N_ELEMENTS (sizes) ? sizes[pick] : (gsize) g_rand_int_range (rand, 0, 500);
}

static GBytes *
make_text (GRand *rand)
{
  gsize size = pick_size (rand);
  guint8 *text = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    text[i] = (guint8) g_rand_int_range (rand, 'a', 'a' + 5);
  return g_bytes_new_take (text, size);
}

static void
add_control (MadeConnection *connection, SondeDirection direction, gboolean masked, GRand *rand)
{
  guint8 payload[125] = "ping";

  made_connection_add (connection, direction, g_rand_boolean (rand) ? 0x89 : 0x8a, masked, payload,
                       (gsize) g_rand_int_range (rand, 0, 126));
}

/* One message, whole or in fragments, with control frames between them. */
static void
add_message (MadeConnection *connection,
             SondeDirection direction,
             gboolean masked,
             SondeDeflate *deflate,
             GRand *rand)
{
  guint8 header[14] = { 0x81 };
  g_autoptr (GBytes) payload = make_text (rand);
  gsize size;
  const guint8 *data;
  guint8 opcode = g_rand_boolean (rand) ? SONDE_OPCODE_TEXT : SONDE_OPCODE_BINARY;

  if (deflate != NULL && g_rand_boolean (rand))
    payload = soup_websocket_extension_process_outgoing_message (
        SOUP_WEBSOCKET_EXTENSION (deflate), header, g_steal_pointer (&payload), NULL);
  opcode |= header[0] & 0x40;
  data = g_bytes_get_data (payload, &size);
  while (g_rand_int_range (rand, 0, 4) == 0)
    {
      gsize piece = size > 0 ? (gsize) g_rand_int_range (rand, 0, (gint32) size) : 0;

      made_connection_add (connection, direction, opcode, masked, data, piece);
      data += piece;
      size -= piece;
      opcode = 0;
      if (g_rand_int_range (rand, 0, 3) == 0)
        add_control (connection, direction, masked, rand);
    }
  made_connection_add (connection, direction, opcode | 0x80, masked, data, size);
}

/* What breaks RFC 6455, so that Sonde refuses the frame and goes no further. */
static void
add_broken (MadeConnection *connection, SondeDirection direction, gboolean masked, GRand *rand)
{
  static const guint8 firsts[] = { 0x83, 0x87, 0x8b, 0x8f, 0x09, 0x0a, 0x80, 0xa1, 0x91 };
  static const guint8 payload[4] = "bad";

  made_connection_add (connection, direction,
                       firsts[g_rand_int_range (rand, 0, G_N_ELEMENTS (firsts))], masked, payload,
                       sizeof payload);
}

static void
add_side (MadeConnection *connection, SondeDirection direction, GRand *rand)
{
  gboolean masked = direction == SONDE_DIRECTION_SENT;
  g_autoptr (SondeDeflate) deflate = connection->deflate ? sonde_deflate_new (1024 * 1024) : NULL;
  guint n_frames = (guint) g_rand_int_range (rand, 0, MAX_FRAMES);

  for (guint i = 0; i < n_frames; i++)
    if (g_rand_int_range (rand, 0, 5) == 0)
      add_control (connection, direction, masked, rand);
    else
      add_message (connection, direction, masked, deflate, rand);
  switch (g_rand_int_range (rand, 0, 3))
    {
    case 0:
      add_broken (connection, direction, masked, rand);
      break;
    case 1:
      made_connection_add (connection, direction, 0x88, masked,
                           (const guint8 *) "\x03\xe8"
                                            "bye",
                           5);
      break;
    default:
      break;
    }
}

static char *
make_capture (const char *folder, GRand *rand)
{
  char *path = g_build_filename (folder, "made.pcapng", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileOutputStream)
      stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &error);
  g_autoptr (SondePcapngWriter) writer = NULL;
  gint64 time_us = 1700000000 * (gint64) G_USEC_PER_SEC;

  g_assert_no_error (error);
  writer = sonde_pcapng_writer_new (G_OUTPUT_STREAM (stream), NULL);
  for (guint i = 0; i < N_CONNECTIONS; i++)
    {
      g_autoptr (MadeConnection) connection = made_connection_new (i, i % 3 == 0, i % 2 == 0);

      add_side (connection, SONDE_DIRECTION_SENT, rand);
      add_side (connection, SONDE_DIRECTION_RECEIVED, rand);
      made_connection_write (connection, writer, &time_us, rand);
    }
  sonde_pcapng_writer_flush (writer, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, &error);
  g_assert_no_error (error);
  return path;
}

static guint32
mask_of (const SondeFrameHeader *header)
{
  return (guint32) header->mask[0] << 24 | (guint32) header->mask[1] << 16 |
         (guint32) header->mask[2] << 8 | header->mask[3];
}

static GArray *
read_with_sonde (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &error);
  g_autoptr (SondeCapture) capture = NULL;
  g_autoptr (GPtrArray) frames = NULL;
  GArray *seen = g_array_new (FALSE, TRUE, sizeof (Seen));

  g_assert_no_error (error);
  capture = sonde_capture_read (G_INPUT_STREAM (stream), NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_no_error (capture->damage);
  frames = sonde_frame_log_get_frames (capture->log, 0, G_MAXUINT);
  for (guint i = 0; i < frames->len; i++)
    {
      const SondeFrameRecord *frame = g_ptr_array_index (frames, i);
      Seen one = { .stream = frame->dial - 1,
                   .sent = frame->direction == SONDE_DIRECTION_SENT,
                   .first = (frame->header.fin ? 0x80u : 0) | (guint) frame->header.rsv << 4 |
                            frame->header.opcode,
                   .masked = frame->header.masked,
                   .length = frame->header.payload_size,
                   .mask = frame->header.masked ? mask_of (&frame->header) : 0,
                   .refused = frame->error != NULL };

      g_array_append_val (seen, one);
    }
  return seen;
}

static char *
run (const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status = 0;

  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                               &output, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  return output;
}

static guint64
take (char **fields, guint *at)
{
  return g_ascii_strtoull (fields[(*at)++], NULL, 0);
}

/* What is true is 1 to tshark 4.0 and True to 4.4. */
static gboolean
is_true (const char *field)
{
  return g_str_equal (field, "1") || g_str_equal (field, "True");
}

/* One line is one packet, with a value for each of its frames in each column that they have. */
static void
read_line (const char *line, GArray *seen)
{
  g_auto (GStrv) columns = g_strsplit (line, "\t", -1);
  g_auto (GStrv) fin = NULL;
  g_auto (GStrv) rsv = NULL;
  g_auto (GStrv) opcode = NULL;
  g_auto (GStrv) masked = NULL;
  g_auto (GStrv) length = NULL;
  g_auto (GStrv) length_16 = NULL;
  g_auto (GStrv) length_64 = NULL;
  g_auto (GStrv) mask = NULL;
  guint at_16 = 0;
  guint at_64 = 0;
  guint at_mask = 0;

  g_assert_cmpuint (g_strv_length (columns), ==, 10);
  fin = g_strsplit (columns[2], ",", -1);
  rsv = g_strsplit (columns[3], ",", -1);
  opcode = g_strsplit (columns[4], ",", -1);
  masked = g_strsplit (columns[5], ",", -1);
  length = g_strsplit (columns[6], ",", -1);
  length_16 = g_strsplit (columns[7], ",", -1);
  length_64 = g_strsplit (columns[8], ",", -1);
  mask = g_strsplit (columns[9], ",", -1);
  for (guint i = 0; fin[i] != NULL; i++)
    {
      Seen one = { .stream = (guint) g_ascii_strtoull (columns[0], NULL, 10),
                   .sent = g_ascii_strtoull (columns[1], NULL, 10) == 5000,
                   .masked = is_true (masked[i]) };

      one.first = (is_true (fin[i]) ? 0x80u : 0) | (guint) g_ascii_strtoull (rsv[i], NULL, 0) << 4 |
                  (guint) g_ascii_strtoull (opcode[i], NULL, 0);
      one.length = g_ascii_strtoull (length[i], NULL, 0);
      if (one.length == 126)
        one.length = take (length_16, &at_16);
      else if (one.length == 127)
        one.length = take (length_64, &at_64);
      if (one.masked)
        one.mask = (guint32) g_ascii_strtoull (mask[at_mask++], NULL, 16);
      g_array_append_val (seen, one);
    }
}

static GArray *
read_with_tshark (const char *path)
{
  const char *const arguments[] = { "tshark", "-n",
                                    "-r",     path,
                                    "-o",     "tcp.reassemble_out_of_order:TRUE",
                                    "-o",     "tcp.desegment_tcp_streams:TRUE",
                                    "-Y",     "websocket",
                                    "-T",     "fields",
                                    "-e",     "tcp.stream",
                                    "-e",     "tcp.dstport",
                                    "-e",     "websocket.fin",
                                    "-e",     "websocket.rsv",
                                    "-e",     "websocket.opcode",
                                    "-e",     "websocket.mask",
                                    "-e",     "websocket.payload_length",
                                    "-e",     "websocket.payload_length_ext_16",
                                    "-e",     "websocket.payload_length_ext_64",
                                    "-e",     "websocket.masking_key",
                                    NULL };
  g_autofree char *output = run (arguments);
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);
  GArray *seen = g_array_new (FALSE, TRUE, sizeof (Seen));

  for (gsize i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    read_line (lines[i], seen);
  return seen;
}

static guint
find_next (GArray *seen, guint from, guint stream, gboolean sent)
{
  while (from < seen->len && (g_array_index (seen, Seen, from).stream != stream ||
                              g_array_index (seen, Seen, from).sent != sent))
    from++;
  return from;
}

static void
describe (const char *who, const Seen *one)
{
  g_test_message ("%s: stream %u %s first %02x masked %d length %" G_GUINT64_FORMAT " mask %08x%s",
                  who, one->stream, one->sent ? "sent" : "received", one->first, one->masked,
                  one->length, one->mask, one->refused ? " refused" : "");
}

/* Frame by frame, up to one that Sonde refuses: there the headers must still agree. */
static guint
compare_side (GArray *sonde, GArray *tshark, guint stream, gboolean sent)
{
  guint i = find_next (sonde, 0, stream, sent);
  guint j = find_next (tshark, 0, stream, sent);
  guint n = 0;

  for (; i < sonde->len; n++)
    {
      const Seen *mine = &g_array_index (sonde, Seen, i);
      const Seen *other;

      if (j == tshark->len)
        {
          describe ("sonde alone", mine);
          g_test_fail ();
          return n;
        }
      other = &g_array_index (tshark, Seen, j);
      if (mine->first != other->first || mine->masked != other->masked ||
          mine->length != other->length || mine->mask != other->mask)
        {
          describe ("sonde", mine);
          describe ("tshark", other);
          g_test_fail ();
          return n;
        }
      if (mine->refused)
        return n + 1;
      i = find_next (sonde, i + 1, stream, sent);
      j = find_next (tshark, j + 1, stream, sent);
    }
  if (j < tshark->len)
    {
      describe ("tshark alone", &g_array_index (tshark, Seen, j));
      g_test_fail ();
    }
  return n;
}

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("sonde-tshark-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
test_agreement (void)
{
  g_autoptr (GRand) rand = new_rand ();
  g_autofree char *folder = make_folder ();
  g_autofree char *path = make_capture (folder, rand);
  g_autoptr (GArray) sonde = read_with_sonde (path);
  g_autoptr (GArray) tshark = read_with_tshark (path);
  guint n_frames = 0;

  for (guint stream = 0; stream < N_CONNECTIONS; stream++)
    for (gboolean sent = FALSE; sent <= TRUE; sent++)
      n_frames += compare_side (sonde, tshark, stream, sent);
  g_test_message ("%u frames agree", n_frames);
  g_assert_cmpuint (n_frames, >, N_CONNECTIONS * 4);
  if (!g_test_failed ())
    g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tshark/agreement", test_agreement);

  return g_test_run ();
}
