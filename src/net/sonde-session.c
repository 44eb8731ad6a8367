/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-session.h"

#include "sonde-error.h"
#include "sonde-net-enums.h"
#include "sonde-session-worker.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What may be on its way to the net thread and back at once. */
#define MAX_JOBS      256
#define MAX_JOB_BYTES SONDE_CONNECTION_MAX_QUEUED_BYTES

/**
 * SondeSession:
 *
 * The interface thread's handle on one endpoint.
 *
 * Every member belongs to the thread that made the session; what crosses over is a job, which runs
 * on the net thread and comes back, so that those on their way can be counted without a lock. The
 * last reference must be dropped on that thread as well.
 */
struct _SondeSession
{
  GObject parent_instance;

  SondeNetThread *thread;
  SondeSessionWorker *worker;
  GMainContext *context;
  SondeEndpoint *endpoint;
  SondeDataset *dataset;
  SondeMessageLog *log;
  SondeFrameLog *frame_log;
  SondeStatus *status;
  guint n_jobs;
  gsize n_job_bytes;
};

typedef struct _Job Job;

struct _Job
{
  GWeakRef session; /* used on the session's thread only */
  GMainContext *context;
  SondeSessionWorker *worker;
  void (*run) (Job *job);                           /* on the net thread */
  void (*finish) (Job *job, SondeSession *session); /* back on the session's thread */

  SondeEndpoint *endpoint;
  SondeCommandKind kind;
  gint64 value;
  SondeOutgoing *outgoing;
  GTask *task;
  GError *error;
};

enum
{
  PROP_STATUS = 1,
  N_PROPS
};

enum
{
  SIGNAL_VERDICT,
  SIGNAL_COMMAND_FAILED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondeSession, sonde_session, G_TYPE_OBJECT)

static Job *
job_new (SondeSession *self, void (*run) (Job *job))
{
  Job *job = g_new0 (Job, 1);

  g_weak_ref_init (&job->session, self);
  job->context = g_main_context_ref (self->context);
  job->worker = sonde_session_worker_ref (self->worker);
  job->run = run;
  return job;
}

static void
job_free (Job *job)
{
  g_weak_ref_clear (&job->session);
  g_main_context_unref (job->context);
  sonde_session_worker_unref (job->worker);
  g_clear_pointer (&job->endpoint, sonde_endpoint_free);
  g_clear_pointer (&job->outgoing, sonde_outgoing_free);
  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_free (job);
}

static gsize
job_get_size (const Job *job)
{
  return job->outgoing != NULL ? g_bytes_get_size (job->outgoing->data) : 0;
}

static gboolean
job_come_back (gpointer data)
{
  Job *job = data;
  g_autoptr (SondeSession) session = g_weak_ref_get (&job->session);

  if (session != NULL)
    {
      session->n_jobs--;
      session->n_job_bytes -= job_get_size (job);
      if (job->finish != NULL)
        job->finish (job, session);
    }

  return G_SOURCE_REMOVE;
}

static gboolean
job_run (gpointer data)
{
  Job *job = data;
  g_autoptr (GSource) source = g_idle_source_new ();

  job->run (job);

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, job_come_back, job, (GDestroyNotify) job_free);
  g_source_attach (source, job->context);

  return G_SOURCE_REMOVE;
}

/* Hands a job over; one that finds no room comes back at once with an error. */
static void
post (SondeSession *self, Job *job)
{
  self->n_jobs++;
  self->n_job_bytes += job_get_size (job);

  if (self->n_jobs <= MAX_JOBS && self->n_job_bytes <= MAX_JOB_BYTES)
    {
      sonde_net_thread_invoke (self->thread, job_run, job, NULL);
      return;
    }

  g_set_error_literal (&job->error, SONDE_ERROR, SONDE_ERROR_QUEUE_FULL,
                       _ ("Too much already waits to be sent"));
  job_come_back (job);
  job_free (job);
}

static void
run_connect (Job *job)
{
  sonde_session_worker_connect (job->worker, job->endpoint);
}

static void
run_disconnect (Job *job)
{
  sonde_session_worker_disconnect (job->worker);
}

static void
run_command (Job *job)
{
  SondeProbe *probe = sonde_session_worker_get_probe (job->worker, &job->error);

  if (probe == NULL)
    return;
  if (job->kind == SONDE_COMMAND_ETAT)
    sonde_probe_send_etat (probe, job->value != 0, &job->error);
  else
    sonde_probe_send_periode (probe, job->value, &job->error);
}

static void
finish_command (Job *job, SondeSession *session)
{
  if (job->error != NULL)
    g_signal_emit (session, signals[SIGNAL_COMMAND_FAILED], 0, job->kind, job->error);
}

