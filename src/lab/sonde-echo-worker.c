/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-echo-worker.h"

#include "sonde-echo-run.h"
#include "sonde-error.h"
#include "sonde-source.h"

#include <glib/gi18n-lib.h>

#define PUBLISH_INTERVAL_US (50 * G_TIME_SPAN_MILLISECOND)
#define CLOSE_NORMAL        1000

struct _SondeEchoWorker
{
  /* The owner's side. */
  GMainContext *context;
  SondeEchoWorkerFunc func;
  gpointer user_data;

  GMutex mutex; /* guards what goes to the owner */
  SondeEchoReport *report;
  gboolean is_waking;

  /* The net thread's side. */
  SondeEchoPlan plan;
  SondeDataset *dataset;
  SondeConnection *connection;
  gboolean is_own; /* the connection was made here, and is closed in the end */
  SondeEchoRun *run;
  gboolean is_over;
  GError *error;
  GQueue faults; /* of char*, the latest last */
  GSource *publication;
  gint64 published_us;
};

SondeEchoWorker *
sonde_echo_worker_new (const SondeEchoPlan *plan,
                       SondeDataset *dataset,
                       SondeEchoWorkerFunc func,
                       gpointer user_data)
{
  SondeEchoWorker *self = g_atomic_rc_box_new0 (SondeEchoWorker);

  self->context = g_main_context_ref_thread_default ();
  self->func = func;
  self->user_data = user_data;
  self->plan = *plan;
  self->dataset = g_object_ref (dataset);
  g_mutex_init (&self->mutex);
  g_queue_init (&self->faults);
  return self;
}

SondeEchoWorker *
sonde_echo_worker_ref (SondeEchoWorker *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (SondeEchoWorker *self)
{
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->report, sonde_echo_report_unref);
  g_clear_object (&self->dataset);
  g_clear_error (&self->error);
  g_queue_clear_full (&self->faults, g_free);
  g_mutex_clear (&self->mutex);
}

void
sonde_echo_worker_unref (SondeEchoWorker *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

void
sonde_echo_worker_detach (SondeEchoWorker *self)
{
  self->func = NULL;
}

static gboolean
wake_owner (gpointer data)
{
  SondeEchoWorker *self = data;
  g_autoptr (SondeEchoReport) report = NULL;

  g_mutex_lock (&self->mutex);
  report = g_steal_pointer (&self->report);
  self->is_waking = FALSE;
  g_mutex_unlock (&self->mutex);
  if (self->func != NULL && report != NULL)
    self->func (report, self->user_data);
  return G_SOURCE_REMOVE;
}

static char *
join_faults (SondeEchoWorker *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (GList *link = self->faults.head; link != NULL; link = link->next)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", (const char *) link->data);
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static SondeEchoReport *
make_report (SondeEchoWorker *self)
{
  SondeEchoReport *report = sonde_echo_report_new ();

  report->running = !self->is_over;
  report->plan = self->plan;
  report->error = self->error != NULL ? g_error_copy (self->error) : NULL;
  report->faults = join_faults (self);
  if (self->run == NULL)
    return report;

  sonde_echo_run_get_total (self->run, &report->total);
  report->n_steps = MIN (sonde_echo_run_get_n_steps (self->run), SONDE_ECHO_MAX_STEPS);
  for (guint i = 0; i < report->n_steps; i++)
    sonde_echo_run_get_step (self->run, i, &report->steps[i]);
  sonde_latency_get_bars (sonde_echo_run_get_latency (self->run), report->bars);
  return report;
}

static void
publish (SondeEchoWorker *self)
{
  SondeEchoReport *report = make_report (self);
  g_autoptr (GSource) source = NULL;

  self->published_us = g_get_monotonic_time ();
  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->report, sonde_echo_report_unref);
  self->report = report;
  if (!self->is_waking)
    {
      self->is_waking = TRUE;
      source = g_idle_source_new ();
      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, wake_owner, sonde_echo_worker_ref (self),
                             (GDestroyNotify) sonde_echo_worker_unref);
      g_source_attach (source, self->context);
    }
  g_mutex_unlock (&self->mutex);
}

static gboolean
on_publication (gpointer data)
{
  SondeEchoWorker *self = data;

  sonde_source_clear (&self->publication);
  publish (self);
  return G_SOURCE_REMOVE;
}

static void
touch (SondeEchoWorker *self)
{
  if (self->publication == NULL && !self->is_over)
    self->publication = sonde_source_add_timer (self->published_us + PUBLISH_INTERVAL_US,
                                                on_publication, self);
}

/* Lets go of all that belongs to the net thread; the reference that it held goes last. */
static void
let_go (SondeEchoWorker *self)
{
  sonde_source_clear (&self->publication);
  g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
  sonde_echo_worker_unref (self);
}

