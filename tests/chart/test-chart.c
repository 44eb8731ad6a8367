/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chart.h"
#include "sonde-layer.h"
#include "sonde-value-axis.h"

#include <X11/Xlib.h>
#include <gdk/x11/gdkx.h>

#define DEADLINE_S 10
#define N_SAMPLES  20
#define START_US   (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

typedef struct
{
  SondeDataset *dataset;
  SondeViewport *viewport;
  GtkWidget *window;
  GtkWidget *charts[2];
} Fixture;

static gboolean
on_deadline (gpointer data)
{
  g_error ("Waited %d seconds for %s", DEADLINE_S, (const char *) data);

  return G_SOURCE_REMOVE;
}

static void
wait_for_map (Fixture *fixture, gboolean mapped)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline,
                                          (gpointer) "the charts to appear or disappear");

  while (gtk_widget_get_mapped (fixture->charts[1]) != mapped ||
         (mapped && gtk_widget_get_width (fixture->charts[1]) == 0))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "temperature", "pression" };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  fixture->dataset = sonde_dataset_new (1000);
  fixture->viewport = sonde_viewport_new ();
  sonde_viewport_set_follow (fixture->viewport, FALSE);
  sonde_viewport_set_range (fixture->viewport, START_US - G_TIME_SPAN_SECOND,
                            START_US + N_SAMPLES * G_TIME_SPAN_SECOND);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 500, 400);
  gtk_window_set_child (GTK_WINDOW (fixture->window), box);

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      SondeChannel *channel = sonde_dataset_ensure_channel (fixture->dataset, ids[i]);

      for (int j = 0; j < N_SAMPLES; j++)
        sonde_series_append (sonde_channel_get_series (channel), START_US + j * G_TIME_SPAN_SECOND,
                             i == 0 ? j % 3 : 101400 + j);
      fixture->charts[i] = sonde_chart_new (channel, fixture->dataset, fixture->viewport);
      gtk_box_append (GTK_BOX (box), fixture->charts[i]);
    }

  sonde_chart_set_show_time_axis (SONDE_CHART (fixture->charts[1]), TRUE);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_for_map (fixture, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GtkWidget *charts[2];

  for (gsize i = 0; i < G_N_ELEMENTS (charts); i++)
    charts[i] = g_object_ref (fixture->charts[i]);

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;

  for (gsize i = 0; i < G_N_ELEMENTS (charts); i++)
    g_assert_finalize_object (charts[i]);
  g_assert_finalize_object (fixture->viewport);
  g_assert_finalize_object (fixture->dataset);
}

static GtkWidget *
find_child (GtkWidget *chart, GType type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (chart); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (G_TYPE_CHECK_INSTANCE_TYPE (child, type))
      return child;

  g_assert_not_reached ();
}

static GtkEventController *
find_controller (GtkWidget *chart, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (chart);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type))
        return controller;
    }

  g_assert_not_reached ();
}

static gboolean
press (Fixture *fixture, guint keyval, GdkModifierType state)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (find_controller (fixture->charts[0], GTK_TYPE_EVENT_CONTROLLER_KEY),
                         "key-pressed", keyval, 0, state, &handled);

  return handled;
}

static void
test_axes_align (Fixture *fixture, gconstpointer data)
{
  int width_px = gtk_widget_get_width (find_child (fixture->charts[0], SONDE_TYPE_VALUE_AXIS));

  g_assert_cmpint (width_px, >, 40);
  g_assert_cmpint (gtk_widget_get_width (find_child (fixture->charts[1], SONDE_TYPE_VALUE_AXIS)),
                   ==, width_px);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint keyval;
    int sample;
  } cases[] = {
    { GDK_KEY_Left, N_SAMPLES - 1 },
    { GDK_KEY_Left, N_SAMPLES - 2 },
    { GDK_KEY_Right, N_SAMPLES - 1 },
    { GDK_KEY_Right, N_SAMPLES - 1 },
    { GDK_KEY_Home, 0 },
    { GDK_KEY_Left, 0 },
    { GDK_KEY_Right, 1 },
    { GDK_KEY_End, N_SAMPLES - 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (press (fixture, cases[i].keyval, 0));
      g_assert_cmpint (sonde_viewport_get_cursor_us (fixture->viewport), ==,
                       START_US + cases[i].sample * G_TIME_SPAN_SECOND);
    }

  g_assert_true (press (fixture, GDK_KEY_Escape, 0));
  g_assert_cmpint (sonde_viewport_get_cursor_us (fixture->viewport), ==, SONDE_VIEWPORT_NO_CURSOR);
  g_assert_false (press (fixture, GDK_KEY_Escape, 0));
  g_assert_false (press (fixture, GDK_KEY_Left, GDK_ALT_MASK));
  g_assert_false (press (fixture, GDK_KEY_a, 0));
  g_assert_false (press (fixture, GDK_KEY_x, 0));
}

