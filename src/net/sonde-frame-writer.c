/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frame-writer.h"

#include "sonde-frame-log-private.h"

#define RSV1 0x4

/**
 * sonde_frame_writer_init:
 * @log: (nullable): where the frames go
 * @dial: the ordinal of the dial that led to them
 * @direction: which way they go
 */
void
sonde_frame_writer_init (SondeFrameWriter *self,
                         SondeFrameLog *log,
                         guint dial,
                         SondeDirection direction)
{
  g_return_if_fail (self != NULL);

  *self = (SondeFrameWriter){ .dial = dial, .direction = direction };
  if (log == NULL)
    return;
  self->log = g_object_ref (log);
  self->max_size = sonde_frame_log_get_max_frame_bytes (log);
  self->partial = g_byte_array_new ();
}

static void
append (SondeFrameWriter *self, SondeFrameNote *note, const guint8 *data, gsize size)
{
  note->dial = self->dial;
  note->direction = self->direction;
  note->time_us = self->time_us;
  note->monotonic_us = self->monotonic_us;
  note->n_bytes = self->n_partial + size;
  if (self->n_partial > 0)
    {
      sonde_frame_writer_add_part (self, data, size);
      data = self->partial->data;
      size = self->partial->len;
    }
  note->data = data;
  note->size = size;
  if (!note->continues)
    self->message = sonde_frame_log_append (self->log, note);
  else
    sonde_frame_log_append (self->log, note);

  if (self->n_partial == 0)
    return;
  self->n_partial = 0;
  if (self->partial->len > 64 * 1024)
    {
      g_byte_array_unref (self->partial);
      self->partial = g_byte_array_new ();
    }
  else
    g_byte_array_set_size (self->partial, 0);
}

/**
 * sonde_frame_writer_clear:
 *
 * Lets go of the log, where the start of a frame whose end never came is noted as it is.
 */
void
sonde_frame_writer_clear (SondeFrameWriter *self)
{
  g_return_if_fail (self != NULL);

  if (self->log == NULL)
    return;
  if (self->n_partial > 0)
    {
      SondeFrameNote note = { 0 };

      sonde_frame_log_lock (self->log);
      append (self, &note, NULL, 0);
      sonde_frame_log_unlock (self->log);
    }
  g_clear_object (&self->log);
  g_clear_pointer (&self->partial, g_byte_array_unref);
}

/**
 * sonde_frame_writer_begin:
 * @time_us: wall-clock microseconds since the Unix epoch, of what follows
 * @monotonic_us: the same moment in g_get_monotonic_time()
 *
 * Begins a batch, which holds the lock of the log up to sonde_frame_writer_end().
 */
void
sonde_frame_writer_begin (SondeFrameWriter *self, gint64 time_us, gint64 monotonic_us)
{
  self->time_us = time_us;
  self->monotonic_us = monotonic_us;
  if (self->log != NULL)
    sonde_frame_log_lock (self->log);
}

/**
 * sonde_frame_writer_add_part:
 * @data: (array length=size): bytes of a frame that goes on after them
 *
 * Keeps the start of a frame until its end comes.
 */
void
sonde_frame_writer_add_part (SondeFrameWriter *self, const guint8 *data, gsize size)
{
  if (self->log == NULL)
    return;
  self->n_partial += size;
  if (self->partial->len < self->max_size && size > 0)
    g_byte_array_append (self->partial, data,
                         (guint) MIN (size, self->max_size - self->partial->len));
}

/**
 * sonde_frame_writer_add_frame:
 * @header: of the frame
 * @data: (array length=size): its bytes, or those that come after what
 * sonde_frame_writer_add_part() was given of it
 *
 * Notes a whole frame.
 */
void
sonde_frame_writer_add_frame (SondeFrameWriter *self,
                              const SondeFrameHeader *header,
                              const guint8 *data,
                              gsize size)
{
  SondeFrameNote note = { .ends_message = header->fin };
  guint64 message = self->message;

  if (self->log == NULL)
    return;

  if (sonde_opcode_is_control (header->opcode))
    {
      append (self, &note, data, size);
      self->message = message;
      return;
    }

  note.continues = self->in_message;
  note.message = self->message;
  if (!self->in_message)
    self->deflate_ordinal = (header->rsv & RSV1) != 0 ? ++self->n_deflated : 0;
  note.deflate_ordinal = self->deflate_ordinal;
  self->in_message = !header->fin;
  append (self, &note, data, size);
}

/* Of bytes that begin with a frame, how many are its own as far as that can be told. */
static gsize
limit_to_frame (const guint8 *data, gsize size)
{
  SondeFrameHeader header;

  if (sonde_frame_header_parse (&header, data, size) != SONDE_FRAME_OK)
    return MIN (size, SONDE_FRAME_MAX_HEADER_SIZE);
  return header.payload_size < size - header.size ? header.size + (gsize) header.payload_size
                                                  : size;
}

/**
 * sonde_frame_writer_refuse:
 * @data: (array length=size): what is at hand of a frame, and maybe of those after it
 * @error: what is wrong with it
 *
 * Notes the frame that ends the connection.
 */
void
sonde_frame_writer_refuse (SondeFrameWriter *self,
                           const guint8 *data,
                           gsize size,
                           const GError *error)
{
  SondeFrameNote note = { 0 };

  if (self->log == NULL)
    return;
  note.error = g_error_copy (error);
  append (self, &note, data, self->n_partial == 0 ? limit_to_frame (data, size) : size);
}

/**
 * sonde_frame_writer_end:
 *
 * Ends a batch.
 */
void
sonde_frame_writer_end (SondeFrameWriter *self)
{
  if (self->log != NULL)
    sonde_frame_log_unlock (self->log);
}
