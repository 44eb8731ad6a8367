/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-session-worker.h"

#include "sonde-error.h"
#include "sonde-repeater.h"
#include "sonde-session.h"
#include "sonde-source.h"

#include <glib/gi18n-lib.h>

/* A status is published once per frame of the fastest common display at most. */
#define PUBLISH_INTERVAL_US (16 * G_TIME_SPAN_MILLISECOND)

/* A connection cuts a peer off that does not answer its close frame in 3 s; this is for the case
 * that it does not manage to. */
#define SEE_OFF_S 5

#define CLOSE_NORMAL     1000
#define CLOSE_GOING_AWAY 1001

/**
 * SondeSessionWorker:
 *
 * Runs a connection and its probe on the net thread, and leaves snapshots of them for the thread
 * that made it.
 *
 * There is no queue from here to there: a newer status takes the place of one that was not fetched,
 * and of verdicts the last %SONDE_SESSION_WORKER_MAX_VERDICTS are kept. At most one wake-up is on
 * its way.
 */
struct _SondeSessionWorker
{
  SondeDataset *dataset;
  SondeMessageLog *log;
  SondeFrameLog *frame_log;

  /* The owner's side: only its thread reads and clears these two. */
  GMainContext *owner_context;
  GSourceFunc wake;
  gpointer wake_data;

  GMutex mutex; /* guards what goes from the net thread to the owner */
  SondeStatus *status;
  GQueue verdicts; /* of SondeCommand */
  gboolean is_waking;

  /* The net thread's side. */
  SondeConnection *connection;
  SondeProbe *probe;
  SondeSink *sink;
  SondeRepeater *repeater; /* while something is sent again and again, and until that is told */
  GSource *publication;    /* scheduled, or NULL */
  GQueue decided;          /* of SondeCommand: verdicts that go with the next status */
  gint64 published_us;
  gboolean is_shut_down;
  guint64 n_messages;
  guint64 n_echoes;
  gint64 ping_rtt_us;
};

/**
 * sonde_session_worker_new:
 * @dataset: what to fill
 * @log: where every message goes
 * @frame_log: where every dial and frame goes
 * @wake: called on the thread-default context of the calling thread when there is news
 * @data: its argument, which must live until sonde_session_worker_detach()
 *
 * Returns: (transfer full): a worker without a connection
 */
SondeSessionWorker *
sonde_session_worker_new (SondeDataset *dataset,
                          SondeMessageLog *log,
                          SondeFrameLog *frame_log,
                          GSourceFunc wake,
                          gpointer data)
{
  SondeSessionWorker *self = g_atomic_rc_box_new0 (SondeSessionWorker);

  self->dataset = g_object_ref (dataset);
  self->log = g_object_ref (log);
  self->frame_log = g_object_ref (frame_log);
  self->owner_context = g_main_context_ref_thread_default ();
  self->wake = wake;
  self->wake_data = data;
  self->ping_rtt_us = -1;
  g_mutex_init (&self->mutex);
  g_queue_init (&self->verdicts);
  g_queue_init (&self->decided);

  return self;
}