static void
test_span_keys (Fixture *fixture, gconstpointer data)
{
  gint64 span_us = sonde_viewport_get_span_us (fixture->viewport);
  gint64 end_us = sonde_viewport_get_end_us (fixture->viewport);

  g_assert_true (press (fixture, GDK_KEY_plus, 0));
  g_assert_cmpint (sonde_viewport_get_span_us (fixture->viewport), <, span_us);
  g_assert_true (press (fixture, GDK_KEY_minus, 0));
  g_assert_true (press (fixture, GDK_KEY_minus, 0));
  g_assert_cmpint (sonde_viewport_get_span_us (fixture->viewport), >, span_us);
  g_assert_true (press (fixture, GDK_KEY_Left, GDK_CONTROL_MASK));
  g_assert_true (press (fixture, GDK_KEY_Left, GDK_CONTROL_MASK));
  g_assert_cmpint (sonde_viewport_get_end_us (fixture->viewport), <, end_us);
}

static void
test_pointer (Fixture *fixture, gconstpointer data)
{
  GtkEventController *motion = find_controller (fixture->charts[0],
                                                GTK_TYPE_EVENT_CONTROLLER_MOTION);
  GtkEventController *click = find_controller (fixture->charts[0], GTK_TYPE_GESTURE_CLICK);
  gint64 cursor_us;

  g_signal_emit_by_name (motion, "motion", 200.0, 50.0);
  cursor_us = sonde_viewport_get_cursor_us (fixture->viewport);
  g_assert_cmpint (cursor_us, >, sonde_viewport_get_start_us (fixture->viewport));
  g_assert_cmpint (cursor_us, <, sonde_viewport_get_end_us (fixture->viewport));

  g_signal_emit_by_name (motion, "motion", 495.0, 50.0);
  g_assert_cmpint (sonde_viewport_get_cursor_us (fixture->viewport), ==, SONDE_VIEWPORT_NO_CURSOR);

  g_signal_emit_by_name (motion, "motion", 200.0, 50.0);
  g_signal_emit_by_name (motion, "leave");
  g_assert_cmpint (sonde_viewport_get_cursor_us (fixture->viewport), ==, SONDE_VIEWPORT_NO_CURSOR);

  g_signal_emit_by_name (click, "pressed", 1, 200.0, 50.0);
  g_assert_false (sonde_viewport_get_follow (fixture->viewport));
  g_signal_emit_by_name (click, "pressed", 2, 200.0, 50.0);
  g_assert_true (sonde_viewport_get_follow (fixture->viewport));
}

static void
test_properties (Fixture *fixture, gconstpointer data)
{
  SondeChart *chart = SONDE_CHART (fixture->charts[1]);
  int with_title_px;
  int without_title_px;
  int without_axis_px;

  gtk_widget_measure (fixture->charts[1], GTK_ORIENTATION_VERTICAL, -1, &with_title_px, NULL, NULL,
                      NULL);
  g_object_set (chart, "show-title", FALSE, NULL);
  g_assert_false (sonde_chart_get_show_title (chart));
  gtk_widget_measure (fixture->charts[1], GTK_ORIENTATION_VERTICAL, -1, &without_title_px, NULL,
                      NULL, NULL);
  g_assert_cmpint (without_title_px, <, with_title_px);

  g_object_set (chart, "show-time-axis", FALSE, "show-mark-labels", FALSE, NULL);
  gtk_widget_measure (fixture->charts[1], GTK_ORIENTATION_VERTICAL, -1, &without_axis_px, NULL,
                      NULL, NULL);
  g_assert_cmpint (without_axis_px, <, without_title_px);
  g_assert_false (sonde_chart_get_show_time_axis (chart));
  g_assert_false (sonde_chart_get_show_mark_labels (chart));
}

