/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nights in which the clocks of Paris are set forward and back, as the grid of a chart draws
 * them. */
#include "config.h"

#include "sonde-painter.h"

#include <math.h>
#include <string.h>

#define HEIGHT_PX 100
/* The rule of Paris, spelt out so that no time zone database is needed. */
#define PARIS "CET-1CEST,M3.5.0,M10.5.0/3"

typedef struct
{
  GArray *lines_px; /* double: where the hairlines are that go all the way */
  GArray *labels;   /* graphene_rect_t: where the texts are */
  double translation_px;
} Drawing;

static void
add_node (Drawing *drawing, GskRenderNode *node)
{
  graphene_rect_t bounds;
  double kept_px = drawing->translation_px;

  gsk_render_node_get_bounds (node, &bounds);
  switch ((int) gsk_render_node_get_node_type (node))
    {
    case GSK_CONTAINER_NODE:
      for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
        add_node (drawing, gsk_container_node_get_child (node, i));
      break;
    case GSK_TRANSFORM_NODE:
      {
        float dx;
        float dy;

        gsk_transform_to_translate (gsk_transform_node_get_transform (node), &dx, &dy);
        drawing->translation_px += (double) dx;
        add_node (drawing, gsk_transform_node_get_child (node));
        drawing->translation_px = kept_px;
        break;
      }
    case GSK_COLOR_NODE:
      if (bounds.size.height >= HEIGHT_PX)
        {
          double x_px = (double) bounds.origin.x + drawing->translation_px;

          g_array_append_val (drawing->lines_px, x_px);
        }
      break;
    case GSK_TEXT_NODE:
      bounds.origin.x += (float) drawing->translation_px;
      g_array_append_val (drawing->labels, bounds);
      break;
    default:
      break;
    }
}

static int
compare_left (gconstpointer a, gconstpointer b)
{
  float left = ((const graphene_rect_t *) a)->origin.x;
  float right = ((const graphene_rect_t *) b)->origin.x;

  return (left > right) - (left < right);
}

static gint64
parse_us (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * G_TIME_SPAN_SECOND;
}

/* Hairlines stand at round times of the local clock, each once and where its time is; labels stand
 * apart. */
static void
check (SondePlot *plot, const Drawing *drawing, GTimeZone *zone, gint64 step_us)
{
  gint64 before_us = G_MININT64;

  g_array_sort (drawing->labels, compare_left);
  for (guint i = 1; i < drawing->labels->len; i++)
    {
      const graphene_rect_t *left = &g_array_index (drawing->labels, graphene_rect_t, i - 1);
      const graphene_rect_t *right = &g_array_index (drawing->labels, graphene_rect_t, i);

      g_assert_cmpfloat (left->origin.x + left->size.width + 4, <, right->origin.x);
    }

  for (guint i = 0; i < drawing->lines_px->len; i++)
    {
      double x_px = g_array_index (drawing->lines_px, double, i);
      gint64 shown_us = sonde_plot_x_to_time (plot, x_px);
      /* What is a pixel beside it is far less than this. */
      gint64 unit_us = MIN (step_us, 15 * G_TIME_SPAN_MINUTE);
      gint64 time_us = (shown_us + unit_us / 2) / unit_us * unit_us;
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_TIME_SPAN_SECOND);
      g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
      gint64 clock_us = g_date_time_get_hour (local) * G_TIME_SPAN_HOUR +
                        g_date_time_get_minute (local) * G_TIME_SPAN_MINUTE;
      g_autofree char *text = g_date_time_format_iso8601 (local);

      g_test_message ("hairline at %s", text);
      g_assert_cmpfloat (fabs (sonde_plot_time_to_x (plot, time_us) - x_px), <=, 1);
      g_assert_cmpint (clock_us % step_us, ==, 0);
      g_assert_cmpint (time_us, >, before_us);
      before_us = time_us;
    }
}

