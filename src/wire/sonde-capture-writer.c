/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-capture-writer.h"

#include "sonde-capture-packets.h"
#include "sonde-error.h"
#include "sonde-har.h"
#include "sonde-whole-file.h"

#include <glib/gi18n-lib.h>

typedef gboolean (*WriteFunc) (SondeFrameLog *log,
                               GOutputStream *stream,
                               SondeProgress *progress,
                               GCancellable *cancellable,
                               GError **error);

static const struct
{
  const char *extension;
  WriteFunc write;
} formats[] = {
  [SONDE_CAPTURE_FORMAT_PCAPNG] = { ".pcapng", sonde_capture_packets_write },
  [SONDE_CAPTURE_FORMAT_HAR] = { ".har", sonde_har_write },
};

/**
 * sonde_capture_format_from_name:
 * @self: (out): the format
 * @file_name: of a file
 *
 * Returns: whether the name ends as those of a format do: .pcapng or .har
 */
gboolean
sonde_capture_format_from_name (SondeCaptureFormat *self, const char *file_name)
{
  g_autofree char *lower = g_ascii_strdown (file_name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (lower, formats[i].extension))
      {
        *self = (SondeCaptureFormat) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * sonde_capture_write:
 * @log: what was seen
 * @format: of the file
 * @stream: where it goes; it is left open
 * @progress: (nullable): how far it has come
 *
 * Writes all that is in a log at the moment. It blocks for as long as that takes: not for the
 * thread of an interface.
 *
 * Returns: %FALSE with %SONDE_ERROR_STORE, or %G_IO_ERROR_CANCELLED
 */
gboolean
sonde_capture_write (SondeFrameLog *log,
                     SondeCaptureFormat format,
                     GOutputStream *stream,
                     SondeProgress *progress,
                     GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (SONDE_IS_FRAME_LOG (log), FALSE);
  g_return_val_if_fail (format < G_N_ELEMENTS (formats), FALSE);

  return formats[format].write (log, stream, progress, cancellable, error);
}

/**
 * sonde_capture_write_file:
 * @file: whose name tells the format; pcapng where it does not
 *
 * As sonde_capture_write(), into a file that appears once it is whole.
 */
gboolean
sonde_capture_write_file (SondeFrameLog *log,
                          GFile *file,
                          SondeProgress *progress,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (SondeWholeFile) whole = NULL;
  g_autoptr (GOutputStream) stream = NULL;
  g_autoptr (GError) cause = NULL;
  SondeCaptureFormat format = SONDE_CAPTURE_FORMAT_PCAPNG;

  if (path == NULL)
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_STORE,
                           _ ("A capture can be written to a folder of this computer only"));
      return FALSE;
    }
  sonde_capture_format_from_name (&format, path);
  whole = sonde_whole_file_new (path, &cause);
  if (whole != NULL)
    {
      stream = sonde_whole_file_create_stream (whole);
      if (!sonde_capture_write (log, format, stream, progress, cancellable, error))
        return FALSE;
      if (sonde_whole_file_finish (whole, &cause))
        return TRUE;
    }
  g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_STORE, cause->message);
  return FALSE;
}

typedef struct
{
  GFile *file;
  SondeProgress *progress;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->file);
  g_clear_object (&job->progress);
  g_free (job);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  if (sonde_capture_write_file (source, job->file, job->progress, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * sonde_capture_write_async:
 * @file: whose name tells the format; pcapng where it does not
 * @progress: (nullable): how far it has come
 *
 * As sonde_capture_write_file(), on a thread of GLib's pool.
 */
void
sonde_capture_write_async (SondeFrameLog *log,
                           GFile *file,
                           SondeProgress *progress,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (log, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, sonde_capture_write_async);
  job->file = g_object_ref (file);
  g_set_object (&job->progress, progress);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, write_in_thread);
}

gboolean
sonde_capture_write_finish (SondeFrameLog *log, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, log), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
