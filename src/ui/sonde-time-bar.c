/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-time-bar.h"

#include "sonde-field-color.h"
#include "sonde-palette.h"

#define HEIGHT_PX    14
#define MIN_WIDTH_PX 60
#define MIN_BAR_PX   3.0f
#define TRACK_ALPHA  0.08f

/**
 * SondeTimeBar:
 *
 * Several below each other show how one span follows another. What it shows is in its accessible
 * label as well.
 */
struct _SondeTimeBar
{
  GtkWidget parent_instance;

  guint color;
  double start;
  double end;
};

G_DEFINE_FINAL_TYPE (SondeTimeBar, sonde_time_bar, GTK_TYPE_WIDGET)

static void
sonde_time_bar_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH_PX : HEIGHT_PX;
}

static void
append_rounded (
    GtkSnapshot *snapshot, float x_px, float width_px, float height_px, const GdkRGBA *color)
{
  const graphene_rect_t area = GRAPHENE_RECT_INIT (x_px, 0, width_px, height_px);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &area, MIN (width_px, height_px) / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, color, &area);
  gtk_snapshot_pop (snapshot);
}

static void
sonde_time_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeTimeBar *self = SONDE_TIME_BAR (widget);
  const float width_px = (float) gtk_widget_get_width (widget);
  const float height_px = (float) gtk_widget_get_height (widget);
  const float bar_px = MAX ((float) (self->end - self->start) * width_px, MIN_BAR_PX);
  const gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  const GdkRGBA color = sonde_palette_get_channel (self->color, sonde_field_is_on_dark (widget));
  float x_px = MIN ((float) self->start * width_px, width_px - bar_px);
  GdkRGBA track;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &track);
  track = sonde_palette_with_alpha (&track, TRACK_ALPHA);
  append_rounded (snapshot, 0, width_px, height_px, &track);
  if (self->end < 0)
    return;
  if (rtl)
    x_px = width_px - x_px - bar_px;
  append_rounded (snapshot, x_px, bar_px, height_px, &color);
}

static void
sonde_time_bar_class_init (SondeTimeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = sonde_time_bar_measure;
  widget_class->snapshot = sonde_time_bar_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sonde_time_bar_init (SondeTimeBar *self)
{
  self->end = -1;
}

/**
 * sonde_time_bar_new:
 * @color: which colour of the palette
 *
 * Returns: (transfer floating): an empty bar
 */
GtkWidget *
sonde_time_bar_new (guint color)
{
  SondeTimeBar *self = g_object_new (SONDE_TYPE_TIME_BAR, "valign", GTK_ALIGN_CENTER, "hexpand",
                                     TRUE, NULL);

  self->color = color;
  return GTK_WIDGET (self);
}

/**
 * sonde_time_bar_set_span:
 * @self: a bar
 * @start: where the span begins, 0 to 1 of the whole
 * @end: where it ends; negative for none
 * @label: what that says in words
 */
void
sonde_time_bar_set_span (SondeTimeBar *self, double start, double end, const char *label)
{
  g_return_if_fail (SONDE_IS_TIME_BAR (self));

  self->start = start;
  self->end = end;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
