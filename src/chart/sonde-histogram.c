/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-histogram.h"

#include "sonde-palette.h"
#include "sonde-style.h"

#include <math.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#define MARGIN_PX      10
#define MARKER_ROOM_PX 24 /* above the bars, for the words of the markers */
#define BAR_GAP_PX     1
#define MIN_BAR_PX     2.0f /* a single count is still to be seen */
#define MAX_BUCKETS    512
#define BUCKETS_AROUND 2 /* empty ones beside the first and the last that is not */

/**
 * SondeHistogram:
 *
 * Draws no more than the buckets with something in them, and some air beside them.
 */
struct _SondeHistogram
{
  GtkWidget parent_instance;

  SondeLogUnit unit;
  double first;
  double factor;
  GArray *counts; /* of guint64 */
  SondeHistogramMarker markers[SONDE_HISTOGRAM_MAX_MARKERS];
  guint n_markers;
};

G_DEFINE_FINAL_TYPE (SondeHistogram, sonde_histogram, GTK_TYPE_WIDGET)

static double
get_start (SondeHistogram *self, guint bucket)
{
  return self->first * pow (self->factor, bucket);
}

static guint64
get_count (SondeHistogram *self, guint bucket)
{
  return g_array_index (self->counts, guint64, bucket);
}

/* The buckets to draw, from @from up to but not including @to; FALSE where all are empty. */
static gboolean
find_range (SondeHistogram *self, guint *from, guint *to, guint64 *most)
{
  gboolean is_empty = TRUE;

  *most = 0;
  for (guint i = 0; i < self->counts->len; i++)
    {
      if (get_count (self, i) == 0)
        continue;
      if (is_empty)
        *from = i;
      *to = i + 1;
      *most = MAX (*most, get_count (self, i));
      is_empty = FALSE;
    }
  if (is_empty)
    return FALSE;
  *from -= MIN (*from, BUCKETS_AROUND);
  *to = MIN (*to + BUCKETS_AROUND, self->counts->len);
  return TRUE;
}

typedef struct
{
  SondeStyle style;
  GtkSnapshot *snapshot;
  SondeLogAxis axis;
  double left_px;
  double width_px;
  double top_px;
  double bottom_px;
} Canvas;

static double
get_x_px (const Canvas *canvas, double value)
{
  return canvas->left_px + canvas->width_px * sonde_log_axis_get_position (&canvas->axis, value);
}

static void
draw_axis (Canvas *canvas)
{
  GdkRGBA line = canvas->style.foreground;

  line.alpha *= canvas->style.line_alpha;
  gtk_snapshot_append_color (canvas->snapshot, &line,
                             &GRAPHENE_RECT_INIT ((float) canvas->left_px,
                                                  (float) canvas->bottom_px,
                                                  (float) canvas->width_px, 1));
  sonde_log_axis_draw (&canvas->axis, &canvas->style, canvas->snapshot,
                       &GRAPHENE_RECT_INIT ((float) canvas->left_px, (float) canvas->top_px,
                                            (float) canvas->width_px,
                                            (float) (canvas->bottom_px - canvas->top_px)));
}

static void
draw_bars (SondeHistogram *self, Canvas *canvas, guint from, guint to, guint64 most)
{
  double height_px = canvas->bottom_px - canvas->top_px;
  GdkRGBA color = sonde_palette_get_channel (0, canvas->style.dark);

  color.alpha = 0.85f;
  for (guint i = from; i < to; i++)
    {
      double left_px = get_x_px (canvas, get_start (self, i));
      double right_px = get_x_px (canvas, get_start (self, i + 1));
      float bar_px = (float) (height_px * (double) get_count (self, i) / (double) most);

      if (get_count (self, i) == 0)
        continue;
      bar_px = MAX (bar_px, MIN_BAR_PX);
      gtk_snapshot_append_color (
          canvas->snapshot, &color,
          &GRAPHENE_RECT_INIT ((float) left_px, (float) canvas->bottom_px - bar_px,
                               (float) MAX (right_px - left_px - BAR_GAP_PX, 1), bar_px));
    }
}

/* From the right, and each label only where it has room beside the one before. */
static void
draw_markers (SondeHistogram *self, Canvas *canvas)
{
  double room_px = canvas->left_px + canvas->width_px + MARGIN_PX;
  GdkRGBA line = canvas->style.foreground;

  line.alpha *= 0.7f;
  for (guint i = self->n_markers; i-- > 0;)
    {
      const SondeHistogramMarker *marker = &self->markers[i];
      g_autoptr (PangoLayout) layout = sonde_style_create_layout (&canvas->style, marker->label);
      double x_px;
      int width_px;
      double text_px;

      if (marker->value < 0)
        continue;
      x_px = round (get_x_px (canvas, marker->value));
      pango_layout_get_pixel_size (layout, &width_px, NULL);
      gtk_snapshot_append_color (
          canvas->snapshot, &line,
          &GRAPHENE_RECT_INIT ((float) x_px, (float) canvas->top_px - 4, 1,
                               (float) (canvas->bottom_px - canvas->top_px + 4)));
      text_px = MAX (MIN (x_px - width_px / 2.0, room_px - width_px), 0);
      if (text_px + width_px > room_px || fabs (text_px + width_px / 2.0 - x_px) > width_px)
        continue;
      sonde_style_draw_text (canvas->snapshot, layout, text_px, 2, &canvas->style.foreground);
      room_px = text_px - 6;
    }
}

