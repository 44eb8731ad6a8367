/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-check.h"

#include "sonde-check-run.h"
#include "sonde-check-table.h"

#include <glib/gi18n-lib.h>

struct _SondeCheck
{
  GObject parent_instance;

  SondeEndpoint *endpoint;
  GMainContext *context;
  GPtrArray *rows;
  gboolean rude;
  guint limit_ms;
  GCancellable *cancellable; /* of the run at hand, or NULL */
  gboolean was_started;
};

enum
{
  PROP_RUNNING = 1,
  PROP_SUMMARY,
  N_PROPS
};

enum
{
  SIGNAL_FINISHED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeCheck,
                               sonde_check,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* One run, shared by the thread that runs it and what it sends to the owner. */
typedef struct
{
  GWeakRef check; /* taken on the owner's thread only */
  GMainContext *context;
  GCancellable *cancellable;
  SondeEndpoint *endpoint;
  gboolean rude;
  guint limit_ms;
} Job;

/* News of a row, or of the end. */
typedef struct
{
  Job *job;
  gboolean is_end;
  GError *error;
  guint index;
  SondeCheckOutcome outcome;
  char *detail;
  char *evidence;
  gint64 elapsed_us;
} News;

static void
job_clear (Job *job)
{
  g_weak_ref_clear (&job->check);
  g_main_context_unref (job->context);
  g_object_unref (job->cancellable);
  sonde_endpoint_free (job->endpoint);
}

static void
job_unref (Job *job)
{
  g_atomic_rc_box_release_full (job, (GDestroyNotify) job_clear);
}

static void
news_free (News *news)
{
  job_unref (news->job);
  g_clear_error (&news->error);
  g_free (news->detail);
  g_free (news->evidence);
  g_free (news);
}

static void
finish (SondeCheck *self, const GError *error)
{
  g_clear_object (&self->cancellable);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0, error);
}

/* A run that another has taken the place of has nothing more to say. */
static gboolean
take_news (gpointer data)
{
  News *news = data;
  g_autoptr (SondeCheck) self = g_weak_ref_get (&news->job->check);

  if (self == NULL || self->cancellable != news->job->cancellable)
    return G_SOURCE_REMOVE;

  if (news->is_end)
    {
      finish (self, news->error);
      return G_SOURCE_REMOVE;
    }
  sonde_check_row_set_result (g_ptr_array_index (self->rows, news->index), news->outcome,
                              news->detail, news->evidence, news->elapsed_us);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
  return G_SOURCE_REMOVE;
}

/* On the thread of the run; takes the news. */
static void
post (News *news)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, take_news, news, (GDestroyNotify) news_free);
  g_source_attach (source, news->job->context);
}

static void
on_report (guint index,
           SondeCheckOutcome outcome,
           const char *detail,
           const char *evidence,
           gint64 elapsed_us,
           gpointer user_data)
{
  News *news = g_new0 (News, 1);

  news->job = g_atomic_rc_box_acquire (user_data);
  news->index = index;
  news->outcome = outcome;
  news->detail = g_strdup (detail);
  news->evidence = g_strdup (evidence);
  news->elapsed_us = elapsed_us;
  post (news);
}

static gpointer
run (gpointer data)
{
  Job *job = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  News *news = g_new0 (News, 1);

  g_main_context_push_thread_default (context);
  sonde_check_run (job->endpoint, job->rude, job->limit_ms, job->cancellable, on_report, job,
                   &news->error);
  g_main_context_pop_thread_default (context);

  news->job = job;
  news->is_end = TRUE;
  post (news);
  return NULL;
}

