/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-echo-lab.h"

#include "sonde-echo-worker.h"

struct _SondeEchoLab
{
  GObject parent_instance;

  SondeNetThread *thread;
  SondeDataset *dataset;
  SondeEchoReport *report;
  SondeEchoWorker *worker; /* of the latest run, or NULL */
};

enum
{
  PROP_REPORT = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeEchoLab, sonde_echo_lab, G_TYPE_OBJECT)

typedef struct
{
  SondeEchoWorker *worker;
  SondeEndpoint *endpoint;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  sonde_echo_worker_unref (job->worker);
  g_clear_pointer (&job->endpoint, sonde_endpoint_free);
  g_free (job);
}

static gboolean
run_dial (gpointer data)
{
  Job *job = data;

  sonde_echo_worker_dial (job->worker, job->endpoint);
  return G_SOURCE_REMOVE;
}

static gboolean
run_stop (gpointer data)
{
  Job *job = data;

  sonde_echo_worker_stop (job->worker);
  return G_SOURCE_REMOVE;
}

static void
run_live (SondeConnection *connection, const GError *error, gpointer data)
{
  Job *job = data;

  sonde_echo_worker_use (job->worker, connection, error);
}

static Job *
job_new (SondeEchoLab *self)
{
  Job *job = g_new0 (Job, 1);

  job->worker = sonde_echo_worker_ref (self->worker);
  return job;
}

static void
set_report (SondeEchoLab *self, SondeEchoReport *report)
{
  sonde_echo_report_ref (report);
  sonde_echo_report_unref (self->report);
  self->report = report;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPORT]);
}

static void
on_report (SondeEchoReport *report, gpointer user_data)
{
  set_report (user_data, report);
}

static void
drop_worker (SondeEchoLab *self)
{
  if (self->worker == NULL)
    return;

  sonde_echo_worker_detach (self->worker);
  sonde_net_thread_invoke (self->thread, run_stop, job_new (self), job_free);
  g_clear_pointer (&self->worker, sonde_echo_worker_unref);
}

static void
sonde_echo_lab_dispose (GObject *object)
{
  SondeEchoLab *self = SONDE_ECHO_LAB (object);

  drop_worker (self);

  G_OBJECT_CLASS (sonde_echo_lab_parent_class)->dispose (object);
}

static void
sonde_echo_lab_finalize (GObject *object)
{
  SondeEchoLab *self = SONDE_ECHO_LAB (object);

  g_clear_object (&self->thread);
  g_clear_object (&self->dataset);
  g_clear_pointer (&self->report, sonde_echo_report_unref);

  G_OBJECT_CLASS (sonde_echo_lab_parent_class)->finalize (object);
}

static void
sonde_echo_lab_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_REPORT)
    g_value_set_boxed (value, SONDE_ECHO_LAB (object)->report);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_echo_lab_class_init (SondeEchoLabClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sonde_echo_lab_dispose;
  object_class->finalize = sonde_echo_lab_finalize;
  object_class->get_property = sonde_echo_lab_get_property;

  properties[PROP_REPORT] = g_param_spec_boxed ("report", NULL, NULL, SONDE_TYPE_ECHO_REPORT,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sonde_echo_lab_init (SondeEchoLab *self)
{
  self->report = sonde_echo_report_new ();
  self->dataset = sonde_dataset_new (SONDE_ECHO_LAB_MAX_SAMPLES);
  sonde_dataset_ensure_channel (self->dataset, SONDE_ECHO_LAB_CHANNEL);
}

/**
 * sonde_echo_lab_new:
 * @thread: where its runs are to be; that of the sessions whose connections it uses
 *
 * Returns: (transfer full): a lab that belongs to the calling thread
 */
SondeEchoLab *
sonde_echo_lab_new (SondeNetThread *thread)
{
  SondeEchoLab *self;

  g_return_val_if_fail (SONDE_IS_NET_THREAD (thread), NULL);

  self = g_object_new (SONDE_TYPE_ECHO_LAB, NULL);
  self->thread = g_object_ref (thread);
  return self;
}

/* The first report comes from here, so that nobody sees a run that has not started. */
static void
begin (SondeEchoLab *self, const SondeEchoPlan *plan)
{
  g_autoptr (SondeEchoReport) report = sonde_echo_report_new ();

  drop_worker (self);
  self->worker = sonde_echo_worker_new (plan, self->dataset, on_report, self);
  report->running = TRUE;
  report->plan = *plan;
  set_report (self, report);
}

/**
 * sonde_echo_lab_start:
 * @endpoint: where to connect for it
 * @plan: one that sonde_echo_plan_check() lets through
 *
 * Starts a run over a connection of its own, in the place of the one that may go on.
 */
void
sonde_echo_lab_start (SondeEchoLab *self, const SondeEndpoint *endpoint, const SondeEchoPlan *plan)
{
  Job *job;

  g_return_if_fail (SONDE_IS_ECHO_LAB (self));
  g_return_if_fail (sonde_echo_plan_check (plan, NULL));

  begin (self, plan);
  job = job_new (self);
  job->endpoint = sonde_endpoint_copy (endpoint);
  sonde_net_thread_invoke (self->thread, run_dial, job, job_free);
}

/**
 * sonde_echo_lab_start_live:
 * @session: whose open connection is used, and stays open
 * @plan: one that sonde_echo_plan_check() lets through
 */
void
sonde_echo_lab_start_live (SondeEchoLab *self, SondeSession *session, const SondeEchoPlan *plan)
{
  g_return_if_fail (SONDE_IS_ECHO_LAB (self));
  g_return_if_fail (SONDE_IS_SESSION (session));
  g_return_if_fail (sonde_echo_plan_check (plan, NULL));

  begin (self, plan);
  sonde_session_lend_connection (session, run_live, job_new (self), job_free);
}

/**
 * sonde_echo_lab_stop:
 *
 * Ends the run, if one goes on; what it found out stays.
 */
void
sonde_echo_lab_stop (SondeEchoLab *self)
{
  g_return_if_fail (SONDE_IS_ECHO_LAB (self));

  if (self->worker != NULL)
    sonde_net_thread_invoke (self->thread, run_stop, job_new (self), job_free);
}

/**
 * sonde_echo_lab_get_report:
 *
 * Returns: (transfer none): the latest report
 */
SondeEchoReport *
sonde_echo_lab_get_report (SondeEchoLab *self)
{
  g_return_val_if_fail (SONDE_IS_ECHO_LAB (self), NULL);

  return self->report;
}

/**
 * sonde_echo_lab_get_dataset:
 *
 * Returns: (transfer none): the round trips of all runs; readable from any thread
 */
SondeDataset *
sonde_echo_lab_get_dataset (SondeEchoLab *self)
{
  g_return_val_if_fail (SONDE_IS_ECHO_LAB (self), NULL);

  return self->dataset;
}
