/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-anatomy-view.h"

/**
 * SondeAnatomyView:
 *
 * Selects no field that the anatomy does not have. It has no layout manager: a class with a child
 * sets one, and a class that draws needs none.
 */
typedef struct
{
  SondeAnatomy *anatomy;
  int field;
} SondeAnatomyViewPrivate;

typedef enum
{
  PROP_ANATOMY = 1,
  PROP_FIELD,
  N_PROPS
} SondeAnatomyViewProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SondeAnatomyView, sonde_anatomy_view, GTK_TYPE_WIDGET)

static void
set_anatomy (SondeAnatomyView *self, SondeAnatomy *anatomy)
{
  SondeAnatomyViewPrivate *priv = sonde_anatomy_view_get_instance_private (self);
  const int field = priv->field;

  if (priv->anatomy == anatomy)
    return;
  g_clear_pointer (&priv->anatomy, sonde_anatomy_unref);
  priv->anatomy = anatomy != NULL ? sonde_anatomy_ref (anatomy) : NULL;
  if (sonde_anatomy_view_look_up (self, field) == NULL)
    priv->field = -1;
  SONDE_ANATOMY_VIEW_GET_CLASS (self)->anatomy_changed (self);
  if (priv->field != field)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIELD]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ANATOMY]);
}

static void
sonde_anatomy_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeAnatomyView *self = SONDE_ANATOMY_VIEW (object);

  switch ((SondeAnatomyViewProperty) prop_id)
    {
    case PROP_ANATOMY:
      g_value_set_boxed (value, sonde_anatomy_view_get_anatomy (self));
      break;
    case PROP_FIELD:
      g_value_set_int (value, sonde_anatomy_view_get_field (self));
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_anatomy_view_set_property (GObject *object,
                                 guint prop_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  SondeAnatomyView *self = SONDE_ANATOMY_VIEW (object);

  switch ((SondeAnatomyViewProperty) prop_id)
    {
    case PROP_ANATOMY:
      set_anatomy (self, g_value_get_boxed (value));
      break;
    case PROP_FIELD:
      sonde_anatomy_view_set_field (self, g_value_get_int (value));
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_anatomy_view_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sonde_anatomy_view_parent_class)->dispose (object);
}

static void
sonde_anatomy_view_finalize (GObject *object)
{
  SondeAnatomyViewPrivate *priv = sonde_anatomy_view_get_instance_private (
      SONDE_ANATOMY_VIEW (object));

  g_clear_pointer (&priv->anatomy, sonde_anatomy_unref);

  G_OBJECT_CLASS (sonde_anatomy_view_parent_class)->finalize (object);
}

static void
sonde_anatomy_view_class_init (SondeAnatomyViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_anatomy_view_get_property;
  object_class->set_property = sonde_anatomy_view_set_property;
  object_class->dispose = sonde_anatomy_view_dispose;
  object_class->finalize = sonde_anatomy_view_finalize;

  /**
   * SondeAnatomyView:anatomy:
   *
   * The frame that is shown.
   */
  properties[PROP_ANATOMY] = g_param_spec_boxed ("anatomy", NULL, NULL, SONDE_TYPE_ANATOMY, flags);

  /**
   * SondeAnatomyView:field:
   *
   * The field that is selected, as an index into the anatomy; -1 where none is.
   */
  properties[PROP_FIELD] = g_param_spec_int ("field", NULL, NULL, -1, SONDE_N_FRAME_FIELDS, -1,
                                             flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sonde_anatomy_view_init (SondeAnatomyView *self)
{
  SondeAnatomyViewPrivate *priv = sonde_anatomy_view_get_instance_private (self);

  priv->field = -1;
}

/**
 * sonde_anatomy_view_get_anatomy:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): the frame that is shown
 */
SondeAnatomy *
sonde_anatomy_view_get_anatomy (SondeAnatomyView *self)
{
  SondeAnatomyViewPrivate *priv = sonde_anatomy_view_get_instance_private (self);

  return priv->anatomy;
}

/**
 * sonde_anatomy_view_get_field:
 * @self: a view
 *
 * Returns: the field that is selected, or -1
 */
int
sonde_anatomy_view_get_field (SondeAnatomyView *self)
{
  SondeAnatomyViewPrivate *priv = sonde_anatomy_view_get_instance_private (self);

  return priv->field;
}

/**
 * sonde_anatomy_view_set_field:
 * @self: a view
 * @field: the field to select; none, where the anatomy does not have it
 *
 * Selects a field.
 */
void
sonde_anatomy_view_set_field (SondeAnatomyView *self, int field)
{
  SondeAnatomyViewPrivate *priv = sonde_anatomy_view_get_instance_private (self);

  if (sonde_anatomy_view_look_up (self, field) == NULL)
    field = -1;
  if (priv->field == field)
    return;
  priv->field = field;
  SONDE_ANATOMY_VIEW_GET_CLASS (self)->field_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIELD]);
}

/**
 * sonde_anatomy_view_look_up:
 * @self: a view
 * @field: any number
 *
 * Returns: (transfer none) (nullable): the field of that number, or %NULL where there is none
 */
const SondeFrameField *
sonde_anatomy_view_look_up (SondeAnatomyView *self, int field)
{
  SondeAnatomyViewPrivate *priv = sonde_anatomy_view_get_instance_private (self);

  if (priv->anatomy == NULL || field < 0 ||
      field >= (int) sonde_anatomy_get_n_fields (priv->anatomy))
    return NULL;
  return sonde_anatomy_get_field (priv->anatomy, (guint) field);
}
