/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-capture-window.h"

#include <glib/gi18n.h>

#include "sonde-frames-view.h"

struct _SondeCaptureWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  SondeFramesView *frames_view;
};

G_DEFINE_FINAL_TYPE (SondeCaptureWindow, sonde_capture_window, ADW_TYPE_WINDOW)

static void
sonde_capture_window_class_init (SondeCaptureWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SONDE_TYPE_FRAMES_VIEW);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/sonde_app/Sonde/sonde-capture-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeCaptureWindow, title);
  gtk_widget_class_bind_template_child (widget_class, SondeCaptureWindow, frames_view);
}

static void
sonde_capture_window_init (SondeCaptureWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sonde_capture_window_new:
 * @parent: the window that asked for it
 * @capture: what was read; its log is kept
 * @name: of the file
 */
GtkWidget *
sonde_capture_window_new (GtkWindow *parent, const SondeCapture *capture, const char *name)
{
  SondeCaptureWindow *self = g_object_new (SONDE_TYPE_CAPTURE_WINDOW, "transient-for", parent,
                                           "title", name, NULL);
  g_autofree char *subtitle = NULL;
  guint first;
  guint end;

  sonde_frame_log_get_dial_range (capture->log, &first, &end);
  subtitle = g_strdup_printf (
      ngettext ("%u WebSocket connection", "%u WebSocket connections", end - first), end - first);
  adw_window_title_set_title (self->title, name);
  adw_window_title_set_subtitle (self->title,
                                 capture->damage != NULL ? capture->damage->message : subtitle);
  sonde_frames_view_set_log (self->frames_view, capture->log);
  return GTK_WIDGET (self);
}
