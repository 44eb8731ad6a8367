/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-capture-writer.h"

#include "sonde-capture-packets.h"
#include "sonde-error.h"
#include "sonde-har.h"

#include <glib/gi18n-lib.h>

typedef gboolean (*WriteFunc) (SondeFrameLog *log,
                               GOutputStream *stream,
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
                     GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (SONDE_IS_FRAME_LOG (log), FALSE);
  g_return_val_if_fail (format < G_N_ELEMENTS (formats), FALSE);

  return formats[format].write (log, stream, cancellable, error);
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
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFileOutputStream) stream = NULL;
  g_autofree char *name = g_file_get_basename (file);
  SondeCaptureFormat format = SONDE_CAPTURE_FORMAT_PCAPNG;

  sonde_capture_format_from_name (&format, name);
  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, cancellable, &cause);
  if (stream != NULL)
    {
      if (!sonde_capture_write (log, format, G_OUTPUT_STREAM (stream), cancellable, error))
        {
          g_autoptr (GCancellable) cancelled = g_cancellable_new ();

          /* To close it with this leaves the former file in its place. */
          g_cancellable_cancel (cancelled);
          g_output_stream_close (G_OUTPUT_STREAM (stream), cancelled, NULL);
          return FALSE;
        }
      if (g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, &cause))
        return TRUE;
    }
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&cause));
  else
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_STORE,
                 _ ("The capture file cannot be written: %s"), cause->message);
  return FALSE;
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (sonde_capture_write_file (source, data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * sonde_capture_write_async:
 * @file: whose name tells the format; pcapng where it does not
 *
 * As sonde_capture_write_file(), on a thread of GLib's pool.
 */
void
sonde_capture_write_async (SondeFrameLog *log,
                           GFile *file,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (log, cancellable, callback, user_data);

  g_task_set_source_tag (task, sonde_capture_write_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, write_in_thread);
}

gboolean
sonde_capture_write_finish (SondeFrameLog *log, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, log), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
