/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-screenshot.h"

#include <glib/gi18n.h>

#include "sonde-error.h"

#define MIN_SAMPLES 12
#define LIMIT_US    (30 * G_USEC_PER_SEC)
#define CHECK_MS    100

typedef struct
{
  SondeWindow *window;
  char *path;
  SondeScreenshotFunc done;
  gpointer user_data;
  gint64 deadline_us;
} Wait;

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  g_object_unref (wait->window);
  g_free (wait->path);
  g_free (wait);
}

static gsize
count_samples (SondeWindow *window)
{
  g_autoptr (GPtrArray) channels = NULL;
  SondePeer *peer = sonde_window_get_peer (window);
  gsize n_samples = 0;

  if (peer == NULL)
    return 0;
  channels = sonde_dataset_dup_channels (sonde_session_get_dataset (sonde_peer_get_session (peer)));
  for (guint i = 0; i < channels->len; i++)
    n_samples = MAX (n_samples, sonde_series_get_n_samples (
                                    sonde_channel_get_series (g_ptr_array_index (channels, i))));
  return n_samples;
}

static gboolean
take (SondeWindow *window, const char *path, GError **error)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  const double width = gdk_paintable_get_intrinsic_width (paintable);
  const double height = gdk_paintable_get_intrinsic_height (paintable);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_FAILED,
                           _ ("The window has nothing to draw."));
      return FALSE;
    }
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  if (!gdk_texture_save_to_png (texture, path))
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_FAILED, _ ("“%s” cannot be written."), path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check (gpointer user_data)
{
  Wait *wait = user_data;
  g_autoptr (GError) error = NULL;

  if (count_samples (wait->window) < MIN_SAMPLES)
    {
      if (g_get_monotonic_time () < wait->deadline_us)
        return G_SOURCE_CONTINUE;
      g_set_error (&error, SONDE_ERROR, SONDE_ERROR_TIMED_OUT,
                   _ ("No %d measures came within %d seconds."), MIN_SAMPLES,
                   (int) (LIMIT_US / G_USEC_PER_SEC));
    }
  else
    {
      take (wait->window, wait->path, &error);
    }
  wait->done (wait->user_data, error);
  return G_SOURCE_REMOVE;
}

/**
 * sonde_screenshot_take_when_ready:
 * @window: a window that shows
 * @path: the PNG to write
 * @done: told when the file is there, or why not
 * @user_data: passed to @done
 *
 * Waits until the shown endpoint has a dozen measures, half a minute at most, then draws the
 * window into a file.
 */
void
sonde_screenshot_take_when_ready (SondeWindow *window,
                                  const char *path,
                                  SondeScreenshotFunc done,
                                  gpointer user_data)
{
  Wait *wait = g_new0 (Wait, 1);

  wait->window = g_object_ref (window);
  wait->path = g_strdup (path);
  wait->done = done;
  wait->user_data = user_data;
  wait->deadline_us = g_get_monotonic_time () + LIMIT_US;
  g_timeout_add_full (G_PRIORITY_LOW, CHECK_MS, check, wait, wait_free);
}