static GType
get_item_type (GListModel *model)
{
  return SONDE_TYPE_CHECK_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return SONDE_CHECK (model)->rows->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  SondeCheck *self = SONDE_CHECK (model);

  return position < self->rows->len ? g_object_ref (g_ptr_array_index (self->rows, position))
                                    : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
sonde_check_dispose (GObject *object)
{
  sonde_check_cancel (SONDE_CHECK (object));

  G_OBJECT_CLASS (sonde_check_parent_class)->dispose (object);
}

static void
sonde_check_finalize (GObject *object)
{
  SondeCheck *self = SONDE_CHECK (object);

  g_clear_pointer (&self->endpoint, sonde_endpoint_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (sonde_check_parent_class)->finalize (object);
}

static void
sonde_check_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeCheck *self = SONDE_CHECK (object);

  switch (prop_id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, sonde_check_get_running (self));
      break;
    case PROP_SUMMARY:
      g_value_take_string (value, sonde_check_get_summary (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_check_class_init (SondeCheckClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sonde_check_dispose;
  object_class->finalize = sonde_check_finalize;
  object_class->get_property = sonde_check_get_property;

  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_FINISHED] = g_signal_new ("finished", SONDE_TYPE_CHECK, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1,
                                           G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
sonde_check_init (SondeCheck *self)
{
  guint n_specs;
  const SondeCheckSpec *specs = sonde_check_get_table (&n_specs);

  self->context = g_main_context_ref_thread_default ();
  self->limit_ms = SONDE_CHECK_DEFAULT_LIMIT_MS;
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n_specs; i++)
    g_ptr_array_add (self->rows,
                     sonde_check_row_new (
                         specs[i].id, specs[i].section, _ (specs[i].group), _ (specs[i].title),
                         (specs[i].flags & (SONDE_CHECK_IS_RUDE | SONDE_CHECK_IS_DANGEROUS)) != 0));
}

/**
 * sonde_check_new:
 * @endpoint: the server, which is copied with its headers and time-out
 *
 * Returns: (transfer full): a check that has not started
 */
SondeCheck *
sonde_check_new (const SondeEndpoint *endpoint)
{
  SondeCheck *self;

  g_return_val_if_fail (endpoint != NULL, NULL);

  /* As in sonde_net_thread_new(): a run dials on a thread of its own. */
  g_vfs_get_default ();
  self = g_object_new (SONDE_TYPE_CHECK, NULL);
  self->endpoint = sonde_endpoint_copy (endpoint);
  return self;
}

/**
 * sonde_check_get_endpoint:
 *
 * Returns: (transfer none): the server
 */
const SondeEndpoint *
sonde_check_get_endpoint (SondeCheck *self)
{
  g_return_val_if_fail (SONDE_IS_CHECK (self), NULL);

  return self->endpoint;
}

/**
 * sonde_check_set_rude:
 *
 * Says whether the next run may send what breaks the protocol on purpose, and an empty text, which
 * is known to crash the course's ESP32 echo server. It may not, unless the user was asked.
 */
void
sonde_check_set_rude (SondeCheck *self, gboolean rude)
{
  g_return_if_fail (SONDE_IS_CHECK (self));

  self->rude = rude;
}

/**
 * sonde_check_set_limit_ms:
 *
 * Sets how long the next run waits for an answer, %SONDE_CHECK_DEFAULT_LIMIT_MS by default.
 */
void
sonde_check_set_limit_ms (SondeCheck *self, guint limit_ms)
{
  g_return_if_fail (SONDE_IS_CHECK (self));
  g_return_if_fail (limit_ms > 0);

  self->limit_ms = limit_ms;
}

/**
 * sonde_check_start:
 *
 * Starts from the first row, unless it runs.
 */
void
sonde_check_start (SondeCheck *self)
{
  g_autoptr (GThread) thread = NULL;
  Job *job;

  g_return_if_fail (SONDE_IS_CHECK (self));

  if (self->cancellable != NULL)
    return;

  self->cancellable = g_cancellable_new ();
  self->was_started = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    sonde_check_row_set_result (g_ptr_array_index (self->rows, i), SONDE_CHECK_PENDING, "", "", -1);

  job = g_atomic_rc_box_new0 (Job);
  g_weak_ref_init (&job->check, self);
  job->context = g_main_context_ref (self->context);
  job->cancellable = g_object_ref (self->cancellable);
  job->endpoint = sonde_endpoint_copy (self->endpoint);
  job->rude = self->rude;
  job->limit_ms = self->limit_ms;
  thread = g_thread_new ("check", run, job);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

/**
 * sonde_check_cancel:
 *
 * Ends the run soon: the row at hand and those after it are skipped.
 */
void
sonde_check_cancel (SondeCheck *self)
{
  g_return_if_fail (SONDE_IS_CHECK (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

gboolean
sonde_check_get_running (SondeCheck *self)
{
  g_return_val_if_fail (SONDE_IS_CHECK (self), FALSE);

  return self->cancellable != NULL;
}

/**
 * sonde_check_count:
 *
 * Returns: how many rows have that outcome now
 */
guint
sonde_check_count (SondeCheck *self, SondeCheckOutcome outcome)
{
  guint n = 0;

  g_return_val_if_fail (SONDE_IS_CHECK (self), 0);

  for (guint i = 0; i < self->rows->len; i++)
    n += sonde_check_row_get_outcome (g_ptr_array_index (self->rows, i)) == outcome;
  return n;
}

/**
 * sonde_check_get_n_decided:
 *
 * Returns: how many rows the run is through with, for a progress bar
 */
guint
sonde_check_get_n_decided (SondeCheck *self)
{
  g_return_val_if_fail (SONDE_IS_CHECK (self), 0);

  return self->rows->len - sonde_check_count (self, SONDE_CHECK_PENDING) -
         sonde_check_count (self, SONDE_CHECK_RUNNING);
}

/**
 * sonde_check_get_summary:
 *
 * Returns: (transfer full) (nullable): how many rows passed and did not, translated, or %NULL
 * before the first start
 */
char *
sonde_check_get_summary (SondeCheck *self)
{
  g_return_val_if_fail (SONDE_IS_CHECK (self), NULL);

  if (!self->was_started)
    return NULL;
  return g_strdup_printf (_ ("%u passed, %u failed, %u not applicable, %u skipped"),
                          sonde_check_count (self, SONDE_CHECK_PASSED),
                          sonde_check_count (self, SONDE_CHECK_FAILED),
                          sonde_check_count (self, SONDE_CHECK_NOT_APPLICABLE),
                          sonde_check_count (self, SONDE_CHECK_SKIPPED));
}
