/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-raw-client.h"

#include "sonde-close-code.h"
#include "sonde-dialer.h"
#include "sonde-error.h"
#include "sonde-frame.h"
#include "sonde-source.h"
#include "sonde-utf8.h"

#include <string.h>

#define READ_SIZE        16384
#define WRITE_LIMIT_US   (10 * G_USEC_PER_SEC)
#define MAX_SHOWN_BYTES  24
#define MAX_SHOWN_FRAMES 12

struct _SondeRawClient
{
  GMainContext *context;
  GCancellable *cancellable;
  GIOStream *stream;
  GByteArray *buffer; /* what came and was not read as a frame yet */
  gboolean has_ended;
  gboolean in_message;
  gboolean in_text;
  GByteArray *text; /* of the text message at hand, to be judged as a whole */
  SondeRawFaults *faults;
  GString *transcript; /* not owned */
  guint n_shown;
};

void
sonde_raw_faults_clear (SondeRawFaults *self)
{
  for (guint i = 0; i < SONDE_RAW_N_FAULTS; i++)
    g_clear_pointer (&self->evidence[i], g_free);
}

void
sonde_raw_frame_clear (SondeRawFrame *self)
{
  g_clear_pointer (&self->payload, g_bytes_unref);
}

static char *
format_bytes (const guint8 *data, gsize size)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < MIN (size, MAX_SHOWN_BYTES); i++)
    g_string_append_printf (text, i == 0 ? "%02x" : " %02x", data[i]);
  if (size > MAX_SHOWN_BYTES)
    g_string_append (text, " …");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Arrows of the direction, the opcode as on the wire, and the bytes: the same in every language. */
static void
note (SondeRawClient *self, const char *arrow, const guint8 *data, gsize size)
{
  g_autofree char *bytes = format_bytes (data, size);

  if (self->transcript == NULL || self->n_shown++ >= MAX_SHOWN_FRAMES)
    return;
  g_string_append_printf (self->transcript, "%s%s %s: %s", self->transcript->len > 0 ? "\n" : "",
                          arrow, sonde_opcode_get_name (data[0] & 0xf), bytes);
}

/* A dial that is waited for. */
typedef struct
{
  GAsyncResult *result;
} Dial;

static void
on_dialled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Dial *dial = user_data;

  dial->result = g_object_ref (result);
}

/**
 * sonde_raw_client_dial:
 * @endpoint: where
 * @offers_deflate: whether permessage-deflate is offered; where it is granted, frames may come
 *   compressed, which this class does not undo
 * @cancellable: ends every wait of the client
 * @faults: where faults of the server's frames are added up; must outlive the client
 * @answer: (out) (nullable): what the server answered, where it let the client in
 * @checks: (out) (nullable) (element-type SondeHandshakeCheck): the checks of the answer, also
 * where one of them failed
 *
 * Connects and waits until that is done, at most for the time-out of the endpoint.
 *
 * Returns: (transfer full): a client, or %NULL with an error of %SONDE_ERROR
 */
SondeRawClient *
sonde_raw_client_dial (const SondeEndpoint *endpoint,
                       gboolean offers_deflate,
                       GCancellable *cancellable,
                       SondeRawFaults *faults,
                       SondeHandshakeAnswer **answer,
                       GPtrArray **checks,
                       GError **error)
{
  g_autoptr (SondeDialer) dialer = sonde_dialer_new (endpoint);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) received = NULL;
  GMainContext *context = g_main_context_get_thread_default ();
  SondeRawClient *self;
  GIOStream *stream;
  Dial dial = { NULL };

  *answer = NULL;
  *checks = NULL;
  if (!offers_deflate)
    sonde_dialer_offer_nothing (dialer);
  sonde_dialer_dial_async (dialer, cancellable, on_dialled, &dial);
  while (dial.result == NULL)
    g_main_context_iteration (context, TRUE);

  result = dial.result;
  stream = sonde_dialer_dial_finish (dialer, result, answer, &received, error);
  if (stream == NULL)
    {
      const SondeHandshakeAnswer *refused = sonde_dialer_get_record (dialer)->answer;

      if (refused != NULL)
        *checks = g_ptr_array_ref (refused->checks);
      return NULL;
    }

  *checks = g_ptr_array_ref ((*answer)->checks);
  self = g_new0 (SondeRawClient, 1);
  self->context = context != NULL ? g_main_context_ref (context) : NULL;
  self->cancellable = g_object_ref (cancellable);
  self->stream = stream;
  self->buffer = g_byte_array_new ();
  self->text = g_byte_array_new ();
  self->faults = faults;
  g_byte_array_append (self->buffer, g_bytes_get_data (received, NULL),
                       (guint) g_bytes_get_size (received));
  return self;
}

