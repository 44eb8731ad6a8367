/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-tap-stream.h"

#include "sonde-tap-input.h"
#include "sonde-tap-output.h"

struct _SondeTapStream
{
  GIOStream parent_instance;

  GIOStream *base;
  SondeTapInput *input;
  SondeTapOutput *output;
};

enum
{
  CONTROL_FRAME,
  MESSAGE_SENT,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondeTapStream, sonde_tap_stream, G_TYPE_IO_STREAM)

static void
on_received_control_frame (SondeTapStream *self, guint opcode, GBytes *payload)
{
  g_signal_emit (self, signals[CONTROL_FRAME], 0, SONDE_DIRECTION_RECEIVED, opcode, payload);
}

static void
on_sent_control_frame (SondeTapStream *self, guint opcode, GBytes *payload)
{
  g_signal_emit (self, signals[CONTROL_FRAME], 0, SONDE_DIRECTION_SENT, opcode, payload);
}

static void
on_message_sent (SondeTapStream *self)
{
  g_signal_emit (self, signals[MESSAGE_SENT], 0);
}

static void
on_failed (SondeTapStream *self, const GError *error)
{
  g_signal_emit (self, signals[FAILED], 0, error);
}

static GInputStream *
sonde_tap_stream_get_input_stream (GIOStream *stream)
{
  return G_INPUT_STREAM (SONDE_TAP_STREAM (stream)->input);
}

static GOutputStream *
sonde_tap_stream_get_output_stream (GIOStream *stream)
{
  return G_OUTPUT_STREAM (SONDE_TAP_STREAM (stream)->output);
}

static gboolean
sonde_tap_stream_close_fn (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  return g_io_stream_close (SONDE_TAP_STREAM (stream)->base, cancellable, error);
}

