/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-page.h"

#include <glib/gi18n.h>

/**
 * SondeMockPage:
 *
 * Starts and stops the embedded probe, and turns its knobs. Widgets are bound to #SondeDemo.
 */
struct _SondeMockPage
{
  AdwBin parent_instance;

  AdwComboRow *profile_row;
  GtkSpinButton *speed_button;
  GtkSpinButton *port_button;
  GtkSwitch *light_switch;
  GtkSwitch *climate_switch;
  GtkSwitch *echo_switch;
  GtkSwitch *timing_switch;
  GtkSwitch *lan_switch;

  SondeDemo *demo;
};

typedef enum
{
  PROP_DEMO = 1,
  N_PROPS
} SondeMockPageProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeMockPage, sonde_mock_page, ADW_TYPE_BIN)

/* In the order of the rows of the template. */
static const struct
{
  const char *name;
  const char *explanation;
} profiles[] = {
  { "published", N_ ("The course’s firmware as published: it announces the old period and never "
                     "applies a new one.") },
  { "corrected", N_ ("The firmware with its mistake corrected: it applies a new period, then "
                     "announces it.") },
};

static char *
profile_explanation (gpointer self, guint selected)
{
  if (selected >= G_N_ELEMENTS (profiles))
    return g_strdup ("");
  return g_strdup (gettext (profiles[selected].explanation));
}

static char *
address_label (gpointer self, const char *uri)
{
  return g_strdup (uri != NULL ? uri : _ ("Not running"));
}

static gboolean
text_is_set (gpointer self, const char *text)
{
  return text != NULL && *text != '\0';
}

static char *
clients_label (gpointer self, guint n_clients)
{
  if (n_clients == 0)
    return g_strdup (_ ("Nobody is connected"));
  return g_strdup_printf (ngettext ("%u client", "%u clients", n_clients), n_clients);
}

static char *
clients_list (gpointer self, const char *const *clients)
{
  if (clients == NULL)
    return g_strdup ("");
  return g_strjoinv ("\n", (char **) clients);
}

static char *
messages_label (gpointer self, guint64 n_messages)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, n_messages);
}

static gboolean
profile_to_selected (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (profiles); i++)
    if (g_strcmp0 (profiles[i].name, g_value_get_string (from)) == 0)
      g_value_set_uint (to, i);
  return TRUE;
}

static gboolean
selected_to_profile (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const guint selected = g_value_get_uint (from);

  if (selected >= G_N_ELEMENTS (profiles))
    return FALSE;
  g_value_set_static_string (to, profiles[selected].name);
  return TRUE;
}

static void
start (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_demo_start (SONDE_MOCK_PAGE (widget)->demo);
}

static void
stop (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_demo_stop (SONDE_MOCK_PAGE (widget)->demo);
}

static void
copy_address (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  const char *uri = sonde_demo_get_uri (SONDE_MOCK_PAGE (widget)->demo);

  if (uri == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), uri);
  gtk_widget_activate_action (widget, "win.toast", "s", _ ("Address copied"));
}

static void
update_actions (SondeMockPage *self)
{
  const gboolean running = sonde_demo_get_running (self->demo);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "mock.start",
                                 !running && !sonde_demo_get_starting (self->demo));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "mock.stop", running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "mock.copy-address", running);
}

static void
bind_knobs (SondeMockPage *self)
{
  const GBindingFlags both = G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL;
  const struct
  {
    const char *property;
    gpointer widget;
    const char *widget_property;
  } knobs[] = {
    { "speed", self->speed_button, "value" },
    { "port", self->port_button, "value" },
    { "light-sensor", self->light_switch, "active" },
    { "climate-sensor", self->climate_switch, "active" },
    { "echo", self->echo_switch, "active" },
    { "real-timing", self->timing_switch, "active" },
    { "lan", self->lan_switch, "active" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (knobs); i++)
    g_object_bind_property (self->demo, knobs[i].property, knobs[i].widget,
                            knobs[i].widget_property, both);
  g_object_bind_property_full (self->demo, "profile", self->profile_row, "selected", both,
                               profile_to_selected, selected_to_profile, NULL, NULL);
}

static void
sonde_mock_page_constructed (GObject *object)
{
  SondeMockPage *self = SONDE_MOCK_PAGE (object);

  G_OBJECT_CLASS (sonde_mock_page_parent_class)->constructed (object);

  bind_knobs (self);
  g_signal_connect_object (self->demo, "notify::running", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->demo, "notify::starting", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
  update_actions (self);
}

static void
sonde_mock_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_DEMO)
    g_value_set_object (value, SONDE_MOCK_PAGE (object)->demo);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_mock_page_set_property (GObject *object,
                              guint prop_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  if (prop_id == PROP_DEMO)
    SONDE_MOCK_PAGE (object)->demo = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_mock_page_dispose (GObject *object)
{
  SondeMockPage *self = SONDE_MOCK_PAGE (object);

  g_clear_object (&self->demo);

  G_OBJECT_CLASS (sonde_mock_page_parent_class)->dispose (object);
}

static void
sonde_mock_page_class_init (SondeMockPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = sonde_mock_page_constructed;
  object_class->get_property = sonde_mock_page_get_property;
  object_class->set_property = sonde_mock_page_set_property;
  object_class->dispose = sonde_mock_page_dispose;

  properties[PROP_DEMO] = g_param_spec_object ("demo", NULL, NULL, SONDE_TYPE_DEMO,
                                               G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                   G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "mock.start", NULL, start);
  gtk_widget_class_install_action (widget_class, "mock.stop", NULL, stop);
  gtk_widget_class_install_action (widget_class, "mock.copy-address", NULL, copy_address);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-mock-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeMockPage, profile_row);
  gtk_widget_class_bind_template_child (widget_class, SondeMockPage, speed_button);
  gtk_widget_class_bind_template_child (widget_class, SondeMockPage, port_button);
  gtk_widget_class_bind_template_child (widget_class, SondeMockPage, light_switch);
  gtk_widget_class_bind_template_child (widget_class, SondeMockPage, climate_switch);
  gtk_widget_class_bind_template_child (widget_class, SondeMockPage, echo_switch);
  gtk_widget_class_bind_template_child (widget_class, SondeMockPage, timing_switch);
  gtk_widget_class_bind_template_child (widget_class, SondeMockPage, lan_switch);
  gtk_widget_class_bind_template_callback (widget_class, profile_explanation);
  gtk_widget_class_bind_template_callback (widget_class, address_label);
  gtk_widget_class_bind_template_callback (widget_class, text_is_set);
  gtk_widget_class_bind_template_callback (widget_class, clients_label);
  gtk_widget_class_bind_template_callback (widget_class, clients_list);
  gtk_widget_class_bind_template_callback (widget_class, messages_label);
}

static void
sonde_mock_page_init (SondeMockPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