void
sonde_raw_client_free (SondeRawClient *self)
{
  g_io_stream_close (self->stream, NULL, NULL);
  g_clear_object (&self->stream);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->buffer, g_byte_array_unref);
  g_clear_pointer (&self->text, g_byte_array_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self);
}

/**
 * sonde_raw_client_start_transcript:
 * @transcript: (nullable): takes a line for each frame, up to a bound; must outlive the client, or
 *   the next call
 */
void
sonde_raw_client_start_transcript (SondeRawClient *self, GString *transcript)
{
  self->transcript = transcript;
  self->n_shown = 0;
}

static gboolean
on_ready (GObject *pollable, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
on_deadline (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Takes the source. Returns FALSE where the deadline came first, or somebody cancelled. */
static gboolean
wait_for (SondeRawClient *self, GSource *source, gint64 deadline_us)
{
  GSource *timer;
  gboolean is_ready = FALSE;
  gboolean is_late = FALSE;

  g_source_set_callback (source, G_SOURCE_FUNC (on_ready), &is_ready, NULL);
  g_source_attach (source, self->context);
  timer = sonde_source_add_timer (deadline_us, on_deadline, &is_late);
  while (!is_ready && !is_late)
    g_main_context_iteration (self->context, TRUE);
  sonde_source_clear (&timer);
  g_source_destroy (source);
  g_source_unref (source);
  return is_ready && !g_cancellable_is_cancelled (self->cancellable);
}

static gboolean
write_all (SondeRawClient *self, const guint8 *data, gsize size)
{
  GPollableOutputStream *output = G_POLLABLE_OUTPUT_STREAM (
      g_io_stream_get_output_stream (self->stream));
  gint64 deadline_us = g_get_monotonic_time () + WRITE_LIMIT_US;

  while (size > 0)
    {
      g_autoptr (GError) error = NULL;
      gssize n = g_pollable_output_stream_write_nonblocking (output, data, size, self->cancellable,
                                                             &error);

      if (n > 0)
        {
          data += n;
          size -= (gsize) n;
        }
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK) ||
               !wait_for (self, g_pollable_output_stream_create_source (output, self->cancellable),
                          deadline_us))
        {
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * sonde_raw_client_send_bytes:
 * @data: (array length=size): a frame in any shape
 *
 * Returns: whether all was written; a server that does not read is given 10 s
 */
gboolean
sonde_raw_client_send_bytes (SondeRawClient *self, const guint8 *data, gsize size)
{
  note (self, "→", data, size);
  return write_all (self, data, size);
}

/**
 * sonde_raw_client_send:
 * @first: the first byte of the frame: FIN, the reserved bits and the opcode
 * @masked: whether it is masked, as RFC 6455 section 5.1 asks of a client, with a random key
 * @payload: (array length=size): of any size; its length is in the shortest form
 *
 * Returns: whether all was written
 */
gboolean
sonde_raw_client_send (
    SondeRawClient *self, guint8 first, gboolean masked, gconstpointer payload, gsize size)
{
  SondeFrameHeader header = {
    .fin = (first & 0x80) != 0,
    .rsv = first >> 4 & 0x7,
    .opcode = first & 0xf,
    .masked = masked,
    .payload_size = size,
  };
  guint32 key = g_random_int ();
  guint8 head[SONDE_FRAME_MAX_HEADER_SIZE];
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  gsize head_size;

  memcpy (header.mask, &key, sizeof header.mask);
  head_size = sonde_frame_header_write (&header, head);
  g_byte_array_append (frame, head, (guint) head_size);
  if (size > 0)
    g_byte_array_append (frame, payload, (guint) size);
  if (masked)
    sonde_frame_mask (frame->data + head_size, size, header.mask, 0);
  return sonde_raw_client_send_bytes (self, frame->data, frame->len);
}

static void
blame (SondeRawClient *self, SondeRawFault fault)
{
  if (self->faults->evidence[fault] == NULL)
    self->faults->evidence[fault] = format_bytes (self->buffer->data, self->buffer->len);
}

static void
judge_close (SondeRawClient *self, const guint8 *payload, gsize size)
{
  if (size == 0)
    return;
  if (size == 1 || !sonde_close_code_is_receivable ((guint16) (payload[0] << 8 | payload[1])) ||
      !sonde_utf8_is_valid (payload + 2, size - 2))
    blame (self, SONDE_RAW_FAULT_CLOSE);
}

static void
judge_data (SondeRawClient *self, const SondeFrameHeader *header, const guint8 *payload)
{
  if ((header->opcode == SONDE_OPCODE_CONTINUATION) != self->in_message)
    blame (self, SONDE_RAW_FAULT_SEQUENCE);

  if (header->opcode != SONDE_OPCODE_CONTINUATION)
    {
      self->in_text = header->opcode == SONDE_OPCODE_TEXT;
      g_byte_array_set_size (self->text, 0);
    }
  self->in_message = !header->fin;
  if (!self->in_text || self->text->len + header->payload_size > SONDE_RAW_CLIENT_MAX_FRAME_SIZE)
    return;

  g_byte_array_append (self->text, payload, (guint) header->payload_size);
  if (header->fin && !sonde_utf8_is_valid (self->text->data, self->text->len))
    blame (self, SONDE_RAW_FAULT_UTF8);
}

static void
judge (SondeRawClient *self, const SondeFrameHeader *header, const guint8 *payload)
{
  self->faults->n_frames++;
  if (header->rsv != 0)
    blame (self, SONDE_RAW_FAULT_RSV);
  if ((header->opcode & 0x7) > 2)
    blame (self, SONDE_RAW_FAULT_OPCODE);

  if (!sonde_opcode_is_control (header->opcode))
    {
      judge_data (self, header, payload);
      return;
    }
  if (!header->fin || header->payload_size > SONDE_FRAME_MAX_CONTROL_SIZE)
    blame (self, SONDE_RAW_FAULT_CONTROL);
  if (header->opcode == SONDE_OPCODE_CLOSE)
    judge_close (self, payload, (gsize) header->payload_size);
}

/* Reads a frame out of the buffer, or says what the buffer lacks. */
static SondeRawEvent
take_frame (SondeRawClient *self, SondeRawFrame *frame)
{
  SondeFrameHeader header;
  SondeFrameResult result = sonde_frame_header_parse (&header, self->buffer->data,
                                                      self->buffer->len);
  guint8 *payload;
  gsize size;

  if (result == SONDE_FRAME_INVALID)
    {
      self->faults->n_frames++;
      blame (self, SONDE_RAW_FAULT_LENGTH);
      note (self, "←", self->buffer->data, self->buffer->len);
      return SONDE_RAW_BROKEN;
    }
  if (result == SONDE_FRAME_OK && header.payload_size > SONDE_RAW_CLIENT_MAX_FRAME_SIZE)
    {
      note (self, "←", self->buffer->data, self->buffer->len);
      return SONDE_RAW_BROKEN;
    }
  if (result == SONDE_FRAME_INCOMPLETE || self->buffer->len < header.size + header.payload_size)
    return SONDE_RAW_SILENT;

  size = (gsize) header.payload_size;
  payload = self->buffer->data + header.size;
  note (self, "←", self->buffer->data, header.size + size);
  if (header.masked)
    {
      /* While the evidence is still as it was on the wire. */
      blame (self, SONDE_RAW_FAULT_MASKED);
      sonde_frame_mask (payload, size, header.mask, 0);
    }
  judge (self, &header, payload);
  *frame = (SondeRawFrame){
    .fin = header.fin,
    .opcode = header.opcode,
    .payload = g_bytes_new (payload, size),
  };
  g_byte_array_remove_range (self->buffer, 0, (guint) (header.size + size));
  return SONDE_RAW_FRAME;
}

/**
 * sonde_raw_client_read:
 * @deadline_us: monotonic
 * @frame: (out caller-allocates): the frame with %SONDE_RAW_FRAME, else untouched
 *
 * Waits for the next frame. What is wrong with it by itself is added to the faults.
 *
 * Returns: what came
 */
SondeRawEvent
sonde_raw_client_read (SondeRawClient *self, gint64 deadline_us, SondeRawFrame *frame)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (
      g_io_stream_get_input_stream (self->stream));
  guint8 block[READ_SIZE];

  while (TRUE)
    {
      g_autoptr (GError) error = NULL;
      SondeRawEvent event = take_frame (self, frame);
      gssize n;

      if (event != SONDE_RAW_SILENT)
        return event;
      if (self->has_ended)
        return SONDE_RAW_ENDED;
      if (g_get_monotonic_time () >= deadline_us)
        return SONDE_RAW_SILENT;

      n = g_pollable_input_stream_read_nonblocking (input, block, sizeof block, self->cancellable,
                                                    &error);
      if (n > 0)
        {
          g_byte_array_append (self->buffer, block, (guint) n);
          continue;
        }
      if (g_cancellable_is_cancelled (self->cancellable))
        return SONDE_RAW_CANCELLED;
      if (n == 0 || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          self->has_ended = TRUE;
          return SONDE_RAW_ENDED;
        }
      if (!wait_for (self, g_pollable_input_stream_create_source (input, self->cancellable),
                     deadline_us))
        return g_cancellable_is_cancelled (self->cancellable) ? SONDE_RAW_CANCELLED
                                                              : SONDE_RAW_SILENT;
    }
}
