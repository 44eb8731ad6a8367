/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-state-page.h"

#include "sonde-diagnosis-view.h"
#include "sonde-situation-scope.h"

/**
 * SondeStatePage:
 *
 * A page that says what happens where there is nothing to show.
 */
struct _SondeStatePage
{
  AdwBin parent_instance;

  SondePeer *peer;
  guint wait_s;
};

typedef enum
{
  PROP_PEER = 1,
  PROP_WAIT_S,
  N_PROPS
} SondeStatePageProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeStatePage, sonde_state_page, ADW_TYPE_BIN)

static void
sonde_state_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeStatePage *self = SONDE_STATE_PAGE (object);

  switch ((SondeStatePageProperty) prop_id)
    {
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case PROP_WAIT_S:
      g_value_set_uint (value, self->wait_s);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_state_page_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  SondeStatePage *self = SONDE_STATE_PAGE (object);

  switch ((SondeStatePageProperty) prop_id)
    {
    case PROP_PEER:
      if (g_set_object (&self->peer, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_WAIT_S:
      if (self->wait_s == g_value_get_uint (value))
        return;
      self->wait_s = g_value_get_uint (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_state_page_dispose (GObject *object)
{
  SondeStatePage *self = SONDE_STATE_PAGE (object);

  g_clear_object (&self->peer);

  G_OBJECT_CLASS (sonde_state_page_parent_class)->dispose (object);
}

static void
sonde_state_page_class_init (SondeStatePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_state_page_get_property;
  object_class->set_property = sonde_state_page_set_property;
  object_class->dispose = sonde_state_page_dispose;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER, flags);
  properties[PROP_WAIT_S] = g_param_spec_uint ("wait-s", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SONDE_TYPE_DIAGNOSIS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-state-page.ui");
  sonde_situation_bind_callbacks (widget_class);
}

static void
sonde_state_page_init (SondeStatePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