static void
on_base_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_io_stream_close_finish (G_IO_STREAM (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
sonde_tap_stream_close_async (GIOStream *stream,
                              int io_priority,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (stream, cancellable, callback, user_data);

  g_task_set_source_tag (task, sonde_tap_stream_close_async);
  g_io_stream_close_async (SONDE_TAP_STREAM (stream)->base, io_priority, cancellable,
                           on_base_closed, task);
}

static gboolean
sonde_tap_stream_close_finish (GIOStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
sonde_tap_stream_finalize (GObject *object)
{
  SondeTapStream *self = SONDE_TAP_STREAM (object);

  g_clear_object (&self->input);
  g_clear_object (&self->output);
  g_clear_object (&self->base);

  G_OBJECT_CLASS (sonde_tap_stream_parent_class)->finalize (object);
}

static void
sonde_tap_stream_class_init (SondeTapStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  object_class->finalize = sonde_tap_stream_finalize;
  stream_class->get_input_stream = sonde_tap_stream_get_input_stream;
  stream_class->get_output_stream = sonde_tap_stream_get_output_stream;
  stream_class->close_fn = sonde_tap_stream_close_fn;
  stream_class->close_async = sonde_tap_stream_close_async;
  stream_class->close_finish = sonde_tap_stream_close_finish;

  signals[CONTROL_FRAME] = g_signal_new ("control-frame", SONDE_TYPE_TAP_STREAM, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT,
                                         G_TYPE_UINT, G_TYPE_BYTES);
  signals[MESSAGE_SENT] = g_signal_new ("message-sent", SONDE_TYPE_TAP_STREAM, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", SONDE_TYPE_TAP_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
sonde_tap_stream_init (SondeTapStream *self)
{
}

/**
 * sonde_tap_stream_new:
 * @base: an upgraded connection; both its streams must be pollable
 * @received: (nullable): bytes that came with the answer to the handshake
 * @deflate: whether permessage-deflate was granted
 * @max_message_size: the bound on a received message, in bytes as they are on the wire; what it
 *   inflates to is for #SondeDeflate to bound
 */
SondeTapStream *
sonde_tap_stream_new (GIOStream *base, GBytes *received, gboolean deflate, guint64 max_message_size)
{
  SondeTapStream *self = g_object_new (SONDE_TYPE_TAP_STREAM, NULL);

  self->base = g_object_ref (base);
  self->input = sonde_tap_input_new (g_io_stream_get_input_stream (base), received, deflate,
                                     max_message_size);
  self->output = sonde_tap_output_new (g_io_stream_get_output_stream (base), deflate);
  g_signal_connect_object (self->input, "control-frame", G_CALLBACK (on_received_control_frame),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->input, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->output, "control-frame", G_CALLBACK (on_sent_control_frame), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->output, "message-sent", G_CALLBACK (on_message_sent), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * sonde_tap_stream_accept_masked:
 *
 * See sonde_tap_input_accept_masked().
 */
void
sonde_tap_stream_accept_masked (SondeTapStream *self)
{
  g_return_if_fail (SONDE_IS_TAP_STREAM (self));

  sonde_tap_input_accept_masked (self->input);
}

/**
 * sonde_tap_stream_set_log:
 * @log: (nullable): where every frame goes, both ways
 * @dial: the ordinal of the dial that led to the stream
 *
 * To be called before anything is read or written.
 */
void
sonde_tap_stream_set_log (SondeTapStream *self, SondeFrameLog *log, guint dial)
{
  g_return_if_fail (SONDE_IS_TAP_STREAM (self));

  sonde_tap_input_set_log (self->input, log, dial);
  sonde_tap_output_set_log (self->output, log, dial);
}

/**
 * sonde_tap_stream_inject:
 *
 * See sonde_tap_output_inject().
 */
gboolean
sonde_tap_stream_inject (SondeTapStream *self, SondeOpcode opcode, GBytes *payload)
{
  g_return_val_if_fail (SONDE_IS_TAP_STREAM (self), FALSE);

  return sonde_tap_output_inject (self->output, opcode, payload);
}

/**
 * sonde_tap_stream_inject_message:
 *
 * See sonde_tap_output_inject_message().
 */
gboolean
sonde_tap_stream_inject_message (SondeTapStream *self,
                                 SondeOpcode opcode,
                                 GBytes *payload,
                                 gsize fragment_size)
{
  g_return_val_if_fail (SONDE_IS_TAP_STREAM (self), FALSE);

  return sonde_tap_output_inject_message (self->output, opcode, payload, fragment_size);
}

/**
 * sonde_tap_stream_discard_input:
 *
 * See sonde_tap_input_discard().
 */
void
sonde_tap_stream_discard_input (SondeTapStream *self)
{
  g_return_if_fail (SONDE_IS_TAP_STREAM (self));

  sonde_tap_input_discard (self->input);
}

/**
 * sonde_tap_stream_shut_output:
 *
 * Tells the peer that nothing more will come, so that it closes its end: a FIN, or the close_notify
 * of TLS (RFC 8446 section 6.1), which leaves the reading half as it is. Nothing may be written
 * after it.
 */
void
sonde_tap_stream_shut_output (SondeTapStream *self)
{
  g_return_if_fail (SONDE_IS_TAP_STREAM (self));

  if (G_IS_SOCKET_CONNECTION (self->base) && !G_IS_TCP_WRAPPER_CONNECTION (self->base))
    g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (self->base)), FALSE,
                       TRUE, NULL);
  else
    g_output_stream_close_async (g_io_stream_get_output_stream (self->base), G_PRIORITY_DEFAULT,
                                 NULL, NULL, NULL);
}

/**
 * sonde_tap_stream_cut:
 *
 * Makes the reader see the end of the stream at once, whatever the peer does.
 */
void
sonde_tap_stream_cut (SondeTapStream *self)
{
  g_return_if_fail (SONDE_IS_TAP_STREAM (self));

  sonde_tap_output_cut (self->output);
  sonde_tap_input_cut (self->input);
}

/**
 * sonde_tap_stream_has_input:
 *
 * Returns: whether bytes wait to be read, here or in the socket
 */
gboolean
sonde_tap_stream_has_input (SondeTapStream *self)
{
  g_return_val_if_fail (SONDE_IS_TAP_STREAM (self), FALSE);

  return g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (self->input));
}

gint64
sonde_tap_stream_get_arrival_us (SondeTapStream *self)
{
  g_return_val_if_fail (SONDE_IS_TAP_STREAM (self), 0);

  return sonde_tap_input_get_arrival_us (self->input);
}

gint64
sonde_tap_stream_get_life_us (SondeTapStream *self)
{
  g_return_val_if_fail (SONDE_IS_TAP_STREAM (self), 0);

  return sonde_tap_input_get_life_us (self->input);
}

guint64
sonde_tap_stream_get_n_bytes (SondeTapStream *self, SondeDirection direction)
{
  g_return_val_if_fail (SONDE_IS_TAP_STREAM (self), 0);

  return direction == SONDE_DIRECTION_RECEIVED ? sonde_tap_input_get_n_bytes (self->input)
                                               : sonde_tap_output_get_n_bytes (self->output);
}
