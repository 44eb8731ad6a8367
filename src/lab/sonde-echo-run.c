/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-echo-run.h"

#include "sonde-error.h"
#include "sonde-source.h"

#include <glib/gi18n-lib.h>

struct _SondeEchoRun
{
  GObject parent_instance;

  SondeConnection *connection;
  SondeEchoPlan plan;
  SondeEchoJudge *judge;
  GArray *steps; /* of SondeEchoStep; the last one goes on */
  SondeLatency *latency;
  SondeLatency *step_latency;
  gboolean is_running;
  guint32 n_sequences;
  gint64 step_began_us;
  gint64 due_us; /* of the next message, where there is a rate */
  gint64 end_us;
  GSource *send_timer;
  GSource *loss_timer;
  GSource *end_timer;
};

enum
{
  SIGNAL_ECHO,
  SIGNAL_CHANGED,
  SIGNAL_FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondeEchoRun, sonde_echo_run, G_TYPE_OBJECT)

static void advance (SondeEchoRun *self);

static SondeEchoStep *
get_last (SondeEchoRun *self)
{
  return &g_array_index (self->steps, SondeEchoStep, self->steps->len - 1);
}

static void
stop (SondeEchoRun *self)
{
  self->is_running = FALSE;
  sonde_source_clear (&self->send_timer);
  sonde_source_clear (&self->loss_timer);
  sonde_source_clear (&self->end_timer);
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
}

/* Takes the error. */
static void
finish (SondeEchoRun *self, GError *error)
{
  g_autoptr (GError) owned = error;
  g_autoptr (SondeEchoRun) alive = g_object_ref (self);

  if (!self->is_running)
    return;

  if (error != NULL && self->steps->len > 0 &&
      !g_error_matches (error, SONDE_ERROR, SONDE_ERROR_CANCELLED))
    get_last (self)->n_lost += sonde_echo_judge_expire (self->judge, G_MAXINT64);
  stop (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0, error);
}

static void
begin_step (SondeEchoRun *self)
{
  SondeEchoStep step = {
    .size = sonde_echo_plan_get_size (&self->plan, self->steps->len),
    .rate_hz = sonde_echo_plan_get_rate_hz (&self->plan, self->steps->len),
    .min_us = -1,
    .p50_us = -1,
    .p90_us = -1,
    .p99_us = -1,
    .max_us = -1,
  };

  g_array_append_val (self->steps, step);
  sonde_latency_clear (self->step_latency);
  self->step_began_us = g_get_monotonic_time ();
  self->due_us = self->step_began_us;
}

static gboolean
send_one (SondeEchoRun *self)
{
  SondeEchoStep *step = get_last (self);
  gboolean is_binary = self->plan.content == SONDE_ECHO_BINARY;
  SondeOpcode opcode = is_binary ? SONDE_OPCODE_BINARY : SONDE_OPCODE_TEXT;
  g_autoptr (GBytes)
      data = sonde_echo_content_create (self->plan.content, self->n_sequences, step->size);
  g_autoptr (GError) error = NULL;
  gboolean sent;

  /* Before it is sent: what happens within counts as part of the round trip. */
  sonde_echo_judge_sent (self->judge, self->n_sequences, opcode, data, g_get_monotonic_time ());
  self->n_sequences++;
  step->n_sent++;
  if (is_binary)
    sent = sonde_connection_send_binary (self->connection, data, &error);
  else
    sent = sonde_connection_send_text (self->connection, g_bytes_get_data (data, NULL) ?: "",
                                       (gssize) step->size, &error);
  if (!sent)
    finish (self, g_steal_pointer (&error));
  return sent;
}

