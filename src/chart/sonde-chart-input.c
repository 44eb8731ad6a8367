/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chart-input.h"
#include "sonde-chart-keys.h"
#include "sonde-kinetic.h"

#include <math.h>

/* How far a drag goes before it is one. */
#define DRAG_THRESHOLD_PX 6
/* A chosen span narrower than this was a click. */
#define LEAST_SELECTION_PX 4

/* What the controllers of one chart share; owned by the chart's qdata, which outlives its
 * controllers. */
typedef struct
{
  GtkWidget *chart;
  SondePlot *plot;
  double pointer_px;
  gboolean pointed;
  double dragged_px;
  double last_scale;
  gboolean chooses;
  gint64 chosen_from_us;
  SondeKinetic kinetic;
  guint kinetic_id;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;

  g_signal_handlers_disconnect_by_data (input->plot, input);
  g_clear_object (&input->plot);
  g_free (input);
}

static SondeViewport *
get_viewport (Input *input)
{
  return sonde_plot_get_viewport (input->plot);
}

static void
stop_kinetic (Input *input)
{
  if (input->kinetic_id != 0)
    gtk_widget_remove_tick_callback (input->chart, input->kinetic_id);
  input->kinetic_id = 0;
}

static gboolean
in_area (Input *input, double x_px)
{
  const GdkRectangle *area = sonde_plot_get_area (input->plot);

  return area->width > 0 && x_px >= area->x && x_px <= area->x + area->width;
}

static void
point_at (Input *input, double x_px)
{
  input->pointer_px = x_px;
  input->pointed = in_area (input, x_px);
  sonde_viewport_set_cursor_us (get_viewport (input), input->pointed
                                                          ? sonde_plot_x_to_time (input->plot, x_px)
                                                          : SONDE_VIEWPORT_NO_TIME);
}

static void
on_motion (GtkEventControllerMotion *controller, double x_px, double y_px, Input *input)
{
  point_at (input, x_px);
}

static void
on_leave (GtkEventControllerMotion *controller, Input *input)
{
  input->pointed = FALSE;
  sonde_viewport_set_cursor_us (get_viewport (input), SONDE_VIEWPORT_NO_TIME);
}

/* The crosshair stays under a still pointer while time moves on below it. */
static void
on_plot_changed (SondePlot *plot, SondePlotChange what, Input *input)
{
  if (input->pointed && (what & (SONDE_PLOT_TIME | SONDE_PLOT_AREA)) != 0)
    point_at (input, input->pointer_px);
}

/* A wheel over a chart inside a page that scrolls must scroll the page. */
static gboolean
page_scrolls (Input *input)
{
  GtkWidget *page = gtk_widget_get_ancestor (input->chart, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment;

  if (page == NULL)
    return FALSE;

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (page));

  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_lower (adjustment) >
         gtk_adjustment_get_page_size (adjustment);
}

static void
zoom (Input *input, double factor, double x_px)
{
  sonde_viewport_zoom (get_viewport (input), factor, sonde_plot_x_to_time (input->plot, x_px));
}

static void
pan (Input *input, double share)
{
  double span_us = (double) sonde_viewport_get_span_us (get_viewport (input));

  sonde_viewport_pan (get_viewport (input), (gint64) (share * span_us));
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, Input *input)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (controller));

  stop_kinetic (input);
  if ((state & GDK_SHIFT_MASK) != 0)
    {
      dx += dy;
      dy = 0;
    }

  if (dx != 0 && ABS (dx) >= ABS (dy))
    {
      pan (input, dx * SONDE_CHART_PAN_STEP);
      return GDK_EVENT_STOP;
    }

  if (dy == 0 || ((state & GDK_CONTROL_MASK) == 0 && page_scrolls (input)))
    return GDK_EVENT_PROPAGATE;

  zoom (input, pow (SONDE_CHART_ZOOM_STEP, dy), input->pointer_px);

  return GDK_EVENT_STOP;
}

