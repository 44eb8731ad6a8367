/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-recording-save.h"

typedef struct
{
  SondeRecorder *recorder; /* or NULL */
  char *path;
  char *target;
  SondeCopyProgress progress;
  gpointer progress_data;
  GTask *task;     /* not owned */
  gint permille;   /* atomic, as the one below */
  gint is_pending; /* a report is under way to the interface thread */
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  g_clear_object (&save->recorder);
  g_free (save->path);
  g_free (save->target);
  g_free (save);
}

static gboolean
report (gpointer data)
{
  GTask *task = data;
  Save *save = g_task_get_task_data (task);

  g_atomic_int_set (&save->is_pending, FALSE);
  if (!g_task_get_completed (task))
    save->progress (g_atomic_int_get (&save->permille) / 1000.0, save->progress_data);

  return G_SOURCE_REMOVE;
}

static void
on_progress (double fraction, gpointer user_data)
{
  Save *save = user_data;

  g_atomic_int_set (&save->permille, (gint) (fraction * 1000));
  if (save->progress != NULL && g_atomic_int_compare_and_exchange (&save->is_pending, FALSE, TRUE))
    g_main_context_invoke_full (g_task_get_context (save->task), G_PRIORITY_DEFAULT, report,
                                g_object_ref (save->task), g_object_unref);
}

/* What cannot be recorded now is told where it is recorded; what is in the file can be copied all
 * the same. */
static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Save *save = task_data;
  GError *error = NULL;

  if (save->recorder != NULL)
    sonde_recorder_flush (save->recorder, NULL);
  if (sonde_recording_copy (save->path, save->target, on_progress, save, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * sonde_recording_save_async:
 * @recording: a recording of a peer
 * @target: where the copy goes; what is there is replaced once the copy is whole
 * @progress: (nullable): told how far it is, until it has answered
 *
 * Copies the recording as it is now into a file of its own.
 */
void
sonde_recording_save_async (SondePeerRecording *recording,
                            const char *target,
                            SondeCopyProgress progress,
                            gpointer progress_data,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (recording, cancellable, callback, user_data);
  Save *save = g_new0 (Save, 1);

  g_return_if_fail (SONDE_IS_PEER_RECORDING (recording));
  g_return_if_fail (target != NULL);

  g_set_object (&save->recorder, sonde_peer_recording_get_recorder (recording));
  save->path = g_strdup (sonde_peer_recording_get_path (recording));
  save->target = g_strdup (target);
  save->progress = progress;
  save->progress_data = progress_data;
  save->task = task;
  g_task_set_source_tag (task, sonde_recording_save_async);
  g_task_set_task_data (task, save, save_free);
  g_task_run_in_thread (task, save_in_thread);
}

/**
 * sonde_recording_save_finish:
 *
 * Returns: %FALSE with what `sonde_recording_copy()` says
 */
gboolean
sonde_recording_save_finish (SondePeerRecording *recording, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, recording), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
