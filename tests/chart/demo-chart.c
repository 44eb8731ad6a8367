/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Four charts of invented weather, to look at: with --screenshot, writes one picture and ends. */
#include "config.h"

#include "sonde-chart.h"
#include "sonde-picture.h"

#include <math.h>

#define SETTLE_FRAMES 30

typedef struct
{
  GMainLoop *loop;
  GtkWidget *window;
  GPtrArray *charts;
  SondeDataset *dataset;
  SondeViewport *viewport;
  gint64 period_us;
  gint64 next_us;
  guint n_frames;
} Demo;

static char *screenshot;
static int width_px = 900;
static int height_px = 600;
static int span_s = 600;
static int period_ms = 5000;
static double cursor_share = -1;
static gboolean dark;
static gboolean rtl;
static gboolean overlay;
static gboolean markers;
static gboolean limits;
static gboolean selection;
static gboolean statistics;
static gboolean utc;
static char *export_path;

static const GOptionEntry options[] = {
  { "screenshot", 0, 0, G_OPTION_ARG_FILENAME, &screenshot, "Write a picture and end", "FILE" },
  { "width", 0, 0, G_OPTION_ARG_INT, &width_px, "Width of the window", "PX" },
  { "height", 0, 0, G_OPTION_ARG_INT, &height_px, "Height of the window", "PX" },
  { "span", 0, 0, G_OPTION_ARG_INT, &span_s, "Length of time to show", "S" },
  { "period", 0, 0, G_OPTION_ARG_INT, &period_ms, "Time between two measures", "MS" },
  { "cursor", 0, 0, G_OPTION_ARG_DOUBLE, &cursor_share, "Crosshair at a share of the span",
    "0..1" },
  { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "Use dark colours", NULL },
  { "rtl", 0, 0, G_OPTION_ARG_NONE, &rtl, "Use a right-to-left layout", NULL },
  { "overlay", 0, 0, G_OPTION_ARG_NONE, &overlay, "Draw temperature and humidity together", NULL },
  { "markers", 0, 0, G_OPTION_ARG_NONE, &markers, "Place two markers", NULL },
  { "limits", 0, 0, G_OPTION_ARG_NONE, &limits, "Show bounds", NULL },
  { "selection", 0, 0, G_OPTION_ARG_NONE, &selection, "Show a selection", NULL },
  { "statistics", 0, 0, G_OPTION_ARG_NONE, &statistics, "Show statistics", NULL },
  { "utc", 0, 0, G_OPTION_ARG_NONE, &utc, "Show universal time", NULL },
  { "export", 0, 0, G_OPTION_ARG_FILENAME, &export_path, "Write a PNG, SVG or PDF without a window",
    "FILE" },
  { NULL },
};

static const char *ids[] = { "luminosite", "temperature", "humidite", "pression" };

static double
noise (void)
{
  return g_random_double_range (-1, 1) + g_random_double_range (-1, 1);
}

