/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-capture-packets.h"

#include "sonde-pcapng-writer.h"
#include "sonde-work.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A log holds no packets, only what went through a connection: the packets are made up around it,
 * as a network without losses would have carried them. */

#define SEGMENT_SIZE   16384
#define FRAMES_AT_ONCE 128
#define HTTP_PORT      80

/* One connection as it is written. */
typedef struct
{
  SondeDialRecord *dial;
  SondePcapngWriter *writer; /* not owned */
  GCancellable *cancellable; /* not owned */
  SondeSocket ends[2];       /* by #SondeDirection, where the bytes of it come from */
  guint32 sequences[2];      /* likewise, of the next byte */
  gint64 time_us;            /* of the latest packet */
} Stream;

static gboolean
add_segment (Stream *self,
             SondeDirection direction,
             guint8 flags,
             const guint8 *data,
             gsize size,
             gint64 time_us,
             const char *comment,
             GError **error)
{
  SondeSegment segment = { .source = self->ends[direction],
                           .destination = self->ends[!direction],
                           .sequence = self->sequences[direction],
                           .flags = flags,
                           .payload = data,
                           .size = size };

  /* A clock that was set back meanwhile would have the answer come before the request. */
  self->time_us = MAX (self->time_us, time_us);
  if ((flags & SONDE_TCP_ACK) != 0)
    segment.acknowledgement = self->sequences[!direction];
  self->sequences[direction] += (guint32) size;
  if ((flags & (SONDE_TCP_SYN | SONDE_TCP_FIN)) != 0)
    self->sequences[direction]++;
  return sonde_pcapng_writer_add (self->writer, &segment, self->time_us, comment, self->cancellable,
                                  error);
}

static gboolean
add_data (Stream *self,
          SondeDirection direction,
          const guint8 *data,
          gsize size,
          gint64 time_us,
          const char *comment,
          GError **error)
{
  while (size > 0)
    {
      gsize n = MIN (size, SEGMENT_SIZE);

      if (!add_segment (self, direction, SONDE_TCP_ACK | (n == size ? SONDE_TCP_PSH : 0), data, n,
                        time_us, comment, error))
        return FALSE;
      comment = NULL;
      data += n;
      size -= n;
    }
  return TRUE;
}

static gboolean
begin_stream (Stream *self, const SondeDialRecord *dial, GError **error)
{
  gint64 connecting_us = MAX (dial->stage_us[SONDE_DIAL_STAGE_CONNECTING], 0);
  gint64 start_us = MAX (dial->request_time_us - connecting_us, 0);
  g_autofree char *secure = NULL;
  gsize size;
  const guint8 *data;

  if (sonde_endpoint_get_secure (dial->endpoint))
    secure = g_strdup_printf (
        _ ("The connection was encrypted (wss, port %u): these are the plain bytes within it"),
        self->ends[SONDE_DIRECTION_RECEIVED].port);
  /* On the port of HTTPS, programs would look for TLS, and find none. */
  if (secure != NULL)
    self->ends[SONDE_DIRECTION_RECEIVED].port = HTTP_PORT;

  if (!add_segment (self, SONDE_DIRECTION_SENT, SONDE_TCP_SYN, NULL, 0, start_us, secure, error) ||
      !add_segment (self, SONDE_DIRECTION_RECEIVED, SONDE_TCP_SYN | SONDE_TCP_ACK, NULL, 0,
                    start_us, NULL, error) ||
      !add_segment (self, SONDE_DIRECTION_SENT, SONDE_TCP_ACK, NULL, 0, dial->request_time_us, NULL,
                    error))
    return FALSE;

  data = g_bytes_get_data (dial->request, &size);
  if (!add_data (self, SONDE_DIRECTION_SENT, data, size, dial->request_time_us, NULL, error))
    return FALSE;
  if (dial->received == NULL)
    return TRUE;
  /* What came with the answer to a handshake that succeeded is the start of the frames. */
  data = g_bytes_get_data (dial->received, &size);
  if (dial->error == NULL)
    size = dial->head_size;
  return add_data (self, SONDE_DIRECTION_RECEIVED, data, size, dial->answer_time_us, NULL, error);
}

