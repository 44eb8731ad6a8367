/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-peer-recording.h"

#include <glib/gi18n.h>

#include "sonde-error.h"
#include "sonde-recording-archive.h"

/**
 * SondePeerRecording:
 *
 * The file of a peer. Either it is of the history, and a recorder writes to it from the first
 * connection on, or it is one that somebody opened, and then it is only read.
 */
struct _SondePeerRecording
{
  GObject parent_instance;

  SondeSession *session; /* weak */
  SondeHistory *history; /* NULL for a file that was opened */
  char *endpoint_id;
  char *path;
  char *name;
  char *uri;
  gboolean temporary;

  gboolean enabled;
  gboolean begun;
  gboolean ending; /* once the connection has closed, which is recorded too */
  gboolean records_messages;
  guint retention_days;

  SondeRecorder *recorder; /* while it records */
  guint n_closing;
  gint64 since_us;
  SondeArchive *archive; /* from the first time that somebody wants it */
  GError *error;
  char *aside;
};

typedef enum
{
  PROP_PATH = 1,
  PROP_ARCHIVE,
  PROP_RECORDING,
  PROP_SINCE_US,
  PROP_ERROR,
  PROP_ASIDE,
  N_PROPS
} SondePeerRecordingProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondePeerRecording, sonde_peer_recording, G_TYPE_OBJECT)

static gboolean
is_same_error (const GError *left, const GError *right)
{
  return (left == NULL) == (right == NULL) &&
         (left == NULL || g_str_equal (left->message, right->message));
}

/* What keeps it from being recorded comes before what keeps it from being read. */
static void
update_error (SondePeerRecording *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *aside = NULL;

  if (self->recorder != NULL)
    {
      error = sonde_recorder_dup_error (self->recorder);
      aside = sonde_recorder_dup_aside (self->recorder);
    }
  if (error == NULL && self->archive != NULL)
    error = sonde_archive_dup_error (self->archive);

  if (!is_same_error (error, self->error))
    {
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&error);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
    }
  if (aside != NULL && g_strcmp0 (aside, self->aside) != 0)
    {
      g_free (self->aside);
      self->aside = g_steal_pointer (&aside);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ASIDE]);
    }
}

static void
start (SondePeerRecording *self)
{
  if (self->recorder != NULL || self->history == NULL || !self->enabled || !self->begun ||
      self->n_closing > 0)
    return;

  self->recorder = sonde_recorder_new_for_history (self->history, self->endpoint_id, self->name,
                                                   self->uri);
  sonde_recorder_set_records_messages (self->recorder, self->records_messages);
  sonde_recorder_set_retention_days (self->recorder, self->retention_days);
  g_signal_connect_object (self->recorder, "changed", G_CALLBACK (update_error), self,
                           G_CONNECT_SWAPPED);
  if (self->session != NULL)
    sonde_session_set_sink (self->session, SONDE_SINK (self->recorder));

  self->since_us = g_get_real_time ();
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SINCE_US]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORDING]);
}

static SondeRecorder *
take_recorder (SondePeerRecording *self)
{
  SondeRecorder *recorder = g_steal_pointer (&self->recorder);

  if (recorder == NULL)
    return NULL;

  g_signal_handlers_disconnect_by_func (recorder, update_error, self);
  if (self->session != NULL)
    sonde_session_set_sink (self->session, NULL);
  update_error (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORDING]);

  return recorder;
}

/* One file has one recorder: the next waits for this one to have let go. */
static void
on_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondePeerRecording) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sonde_recorder_close_finish (SONDE_RECORDER (source), result, &error))
    g_info ("%s", error->message);
  self->n_closing--;
  start (self);
}

static void
stop (SondePeerRecording *self)
{
  g_autoptr (SondeRecorder) recorder = take_recorder (self);

  if (recorder == NULL)
    return;

  self->n_closing++;
  sonde_recorder_close_async (recorder, NULL, on_closed, g_object_ref (self));
}

