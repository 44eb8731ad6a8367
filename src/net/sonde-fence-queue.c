/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-fence-queue.h"

#include "sonde-source.h"

#include <string.h>

#define FENCE_PREFIX "sonde-fence-"

typedef struct
{
  guint64 serial;
  guint n_ahead; /* messages still to be written before it */
} Fence;

/**
 * SondeFenceQueue:
 *
 * Sends a ping behind each command. A ping overtakes the messages that wait to be written, so one
 * that is to come behind a message waits here until that is out.
 *
 * It lives on its connection's context.
 */
struct _SondeFenceQueue
{
  SondeConnection *connection;
  GSource *source; /* ready when a fence may be sent */
  GQueue fences;   /* of Fence, oldest first */
};

static gboolean
on_ready (gpointer data)
{
  SondeFenceQueue *self = data;
  Fence *fence;

  g_source_set_ready_time (self->source, -1);
  while ((fence = g_queue_peek_head (&self->fences)) != NULL && fence->n_ahead == 0)
    {
      g_autofree char *text = g_strdup_printf (FENCE_PREFIX "%" G_GUINT64_FORMAT, fence->serial);
      g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));

      g_free (g_queue_pop_head (&self->fences));
      /* Without its fence the limit decides, so that a full queue costs time and no verdict. */
      sonde_connection_ping (self->connection, payload, NULL);
    }

  return G_SOURCE_CONTINUE;
}

static void
on_written (SondeFenceQueue *self)
{
  for (GList *link = self->fences.head; link != NULL; link = link->next)
    {
      Fence *fence = link->data;

      if (fence->n_ahead > 0 && --fence->n_ahead == 0)
        g_source_set_ready_time (self->source, 0);
    }
}

/**
 * sonde_fence_queue_new:
 * @connection: what to send on
 *
 * Returns: (transfer full): an empty queue
 */
SondeFenceQueue *
sonde_fence_queue_new (SondeConnection *connection)
{
  SondeFenceQueue *self = g_new0 (SondeFenceQueue, 1);

  self->connection = g_object_ref (connection);
  g_queue_init (&self->fences);
  g_signal_connect_swapped (connection, "written", G_CALLBACK (on_written), self);
  self->source = sonde_source_add_timer (-1, on_ready, self);

  return self;
}

void
sonde_fence_queue_free (SondeFenceQueue *self)
{
  sonde_source_clear (&self->source);
  g_signal_handlers_disconnect_by_data (self->connection, self);
  g_object_unref (self->connection);
  sonde_fence_queue_clear (self);
  g_free (self);
}

/**
 * sonde_fence_queue_add:
 * @self: a queue
 * @serial: of the command that was handed to the connection last
 *
 * Sends a fence once everything handed to the connection so far is written.
 */
void
sonde_fence_queue_add (SondeFenceQueue *self, guint64 serial)
{
  Fence *fence = g_new (Fence, 1);

  fence->serial = serial;
  fence->n_ahead = sonde_connection_get_n_queued_messages (self->connection);
  g_queue_push_tail (&self->fences, fence);
  if (fence->n_ahead == 0)
    g_source_set_ready_time (self->source, 0);
}

/**
 * sonde_fence_queue_clear:
 *
 * Forgets the fences that were not sent: their connection is gone.
 */
void
sonde_fence_queue_clear (SondeFenceQueue *self)
{
  g_queue_clear_full (&self->fences, g_free);
}

/**
 * sonde_fence_queue_read_pong:
 * @payload: what a pong carries
 * @serial: (out): the serial of the fence that it answers
 *
 * Returns: whether it answers a fence at all
 */
gboolean
sonde_fence_queue_read_pong (GBytes *payload, guint64 *serial)
{
  gsize size;
  const char *data = g_bytes_get_data (payload, &size);
  g_autofree char *text = size > 0 ? g_strndup (data, size) : g_strdup ("");

  return g_str_has_prefix (text, FENCE_PREFIX) &&
         g_ascii_string_to_unsigned (text + strlen (FENCE_PREFIX), 10, 1, G_MAXUINT64, serial,
                                     NULL);
}
