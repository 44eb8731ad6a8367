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

  SondeAnatomy *anatomy;
  int field;
};

typedef enum
{
  PROP_ANATOMY = 1,
  PROP_FIELD,
  N_PROPS
} SondeDiagramWindowProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeDiagramWindow, sonde_diagram_window, ADW_TYPE_WINDOW)

static char *
describe (gpointer self, SondeAnatomy *anatomy, int index)
{
  const SondeFrameField *field;
  g_autofree char *number = NULL;

  if (anatomy == NULL || index < 0 || index >= (int) sonde_anatomy_get_n_fields (anatomy))
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
  SondeDiagramWindow *self = SONDE_DIAGRAM_WINDOW (widget);
  g_autofree char *text = NULL;

  if (self->anatomy == NULL)
    return;
  text = sonde_diagram_to_text (self->anatomy, MAX_COPIED_ROWS);
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
sonde_diagram_window_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeDiagramWindow *self = SONDE_DIAGRAM_WINDOW (object);

  switch ((SondeDiagramWindowProperty) prop_id)
    {
    case PROP_ANATOMY:
      g_value_set_boxed (value, self->anatomy);
      break;
    case PROP_FIELD:
      g_value_set_int (value, self->field);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_diagram_window_set_property (GObject *object,
                                   guint prop_id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  SondeDiagramWindow *self = SONDE_DIAGRAM_WINDOW (object);

  switch ((SondeDiagramWindowProperty) prop_id)
    {
    case PROP_ANATOMY:
      g_clear_pointer (&self->anatomy, sonde_anatomy_unref);
      self->anatomy = g_value_dup_boxed (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_FIELD:
      if (self->field == g_value_get_int (value))
        return;
      self->field = g_value_get_int (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_diagram_window_finalize (GObject *object)
{
  g_clear_pointer (&SONDE_DIAGRAM_WINDOW (object)->anatomy, sonde_anatomy_unref);

  G_OBJECT_CLASS (sonde_diagram_window_parent_class)->finalize (object);
}

static void
sonde_diagram_window_class_init (SondeDiagramWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_diagram_window_get_property;
  object_class->set_property = sonde_diagram_window_set_property;
  object_class->finalize = sonde_diagram_window_finalize;

  properties[PROP_ANATOMY] = g_param_spec_boxed ("anatomy", NULL, NULL, SONDE_TYPE_ANATOMY, flags);
  properties[PROP_FIELD] = g_param_spec_int ("field", NULL, NULL, -1, SONDE_N_FRAME_FIELDS, -1,
                                             flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

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
  gtk_widget_class_bind_template_callback (widget_class, describe);
}

static void
sonde_diagram_window_init (SondeDiagramWindow *self)
{
  self->field = -1;
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

  g_object_bind_property (detail, "anatomy", self, "anatomy", G_BINDING_SYNC_CREATE);
  g_object_bind_property (detail, "field", self, "field",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_bind_property (detail, "title", self, "title", G_BINDING_SYNC_CREATE);
  return GTK_WINDOW (self);
}
