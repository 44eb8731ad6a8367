/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-ping-list.h"

typedef struct
{
  GBytes *payload;
  gint64 sent_us;
} Ping;

static void
ping_free (gpointer data)
{
  Ping *ping = data;

  g_bytes_unref (ping->payload);
  g_free (ping);
}

void
sonde_ping_list_clear (SondePingList *self)
{
  g_return_if_fail (self != NULL);

  g_queue_clear_full (&self->waiting, ping_free);
}

/**
 * sonde_ping_list_add:
 * @sent_us: monotonic
 *
 * Notes a ping. Of those that a silent peer leaves unanswered, the oldest is forgotten.
 */
void
sonde_ping_list_add (SondePingList *self, GBytes *payload, gint64 sent_us)
{
  Ping *ping;

  g_return_if_fail (self != NULL);

  if (g_queue_get_length (&self->waiting) == SONDE_PING_LIST_MAX)
    ping_free (g_queue_pop_head (&self->waiting));
  ping = g_new0 (Ping, 1);
  ping->payload = g_bytes_ref (payload);
  ping->sent_us = sent_us;
  g_queue_push_tail (&self->waiting, ping);
}

/**
 * sonde_ping_list_match:
 * @payload: of a pong
 *
 * Finds the ping that a pong answers. A peer may answer the latest of several pings alone (RFC 6455
 * section 5.5.3), so the ones before it are forgotten.
 *
 * Returns: the round trip in microseconds, or -1 for a pong that answers nothing
 */
gint64
sonde_ping_list_match (SondePingList *self, GBytes *payload, gint64 now_us)
{
  GList *match = NULL;
  gint64 rtt_us;

  g_return_val_if_fail (self != NULL, -1);

  for (GList *l = self->waiting.head; l != NULL && match == NULL; l = l->next)
    {
      const Ping *ping = l->data;

      if (g_bytes_equal (ping->payload, payload))
        match = l;
    }
  if (match == NULL)
    return -1;

  rtt_us = now_us - ((const Ping *) match->data)->sent_us;
  while (self->waiting.head != match)
    ping_free (g_queue_pop_head (&self->waiting));
  ping_free (g_queue_pop_head (&self->waiting));
  return rtt_us;
}