static void
sonde_histogram_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeHistogram *self = SONDE_HISTOGRAM (widget);
  g_auto (SondeStyle) style = { 0 };
  g_autoptr (PangoLayout) sample = NULL;
  Canvas canvas = { .snapshot = snapshot };
  guint64 most;
  guint from = 0;
  guint to = 0;
  int text_px;

  if (!find_range (self, &from, &to, &most))
    return;

  sonde_style_init_for_widget (&style, widget);
  sample = sonde_style_create_layout (&style, "0");
  pango_layout_get_pixel_size (sample, NULL, &text_px);
  canvas.style = style;
  sonde_log_axis_init (&canvas.axis, self->unit, get_start (self, from), get_start (self, to));
  canvas.left_px = MARGIN_PX;
  canvas.width_px = gtk_widget_get_width (widget) - 2 * MARGIN_PX;
  canvas.top_px = MARKER_ROOM_PX;
  canvas.bottom_px = gtk_widget_get_height (widget) - text_px - 6;
  if (canvas.width_px < 1 || canvas.bottom_px <= canvas.top_px)
    return;

  draw_axis (&canvas);
  draw_bars (self, &canvas, from, to, most);
  draw_markers (self, &canvas);
}

static void
sonde_histogram_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 160 : 120;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 180;
}

static void
sonde_histogram_finalize (GObject *object)
{
  SondeHistogram *self = SONDE_HISTOGRAM (object);

  g_clear_pointer (&self->counts, g_array_unref);

  G_OBJECT_CLASS (sonde_histogram_parent_class)->finalize (object);
}

static void
sonde_histogram_class_init (SondeHistogramClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sonde_histogram_finalize;
  widget_class->snapshot = sonde_histogram_snapshot;
  widget_class->measure = sonde_histogram_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "histogram");
}

static void
sonde_histogram_init (SondeHistogram *self)
{
  self->counts = g_array_new (FALSE, TRUE, sizeof (guint64));
  self->first = 1;
  self->factor = 2;
}

GtkWidget *
sonde_histogram_new (void)
{
  return g_object_new (SONDE_TYPE_HISTOGRAM, NULL);
}

/**
 * sonde_histogram_describe:
 *
 * Returns: (transfer full): what is drawn in words, translated: how many, from where to where,
 * where most are, and the marked values
 */
char *
sonde_histogram_describe (SondeHistogram *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint64 n = 0;
  guint64 most = 0;
  guint modal = 0;

  g_return_val_if_fail (SONDE_IS_HISTOGRAM (self), NULL);

  for (guint i = 0; i < self->counts->len; i++)
    {
      n += get_count (self, i);
      if (get_count (self, i) > most)
        {
          most = get_count (self, i);
          modal = i;
        }
    }
  if (n == 0)
    return g_strdup (_ ("Nothing was measured yet"));

  {
    g_autofree char *from = sonde_log_unit_format (self->unit, get_start (self, modal));
    g_autofree char *to = sonde_log_unit_format (self->unit, get_start (self, modal + 1));

    g_string_append_printf (text, _ ("%llu values, of which %llu from %s to %s"),
                            (unsigned long long) n, (unsigned long long) most, from, to);
  }
  for (guint i = 0; i < self->n_markers; i++)
    {
      g_autofree char *value = NULL;

      if (self->markers[i].value < 0)
        continue;
      value = sonde_log_unit_format (self->unit, self->markers[i].value);
      g_string_append_printf (text, "; %s: %s", self->markers[i].label, value);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * sonde_histogram_set_counts:
 * @first: where the first bucket starts, over 0
 * @factor: the end of a bucket by its start, over 1
 * @counts: (array length=n_counts): how many are in each; 512 at most are taken
 * @markers: (array length=n_markers): values to mark, from the least to the greatest
 *
 * Shows other counts. What it says for those who do not see it changes with them.
 */
void
sonde_histogram_set_counts (SondeHistogram *self,
                            SondeLogUnit unit,
                            double first,
                            double factor,
                            const guint64 *counts,
                            guint n_counts,
                            const SondeHistogramMarker *markers,
                            guint n_markers)
{
  g_autofree char *words = NULL;

  g_return_if_fail (SONDE_IS_HISTOGRAM (self));
  g_return_if_fail (first > 0 && factor > 1);

  self->unit = unit;
  self->first = first;
  self->factor = factor;
  g_array_set_size (self->counts, 0);
  g_array_append_vals (self->counts, counts, MIN (n_counts, MAX_BUCKETS));
  self->n_markers = MIN (n_markers, SONDE_HISTOGRAM_MAX_MARKERS);
  memcpy (self->markers, markers, self->n_markers * sizeof *markers);

  words = sonde_histogram_describe (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words,
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