static int
get_axis_width (GtkWidget *chart)
{
  int width_px;

  gtk_widget_measure (find_child (chart, SONDE_TYPE_VALUE_AXIS), GTK_ORIENTATION_HORIZONTAL, -1,
                      &width_px, NULL, NULL, NULL);

  return width_px;
}

/* A chart that is not shown neither looks at its data nor lays out a label. */
static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  SondeChart *chart = SONDE_CHART (fixture->charts[0]);
  int width_px = get_axis_width (fixture->charts[0]);

  gtk_widget_set_visible (fixture->window, FALSE);
  wait_for_map (fixture, FALSE);

  sonde_series_append (sonde_channel_get_series (sonde_chart_get_channel (chart)), START_US,
                       1234567890123.0);
  sonde_viewport_pan (fixture->viewport, -G_TIME_SPAN_SECOND);
  sonde_chart_refresh (chart);
  g_assert_cmpint (get_axis_width (fixture->charts[0]), ==, width_px);

  gtk_widget_set_visible (fixture->window, TRUE);
  wait_for_map (fixture, TRUE);
  sonde_chart_refresh (chart);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (get_axis_width (fixture->charts[0]), >, width_px);
}

static SondeLayer *
find_layer (GtkWidget *chart, guint index)
{
  for (GtkWidget *child = gtk_widget_get_first_child (chart); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (SONDE_IS_LAYER (child) && index-- == 0)
      return SONDE_LAYER (child);

  g_assert_not_reached ();
}

static guint
count_layers (GtkWidget *chart)
{
  guint n_layers = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (chart); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_layers += SONDE_IS_LAYER (child);

  return n_layers;
}

static void
wait_for_frame (Fixture *fixture)
{
  SondeLayer *crosshair = find_layer (fixture->charts[0], count_layers (fixture->charts[0]) - 1);
  guint n_before = sonde_layer_get_n_snapshots (crosshair);
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline,
                                          (gpointer) "the crosshair to be drawn");

  gtk_widget_queue_draw (GTK_WIDGET (crosshair));
  while (sonde_layer_get_n_snapshots (crosshair) == n_before)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static guint
count_snapshots (Fixture *fixture)
{
  guint n_snapshots = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (fixture->charts); i++)
    for (guint j = 0; j < count_layers (fixture->charts[i]); j++)
      n_snapshots += sonde_layer_get_n_snapshots (find_layer (fixture->charts[i], j));

  return n_snapshots;
}

static gboolean
is_minimized (Fixture *fixture)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (fixture->window));

  return (gdk_toplevel_get_state (GDK_TOPLEVEL (surface)) & GDK_TOPLEVEL_STATE_MINIMIZED) != 0;
}

static void
wait_for_minimized (Fixture *fixture, gboolean minimized)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline,
                                          (gpointer) "the window to be minimised or restored");

  while (is_minimized (fixture) != minimized)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static gboolean
on_pause_over (gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
feed (Fixture *fixture, int count)
{
  for (int i = 0; i < count; i++)
    {
      gboolean over = FALSE;

      for (gsize j = 0; j < G_N_ELEMENTS (fixture->charts); j++)
        {
          SondeChart *chart = SONDE_CHART (fixture->charts[j]);

          sonde_series_append (sonde_channel_get_series (sonde_chart_get_channel (chart)),
                               START_US + (N_SAMPLES + i) * G_TIME_SPAN_SECOND, 1000.0 * i);
          sonde_chart_refresh (chart);
        }
      sonde_viewport_pan (fixture->viewport, G_TIME_SPAN_SECOND);
      /* As long as several frames would take. */
      g_timeout_add (100, on_pause_over, &over);
      while (!over)
        g_main_context_iteration (NULL, TRUE);
    }
}

/* A window manager that minimises a window takes it off the screen, and nothing is drawn of what
 * goes on meanwhile. */
static void
test_minimized (Fixture *fixture, gconstpointer data)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (fixture->window));
  Display *display = gdk_x11_display_get_xdisplay (gdk_surface_get_display (surface));
  Window window = gdk_x11_surface_get_xid (surface);
  guint n_before;

  wait_for_frame (fixture);
  n_before = count_snapshots (fixture);
  feed (fixture, 3);
  g_assert_cmpuint (count_snapshots (fixture), >, n_before);

  XUnmapWindow (display, window);
  XFlush (display);
  wait_for_minimized (fixture, TRUE);
  n_before = count_snapshots (fixture);
  feed (fixture, 5);
  g_assert_cmpuint (count_snapshots (fixture), ==, n_before);

  XMapWindow (display, window);
  XFlush (display);
  wait_for_minimized (fixture, FALSE);
  wait_for_frame (fixture);
  g_assert_cmpuint (count_snapshots (fixture), >, n_before);
}