static gboolean
on_kinetic_tick (GtkWidget *chart, GdkFrameClock *clock, gpointer data)
{
  Input *input = data;
  const GdkRectangle *area = sonde_plot_get_area (input->plot);
  gint64 start_us = sonde_viewport_get_start_us (get_viewport (input));
  double moved_px = sonde_kinetic_advance (&input->kinetic, gdk_frame_clock_get_frame_time (clock));

  if (area->width > 0 && moved_px != 0)
    pan (input, -moved_px / area->width);

  /* At an edge of the data it stands still, however fast it came. */
  if (input->kinetic.velocity_px_s != 0 &&
      start_us != sonde_viewport_get_start_us (get_viewport (input)))
    return G_SOURCE_CONTINUE;

  if (moved_px == 0 && input->kinetic.velocity_px_s != 0)
    return G_SOURCE_CONTINUE;

  input->kinetic_id = 0;

  return G_SOURCE_REMOVE;
}

static void
start_kinetic (Input *input)
{
  gboolean animate = TRUE;

  g_object_get (gtk_widget_get_settings (input->chart), "gtk-enable-animations", &animate, NULL);
  if (animate && sonde_kinetic_release (&input->kinetic, g_get_monotonic_time ()))
    input->kinetic_id = gtk_widget_add_tick_callback (input->chart, on_kinetic_tick, input, NULL);
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x_px, double y_px, Input *input)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (gesture));

  stop_kinetic (input);
  input->dragged_px = 0;
  input->chooses = in_area (input, x_px) && ((state & GDK_SHIFT_MASK) != 0 ||
                                             sonde_viewport_get_selecting (get_viewport (input)));
  input->chosen_from_us = sonde_plot_x_to_time (input->plot, x_px);
  sonde_kinetic_begin (&input->kinetic, g_get_monotonic_time ());
}

/* A drag that is more down than along is the page's to scroll. */
static gboolean
claim_drag (GtkGestureDrag *gesture, double dx_px, double dy_px)
{
  GdkEventSequence *sequence = gtk_gesture_get_last_updated_sequence (GTK_GESTURE (gesture));

  if (gtk_gesture_get_sequence_state (GTK_GESTURE (gesture), sequence) ==
      GTK_EVENT_SEQUENCE_CLAIMED)
    return TRUE;

  if (ABS (dx_px) < DRAG_THRESHOLD_PX && ABS (dy_px) < DRAG_THRESHOLD_PX)
    return FALSE;

  gtk_gesture_set_state (GTK_GESTURE (gesture), ABS (dx_px) >= ABS (dy_px)
                                                    ? GTK_EVENT_SEQUENCE_CLAIMED
                                                    : GTK_EVENT_SEQUENCE_DENIED);

  return ABS (dx_px) >= ABS (dy_px);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx_px, double dy_px, Input *input)
{
  const GdkRectangle *area = sonde_plot_get_area (input->plot);

  if (area->width <= 0 || !claim_drag (gesture, dx_px, dy_px))
    return;

  if (input->chooses)
    {
      sonde_viewport_set_selection (
          get_viewport (input), input->chosen_from_us,
          CLAMP (input->chosen_from_us +
                     (gint64) (dx_px * (double) sonde_viewport_get_span_us (get_viewport (input)) /
                               area->width),
                 sonde_plot_get_origin_us (input->plot), sonde_plot_get_end_us (input->plot)));
      return;
    }

  sonde_kinetic_track (&input->kinetic, dx_px, g_get_monotonic_time ());
  pan (input, (input->dragged_px - dx_px) / area->width);
  input->dragged_px = dx_px;
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx_px, double dy_px, Input *input)
{
  SondeViewport *viewport = get_viewport (input);
  gint64 from_us;
  gint64 to_us;

  if (!input->chooses)
    {
      if (input->dragged_px != 0)
        start_kinetic (input);
      return;
    }

  input->chooses = FALSE;
  if (!sonde_viewport_get_selection (viewport, &from_us, &to_us))
    return;

  sonde_viewport_set_selection (viewport, SONDE_VIEWPORT_NO_TIME, SONDE_VIEWPORT_NO_TIME);
  sonde_viewport_set_selecting (viewport, FALSE);
  if (sonde_plot_time_to_x (input->plot, to_us) - sonde_plot_time_to_x (input->plot, from_us) >=
      LEAST_SELECTION_PX)
    sonde_viewport_zoom_to (viewport, from_us, to_us);
}