/* Takes the error. */
static void
end (SondeEchoWorker *self, GError *error)
{
  if (self->is_over)
    {
      g_clear_error (&error);
      return;
    }
  self->is_over = TRUE;
  self->error = error;
  /* A report that was due after this one would know nothing of the run any more. */
  sonde_source_clear (&self->publication);
  publish (self);

  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);
}

static gboolean
is_closed (SondeConnection *connection)
{
  SondeState state = sonde_connection_get_state (connection);

  return state == SONDE_STATE_CLOSED || state == SONDE_STATE_IDLE;
}

static gboolean
on_let_go (gpointer data)
{
  let_go (data);
  return G_SOURCE_REMOVE;
}

/* From the loop, since this may be within a signal of the connection. */
static void
let_go_later (SondeEchoWorker *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_signal_handlers_disconnect_by_data (self->connection, self);
  sonde_source_attach (source, on_let_go, self);
}

static void
leave (SondeEchoWorker *self)
{
  if (self->is_own && !is_closed (self->connection))
    sonde_connection_close (self->connection, CLOSE_NORMAL, NULL);
  else
    let_go_later (self);
}

static void
on_echo (SondeEchoWorker *self, const SondeEchoVerdict *verdict)
{
  if (verdict->rtt_us >= 0)
    {
      double rtt_ms = (double) verdict->rtt_us / 1000;

      sonde_dataset_append (self->dataset, g_get_real_time (), &rtt_ms, 1);
    }
  if (verdict->finding == SONDE_ECHO_FOUND_GOOD)
    return;

  g_queue_push_tail (&self->faults, sonde_echo_verdict_describe (verdict));
  while (self->faults.length > SONDE_ECHO_REPORT_MAX_FAULTS)
    g_free (g_queue_pop_head (&self->faults));
}

static void
on_finished (SondeEchoWorker *self, const GError *error)
{
  sonde_dataset_add_gap (self->dataset, g_get_real_time ());
  end (self, error != NULL ? g_error_copy (error) : NULL);
  leave (self);
}

static void
start_run (SondeEchoWorker *self)
{
  self->run = sonde_echo_run_new (self->connection, &self->plan);
  g_signal_connect_swapped (self->run, "echo", G_CALLBACK (on_echo), self);
  g_signal_connect_swapped (self->run, "changed", G_CALLBACK (touch), self);
  g_signal_connect_swapped (self->run, "finished", G_CALLBACK (on_finished), self);
  publish (self);
  sonde_echo_run_start (self->run);
}

static void
on_state_changed (SondeEchoWorker *self)
{
  if (sonde_connection_get_state (self->connection) == SONDE_STATE_OPEN && self->run == NULL &&
      !self->is_over)
    {
      start_run (self);
      return;
    }
  if (!is_closed (self->connection))
    return;

  if (!self->is_over && self->run == NULL)
    {
      const GError *error = sonde_connection_get_error (self->connection);

      end (self, error != NULL ? g_error_copy (error)
                               : g_error_new_literal (SONDE_ERROR, SONDE_ERROR_NOT_CONNECTED,
                                                      _ ("The connection was closed")));
    }
  if (self->is_over)
    let_go_later (self);
}

/**
 * sonde_echo_worker_dial:
 *
 * Runs over a connection of its own, which is closed in the end.
 */
void
sonde_echo_worker_dial (SondeEchoWorker *self, const SondeEndpoint *endpoint)
{
  g_autoptr (SondeEndpoint) once = sonde_endpoint_copy (endpoint);

  sonde_echo_worker_ref (self);
  sonde_endpoint_set_reconnects (once, FALSE);
  self->is_own = TRUE;
  self->connection = sonde_connection_new (once);
  g_signal_connect_swapped (self->connection, "state-changed", G_CALLBACK (on_state_changed), self);
  publish (self);
  sonde_connection_open (self->connection);
}

/**
 * sonde_echo_worker_use:
 * @connection: (nullable): one that somebody else opened and will close
 * @error: (nullable): why there is none
 */
void
sonde_echo_worker_use (SondeEchoWorker *self, SondeConnection *connection, const GError *error)
{
  if (connection == NULL || sonde_connection_get_state (connection) != SONDE_STATE_OPEN)
    {
      end (self, error != NULL ? g_error_copy (error)
                               : g_error_new_literal (SONDE_ERROR, SONDE_ERROR_NOT_CONNECTED,
                                                      _ ("The connection is not open")));
      return;
    }

  sonde_echo_worker_ref (self);
  self->connection = g_object_ref (connection);
  start_run (self);
}

/**
 * sonde_echo_worker_stop:
 *
 * Ends the run, or the dial before it.
 */
void
sonde_echo_worker_stop (SondeEchoWorker *self)
{
  if (self->is_over || self->connection == NULL)
    return;
  if (self->run != NULL)
    {
      sonde_echo_run_cancel (self->run);
      return;
    }
  end (self,
       g_error_new_literal (SONDE_ERROR, SONDE_ERROR_CANCELLED, _ ("The measurement was stopped")));
  leave (self);
}
