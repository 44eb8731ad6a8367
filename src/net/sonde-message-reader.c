/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-message-reader.h"

#include "sonde-error.h"
#include "sonde-inflater.h"

#include <glib/gi18n-lib.h>

/* Frames that are looked at under one lock of the log. */
#define FRAMES_AT_ONCE 128

/* Connections of a capture take turns; of these many directions, places are remembered. */
#define MAX_STREAMS 32

/* Where the inflater of one direction of one dial is. */
typedef struct
{
  SondeInflater *inflater;
  guint next_ordinal; /* the message that it is before; 0 where it is lost */
} Stream;

struct _SondeMessageReader
{
  SondeFrameLog *log;
  gsize max_size;
  GHashTable *streams; /* twice the dial, and the direction -> Stream */
};

static void
stream_free (Stream *self)
{
  sonde_inflater_free (self->inflater);
  g_free (self);
}

/**
 * sonde_message_reader_new:
 * @log: what to read from
 * @max_size: bytes that a message may have; one that is longer is not read
 *
 * Returns: (transfer full): a reader
 */
SondeMessageReader *
sonde_message_reader_new (SondeFrameLog *log, gsize max_size)
{
  SondeMessageReader *self = g_new0 (SondeMessageReader, 1);

  self->log = g_object_ref (log);
  self->max_size = max_size;
  self->streams = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) stream_free);
  return self;
}

void
sonde_message_reader_free (SondeMessageReader *self)
{
  g_hash_table_unref (self->streams);
  g_object_unref (self->log);
  g_free (self);
}

static gboolean
fail (GError **error, const char *why)
{
  g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_FAILED, why);
  return FALSE;
}

static gboolean
check_whole (const SondeFrameRecord *frame, GError **error)
{
  if (sonde_frame_record_is_whole (frame))
    return TRUE;
  if (frame->error != NULL)
    return fail (error, _ ("A frame of this message was refused"));
  if (frame->n_bytes < frame->header.size + frame->header.payload_size)
    return fail (error, _ ("The connection ended within this message"));
  return fail (error, _ ("A frame is too long for all of its bytes to be kept"));
}

/* What to do with each frame of a direction, in order. Returns FALSE to stop: with @error set where
 * that is a failure. */
typedef gboolean (*FrameFunc) (const SondeFrameRecord *frame, gpointer user_data, GError **error);

/* Visits the data frames of one direction of one dial, from @number on. */
static gboolean
visit (SondeMessageReader *self,
       const SondeFrameRecord *like,
       guint64 number,
       FrameFunc func,
       gpointer user_data,
       GError **error)
{
  g_autoptr (GPtrArray) frames = NULL;

  do
    {
      g_clear_pointer (&frames, g_ptr_array_unref);
      frames = sonde_frame_log_get_frames (self->log, number, FRAMES_AT_ONCE);
      for (guint i = 0; i < frames->len; i++)
        {
          const SondeFrameRecord *frame = g_ptr_array_index (frames, i);
          g_autoptr (GError) failure = NULL;

          if (i == 0 && frame->number != number)
            return fail (error, _ ("The first frames of this message are not kept any more"));
          if (frame->dial != like->dial || frame->direction != like->direction ||
              sonde_opcode_is_control (frame->header.opcode))
            continue;
          if (func (frame, user_data, &failure))
            continue;
          if (failure == NULL)
            return TRUE;
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      number += frames->len;
    }
  while (frames->len > 0);
  return TRUE;
}

typedef struct
{
  guint64 message;
  gsize max_size;
  GByteArray *joined;
} Joining;

static gboolean
join (const SondeFrameRecord *frame, gpointer user_data, GError **error)
{
  Joining *joining = user_data;
  g_autoptr (GBytes) payload = NULL;
  gsize size;
  const guint8 *data;

  if (frame->message != joining->message || !check_whole (frame, error))
    return FALSE;
  payload = sonde_frame_record_get_payload (frame);
  data = g_bytes_get_data (payload, &size);
  if (size > joining->max_size - joining->joined->len)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_TOO_BIG,
                   _ ("A message of at least %llu bytes is over the limit of %llu"),
                   (unsigned long long) (joining->joined->len + size),
                   (unsigned long long) joining->max_size);
      return FALSE;
    }
  g_byte_array_append (joining->joined, data, (guint) size);
  return !frame->ends_message;
}

typedef struct
{
  Stream *stream;
  guint ordinal;     /* of the message that is wanted */
  guint at_ordinal;  /* of the message at hand, 0 before the first */
  gboolean is_whole; /* it came to its end */
  gsize max_size;
  GByteArray *inflated;
} Inflating;

static gboolean
inflate (const SondeFrameRecord *frame, gpointer user_data, GError **error)
{
  Inflating *self = user_data;
  GByteArray *into = frame->deflate_ordinal == self->ordinal ? self->inflated : NULL;
  g_autoptr (GBytes) payload = NULL;
  gsize size;
  const guint8 *data;

  if (frame->deflate_ordinal == 0)
    return TRUE;
  if (frame->deflate_ordinal != self->at_ordinal)
    {
      if (frame->deflate_ordinal != self->stream->next_ordinal || frame->number != frame->message)
        return fail (error, _ ("A message that this one refers back to is not kept"));
      self->at_ordinal = frame->deflate_ordinal;
      sonde_inflater_begin_message (self->stream->inflater, self->max_size);
    }
  if (!check_whole (frame, error))
    return FALSE;

  payload = sonde_frame_record_get_payload (frame);
  data = g_bytes_get_data (payload, &size);
  if (!sonde_inflater_feed (self->stream->inflater, data, size, into, error))
    return FALSE;
  if (!frame->ends_message)
    return TRUE;
  if (!sonde_inflater_end_message (self->stream->inflater, into, error))
    return FALSE;
  self->stream->next_ordinal++;
  self->is_whole = frame->deflate_ordinal == self->ordinal;
  return !self->is_whole;
}

