/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-tap-input.h"

#include "sonde-dissector.h"
#include "sonde-frame-writer.h"

#include <string.h>

#define BLOCK_SIZE (64 * 1024)

/* What a reader gets each time the stream is polled. libsoup reads until nothing is left, so that
 * without a bound a flood on one connection would keep its thread from all the others. */
#define FRAMES_PER_POLL 512
#define BYTES_PER_POLL  (256 * 1024)

struct _SondeTapInput
{
  GInputStream parent_instance;

  GPollableInputStream *base;
  SondeDissector dissector;
  SondeFrameWriter writer;
  GError *failure; /* found, and not reported yet */
  gboolean discarding;
  gboolean is_cut;

  guint8 *block;
  gsize at;
  gsize end;
  gint64 arrival_us;
  gint64 life_us;
  guint64 n_bytes;

  gssize frames_left;
  gssize bytes_left;
  GSource *wake; /* child of the latest source: makes it ready without the socket */
};

enum
{
  CONTROL_FRAME,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
wake_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs wake_funcs = {
  .dispatch = wake_dispatch,
};

static gboolean
has_own_input (SondeTapInput *self)
{
  return self->is_cut || self->failure != NULL || self->at < self->end;
}

static gssize
fill (SondeTapInput *self, gboolean blocking, GCancellable *cancellable, GError **error)
{
  gssize n = g_pollable_stream_read (G_INPUT_STREAM (self->base), self->block, BLOCK_SIZE, blocking,
                                     cancellable, error);

  if (n > 0)
    {
      self->at = 0;
      self->end = (gsize) n;
      self->n_bytes += (gsize) n;
      self->arrival_us = g_get_real_time ();
      self->life_us = g_get_monotonic_time ();
    }
  return n;
}

static void
report_control_frame (SondeTapInput *self)
{
  g_autoptr (GBytes)
      payload = g_bytes_new (self->dissector.control, (gsize) self->dissector.header.payload_size);

  g_signal_emit (self, signals[CONTROL_FRAME], 0, self->dissector.header.opcode, payload);
}

static void
report_failure (SondeTapInput *self)
{
  g_autoptr (GError) failure = g_steal_pointer (&self->failure);

  g_signal_emit (self, signals[FAILED], 0, failure);
}

/* Where a dissector is within a frame. */
typedef struct
{
  gsize head_size;
  gboolean in_payload;
  guint64 payload_done;
} Place;

static Place
place_of (const SondeDissector *dissector)
{
  return (Place){ dissector->head_size, dissector->in_payload, dissector->payload_done };
}

/* Writes a piece that was dissected from @before on as a server should have sent it, without a
 * mask. A header that is not whole yet is kept back: it is written with its last byte, so that this
 * can be more than the piece by what was kept. */
static gsize
unmask (
    const SondeDissector *dissector, Place before, const guint8 *piece, gsize size, guint8 *buffer)
{
  gsize n_in = 0;
  gsize n_out = 0;

  if (dissector->head_size > 0)
    return 0;
  if (!before.in_payload)
    {
      SondeFrameHeader header = dissector->header;

      header.masked = FALSE;
      n_in = header.size - before.head_size;
      n_out = sonde_frame_header_write (&header, buffer);
    }

  memcpy (buffer + n_out, piece + n_in, size - n_in);
  sonde_frame_mask (buffer + n_out, size - n_in, dissector->header.mask,
                    before.in_payload ? before.payload_done : 0);
  return n_out + size - n_in;
}

/* Hands over what is valid. It stops before a control frame and after it, so that a control frame
 * is reported after everything before it was read, and before anything after it is. */
static gsize
hand_over (SondeTapInput *self, guint8 *buffer, gsize count)
{
  const guint8 *start = self->block + self->at;
  gboolean unmasks = self->dissector.accepts_masked;
  gsize n_kept = unmasks ? MIN (count, self->dissector.head_size) : 0;
  gsize available = MIN (count - n_kept, self->end - self->at);
  gsize done = 0;
  gsize n_unmasked = 0;
  gboolean control = FALSE;

  sonde_frame_writer_begin (&self->writer, self->arrival_us, self->life_us);
  while (done < available && !control)
    {
      Place before = place_of (&self->dissector);
      SondeDissection dissection;
      gsize n_used;

      if (done > 0 && sonde_dissector_is_between_frames (&self->dissector) &&
          sonde_opcode_is_control (start[done]))
        break;

      dissection = sonde_dissector_feed (&self->dissector, start + done, available - done, &n_used,
                                         &self->failure);
      if (unmasks && n_used > 0)
        n_unmasked += unmask (&self->dissector, before, start + done, n_used, buffer + n_unmasked);
      if (dissection == SONDE_DISSECTION_INVALID)
        {
          sonde_frame_writer_refuse (&self->writer, start + done, self->end - self->at - done,
                                     self->failure);
          self->discarding = TRUE;
          break;
        }
      if (dissection == SONDE_DISSECTION_FRAME)
        {
          sonde_frame_writer_add_frame (&self->writer, &self->dissector.header, start + done,
                                        n_used);
          self->frames_left--;
          control = sonde_opcode_is_control (self->dissector.header.opcode);
        }
      else
        sonde_frame_writer_add_part (&self->writer, start + done, n_used);
      done += n_used;
    }
  sonde_frame_writer_end (&self->writer);

  if (!unmasks)
    memcpy (buffer, start, done);
  self->at += done;
  self->bytes_left -= (gssize) done;
  if (control)
    report_control_frame (self);
  return unmasks ? n_unmasked : done;
}

static gssize
would_block (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "No frame is at hand");
  return -1;
}