SondeSessionWorker *
sonde_session_worker_ref (SondeSessionWorker *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (SondeSessionWorker *self)
{
  g_clear_object (&self->dataset);
  g_clear_object (&self->log);
  g_clear_object (&self->frame_log);
  g_clear_object (&self->sink);
  g_clear_pointer (&self->owner_context, g_main_context_unref);
  g_clear_pointer (&self->status, sonde_status_unref);
  g_queue_clear_full (&self->verdicts, (GDestroyNotify) sonde_command_free);
  g_queue_clear_full (&self->decided, (GDestroyNotify) sonde_command_free);
  g_mutex_clear (&self->mutex);
}

void
sonde_session_worker_unref (SondeSessionWorker *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

/**
 * sonde_session_worker_detach:
 *
 * Makes sure that the owner is not woken any more.
 */
void
sonde_session_worker_detach (SondeSessionWorker *self)
{
  self->wake = NULL;
}

/**
 * sonde_session_worker_take_news:
 * @self: a worker
 * @verdicts: (out) (transfer full) (element-type SondeCommand): the commands that got a verdict
 *     since
 *
 * Fetches what is new. To be called when woken.
 *
 * Returns: (transfer full) (nullable): the latest status, or %NULL where it did not change
 */
SondeStatus *
sonde_session_worker_take_news (SondeSessionWorker *self, GPtrArray **verdicts)
{
  SondeStatus *status;
  SondeCommand *command;

  *verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_command_free);

  g_mutex_lock (&self->mutex);
  status = g_steal_pointer (&self->status);
  while ((command = g_queue_pop_head (&self->verdicts)) != NULL)
    g_ptr_array_add (*verdicts, command);
  self->is_waking = FALSE;
  g_mutex_unlock (&self->mutex);

  return status;
}

typedef struct
{
  SondeSessionWorker *worker;
  SondeSink *sink;
} SinkChange;

static void
sink_change_free (SinkChange *change)
{
  sonde_session_worker_unref (change->worker);
  g_clear_object (&change->sink);
  g_free (change);
}

/* Measures from before the recording are nowhere else: where there are any, all stay. */
static void
bound_samples (SondeSessionWorker *self)
{
  gint64 first_us;
  gint64 last_us;

  if (self->sink == NULL)
    sonde_dataset_set_max_samples (self->dataset, SONDE_SESSION_MAX_SAMPLES);
  else if (!sonde_dataset_get_span (self->dataset, &first_us, &last_us))
    sonde_dataset_set_max_samples (self->dataset, SONDE_SESSION_MAX_RECORDED_SAMPLES);
}

static gboolean
change_sink (gpointer data)
{
  SinkChange *change = data;
  SondeSessionWorker *self = change->worker;

  if (self->is_shut_down || !g_set_object (&self->sink, change->sink))
    return G_SOURCE_REMOVE;
  bound_samples (self);
  if (self->probe != NULL)
    sonde_probe_set_sink (self->probe, self->sink);

  return G_SOURCE_REMOVE;
}

/**
 * sonde_session_worker_hand_sink:
 * @self: a worker
 * @thread: its net thread
 * @sink: (nullable): what is to be told of everything, once this has crossed over
 */
void
sonde_session_worker_hand_sink (SondeSessionWorker *self, SondeNetThread *thread, SondeSink *sink)
{
  SinkChange *change = g_new0 (SinkChange, 1);

  change->worker = sonde_session_worker_ref (self);
  g_set_object (&change->sink, sink);
  sonde_net_thread_invoke (thread, change_sink, change, (GDestroyNotify) sink_change_free);
}

static gboolean
wake_owner (gpointer data)
{
  SondeSessionWorker *self = data;

  if (self->wake != NULL)
    self->wake (self->wake_data);
  return G_SOURCE_REMOVE;
}

/* Called with the mutex held. */
static void
schedule_waking (SondeSessionWorker *self)
{
  g_autoptr (GSource) source = NULL;

  if (self->is_waking)
    return;

  self->is_waking = TRUE;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, wake_owner, sonde_session_worker_ref (self),
                         (GDestroyNotify) sonde_session_worker_unref);
  g_source_attach (source, self->owner_context);
}

static void
describe_connection (SondeSessionWorker *self, SondeStatus *status)
{
  SondeConnection *connection = self->connection;
  const GError *error = sonde_connection_get_error (connection);

  status->state = sonde_connection_get_state (connection);
  status->error = error != NULL ? g_error_copy (error) : NULL;
  status->close_code = sonde_connection_get_close_code (connection);
  status->close_reason = g_strdup (sonde_connection_get_close_reason (connection));
  status->retry_us = sonde_connection_get_retry_us (connection);
  status->n_attempts = sonde_connection_get_n_attempts (connection);
  status->server = g_strdup (sonde_connection_get_server (connection));
  status->subprotocol = g_strdup (sonde_connection_get_subprotocol (connection));
  status->extensions = g_strdup (sonde_connection_get_extensions (connection));
  status->n_messages = self->n_messages;
  status->n_bytes_received = sonde_connection_get_n_bytes (connection, SONDE_DIRECTION_RECEIVED);
  status->n_bytes_sent = sonde_connection_get_n_bytes (connection, SONDE_DIRECTION_SENT);
  status->ping_rtt_us = self->ping_rtt_us;
}

static void
describe_probe (SondeSessionWorker *self, SondeStatus *status)
{
  SondeProbe *probe = self->probe;
  const SondeCommand *command = sonde_probe_get_last_command (probe);
  SondeEchoStatistics echoes;

  status->kind = sonde_probe_get_kind (probe);
  status->etat = sonde_probe_get_etat (probe);
  status->announced_period_ms = sonde_probe_get_announced_period_ms (probe);
  status->has_effective_period = sonde_probe_get_effective_period (
      probe, &status->effective_period_ms, &status->effective_jitter_ms);
  status->command = command != NULL ? sonde_command_copy (command) : NULL;
  status->n_measures = sonde_probe_get_n_measures (probe);

  sonde_echo_meter_get_statistics (sonde_probe_get_echo_meter (probe), &echoes);
  status->n_echoes = echoes.n_matched;
  status->echo_rtt_us = echoes.last_us;
  status->echo_rtt_min_us = echoes.min_us;
  status->echo_rtt_median_us = echoes.median_us;
  status->echo_rtt_max_us = echoes.max_us;
}

