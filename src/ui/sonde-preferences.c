/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-preferences.h"

/**
 * SondePreferences:
 *
 * The preferences window. What it changes is in force at once.
 */
struct _SondePreferences
{
  AdwPreferencesWindow parent_instance;

  AdwComboRow *color_row;
  GtkSpinButton *messages_button;
  GtkSpinButton *memory_button;
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

static void
sonde_preferences_class_init (SondePreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SondePreferences, color_row);
  gtk_widget_class_bind_template_child (widget_class, SondePreferences, messages_button);
  gtk_widget_class_bind_template_child (widget_class, SondePreferences, memory_button);
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
 *
 * Returns: (transfer none): the window, owned by GTK
 */
GtkWindow *
sonde_preferences_new (GtkWindow *parent, GSettings *settings)
{
  SondePreferences *self = g_object_new (SONDE_TYPE_PREFERENCES, "transient-for", parent, NULL);

  g_settings_bind_with_mapping (settings, "color-scheme", self->color_row, "selected",
                                G_SETTINGS_BIND_DEFAULT, get_color_scheme, set_color_scheme, NULL,
                                NULL);
  g_settings_bind (settings, "max-messages", self->messages_button, "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "max-message-mebibytes", self->memory_button, "value",
                   G_SETTINGS_BIND_DEFAULT);
  return GTK_WINDOW (self);
}
