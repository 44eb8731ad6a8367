/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-tap-output.h"

#include "sonde-dissector.h"
#include "sonde-frame-writer.h"
#include "sonde-source.h"

#define MAX_INJECTED_SIZE (64 * 1024)

struct _SondeTapOutput
{
  GOutputStream parent_instance;

  GPollableOutputStream *base;
  GMainContext *context;
  SondeDissector dissector;
  SondeFrameWriter writer;
  gboolean close_sent;
  gboolean close_injected; /* what the writer still has to say is thrown away */
  gboolean is_cut;
  guint64 n_bytes;

  GByteArray *injected; /* whole frames that wait for a boundary */
  gboolean injecting;   /* the first of them is partly written */
  gboolean is_own;      /* what is written now was injected */
  gboolean blocked;     /* a frame was refused that the writer will offer again */
  GSource *flush_source;
};

enum
{
  CONTROL_FRAME,
  MESSAGE_SENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
report_frame (SondeTapOutput *self)
{
  const SondeFrameHeader *header = &self->dissector.header;
  g_autoptr (GBytes) payload = NULL;

  if (!sonde_opcode_is_control (header->opcode))
    {
      if (header->fin && !self->is_own)
        g_signal_emit (self, signals[MESSAGE_SENT], 0);
      return;
    }

  if (header->opcode == SONDE_OPCODE_CLOSE)
    self->close_sent = TRUE;
  payload = g_bytes_new (self->dissector.control, (gsize) header->payload_size);
  g_signal_emit (self, signals[CONTROL_FRAME], 0, header->opcode, payload);
}

static void
dissect (SondeTapOutput *self, const guint8 *data, gsize size)
{
  gint64 time_us = g_get_real_time ();
  gint64 monotonic_us = g_get_monotonic_time ();

  while (size > 0)
    {
      gsize n_used;

      switch (sonde_dissector_feed (&self->dissector, data, size, &n_used, NULL))
        {
        case SONDE_DISSECTION_FRAME:
          /* A listener may look into the log, so its lock is not held over a report. */
          sonde_frame_writer_begin (&self->writer, time_us, monotonic_us);
          sonde_frame_writer_add_frame (&self->writer, &self->dissector.header, data, n_used);
          sonde_frame_writer_end (&self->writer);
          report_frame (self);
          break;
        case SONDE_DISSECTION_PART:
          sonde_frame_writer_add_part (&self->writer, data, n_used);
          break;
        case SONDE_DISSECTION_INVALID:
        default:
          g_assert_not_reached ();
        }
      data += n_used;
      size -= n_used;
    }
}

static gssize
write_base (SondeTapOutput *self,
            const guint8 *data,
            gsize size,
            gboolean blocking,
            GCancellable *cancellable,
            GError **error)
{
  gssize n = g_pollable_stream_write (G_OUTPUT_STREAM (self->base), data, size, blocking,
                                      cancellable, error);

  if (n > 0)
    {
      self->n_bytes += (gsize) n;
      dissect (self, data, (gsize) n);
    }
  return n;
}

/* Writes what is injected, where a frame may start. Returns FALSE where it could not be finished.
 */
static gboolean
flush_injected (SondeTapOutput *self, gboolean blocking, GCancellable *cancellable, GError **error)
{
  while (self->injected->len > 0)
    {
      gssize n;

      /* TLS may hold what it could not write, and takes nothing else before the same again. */
      if (!self->injecting &&
          (self->blocked || !sonde_dissector_is_between_frames (&self->dissector)))
        return TRUE;
      if (self->close_sent)
        {
          g_byte_array_set_size (self->injected, 0);
          return TRUE;
        }

      self->is_own = TRUE;
      n = write_base (self, self->injected->data, self->injected->len, blocking, cancellable,
                      error);
      self->is_own = FALSE;
      if (n < 0)
        return FALSE;
      g_byte_array_remove_range (self->injected, 0, (guint) n);
      self->injecting = self->injected->len > 0 &&
                        !sonde_dissector_is_between_frames (&self->dissector);
    }
  return TRUE;
}

static gboolean
on_base_writable (GObject *stream, gpointer user_data)
{
  SondeTapOutput *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!self->is_cut && !flush_injected (self, FALSE, NULL, &error) &&
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;

  /* Done, or the writer of the other frames meets the same error. */
  sonde_source_clear (&self->flush_source);
  return G_SOURCE_REMOVE;
}

/* What cannot be injected now goes as soon as the socket takes it. */
static void
flush_or_wait (SondeTapOutput *self)
{
  g_autoptr (GError) error = NULL;

  if (flush_injected (self, FALSE, NULL, &error) || self->flush_source != NULL ||
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return;

  self->flush_source = g_pollable_output_stream_create_source (self->base, NULL);
  g_source_set_callback (self->flush_source, G_SOURCE_FUNC (on_base_writable), self, NULL);
  g_source_attach (self->flush_source, self->context);
}

static gssize
write_frames (SondeTapOutput *self,
              const void *data,
              gsize size,
              gboolean blocking,
              GCancellable *cancellable,
              GError **error)
{
  gssize n;

  if (self->is_cut)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The connection was cut");
      return -1;
    }
  if (!flush_injected (self, blocking, cancellable, error))
    return -1;
  if (self->close_injected && self->close_sent)
    return (gssize) size;
  n = write_base (self, data, size, blocking, cancellable, error);
  self->blocked = n < 0;
  if (n > 0)
    flush_or_wait (self);
  return n;
}

static gssize
sonde_tap_output_write_fn (
    GOutputStream *stream, const void *data, gsize size, GCancellable *cancellable, GError **error)
{
  return write_frames (SONDE_TAP_OUTPUT (stream), data, size, TRUE, cancellable, error);
}

static gssize
sonde_tap_output_write_nonblocking (GPollableOutputStream *stream,
                                    const void *data,
                                    gsize size,
                                    GError **error)
{
  return write_frames (SONDE_TAP_OUTPUT (stream), data, size, FALSE, NULL, error);
}

static gboolean
sonde_tap_output_is_writable (GPollableOutputStream *stream)
{
  SondeTapOutput *self = SONDE_TAP_OUTPUT (stream);

  return self->is_cut || g_pollable_output_stream_is_writable (self->base);
}

static GSource *
sonde_tap_output_create_source (GPollableOutputStream *stream, GCancellable *cancellable)
{
  SondeTapOutput *self = SONDE_TAP_OUTPUT (stream);
  g_autoptr (GSource) base_source = g_pollable_output_stream_create_source (self->base, NULL);

  return g_pollable_source_new_full (self, base_source, cancellable);
}

static void
pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = sonde_tap_output_is_writable;
  iface->create_source = sonde_tap_output_create_source;
  iface->write_nonblocking = sonde_tap_output_write_nonblocking;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeTapOutput,
                               sonde_tap_output,
                               G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM, pollable_init))