static void
run_send (Job *job)
{
  SondeConnection *connection;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), &job->error))
    return;

  connection = sonde_session_worker_get_connection (job->worker, &job->error);
  if (connection != NULL)
    sonde_connection_send (connection, job->outgoing, &job->error);
}

static void
run_repeat (Job *job)
{
  sonde_session_worker_repeat (job->worker, job->outgoing, (guint) job->value, &job->error);
}

static void
run_stop_repeating (Job *job)
{
  sonde_session_worker_stop_repeating (job->worker);
}

static void
finish_send (Job *job, SondeSession *session)
{
  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_boolean (job->task, TRUE);
}

static gboolean
run_shut_down (gpointer data)
{
  sonde_session_worker_shut_down (data);

  return G_SOURCE_REMOVE;
}

static gboolean
on_news (gpointer data)
{
  g_autoptr (SondeSession) self = g_object_ref (data);
  g_autoptr (GPtrArray) verdicts = NULL;
  SondeStatus *status = sonde_session_worker_take_news (self->worker, &verdicts);

  if (status != NULL)
    {
      sonde_status_unref (self->status);
      self->status = status;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
    }
  for (guint i = 0; i < verdicts->len; i++)
    g_signal_emit (self, signals[SIGNAL_VERDICT], 0, g_ptr_array_index (verdicts, i));

  return G_SOURCE_REMOVE;
}

static void
sonde_session_dispose (GObject *object)
{
  SondeSession *self = SONDE_SESSION (object);

  if (self->worker != NULL)
    {
      sonde_session_worker_detach (self->worker);
      sonde_net_thread_invoke (self->thread, run_shut_down, g_steal_pointer (&self->worker),
                               (GDestroyNotify) sonde_session_worker_unref);
    }

  G_OBJECT_CLASS (sonde_session_parent_class)->dispose (object);
}

static void
sonde_session_finalize (GObject *object)
{
  SondeSession *self = SONDE_SESSION (object);

  g_clear_object (&self->thread);
  g_clear_object (&self->dataset);
  g_clear_object (&self->log);
  g_clear_object (&self->frame_log);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->endpoint, sonde_endpoint_free);
  g_clear_pointer (&self->status, sonde_status_unref);

  G_OBJECT_CLASS (sonde_session_parent_class)->finalize (object);
}

