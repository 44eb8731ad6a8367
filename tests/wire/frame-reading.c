/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "frame-reading.h"

#include "capture-maker.h"

#include "sonde-capture.h"
#include "sonde-close-code.h"
#include "sonde-message-reader.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_MESSAGE_SIZE (1024 * 1024)

static void
frame_reading_free (FrameReading *self)
{
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_clear_pointer (&self->meaning, g_bytes_unref);
  g_free (self);
}

/* The code and the reason as this side tells them, put together again. */
static GBytes *
join_close (const SondeFrameRecord *frame)
{
  const guint code = sonde_frame_record_get_close_code (frame);
  g_autofree char *reason = sonde_frame_record_get_close_reason (frame);
  g_autoptr (GByteArray) joined = g_byte_array_new ();
  const guint8 bytes[2] = { (guint8) (code >> 8), (guint8) code };

  if (code != SONDE_CLOSE_CODE_NONE)
    g_byte_array_append (joined, bytes, sizeof bytes);
  if (reason != NULL)
    g_byte_array_append (joined, (const guint8 *) reason, (guint) strlen (reason));
  return g_byte_array_free_to_bytes (g_steal_pointer (&joined));
}

static GBytes *
read_meaning (const SondeFrameRecord *frame, SondeFrameLog *log, SondeMessageReader *reader)
{
  g_autoptr (SondeFrameRecord) first = NULL;

  switch (frame->header.opcode)
    {
    case SONDE_OPCODE_PING:
    case SONDE_OPCODE_PONG:
      return sonde_frame_record_get_payload (frame);
    case SONDE_OPCODE_CLOSE:
      return join_close (frame);
    default:
      first = sonde_frame_log_get (log, frame->message);
      if (!frame->ends_message || first->header.opcode != SONDE_OPCODE_TEXT)
        return NULL;
      return sonde_message_reader_read (reader, frame->message, NULL);
    }
}

static FrameReading *
read_record (const SondeFrameRecord *frame, SondeFrameLog *log, SondeMessageReader *reader)
{
  FrameReading *reading = g_new0 (FrameReading, 1);
  const SondeFrameHeader *header = &frame->header;

  reading->connection = frame->dial - 1;
  reading->sent = frame->direction == SONDE_DIRECTION_SENT;
  reading->first = (header->fin ? 0x80u : 0) | (guint) header->rsv << 4 | header->opcode;
  reading->masked = header->masked;
  if (header->masked)
    {
      memcpy (&reading->mask, header->mask, sizeof reading->mask);
      reading->mask = GUINT32_FROM_BE (reading->mask);
    }
  reading->length = header->payload_size;
  reading->last = frame->error != NULL || !sonde_frame_record_is_whole (frame);
  if (!reading->last)
    {
      reading->payload = sonde_frame_record_get_payload (frame);
      reading->meaning = read_meaning (frame, log, reader);
    }
  return reading;
}

GPtrArray *
frame_readings_of_sonde (GBytes *capture)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (capture);
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeCapture) read = sonde_capture_read (stream, NULL, NULL, &error);
  g_autoptr (SondeMessageReader) reader = NULL;
  g_autoptr (GPtrArray) frames = NULL;
  GPtrArray *readings = g_ptr_array_new_with_free_func ((GDestroyNotify) frame_reading_free);

  g_assert_no_error (error);
  g_assert_no_error (read->damage);
  reader = sonde_message_reader_new (read->log, MAX_MESSAGE_SIZE);
  frames = sonde_frame_log_get_frames (read->log, 0, G_MAXUINT);
  for (guint i = 0; i < frames->len; i++)
    g_ptr_array_add (readings, read_record (g_ptr_array_index (frames, i), read->log, reader));
  return readings;
}

static char *
run_tshark (const char *path)
{
  /* jsonraw has the bytes of each field as hexadecimal digits, those of a payload unmasked. */
  const char *const arguments[] = { "tshark",
                                    "-n",
                                    "-r",
                                    path,
                                    "-o",
                                    "tcp.reassemble_out_of_order:TRUE",
                                    "-o",
                                    "tcp.desegment_tcp_streams:TRUE",
                                    "-o",
                                    "websocket.decompress:TRUE",
                                    "-Y",
                                    "websocket",
                                    "-T",
                                    "jsonraw",
                                    "--no-duplicate-keys",
                                    "-j",
                                    "websocket websocket.payload websocket.payload.close",
                                    NULL };
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

static const char *
find_hex (JsonObject *object, const char *name)
{
  return json_object_has_member (object, name)
             ? json_array_get_string_element (json_object_get_array_member (object, name), 0)
             : NULL;
}

static guint64
read_number (JsonObject *object, const char *name)
{
  const char *hex = find_hex (object, name);

  return hex != NULL ? g_ascii_strtoull (hex, NULL, 16) : 0;
}

static void
append_hex (GByteArray *bytes, const char *hex)
{
  for (; hex != NULL && hex[0] != '\0' && hex[1] != '\0'; hex += 2)
    {
      guint8 byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (bytes, &byte, 1);
    }
}

static GBytes *
read_bytes (JsonObject *object, const char *name)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  append_hex (bytes, find_hex (object, name));
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static GBytes *
join_tshark_close (JsonObject *payload)
{
  g_autoptr (GByteArray) joined = g_byte_array_new ();
  JsonObject *close = NULL;

  if (payload != NULL && json_object_has_member (payload, "websocket.payload.close"))
    close = json_object_get_object_member (payload, "websocket.payload.close");
  if (close != NULL)
    {
      append_hex (joined, find_hex (close, "websocket.payload.close.status_code_raw"));
      append_hex (joined, find_hex (close, "websocket.payload.close.reason_raw"));
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&joined));
}

