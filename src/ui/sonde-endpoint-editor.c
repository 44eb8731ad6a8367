/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-endpoint-editor.h"

#include <glib/gi18n.h>

#include "sonde-authorities-row.h"
#include "sonde-error.h"

/**
 * SondeEndpointEditor:
 *
 * A dialog on one endpoint. What is wrong with a field is said in the dialog, in the words of the
 * error, and nothing is saved until all of it makes sense.
 */
struct _SondeEndpointEditor
{
  AdwWindow parent_instance;

  GtkEditable *address_row;
  GtkEditable *name_row;
  AdwComboRow *kind_row;
  GtkSwitch *reconnect_switch;
  SondeAuthoritiesRow *authorities_row;
  GtkSwitch *masked_switch;
  GtkEditable *origin_row;
  GtkEditable *subprotocols_row;
  GtkTextView *headers_view;

  SondeEndpoint *endpoint; /* what is edited, or NULL for a new one */
  char *problem;
};

typedef enum
{
  PROP_PROBLEM = 1,
  N_PROPS
} SondeEndpointEditorProperty;

typedef enum
{
  SIGNAL_SAVED,
  N_SIGNALS
} SondeEndpointEditorSignal;

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondeEndpointEditor, sonde_endpoint_editor, ADW_TYPE_WINDOW)

static gboolean
text_is_set (gpointer self, const char *text)
{
  return text != NULL && *text != '\0';
}

/* As far as it is typed: what else there is to it is judged when it is saved. */
static gboolean
is_secure (gpointer self, const char *address)
{
  return address != NULL && g_ascii_strncasecmp (address, "wss:", 4) == 0;
}

