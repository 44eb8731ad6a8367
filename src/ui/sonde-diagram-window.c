/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-diagram-window.h"

#include <glib/gi18n.h>

#include "sonde-diagram-text.h"
#include "sonde-frame-diagram.h"
#include "sonde-frame-words.h"

#define MAX_COPIED_ROWS 64

/**
 * SondeDiagramWindow:
 *
 * For a projector: the drawing on one screen, the list of frames on the other.
 */
struct _SondeDiagramWindow
{
  AdwWindow parent_instance;

  SondeAnatomyView *diagram;
};

G_DEFINE_FINAL_TYPE (SondeDiagramWindow, sonde_diagram_window, ADW_TYPE_WINDOW)

static char *
describe (gpointer self, SondeAnatomy *anatomy, int index)
{
  const SondeFrameField *field;
  g_autofree char *number = NULL;

  if (index < 0)
    return g_strdup (_ ("Select a field to see what it means"));
  field = sonde_anatomy_get_field (anatomy, (guint) index);
  number = sonde_frame_field_get_number (field);
  if (field->remark != NULL)
    /* Translators: a field of a frame, its value, what that means, and what is wrong. */
    return g_strdup_printf (_ ("%s = %s: %s. %s"), sonde_frame_field_get_name (field->kind), number,
                            field->words, field->remark);
  /* Translators: a field of a frame, its value, and what that means. */
  return g_strdup_printf (_ ("%s = %s: %s"), sonde_frame_field_get_name (field->kind), number,
                          field->words);
}

static void
toggle_fullscreen (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_object_set (widget, "fullscreened", !gtk_window_is_fullscreen (GTK_WINDOW (widget)), NULL);
}

static void
copy (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeAnatomy *anatomy = sonde_anatomy_view_get_anatomy (SONDE_DIAGRAM_WINDOW (widget)->diagram);
  g_autofree char *text = sonde_diagram_to_text (anatomy, MAX_COPIED_ROWS);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
leave (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_close (GTK_WINDOW (widget));
}

static void
sonde_diagram_window_class_init (SondeDiagramWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "diagram.fullscreen", NULL, toggle_fullscreen);
  gtk_widget_class_install_action (widget_class, "diagram.leave", NULL, leave);
  gtk_widget_class_install_action (widget_class, "diagram.copy", NULL, copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F11, 0, "diagram.fullscreen", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "diagram.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "diagram.leave", NULL);

  g_type_ensure (SONDE_TYPE_FRAME_DIAGRAM);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/sonde_app/Sonde/sonde-diagram-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeDiagramWindow, diagram);
  gtk_widget_class_bind_template_callback (widget_class, describe);
}

static void
sonde_diagram_window_init (SondeDiagramWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sonde_diagram_window_new:
 * @parent: (nullable): the window that it belongs to
 * @detail: whose frame it shows, and whose selected field is its own
 *
 * Returns: (transfer none): the window, owned by GTK
 */
GtkWindow *
sonde_diagram_window_new (GtkWindow *parent, SondeFrameDetail *detail)
{
  SondeDiagramWindow *self = g_object_new (SONDE_TYPE_DIAGRAM_WINDOW, "transient-for", parent,
                                           NULL);

  g_object_bind_property (detail, "anatomy", self->diagram, "anatomy", G_BINDING_SYNC_CREATE);
  g_object_bind_property (detail, "field", self->diagram, "field",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_bind_property (detail, "title", self, "title", G_BINDING_SYNC_CREATE);
  return GTK_WINDOW (self);
}