static void
sonde_session_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeSession *self = SONDE_SESSION (object);

  switch (prop_id)
    {
    case PROP_STATUS:
      g_value_set_boxed (value, sonde_session_get_status (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_session_class_init (SondeSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sonde_session_dispose;
  object_class->finalize = sonde_session_finalize;
  object_class->get_property = sonde_session_get_property;

  /**
   * SondeSession:status:
   *
   * What is known now, never %NULL. A new snapshot comes at most every 16 ms.
   */
  properties[PROP_STATUS] = g_param_spec_boxed ("status", NULL, NULL, SONDE_TYPE_STATUS,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SondeSession::verdict:
   * @self: the session
   * @command: the command, with its verdict
   *
   * It became clear what became of a command.
   */
  signals[SIGNAL_VERDICT] = g_signal_new ("verdict", SONDE_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1,
                                          SONDE_TYPE_COMMAND | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * SondeSession::command-failed:
   * @self: the session
   * @kind: what was to be asked
   * @error: why it was not
   *
   * A command could not be sent, so that no verdict will come.
   */
  signals[SIGNAL_COMMAND_FAILED] = g_signal_new (
      "command-failed", SONDE_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
      SONDE_TYPE_COMMAND_KIND, G_TYPE_ERROR);
}

static void
sonde_session_init (SondeSession *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->dataset = sonde_dataset_new (SONDE_SESSION_MAX_SAMPLES);
  self->log = sonde_message_log_new (SONDE_MESSAGE_LOG_DEFAULT_MESSAGES,
                                     SONDE_MESSAGE_LOG_DEFAULT_BYTES);
  self->status = sonde_status_new ();
  self->frame_log = sonde_frame_log_new (SONDE_FRAME_LOG_DEFAULT_FRAMES,
                                         SONDE_FRAME_LOG_DEFAULT_BYTES);
  self->worker = sonde_session_worker_new (self->dataset, self->log, self->frame_log, on_news,
                                           self);
}

/**
 * sonde_session_new:
 * @thread: where its connection is to run
 * @endpoint: where it is to connect
 *
 * Makes a session that is not connected. It belongs to the calling thread, and to the main context
 * that is thread-default there.
 *
 * Returns: (transfer full): a session
 */
SondeSession *
sonde_session_new (SondeNetThread *thread, const SondeEndpoint *endpoint)
{
  SondeSession *self;

  g_return_val_if_fail (SONDE_IS_NET_THREAD (thread), NULL);
  g_return_val_if_fail (endpoint != NULL, NULL);

  self = g_object_new (SONDE_TYPE_SESSION, NULL);
  self->thread = g_object_ref (thread);
  self->endpoint = sonde_endpoint_copy (endpoint);
  self->status->kind = sonde_endpoint_get_kind (endpoint);

  return self;
}

/**
 * sonde_session_get_endpoint:
 *
 * Returns: (transfer none): where it connects, or will
 */
const SondeEndpoint *
sonde_session_get_endpoint (SondeSession *self)
{
  g_return_val_if_fail (SONDE_IS_SESSION (self), NULL);

  return self->endpoint;
}

/**
 * sonde_session_set_endpoint:
 *
 * Sets where to connect. A connection that is open stays until the next sonde_session_connect().
 */
void
sonde_session_set_endpoint (SondeSession *self, const SondeEndpoint *endpoint)
{
  SondeEndpoint *copy;

  g_return_if_fail (SONDE_IS_SESSION (self));
  g_return_if_fail (endpoint != NULL);

  copy = sonde_endpoint_copy (endpoint);
  sonde_endpoint_free (self->endpoint);
  self->endpoint = copy;
}

/**
 * sonde_session_get_dataset:
 *
 * Returns: (transfer none): what was measured; readable from any thread
 */
SondeDataset *
sonde_session_get_dataset (SondeSession *self)
{
  g_return_val_if_fail (SONDE_IS_SESSION (self), NULL);

  return self->dataset;
}

/**
 * sonde_session_get_log:
 *
 * Returns: (transfer none): every message; readable from any thread
 */
SondeMessageLog *
sonde_session_get_log (SondeSession *self)
{
  g_return_val_if_fail (SONDE_IS_SESSION (self), NULL);

  return self->log;
}

/**
 * sonde_session_get_frame_log:
 *
 * Returns: (transfer none): every dial and frame; readable from any thread
 */
SondeFrameLog *
sonde_session_get_frame_log (SondeSession *self)
{
  g_return_val_if_fail (SONDE_IS_SESSION (self), NULL);

  return self->frame_log;
}

/**
 * sonde_session_get_status:
 *
 * Returns: (transfer none): the latest snapshot, which never changes itself
 */
SondeStatus *
sonde_session_get_status (SondeSession *self)
{
  g_return_val_if_fail (SONDE_IS_SESSION (self), NULL);

  return self->status;
}

/**
 * sonde_session_set_sink:
 * @self: a session
 * @sink: (nullable): what is to be told, besides the dataset and the log
 *
 * Has a sink take all that arrives, on the net thread, from soon after this call until soon after
 * the next one, or until the session is gone. What must not happen on the net thread, as the end
 * of a recorder, is kept from it by a reference of the caller's own.
 *
 * What a sink was told from the first measure on need not be kept: the dataset then holds
 * %SONDE_SESSION_MAX_RECORDED_SAMPLES of each channel at most, else %SONDE_SESSION_MAX_SAMPLES.
 */
void
sonde_session_set_sink (SondeSession *self, SondeSink *sink)
{
  g_return_if_fail (SONDE_IS_SESSION (self));
  g_return_if_fail (sink == NULL || SONDE_IS_SINK (sink));

  sonde_session_worker_hand_sink (self->worker, self->thread, sink);
}

/**
 * sonde_session_get_thread:
 *
 * Returns: (transfer none): where its connection runs
 */
SondeNetThread *
sonde_session_get_thread (SondeSession *self)
{
  g_return_val_if_fail (SONDE_IS_SESSION (self), NULL);

  return self->thread;
}

typedef struct
{
  SondeSessionWorker *worker;
  SondeSessionLend lend;
  gpointer user_data;
  GDestroyNotify destroy;
} Loan;

static void
loan_free (gpointer data)
{
  Loan *loan = data;

  if (loan->destroy != NULL)
    loan->destroy (loan->user_data);
  sonde_session_worker_unref (loan->worker);
  g_free (loan);
}

static gboolean
lend (gpointer data)
{
  Loan *loan = data;
  g_autoptr (GError) error = NULL;
  SondeConnection *connection = sonde_session_worker_get_connection (loan->worker, &error);

  loan->lend (connection, error, loan->user_data);
  return G_SOURCE_REMOVE;
}

/**
 * sonde_session_lend_connection:
 * @lend: (scope notified): called on the net thread, where it may take a reference and listen
 * @user_data: passed to @lend
 * @destroy: (nullable): frees @user_data on the net thread
 *
 * Lets an instrument use the live connection. It must not close it.
 */
void
sonde_session_lend_connection (SondeSession *self,
                               SondeSessionLend func,
                               gpointer user_data,
                               GDestroyNotify destroy)
{
  Loan *loan;

  g_return_if_fail (SONDE_IS_SESSION (self));
  g_return_if_fail (func != NULL);

  loan = g_new0 (Loan, 1);
  loan->worker = sonde_session_worker_ref (self->worker);
  loan->lend = func;
  loan->user_data = user_data;
  loan->destroy = destroy;
  sonde_net_thread_invoke (self->thread, lend, loan, loan_free);
}

/**
 * sonde_session_connect:
 *
 * Connects to the endpoint. What becomes of it shows in #SondeSession:status.
 */
void
sonde_session_connect (SondeSession *self)
{
  Job *job;

  g_return_if_fail (SONDE_IS_SESSION (self));

  job = job_new (self, run_connect);
  job->endpoint = sonde_endpoint_copy (self->endpoint);
  post (self, job);
}

/**
 * sonde_session_disconnect:
 *
 * Closes the connection with code 1000, or gives up making one.
 */
void
sonde_session_disconnect (SondeSession *self)
{
  g_return_if_fail (SONDE_IS_SESSION (self));

  post (self, job_new (self, run_disconnect));
}

static void
send_command (SondeSession *self, SondeCommandKind kind, gint64 value)
{
  Job *job = job_new (self, run_command);

  job->kind = kind;
  job->value = value;
  job->finish = finish_command;
  post (self, job);
}

/**
 * sonde_session_send_etat:
 *
 * Asks the probe to turn on or off. The answer is #SondeSession::verdict or
 * #SondeSession::command-failed.
 */
void
sonde_session_send_etat (SondeSession *self, gboolean on)
{
  g_return_if_fail (SONDE_IS_SESSION (self));

  send_command (self, SONDE_COMMAND_ETAT, on ? 1 : 0);
}

/**
 * sonde_session_send_periode:
 *
 * Asks the probe to measure every @period_ms milliseconds. The answer is #SondeSession::verdict or
 * #SondeSession::command-failed.
 */
void
sonde_session_send_periode (SondeSession *self, gint64 period_ms)
{
  g_return_if_fail (SONDE_IS_SESSION (self));

  send_command (self, SONDE_COMMAND_PERIODE, period_ms);
}

static void
post_outgoing (SondeSession *self, Job *job, const SondeOutgoing *outgoing, GTask *task)
{
  job->outgoing = sonde_outgoing_copy (outgoing);
  job->task = task;
  job->finish = finish_send;
  post (self, job);
}

/**
 * sonde_session_send_async:
 * @self: a session
 * @outgoing: what to send, as sonde_connection_send() does
 * @cancellable: (nullable): a cancellable
 * @callback: what to call when it is queued on the connection
 * @user_data: its argument
 */
void
sonde_session_send_async (SondeSession *self,
                          const SondeOutgoing *outgoing,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SONDE_IS_SESSION (self));
  g_return_if_fail (outgoing != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_session_send_async);
  post_outgoing (self, job_new (self, run_send), outgoing, task);
}

/**
 * sonde_session_repeat_async:
 * @self: a session
 * @outgoing: what to send again and again
 * @period_ms: milliseconds, %SONDE_REPEATER_MIN_PERIOD_MS to %SONDE_REPEATER_MAX_PERIOD_MS
 * @callback: what to call when it has begun
 * @user_data: its argument
 *
 * Repeats until sonde_session_stop_repeating(), until another repetition takes its place, or until
 * it can not be sent; see @repeat_ms of #SondeStatus. Finish with sonde_session_send_finish().
 */
void
sonde_session_repeat_async (SondeSession *self,
                            const SondeOutgoing *outgoing,
                            guint period_ms,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  Job *job;
  GTask *task;

  g_return_if_fail (SONDE_IS_SESSION (self));
  g_return_if_fail (outgoing != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, sonde_session_repeat_async);
  job = job_new (self, run_repeat);
  job->value = period_ms;
  post_outgoing (self, job, outgoing, task);
}

void
sonde_session_stop_repeating (SondeSession *self)
{
  g_return_if_fail (SONDE_IS_SESSION (self));

  post (self, job_new (self, run_stop_repeating));
}

/**
 * sonde_session_send_finish:
 * @self: a session
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it was queued; else @error is one of sonde_connection_send() or a cancellation
 */
gboolean
sonde_session_send_finish (SondeSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
