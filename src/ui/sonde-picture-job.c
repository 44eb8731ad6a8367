/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-picture-job.h"

#include "sonde-direct-archive.h"

typedef struct
{
  char *recording_path;
  GFile *file;
  SondePictureFormat format;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->recording_path);
  g_clear_object (&job->file);
  g_free (job);
}

static GBytes *
draw (SondePicture *picture, const Job *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (SondeArchive) archive = NULL;

  /* What is yet to be recorded has no past. */
  if (job->recording_path != NULL && g_file_test (job->recording_path, G_FILE_TEST_EXISTS))
    {
      archive = sonde_direct_archive_new (job->recording_path, error);
      if (archive == NULL)
        return NULL;
      sonde_picture_set_archive (picture, archive);
    }

  if (job->file == NULL)
    return sonde_picture_to_bytes (picture, job->format, cancellable, error);

  return sonde_picture_export (picture, job->file, job->format, cancellable, error)
             ? g_bytes_new (NULL, 0)
             : NULL;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GBytes *bytes = draw (source, data, cancellable, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

/**
 * sonde_picture_job_async:
 * @picture: what to draw; nothing is added to it any more
 * @recording_path: (nullable): a recording of the same dataset, which need not exist yet
 * @file: (nullable): where to write it, or %NULL to have its bytes
 * @format: what as
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 *
 * Draws, and tells of it in the picture's progress. The recording is read whole, whatever the
 * charts have at hand.
 */
void
sonde_picture_job_async (SondePicture *picture,
                         const char *recording_path,
                         GFile *file,
                         SondePictureFormat format,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (SONDE_IS_PICTURE (picture));

  job = g_new0 (Job, 1);
  job->recording_path = g_strdup (recording_path);
  g_set_object (&job->file, file);
  job->format = format;

  task = g_task_new (picture, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_picture_job_async);
  g_task_set_task_data (task, job, job_free);
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, run);
}

/**
 * sonde_picture_job_finish:
 *
 * Returns: (transfer full) (nullable): the bytes of the picture, none of them where it was written
 *   to a file, or %NULL with an error of the recording or of `sonde_picture_export()`
 */
GBytes *
sonde_picture_job_finish (SondePicture *picture, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, picture), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