static void
test_night (gconstpointer data)
{
  static const struct
  {
    const char *from;
    gint64 span_us;
    int width_px;
    gint64 step_us;
    guint n_lines; /* or 0: any */
  } views[] = {
    /* At 1:00 UTC it is 3:00, and no 2:00 was. */
    { "2026-03-28T23:30:00Z", 5 * G_TIME_SPAN_HOUR, 500, G_TIME_SPAN_HOUR, 5 },
    { "2026-03-28T21:30:00Z", 12 * G_TIME_SPAN_HOUR, 600, 2 * G_TIME_SPAN_HOUR, 0 },
    { "2026-03-28T11:00:00Z", 36 * G_TIME_SPAN_HOUR, 700, 3 * G_TIME_SPAN_HOUR, 0 },
    { "2026-03-29T00:40:00Z", 40 * G_TIME_SPAN_MINUTE, 500, 5 * G_TIME_SPAN_MINUTE, 0 },
    /* At 0:00 UTC it is 2:00, and at 1:00 UTC it is 2:00 again. */
    { "2026-10-24T22:30:00Z", 5 * G_TIME_SPAN_HOUR, 500, G_TIME_SPAN_HOUR, 5 },
    { "2026-10-24T20:30:00Z", 12 * G_TIME_SPAN_HOUR, 600, 2 * G_TIME_SPAN_HOUR, 0 },
    { "2026-10-24T11:00:00Z", 36 * G_TIME_SPAN_HOUR, 700, 3 * G_TIME_SPAN_HOUR, 0 },
    { "2026-10-25T00:40:00Z", 40 * G_TIME_SPAN_MINUTE, 500, 5 * G_TIME_SPAN_MINUTE, 0 },
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (PARIS);

  g_assert_nonnull (zone);
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autoptr (SondeDataset) dataset = sonde_dataset_new (100);
      SondeChannel *channel = sonde_dataset_ensure_channel (dataset, "temperature");
      g_autoptr (SondeViewport) viewport = sonde_viewport_new ();
      g_autoptr (SondePlot) plot = NULL;
      g_auto (SondeStyle) style = { 0 };
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      g_autoptr (GskRenderNode) node = NULL;
      Drawing drawing = { g_array_new (FALSE, FALSE, sizeof (double)),
                          g_array_new (FALSE, FALSE, sizeof (graphene_rect_t)), 0 };
      gint64 start_us = parse_us (views[i].from);

      g_test_message ("%s, %d pixels", views[i].from, views[i].width_px);
      sonde_viewport_set_follow (viewport, FALSE);
      sonde_viewport_set_range (viewport, start_us, start_us + views[i].span_us);
      plot = sonde_plot_new (channel, dataset, viewport);
      sonde_plot_set_time_zone (plot, zone);
      sonde_plot_set_area (plot, &(GdkRectangle){ 0, 0, views[i].width_px, HEIGHT_PX },
                           views[i].width_px, 1);
      sonde_style_init_for_paper (&style, FALSE);
      sonde_painter_draw_once (&sonde_grid_painter, plot, &style, snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, HEIGHT_PX));
      sonde_painter_draw_once (&sonde_time_axis_painter, plot, &style, snapshot);
      node = gtk_snapshot_free_to_node (snapshot);
      add_node (&drawing, node);

      g_assert_cmpuint (drawing.lines_px->len, >=, 3);
      g_assert_cmpuint (drawing.labels->len, >=, 2);
      if (views[i].n_lines > 0)
        g_assert_cmpuint (drawing.lines_px->len, ==, views[i].n_lines);
      check (plot, &drawing, zone, views[i].step_us);
      g_array_unref (drawing.lines_px);
      g_array_unref (drawing.labels);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Painters need GTK's types, but no display. */
  gtk_init_check ();

  g_test_add_data_func ("/daylight/nights", NULL, test_night);

  return g_test_run ();
}