/* However the pointer moves over the data, only the crosshair is drawn anew. */
static void
test_hover (Fixture *fixture, gconstpointer data)
{
  GtkEventController *motion = find_controller (fixture->charts[0],
                                                GTK_TYPE_EVENT_CONTROLLER_MOTION);
  guint n_layers = count_layers (fixture->charts[0]);
  guint n_before[16] = { 0 };

  g_assert_cmpuint (n_layers, <, G_N_ELEMENTS (n_before));
  wait_for_frame (fixture);
  wait_for_frame (fixture);
  for (guint i = 0; i < n_layers; i++)
    n_before[i] = sonde_layer_get_n_snapshots (find_layer (fixture->charts[0], i));

  for (int i = 0; i < 20; i++)
    {
      g_signal_emit_by_name (motion, "motion", 100.0 + 7 * i, 50.0);
      wait_for_frame (fixture);
    }

  for (guint i = 0; i + 1 < n_layers; i++)
    g_assert_cmpuint (sonde_layer_get_n_snapshots (find_layer (fixture->charts[0], i)), ==,
                      n_before[i]);
  g_assert_cmpuint (sonde_layer_get_n_snapshots (find_layer (fixture->charts[0], n_layers - 1)), >=,
                    n_before[n_layers - 1] + 20);
}

/* The crosshair stays under a still pointer while the present moves on, but where the keys have put
 * it, it stays with its measure. */
static void
test_still_pointer (Fixture *fixture, gconstpointer data)
{
  GtkEventController *motion = find_controller (fixture->charts[0],
                                                GTK_TYPE_EVENT_CONTROLLER_MOTION);
  gint64 end_us = sonde_viewport_get_end_us (fixture->viewport);
  gint64 cursor_us;

  sonde_viewport_set_follow (fixture->viewport, TRUE);
  g_signal_emit_by_name (motion, "motion", 200.0, 50.0);
  cursor_us = sonde_viewport_get_cursor_us (fixture->viewport);
  sonde_viewport_advance (fixture->viewport, end_us + 5 * G_TIME_SPAN_SECOND);
  sonde_chart_refresh (SONDE_CHART (fixture->charts[0]));
  g_assert_cmpint (sonde_viewport_get_cursor_us (fixture->viewport), >,
                   cursor_us + 4 * G_TIME_SPAN_SECOND);

  g_assert_true (press (fixture, GDK_KEY_Left, 0));
  cursor_us = sonde_viewport_get_cursor_us (fixture->viewport);
  sonde_viewport_advance (fixture->viewport, end_us + 6 * G_TIME_SPAN_SECOND);
  sonde_chart_refresh (SONDE_CHART (fixture->charts[0]));
  g_assert_cmpint (sonde_viewport_get_cursor_us (fixture->viewport), ==, cursor_us);
}

