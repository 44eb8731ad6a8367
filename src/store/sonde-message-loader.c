/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-message-loader.h"

#include "sonde-recording.h"

/* Messages that are read at once; between two such reads it may be stopped. */
#define BATCH 500

/**
 * SondeMessageLoader:
 *
 * Reads what the bounds of the log leave room for, from the oldest of those on, so that the log
 * fills as it would have when they came. Somebody may be recording meanwhile: the next time it goes
 * on from where it was.
 */
struct _SondeMessageLoader
{
  GObject parent_instance;

  char *path;
  SondeMessageLog *log;
  GCancellable *cancellable; /* of the pass that runs */
  gboolean loading;
  gboolean loaded;
  gint64 last; /* the number of the newest message that was read */
  guint64 n_recorded;
  gboolean timed;
  GError *error;
};

typedef enum
{
  PROP_LOADING = 1,
  PROP_LOADED,
  PROP_N_RECORDED,
  PROP_TIMED,
  PROP_ERROR,
  N_PROPS
} SondeMessageLoaderProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeMessageLoader, sonde_message_loader, G_TYPE_OBJECT)

/* One reading, which the thread has for itself. */
typedef struct
{
  char *path;
  SondeMessageLog *log;
  gint64 last;
  guint64 n_recorded;
  gboolean timed;
} Pass;

static void
pass_free (gpointer data)
{
  Pass *pass = data;

  g_free (pass->path);
  g_object_unref (pass->log);
  g_free (pass);
}

/* Returns: whether there may be more */
static gboolean
read_batch (Pass *pass, SondeRecording *recording, GError **error)
{
  g_autoptr (GPtrArray)
      messages = sonde_recording_read_messages (recording, &pass->last, BATCH, error);

  if (messages == NULL)
    return FALSE;

  for (guint i = 0; i < messages->len; i++)
    {
      SondeMessage *message = g_ptr_array_index (messages, i);

      pass->timed |= sonde_message_get_rtt_us (message) >= 0;
      sonde_message_log_append (pass->log, message);
    }

  return messages->len == BATCH;
}

static gboolean
run_pass (Pass *pass, GCancellable *cancellable, GError **error)
{
  g_autoptr (SondeRecording) recording = sonde_recording_open (pass->path, error);
  g_autoptr (GError) own_error = NULL;
  guint max_messages;
  gsize max_bytes;

  sonde_message_log_get_bounds (pass->log, &max_messages, &max_bytes);
  if (recording == NULL || !sonde_recording_skip_messages (recording, &pass->last, max_messages,
                                                           max_bytes, &pass->n_recorded, error))
    return FALSE;

  while (!g_cancellable_set_error_if_cancelled (cancellable, &own_error) &&
         read_batch (pass, recording, &own_error))
    ;
  if (own_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (run_pass (task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SondeMessageLoader *self = SONDE_MESSAGE_LOADER (source);
  const Pass *pass = g_task_get_task_data (G_TASK (result));

  g_object_freeze_notify (source);
  g_clear_error (&self->error);
  self->loading = FALSE;
  self->loaded |= g_task_propagate_boolean (G_TASK (result), &self->error);
  if (g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_error (&self->error);
  self->last = pass->last;
  self->n_recorded = pass->n_recorded;
  self->timed |= pass->timed;
  g_clear_object (&self->cancellable);
  for (guint i = PROP_LOADING; i < N_PROPS; i++)
    g_object_notify_by_pspec (source, properties[i]);
  g_object_thaw_notify (source);
}

static void
sonde_message_loader_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeMessageLoader *self = SONDE_MESSAGE_LOADER (object);

  switch ((SondeMessageLoaderProperty) prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    case PROP_N_RECORDED:
      g_value_set_uint64 (value, self->n_recorded);
      break;
    case PROP_TIMED:
      g_value_set_boolean (value, self->timed);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_message_loader_finalize (GObject *object)
{
  SondeMessageLoader *self = SONDE_MESSAGE_LOADER (object);

  g_free (self->path);
  g_clear_object (&self->log);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (sonde_message_loader_parent_class)->finalize (object);
}

static void
sonde_message_loader_class_init (SondeMessageLoaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_message_loader_get_property;
  object_class->finalize = sonde_message_loader_finalize;

  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);
  properties[PROP_N_RECORDED] = g_param_spec_uint64 ("n-recorded", NULL, NULL, 0, G_MAXUINT64, 0,
                                                     flags);
  properties[PROP_TIMED] = g_param_spec_boolean ("timed", NULL, NULL, FALSE, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sonde_message_loader_init (SondeMessageLoader *self)
{
}

/**
 * sonde_message_loader_new:
 * @path: a recording
 * @log: where its messages go, which nobody else appends to
 *
 * Returns: (transfer full): a loader, which has not read anything yet
 */
SondeMessageLoader *
sonde_message_loader_new (const char *path, SondeMessageLog *log)
{
  SondeMessageLoader *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (SONDE_IS_MESSAGE_LOG (log), NULL);

  self = g_object_new (SONDE_TYPE_MESSAGE_LOADER, NULL);
  self->path = g_strdup (path);
  g_set_object (&self->log, log);

  return self;
}

/**
 * sonde_message_loader_load:
 * @self: a loader
 *
 * Reads what was not read yet. While it does that already, nothing more happens.
 */
void
sonde_message_loader_load (SondeMessageLoader *self)
{
  g_autoptr (GTask) task = NULL;
  Pass *pass;

  g_return_if_fail (SONDE_IS_MESSAGE_LOADER (self));

  if (self->loading)
    return;

  pass = g_new0 (Pass, 1);
  pass->path = g_strdup (self->path);
  g_set_object (&pass->log, self->log);
  pass->last = self->last;
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, on_loaded, NULL);
  g_task_set_source_tag (task, sonde_message_loader_load);
  g_task_set_task_data (task, pass, pass_free);
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, load_in_thread);

  self->loading = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/**
 * sonde_message_loader_stop:
 * @self: a loader
 *
 * Reads no more than what is under way. What was read stays in the log.
 */
void
sonde_message_loader_stop (SondeMessageLoader *self)
{
  g_return_if_fail (SONDE_IS_MESSAGE_LOADER (self));

  g_cancellable_cancel (self->cancellable);
}

/**
 * sonde_message_loader_is_loading:
 * @self: a loader
 *
 * Returns: whether it reads now
 */
gboolean
sonde_message_loader_is_loading (SondeMessageLoader *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE_LOADER (self), FALSE);

  return self->loading;
}

/**
 * sonde_message_loader_is_loaded:
 * @self: a loader
 *
 * Returns: whether all was read that there was at some time
 */
gboolean
sonde_message_loader_is_loaded (SondeMessageLoader *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE_LOADER (self), FALSE);

  return self->loaded;
}

/**
 * sonde_message_loader_get_n_recorded:
 * @self: a loader
 *
 * Returns: how many messages the recording has, those included that the log has no room for
 */
guint64
sonde_message_loader_get_n_recorded (SondeMessageLoader *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE_LOADER (self), 0);

  return self->n_recorded;
}

/**
 * sonde_message_loader_is_timed:
 * @self: a loader
 *
 * Returns: whether any message that was read ended a round trip
 */
gboolean
sonde_message_loader_is_timed (SondeMessageLoader *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE_LOADER (self), FALSE);

  return self->timed;
}

/**
 * sonde_message_loader_get_error:
 * @self: a loader
 *
 * Returns: (transfer none) (nullable): why the recording could not be read the last time
 */
const GError *
sonde_message_loader_get_error (SondeMessageLoader *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE_LOADER (self), NULL);

  return self->error;
}
