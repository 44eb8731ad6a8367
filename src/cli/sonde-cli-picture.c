/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line with the charts in it: what sonde-cli becomes when it is to draw. It needs no
 * display. */
#include "config.h"

#include "sonde-cli-drawing.h"
#include "sonde-cli-program.h"
#include "sonde-direct-archive.h"
#include "sonde-error.h"
#include "sonde-picture.h"
#include "sonde-recording.h"
#include "sonde-whole-file.h"

#include <string.h>
#include <glib/gi18n.h>

/* What a recording of one measure shows of the time around it. */
#define LEAST_SPAN_US G_TIME_SPAN_SECOND

static char *
create_title (const char *path)
{
  g_autoptr (SondeRecording) recording = sonde_recording_open (path, NULL);
  const char *name = recording != NULL ? sonde_recording_get_name (recording) : NULL;

  return name != NULL && *name != '\0' ? g_strdup (name) : g_path_get_basename (path);
}

static gboolean
choose_span (const SondeCliDrawing *drawing,
             SondeArchive *archive,
             gint64 *start_us,
             gint64 *end_us,
             GError **error)
{
  gint64 first_us;
  gint64 last_us;
  gint64 first_mark_us;
  gint64 last_mark_us;

  if (!sonde_archive_get_span (archive, &first_us, &last_us))
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_FAILED, _ ("“%s” holds no measures to draw"),
                   drawing->path);
      return FALSE;
    }

  if (sonde_archive_get_mark_span (archive, &first_mark_us, &last_mark_us))
    {
      first_us = MIN (first_us, first_mark_us);
      last_us = MAX (last_us, last_mark_us);
    }
  *start_us = drawing->from_us > G_MININT64 ? drawing->from_us : first_us;
  *end_us = drawing->to_us < G_MAXINT64 ? drawing->to_us : last_us;
  if (*end_us - *start_us < LEAST_SPAN_US)
    {
      *start_us -= LEAST_SPAN_US / 2;
      *end_us = *start_us + LEAST_SPAN_US;
    }

  return TRUE;
}

/* A channel keeps the number that it has in the recording, and with it its colour. */
static gboolean
add_charts (const SondeCliDrawing *drawing,
            SondePicture *picture,
            SondeArchive *archive,
            GError **error)
{
  g_auto (GStrv) ids = sonde_archive_dup_channels (archive);
  const char *const *wanted = drawing->ids != NULL ? drawing->ids : (const char *const *) ids;

  for (guint i = 0; wanted[i] != NULL; i++)
    {
      g_autoptr (SondeChannel) channel = NULL;
      guint index = 0;

      while (ids[index] != NULL && strcmp (ids[index], wanted[i]) != 0)
        index++;
      if (ids[index] == NULL)
        {
          g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT, _ ("There is no channel “%s”"),
                       wanted[i]);
          return FALSE;
        }
      channel = sonde_channel_new (wanted[i], index, 1);
      sonde_picture_add_channel (picture, channel, NULL);
    }

  return TRUE;
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

/* In another thread, so that this one hears of an interruption. */
static gboolean
write_file (SondePicture *picture,
            const char *path,
            SondePictureFormat format,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  sonde_picture_export_async (picture, file, format, cancellable, on_exported, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return sonde_picture_export_finish (picture, result, error);
}

static gboolean
write_picture (const SondeCliDrawing *drawing,
               SondePicture *picture,
               GCancellable *cancellable,
               GError **error)
{
  g_autofree char *ending = g_strconcat (".", drawing->format, NULL);
  g_autoptr (SondeWholeFile) output = NULL;
  g_autoptr (GBytes) bytes = NULL;
  SondePictureFormat format = SONDE_PICTURE_PNG;
  gconstpointer data;
  gsize size;

  sonde_picture_format_from_name (ending, &format);
  if (drawing->output != NULL)
    return write_file (picture, drawing->output, format, cancellable, error);

  output = sonde_whole_file_new (NULL, error);
  bytes = sonde_picture_to_bytes (picture, format, cancellable, error);
  if (output == NULL || bytes == NULL)
    return FALSE;

  data = g_bytes_get_data (bytes, &size);
  return sonde_whole_file_write (output, data, size, error) &&
         sonde_whole_file_finish (output, error);
}

static gboolean
draw (const SondeCliDrawing *drawing, GCancellable *cancellable, GError **error)
{
  g_autoptr (SondeArchive) archive = sonde_direct_archive_new (drawing->path, error);
  g_autofree char *title = NULL;
  g_autoptr (SondePicture) picture = NULL;
  gint64 start_us;
  gint64 end_us;

  if (archive == NULL || !choose_span (drawing, archive, &start_us, &end_us, error))
    return FALSE;

  title = create_title (drawing->path);
  picture = sonde_picture_new (start_us, end_us);
  sonde_picture_set_title (picture, title);
  sonde_picture_set_size (picture, drawing->width_px, drawing->height_px);
  /* Who says how many pixels there are gets as many. */
  if (drawing->width_px > 0)
    sonde_picture_set_scale (picture, 1);
  sonde_picture_set_dark (picture, drawing->dark);
  sonde_picture_set_archive (picture, archive);
  if (drawing->zone != NULL)
    sonde_picture_set_time_zone (picture, drawing->zone);
  else
    {
      g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

      sonde_picture_set_time_zone (picture, utc);
    }

  return add_charts (drawing, picture, archive, error) &&
         write_picture (drawing, picture, cancellable, error);
}

int
main (int argc, char **argv)
{
  sonde_cli_set_draw_func (draw);

  return sonde_cli_main (argc, argv);
}
