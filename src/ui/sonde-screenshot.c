/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-screenshot.h"

#include <glib/gi18n.h>

#include "sonde-error.h"

#define MIN_SAMPLES 12
#define LIMIT_US    (30 * G_USEC_PER_SEC)
#define CHECK_MS    100
/* So many looks later, what was fetched meanwhile is drawn. */
#define MIN_READY 6

typedef struct
{
  SondeWindow *window;
  char *path;
  SondeScreenshotFunc done;
  gpointer user_data;
  GdkFrameClock *clock;
  gint64 deadline_us;
  guint check_id;
  guint n_ready; /* looks in a row that found it ready */
} Wait;

static void
wait_free (Wait *wait)
{
  g_object_unref (wait->clock);
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

/* What a file holds comes soon after it was opened, or why there is nothing. */
static gboolean
is_ready (SondeWindow *window)
{
  SondePeer *peer = sonde_window_get_peer (window);
  SondePeerRecording *recording = peer != NULL ? sonde_peer_get_recording (peer) : NULL;
  gint64 first_us, last_us;

  if (recording == NULL || !sonde_peer_recording_is_file (recording))
    return count_samples (window) >= MIN_SAMPLES;
  return sonde_peer_recording_get_error (recording) != NULL ||
         sonde_archive_get_span (sonde_peer_recording_get_archive (recording), &first_us, &last_us);
}

static GskRenderNode *
draw (GtkWidget *widget, double *width, double *height)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();

  *width = gdk_paintable_get_intrinsic_width (paintable);
  *height = gdk_paintable_get_intrinsic_height (paintable);
  gdk_paintable_snapshot (paintable, snapshot, *width, *height);
  return gtk_snapshot_to_node (snapshot);
}

static void
finish (Wait *wait, const GError *error)
{
  g_clear_handle_id (&wait->check_id, g_source_remove);
  g_signal_handlers_disconnect_by_data (wait->clock, wait);
  wait->done (wait->user_data, error);
  wait_free (wait);
}

/* A widget that is about to draw again has nothing to give: right after it drew it has. */
static void
on_painted (GdkFrameClock *clock, gpointer user_data)
{
  Wait *wait = user_data;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GError) error = NULL;
  double width;
  double height;

  if (wait->n_ready < MIN_READY)
    return;
  node = draw (GTK_WIDGET (wait->window), &width, &height);
  if (node == NULL)
    return;
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (wait->window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  if (!gdk_texture_save_to_png (texture, wait->path))
    g_set_error (&error, SONDE_ERROR, SONDE_ERROR_FAILED, _ ("“%s” cannot be written."),
                 wait->path);
  finish (wait, error);
}

static gboolean
check (gpointer user_data)
{
  Wait *wait = user_data;
  g_autoptr (GError) error = NULL;

  wait->n_ready = is_ready (wait->window) ? wait->n_ready + 1 : 0;
  gtk_widget_queue_draw (GTK_WIDGET (wait->window));
  if (g_get_monotonic_time () < wait->deadline_us)
    return G_SOURCE_CONTINUE;
  g_set_error (&error, SONDE_ERROR, SONDE_ERROR_TIMED_OUT,
               _ ("%d measures were not on the charts within %d seconds."), MIN_SAMPLES,
               (int) (LIMIT_US / G_USEC_PER_SEC));
  wait->check_id = 0;
  finish (wait, error);
  return G_SOURCE_REMOVE;
}

/**
 * sonde_screenshot_take_when_ready:
 * @window: a window that was presented
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
  wait->clock = g_object_ref (gtk_widget_get_frame_clock (GTK_WIDGET (window)));
  g_signal_connect (wait->clock, "after-paint", G_CALLBACK (on_painted), wait);
  wait->check_id = g_timeout_add (CHECK_MS, check, wait);
}
