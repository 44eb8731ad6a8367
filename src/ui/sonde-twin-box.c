/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-twin-box.h"

/**
 * SondeTwinBox:
 *
 * A GtkBox that is homogeneous, and turns by itself.
 */
struct _SondeTwinBox
{
  GtkWidget parent_instance;

  int spacing_px;
  int column_width_px;
};

typedef enum
{
  PROP_SPACING = 1,
  PROP_COLUMN_WIDTH,
  N_PROPS
} SondeTwinBoxProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeTwinBox, sonde_twin_box, GTK_TYPE_WIDGET)

static GtkWidget *
get_first (SondeTwinBox *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static GtkWidget *
get_next (GtkWidget *child)
{
  do
    child = gtk_widget_get_next_sibling (child);
  while (child != NULL && !gtk_widget_should_layout (child));
  return child;
}

/* How wide each child is at that width, and whether they are side by side. */
static int
divide (SondeTwinBox *self, int width_px, gboolean *beside)
{
  int n_children = 0;
  int child_px;

  for (GtkWidget *child = get_first (self); child != NULL; child = get_next (child))
    n_children++;
  if (n_children == 0)
    return width_px;
  child_px = (width_px - (n_children - 1) * self->spacing_px) / n_children;
  *beside = n_children > 1 && child_px >= self->column_width_px;
  return *beside ? child_px : width_px;
}

static int
measure_height (SondeTwinBox *self, int width_px)
{
  gboolean beside = FALSE;
  const int child_px = divide (self, width_px, &beside);
  int height_px = 0;

  for (GtkWidget *child = get_first (self); child != NULL; child = get_next (child))
    {
      int natural_px;

      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, child_px, NULL, &natural_px, NULL, NULL);
      if (beside)
        height_px = MAX (height_px, natural_px);
      else
        height_px += natural_px + (child != get_first (self) ? self->spacing_px : 0);
    }
  return height_px;
}

static void
sonde_twin_box_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  SondeTwinBox *self = SONDE_TWIN_BOX (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = measure_height (self, for_size >= 0 ? for_size : G_MAXINT16);
      return;
    }
  for (GtkWidget *child = get_first (self); child != NULL; child = get_next (child))
    {
      int child_minimum_px;

      gtk_widget_measure (child, orientation, -1, &child_minimum_px, NULL, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum_px);
      *natural += self->column_width_px + (child != get_first (self) ? self->spacing_px : 0);
    }
  *natural = MAX (*natural, *minimum);
}

static void
sonde_twin_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SondeTwinBox *self = SONDE_TWIN_BOX (widget);
  const gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  gboolean beside = FALSE;
  const int child_px = divide (self, width, &beside);
  int x_px = 0;
  int y_px = 0;

  for (GtkWidget *child = get_first (self); child != NULL; child = get_next (child))
    {
      GtkAllocation allocation = { .y = y_px, .width = child_px };

      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, child_px, NULL, &allocation.height, NULL,
                          NULL);
      allocation.x = mirrored ? width - x_px - child_px : x_px;
      gtk_widget_size_allocate (child, &allocation, -1);
      if (beside)
        x_px += child_px + self->spacing_px;
      else
        y_px += allocation.height + self->spacing_px;
    }
}

static GtkSizeRequestMode
sonde_twin_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int *
get_member (SondeTwinBox *self, guint prop_id)
{
  switch ((SondeTwinBoxProperty) prop_id)
    {
    case PROP_SPACING:
      return &self->spacing_px;
    case PROP_COLUMN_WIDTH:
      return &self->column_width_px;
    case N_PROPS:
    default:
      return NULL;
    }
}

static void
sonde_twin_box_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  const int *member = get_member (SONDE_TWIN_BOX (object), prop_id);

  if (member != NULL)
    g_value_set_int (value, *member);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_twin_box_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  int *member = get_member (SONDE_TWIN_BOX (object), prop_id);

  if (member == NULL)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  if (*member == g_value_get_int (value))
    return;
  *member = g_value_get_int (value);
  gtk_widget_queue_resize (GTK_WIDGET (object));
  g_object_notify_by_pspec (object, pspec);
}

static void
sonde_twin_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sonde_twin_box_parent_class)->dispose (object);
}

static void
sonde_twin_box_class_init (SondeTwinBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_twin_box_get_property;
  object_class->set_property = sonde_twin_box_set_property;
  object_class->dispose = sonde_twin_box_dispose;
  widget_class->measure = sonde_twin_box_measure;
  widget_class->size_allocate = sonde_twin_box_size_allocate;
  widget_class->get_request_mode = sonde_twin_box_get_request_mode;

  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT16, 0, flags);
  properties[PROP_COLUMN_WIDTH] = g_param_spec_int ("column-width", NULL, NULL, 0, G_MAXINT16, 0,
                                                    flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sonde_twin_box_init (SondeTwinBox *self)
{
}