static gboolean
end_stream (Stream *self, const SondeDialRecord *dial, GError **error)
{
  const char *why = dial->error != NULL       ? dial->error->message
                    : dial->end_error != NULL ? dial->end_error->message
                                              : NULL;

  /* One that is open still has no end. */
  if (dial->error == NULL && dial->end_time_us == 0)
    return TRUE;
  return add_segment (self, SONDE_DIRECTION_SENT, SONDE_TCP_FIN | SONDE_TCP_ACK, NULL, 0,
                      dial->end_time_us, why, error) &&
         add_segment (self, SONDE_DIRECTION_RECEIVED, SONDE_TCP_FIN | SONDE_TCP_ACK, NULL, 0,
                      dial->end_time_us, NULL, error) &&
         add_segment (self, SONDE_DIRECTION_SENT, SONDE_TCP_ACK, NULL, 0, dial->end_time_us, NULL,
                      error);
}

static gboolean
add_frame (Stream *self, const SondeFrameRecord *frame, const char *gap, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (frame->bytes, &size);
  guint64 n_missing = frame->n_bytes > size ? frame->n_bytes - size : 0;
  g_autofree guint8 *zeros = NULL;
  g_autofree char *comment = g_strdup (gap);

  if (n_missing > 0)
    {
      g_free (comment);
      comment = g_strdup_printf (
          _ ("Of this frame of %llu bytes, %zu were kept: the rest is written as zeros"),
          (unsigned long long) frame->n_bytes, size);
    }
  else if (frame->error != NULL)
    {
      g_free (comment);
      comment = g_strdup_printf (_ ("This frame was refused: %s"), frame->error->message);
    }
  if (!add_data (self, frame->direction, data, size, frame->time_us, comment, error))
    return FALSE;

  if (n_missing > 0)
    zeros = g_malloc0 (SEGMENT_SIZE);
  for (; n_missing > 0; n_missing -= MIN (n_missing, SEGMENT_SIZE))
    if (!add_data (self, frame->direction, zeros, (gsize) MIN (n_missing, SEGMENT_SIZE),
                   frame->time_us, NULL, error))
      return FALSE;
  return TRUE;
}

static void
stream_free (Stream *self)
{
  sonde_dial_record_unref (self->dial);
  g_free (self);
}

/* All that is written at the moment. */
typedef struct
{
  SondeFrameLog *log;
  SondePcapngWriter *writer;
  SondeWork work;
  GHashTable *streams; /* ordinal -> Stream, of those that have begun and not ended */
  guint next_dial;
  guint end_dial;
  gboolean has_gap; /* frames before the next one are gone */
} Writing;

static gboolean
has_ended (const SondeDialRecord *dial, gint64 time_us)
{
  return dial->error != NULL || (dial->end_time_us != 0 && dial->end_time_us <= time_us);
}

/* Ends the connections that had ended before a time. */
static gboolean
end_streams (Writing *self, gint64 time_us, GError **error)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->streams);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Stream *stream = value;

      if (!has_ended (stream->dial, time_us))
        continue;
      if (!end_stream (stream, stream->dial, error))
        return FALSE;
      g_hash_table_iter_remove (&iter);
    }
  return TRUE;
}