static void
end_when_closed (SondePeerRecording *self)
{
  SondeState state = self->session != NULL ? sonde_session_get_status (self->session)->state
                                           : SONDE_STATE_CLOSED;

  if (self->ending && (state == SONDE_STATE_CLOSED || state == SONDE_STATE_IDLE))
    {
      self->ending = FALSE;
      stop (self);
    }
}

static void
sonde_peer_recording_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondePeerRecording *self = SONDE_PEER_RECORDING (object);

  switch ((SondePeerRecordingProperty) prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_ARCHIVE:
      g_value_set_object (value, sonde_peer_recording_get_archive (self));
      break;
    case PROP_RECORDING:
      g_value_set_boolean (value, self->recorder != NULL);
      break;
    case PROP_SINCE_US:
      g_value_set_int64 (value, self->since_us);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_ASIDE:
      g_value_set_string (value, self->aside);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_peer_recording_dispose (GObject *object)
{
  SondePeerRecording *self = SONDE_PEER_RECORDING (object);
  g_autoptr (SondeRecorder) recorder = take_recorder (self);

  if (recorder != NULL)
    sonde_recorder_close_async (recorder, NULL, NULL, NULL);
  g_clear_weak_pointer (&self->session);
  g_clear_object (&self->archive);
  g_clear_object (&self->history);

  G_OBJECT_CLASS (sonde_peer_recording_parent_class)->dispose (object);
}

static void
sonde_peer_recording_finalize (GObject *object)
{
  SondePeerRecording *self = SONDE_PEER_RECORDING (object);

  g_free (self->endpoint_id);
  g_free (self->path);
  g_free (self->name);
  g_free (self->uri);
  g_free (self->aside);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (sonde_peer_recording_parent_class)->finalize (object);
}

static void
sonde_peer_recording_class_init (SondePeerRecordingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_peer_recording_get_property;
  object_class->dispose = sonde_peer_recording_dispose;
  object_class->finalize = sonde_peer_recording_finalize;

  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_ARCHIVE] = g_param_spec_object ("archive", NULL, NULL, SONDE_TYPE_ARCHIVE, flags);
  properties[PROP_RECORDING] = g_param_spec_boolean ("recording", NULL, NULL, FALSE, flags);
  properties[PROP_SINCE_US] = g_param_spec_int64 ("since-us", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_ASIDE] = g_param_spec_string ("aside", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sonde_peer_recording_init (SondePeerRecording *self)
{
}

/**
 * sonde_peer_recording_new:
 * @session: who tells what there is to record
 * @history: where the file is kept
 * @endpoint_id: what names it there
 * @temporary: whether it is deleted when it is closed
 *
 * Makes the recording of an endpoint, which begins with `sonde_peer_recording_begin()`, where it is
 * enabled.
 *
 * Returns: (transfer full): a recording
 */
SondePeerRecording *
sonde_peer_recording_new (SondeSession *session,
                          SondeHistory *history,
                          const char *endpoint_id,
                          gboolean temporary)
{
  SondePeerRecording *self = g_object_new (SONDE_TYPE_PEER_RECORDING, NULL);

  g_set_weak_pointer (&self->session, session);
  g_signal_connect_object (session, "notify::status", G_CALLBACK (end_when_closed), self,
                           G_CONNECT_SWAPPED);
  self->history = g_object_ref (history);
  self->endpoint_id = g_strdup (endpoint_id);
  self->path = sonde_history_dup_path (history, endpoint_id);
  self->temporary = temporary;

  return self;
}

/**
 * sonde_peer_recording_new_for_file:
 * @session: whose dataset has the channels of the file
 * @path: a recording that somebody opened
 *
 * Makes a recording that is only read.
 *
 * Returns: (transfer full): a recording
 */
SondePeerRecording *
sonde_peer_recording_new_for_file (SondeSession *session, const char *path)
{
  SondePeerRecording *self = g_object_new (SONDE_TYPE_PEER_RECORDING, NULL);

  g_set_weak_pointer (&self->session, session);
  self->path = g_strdup (path);

  return self;
}

/**
 * sonde_peer_recording_get_path:
 * @self: a recording
 *
 * Returns: (transfer none): the file, which need not exist yet
 */
const char *
sonde_peer_recording_get_path (SondePeerRecording *self)
{
  g_return_val_if_fail (SONDE_IS_PEER_RECORDING (self), NULL);

  return self->path;
}

/**
 * sonde_peer_recording_get_archive:
 * @self: a recording
 *
 * Returns: (transfer none): the past; another one after `sonde_peer_recording_clear_async()`
 */
SondeArchive *
sonde_peer_recording_get_archive (SondePeerRecording *self)
{
  g_return_val_if_fail (SONDE_IS_PEER_RECORDING (self), NULL);

  if (self->archive == NULL)
    {
      self->archive = sonde_recording_archive_new (self->path);
      g_signal_connect_object (self->archive, "notify::error", G_CALLBACK (update_error), self,
                               G_CONNECT_SWAPPED);
    }

  return self->archive;
}

/**
 * sonde_peer_recording_is_file:
 * @self: a recording
 *
 * Returns: whether somebody opened it, so that it is only read
 */
gboolean
sonde_peer_recording_is_file (SondePeerRecording *self)
{
  g_return_val_if_fail (SONDE_IS_PEER_RECORDING (self), FALSE);

  return self->history == NULL;
}

/**
 * sonde_peer_recording_get_recorder:
 * @self: a recording
 *
 * Returns: (transfer none) (nullable): who records to the file, while it is recorded to
 */
SondeRecorder *
sonde_peer_recording_get_recorder (SondePeerRecording *self)
{
  g_return_val_if_fail (SONDE_IS_PEER_RECORDING (self), NULL);

  return self->recorder;
}

/**
 * sonde_peer_recording_get_since_us:
 * @self: a recording
 *
 * Returns: when it began to record this time, wall-clock microseconds, or 0
 */
gint64
sonde_peer_recording_get_since_us (SondePeerRecording *self)
{
  g_return_val_if_fail (SONDE_IS_PEER_RECORDING (self), 0);

  return self->since_us;
}

/**
 * sonde_peer_recording_get_error:
 * @self: a recording
 *
 * Returns: (transfer none) (nullable): what keeps it from being recorded or read now
 */
const GError *
sonde_peer_recording_get_error (SondePeerRecording *self)
{
  g_return_val_if_fail (SONDE_IS_PEER_RECORDING (self), NULL);

  return self->error;
}

/**
 * sonde_peer_recording_get_aside:
 * @self: a recording
 *
 * Returns: (transfer none) (nullable): where a history went that could not be continued
 */
const char *
sonde_peer_recording_get_aside (SondePeerRecording *self)
{
  g_return_val_if_fail (SONDE_IS_PEER_RECORDING (self), NULL);

  return self->aside;
}

/**
 * sonde_peer_recording_set_enabled:
 * @self: a recording
 * @enabled: whether it may be recorded
 */
void
sonde_peer_recording_set_enabled (SondePeerRecording *self, gboolean enabled)
{
  g_return_if_fail (SONDE_IS_PEER_RECORDING (self));

  self->enabled = enabled;
  if (enabled)
    start (self);
  else
    stop (self);
}

/**
 * sonde_peer_recording_set_records_messages:
 * @self: a recording
 * @records_messages: whether raw messages are recorded too
 */
void
sonde_peer_recording_set_records_messages (SondePeerRecording *self, gboolean records_messages)
{
  g_return_if_fail (SONDE_IS_PEER_RECORDING (self));

  self->records_messages = records_messages;
  if (self->recorder != NULL)
    sonde_recorder_set_records_messages (self->recorder, records_messages);
}

/**
 * sonde_peer_recording_set_retention_days:
 * @self: a recording
 * @days: how long to keep what is recorded; 0 for ever
 */
void
sonde_peer_recording_set_retention_days (SondePeerRecording *self, guint days)
{
  g_return_if_fail (SONDE_IS_PEER_RECORDING (self));

  self->retention_days = days;
  if (self->recorder != NULL)
    sonde_recorder_set_retention_days (self->recorder, days);
}

/**
 * sonde_peer_recording_begin:
 * @self: a recording
 * @name: the name of the endpoint
 * @uri: its address
 *
 * Records from now on, where that is enabled and not done already.
 */
void
sonde_peer_recording_begin (SondePeerRecording *self, const char *name, const char *uri)
{
  g_return_if_fail (SONDE_IS_PEER_RECORDING (self));

  g_free (self->name);
  g_free (self->uri);
  self->name = g_strdup (name);
  self->uri = g_strdup (uri);
  self->begun = TRUE;
  self->ending = FALSE;
  start (self);
}

/**
 * sonde_peer_recording_end:
 * @self: a recording
 *
 * Records no more until it begins again, once the connection has closed.
 */
void
sonde_peer_recording_end (SondePeerRecording *self)
{
  g_return_if_fail (SONDE_IS_PEER_RECORDING (self));

  self->begun = FALSE;
  self->ending = TRUE;
  end_when_closed (self);
}

/**
 * sonde_peer_recording_close:
 * @self: a recording
 *
 * Records what waits, and waits for the file to be closed; a temporary one is deleted. For the end
 * of the program, when nothing shows any more and nothing is told any more.
 */
void
sonde_peer_recording_close (SondePeerRecording *self)
{
  g_autoptr (SondeRecorder) recorder = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SONDE_IS_PEER_RECORDING (self));

  /* Who reads keeps the journal from being moved into the file. */
  if (self->archive != NULL)
    sonde_recording_archive_close (SONDE_RECORDING_ARCHIVE (self->archive));
  self->begun = FALSE;
  recorder = take_recorder (self);
  if (recorder != NULL && !sonde_recorder_close (recorder, &error))
    g_info ("%s", error->message);
  g_clear_error (&error);

  if (self->temporary && !sonde_history_delete (self->history, self->endpoint_id, &error))
    g_info ("%s", error->message);
}

/**
 * sonde_peer_recording_add_note:
 * @self: a recording
 * @time_us: which moment it is about, wall-clock microseconds
 * @text: what somebody typed
 *
 * Records a note, and shows it among the marks. Where nothing is recorded it only shows, until the
 * program ends.
 */
void
sonde_peer_recording_add_note (SondePeerRecording *self, gint64 time_us, const char *text)
{
  SondeMark mark = { .time_us = time_us, .kind = SONDE_MARK_NOTE, .text = (char *) text };

  g_return_if_fail (SONDE_IS_PEER_RECORDING (self));
  g_return_if_fail (text != NULL);

  if (self->recorder != NULL)
    sonde_sink_add_mark (SONDE_SINK (self->recorder), &mark);
  if (self->session != NULL)
    sonde_dataset_add_mark (sonde_session_get_dataset (self->session), &mark);
}

static void
clear_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  SondePeerRecording *self = source;
  GError *error = NULL;

  if (task_data != NULL)
    sonde_recorder_close (task_data, NULL);
  if (sonde_history_delete (self->history, self->endpoint_id, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SondePeerRecording *self = SONDE_PEER_RECORDING (source);
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  self->n_closing--;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      start (self);
      g_task_return_error (task, error);
      return;
    }

  /* The archive still sees the file that is gone. */
  g_clear_object (&self->archive);
  if (self->session != NULL)
    sonde_dataset_clear (sonde_session_get_dataset (self->session));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ARCHIVE]);
  start (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * sonde_peer_recording_clear_async:
 * @self: a recording of the history
 *
 * Deletes the file and forgets what is in memory.
 */
void
sonde_peer_recording_clear_async (SondePeerRecording *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GTask *answer;

  g_return_if_fail (SONDE_IS_PEER_RECORDING (self));
  g_return_if_fail (self->history != NULL);

  answer = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (answer, sonde_peer_recording_clear_async);
  task = g_task_new (self, NULL, on_cleared, answer);
  g_task_set_task_data (task, take_recorder (self), g_object_unref);
  self->n_closing++;
  g_task_run_in_thread (task, clear_in_thread);
}

/**
 * sonde_peer_recording_clear_finish:
 *
 * Returns: %FALSE with what `sonde_history_delete()` says
 */
gboolean
sonde_peer_recording_clear_finish (SondePeerRecording *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
