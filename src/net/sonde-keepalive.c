/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-keepalive.h"

#include "sonde-ping-list.h"
#include "sonde-source.h"

#include <string.h>

/* How soon to look again where input waits that was not read yet. */
#define UNREAD_US 10000

/* Silence alone proves nothing: a probe whose etat is off says nothing at all, and it may be in
 * the middle of a stall when a ping of ours reaches it. So the watchdog counts from a ping on.
 *
 * Why 15 s by default: another client of the probe that stalls blocks a broadcast for 10 s, reading
 * the light sensor takes 1.44 s more, and the answer needs a round trip. 10 s + 1.44 s + round trip
 * stay under 15 s wherever the ping falls into the stall. With a ping every 10 s, a peer that dies
 * is noticed 15 s to 25 s after its last byte. */
struct _SondeKeepalive
{
  SondeTapStream *tap;
  guint watchdog_ms; /* 0: none */
  SondeKeepaliveFunc on_dead;
  gpointer user_data;

  SondePingList pings;
  guint64 serial;

  gint64 asked_us;       /* when the ping was sent that a sign of life must follow; 0: none */
  gboolean unsent;       /* it still waits for the socket */
  guint64 n_bytes_taken; /* sent, when it began to wait */

  GSource *ping_source;
  GSource *watchdog_source;
};

static gboolean
is_waiting (SondeKeepalive *self)
{
  return self->asked_us != 0 && sonde_tap_stream_get_life_us (self->tap) < self->asked_us;
}

static gint64
get_deadline_us (SondeKeepalive *self)
{
  return self->asked_us + (gint64) self->watchdog_ms * 1000;
}

static void
begin_to_wait (SondeKeepalive *self)
{
  self->asked_us = g_get_monotonic_time ();
  self->n_bytes_taken = sonde_tap_stream_get_n_bytes (self->tap, SONDE_DIRECTION_SENT);
  if (self->watchdog_source != NULL)
    g_source_set_ready_time (self->watchdog_source, get_deadline_us (self));
}

/* A full socket that takes more shows that the peer acknowledges what it gets, though the ping
 * itself is still to be sent. */
static gboolean
peer_takes_more (SondeKeepalive *self)
{
  return self->unsent &&
         sonde_tap_stream_get_n_bytes (self->tap, SONDE_DIRECTION_SENT) != self->n_bytes_taken;
}

static gboolean
on_watchdog (gpointer user_data)
{
  SondeKeepalive *self = user_data;
  gint64 now_us = g_get_monotonic_time ();

  if (!is_waiting (self))
    {
      self->asked_us = 0;
      g_source_set_ready_time (self->watchdog_source, -1);
      return G_SOURCE_CONTINUE;
    }
  if (peer_takes_more (self))
    {
      begin_to_wait (self);
      return G_SOURCE_CONTINUE;
    }
  if (now_us < get_deadline_us (self))
    {
      g_source_set_ready_time (self->watchdog_source, get_deadline_us (self));
      return G_SOURCE_CONTINUE;
    }
  /* This side may have been stopped or busy, with life in the socket that nobody has read. */
  if (sonde_tap_stream_has_input (self->tap))
    {
      g_source_set_ready_time (self->watchdog_source, now_us + UNREAD_US);
      return G_SOURCE_CONTINUE;
    }

  sonde_keepalive_stop (self);
  self->on_dead (self->user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_ping (gpointer user_data)
{
  SondeKeepalive *self = user_data;
  g_autofree char *text = g_strdup_printf ("sonde %" G_GUINT64_FORMAT, ++self->serial);
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));

  sonde_keepalive_ping (self, payload);
  return G_SOURCE_CONTINUE;
}

/**
 * sonde_keepalive_new:
 * @tap: the stream of the connection
 * @keepalive_ms: from one ping to the next, in milliseconds; 0 for none but those that are asked
 *   for
 * @watchdog_ms: the age in milliseconds at which a ping that nothing followed shows that the peer
 *   is dead; 0 for never
 * @on_dead: called at most once, after sonde_keepalive_stop()
 *
 * Starts at once.
 *
 * Returns: (transfer full): the keep-alive of @tap
 */
SondeKeepalive *
sonde_keepalive_new (SondeTapStream *tap,
                     guint keepalive_ms,
                     guint watchdog_ms,
                     SondeKeepaliveFunc on_dead,
                     gpointer user_data)
{
  SondeKeepalive *self;

  g_return_val_if_fail (SONDE_IS_TAP_STREAM (tap), NULL);
  g_return_val_if_fail (on_dead != NULL, NULL);

  self = g_new0 (SondeKeepalive, 1);
  self->tap = g_object_ref (tap);
  self->watchdog_ms = watchdog_ms;
  self->on_dead = on_dead;
  self->user_data = user_data;
  if (keepalive_ms > 0)
    self->ping_source = sonde_source_add_timeout (keepalive_ms, on_ping, self);
  if (watchdog_ms > 0)
    self->watchdog_source = sonde_source_add_timer (-1, on_watchdog, self);
  return self;
}

void
sonde_keepalive_free (SondeKeepalive *self)
{
  g_return_if_fail (self != NULL);

  sonde_keepalive_stop (self);
  sonde_ping_list_clear (&self->pings);
  g_clear_object (&self->tap);
  g_free (self);
}

/**
 * sonde_keepalive_ping:
 * @payload: at most 125 bytes
 *
 * Sends a ping as soon as the frame that is being written ends. The watchdog counts from it on.
 *
 * Returns: whether it was taken, see sonde_tap_stream_inject()
 */
gboolean
sonde_keepalive_ping (SondeKeepalive *self, GBytes *payload)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!is_waiting (self))
    {
      self->unsent = TRUE;
      begin_to_wait (self);
    }
  return sonde_tap_stream_inject (self->tap, SONDE_OPCODE_PING, payload);
}

/**
 * sonde_keepalive_note_sent:
 * @payload: of a ping whose last byte was written
 */
void
sonde_keepalive_note_sent (SondeKeepalive *self, GBytes *payload)
{
  g_return_if_fail (self != NULL);

  if (self->unsent)
    {
      self->unsent = FALSE;
      begin_to_wait (self);
    }
  sonde_ping_list_add (&self->pings, payload, g_get_monotonic_time ());
}

/**
 * sonde_keepalive_note_pong:
 * @payload: of a pong that was received
 *
 * Returns: the round trip in microseconds, or -1 for a pong that answers no ping of this side
 */
gint64
sonde_keepalive_note_pong (SondeKeepalive *self, GBytes *payload)
{
  g_return_val_if_fail (self != NULL, -1);

  return sonde_ping_list_match (&self->pings, payload, g_get_monotonic_time ());
}

/**
 * sonde_keepalive_stop:
 *
 * Sends no more pings and judges no more; pongs are still matched.
 */
void
sonde_keepalive_stop (SondeKeepalive *self)
{
  g_return_if_fail (self != NULL);

  sonde_source_clear (&self->ping_source);
  sonde_source_clear (&self->watchdog_source);
}