static gboolean
begin_dial (Writing *self, SondeDialRecord *dial, GError **error)
{
  Stream *stream = g_new0 (Stream, 1);

  stream->dial = sonde_dial_record_ref (dial);
  stream->writer = self->writer;
  stream->cancellable = self->work.cancellable;
  /* A dial that never reached a server left nothing to show. */
  if (dial->request_time_us == 0 ||
      !sonde_socket_from_address (&stream->ends[SONDE_DIRECTION_SENT], dial->local) ||
      !sonde_socket_from_address (&stream->ends[SONDE_DIRECTION_RECEIVED], dial->remote))
    {
      stream_free (stream);
      return TRUE;
    }
  stream->sequences[SONDE_DIRECTION_SENT] = g_str_hash (dial->key);
  stream->sequences[SONDE_DIRECTION_RECEIVED] = ~g_str_hash (dial->key);
  g_hash_table_insert (self->streams, GUINT_TO_POINTER (dial->ordinal), stream);
  return begin_stream (stream, dial, error);
}

/* Begins the connections that began before a frame. */
static gboolean
begin_dials (Writing *self, guint64 number, GError **error)
{
  for (; self->next_dial < self->end_dial; self->next_dial++)
    {
      g_autoptr (SondeDialRecord) dial = sonde_frame_log_get_dial (self->log, self->next_dial);

      if (dial == NULL)
        continue;
      if (dial->first_frame > number)
        return TRUE;
      if (!end_streams (self, dial->start_time_us, error) || !begin_dial (self, dial, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_frame (Writing *self, const SondeFrameRecord *frame, GError **error)
{
  Stream *stream;
  g_autofree char *gap = NULL;

  if (!begin_dials (self, frame->number, error))
    return FALSE;
  stream = g_hash_table_lookup (self->streams, GUINT_TO_POINTER (frame->dial));
  if (stream == NULL)
    return TRUE;
  if (self->has_gap)
    gap = g_strdup (_ ("The frames before this one were not kept any more"));
  self->has_gap = FALSE;
  return add_frame (stream, frame, gap, error);
}

static gboolean
write_all (Writing *self, GError **error)
{
  guint64 start;
  guint64 number;
  guint64 end;

  sonde_frame_log_get_range (self->log, &start, &end);
  sonde_frame_log_get_dial_range (self->log, &self->next_dial, &self->end_dial);
  number = start;
  self->has_gap = number > 0;
  while (number < end)
    {
      g_autoptr (GPtrArray) frames = NULL;
      const SondeFrameRecord *first;

      frames = sonde_frame_log_get_frames (self->log, number,
                                           (guint) MIN (end - number, FRAMES_AT_ONCE));
      if (frames->len == 0)
        break;
      first = g_ptr_array_index (frames, 0);
      self->has_gap = self->has_gap || first->number > number;
      for (guint i = 0; i < frames->len; i++)
        if (!write_frame (self, g_ptr_array_index (frames, i), error))
          return FALSE;
      number = first->number + frames->len;
      if (!sonde_work_reach (&self->work, (double) (number - start) / (double) (end - start),
                             error))
        return FALSE;
    }
  return begin_dials (self, end, error) && end_streams (self, G_MAXINT64, error);
}

/**
 * sonde_capture_packets_write:
 *
 * Writes a pcapng file: for each connection its TCP handshake, its HTTP and its frames, with the
 * addresses, the times and the bytes that they had. The packets themselves are made up, and so are
 * their sequence numbers; those of an encrypted connection hold plain bytes, on port 80. Comments
 * say so, and what is missing. See sonde_capture_write() for its errors.
 */
gboolean
sonde_capture_packets_write (SondeFrameLog *log,
                             GOutputStream *stream,
                             SondeProgress *progress,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (SondePcapngWriter) writer = NULL;
  g_autoptr (GHashTable) streams = NULL;
  Writing self = { .log = log, .work = { progress, cancellable, 0, 1 } };

  writer = sonde_pcapng_writer_new (
      stream,
      _ ("Seen by Sonde at one end of each connection: the bytes and the times are real, the packets around them are not."));
  streams = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) stream_free);
  self.writer = writer;
  self.streams = streams;
  return write_all (&self, error) && sonde_pcapng_writer_flush (writer, cancellable, error);
}
