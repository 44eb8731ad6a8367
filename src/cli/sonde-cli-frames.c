/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-capture.h"
#include "sonde-cli-command.h"
#include "sonde-cli-json.h"
#include "sonde-cli-output.h"
#include "sonde-error.h"
#include "sonde-message-reader.h"

#include <glib/gi18n.h>

#define FRAMES_AT_ONCE   256
#define MAX_MESSAGE_SIZE (64 * 1024 * 1024)

typedef struct
{
  gboolean bytes;
} FramesValues;

static const SondeCliOption options[] = {
  { "bytes", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (FramesValues, bytes), 0, 0, 0, NULL,
    N_ ("Print the bytes of each frame too, in hexadecimal, as they were on the wire") },
  { NULL },
};

typedef struct
{
  const FramesValues *values;
  SondeCapture *capture;
  SondeMessageReader *reader;
} Frames;

static void
add_hex (SondeCliJson *json, const char *name, const guint8 *data, gsize size)
{
  g_autoptr (GString) hex = g_string_sized_new (2 * size + 1);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (hex, "%02x", data[i]);
  sonde_cli_json_add_text (json, name, hex->str, (gssize) hex->len);
}

static void
add_header (SondeCliJson *json, const SondeFrameRecord *frame)
{
  const SondeFrameHeader *header = &frame->header;

  sonde_cli_json_add_integer (json, "fin", header->fin ? 1 : 0);
  sonde_cli_json_add_integer (json, "rsv", header->rsv);
  sonde_cli_json_add_integer (json, "opcode", header->opcode);
  sonde_cli_json_add_text (json, "name", sonde_opcode_get_name (header->opcode), -1);
  if (header->masked)
    add_hex (json, "mask", header->mask, sizeof header->mask);
  sonde_cli_json_add_integer (json, "length", (gint64) header->payload_size);
}

static void
add_close (SondeCliJson *json, const SondeFrameRecord *frame)
{
  g_autofree char *reason = sonde_frame_record_get_close_reason (frame);

  sonde_cli_json_add_integer (json, "code", sonde_frame_record_get_close_code (frame));
  if (reason != NULL)
    sonde_cli_json_add_text (json, "reason", reason, -1);
}

/* A message goes with its last frame. */
static void
add_message (Frames *self, SondeCliJson *json, const SondeFrameRecord *frame)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = sonde_message_reader_read (self->reader, frame->number, &error);
  const guint8 *data;
  gsize size;

  if (message == NULL)
    {
      sonde_cli_json_add_text (json, "unread", error->message, -1);
      return;
    }
  data = g_bytes_get_data (message, &size);
  if (g_utf8_validate_len (size > 0 ? (const char *) data : "", size, NULL))
    {
      sonde_cli_json_add_text (json, "text", size > 0 ? (const char *) data : "", (gssize) size);
    }
  else
    {
      g_autofree char *base64 = g_base64_encode (data, size);

      sonde_cli_json_add_text (json, "data", base64, -1);
    }
}

static gboolean
print_frame (Frames *self, const SondeFrameRecord *frame)
{
  g_autoptr (SondeCliJson) json = sonde_cli_json_new ();

  sonde_cli_json_add_integer (json, "number", (gint64) frame->number);
  sonde_cli_json_add_integer (json, "connection", frame->dial);
  sonde_cli_json_add_text (json, "direction",
                           frame->direction == SONDE_DIRECTION_SENT ? "sent" : "received", -1);
  sonde_cli_json_add_integer (json, "time_us", frame->time_us);
  if (g_bytes_get_size (frame->bytes) >= 2)
    add_header (json, frame);
  sonde_cli_json_add_integer (json, "message", (gint64) frame->message);
  if (frame->error != NULL)
    sonde_cli_json_add_text (json, "error", frame->error->message, -1);
  else if (frame->header.opcode == SONDE_OPCODE_CLOSE)
    add_close (json, frame);
  else if (frame->ends_message)
    add_message (self, json, frame);
  if (self->values->bytes)
    add_hex (json, "bytes", g_bytes_get_data (frame->bytes, NULL), g_bytes_get_size (frame->bytes));
  return sonde_cli_json_print (json);
}