/* Another gesture took the drag over: a second finger that pinches. */
static void
on_drag_cancel (GtkGesture *gesture, GdkEventSequence *sequence, Input *input)
{
  input->chooses = FALSE;
  sonde_viewport_set_selection (get_viewport (input), SONDE_VIEWPORT_NO_TIME,
                                SONDE_VIEWPORT_NO_TIME);
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x_px, double y_px, Input *input)
{
  stop_kinetic (input);
  gtk_widget_grab_focus (input->chart);

  if (n_press == 2)
    sonde_viewport_set_follow (get_viewport (input), TRUE);
}

static void
on_scale_begin (GtkGesture *gesture, GdkEventSequence *sequence, Input *input)
{
  stop_kinetic (input);
  input->last_scale = 1;
}

static void
on_scale_changed (GtkGestureZoom *gesture, double scale, Input *input)
{
  double x_px = input->pointer_px;

  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x_px, NULL);
  if (scale > 0)
    zoom (input, input->last_scale / scale, x_px);
  input->last_scale = scale;
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                Input *input)
{
  stop_kinetic (input);
  if (!sonde_chart_keys_press (input->plot, keyval, state))
    return GDK_EVENT_PROPAGATE;

  /* The crosshair now is where the keys have put it, wherever the pointer rests. */
  input->pointed = FALSE;

  return GDK_EVENT_STOP;
}

/**
 * sonde_chart_input_attach:
 * @chart: the widget
 * @plot: what it draws
 *
 * Lets pointer, touch and keys move the viewport of a plot and its cursor: motion the crosshair, a
 * wheel and a pinch the span, a drag and a horizontal wheel the time; a drag with Shift chooses a
 * span; a double click returns to the present. For keys see `sonde_chart_keys_press()`.
 */
void
sonde_chart_input_attach (GtkWidget *chart, SondePlot *plot)
{
  Input *input;
  GtkEventController *controller;

  g_return_if_fail (GTK_IS_WIDGET (chart));
  g_return_if_fail (SONDE_IS_PLOT (plot));

  input = g_new0 (Input, 1);
  input->chart = chart;
  input->plot = g_object_ref (plot);
  g_object_set_data_full (G_OBJECT (chart), "sonde-chart-input", input, free_input);
  g_signal_connect (plot, "changed", G_CALLBACK (on_plot_changed), input);

  controller = gtk_event_controller_motion_new ();
  g_signal_connect (controller, "enter", G_CALLBACK (on_motion), input);
  g_signal_connect (controller, "motion", G_CALLBACK (on_motion), input);
  g_signal_connect (controller, "leave", G_CALLBACK (on_leave), input);
  gtk_widget_add_controller (chart, controller);

  controller = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  g_signal_connect (controller, "scroll", G_CALLBACK (on_scroll), input);
  gtk_widget_add_controller (chart, controller);

  controller = GTK_EVENT_CONTROLLER (gtk_gesture_drag_new ());
  g_signal_connect (controller, "drag-begin", G_CALLBACK (on_drag_begin), input);
  g_signal_connect (controller, "drag-update", G_CALLBACK (on_drag_update), input);
  g_signal_connect (controller, "drag-end", G_CALLBACK (on_drag_end), input);
  g_signal_connect (controller, "cancel", G_CALLBACK (on_drag_cancel), input);
  gtk_widget_add_controller (chart, controller);

  controller = GTK_EVENT_CONTROLLER (gtk_gesture_click_new ());
  g_signal_connect (controller, "pressed", G_CALLBACK (on_pressed), input);
  gtk_widget_add_controller (chart, controller);

  controller = GTK_EVENT_CONTROLLER (gtk_gesture_zoom_new ());
  g_signal_connect (controller, "begin", G_CALLBACK (on_scale_begin), input);
  g_signal_connect (controller, "scale-changed", G_CALLBACK (on_scale_changed), input);
  gtk_widget_add_controller (chart, controller);

  controller = gtk_event_controller_key_new ();
  g_signal_connect (controller, "key-pressed", G_CALLBACK (on_key_pressed), input);
  gtk_widget_add_controller (chart, controller);
}