static void
measure (Demo *demo, gint64 time_us)
{
  double day = fmod ((double) time_us / G_TIME_SPAN_DAY, 1.0) * 2 * G_PI;
  double minutes = (double) time_us / G_TIME_SPAN_MINUTE;
  double cloud = 0.75 + 0.2 * sin (minutes / 3.1) * sin (minutes / 7.7) +
                 0.05 * sin (minutes * 2.3);
  double temperature = 21 - 5 * cos (day - 0.6) + 0.4 * sin (minutes / 4) + 0.03 * noise ();
  const double values[] = {
    round (MAX (60 + 900 * MAX (-cos (day), 0) * cloud + 40 * cloud + 2 * noise (), 0)),
    round (temperature * 100) / 100,
    round (58 - 2.1 * (temperature - 21) + 1.2 * sin (minutes / 9) + 0.3 * noise ()),
    round (1014 + 4 * sin (minutes / 600) + 0.15 * noise ()),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    sonde_series_append (
        sonde_channel_get_series (sonde_dataset_ensure_channel (demo->dataset, ids[i])), time_us,
        values[i]);
}

static void
fill (Demo *demo, gint64 now_us)
{
  gint64 span_us = span_s * G_TIME_SPAN_SECOND;
  gint64 off_us = now_us - span_us * 55 / 100;
  gint64 on_us = now_us - span_us * 45 / 100;
  const SondeMark marks[] = {
    { now_us - span_us * 96 / 100, SONDE_MARK_CONNECTED, 0 },
    { off_us, SONDE_MARK_ETAT, 0 },
    { on_us, SONDE_MARK_ETAT, 1 },
    { on_us + span_us / 200, SONDE_MARK_PERIODE, 2500 },
    { now_us - span_us * 22 / 100, SONDE_MARK_LOST, 1006 },
    { now_us - span_us * 19 / 100, SONDE_MARK_CONNECTED, 0 },
  };
  gint64 time_us = now_us - span_us * 95 / 100;

  for (; time_us < now_us; time_us += demo->period_us)
    if (time_us >= off_us && time_us < on_us)
      sonde_dataset_add_gap (demo->dataset, time_us);
    else if (time_us >= marks[4].time_us && time_us < marks[5].time_us)
      sonde_dataset_add_gap (demo->dataset, time_us);
    else
      measure (demo, time_us);
  demo->next_us = time_us;

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    sonde_dataset_add_mark (demo->dataset, &marks[i]);
}

static void
save (Demo *demo)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (demo->window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  int width = gtk_widget_get_width (demo->window);
  int height = gtk_widget_get_height (demo->window);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (demo->window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  if (!gdk_texture_save_to_png (texture, screenshot))
    g_printerr ("Cannot write %s\n", screenshot);
  g_main_loop_quit (demo->loop);
}

static gint64
get_time (Demo *demo, double share)
{
  return sonde_viewport_x_to_time (demo->viewport, share * 1000, 1000);
}

static void
decorate (Demo *demo)
{
  if (cursor_share >= 0)
    sonde_viewport_set_cursor_us (demo->viewport, get_time (demo, cursor_share));
  if (selection)
    sonde_viewport_set_selection (demo->viewport, get_time (demo, 0.5), get_time (demo, 0.7));
  if (markers &&
      sonde_viewport_get_marker_us (demo->viewport, SONDE_MARKER_A) == SONDE_VIEWPORT_NO_TIME)
    {
      sonde_viewport_set_marker_us (demo->viewport, SONDE_MARKER_A, get_time (demo, 0.2));
      sonde_viewport_set_marker_us (demo->viewport, SONDE_MARKER_B, get_time (demo, 0.62));
    }
}

/* The charts of the window, or one plot for each. */
static GPtrArray *
create_plots (Demo *demo)
{
  GPtrArray *plots = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      SondeChannel *channel = sonde_dataset_ensure_channel (demo->dataset, ids[i]);
      SondePlot *plot;

      if (overlay && i == 2)
        {
          sonde_plot_add_channel (g_ptr_array_index (plots, 1), channel);
          continue;
        }

      plot = sonde_plot_new (channel, demo->dataset, demo->viewport);
      if (limits && i == 1)
        sonde_plot_set_limits (plot, channel, 18, 24);
      g_ptr_array_add (plots, plot);
    }

  return plots;
}

static int
export_picture (Demo *demo)
{
  g_autoptr (GPtrArray) plots = create_plots (demo);
  g_autoptr (SondePicture) picture = NULL;
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (export_path);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  SondePictureFormat format;

  if (!sonde_picture_format_from_name (export_path, &format))
    {
      g_printerr ("%s ends with neither .png, .svg nor .pdf\n", export_path);
      return 2;
    }

  decorate (demo);
  picture = sonde_picture_new (sonde_viewport_get_start_us (demo->viewport),
                               sonde_viewport_get_end_us (demo->viewport));
  sonde_picture_set_title (picture, "Weather probe");
  sonde_picture_set_dark (picture, dark);
  if (utc)
    sonde_picture_set_time_zone (picture, zone);
  for (guint i = 0; i < plots->len; i++)
    sonde_picture_add_plot (picture, g_ptr_array_index (plots, i));
  if (!sonde_picture_export (picture, file, format, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  return 0;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Demo *demo = data;
  gint64 now_us = g_get_real_time ();

  if (screenshot != NULL && ++demo->n_frames > SETTLE_FRAMES)
    {
      save (demo);
      return G_SOURCE_REMOVE;
    }

  for (; demo->next_us <= now_us; demo->next_us += demo->period_us)
    measure (demo, demo->next_us);

  sonde_viewport_advance (demo->viewport, now_us);
  decorate (demo);
  for (guint i = 0; i < demo->charts->len; i++)
    sonde_chart_refresh (g_ptr_array_index (demo->charts, i));

  return G_SOURCE_CONTINUE;
}

static void
on_destroy (GtkWidget *window, Demo *demo)
{
  g_main_loop_quit (demo->loop);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  Demo demo = { 0 };
  GtkWidget *box;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  demo.dataset = sonde_dataset_new (1000000);
  demo.viewport = sonde_viewport_new ();
  demo.period_us = MAX (period_ms, 1) * G_TIME_SPAN_MILLISECOND;
  sonde_viewport_set_span (demo.viewport, span_s * G_TIME_SPAN_SECOND);
  fill (&demo, g_get_real_time ());
  if (export_path != NULL)
    return export_picture (&demo);

  gtk_init ();
  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  g_object_set (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", dark, NULL);

  demo.loop = g_main_loop_new (NULL, FALSE);
  demo.charts = g_ptr_array_new ();

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (box, "view");
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      SondeChannel *channel = sonde_dataset_ensure_channel (demo.dataset, ids[i]);
      GtkWidget *chart;

      if (overlay && i == 2)
        {
          sonde_chart_add_channel (g_ptr_array_index (demo.charts, 1), channel);
          continue;
        }

      chart = sonde_chart_new (channel, demo.dataset, demo.viewport);
      sonde_chart_set_utc (SONDE_CHART (chart), utc);
      sonde_chart_set_show_statistics (SONDE_CHART (chart), statistics);
      if (limits && i == 1)
        sonde_plot_set_limits (sonde_chart_get_plot (SONDE_CHART (chart)), channel, 18, 24);
      sonde_chart_set_show_mark_labels (SONDE_CHART (chart), i == 0);
      sonde_chart_set_show_time_axis (SONDE_CHART (chart), i == G_N_ELEMENTS (ids) - 1);
      gtk_widget_set_vexpand (chart, TRUE);
      gtk_box_append (GTK_BOX (box), chart);
      g_ptr_array_add (demo.charts, chart);
    }

  demo.window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (demo.window), "Charts");
  gtk_window_set_default_size (GTK_WINDOW (demo.window), width_px, height_px);
  gtk_window_set_decorated (GTK_WINDOW (demo.window), screenshot == NULL);
  gtk_window_set_child (GTK_WINDOW (demo.window), box);
  gtk_widget_add_tick_callback (demo.window, on_tick, &demo, NULL);
  g_signal_connect (demo.window, "destroy", G_CALLBACK (on_destroy), &demo);
  gtk_window_present (GTK_WINDOW (demo.window));

  g_main_loop_run (demo.loop);

  g_clear_object (&demo.viewport);
  g_clear_object (&demo.dataset);
  g_clear_pointer (&demo.charts, g_ptr_array_unref);
  g_clear_pointer (&demo.loop, g_main_loop_unref);

  return 0;
}
