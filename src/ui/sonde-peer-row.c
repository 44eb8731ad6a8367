/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-peer-row.h"

#include <glib/gi18n.h>

#include "sonde-presentation.h"
#include "sonde-situation.h"

/**
 * SondePeerRow:
 *
 * A row of the side pane. Its actions hand over to the window's, with the peer's identifier.
 */
struct _SondePeerRow
{
  GtkListBoxRow parent_instance;

  GtkMenuButton *menu_button;

  SondePeer *peer;
};

typedef enum
{
  PROP_PEER = 1,
  N_PROPS
} SondePeerRowProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondePeerRow, sonde_peer_row, GTK_TYPE_LIST_BOX_ROW)

static char *
state_icon (gpointer self, const SondeStatus *status, gboolean file)
{
  if (file)
    return g_strdup ("sonde-recording-symbolic");
  return g_strdup (sonde_state_get_icon_name (status->state, status->error != NULL));
}

static char *
state_label (gpointer self, const SondeStatus *status, gboolean file)
{
  if (file)
    return g_strdup (_ ("Recording"));
  return g_strdup (sonde_state_get_label (status->state));
}

static char **
state_classes (gpointer self, const SondeStatus *status)
{
  static const char *const classes[] = {
    [SONDE_SITUATION_IDLE] = "dim-label",   [SONDE_SITUATION_BUSY] = "accent",
    [SONDE_SITUATION_WAITING] = "warning",  [SONDE_SITUATION_FAILED] = "error",
    [SONDE_SITUATION_CLOSED] = "dim-label",
  };
  const SondeSituation situation = sonde_situation_of (status);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add (builder, situation < G_N_ELEMENTS (classes) ? classes[situation] : "success");
  return g_strv_builder_end (builder);
}

static void
update_actions (SondePeerRow *self)
{
  const SondeState state = sonde_peer_get_status (self->peer)->state;
  const gboolean connected = state != SONDE_STATE_IDLE && state != SONDE_STATE_CLOSED;
  const gboolean file = sonde_peer_is_file (self->peer);
  const gboolean own = !sonde_peer_is_demo (self->peer);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.connect", !connected && !file);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.disconnect", connected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.edit", own && !file);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.remove", own);
}

static void
update_accessible (SondePeerRow *self)
{
  const char *state = sonde_peer_is_file (self->peer)
                          ? _ ("Recording")
                          : sonde_state_get_label (sonde_peer_get_status (self->peer)->state);
  const char *detail = sonde_peer_get_detail (self->peer);
  g_autofree char *description = g_strjoin (". ", state,
                                            g_strcmp0 (state, detail) != 0 ? detail : NULL, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  sonde_peer_get_name (self->peer),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
on_status_changed (SondePeerRow *self)
{
  update_actions (self);
  update_accessible (self);
}

static void
on_name_changed (SondePeerRow *self)
{
  g_autofree char *label = g_strdup_printf (_ ("Actions for %s"), sonde_peer_get_name (self->peer));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  update_accessible (self);
}

static void
connect_peer (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_peer_connect (SONDE_PEER_ROW (widget)->peer);
}

static void
disconnect_peer (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_peer_disconnect (SONDE_PEER_ROW (widget)->peer);
}

static void
edit_peer (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.edit-endpoint", "s",
                              sonde_peer_get_id (SONDE_PEER_ROW (widget)->peer));
}

static void
remove_peer (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.remove-endpoint", "s",
                              sonde_peer_get_id (SONDE_PEER_ROW (widget)->peer));
}

static void
show_menu (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_menu_button_popup (SONDE_PEER_ROW (widget)->menu_button);
}

static void
on_secondary_press (SondePeerRow *self)
{
  gtk_menu_button_popup (self->menu_button);
}

static void
sonde_peer_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_PEER)
    g_value_set_object (value, SONDE_PEER_ROW (object)->peer);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_peer_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_PEER)
    SONDE_PEER_ROW (object)->peer = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_peer_row_constructed (GObject *object)
{
  SondePeerRow *self = SONDE_PEER_ROW (object);

  G_OBJECT_CLASS (sonde_peer_row_parent_class)->constructed (object);

  g_signal_connect_object (self->peer, "notify::status", G_CALLBACK (on_status_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->peer, "notify::detail", G_CALLBACK (update_accessible), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->peer, "notify::name", G_CALLBACK (on_name_changed), self,
                           G_CONNECT_SWAPPED);
  on_status_changed (self);
  on_name_changed (self);
}

static void
sonde_peer_row_finalize (GObject *object)
{
  g_clear_object (&SONDE_PEER_ROW (object)->peer);

  G_OBJECT_CLASS (sonde_peer_row_parent_class)->finalize (object);
}

static void
sonde_peer_row_class_init (SondePeerRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sonde_peer_row_get_property;
  object_class->set_property = sonde_peer_row_set_property;
  object_class->constructed = sonde_peer_row_constructed;
  object_class->finalize = sonde_peer_row_finalize;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER,
                                               G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                   G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "row.connect", NULL, connect_peer);
  gtk_widget_class_install_action (widget_class, "row.disconnect", NULL, disconnect_peer);
  gtk_widget_class_install_action (widget_class, "row.edit", NULL, edit_peer);
  gtk_widget_class_install_action (widget_class, "row.remove", NULL, remove_peer);
  gtk_widget_class_install_action (widget_class, "row.menu", NULL, show_menu);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "row.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "row.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "row.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "row.edit", NULL);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-peer-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SondePeerRow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, on_secondary_press);
  gtk_widget_class_bind_template_callback (widget_class, state_icon);
  gtk_widget_class_bind_template_callback (widget_class, state_label);
  gtk_widget_class_bind_template_callback (widget_class, state_classes);
}

static void
sonde_peer_row_init (SondePeerRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sonde_peer_row_new:
 * @peer: what the row shows
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
sonde_peer_row_new (SondePeer *peer)
{
  return g_object_new (SONDE_TYPE_PEER_ROW, "peer", peer, NULL);
}

/**
 * sonde_peer_row_get_peer:
 * @self: a row
 *
 * Returns: (transfer none): what it shows
 */
SondePeer *
sonde_peer_row_get_peer (SondePeerRow *self)
{
  g_return_val_if_fail (SONDE_IS_PEER_ROW (self), NULL);

  return self->peer;
}
