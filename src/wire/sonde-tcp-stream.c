/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-tcp-stream.h"

/* What a piece costs beyond its bytes. */
#define OVERHEAD 128

typedef struct
{
  guint32 sequence;
  gboolean is_end; /* a FIN comes after it */
  GBytes *bytes;
} Piece;

static void
piece_free (Piece *self)
{
  g_bytes_unref (self->bytes);
  g_free (self);
}

void
sonde_tcp_stream_init (SondeTcpStream *self)
{
  *self = (SondeTcpStream){ 0 };
  g_queue_init (&self->waiting);
}

void
sonde_tcp_stream_clear (SondeTcpStream *self)
{
  g_queue_clear_full (&self->waiting, (GDestroyNotify) piece_free);
  self->n_waiting = 0;
}

/* How far one sequence number is after another: RFC 9293 section 3.4. */
static gint32
distance (guint32 from, guint32 to)
{
  return (gint32) (to - from);
}

static void
keep (SondeTcpStream *self, const SondeSegment *segment, gboolean is_end)
{
  Piece *piece = g_new (Piece, 1);
  GList *link = self->waiting.tail;

  piece->sequence = segment->sequence;
  piece->is_end = is_end;
  piece->bytes = g_bytes_new (segment->payload, segment->size);
  while (link != NULL && distance (((Piece *) link->data)->sequence, segment->sequence) < 0)
    link = link->prev;
  if (link != NULL)
    g_queue_insert_after (&self->waiting, link, piece);
  else
    g_queue_push_head (&self->waiting, piece);

  self->n_waiting += segment->size + OVERHEAD;
  if (self->n_waiting > SONDE_TCP_STREAM_MAX_WAITING)
    {
      self->has_gap = TRUE;
      sonde_tcp_stream_clear (self);
    }
}

/* Tells what is new of bytes that begin at the next one or before it. */
static void
take (SondeTcpStream *self,
      guint32 sequence,
      const guint8 *data,
      gsize size,
      gboolean is_end,
      SondeTcpStreamFunc func,
      gpointer user_data)
{
  gsize n_old = (gsize) distance (sequence, self->next);

  if (n_old < size)
    {
      self->next += (guint32) (size - n_old);
      func (data + n_old, size - n_old, user_data);
    }
  if (is_end && n_old <= size)
    self->is_ended = TRUE;
}

/**
 * sonde_tcp_stream_add:
 * @segment: the next segment of this direction in the capture
 * @func: told what is new and in order, in one piece or several
 *
 * Goes on by a segment. A direction whose SYN is not in the capture begins with its first segment.
 */
void
sonde_tcp_stream_add (SondeTcpStream *self,
                      const SondeSegment *segment,
                      SondeTcpStreamFunc func,
                      gpointer user_data)
{
  gboolean is_syn = (segment->flags & SONDE_TCP_SYN) != 0;
  gboolean is_end = (segment->flags & SONDE_TCP_FIN) != 0;
  SondeSegment shifted = *segment;

  if (is_syn)
    shifted.sequence++;
  if (!self->started)
    {
      self->started = TRUE;
      self->next = shifted.sequence;
    }
  if (self->has_gap || self->is_ended || (segment->size == 0 && !is_end))
    return;
  if (distance (self->next, shifted.sequence) > 0)
    {
      keep (self, &shifted, is_end);
      return;
    }

  take (self, shifted.sequence, segment->payload, segment->size, is_end, func, user_data);
  while (!g_queue_is_empty (&self->waiting))
    {
      Piece *piece = g_queue_peek_head (&self->waiting);
      gsize size;
      const guint8 *data;

      if (distance (self->next, piece->sequence) > 0)
        return;
      data = g_bytes_get_data (piece->bytes, &size);
      g_queue_pop_head (&self->waiting);
      self->n_waiting -= size + OVERHEAD;
      if (!self->is_ended)
        take (self, piece->sequence, data, size, piece->is_end, func, user_data);
      piece_free (piece);
    }
}

/**
 * sonde_tcp_stream_finish:
 *
 * Nothing more will come: what still waits shows that something is missing.
 */
void
sonde_tcp_stream_finish (SondeTcpStream *self)
{
  if (!g_queue_is_empty (&self->waiting))
    self->has_gap = TRUE;
  sonde_tcp_stream_clear (self);
}