/* An empty payload has no field of its own. */
static GBytes *
read_tshark_meaning (guint opcode, JsonObject *payload)
{
  static const char *const names[] = {
    [SONDE_OPCODE_PING] = "websocket.payload.ping_raw",
    [SONDE_OPCODE_PONG] = "websocket.payload.pong_raw",
  };

  if (opcode == SONDE_OPCODE_CLOSE)
    return join_tshark_close (payload);
  if (opcode == SONDE_OPCODE_PING || opcode == SONDE_OPCODE_PONG)
    return payload != NULL ? read_bytes (payload, names[opcode]) : g_bytes_new (NULL, 0);
  if (payload == NULL || !json_object_has_member (payload, "websocket.payload.text_raw"))
    return NULL;
  return read_bytes (payload, "websocket.payload.text_raw");
}

static FrameReading *
read_layer (JsonObject *layer)
{
  FrameReading *reading = g_new0 (FrameReading, 1);
  JsonObject *payload = NULL;

  reading->first = (guint) (read_number (layer, "websocket.fin_raw") << 7 |
                            read_number (layer, "websocket.rsv_raw") << 4 |
                            read_number (layer, "websocket.opcode_raw"));
  reading->masked = read_number (layer, "websocket.mask_raw") != 0;
  reading->mask = (guint32) read_number (layer, "websocket.masking_key_raw");
  reading->length = read_number (layer, "websocket.payload_length_raw");
  if (reading->length == 126)
    reading->length = read_number (layer, "websocket.payload_length_ext_16_raw");
  else if (reading->length == 127)
    reading->length = read_number (layer, "websocket.payload_length_ext_64_raw");
  reading->payload = read_bytes (layer, "websocket.payload_raw");
  if (json_object_has_member (layer, "websocket.payload"))
    payload = json_object_get_object_member (layer, "websocket.payload");
  reading->meaning = read_tshark_meaning (reading->first & 0xf, payload);
  return reading;
}

/* Which connection a packet belongs to, and who sent it, is in the ports of its TCP header. */
static void
read_packet (JsonArray *packets, guint index, JsonNode *node, gpointer readings)
{
  JsonObject *packet = json_node_get_object (node);
  JsonObject *source = json_object_get_object_member (packet, "_source");
  JsonObject *layers = json_object_get_object_member (source, "layers");
  JsonNode *websocket = json_object_get_member (layers, "websocket");
  const char *tcp = find_hex (layers, "tcp_raw");
  g_autofree char *digits = g_strndup (tcp, 8);
  const guint64 ports = g_ascii_strtoull (digits, NULL, 16);
  g_autoptr (JsonArray) array = NULL;

  if (JSON_NODE_HOLDS_ARRAY (websocket))
    {
      array = json_node_dup_array (websocket);
    }
  else
    {
      array = json_array_new ();
      json_array_add_element (array, json_node_copy (websocket));
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      FrameReading *reading = read_layer (json_array_get_object_element (array, i));
      const guint source_port = (guint) (ports >> 16);
      const guint destination_port = (guint) (ports & 0xffff);

      reading->sent = source_port >= MADE_CONNECTION_PORT;
      reading->connection = (reading->sent ? source_port : destination_port) - MADE_CONNECTION_PORT;
      g_ptr_array_add (readings, reading);
    }
}

GPtrArray *
frame_readings_of_tshark (const char *path)
{
  g_autofree char *output = run_tshark (path);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;
  GPtrArray *readings = g_ptr_array_new_with_free_func ((GDestroyNotify) frame_reading_free);

  json_parser_load_from_data (parser, output, -1, &error);
  g_assert_no_error (error);
  json_array_foreach_element (json_node_get_array (json_parser_get_root (parser)), read_packet,
                              readings);
  return readings;
}

static const FrameReading *
find_next (GPtrArray *readings, guint *at, guint connection, gboolean sent)
{
  for (; *at < readings->len; (*at)++)
    {
      const FrameReading *reading = g_ptr_array_index (readings, *at);

      if (reading->connection == connection && reading->sent == sent)
        return g_ptr_array_index (readings, (*at)++);
    }
  return NULL;
}

