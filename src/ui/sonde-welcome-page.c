/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-welcome-page.h"

#include "sonde-endpoint.h"
#include "sonde-error.h"

/**
 * SondeWelcomePage:
 *
 * Says what to do when nothing is connected yet.
 */
struct _SondeWelcomePage
{
  AdwBin parent_instance;

  GtkEditable *address_row;

  char *problem;
};

typedef enum
{
  PROP_PROBLEM = 1,
  N_PROPS
} SondeWelcomePageProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeWelcomePage, sonde_welcome_page, ADW_TYPE_BIN)

static gboolean
text_is_set (gpointer self, const char *text)
{
  return text != NULL && *text != '\0';
}

static void
set_problem (SondeWelcomePage *self, const GError *error)
{
  const char *hint = error != NULL ? sonde_error_get_hint (error) : NULL;

  g_clear_pointer (&self->problem, g_free);
  if (error != NULL)
    self->problem = g_strjoin ("\n", error->message, hint, NULL);
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->address_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->address_row), "error");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
on_address_edited (SondeWelcomePage *self)
{
  if (self->problem != NULL)
    set_problem (self, NULL);
}

static void
open_address (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeWelcomePage *self = SONDE_WELCOME_PAGE (widget);
  const char *address = gtk_editable_get_text (self->address_row);
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (address, &error);

  set_problem (self, error);
  if (endpoint != NULL)
    gtk_widget_activate_action (widget, "win.open-address", "s", address);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
}

static void
on_address_entered (SondeWelcomePage *self)
{
  open_address (GTK_WIDGET (self), NULL, NULL);
}

static void
sonde_welcome_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_PROBLEM)
    g_value_set_string (value, SONDE_WELCOME_PAGE (object)->problem);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_welcome_page_finalize (GObject *object)
{
  g_free (SONDE_WELCOME_PAGE (object)->problem);

  G_OBJECT_CLASS (sonde_welcome_page_parent_class)->finalize (object);
}

static void
sonde_welcome_page_class_init (SondeWelcomePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sonde_welcome_page_get_property;
  object_class->finalize = sonde_welcome_page_finalize;

  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "welcome.open-address", NULL, open_address);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeWelcomePage, address_row);
  gtk_widget_class_bind_template_callback (widget_class, on_address_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_address_entered);
  gtk_widget_class_bind_template_callback (widget_class, text_is_set);
}

static void
sonde_welcome_page_init (SondeWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
