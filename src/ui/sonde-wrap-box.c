/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-wrap-box.h"

/**
 * SondeWrapBox:
 *
 * A box that breaks its line where a child would have to be cut short.
 */
struct _SondeWrapBox
{
  GtkWidget parent_instance;

  int spacing_px;
  int line_spacing_px;
};

typedef enum
{
  PROP_SPACING = 1,
  PROP_LINE_SPACING,
  N_PROPS
} SondeWrapBoxProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeWrapBox, sonde_wrap_box, GTK_TYPE_WIDGET)

typedef struct
{
  GtkWidget *first;
  GtkWidget *end; /* the first child of the next line, or NULL */
  int width_px;
  int height_px;
  guint n_expanding;
} Line;

static GtkWidget *
skip_hidden (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static int
get_width (GtkWidget *child, int available_px)
{
  int minimum_px;
  int natural_px;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum_px, &natural_px, NULL, NULL);
  return MAX (minimum_px, MIN (natural_px, available_px));
}

static int
get_height (GtkWidget *child, int width_px)
{
  int natural_px;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width_px, NULL, &natural_px, NULL, NULL);
  return natural_px;
}

static Line
break_line (SondeWrapBox *self, GtkWidget *first, int available_px)
{
  Line line = { .first = first };
  GtkWidget *child = first;

  while (child != NULL)
    {
      const int width_px = get_width (child, available_px);

      if (child != first)
        {
          if (line.width_px + self->spacing_px + width_px > available_px)
            break;
          line.width_px += self->spacing_px;
          line.n_expanding += gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL);
        }
      line.width_px += width_px;
      line.height_px = MAX (line.height_px, get_height (child, width_px));
      child = skip_hidden (gtk_widget_get_next_sibling (child));
    }
  line.end = child;
  return line;
}

static GtkSizeRequestMode
sonde_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (SondeWrapBox *self, int *minimum_px, int *natural_px)
{
  GtkWidget *child = skip_hidden (gtk_widget_get_first_child (GTK_WIDGET (self)));

  while (child != NULL)
    {
      int child_minimum_px;
      int child_natural_px;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum_px,
                          &child_natural_px, NULL, NULL);
      *minimum_px = MAX (*minimum_px, child_minimum_px);
      *natural_px += child_natural_px;
      child = skip_hidden (gtk_widget_get_next_sibling (child));
      if (child != NULL)
        *natural_px += self->spacing_px;
    }
}

static int
measure_height (SondeWrapBox *self, int width_px)
{
  GtkWidget *child = skip_hidden (gtk_widget_get_first_child (GTK_WIDGET (self)));
  int height_px = 0;

  while (child != NULL)
    {
      const Line line = break_line (self, child, width_px);

      height_px += line.height_px;
      child = line.end;
      if (child != NULL)
        height_px += self->line_spacing_px;
    }
  return height_px;
}

static void
sonde_wrap_box_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  SondeWrapBox *self = SONDE_WRAP_BOX (widget);

  *minimum = 0;
  *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, minimum, natural);
  else
    *minimum = *natural = measure_height (self, for_size >= 0 ? for_size : G_MAXINT);
}

static void
allocate_line (SondeWrapBox *self, const Line *line, int width_px, int y_px)
{
  const gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  const int share_px = line->n_expanding > 0
                           ? MAX (width_px - line->width_px, 0) / (int) line->n_expanding
                           : 0;
  int x_px = 0;

  for (GtkWidget *child = line->first; child != line->end;
       child = skip_hidden (gtk_widget_get_next_sibling (child)))
    {
      GtkAllocation allocation = { .y = y_px, .height = line->height_px };

      allocation.width = get_width (child, width_px);
      if (child != line->first && gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL))
        allocation.width += share_px;
      allocation.x = mirrored ? width_px - x_px - allocation.width : x_px;
      gtk_widget_size_allocate (child, &allocation, -1);
      x_px += allocation.width + self->spacing_px;
    }
}

static void
sonde_wrap_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SondeWrapBox *self = SONDE_WRAP_BOX (widget);
  GtkWidget *child = skip_hidden (gtk_widget_get_first_child (widget));
  int y_px = 0;

  while (child != NULL)
    {
      const Line line = break_line (self, child, width);

      allocate_line (self, &line, width, y_px);
      y_px += line.height_px + self->line_spacing_px;
      child = line.end;
    }
}

static void
sonde_wrap_box_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeWrapBox *self = SONDE_WRAP_BOX (object);

  switch ((SondeWrapBoxProperty) prop_id)
    {
    case PROP_SPACING:
      g_value_set_int (value, self->spacing_px);
      break;
    case PROP_LINE_SPACING:
      g_value_set_int (value, self->line_spacing_px);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_wrap_box_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SondeWrapBox *self = SONDE_WRAP_BOX (object);

  switch ((SondeWrapBoxProperty) prop_id)
    {
    case PROP_SPACING:
      self->spacing_px = g_value_get_int (value);
      break;
    case PROP_LINE_SPACING:
      self->line_spacing_px = g_value_get_int (value);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_wrap_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sonde_wrap_box_parent_class)->dispose (object);
}

static void
sonde_wrap_box_class_init (SondeWrapBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_wrap_box_get_property;
  object_class->set_property = sonde_wrap_box_set_property;
  object_class->dispose = sonde_wrap_box_dispose;
  widget_class->get_request_mode = sonde_wrap_box_get_request_mode;
  widget_class->measure = sonde_wrap_box_measure;
  widget_class->size_allocate = sonde_wrap_box_size_allocate;

  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT16, 0, flags);
  properties[PROP_LINE_SPACING] = g_param_spec_int ("line-spacing", NULL, NULL, 0, G_MAXINT16, 0,
                                                    flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sonde_wrap_box_init (SondeWrapBox *self)
{
}