static char *
print_bytes (GBytes *bytes)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gsize size;
  const guint8 *data;

  if (bytes == NULL)
    return g_strdup ("nothing");
  data = g_bytes_get_data (bytes, &size);
  g_string_append_printf (out, "%zu bytes ", size);
  for (gsize i = 0; i < MIN (size, 32); i++)
    g_string_append_printf (out, "%02x", data[i]);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
print_reading (const FrameReading *reading)
{
  g_autofree char *payload = NULL;
  g_autofree char *meaning = NULL;

  if (reading == NULL)
    return g_strdup ("no frame");
  payload = print_bytes (reading->payload);
  meaning = print_bytes (reading->meaning);
  return g_strdup_printf ("first %02x masked %d mask %08x length %" G_GUINT64_FORMAT
                          " payload %s, meaning %s%s",
                          reading->first, reading->masked, reading->mask, reading->length, payload,
                          meaning, reading->last ? ", refused or cut" : "");
}

static gboolean
bytes_equal (GBytes *a, GBytes *b)
{
  return a == NULL || b == NULL ? a == b : g_bytes_equal (a, b);
}

/* See #ScriptKind. An empty text has no field. */
static gboolean
meanings_agree (const FrameReading *mine,
                const FrameReading *other,
                ScriptKind kind,
                FrameAgreement *agreement)
{
  const gboolean control = (mine->first & 8) != 0;

  if (!control && (mine->length == 0 || kind == SCRIPT_MIXED ||
                   (kind == SCRIPT_JOINED && other->meaning == NULL)))
    return TRUE;
  if (control)
    agreement->n_controls++;
  else if (mine->meaning != NULL && kind == SCRIPT_DEFLATE)
    agreement->n_inflated++;
  else if (mine->meaning != NULL)
    agreement->n_texts++;
  return bytes_equal (mine->meaning, other->meaning);
}

/* Of a frame that Sonde refuses the header must still agree, where tshark has the whole of it. */
static gboolean
readings_agree (const FrameReading *mine,
                const FrameReading *other,
                ScriptKind kind,
                FrameAgreement *agreement)
{
  if (mine == NULL || other == NULL)
    return mine == NULL ? other == NULL : mine->last;
  agreement->n_frames++;
  agreement->n_refused += mine->last;
  return mine->first == other->first && mine->masked == other->masked &&
         mine->length == other->length &&
         (mine->last || (mine->mask == other->mask && bytes_equal (mine->payload, other->payload) &&
                         meanings_agree (mine, other, kind, agreement)));
}

/* Frame by frame, up to one that Sonde refuses. */
static char *
compare_side (GPtrArray *sonde,
              GPtrArray *tshark,
              guint connection,
              gboolean sent,
              ScriptKind kind,
              FrameAgreement *agreement)
{
  static const char *const kinds[] = { "plain", "deflate", "joined", "mixed" };
  guint at[2] = { 0, 0 };
  guint n = 0;
  const FrameReading *mine;

  do
    {
      const FrameReading *other = find_next (tshark, &at[1], connection, sent);

      mine = find_next (sonde, &at[0], connection, sent);
      if (!readings_agree (mine, other, kind, agreement))
        {
          g_autofree char *a = print_reading (mine);
          g_autofree char *b = print_reading (other);

          return g_strdup_printf ("connection %u (%s), %s, frame %u:\nsonde:  %s\ntshark: %s",
                                  connection, kinds[kind], sent ? "sent" : "received", n, a, b);
        }
      n++;
    }
  while (mine != NULL && !mine->last);
  return NULL;
}

char *
frame_readings_compare (GPtrArray *sonde,
                        GPtrArray *tshark,
                        const ScriptedCapture *scripted,
                        FrameAgreement *agreement)
{
  for (guint i = 0; i < scripted->n_connections; i++)
    for (gboolean sent = FALSE; sent <= TRUE; sent++)
      {
        char *difference = compare_side (sonde, tshark, i, sent, scripted->kinds[i], agreement);

        if (difference != NULL)
          return difference;
      }
  return NULL;
}

static char *
write_file (GBytes *capture)
{
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  int descriptor = g_file_open_tmp ("sonde-tshark-XXXXXX.pcapng", &path, &error);
  gsize size;
  const char *data = g_bytes_get_data (capture, &size);

  g_assert_no_error (error);
  g_close (descriptor, &error);
  g_assert_no_error (error);
  g_file_set_contents (path, data, (gssize) size, &error);
  g_assert_no_error (error);
  return path;
}

char *
frame_readings_try (const guint8 *script, gsize size, FrameAgreement *agreement)
{
  g_autoptr (ScriptedCapture) scripted = scripted_capture_new (script, size);
  g_autofree char *path = write_file (scripted->capture);
  g_autoptr (GPtrArray) sonde = frame_readings_of_sonde (scripted->capture);
  g_autoptr (GPtrArray) tshark = frame_readings_of_tshark (path);
  g_autofree char *difference = frame_readings_compare (sonde, tshark, scripted, agreement);

  if (difference != NULL)
    return g_strdup_printf ("%s\nThe capture is %s", difference, path);
  g_unlink (path);
  return NULL;
}
