/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-drop-area.h"

#include <glib/gi18n.h>

#include "sonde-capture-actions.h"
#include "sonde-dropped-files.h"
#include "sonde-import-actions.h"
#include "sonde-recording-actions.h"

/**
 * SondeDropArea:
 *
 * What a window shows, with a panel over it while files are held there. Who holds them may tell
 * their names only when they are dropped; where they are known before, the panel says what becomes
 * of them.
 */
struct _SondeDropArea
{
  AdwBin parent_instance;

  GtkOverlay *overlay;
  GtkRevealer *revealer;
  GtkWidget *panel;
  GtkDropTarget *target;
  gboolean over;
  gboolean welcome;
  char *title;
};

typedef enum
{
  PROP_OVER = 1,
  PROP_WELCOME,
  PROP_TITLE,
  N_PROPS
} SondeDropAreaProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeDropArea, sonde_drop_area, ADW_TYPE_BIN)

static char *
get_icon_name (gpointer self, gboolean welcome)
{
  return g_strdup (welcome ? "document-open-symbolic" : "action-unavailable-symbolic");
}

static SondeWindow *
get_window (SondeDropArea *self)
{
  return SONDE_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static SondeDroppedFiles *
read_value (const GValue *value)
{
  return sonde_dropped_files_new (gdk_file_list_get_files (g_value_get_boxed (value)));
}

/* What has faded away is not there for a screen reader either. */
static void
update_visible (SondeDropArea *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->revealer),
                          self->over || gtk_revealer_get_child_revealed (self->revealer));
}

/* A link is told of as a file is; it is for whoever takes texts. */
static gboolean
has_file (const GValue *value)
{
  const GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));

  for (; files != NULL; files = files->next)
    if (g_file_peek_path (files->data) != NULL)
      return TRUE;

  return FALSE;
}

static void
update (SondeDropArea *self)
{
  const GValue *value = gtk_drop_target_get_value (self->target);
  g_autoptr (SondeDroppedFiles) files = NULL;

  if (value != NULL && !has_file (value))
    {
      gtk_drop_target_reject (self->target);
      value = NULL;
    }
  files = value != NULL ? read_value (value) : NULL;

  /* What was said last fades away with the panel. */
  self->over = gtk_drop_target_get_current_drop (self->target) != NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OVER]);
  gtk_revealer_set_reveal_child (self->revealer, self->over);
  update_visible (self);
  if (!self->over)
    return;

  self->welcome = files == NULL || sonde_dropped_files_is_welcome (files);
  g_free (self->title);
  self->title = files != NULL ? sonde_dropped_files_create_title (files)
                              : g_strdup (_ ("Drop to Open"));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WELCOME]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  if (self->welcome)
    gtk_widget_remove_css_class (self->panel, "unwelcome");
  else
    gtk_widget_add_css_class (self->panel, "unwelcome");
}

static gboolean
on_drop (SondeDropArea *self, const GValue *value)
{
  g_autoptr (SondeDroppedFiles) files = read_value (value);
  g_autofree char *remark = sonde_dropped_files_create_remark (files);
  SondeWindow *window = get_window (self);

  for (guint i = 0; i < files->recordings->len; i++)
    sonde_recording_actions_open (window, files->recordings->pdata[i]);
  for (guint i = 0; i < files->captures->len; i++)
    sonde_capture_actions_open_file (GTK_WIDGET (self), files->captures->pdata[i]);
  sonde_import_choose_targets (window, files->tables);
  if (remark != NULL)
    sonde_window_add_toast (window, remark);

  return sonde_dropped_files_is_welcome (files);
}

static void
sonde_drop_area_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeDropArea *self = SONDE_DROP_AREA (object);

  switch ((SondeDropAreaProperty) prop_id)
    {
    case PROP_OVER:
      g_value_set_boolean (value, self->over);
      break;
    case PROP_WELCOME:
      g_value_set_boolean (value, self->welcome);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_drop_area_finalize (GObject *object)
{
  g_free (SONDE_DROP_AREA (object)->title);

  G_OBJECT_CLASS (sonde_drop_area_parent_class)->finalize (object);
}

static void
sonde_drop_area_class_init (SondeDropAreaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_drop_area_get_property;
  object_class->finalize = sonde_drop_area_finalize;

  properties[PROP_OVER] = g_param_spec_boolean ("over", NULL, NULL, FALSE, flags);
  properties[PROP_WELCOME] = g_param_spec_boolean ("welcome", NULL, NULL, FALSE, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "droparea");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-drop-area.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeDropArea, overlay);
  gtk_widget_class_bind_template_child (widget_class, SondeDropArea, revealer);
  gtk_widget_class_bind_template_child (widget_class, SondeDropArea, panel);
  gtk_widget_class_bind_template_callback (widget_class, get_icon_name);
  gtk_widget_class_bind_template_callback (widget_class, update_visible);
}

static void
sonde_drop_area_init (SondeDropArea *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  gtk_drop_target_set_preload (self->target, TRUE);
  /* An entry would take a file for the text of its name. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (self->target),
                                              GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->target, "notify::current-drop", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->target, "notify::value", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->target, "drop", G_CALLBACK (on_drop), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (self->target));
}

/**
 * sonde_drop_area_cover:
 * @window: a window, with all that it shows
 *
 * Has a window take files.
 */
void
sonde_drop_area_cover (SondeWindow *window)
{
  SondeDropArea *self = g_object_new (SONDE_TYPE_DROP_AREA, NULL);
  g_autoptr (GtkWidget)
      content = g_object_ref (adw_application_window_get_content (ADW_APPLICATION_WINDOW (window)));

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), NULL);
  gtk_overlay_set_child (self->overlay, content);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), GTK_WIDGET (self));
}