static void
sonde_tap_output_dispose (GObject *object)
{
  SondeTapOutput *self = SONDE_TAP_OUTPUT (object);

  sonde_source_clear (&self->flush_source);

  G_OBJECT_CLASS (sonde_tap_output_parent_class)->dispose (object);
}

static void
sonde_tap_output_finalize (GObject *object)
{
  SondeTapOutput *self = SONDE_TAP_OUTPUT (object);

  g_clear_object (&self->base);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->injected, g_byte_array_unref);
  sonde_frame_writer_clear (&self->writer);

  G_OBJECT_CLASS (sonde_tap_output_parent_class)->finalize (object);
}

static void
sonde_tap_output_class_init (SondeTapOutputClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GOutputStreamClass *stream_class = G_OUTPUT_STREAM_CLASS (klass);

  object_class->dispose = sonde_tap_output_dispose;
  object_class->finalize = sonde_tap_output_finalize;
  stream_class->write_fn = sonde_tap_output_write_fn;

  signals[CONTROL_FRAME] = g_signal_new ("control-frame", SONDE_TYPE_TAP_OUTPUT, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT,
                                         G_TYPE_BYTES);
  signals[MESSAGE_SENT] = g_signal_new ("message-sent", SONDE_TYPE_TAP_OUTPUT, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sonde_tap_output_init (SondeTapOutput *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->injected = g_byte_array_new ();
}

/**
 * sonde_tap_output_new:
 * @base: where the bytes go; must be pollable
 */
SondeTapOutput *
sonde_tap_output_new (GOutputStream *base, gboolean deflate)
{
  SondeTapOutput *self = g_object_new (SONDE_TYPE_TAP_OUTPUT, NULL);

  g_assert (G_IS_POLLABLE_OUTPUT_STREAM (base));

  self->base = G_POLLABLE_OUTPUT_STREAM (g_object_ref (base));
  sonde_dissector_init (&self->dissector, SONDE_DIRECTION_SENT, deflate, G_MAXUINT64);
  return self;
}

static void
append_frame (SondeTapOutput *self,
              gboolean fin,
              SondeOpcode opcode,
              const guint8 *payload,
              gsize payload_size)
{
  SondeFrameHeader header = {
    .fin = fin, .opcode = (guint8) opcode, .masked = TRUE, .payload_size = payload_size
  };
  guint32 key = g_random_int ();
  guint8 head[SONDE_FRAME_MAX_HEADER_SIZE];

  memcpy (header.mask, &key, sizeof header.mask);
  g_byte_array_append (self->injected, head, (guint) sonde_frame_header_write (&header, head));
  if (payload_size == 0)
    return;
  g_byte_array_append (self->injected, payload, (guint) payload_size);
  sonde_frame_mask (self->injected->data + self->injected->len - payload_size, payload_size,
                    header.mask, 0);
}

static gboolean
can_inject (SondeTapOutput *self)
{
  return !self->close_sent && !self->close_injected && !self->is_cut &&
         self->injected->len <= MAX_INJECTED_SIZE;
}

/**
 * sonde_tap_output_set_log:
 *
 * See sonde_tap_stream_set_log().
 */
void
sonde_tap_output_set_log (SondeTapOutput *self, SondeFrameLog *log, guint dial)
{
  g_return_if_fail (SONDE_IS_TAP_OUTPUT (self));

  sonde_frame_writer_clear (&self->writer);
  sonde_frame_writer_init (&self->writer, log, dial, SONDE_DIRECTION_SENT);
}

/**
 * sonde_tap_output_inject:
 * @opcode: of a control frame
 * @payload: at most 125 bytes
 *
 * Sends a masked frame as soon as the frame that is being written ends. After a close frame, what
 * else is written goes nowhere.
 *
 * Returns: %FALSE after a close frame, or where too much waits already
 */
gboolean
sonde_tap_output_inject (SondeTapOutput *self, SondeOpcode opcode, GBytes *payload)
{
  const guint8 *data;
  gsize size;

  g_return_val_if_fail (SONDE_IS_TAP_OUTPUT (self), FALSE);
  g_return_val_if_fail (sonde_opcode_is_control ((guint8) opcode), FALSE);
  g_return_val_if_fail (g_bytes_get_size (payload) <= SONDE_FRAME_MAX_CONTROL_SIZE, FALSE);

  if (!can_inject (self))
    return FALSE;

  data = g_bytes_get_data (payload, &size);
  append_frame (self, TRUE, opcode, data, size);
  self->close_injected = opcode == SONDE_OPCODE_CLOSE;
  flush_or_wait (self);
  return TRUE;
}

/**
 * sonde_tap_output_inject_message:
 * @opcode: of a data message
 * @fragment_size: bytes, at least 1
 *
 * Sends a message uncompressed, in masked frames of @fragment_size bytes of payload with nothing
 * between them, as soon as the frame that is being written ends. No "message-sent" tells of it.
 *
 * Returns: %FALSE after a close frame, or where too much waits already
 */
gboolean
sonde_tap_output_inject_message (SondeTapOutput *self,
                                 SondeOpcode opcode,
                                 GBytes *payload,
                                 gsize fragment_size)
{
  const guint8 *data;
  gsize size;
  gsize offset = 0;

  g_return_val_if_fail (SONDE_IS_TAP_OUTPUT (self), FALSE);
  g_return_val_if_fail (fragment_size > 0, FALSE);

  if (!can_inject (self))
    return FALSE;

  data = g_bytes_get_data (payload, &size);
  do
    {
      gsize n = MIN (fragment_size, size - offset);

      append_frame (self, offset + n == size, offset == 0 ? opcode : SONDE_OPCODE_CONTINUATION,
                    n > 0 ? data + offset : NULL, n);
      offset += n;
    }
  while (offset < size);
  flush_or_wait (self);
  return TRUE;
}

/**
 * sonde_tap_output_cut:
 *
 * Nothing is written any more.
 */
void
sonde_tap_output_cut (SondeTapOutput *self)
{
  g_return_if_fail (SONDE_IS_TAP_OUTPUT (self));

  self->is_cut = TRUE;
  sonde_source_clear (&self->flush_source);
}

guint64
sonde_tap_output_get_n_bytes (SondeTapOutput *self)
{
  g_return_val_if_fail (SONDE_IS_TAP_OUTPUT (self), 0);

  return self->n_bytes;
}
