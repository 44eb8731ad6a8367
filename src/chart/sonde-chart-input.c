/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chart-input.h"

/* What one step of a wheel, or one press of a key, multiplies the span by. */
#define ZOOM_STEP 1.25
/* What one step of a horizontal wheel, or one press of a key, shifts: a share of the span. */
#define PAN_STEP 0.1
/* How far a drag goes before it is one. */
#define DRAG_THRESHOLD_PX 6

/* What the controllers of one chart share; owned by the chart's qdata, which outlives its
 * controllers. */
typedef struct
{
  GtkWidget *chart;
  SondePlot *plot;
  double pointer_px;
  double dragged_px;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;

  g_clear_object (&input->plot);
  g_free (input);
}

static SondeViewport *
get_viewport (Input *input)
{
  return sonde_plot_get_viewport (input->plot);
}

static void
point_at (Input *input, double x_px)
{
  const GdkRectangle *area = sonde_plot_get_area (input->plot);

  input->pointer_px = x_px;
  if (area->width > 0 && x_px >= area->x && x_px <= area->x + area->width)
    sonde_viewport_set_cursor_us (get_viewport (input), sonde_plot_x_to_time (input->plot, x_px));
  else
    sonde_viewport_set_cursor_us (get_viewport (input), SONDE_VIEWPORT_NO_CURSOR);
}

static void
on_motion (GtkEventControllerMotion *controller, double x_px, double y_px, Input *input)
{
  point_at (input, x_px);
}

static void
on_leave (GtkEventControllerMotion *controller, Input *input)
{
  sonde_viewport_set_cursor_us (get_viewport (input), SONDE_VIEWPORT_NO_CURSOR);
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

  if ((state & GDK_SHIFT_MASK) != 0)
    {
      dx += dy;
      dy = 0;
    }

  if (dx != 0)
    {
      pan (input, dx * PAN_STEP);
      return GDK_EVENT_STOP;
    }

  if (dy == 0 || ((state & GDK_CONTROL_MASK) == 0 && page_scrolls (input)))
    return GDK_EVENT_PROPAGATE;

  zoom (input, dy > 0 ? 1 + (ZOOM_STEP - 1) * dy : 1 / (1 - (ZOOM_STEP - 1) * dy),
        input->pointer_px);

  return GDK_EVENT_STOP;
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x_px, double y_px, Input *input)
{
  input->dragged_px = 0;
}

/* A drag that is more down than along is the page's to scroll. */
static void
on_drag_update (GtkGestureDrag *gesture, double dx_px, double dy_px, Input *input)
{
  GdkEventSequence *sequence = gtk_gesture_get_last_updated_sequence (GTK_GESTURE (gesture));
  const GdkRectangle *area = sonde_plot_get_area (input->plot);

  if (gtk_gesture_get_sequence_state (GTK_GESTURE (gesture), sequence) !=
      GTK_EVENT_SEQUENCE_CLAIMED)
    {
      if (ABS (dx_px) < DRAG_THRESHOLD_PX && ABS (dy_px) < DRAG_THRESHOLD_PX)
        return;

      gtk_gesture_set_state (GTK_GESTURE (gesture), ABS (dx_px) >= ABS (dy_px)
                                                        ? GTK_EVENT_SEQUENCE_CLAIMED
                                                        : GTK_EVENT_SEQUENCE_DENIED);
      if (ABS (dx_px) < ABS (dy_px))
        return;
    }

  if (area->width <= 0)
    return;

  pan (input, (input->dragged_px - dx_px) / area->width);
  input->dragged_px = dx_px;
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x_px, double y_px, Input *input)
{
  gtk_widget_grab_focus (input->chart);

  if (n_press == 2)
    sonde_viewport_set_follow (get_viewport (input), TRUE);
}

static void
on_scale_begin (GtkGesture *gesture, GdkEventSequence *sequence, Input *input)
{
  input->dragged_px = 1;
}

static void
on_scale_changed (GtkGestureZoom *gesture, double scale, Input *input)
{
  double x_px = input->pointer_px;

  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x_px, NULL);
  if (scale > 0)
    zoom (input, input->dragged_px / scale, x_px);
  input->dragged_px = scale;
}

/* Moves the crosshair to the next sample in view, or to the first or last one. */
static void
step_to (Input *input, gint64 from_us, gboolean forward)
{
  SondeSeries *series = sonde_channel_get_series (sonde_plot_get_channel (input->plot));
  SondeSample sample;

  if (sonde_series_get_neighbour (series, from_us, forward, &sample) &&
      sample.time_us >= sonde_plot_get_origin_us (input->plot) &&
      sample.time_us <= sonde_plot_get_end_us (input->plot))
    sonde_viewport_set_cursor_us (get_viewport (input), sample.time_us);
}

static void
step (Input *input, gboolean forward)
{
  gint64 cursor_us = sonde_viewport_get_cursor_us (get_viewport (input));

  if (cursor_us == SONDE_VIEWPORT_NO_CURSOR)
    step_to (input, sonde_plot_get_end_us (input->plot) + 1, FALSE);
  else
    step_to (input, cursor_us, forward);
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                Input *input)
{
  const GdkRectangle *area = sonde_plot_get_area (input->plot);
  double middle_px = area->x + area->width / 2.0;
  gboolean control = (state & GDK_CONTROL_MASK) != 0;

  if ((state & GDK_ALT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      if (control)
        pan (input, -PAN_STEP);
      else
        step (input, FALSE);
      return GDK_EVENT_STOP;

    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      if (control)
        pan (input, PAN_STEP);
      else
        step (input, TRUE);
      return GDK_EVENT_STOP;

    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      step_to (input, sonde_plot_get_origin_us (input->plot) - 1, TRUE);
      return GDK_EVENT_STOP;

    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      step_to (input, sonde_plot_get_end_us (input->plot) + 1, FALSE);
      return GDK_EVENT_STOP;

    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      zoom (input, 1 / ZOOM_STEP, middle_px);
      return GDK_EVENT_STOP;

    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      zoom (input, ZOOM_STEP, middle_px);
      return GDK_EVENT_STOP;

    case GDK_KEY_Escape:
      if (sonde_viewport_get_cursor_us (get_viewport (input)) == SONDE_VIEWPORT_NO_CURSOR)
        return GDK_EVENT_PROPAGATE;
      sonde_viewport_set_cursor_us (get_viewport (input), SONDE_VIEWPORT_NO_CURSOR);
      return GDK_EVENT_STOP;

    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/**
 * sonde_chart_input_attach:
 * @chart: the widget
 * @plot: what it draws
 *
 * Lets pointer, touch and keys move the viewport of a plot and its cursor: motion and the arrow
 * keys the crosshair, a wheel, a pinch, plus and minus the span, a drag, a horizontal wheel and
 * Control with an arrow the time; a double click returns to the present.
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