static gssize
read_frames (SondeTapInput *self,
             void *buffer,
             gsize count,
             gboolean blocking,
             GCancellable *cancellable,
             GError **error)
{
  gsize n_handed_over;

  if (self->failure != NULL)
    report_failure (self);
  if (self->is_cut || count == 0)
    return 0;
  if (!blocking && (self->frames_left <= 0 || self->bytes_left <= 0))
    return would_block (error);

  if (self->at == self->end || self->discarding)
    {
      gssize n = fill (self, blocking, cancellable, error);

      if (n <= 0)
        return n;
    }
  if (self->discarding)
    {
      self->bytes_left -= (gssize) (self->end - self->at);
      self->at = self->end;
      return would_block (error);
    }

  n_handed_over = hand_over (self, buffer, count);
  if (n_handed_over > 0)
    return (gssize) n_handed_over;

  if (self->failure != NULL)
    report_failure (self);
  return self->is_cut ? 0 : would_block (error);
}

static gssize
sonde_tap_input_read_fn (
    GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  return read_frames (SONDE_TAP_INPUT (stream), buffer, count, TRUE, cancellable, error);
}

static gssize
sonde_tap_input_read_nonblocking (GPollableInputStream *stream,
                                  void *buffer,
                                  gsize count,
                                  GError **error)
{
  return read_frames (SONDE_TAP_INPUT (stream), buffer, count, FALSE, NULL, error);
}

static gboolean
sonde_tap_input_is_readable (GPollableInputStream *stream)
{
  SondeTapInput *self = SONDE_TAP_INPUT (stream);

  return has_own_input (self) || g_pollable_input_stream_is_readable (self->base);
}

static void
update_wake (SondeTapInput *self)
{
  if (self->wake != NULL && !g_source_is_destroyed (self->wake))
    g_source_set_ready_time (self->wake, has_own_input (self) ? 0 : -1);
}

static GSource *
sonde_tap_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  SondeTapInput *self = SONDE_TAP_INPUT (stream);
  g_autoptr (GSource) base_source = NULL;
  GSource *source;

  if (!self->is_cut)
    base_source = g_pollable_input_stream_create_source (self->base, NULL);
  self->frames_left = FRAMES_PER_POLL;
  self->bytes_left = BYTES_PER_POLL;

  g_clear_pointer (&self->wake, g_source_unref);
  self->wake = g_source_new (&wake_funcs, sizeof (GSource));
  update_wake (self);

  source = g_pollable_source_new_full (self, base_source, cancellable);
  g_source_add_child_source (source, self->wake);
  return source;
}

static void
pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = sonde_tap_input_is_readable;
  iface->create_source = sonde_tap_input_create_source;
  iface->read_nonblocking = sonde_tap_input_read_nonblocking;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeTapInput,
                               sonde_tap_input,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, pollable_init))

