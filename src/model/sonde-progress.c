/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-progress.h"

/* A bar that is a few hundred pixels long shows no smaller step. */
#define N_STEPS 500

struct _SondeProgress
{
  GObject parent_instance;

  GMainContext *context;

  GMutex mutex;
  guint step;      /* with the lock, as what follows */
  GSource *notice; /* one that is under way */
};

enum
{
  PROP_0,
  PROP_FRACTION,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SondeProgress, sonde_progress, G_TYPE_OBJECT)

static gboolean
on_notice (gpointer data)
{
  SondeProgress *self = data;

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->notice, g_source_unref);
  g_mutex_unlock (&self->mutex);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);

  return G_SOURCE_REMOVE;
}

static void
sonde_progress_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_FRACTION:
      g_value_set_double (value, sonde_progress_get_fraction (SONDE_PROGRESS (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sonde_progress_finalize (GObject *object)
{
  SondeProgress *self = SONDE_PROGRESS (object);

  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (sonde_progress_parent_class)->finalize (object);
}

static void
sonde_progress_class_init (SondeProgressClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sonde_progress_get_property;
  object_class->finalize = sonde_progress_finalize;

  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sonde_progress_init (SondeProgress *self)
{
  g_mutex_init (&self->mutex);
  self->context = g_main_context_ref_thread_default ();
}

/**
 * sonde_progress_new:
 *
 * Returns: (transfer full): progress of work that has not begun
 */
SondeProgress *
sonde_progress_new (void)
{
  return g_object_new (SONDE_TYPE_PROGRESS, NULL);
}

/**
 * sonde_progress_get_fraction:
 *
 * Returns: how much is done, from 0 to 1; safe from any thread
 */
double
sonde_progress_get_fraction (SondeProgress *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (SONDE_IS_PROGRESS (self), 0);

  locker = g_mutex_locker_new (&self->mutex);

  return (double) self->step / N_STEPS;
}

/**
 * sonde_progress_report:
 * @fraction: how much is done; what is less than before, or no number, says nothing
 *
 * Tells of progress. Safe from any thread, and cheap where nobody could see a difference.
 */
void
sonde_progress_report (SondeProgress *self, double fraction)
{
  g_autoptr (GMutexLocker) locker = NULL;
  guint step = fraction > 0 ? (guint) (MIN (fraction, 1.0) * N_STEPS) : 0;

  g_return_if_fail (SONDE_IS_PROGRESS (self));

  locker = g_mutex_locker_new (&self->mutex);
  if (step <= self->step)
    return;

  self->step = step;
  if (self->notice != NULL)
    return;

  self->notice = g_idle_source_new ();
  g_source_set_priority (self->notice, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->notice, on_notice, g_object_ref (self), g_object_unref);
  g_source_attach (self->notice, self->context);
}
