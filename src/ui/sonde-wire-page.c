/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-wire-page.h"

#include "sonde-capture-actions.h"
#include "sonde-frames-view.h"
#include "sonde-handshake-view.h"
#include "sonde-peer.h"

/**
 * SondeWirePage:
 *
 * Two parts of one lesson: how HTTP becomes WebSocket, and what WebSocket then sends.
 */
struct _SondeWirePage
{
  AdwBin parent_instance;

  GtkStack *stack;

  SondePeer *peer;
};

typedef enum
{
  PROP_PEER = 1,
  N_PROPS
} SondeWirePageProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeWirePage, sonde_wire_page, ADW_TYPE_BIN)

static void
sonde_wire_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_PEER)
    g_value_set_object (value, SONDE_WIRE_PAGE (object)->peer);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_wire_page_set_property (GObject *object,
                              guint prop_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  if (prop_id != PROP_PEER)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  else if (g_set_object (&SONDE_WIRE_PAGE (object)->peer, g_value_get_object (value)))
    {
      gtk_widget_action_set_enabled (GTK_WIDGET (object), "wire.save-capture",
                                     SONDE_WIRE_PAGE (object)->peer != NULL);
      g_object_notify_by_pspec (object, pspec);
    }
}

static void
sonde_wire_page_dispose (GObject *object)
{
  g_clear_object (&SONDE_WIRE_PAGE (object)->peer);

  G_OBJECT_CLASS (sonde_wire_page_parent_class)->dispose (object);
}

static void
show_part (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_wire_page_show_part (SONDE_WIRE_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
save_capture (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondePeer *peer = SONDE_WIRE_PAGE (widget)->peer;

  if (peer != NULL)
    sonde_capture_actions_save (widget, peer);
}

static void
open_capture (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_capture_actions_open (widget);
}

static void
sonde_wire_page_class_init (SondeWirePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sonde_wire_page_get_property;
  object_class->set_property = sonde_wire_page_set_property;
  object_class->dispose = sonde_wire_page_dispose;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                   G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "wire.show-part", "s", show_part);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_h, GDK_CONTROL_MASK, "wire.show-part",
                                       "s", "handshake");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "wire.show-part",
                                       "s", "frames");

  gtk_widget_class_install_action (widget_class, "wire.save-capture", NULL, save_capture);
  gtk_widget_class_install_action (widget_class, "wire.open-capture", NULL, open_capture);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK,
                                       "wire.save-capture", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_SHIFT_MASK | GDK_CONTROL_MASK,
                                       "wire.open-capture", NULL);

  g_type_ensure (SONDE_TYPE_FRAMES_VIEW);
  g_type_ensure (SONDE_TYPE_HANDSHAKE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-wire-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeWirePage, stack);
}

static void
sonde_wire_page_init (SondeWirePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sonde_wire_page_show_part:
 * @self: a page
 * @part: "handshake" or "frames"
 *
 * Shows a part of the page.
 */
void
sonde_wire_page_show_part (SondeWirePage *self, const char *part)
{
  g_return_if_fail (SONDE_IS_WIRE_PAGE (self));

  gtk_stack_set_visible_child_name (self->stack, part);
}
