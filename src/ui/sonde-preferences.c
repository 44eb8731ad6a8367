/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-preferences.h"

#include "sonde-history-group.h"

/**
 * SondePreferences:
 *
 * The preferences window. What it changes is in force at once, but for how long to keep the
 * history.
 */
struct _SondePreferences
{
  AdwPreferencesWindow parent_instance;

  AdwComboRow *color_row;
  GtkSpinButton *messages_button;
  GtkSpinButton *memory_button;
  GtkSpinButton *frames_button;
  GtkSpinButton *frame_memory_button;
  GtkSwitch *record_switch;
  GtkSwitch *record_messages_switch;
  GtkSpinButton *days_button;
  SondeHistoryGroup *history_group;

  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (SondePreferences, sonde_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* In the order of the rows of the template. */
static const char *const color_schemes[] = { "system", "light", "dark" };

static gboolean
get_color_scheme (GValue *value, GVariant *variant, gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (color_schemes); i++)
    if (g_str_equal (color_schemes[i], g_variant_get_string (variant, NULL)))
      g_value_set_uint (value, i);
  return TRUE;
}

static GVariant *
set_color_scheme (const GValue *value, const GVariantType *type, gpointer user_data)
{
  const guint selected = g_value_get_uint (value);

  if (selected >= G_N_ELEMENTS (color_schemes))
    return NULL;
  return g_variant_new_string (color_schemes[selected]);
}

/* What is too old is deleted at once, and on the way to 30 lies 3: the number counts when the
 * window closes. */
static void
sonde_preferences_unmap (GtkWidget *widget)
{
  SondePreferences *self = SONDE_PREFERENCES (widget);
  guint days;

  gtk_spin_button_update (self->days_button);
  days = (guint) gtk_spin_button_get_value_as_int (self->days_button);
  if (days != g_settings_get_uint (self->settings, "history-days"))
    g_settings_set_uint (self->settings, "history-days", days);

  GTK_WIDGET_CLASS (sonde_preferences_parent_class)->unmap (widget);
}

static void
sonde_preferences_dispose (GObject *object)
{
  g_clear_object (&SONDE_PREFERENCES (object)->settings);

  G_OBJECT_CLASS (sonde_preferences_parent_class)->dispose (object);
}

static void
sonde_preferences_class_init (SondePreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_preferences_dispose;
  widget_class->unmap = sonde_preferences_unmap;

  g_type_ensure (SONDE_TYPE_HISTORY_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SondePreferences, color_row);
  gtk_widget_class_bind_template_child (widget_class, SondePreferences, messages_button);
  gtk_widget_class_bind_template_child (widget_class, SondePreferences, memory_button);
  gtk_widget_class_bind_template_child (widget_class, SondePreferences, frames_button);
  gtk_widget_class_bind_template_child (widget_class, SondePreferences, frame_memory_button);
  gtk_widget_class_bind_template_child (widget_class, SondePreferences, record_switch);
  gtk_widget_class_bind_template_child (widget_class, SondePreferences, record_messages_switch);
  gtk_widget_class_bind_template_child (widget_class, SondePreferences, days_button);
  gtk_widget_class_bind_template_child (widget_class, SondePreferences, history_group);
}

static void
sonde_preferences_init (SondePreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sonde_preferences_new:
 * @parent: (nullable): the window it belongs to
 * @settings: what it changes
 * @keeper: (nullable): whose history it shows
 *
 * Returns: (transfer none): the window, owned by GTK
 */
GtkWindow *
sonde_preferences_new (GtkWindow *parent, GSettings *settings, SondeHistoryKeeper *keeper)
{
  SondePreferences *self = g_object_new (SONDE_TYPE_PREFERENCES, "transient-for", parent, NULL);

  g_settings_bind_with_mapping (settings, "color-scheme", self->color_row, "selected",
                                G_SETTINGS_BIND_DEFAULT, get_color_scheme, set_color_scheme, NULL,
                                NULL);
  g_settings_bind (settings, "max-messages", self->messages_button, "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "max-message-mebibytes", self->memory_button, "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "max-frames", self->frames_button, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "max-frame-mebibytes", self->frame_memory_button, "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "record-history", self->record_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "record-messages", self->record_messages_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  self->settings = g_object_ref (settings);
  gtk_spin_button_set_value (self->days_button, g_settings_get_uint (settings, "history-days"));
  gtk_widget_set_visible (GTK_WIDGET (self->history_group), keeper != NULL);
  sonde_history_group_set_keeper (self->history_group, keeper);
  return GTK_WINDOW (self);
}