/* Looks back from a frame for the first one of a compressed message. */
static gboolean
find_start (SondeMessageReader *self,
            const SondeFrameRecord *frame,
            guint ordinal,
            guint64 *number,
            GError **error)
{
  guint64 end = frame->message + 1;

  while (end > 0)
    {
      guint64 first = end > FRAMES_AT_ONCE ? end - FRAMES_AT_ONCE : 0;
      g_autoptr (GPtrArray)
          frames = sonde_frame_log_get_frames (self->log, first, (guint) (end - first));

      for (guint i = frames->len; i > 0; i--)
        {
          const SondeFrameRecord *other = g_ptr_array_index (frames, i - 1);

          if (other->dial != frame->dial || other->direction != frame->direction ||
              other->deflate_ordinal != ordinal || other->number != other->message)
            continue;
          *number = other->number;
          return TRUE;
        }
      if (frames->len < end - first)
        break;
      end = first;
    }
  return fail (
      error,
      _ ("This message refers back to messages that are not kept any more, so that it cannot be inflated"));
}

/* Whether a sender starts each message afresh, RFC 7692 sections 7.1.1.1 and 7.1.1.2. */
static gboolean
forgets_context (SondeMessageReader *self, const SondeFrameRecord *frame)
{
  g_autoptr (SondeDialRecord) dial = sonde_frame_log_get_dial (self->log, frame->dial);

  return dial != NULL && dial->answer != NULL && dial->answer->deflate != NULL &&
         g_hash_table_contains (dial->answer->deflate, frame->direction == SONDE_DIRECTION_SENT
                                                           ? "client_no_context_takeover"
                                                           : "server_no_context_takeover");
}

/* Brings the inflater of a direction to where it can go on to the message. */
static gboolean
seek (SondeMessageReader *self, Stream *stream, const SondeFrameRecord *frame, GError **error)
{
  g_autoptr (GBytes) window = NULL;
  guint ordinal = frame->deflate_ordinal;
  guint start;

  if (forgets_context (self, frame))
    start = ordinal;
  else
    window = sonde_frame_log_get_window (self->log, frame->dial, frame->direction, ordinal, &start);

  if (stream->next_ordinal >= start && stream->next_ordinal <= ordinal)
    return TRUE;
  stream->next_ordinal = start;
  return sonde_inflater_set_window (stream->inflater, window, error);
}

static Stream *
ensure_stream (SondeMessageReader *self, const SondeFrameRecord *frame)
{
  gpointer key = GUINT_TO_POINTER (frame->dial * 2 + frame->direction);
  Stream *stream = g_hash_table_lookup (self->streams, key);

  if (stream != NULL)
    return stream;
  if (g_hash_table_size (self->streams) == MAX_STREAMS)
    g_hash_table_remove_all (self->streams);
  stream = g_new0 (Stream, 1);
  stream->inflater = sonde_inflater_new ();
  g_hash_table_insert (self->streams, key, stream);
  return stream;
}

static gboolean
inflate_message (SondeMessageReader *self,
                 const SondeFrameRecord *frame,
                 GByteArray *inflated,
                 GError **error)
{
  Stream *stream = ensure_stream (self, frame);
  Inflating inflating = { .stream = stream,
                          .ordinal = frame->deflate_ordinal,
                          .max_size = self->max_size,
                          .inflated = inflated };
  guint64 number = 0;
  gboolean done;

  done = seek (self, stream, frame, error) &&
         find_start (self, frame, stream->next_ordinal, &number, error) &&
         visit (self, frame, number, inflate, &inflating, error);
  /* Of a message that goes on, what there is can be shown, but nothing comes after that. */
  if (!done || !inflating.is_whole)
    stream->next_ordinal = 0;
  return done;
}

/**
 * sonde_message_reader_read:
 * @self: a reader
 * @number: of any frame of the message
 *
 * Reads the message that a frame belongs to; a control frame is one by itself. Where its last frame
 * has not come yet, what came is read.
 *
 * Returns: (transfer full) (nullable): the payload as it was before the sender compressed, cut and
 *   masked it; %NULL with %SONDE_ERROR_FAILED where some of what that takes is not kept, with
 *   %SONDE_ERROR_ENCODING where it cannot be inflated, or with %SONDE_ERROR_TOO_BIG
 */
GBytes *
sonde_message_reader_read (SondeMessageReader *self, guint64 number, GError **error)
{
  g_autoptr (SondeFrameRecord) frame = NULL;
  g_autoptr (GByteArray) data = g_byte_array_new ();
  Joining joining = { .max_size = self->max_size, .joined = data };

  frame = sonde_frame_log_get (self->log, number);
  if (frame == NULL)
    {
      fail (error, _ ("This frame is not kept any more"));
      return NULL;
    }
  if (frame->error != NULL || sonde_opcode_is_control (frame->header.opcode))
    return check_whole (frame, error) ? sonde_frame_record_get_payload (frame) : NULL;

  joining.message = frame->message;
  if (frame->deflate_ordinal > 0 ? !inflate_message (self, frame, data, error)
                                 : !visit (self, frame, frame->message, join, &joining, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&data));
}