static gboolean
print_frames (Frames *self)
{
  guint64 number;
  guint64 end;

  sonde_frame_log_get_range (self->capture->log, &number, &end);
  while (number < end)
    {
      g_autoptr (GPtrArray)
          frames = sonde_frame_log_get_frames (self->capture->log, number, FRAMES_AT_ONCE);

      for (guint i = 0; i < frames->len; i++)
        if (!print_frame (self, g_ptr_array_index (frames, i)))
          return FALSE;
      number += frames->len;
    }
  return TRUE;
}

static void
warn (const SondeCapture *capture)
{
  guint64 n_dropped = sonde_frame_log_get_n_dropped (capture->log);
  guint first;
  guint end;

  if (n_dropped > 0)
    sonde_cli_warn (g_dngettext (GETTEXT_PACKAGE, "%llu frame before them was not kept",
                                 "%llu frames before them were not kept", (gulong) n_dropped),
                    (unsigned long long) n_dropped);
  sonde_frame_log_get_dial_range (capture->log, &first, &end);
  if (first == end)
    sonde_cli_warn (_ ("There is no WebSocket handshake in the capture"));
  if (capture->n_encrypted > 0)
    sonde_cli_warn (g_dngettext (GETTEXT_PACKAGE, "%u connection is encrypted and cannot be read",
                                 "%u connections are encrypted and cannot be read",
                                 capture->n_encrypted),
                    capture->n_encrypted);
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  Frames self = { .values = invocation->values };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (invocation->arguments[0]);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &cause);
  g_autoptr (SondeCapture) capture = NULL;
  g_autoptr (SondeMessageReader) reader = NULL;

  if (stream != NULL)
    capture = sonde_capture_read (G_INPUT_STREAM (stream), NULL, NULL, &error);
  else
    error = g_error_new (SONDE_ERROR, SONDE_ERROR_STORE,
                         _ ("The capture file cannot be opened: %s"), cause->message);
  if (capture == NULL)
    {
      sonde_cli_report (error);
      return SONDE_CLI_FAILED;
    }

  reader = sonde_message_reader_new (capture->log, MAX_MESSAGE_SIZE);
  self.capture = capture;
  self.reader = reader;
  if (!print_frames (&self))
    return SONDE_CLI_FAILED;
  warn (capture);
  if (capture->damage == NULL)
    return SONDE_CLI_DONE;
  sonde_cli_report (capture->damage);
  return SONDE_CLI_FAILED;
}

const SondeCliCommand sonde_cli_frames_command = {
  .name = "frames",
  .synopsis = "FILE",
  .summary = N_ ("Print the WebSocket frames of a capture file"),
  .description = N_ (
      "Reads a capture (.pcapng or .pcap, of Wireshark, tcpdump or “sonde-cli capture”), puts its "
      "TCP connections together and prints one JSON object for each WebSocket frame: number, "
      "connection, direction, time_us (microseconds since 1970), fin, rsv (4 is RSV1), opcode and "
      "its name, mask where there is one, length (bytes) and message, the number of the first "
      "frame of its message. The last frame of a message has all of it, unmasked and inflated, as "
      "text, or as data (in Base64) where it is not UTF-8; a close frame has code and reason. "
      "A frame that breaks RFC 6455 has an error, and ends what can be told of its direction.\n"
      "\n"
      "Connections whose handshake is not in the file, or is encrypted, are left out."),
  .examples = "frames websocket-echo.pcapng\n"
              "frames --bytes probe.pcapng",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE,
  .n_arguments = 1,
  .values_size = sizeof (FramesValues),
  .options = options,
  .run = run,
};