static void
clear_problem (SondeEndpointEditor *self)
{
  GtkWidget *const fields[] = { GTK_WIDGET (self->address_row), GTK_WIDGET (self->authorities_row),
                                GTK_WIDGET (self->origin_row), GTK_WIDGET (self->subprotocols_row),
                                GTK_WIDGET (self->headers_view) };

  if (self->problem == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    gtk_widget_remove_css_class (fields[i], "error");
  g_clear_pointer (&self->problem, g_free);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
set_problem (SondeEndpointEditor *self, gpointer field, const GError *error)
{
  const char *hint = sonde_error_get_hint (error);

  clear_problem (self);
  self->problem = g_strjoin ("\n", error->message, hint, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (field), "error");
  gtk_widget_grab_focus (GTK_WIDGET (field));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
on_refused (SondeEndpointEditor *self, const GError *error)
{
  set_problem (self, self->authorities_row, error);
}

static char *
get_headers_text (SondeEndpointEditor *self)
{
  char *text = NULL;

  g_object_get (gtk_text_view_get_buffer (self->headers_view), "text", &text, NULL);
  return text;
}

static gboolean
read_headers (SondeEndpointEditor *self, SondeEndpoint *endpoint, GError **error)
{
  g_autofree char *text = get_headers_text (self);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  sonde_endpoint_clear_headers (endpoint);
  for (gsize i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0' && !sonde_endpoint_add_header (endpoint, lines[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
read_subprotocols (SondeEndpointEditor *self, SondeEndpoint *endpoint, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (gtk_editable_get_text (self->subprotocols_row), ", ", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) subprotocols = NULL;

  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_strv_builder_add (builder, words[i]);
  subprotocols = g_strv_builder_end (builder);
  return sonde_endpoint_set_subprotocols (endpoint, (const char *const *) subprotocols, error);
}

static gboolean
read_origin (SondeEndpointEditor *self, SondeEndpoint *endpoint, GError **error)
{
  const char *origin = gtk_editable_get_text (self->origin_row);

  return sonde_endpoint_set_origin (endpoint, *origin != '\0' ? origin : NULL, error);
}

static SondeEndpoint *
read_endpoint (SondeEndpointEditor *self, gpointer *field, GError **error)
{
  const char *address = gtk_editable_get_text (self->address_row);
  g_autoptr (SondeEndpoint) endpoint = NULL;

  *field = self->address_row;
  if (self->endpoint == NULL)
    endpoint = sonde_endpoint_new (address, error);
  else
    endpoint = sonde_endpoint_copy (self->endpoint);
  if (endpoint == NULL || !sonde_endpoint_set_address (endpoint, address, error))
    return NULL;
  *field = self->origin_row;
  if (!read_origin (self, endpoint, error))
    return NULL;
  *field = self->subprotocols_row;
  if (!read_subprotocols (self, endpoint, error))
    return NULL;
  *field = self->headers_view;
  if (!read_headers (self, endpoint, error))
    return NULL;
  sonde_endpoint_set_name (endpoint, gtk_editable_get_text (self->name_row));
  sonde_endpoint_set_kind (endpoint, (SondeKind) adw_combo_row_get_selected (self->kind_row));
  sonde_endpoint_set_reconnects (endpoint, gtk_switch_get_active (self->reconnect_switch));
  sonde_endpoint_set_ca_file (endpoint, sonde_authorities_row_get_path (self->authorities_row));
  sonde_endpoint_set_accepts_masked (endpoint, gtk_switch_get_active (self->masked_switch));
  return g_steal_pointer (&endpoint);
}

static void
save (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeEndpointEditor *self = SONDE_ENDPOINT_EDITOR (widget);
  g_autoptr (SondeEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;
  gpointer field = NULL;

  endpoint = read_endpoint (self, &field, &error);
  if (endpoint == NULL)
    {
      set_problem (self, field, error);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_SAVED], 0, endpoint);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_activated (SondeEndpointEditor *self)
{
  save (GTK_WIDGET (self), NULL, NULL);
}

static void
show_endpoint (SondeEndpointEditor *self, const SondeEndpoint *endpoint)
{
  g_autofree char *subprotocols = g_strjoinv (", ",
                                              (char **) sonde_endpoint_get_subprotocols (endpoint));
  g_autofree char *headers = g_strjoinv ("\n", (char **) sonde_endpoint_get_headers (endpoint));
  const char *origin = sonde_endpoint_get_origin (endpoint);

  gtk_editable_set_text (self->address_row, sonde_endpoint_get_uri (endpoint));
  gtk_editable_set_text (self->name_row, sonde_endpoint_get_name (endpoint));
  gtk_editable_set_text (self->origin_row, origin != NULL ? origin : "");
  gtk_editable_set_text (self->subprotocols_row, subprotocols);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->headers_view), headers, -1);
  adw_combo_row_set_selected (self->kind_row, sonde_endpoint_get_kind (endpoint));
  gtk_switch_set_active (self->reconnect_switch, sonde_endpoint_get_reconnects (endpoint));
  sonde_authorities_row_set_path (self->authorities_row, sonde_endpoint_get_ca_file (endpoint));
  gtk_switch_set_active (self->masked_switch, sonde_endpoint_get_accepts_masked (endpoint));
}

static void
sonde_endpoint_editor_get_property (GObject *object,
                                    guint prop_id,
                                    GValue *value,
                                    GParamSpec *pspec)
{
  if (prop_id == PROP_PROBLEM)
    g_value_set_string (value, SONDE_ENDPOINT_EDITOR (object)->problem);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_endpoint_editor_finalize (GObject *object)
{
  SondeEndpointEditor *self = SONDE_ENDPOINT_EDITOR (object);

  g_clear_pointer (&self->endpoint, sonde_endpoint_free);
  g_free (self->problem);

  G_OBJECT_CLASS (sonde_endpoint_editor_parent_class)->finalize (object);
}

static void
sonde_endpoint_editor_class_init (SondeEndpointEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sonde_endpoint_editor_get_property;
  object_class->finalize = sonde_endpoint_editor_finalize;

  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_SAVED] = g_signal_new ("saved", SONDE_TYPE_ENDPOINT_EDITOR, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1,
                                        SONDE_TYPE_ENDPOINT | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_install_action (widget_class, "editor.save", NULL, save);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (SONDE_TYPE_AUTHORITIES_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/sonde_app/Sonde/sonde-endpoint-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeEndpointEditor, address_row);
  gtk_widget_class_bind_template_child (widget_class, SondeEndpointEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, SondeEndpointEditor, kind_row);
  gtk_widget_class_bind_template_child (widget_class, SondeEndpointEditor, reconnect_switch);
  gtk_widget_class_bind_template_child (widget_class, SondeEndpointEditor, authorities_row);
  gtk_widget_class_bind_template_child (widget_class, SondeEndpointEditor, masked_switch);
  gtk_widget_class_bind_template_child (widget_class, SondeEndpointEditor, origin_row);
  gtk_widget_class_bind_template_child (widget_class, SondeEndpointEditor, subprotocols_row);
  gtk_widget_class_bind_template_child (widget_class, SondeEndpointEditor, headers_view);
  gtk_widget_class_bind_template_callback (widget_class, clear_problem);
  gtk_widget_class_bind_template_callback (widget_class, is_secure);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_refused);
  gtk_widget_class_bind_template_callback (widget_class, text_is_set);
}

static void
sonde_endpoint_editor_init (SondeEndpointEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
}

/**
 * sonde_endpoint_editor_new:
 * @parent: (nullable): the window it belongs to
 * @endpoint: (nullable): what to edit; copied. %NULL makes a new endpoint
 *
 * Makes a dialog, which emits "saved" and closes once the fields make sense.
 *
 * Returns: (transfer none): the dialog, owned by GTK
 */
GtkWindow *
sonde_endpoint_editor_new (GtkWindow *parent, const SondeEndpoint *endpoint)
{
  SondeEndpointEditor *self = g_object_new (
      SONDE_TYPE_ENDPOINT_EDITOR, "transient-for", parent, "title",
      endpoint != NULL ? _ ("Edit Endpoint") : _ ("Add an Endpoint"), NULL);

  if (endpoint != NULL)
    {
      self->endpoint = sonde_endpoint_copy (endpoint);
      show_endpoint (self, endpoint);
    }
  return GTK_WINDOW (self);
}
