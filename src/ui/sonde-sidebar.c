/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-sidebar.h"

#include "sonde-peer-row.h"

/**
 * SondeSidebar:
 *
 * The list of endpoints, of which one is selected.
 */
struct _SondeSidebar
{
  AdwBin parent_instance;

  GtkListBox *list_box;

  SondePeer *peer;
};

typedef enum
{
  PROP_PEER = 1,
  N_PROPS
} SondeSidebarProperty;

typedef enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
} SondeSidebarSignal;

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondeSidebar, sonde_sidebar, ADW_TYPE_BIN)

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  return sonde_peer_row_new (SONDE_PEER (item));
}

static GtkListBoxRow *
find_row (SondeSidebar *self, SondePeer *peer)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list_box, i)) != NULL; i++)
    if (sonde_peer_row_get_peer (SONDE_PEER_ROW (row)) == peer)
      return row;
  return NULL;
}

static void
on_row_selected (SondeSidebar *self, GtkListBoxRow *row)
{
  SondePeer *peer = row != NULL ? sonde_peer_row_get_peer (SONDE_PEER_ROW (row)) : NULL;

  if (g_set_object (&self->peer, peer))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PEER]);
}

static void
on_row_activated (SondeSidebar *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
sonde_sidebar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_PEER)
    g_value_set_object (value, SONDE_SIDEBAR (object)->peer);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_sidebar_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_PEER)
    sonde_sidebar_set_peer (SONDE_SIDEBAR (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_sidebar_dispose (GObject *object)
{
  SondeSidebar *self = SONDE_SIDEBAR (object);

  g_clear_object (&self->peer);

  G_OBJECT_CLASS (sonde_sidebar_parent_class)->dispose (object);
}

static void
sonde_sidebar_class_init (SondeSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sonde_sidebar_get_property;
  object_class->set_property = sonde_sidebar_set_property;
  object_class->dispose = sonde_sidebar_dispose;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                   G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", SONDE_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeSidebar, list_box);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
sonde_sidebar_init (SondeSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sonde_sidebar_set_store:
 * @self: a side pane
 * @store: what it lists
 *
 * Fills the list; it follows the store from then on.
 */
void
sonde_sidebar_set_store (SondeSidebar *self, SondePeerStore *store)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));

  gtk_list_box_bind_model (self->list_box, G_LIST_MODEL (store), make_row, NULL, NULL);
}

/**
 * sonde_sidebar_get_peer:
 * @self: a side pane
 *
 * Returns: (transfer none) (nullable): the selected endpoint
 */
SondePeer *
sonde_sidebar_get_peer (SondeSidebar *self)
{
  g_return_val_if_fail (SONDE_IS_SIDEBAR (self), NULL);

  return self->peer;
}

/**
 * sonde_sidebar_set_peer:
 * @self: a side pane
 * @peer: (nullable): an endpoint of the list
 *
 * Selects an endpoint.
 */
void
sonde_sidebar_set_peer (SondeSidebar *self, SondePeer *peer)
{
  g_return_if_fail (SONDE_IS_SIDEBAR (self));

  if (peer == self->peer)
    return;
  gtk_list_box_select_row (self->list_box, peer != NULL ? find_row (self, peer) : NULL);
}