static void
sonde_tap_input_finalize (GObject *object)
{
  SondeTapInput *self = SONDE_TAP_INPUT (object);

  g_clear_object (&self->base);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->block, g_free);
  g_clear_pointer (&self->wake, g_source_unref);
  sonde_frame_writer_clear (&self->writer);

  G_OBJECT_CLASS (sonde_tap_input_parent_class)->finalize (object);
}

static void
sonde_tap_input_class_init (SondeTapInputClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  object_class->finalize = sonde_tap_input_finalize;
  stream_class->read_fn = sonde_tap_input_read_fn;

  signals[CONTROL_FRAME] = g_signal_new ("control-frame", SONDE_TYPE_TAP_INPUT, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT,
                                         G_TYPE_BYTES);
  signals[FAILED] = g_signal_new ("failed", SONDE_TYPE_TAP_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
sonde_tap_input_init (SondeTapInput *self)
{
  self->frames_left = FRAMES_PER_POLL;
  self->bytes_left = BYTES_PER_POLL;
  self->arrival_us = g_get_real_time ();
  self->life_us = g_get_monotonic_time ();
}

/**
 * sonde_tap_input_new:
 * @base: where the bytes come from; must be pollable
 * @received: (nullable): bytes that were read from @base already
 */
SondeTapInput *
sonde_tap_input_new (GInputStream *base,
                     GBytes *received,
                     gboolean deflate,
                     guint64 max_message_size)
{
  SondeTapInput *self = g_object_new (SONDE_TYPE_TAP_INPUT, NULL);

  g_assert (G_IS_POLLABLE_INPUT_STREAM (base));

  self->base = G_POLLABLE_INPUT_STREAM (g_object_ref (base));
  sonde_dissector_init (&self->dissector, SONDE_DIRECTION_RECEIVED, deflate, max_message_size);
  self->end = received != NULL ? g_bytes_get_size (received) : 0;
  self->n_bytes = self->end;
  self->block = g_malloc (MAX (self->end, BLOCK_SIZE));
  if (self->end > 0)
    memcpy (self->block, g_bytes_get_data (received, NULL), self->end);
  return self;
}

/**
 * sonde_tap_input_accept_masked:
 *
 * Takes masked frames, which RFC 6455 section 5.1 forbids to a server, and hands them over as if
 * they were not. To be called before anything is read, with room for a header.
 */
void
sonde_tap_input_accept_masked (SondeTapInput *self)
{
  g_return_if_fail (SONDE_IS_TAP_INPUT (self));

  self->dissector.accepts_masked = TRUE;
}

/**
 * sonde_tap_input_set_log:
 *
 * See sonde_tap_stream_set_log().
 */
void
sonde_tap_input_set_log (SondeTapInput *self, SondeFrameLog *log, guint dial)
{
  g_return_if_fail (SONDE_IS_TAP_INPUT (self));

  sonde_frame_writer_clear (&self->writer);
  sonde_frame_writer_init (&self->writer, log, dial, SONDE_DIRECTION_RECEIVED);
}

/**
 * sonde_tap_input_discard:
 *
 * From now on whatever arrives is read and thrown away, up to its end. Closing a socket with bytes
 * unread would reset it, and the peer might lose the close frame that says why.
 */
void
sonde_tap_input_discard (SondeTapInput *self)
{
  g_return_if_fail (SONDE_IS_TAP_INPUT (self));

  self->discarding = TRUE;
}

/**
 * sonde_tap_input_cut:
 *
 * Makes the reader see the end of the stream at once.
 */
void
sonde_tap_input_cut (SondeTapInput *self)
{
  g_return_if_fail (SONDE_IS_TAP_INPUT (self));

  self->is_cut = TRUE;
  update_wake (self);
}

gint64
sonde_tap_input_get_arrival_us (SondeTapInput *self)
{
  g_return_val_if_fail (SONDE_IS_TAP_INPUT (self), 0);

  return self->arrival_us;
}

gint64
sonde_tap_input_get_life_us (SondeTapInput *self)
{
  g_return_val_if_fail (SONDE_IS_TAP_INPUT (self), 0);

  return self->life_us;
}

guint64
sonde_tap_input_get_n_bytes (SondeTapInput *self)
{
  g_return_val_if_fail (SONDE_IS_TAP_INPUT (self), 0);

  return self->n_bytes;
}
