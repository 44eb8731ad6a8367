/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-pane.h"

#include "sonde-ticker.h"

/**
 * SondePane:
 *
 * A part of a page beside another one.
 */
struct _SondePane
{
  GtkWidget parent_instance;

  GtkWidget *child;
  int natural_width_px;
  int width_px;
  SondeTicker *ticker;
};

typedef enum
{
  PROP_CHILD = 1,
  PROP_NATURAL_WIDTH,
  PROP_WIDTH,
  N_PROPS
} SondePaneProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondePane, sonde_pane, GTK_TYPE_WIDGET)

static void
sonde_pane_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  SondePane *self = SONDE_PANE (widget);

  *minimum = *natural = 0;
  if (self->child != NULL)
    gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*minimum, self->natural_width_px);
}

static void
sonde_pane_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SondePane *self = SONDE_PANE (widget);

  if (self->child != NULL)
    gtk_widget_allocate (self->child, width, height, baseline, NULL);
  /* What follows from a width may ask for another layout, which this one must not. */
  if (self->width_px != width)
    sonde_ticker_queue (self->ticker);
}

static void
tell_width (GtkWidget *widget)
{
  SondePane *self = SONDE_PANE (widget);
  const int width_px = gtk_widget_get_width (widget);

  if (self->width_px == width_px)
    return;
  self->width_px = width_px;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WIDTH]);
}

static GtkSizeRequestMode
sonde_pane_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sonde_pane_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondePane *self = SONDE_PANE (object);

  switch ((SondePaneProperty) prop_id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_NATURAL_WIDTH:
      g_value_set_int (value, self->natural_width_px);
      break;
    case PROP_WIDTH:
      g_value_set_int (value, self->width_px);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_pane_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SondePane *self = SONDE_PANE (object);

  switch ((SondePaneProperty) prop_id)
    {
    case PROP_CHILD:
      g_clear_pointer (&self->child, gtk_widget_unparent);
      self->child = g_value_get_object (value);
      if (self->child != NULL)
        gtk_widget_set_parent (self->child, GTK_WIDGET (self));
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_NATURAL_WIDTH:
      if (self->natural_width_px == g_value_get_int (value))
        return;
      self->natural_width_px = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_WIDTH:
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_pane_dispose (GObject *object)
{
  SondePane *self = SONDE_PANE (object);

  if (self->ticker != NULL)
    g_object_run_dispose (G_OBJECT (self->ticker));
  g_clear_object (&self->ticker);
  g_clear_pointer (&self->child, gtk_widget_unparent);

  G_OBJECT_CLASS (sonde_pane_parent_class)->dispose (object);
}

static void
sonde_pane_class_init (SondePaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_pane_get_property;
  object_class->set_property = sonde_pane_set_property;
  object_class->dispose = sonde_pane_dispose;
  widget_class->measure = sonde_pane_measure;
  widget_class->size_allocate = sonde_pane_size_allocate;
  widget_class->get_request_mode = sonde_pane_get_request_mode;

  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_NATURAL_WIDTH] = g_param_spec_int ("natural-width", NULL, NULL, 0, G_MAXINT, 0,
                                                     flags);
  properties[PROP_WIDTH] = g_param_spec_int ("width", NULL, NULL, 0, G_MAXINT, 0,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sonde_pane_init (SondePane *self)
{
  self->ticker = sonde_ticker_new (GTK_WIDGET (self), tell_width);
}
