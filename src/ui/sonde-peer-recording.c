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

  SondeSession *session;  /* weak */
  SondeHistoryFile *file; /* NULL for a file that was opened */
  char *path;
  gboolean enabled;
  gboolean ending; /* once the connection has closed, which is recorded too */
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
  PROP_ENABLED,
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

  if (self->file != NULL)
    {
      error = sonde_history_file_dup_error (self->file);
      aside = sonde_history_file_dup_aside (self->file);
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
on_file_changed (SondePeerRecording *self)
{
  const gboolean enabled = sonde_history_file_get_enabled (self->file);

  update_error (self);
  if (enabled == self->enabled)
    return;
  self->enabled = enabled;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
}

static void
on_recorder_changed (SondePeerRecording *self)
{
  SondeRecorder *recorder = sonde_history_file_get_recorder (self->file);

  if (self->session != NULL)
    sonde_session_set_sink (self->session, recorder != NULL ? SONDE_SINK (recorder) : NULL);
  if (recorder != NULL)
    {
      self->since_us = g_get_real_time ();
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SINCE_US]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORDING]);
}

static void
end_when_closed (SondePeerRecording *self)
{
  SondeState state = self->session != NULL ? sonde_session_get_status (self->session)->state
                                           : SONDE_STATE_CLOSED;

  if (self->ending && (state == SONDE_STATE_CLOSED || state == SONDE_STATE_IDLE))
    {
      self->ending = FALSE;
      sonde_history_file_end (self->file);
    }
}

static void
name_endpoint (SondePeerRecording *self)
{
  const SondeEndpoint *endpoint = self->session != NULL ? sonde_session_get_endpoint (self->session)
                                                        : NULL;

  if (endpoint != NULL)
    sonde_history_file_set_endpoint (self->file, sonde_endpoint_get_name (endpoint),
                                     sonde_endpoint_get_uri (endpoint));
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
      g_value_set_boolean (value, sonde_peer_recording_get_recorder (self) != NULL);
      break;
    case PROP_ENABLED:
      g_value_set_boolean (value, self->enabled);
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

  if (self->file != NULL)
    sonde_history_file_end (self->file);
  g_clear_weak_pointer (&self->session);
  g_clear_object (&self->archive);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (sonde_peer_recording_parent_class)->dispose (object);
}

static void
sonde_peer_recording_finalize (GObject *object)
{
  SondePeerRecording *self = SONDE_PEER_RECORDING (object);

  g_free (self->path);
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
  properties[PROP_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, FALSE, flags);
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
  self->file = sonde_history_file_new (history, endpoint_id, temporary);
  self->path = g_strdup (sonde_history_file_get_path (self->file));
  g_signal_connect_object (self->file, "notify::recorder", G_CALLBACK (on_recorder_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->file, "changed", G_CALLBACK (on_file_changed), self,
                           G_CONNECT_SWAPPED);

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

  return self->file == NULL;
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

  return self->file != NULL ? sonde_history_file_get_recorder (self->file) : NULL;
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
 * sonde_peer_recording_get_file:
 * @self: a recording
 *
 * Returns: (transfer none) (nullable): the file in the history, or %NULL for one that somebody
 *   opened
 */
SondeHistoryFile *
sonde_peer_recording_get_file (SondePeerRecording *self)
{
  g_return_val_if_fail (SONDE_IS_PEER_RECORDING (self), NULL);

  return self->file;
}

/**
 * sonde_peer_recording_begin:
 * @self: a recording of the history
 *
 * Records from now on, where that is enabled and not done already.
 */
void
sonde_peer_recording_begin (SondePeerRecording *self)
{
  g_return_if_fail (SONDE_IS_PEER_RECORDING (self));
  g_return_if_fail (self->file != NULL);

  self->ending = FALSE;
  name_endpoint (self);
  sonde_history_file_begin (self->file);
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

  self->ending = self->file != NULL;
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
  g_return_if_fail (SONDE_IS_PEER_RECORDING (self));

  /* Who reads keeps the journal from being moved into the file. */
  if (self->archive != NULL)
    sonde_recording_archive_close (SONDE_RECORDING_ARCHIVE (self->archive));
  if (self->file != NULL)
    sonde_history_file_close (self->file);
}

/**
 * sonde_peer_recording_add_note:
 * @self: a recording of the history
 * @time_us: which moment it is about, wall-clock microseconds
 * @text: what somebody typed
 *
 * Shows a note among the marks, and does what `sonde_history_file_add_note()` does.
 */
void
sonde_peer_recording_add_note (SondePeerRecording *self, gint64 time_us, const char *text)
{
  const SondeMark note = { .time_us = time_us, .kind = SONDE_MARK_NOTE, .text = text };

  g_return_if_fail (SONDE_IS_PEER_RECORDING (self));
  g_return_if_fail (self->file != NULL);
  g_return_if_fail (text != NULL);

  if (self->session != NULL)
    sonde_dataset_add_mark (sonde_session_get_dataset (self->session), &note);
  name_endpoint (self);
  sonde_history_file_add_note (self->file, &note);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) answer = user_data;
  SondePeerRecording *self = g_task_get_source_object (answer);
  GError *error = NULL;

  if (!sonde_history_file_clear_finish (SONDE_HISTORY_FILE (source), result, &error))
    {
      g_task_return_error (answer, error);
      return;
    }

  /* The archive still sees the file that is gone. */
  g_clear_object (&self->archive);
  if (self->session != NULL)
    sonde_dataset_clear (sonde_session_get_dataset (self->session));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ARCHIVE]);
  g_task_return_boolean (answer, TRUE);
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
  GTask *answer;

  g_return_if_fail (SONDE_IS_PEER_RECORDING (self));
  g_return_if_fail (self->file != NULL);

  answer = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (answer, sonde_peer_recording_clear_async);
  sonde_history_file_clear_async (self->file, NULL, on_cleared, answer);
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