static gboolean
on_send_due (gpointer user_data)
{
  SondeEchoRun *self = user_data;

  sonde_source_clear (&self->send_timer);
  advance (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_loss_due (gpointer user_data)
{
  SondeEchoRun *self = user_data;
  gint64 before_us = g_get_monotonic_time () - (gint64) self->plan.limit_ms * 1000;
  guint n_lost;

  sonde_source_clear (&self->loss_timer);
  n_lost = sonde_echo_judge_expire (self->judge, before_us + 1);
  if (n_lost > 0)
    {
      get_last (self)->n_lost += n_lost;
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    }
  if (n_lost > 0 && self->plan.stops_at_loss)
    finish (self, NULL);
  else
    advance (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_end (gpointer user_data)
{
  SondeEchoRun *self = user_data;

  finish (self, NULL);
  return G_SOURCE_REMOVE;
}

/* One timer, for the oldest message; it is set again when it fires, not at each echo. */
static void
watch_for_loss (SondeEchoRun *self)
{
  gint64 oldest_us = sonde_echo_judge_get_oldest_us (self->judge);

  if (self->loss_timer == NULL && oldest_us >= 0)
    self->loss_timer = sonde_source_add_timer (oldest_us + (gint64) self->plan.limit_ms * 1000,
                                               on_loss_due, self);
}

static gboolean
may_send (SondeEchoRun *self)
{
  return get_last (self)->n_sent < self->plan.count &&
         sonde_echo_judge_get_n_pending (self->judge) < self->plan.max_outstanding;
}

/* Sends what is due, and goes to the next step, or to the end, once there is nothing to wait for.
 */
static void
advance (SondeEchoRun *self)
{
  while (self->is_running && self->send_timer == NULL && may_send (self))
    {
      double rate_hz = get_last (self)->rate_hz;
      gint64 now_us = g_get_monotonic_time ();

      if (rate_hz > 0 && now_us < self->due_us)
        {
          self->send_timer = sonde_source_add_timer (self->due_us, on_send_due, self);
          break;
        }
      /* What was late is not made up for: that would be a burst. */
      if (rate_hz > 0)
        self->due_us = MAX (self->due_us, now_us - (gint64) (G_USEC_PER_SEC / rate_hz)) +
                       (gint64) (G_USEC_PER_SEC / rate_hz);
      if (!send_one (self))
        return;
    }
  if (!self->is_running)
    return;

  watch_for_loss (self);
  if (get_last (self)->n_sent < self->plan.count ||
      sonde_echo_judge_get_n_pending (self->judge) > 0)
    return;
  if (self->steps->len == self->plan.n_steps)
    {
      finish (self, NULL);
      return;
    }
  sonde_echo_step_set_times (get_last (self), self->step_latency);
  begin_step (self);
  /* Not from here: a run without a rate would go deeper with each step. */
  self->send_timer = sonde_source_add_timer (0, on_send_due, self);
}

static void
on_message (SondeEchoRun *self, SondeMessage *message)
{
  SondeOpcode opcode = sonde_message_get_opcode (message);
  SondeEchoVerdict verdict;
  SondeEchoStep *step;
  gint64 now_us;

  if (sonde_message_get_direction (message) != SONDE_DIRECTION_RECEIVED ||
      (opcode != SONDE_OPCODE_TEXT && opcode != SONDE_OPCODE_BINARY))
    return;

  now_us = g_get_monotonic_time ();
  sonde_echo_judge_received (self->judge, opcode, sonde_message_get_data (message), now_us,
                             &verdict);
  step = get_last (self);
  step->n_received++;
  step->n_found[verdict.finding]++;
  step->duration_us = now_us - self->step_began_us;
  if (verdict.rtt_us >= 0)
    {
      sonde_latency_add (self->latency, verdict.rtt_us);
      sonde_latency_add (self->step_latency, verdict.rtt_us);
      step->min_us = sonde_latency_get_min_us (self->step_latency);
      step->max_us = sonde_latency_get_max_us (self->step_latency);
    }

  g_signal_emit (self, signals[SIGNAL_ECHO], 0, &verdict);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (self->is_running)
    advance (self);
}

static void
on_state_changed (SondeEchoRun *self)
{
  const GError *error;

  if (sonde_connection_get_state (self->connection) == SONDE_STATE_OPEN)
    return;

  error = sonde_connection_get_error (self->connection);
  if (error != NULL)
    finish (self, g_error_copy (error));
  else
    finish (self, g_error_new (SONDE_ERROR, SONDE_ERROR_CLOSED,
                               _ ("The connection was closed with %u before all echoes came"),
                               sonde_connection_get_close_code (self->connection)));
}

static void
sonde_echo_run_dispose (GObject *object)
{
  SondeEchoRun *self = SONDE_ECHO_RUN (object);

  stop (self);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (sonde_echo_run_parent_class)->dispose (object);
}

static void
sonde_echo_run_finalize (GObject *object)
{
  SondeEchoRun *self = SONDE_ECHO_RUN (object);

  g_clear_pointer (&self->judge, sonde_echo_judge_free);
  g_clear_pointer (&self->steps, g_array_unref);
  g_clear_pointer (&self->latency, sonde_latency_free);
  g_clear_pointer (&self->step_latency, sonde_latency_free);

  G_OBJECT_CLASS (sonde_echo_run_parent_class)->finalize (object);
}

static void
sonde_echo_run_class_init (SondeEchoRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sonde_echo_run_dispose;
  object_class->finalize = sonde_echo_run_finalize;

  signals[SIGNAL_ECHO] = g_signal_new ("echo", SONDE_TYPE_ECHO_RUN, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", SONDE_TYPE_ECHO_RUN, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", SONDE_TYPE_ECHO_RUN, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1,
                                           G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
sonde_echo_run_init (SondeEchoRun *self)
{
  self->judge = sonde_echo_judge_new ();
  self->steps = g_array_new (FALSE, TRUE, sizeof (SondeEchoStep));
  self->latency = sonde_latency_new ();
  self->step_latency = sonde_latency_new ();
}

/**
 * sonde_echo_run_new:
 * @plan: one that sonde_echo_plan_check() lets through
 *
 * Returns: (transfer full): a run that has not started
 */
SondeEchoRun *
sonde_echo_run_new (SondeConnection *connection, const SondeEchoPlan *plan)
{
  SondeEchoRun *self;

  g_return_val_if_fail (SONDE_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (sonde_echo_plan_check (plan, NULL), NULL);

  self = g_object_new (SONDE_TYPE_ECHO_RUN, NULL);
  self->connection = g_object_ref (connection);
  self->plan = *plan;
  return self;
}

/**
 * sonde_echo_run_start:
 *
 * Starts, once in its life.
 */
void
sonde_echo_run_start (SondeEchoRun *self)
{
  g_return_if_fail (SONDE_IS_ECHO_RUN (self));
  g_return_if_fail (self->steps->len == 0);

  self->is_running = TRUE;
  begin_step (self);
  self->end_us = self->step_began_us + (gint64) self->plan.max_duration_s * G_USEC_PER_SEC;
  self->end_timer = sonde_source_add_timer (self->end_us, on_end, self);
  g_signal_connect_swapped (self->connection, "message", G_CALLBACK (on_message), self);
  g_signal_connect_swapped (self->connection, "state-changed", G_CALLBACK (on_state_changed), self);
  advance (self);
}

/**
 * sonde_echo_run_cancel:
 *
 * Ends it now. Messages whose echo may still come are not counted as lost.
 */
void
sonde_echo_run_cancel (SondeEchoRun *self)
{
  g_return_if_fail (SONDE_IS_ECHO_RUN (self));

  finish (self, g_error_new_literal (SONDE_ERROR, SONDE_ERROR_CANCELLED,
                                     _ ("The measurement was stopped")));
}

gboolean
sonde_echo_run_get_running (SondeEchoRun *self)
{
  g_return_val_if_fail (SONDE_IS_ECHO_RUN (self), FALSE);

  return self->is_running;
}

const SondeEchoPlan *
sonde_echo_run_get_plan (SondeEchoRun *self)
{
  g_return_val_if_fail (SONDE_IS_ECHO_RUN (self), NULL);

  return &self->plan;
}

guint
sonde_echo_run_get_n_steps (SondeEchoRun *self)
{
  g_return_val_if_fail (SONDE_IS_ECHO_RUN (self), 0);

  return self->steps->len;
}

/**
 * sonde_echo_run_get_step:
 * @index: less than sonde_echo_run_get_n_steps()
 * @step: (out caller-allocates): what it came to, so far
 */
void
sonde_echo_run_get_step (SondeEchoRun *self, guint index, SondeEchoStep *step)
{
  g_return_if_fail (SONDE_IS_ECHO_RUN (self));
  g_return_if_fail (index < self->steps->len);

  *step = g_array_index (self->steps, SondeEchoStep, index);
  if (index == self->steps->len - 1)
    sonde_echo_step_set_times (step, self->step_latency);
}

/**
 * sonde_echo_run_get_total:
 * @total: (out caller-allocates): the steps together; its size is that of the first, or 0 where
 *   they differ
 */
void
sonde_echo_run_get_total (SondeEchoRun *self, SondeEchoStep *total)
{
  g_return_if_fail (SONDE_IS_ECHO_RUN (self));

  *total = (SondeEchoStep){ 0 };
  for (guint i = 0; i < self->steps->len; i++)
    sonde_echo_step_add (total, &g_array_index (self->steps, SondeEchoStep, i));
  total->size = self->plan.size_from == self->plan.size_to ? self->plan.size_from : 0;
  total->rate_hz = self->plan.rate_from_hz == self->plan.rate_to_hz ? self->plan.rate_from_hz : 0;
  sonde_echo_step_set_times (total, self->latency);
}

const SondeLatency *
sonde_echo_run_get_latency (SondeEchoRun *self)
{
  g_return_val_if_fail (SONDE_IS_ECHO_RUN (self), NULL);

  return self->latency;
}