static void
test_selection (Fixture *fixture, gconstpointer data)
{
  GtkEventController *drag = find_controller (fixture->charts[0], GTK_TYPE_GESTURE_DRAG);
  gint64 start_us = sonde_viewport_get_start_us (fixture->viewport);
  gint64 end_us = sonde_viewport_get_end_us (fixture->viewport);
  gint64 from_us;
  gint64 to_us;

  g_object_set (fixture->viewport, "selecting", TRUE, NULL);
  g_signal_emit_by_name (drag, "drag-begin", 100.0, 50.0);
  sonde_viewport_set_selection (fixture->viewport, start_us + 5 * G_TIME_SPAN_SECOND,
                                start_us + 2 * G_TIME_SPAN_SECOND);
  g_assert_true (sonde_viewport_get_selection (fixture->viewport, &from_us, &to_us));
  g_assert_cmpint (from_us, ==, start_us + 2 * G_TIME_SPAN_SECOND);
  g_signal_emit_by_name (drag, "drag-end", 60.0, 0.0);
  g_assert_false (sonde_viewport_get_selection (fixture->viewport, &from_us, &to_us));
  g_assert_false (sonde_viewport_get_selecting (fixture->viewport));
  g_assert_cmpint (sonde_viewport_get_start_us (fixture->viewport), ==,
                   start_us + 2 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (sonde_viewport_get_span_us (fixture->viewport), ==, 3 * G_TIME_SPAN_SECOND);

  g_assert_true (press (fixture, GDK_KEY_BackSpace, 0));
  g_assert_cmpint (sonde_viewport_get_start_us (fixture->viewport), ==, start_us);
  g_assert_cmpint (sonde_viewport_get_end_us (fixture->viewport), ==, end_us);
  g_assert_false (press (fixture, GDK_KEY_BackSpace, 0));

  /* Escape gives it up. */
  sonde_viewport_set_selecting (fixture->viewport, TRUE);
  g_assert_true (press (fixture, GDK_KEY_Escape, 0));
  g_assert_false (sonde_viewport_get_selecting (fixture->viewport));
}

static void
test_markers (Fixture *fixture, gconstpointer data)
{
  gint64 a_us;

  g_assert_false (press (fixture, GDK_KEY_a, 0));
  press (fixture, GDK_KEY_Home, 0);
  g_assert_true (press (fixture, GDK_KEY_a, 0));
  press (fixture, GDK_KEY_End, 0);
  g_assert_true (press (fixture, GDK_KEY_B, GDK_SHIFT_MASK));
  g_object_get (fixture->viewport, "marker-a-us", &a_us, NULL);
  g_assert_cmpint (a_us, ==, START_US);
  g_assert_cmpint (sonde_viewport_get_marker_us (fixture->viewport, SONDE_MARKER_B), ==,
                   START_US + (N_SAMPLES - 1) * G_TIME_SPAN_SECOND);
  wait_for_frame (fixture);

  g_assert_true (press (fixture, GDK_KEY_b, 0));
  g_assert_cmpint (sonde_viewport_get_marker_us (fixture->viewport, SONDE_MARKER_B), ==,
                   SONDE_VIEWPORT_NO_TIME);
  g_assert_true (press (fixture, GDK_KEY_Delete, 0));
  g_assert_cmpint (sonde_viewport_get_marker_us (fixture->viewport, SONDE_MARKER_A), ==,
                   SONDE_VIEWPORT_NO_TIME);
  g_assert_false (press (fixture, GDK_KEY_Delete, 0));
}

/* A second unit brings a second axis, and the charts of the stack stay aligned. */
static void
test_overlay (Fixture *fixture, gconstpointer data)
{
  SondeChart *chart = SONDE_CHART (fixture->charts[0]);
  SondeChannel *pressure = sonde_chart_get_channel (SONDE_CHART (fixture->charts[1]));
  SondePlot *plots[] = { sonde_chart_get_plot (chart),
                         sonde_chart_get_plot (SONDE_CHART (fixture->charts[1])) };
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline,
                                          (gpointer) "both charts to make room for an axis");
  int x_px = sonde_plot_get_area (plots[1])->x;

  g_assert_true (sonde_chart_add_channel (chart, pressure));
  g_object_set (chart, "show-statistics", TRUE, "utc", TRUE, NULL);
  while (sonde_plot_get_area (plots[0])->x <= x_px || sonde_plot_get_area (plots[1])->x <= x_px)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  g_assert_cmpint (sonde_plot_get_area (plots[0])->x, ==, sonde_plot_get_area (plots[1])->x);
  g_assert_cmpint (sonde_plot_get_area (plots[0])->width, ==,
                   sonde_plot_get_area (plots[1])->width);
  wait_for_frame (fixture);

  g_assert_true (sonde_chart_remove_channel (chart, pressure));
  g_assert_false (sonde_chart_remove_channel (chart, sonde_chart_get_channel (chart)));
  wait_for_frame (fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* A window is minimised through Xlib. */
  gdk_set_allowed_backends ("x11");
  g_assert_true (gtk_init_check ());

#define ADD(name, function) g_test_add ("/chart/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("axes-align", test_axes_align);
  ADD ("keys", test_keys);
  ADD ("span-keys", test_span_keys);
  ADD ("pointer", test_pointer);
  ADD ("properties", test_properties);
  ADD ("hidden", test_hidden);
  ADD ("minimized", test_minimized);
  ADD ("hover", test_hover);
  ADD ("still-pointer", test_still_pointer);
  ADD ("selection", test_selection);
  ADD ("markers", test_markers);
  ADD ("overlay", test_overlay);

  return g_test_run ();
}
