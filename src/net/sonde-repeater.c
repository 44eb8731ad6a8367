/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-repeater.h"

#include "sonde-source.h"

struct _SondeRepeater
{
  SondeConnection *connection;
  SondeOutgoing *outgoing;
  guint period_ms;
  SondeRepeaterFunc changed;
  gpointer data;

  GSource *source;
  gint64 due_us;
  guint64 n_sent;
  GError *error;
};

static gboolean
on_due (gpointer data)
{
  SondeRepeater *self = data;
  gint64 period_us = self->period_ms * G_TIME_SPAN_MILLISECOND;

  if (!sonde_connection_send (self->connection, self->outgoing, &self->error))
    {
      sonde_source_clear (&self->source);
      self->changed (self->data);
      return G_SOURCE_REMOVE;
    }

  self->n_sent++;
  /* What was missed is not made up for: a burst is not what was asked for. */
  self->due_us += period_us * (1 + (g_get_monotonic_time () - self->due_us) / period_us);
  g_source_set_ready_time (self->source, self->due_us);
  self->changed (self->data);
  return G_SOURCE_CONTINUE;
}

/**
 * sonde_repeater_new:
 * @connection: an open connection
 * @outgoing: what to send
 * @period_ms: %SONDE_REPEATER_MIN_PERIOD_MS to %SONDE_REPEATER_MAX_PERIOD_MS
 * @changed: called after each sending, and when one failed; it must not free the repeater
 * @data: its argument
 *
 * Sends at once, then every @period_ms milliseconds until it is freed or a message can not be sent.
 *
 * Returns: (transfer full): a repeater
 */
SondeRepeater *
sonde_repeater_new (SondeConnection *connection,
                    const SondeOutgoing *outgoing,
                    guint period_ms,
                    SondeRepeaterFunc changed,
                    gpointer data)
{
  SondeRepeater *self = g_new0 (SondeRepeater, 1);

  self->connection = connection;
  self->outgoing = sonde_outgoing_copy (outgoing);
  self->period_ms = CLAMP (period_ms, SONDE_REPEATER_MIN_PERIOD_MS, SONDE_REPEATER_MAX_PERIOD_MS);
  self->changed = changed;
  self->data = data;
  self->due_us = g_get_monotonic_time ();
  self->source = sonde_source_add_timer (self->due_us, on_due, self);
  return self;
}

void
sonde_repeater_free (SondeRepeater *self)
{
  sonde_source_clear (&self->source);
  sonde_outgoing_free (self->outgoing);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * sonde_repeater_get_period_ms:
 *
 * Returns: milliseconds between two sendings; 0 where the repetition has stopped
 */
guint
sonde_repeater_get_period_ms (const SondeRepeater *self)
{
  return self->source != NULL ? self->period_ms : 0;
}

guint64
sonde_repeater_get_n_sent (const SondeRepeater *self)
{
  return self->n_sent;
}

/**
 * sonde_repeater_get_error:
 *
 * Returns: (nullable): why the repetition has stopped, or %NULL while it has not
 */
const GError *
sonde_repeater_get_error (const SondeRepeater *self)
{
  return self->error;
}
