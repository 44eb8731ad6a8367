/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-situation-view.h"

#include "sonde-diagnosis-view.h"
#include "sonde-diagnosis.h"
#include "sonde-situation.h"

/**
 * SondeSituationView:
 *
 * Has what its templates show, and the closures that turn a status into words.
 */
typedef struct
{
  SondePeer *peer;
  guint wait_s;
} SondeSituationViewPrivate;

typedef enum
{
  PROP_PEER = 1,
  PROP_WAIT_S,
  N_PROPS
} SondeSituationViewProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SondeSituationView, sonde_situation_view, ADW_TYPE_BIN)

static char *
situation_icon (gpointer self, const SondeStatus *status)
{
  return g_strdup (sonde_situation_get_icon_name (sonde_situation_of (status)));
}

static char *
situation_title (gpointer self, const SondeStatus *status, guint wait_s)
{
  return sonde_situation_get_title (sonde_situation_of (status), status, wait_s);
}

static char *
situation_description (gpointer self, const SondeStatus *status)
{
  return sonde_situation_get_description (sonde_situation_of (status), status);
}

/* What a server wrote may look like markup. */
static char *
situation_markup (gpointer self, const SondeStatus *status)
{
  g_autofree char *description = situation_description (self, status);

  return g_markup_escape_text (description, -1);
}

static char *
situation_action (gpointer self, const SondeStatus *status)
{
  return g_strdup (sonde_situation_get_action_name (sonde_situation_of (status), status));
}

static char *
situation_action_label (gpointer self, const SondeStatus *status)
{
  return g_strdup (sonde_situation_get_action_label (sonde_situation_of (status), status));
}

static gboolean
situation_has_action (gpointer self, const SondeStatus *status)
{
  return sonde_situation_get_action_name (sonde_situation_of (status), status) != NULL;
}

static gboolean
situation_has_diagnosis (gpointer self, const SondeStatus *status)
{
  return sonde_diagnosis_of (status->error) != NULL;
}

/* What to try is to be seen without scrolling. */
static char **
situation_page_classes (gpointer self, const SondeStatus *status)
{
  const char *const classes[] = { "compact", NULL };

  return g_strdupv ((char **) (situation_has_diagnosis (self, status) ? classes : classes + 1));
}

static gboolean
situation_is_busy (gpointer self, const SondeStatus *status)
{
  return sonde_situation_of (status) == SONDE_SITUATION_BUSY;
}

/* What one waits for is not to be given up by the way. */
static char **
situation_action_classes (gpointer self, const SondeStatus *status)
{
  const char *const classes[] = { "suggested-action", "pill", NULL };

  return g_strdupv ((char **) (situation_is_busy (self, status) ? classes + 1 : classes));
}

static gboolean
situation_is_noticeable (gpointer self, const SondeStatus *status)
{
  return sonde_situation_of (status) != SONDE_SITUATION_LIVE;
}

static gboolean
text_is_set (gpointer self, const char *text)
{
  return text != NULL && *text != '\0';
}

static const struct
{
  const char *name;
  GCallback callback;
} callbacks[] = {
  { "situation_icon", G_CALLBACK (situation_icon) },
  { "situation_title", G_CALLBACK (situation_title) },
  { "situation_description", G_CALLBACK (situation_description) },
  { "situation_markup", G_CALLBACK (situation_markup) },
  { "situation_page_classes", G_CALLBACK (situation_page_classes) },
  { "situation_has_diagnosis", G_CALLBACK (situation_has_diagnosis) },
  { "situation_action", G_CALLBACK (situation_action) },
  { "situation_action_classes", G_CALLBACK (situation_action_classes) },
  { "situation_action_label", G_CALLBACK (situation_action_label) },
  { "situation_has_action", G_CALLBACK (situation_has_action) },
  { "situation_is_busy", G_CALLBACK (situation_is_busy) },
  { "situation_is_noticeable", G_CALLBACK (situation_is_noticeable) },
  { "text_is_set", G_CALLBACK (text_is_set) },
};

static void
sonde_situation_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeSituationViewPrivate *priv = sonde_situation_view_get_instance_private (
      SONDE_SITUATION_VIEW (object));

  switch ((SondeSituationViewProperty) prop_id)
    {
    case PROP_PEER:
      g_value_set_object (value, priv->peer);
      break;
    case PROP_WAIT_S:
      g_value_set_uint (value, priv->wait_s);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_situation_view_set_property (GObject *object,
                                   guint prop_id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  SondeSituationViewPrivate *priv = sonde_situation_view_get_instance_private (
      SONDE_SITUATION_VIEW (object));

  switch ((SondeSituationViewProperty) prop_id)
    {
    case PROP_PEER:
      if (g_set_object (&priv->peer, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_WAIT_S:
      if (priv->wait_s == g_value_get_uint (value))
        return;
      priv->wait_s = g_value_get_uint (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_situation_view_dispose (GObject *object)
{
  SondeSituationViewPrivate *priv = sonde_situation_view_get_instance_private (
      SONDE_SITUATION_VIEW (object));

  g_clear_object (&priv->peer);

  G_OBJECT_CLASS (sonde_situation_view_parent_class)->dispose (object);
}

static void
sonde_situation_view_class_init (SondeSituationViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_situation_view_get_property;
  object_class->set_property = sonde_situation_view_set_property;
  object_class->dispose = sonde_situation_view_dispose;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER, flags);
  properties[PROP_WAIT_S] = g_param_spec_uint ("wait-s", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sonde_situation_view_init (SondeSituationView *self)
{
}

/**
 * sonde_situation_view_class_set_template:
 * @klass: a class made of #SondeSituationView
 * @path: where its template is among the resources
 *
 * Gives a class its template, which may call the closures.
 */
void
sonde_situation_view_class_set_template (SondeSituationViewClass *klass, const char *path)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SONDE_TYPE_DIAGNOSIS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, path);
  for (gsize i = 0; i < G_N_ELEMENTS (callbacks); i++)
    gtk_widget_class_bind_template_callback_full (widget_class, callbacks[i].name,
                                                  callbacks[i].callback);
}
