/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-probe.h"

#include "sonde-codec.h"
#include "sonde-command-tracker.h"
#include "sonde-error.h"
#include "sonde-feeder.h"
#include "sonde-fence-queue.h"
#include "sonde-net-enums.h"
#include "sonde-period-meter.h"
#include "sonde-source.h"

#include <glib/gi18n-lib.h>

/**
 * SondeProbe:
 *
 * What is understood of what a connection receives. It only listens: whatever cannot be decoded is
 * left to others.
 */
struct _SondeProbe
{
  GObject parent_instance;

  SondeConnection *connection;
  GSource *deadline;
  SondeFenceQueue *fences;

  SondeCommandTracker *tracker;
  SondeCommand *last_command;
  SondePeriodMeter period_meter;
  SondeEchoMeter *echo_meter;
  SondeFeeder *feeder;

  gboolean open;
  SondeEtat etat;
  gint64 announced_period_ms;
  SondeEtat last_etat; /* these two outlive the connection: a mark is set where they change */
  gint64 last_period_ms;
  guint64 n_measures;

  gboolean seen_probe;
  gboolean seen_numbers;
  gboolean seen_message;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_VERDICT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondeProbe, sonde_probe, G_TYPE_OBJECT)

static void
emit_changed (SondeProbe *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
update_deadline (SondeProbe *self)
{
  gint64 deadline_us = sonde_command_tracker_get_deadline_us (self->tracker);

  g_source_set_ready_time (self->deadline, deadline_us == G_MAXINT64 ? -1 : deadline_us);
}

/* Tells what became of the commands that the tracker has just decided. */
static void
tell_verdicts (SondeProbe *self)
{
  SondeCommand *command;

  while ((command = sonde_command_tracker_take (self->tracker)) != NULL)
    {
      if (command->serial == self->last_command->serial)
        *self->last_command = *command;
      g_signal_emit (self, signals[SIGNAL_VERDICT], 0, command);
      sonde_command_free (command);
    }

  update_deadline (self);
}

static gboolean
on_deadline (gpointer data)
{
  g_autoptr (SondeProbe) self = g_object_ref (data);

  sonde_command_tracker_expire (self->tracker, g_get_monotonic_time ());
  tell_verdicts (self);
  emit_changed (self);

  return G_SOURCE_CONTINUE;
}

static void
mark_lost (SondeProbe *self)
{
  gint64 time_us = g_get_real_time ();

  self->open = FALSE;
  sonde_feeder_add_gap (self->feeder, time_us);
  sonde_feeder_add_mark (self->feeder, SONDE_MARK_LOST, time_us,
                         sonde_connection_get_close_code (self->connection), TRUE);
}

static void
on_opened (SondeProbe *self)
{
  gint64 time_us = sonde_connection_get_opened_time_us (self->connection);

  /* The program that recorded before may have ended without a word. */
  self->open = TRUE;
  sonde_feeder_add_gap (self->feeder, time_us);
  sonde_feeder_add_mark (self->feeder, SONDE_MARK_CONNECTED, time_us, 0, TRUE);
}

static void
on_lost (SondeProbe *self)
{
  mark_lost (self);
  self->etat = SONDE_ETAT_UNKNOWN;
  self->announced_period_ms = 0;
  sonde_period_meter_reset (&self->period_meter);
  sonde_echo_meter_forget_pending (self->echo_meter);
  sonde_fence_queue_clear (self->fences);
  sonde_command_tracker_lose (self->tracker, g_get_monotonic_time ());
  tell_verdicts (self);
}

static void
on_state_changed (SondeProbe *self)
{
  g_autoptr (SondeProbe) alive = g_object_ref (self);
  SondeState state = sonde_connection_get_state (self->connection);

  if (state == SONDE_STATE_OPEN && !self->open)
    on_opened (self);
  else if (self->open && state != SONDE_STATE_OPEN && state != SONDE_STATE_CLOSING)
    on_lost (self);

  emit_changed (self);
}

static void
on_etat (SondeProbe *self, SondeEtat etat, gint64 time_us)
{
  if (etat != self->etat)
    {
      sonde_feeder_add_mark (self->feeder, SONDE_MARK_ETAT, time_us, etat,
                             self->last_etat != SONDE_ETAT_UNKNOWN && etat != self->last_etat);
      sonde_period_meter_reset (&self->period_meter);
    }
  if (etat == SONDE_ETAT_OFF)
    sonde_feeder_add_gap (self->feeder, time_us);

  self->etat = etat;
  self->last_etat = etat;
}

static void
on_periode (SondeProbe *self, gint64 period_ms, gint64 time_us)
{
  if (period_ms != self->announced_period_ms)
    {
      sonde_feeder_add_mark (self->feeder, SONDE_MARK_PERIODE, time_us, period_ms,
                             self->last_period_ms != 0 && period_ms != self->last_period_ms);
      sonde_period_meter_reset (&self->period_meter);
    }

  self->announced_period_ms = period_ms;
  self->last_period_ms = period_ms;
}

static void
on_readings (SondeProbe *self, const SondeDecoded *decoded, gint64 time_us)
{
  const gint64 now_us = g_get_monotonic_time ();

  self->n_measures++;
  sonde_period_meter_add (&self->period_meter, now_us);
  sonde_feeder_add (self->feeder, decoded, time_us, now_us);
}

static void
on_decoded (SondeProbe *self, const SondeDecoded *decoded, gint64 time_us)
{
  gint64 now_us = g_get_monotonic_time ();

  switch (decoded->kind)
    {
    case SONDE_DECODED_ETAT:
      on_etat (self, decoded->value != 0 ? SONDE_ETAT_ON : SONDE_ETAT_OFF, time_us);
      sonde_command_tracker_announce (self->tracker, SONDE_COMMAND_ETAT, decoded->value, now_us);
      break;

    case SONDE_DECODED_PERIODE:
      on_periode (self, decoded->value, time_us);
      sonde_command_tracker_announce (self->tracker, SONDE_COMMAND_PERIODE, decoded->value, now_us);
      break;

    case SONDE_DECODED_MESURE:
    case SONDE_DECODED_NUMBERS:
      on_readings (self, decoded, time_us);
      break;

    case SONDE_DECODED_OTHER:
    default:
      return;
    }

  if (decoded->kind == SONDE_DECODED_NUMBERS)
    self->seen_numbers = TRUE;
  else
    self->seen_probe = TRUE;
  tell_verdicts (self);
}

static void
on_received (SondeProbe *self, SondeMessage *message)
{
  SondeKind kind = sonde_endpoint_get_kind (sonde_connection_get_endpoint (self->connection));
  GBytes *data = sonde_message_get_data (message);
  g_autoptr (SondeDecoded) decoded = NULL;
  gint64 rtt_us;
  SondeEcho echo;

  self->seen_message = TRUE;
  echo = sonde_echo_meter_received (self->echo_meter, sonde_message_get_opcode (message), data,
                                    g_get_monotonic_time (), &rtt_us);
  sonde_feeder_add_message (self->feeder, message, rtt_us);

  if (sonde_message_get_opcode (message) != SONDE_OPCODE_TEXT ||
      sonde_message_get_size (message) > SONDE_PROBE_MAX_DECODED_SIZE || kind == SONDE_KIND_ECHO ||
      kind == SONDE_KIND_OTHER)
    return;

  /* One's own words that come back are no measure, unless somebody says that they are. */
  if (kind == SONDE_KIND_AUTO && !self->seen_probe && echo == SONDE_ECHO_MATCHED)
    return;

  decoded = sonde_codec_decode (g_bytes_get_data (data, NULL) ?: "",
                                (gssize) sonde_message_get_size (message));
  on_decoded (self, decoded, sonde_message_get_time_us (message));
}

static void
on_message (SondeProbe *self, SondeMessage *message)
{
  g_autoptr (SondeProbe) alive = g_object_ref (self);
  SondeOpcode opcode = sonde_message_get_opcode (message);

  gboolean is_control = opcode != SONDE_OPCODE_TEXT && opcode != SONDE_OPCODE_BINARY;

  if (!is_control && sonde_message_get_direction (message) == SONDE_DIRECTION_RECEIVED)
    {
      on_received (self, message);
    }
  else
    {
      sonde_feeder_add_message (self->feeder, message, -1);
      if (is_control)
        return;
      sonde_echo_meter_sent (self->echo_meter, opcode, sonde_message_get_data (message),
                             g_get_monotonic_time ());
    }

  emit_changed (self);
}

static void
on_pong (SondeProbe *self, GBytes *payload, gint64 rtt_us)
{
  g_autoptr (SondeProbe) alive = g_object_ref (self);
  guint64 serial;

  if (!sonde_fence_queue_read_pong (payload, &serial))
    return;

  sonde_command_tracker_fence (self->tracker, serial, g_get_monotonic_time ());
  tell_verdicts (self);
  emit_changed (self);
}

static void
sonde_probe_dispose (GObject *object)
{
  SondeProbe *self = SONDE_PROBE (object);

  sonde_source_clear (&self->deadline);
  g_clear_pointer (&self->fences, sonde_fence_queue_free);
  if (self->open)
    mark_lost (self);
  g_clear_pointer (&self->feeder, sonde_feeder_free);
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (sonde_probe_parent_class)->dispose (object);
}

static void
sonde_probe_finalize (GObject *object)
{
  SondeProbe *self = SONDE_PROBE (object);

  g_clear_pointer (&self->tracker, sonde_command_tracker_free);
  g_clear_pointer (&self->last_command, sonde_command_free);
  g_clear_pointer (&self->echo_meter, sonde_echo_meter_free);

  G_OBJECT_CLASS (sonde_probe_parent_class)->finalize (object);
}

static void
sonde_probe_class_init (SondeProbeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sonde_probe_dispose;
  object_class->finalize = sonde_probe_finalize;

  /**
   * SondeProbe::changed:
   *
   * Something that the probe knows, or its dataset, is new.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", SONDE_TYPE_PROBE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);

  /**
   * SondeProbe::verdict:
   * @self: the probe
   * @command: the command, with its verdict
   *
   * It became clear what became of a command.
   */
  signals[SIGNAL_VERDICT] = g_signal_new ("verdict", SONDE_TYPE_PROBE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1,
                                          SONDE_TYPE_COMMAND | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
sonde_probe_init (SondeProbe *self)
{
  self->etat = SONDE_ETAT_UNKNOWN;
  self->last_etat = SONDE_ETAT_UNKNOWN;
  self->tracker = sonde_command_tracker_new (SONDE_PROBE_DEFAULT_LIMIT_MS * G_TIME_SPAN_MILLISECOND,
                                             SONDE_PROBE_MAX_PENDING);
  self->echo_meter = sonde_echo_meter_new (SONDE_ECHO_METER_DEFAULT_WINDOW);
  self->deadline = sonde_source_add_timer (-1, on_deadline, self);
}

/**
 * sonde_probe_new:
 * @connection: what to listen to
 * @dataset: what to fill
 *
 * Listens to a connection. To be called, and used, on the connection's context.
 *
 * Returns: (transfer full): a probe
 */
SondeProbe *
sonde_probe_new (SondeConnection *connection, SondeDataset *dataset)
{
  SondeProbe *self;

  g_return_val_if_fail (SONDE_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (SONDE_IS_DATASET (dataset), NULL);

  self = g_object_new (SONDE_TYPE_PROBE, NULL);
  self->connection = g_object_ref (connection);
  self->fences = sonde_fence_queue_new (connection);
  self->feeder = sonde_feeder_new (dataset);

  g_signal_connect_swapped (connection, "state-changed", G_CALLBACK (on_state_changed), self);
  g_signal_connect_swapped (connection, "message", G_CALLBACK (on_message), self);
  g_signal_connect_swapped (connection, "pong", G_CALLBACK (on_pong), self);
  if (sonde_connection_get_state (connection) == SONDE_STATE_OPEN)
    on_opened (self);

  return self;
}

/**
 * sonde_probe_set_sink:
 * @self: a probe
 * @sink: (nullable): what is to be told, besides the dataset
 *
 * Has a sink take every measure, mark and message from now on, on the connection's context. Where
 * the connection is open already, it is first told what the probe last announced. The sink before
 * it is told nothing more.
 */
void
sonde_probe_set_sink (SondeProbe *self, SondeSink *sink)
{
  gint64 time_us = g_get_real_time ();

  g_return_if_fail (SONDE_IS_PROBE (self));
  g_return_if_fail (sink == NULL || SONDE_IS_SINK (sink));

  sonde_feeder_set_sink (self->feeder, sink);
  if (sink == NULL || !self->open)
    return;

  sonde_sink_add_gap (sink, time_us);
  if (self->etat != SONDE_ETAT_UNKNOWN)
    sonde_feeder_add_mark (self->feeder, SONDE_MARK_ETAT, time_us, self->etat, FALSE);
  if (self->announced_period_ms != 0)
    sonde_feeder_add_mark (self->feeder, SONDE_MARK_PERIODE, time_us, self->announced_period_ms,
                           FALSE);
}

static guint64
send_command (SondeProbe *self, SondeCommandKind kind, gint64 asked, GError **error)
{
  g_autofree char *text = sonde_codec_encode (kind, asked, g_get_real_time ());
  gint64 sent_us = g_get_monotonic_time ();
  guint64 serial;

  if (!sonde_command_tracker_has_room (self->tracker, error) ||
      !sonde_connection_send_text (self->connection, text, -1, error))
    return 0;

  serial = sonde_command_tracker_add (self->tracker, kind, asked, sent_us);
  g_clear_pointer (&self->last_command, sonde_command_free);
  self->last_command = g_new0 (SondeCommand, 1);
  *self->last_command = (SondeCommand){
    .serial = serial,
    .kind = kind,
    .asked = asked,
    .announced = -1,
    .sent_us = sent_us,
  };

  sonde_fence_queue_add (self->fences, serial);
  update_deadline (self);
  emit_changed (self);
  return serial;
}

/**
 * sonde_probe_send_etat:
 * @self: a probe
 * @on: whether it is to measure
 * @error: return location for an error
 *
 * Asks the probe to turn on or off. What became of it comes with #SondeProbe::verdict.
 *
 * Returns: the command's serial, or 0 with @error set to %SONDE_ERROR_NOT_CONNECTED or
 *     %SONDE_ERROR_QUEUE_FULL
 */
guint64
sonde_probe_send_etat (SondeProbe *self, gboolean on, GError **error)
{
  g_return_val_if_fail (SONDE_IS_PROBE (self), 0);

  return send_command (self, SONDE_COMMAND_ETAT, on ? 1 : 0, error);
}

/**
 * sonde_probe_send_periode:
 * @self: a probe
 * @period_ms: a period from 1 to %SONDE_PROBE_MAX_PERIOD_MS milliseconds
 * @error: return location for an error
 *
 * Asks the probe to measure at another rate. What became of it comes with #SondeProbe::verdict.
 *
 * Returns: the command's serial, or 0 with @error set to %SONDE_ERROR_ARGUMENT,
 *     %SONDE_ERROR_NOT_CONNECTED or %SONDE_ERROR_QUEUE_FULL
 */
guint64
sonde_probe_send_periode (SondeProbe *self, gint64 period_ms, GError **error)
{
  g_return_val_if_fail (SONDE_IS_PROBE (self), 0);

  if (period_ms < 1 || period_ms > SONDE_PROBE_MAX_PERIOD_MS)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                   _ ("A period goes from 1 to %d ms, and not to %lld ms"),
                   SONDE_PROBE_MAX_PERIOD_MS, (long long) period_ms);
      return 0;
    }

  return send_command (self, SONDE_COMMAND_PERIODE, period_ms, error);
}

/**
 * sonde_probe_set_limit_ms:
 *
 * Sets how long a command may stay unanswered. The probe blocks for 1.44 s in each period, and
 * longer while a client stalls, so that a limit below 5 s raises false alarms.
 */
void
sonde_probe_set_limit_ms (SondeProbe *self, guint limit_ms)
{
  g_return_if_fail (SONDE_IS_PROBE (self));

  sonde_command_tracker_set_limit_us (self->tracker, limit_ms * G_TIME_SPAN_MILLISECOND);
  update_deadline (self);
}

/**
 * sonde_probe_get_kind:
 *
 * Returns: the kind of server: as the endpoint says, else as found
 */
SondeKind
sonde_probe_get_kind (SondeProbe *self)
{
  SondeKind kind;

  g_return_val_if_fail (SONDE_IS_PROBE (self), SONDE_KIND_AUTO);

  kind = sonde_endpoint_get_kind (sonde_connection_get_endpoint (self->connection));
  if (kind != SONDE_KIND_AUTO)
    return kind;
  if (self->seen_probe)
    return SONDE_KIND_PROBE;
  if (sonde_echo_meter_is_echo (self->echo_meter))
    return SONDE_KIND_ECHO;
  if (self->seen_numbers)
    return SONDE_KIND_JSON;
  return self->seen_message ? SONDE_KIND_OTHER : SONDE_KIND_AUTO;
}

/**
 * sonde_probe_get_etat:
 *
 * Returns: what the probe last announced on this connection
 */
SondeEtat
sonde_probe_get_etat (SondeProbe *self)
{
  g_return_val_if_fail (SONDE_IS_PROBE (self), SONDE_ETAT_UNKNOWN);

  return self->etat;
}

/**
 * sonde_probe_get_announced_period_ms:
 *
 * Returns: what the probe last announced on this connection, in milliseconds, or 0
 */
gint64
sonde_probe_get_announced_period_ms (SondeProbe *self)
{
  g_return_val_if_fail (SONDE_IS_PROBE (self), 0);

  return self->announced_period_ms;
}

/**
 * sonde_probe_get_effective_period:
 * @self: a probe
 * @median_ms: (out) (optional): see sonde_period_meter_get()
 * @jitter_ms: (out) (optional): see sonde_period_meter_get()
 *
 * Gets how often measures really arrive, since the connection, etat or periode last changed.
 *
 * Returns: whether enough have
 */
gboolean
sonde_probe_get_effective_period (SondeProbe *self, double *median_ms, double *jitter_ms)
{
  g_return_val_if_fail (SONDE_IS_PROBE (self), FALSE);

  return sonde_period_meter_get (&self->period_meter, median_ms, jitter_ms);
}

/**
 * sonde_probe_get_n_measures:
 *
 * Returns: how many measures, or objects with numbers, have arrived
 */
guint64
sonde_probe_get_n_measures (SondeProbe *self)
{
  g_return_val_if_fail (SONDE_IS_PROBE (self), 0);

  return self->n_measures;
}

/**
 * sonde_probe_get_last_command:
 *
 * Returns: (transfer none) (nullable): the command that was sent last, or %NULL
 */
const SondeCommand *
sonde_probe_get_last_command (SondeProbe *self)
{
  g_return_val_if_fail (SONDE_IS_PROBE (self), NULL);

  return self->last_command;
}

/**
 * sonde_probe_get_echo_meter:
 *
 * Returns: (transfer none): the round trips of what came back as it was sent; not to be changed
 */
SondeEchoMeter *
sonde_probe_get_echo_meter (SondeProbe *self)
{
  g_return_val_if_fail (SONDE_IS_PROBE (self), NULL);

  return self->echo_meter;
}