static void
describe_repetition (SondeSessionWorker *self, SondeStatus *status)
{
  const GError *error = sonde_repeater_get_error (self->repeater);

  status->repeat_ms = sonde_repeater_get_period_ms (self->repeater);
  status->n_repeats = sonde_repeater_get_n_sent (self->repeater);
  status->repeat_error = error != NULL ? g_error_copy (error) : NULL;
}

static gboolean
publish (gpointer data)
{
  SondeSessionWorker *self = data;
  g_autoptr (SondeStatus) status = sonde_status_new ();

  self->published_us = g_get_monotonic_time ();
  g_clear_pointer (&self->publication, g_source_unref);

  if (self->connection != NULL)
    {
      describe_connection (self, status);
      describe_probe (self, status);
    }
  if (self->repeater != NULL)
    describe_repetition (self, status);

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->status, sonde_status_unref);
  self->status = g_steal_pointer (&status);
  while (!g_queue_is_empty (&self->decided))
    g_queue_push_tail (&self->verdicts, g_queue_pop_head (&self->decided));
  while (self->verdicts.length > SONDE_SESSION_WORKER_MAX_VERDICTS)
    sonde_command_free (g_queue_pop_head (&self->verdicts));
  schedule_waking (self);
  g_mutex_unlock (&self->mutex);

  return G_SOURCE_REMOVE;
}

/* Something changed: publishes it now, or once the last publication is old enough. */
static void
touch (SondeSessionWorker *self)
{
  gint64 due_us = self->published_us + PUBLISH_INTERVAL_US;

  if (self->publication != NULL || self->is_shut_down)
    return;

  self->publication = g_timeout_source_new (0);
  g_source_set_ready_time (self->publication, MAX (due_us, g_get_monotonic_time ()));
  g_source_set_callback (self->publication, publish, self, NULL);
  g_source_attach (self->publication, g_main_context_get_thread_default ());
}

/* A verdict never arrives before the status that it goes with: whoever hears of it finds the value
 * that the probe announced. */
static void
on_verdict (SondeSessionWorker *self, const SondeCommand *command)
{
  g_queue_push_tail (&self->decided, sonde_command_copy (command));
  if (self->decided.length > SONDE_SESSION_WORKER_MAX_VERDICTS)
    sonde_command_free (g_queue_pop_head (&self->decided));

  touch (self);
}

static void
on_message (SondeSessionWorker *self, SondeMessage *message)
{
  g_autoptr (SondeMessage) echo = NULL;
  SondeOpcode opcode = sonde_message_get_opcode (message);

  if (sonde_message_get_direction (message) == SONDE_DIRECTION_RECEIVED &&
      (opcode == SONDE_OPCODE_TEXT || opcode == SONDE_OPCODE_BINARY))
    {
      SondeEchoMeter *meter = sonde_probe_get_echo_meter (self->probe);
      guint64 n_echoes = sonde_echo_meter_get_n_matched (meter);

      self->n_messages++;

      /* The probe listens too, and was told first: it knows whether this was an echo. */
      if (n_echoes != self->n_echoes)
        echo = sonde_message_new (
            SONDE_DIRECTION_RECEIVED, opcode, sonde_message_get_data (message),
            sonde_message_get_time_us (message), sonde_echo_meter_get_last_us (meter));
      self->n_echoes = n_echoes;
    }

  sonde_message_log_append (self->log, echo != NULL ? echo : message);
  touch (self);
}

static void
on_pong (SondeSessionWorker *self, GBytes *payload, gint64 rtt_us)
{
  self->ping_rtt_us = rtt_us;
  touch (self);
}

static gboolean
on_too_late (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
is_over (SondeConnection *connection)
{
  SondeState state = sonde_connection_get_state (connection);

  return state == SONDE_STATE_IDLE || state == SONDE_STATE_CLOSED;
}

/* Closes a connection that nobody wants any more, and lets go of it when that is done. The thread
 * may be about to end, and what its context still owns then would never be freed, so this goes on
 * with the thread's other work from here rather than later. */
static void
see_off (SondeConnection *connection, guint16 code)
{
  g_autoptr (SondeConnection) owned = connection;
  g_autoptr (GSource) timeout = g_timeout_source_new_seconds (SEE_OFF_S);
  GMainContext *context = g_main_context_get_thread_default ();
  gboolean is_too_late = FALSE;

  sonde_connection_close (connection, code, NULL);

  g_source_set_callback (timeout, on_too_late, &is_too_late, NULL);
  g_source_attach (timeout, context);
  while (!is_over (connection) && !is_too_late)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (timeout);
}

/* Lets go of the probe and of the connection, which is the caller's then. */
static SondeConnection *
release_connection (SondeSessionWorker *self)
{
  if (self->connection == NULL)
    return NULL;

  g_clear_pointer (&self->repeater, sonde_repeater_free);
  g_signal_handlers_disconnect_by_data (self->connection, self);
  g_signal_handlers_disconnect_by_data (self->probe, self);
  g_clear_object (&self->probe);
  return g_steal_pointer (&self->connection);
}

static void
make_connection (SondeSessionWorker *self, const SondeEndpoint *endpoint)
{
  self->n_messages = 0;
  self->n_echoes = 0;
  self->ping_rtt_us = -1;
  self->connection = sonde_connection_new (endpoint);
  sonde_connection_set_frame_log (self->connection, self->frame_log);
  self->probe = sonde_probe_new (self->connection, self->dataset);
  sonde_probe_set_sink (self->probe, self->sink);

  g_signal_connect_swapped (self->connection, "state-changed", G_CALLBACK (touch), self);
  g_signal_connect_swapped (self->connection, "message", G_CALLBACK (on_message), self);
  g_signal_connect_swapped (self->connection, "pong", G_CALLBACK (on_pong), self);
  g_signal_connect_swapped (self->probe, "changed", G_CALLBACK (touch), self);
  g_signal_connect_swapped (self->probe, "verdict", G_CALLBACK (on_verdict), self);
}

/**
 * sonde_session_worker_connect:
 * @self: a worker
 * @endpoint: where to
 *
 * Connects, with a new connection where the endpoint is not the same as before.
 */
void
sonde_session_worker_connect (SondeSessionWorker *self, const SondeEndpoint *endpoint)
{
  SondeConnection *former = NULL;

  if (self->is_shut_down)
    return;

  if (self->connection != NULL &&
      !sonde_endpoint_equal (sonde_connection_get_endpoint (self->connection), endpoint))
    former = release_connection (self);
  if (self->connection == NULL)
    make_connection (self, endpoint);

  sonde_connection_open (self->connection);
  touch (self);

  if (former != NULL)
    see_off (former, CLOSE_NORMAL);
}

/**
 * sonde_session_worker_disconnect:
 *
 * Closes the connection, or gives up making one.
 */
void
sonde_session_worker_disconnect (SondeSessionWorker *self)
{
  if (self->connection != NULL)
    sonde_connection_close (self->connection, CLOSE_NORMAL, NULL);
}

/**
 * sonde_session_worker_repeat:
 * @self: a worker
 * @outgoing: what to send
 * @period_ms: see sonde_repeater_new()
 *
 * Sends again and again, in the place of what was repeated before.
 *
 * Returns: %FALSE with %SONDE_ERROR_NOT_CONNECTED
 */
gboolean
sonde_session_worker_repeat (SondeSessionWorker *self,
                             const SondeOutgoing *outgoing,
                             guint period_ms,
                             GError **error)
{
  SondeConnection *connection = sonde_session_worker_get_connection (self, error);

  if (connection == NULL)
    return FALSE;
  g_clear_pointer (&self->repeater, sonde_repeater_free);
  self->repeater = sonde_repeater_new (connection, outgoing, period_ms, (SondeRepeaterFunc) touch,
                                       self);
  touch (self);
  return TRUE;
}

void
sonde_session_worker_stop_repeating (SondeSessionWorker *self)
{
  g_clear_pointer (&self->repeater, sonde_repeater_free);
  touch (self);
}

/**
 * sonde_session_worker_shut_down:
 *
 * Says goodbye to the peer and lets go of everything that belongs to the net thread.
 */
void
sonde_session_worker_shut_down (SondeSessionWorker *self)
{
  SondeConnection *former = release_connection (self);

  self->is_shut_down = TRUE;
  sonde_source_clear (&self->publication);
  g_clear_object (&self->sink);

  if (former != NULL)
    see_off (former, CLOSE_GOING_AWAY);
}

/**
 * sonde_session_worker_get_connection:
 *
 * Returns: (transfer none) (nullable): the connection, or %NULL with %SONDE_ERROR_NOT_CONNECTED
 */
SondeConnection *
sonde_session_worker_get_connection (SondeSessionWorker *self, GError **error)
{
  if (self->connection == NULL)
    g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_NOT_CONNECTED, _ ("Not connected"));
  return self->connection;
}

/**
 * sonde_session_worker_get_probe:
 *
 * Returns: (transfer none) (nullable): the probe, or %NULL with %SONDE_ERROR_NOT_CONNECTED
 */
SondeProbe *
sonde_session_worker_get_probe (SondeSessionWorker *self, GError **error)
{
  return sonde_session_worker_get_connection (self, error) != NULL ? self->probe : NULL;
}
