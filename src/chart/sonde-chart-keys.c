/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chart-keys.h"

#define PAGE_SHARE 0.8

typedef gboolean (*Action) (SondePlot *plot, double amount);

static void
set_cursor (SondePlot *plot, gint64 time_us)
{
  sonde_viewport_set_cursor_us (sonde_plot_get_viewport (plot), time_us);
}

/* Moves the crosshair to the next sample of any channel in view, or to the first or last one. */
static void
step_to (SondePlot *plot, gint64 from_us, gboolean forward)
{
  gint64 best_us = SONDE_VIEWPORT_NO_TIME;

  for (guint i = 0; i < sonde_plot_get_n_curves (plot); i++)
    {
      SondeSample sample;

      if (sonde_track_get_neighbour (sonde_plot_get_track (plot, i), from_us,
                                     sonde_plot_get_column_us (plot), forward, &sample) &&
          sample.time_us >= sonde_plot_get_origin_us (plot) &&
          sample.time_us <= sonde_plot_get_end_us (plot) &&
          (best_us == SONDE_VIEWPORT_NO_TIME || (sample.time_us < best_us) == forward))
        best_us = sample.time_us;
    }

  if (best_us != SONDE_VIEWPORT_NO_TIME)
    set_cursor (plot, best_us);
}

static gboolean
step (SondePlot *plot, double direction)
{
  gint64 cursor_us = sonde_viewport_get_cursor_us (sonde_plot_get_viewport (plot));

  if (cursor_us == SONDE_VIEWPORT_NO_TIME)
    step_to (plot, sonde_plot_get_end_us (plot) + 1, FALSE);
  else
    step_to (plot, cursor_us, direction > 0);

  return TRUE;
}

static gboolean
step_to_end (SondePlot *plot, double direction)
{
  if (direction < 0)
    step_to (plot, sonde_plot_get_origin_us (plot) - 1, TRUE);
  else
    step_to (plot, sonde_plot_get_end_us (plot) + 1, FALSE);

  return TRUE;
}

static gboolean
pan (SondePlot *plot, double share)
{
  SondeViewport *viewport = sonde_plot_get_viewport (plot);

  sonde_viewport_pan (viewport, (gint64) (share * (double) sonde_viewport_get_span_us (viewport)));

  return TRUE;
}

/* Zooms at the crosshair where there is one, else at the middle. */
static gboolean
zoom (SondePlot *plot, double factor)
{
  SondeViewport *viewport = sonde_plot_get_viewport (plot);
  gint64 anchor_us = sonde_viewport_get_cursor_us (viewport);

  if (anchor_us == SONDE_VIEWPORT_NO_TIME)
    anchor_us = sonde_viewport_get_start_us (viewport) + sonde_viewport_get_span_us (viewport) / 2;
  sonde_viewport_zoom (viewport, factor, anchor_us);

  return TRUE;
}

static gboolean
reset (SondePlot *plot, double amount)
{
  sonde_viewport_reset (sonde_plot_get_viewport (plot));

  return TRUE;
}

static gboolean
zoom_back (SondePlot *plot, double amount)
{
  return sonde_viewport_zoom_back (sonde_plot_get_viewport (plot));
}

/* Places a marker at the crosshair, or takes it away from there. */
static gboolean
mark (SondePlot *plot, double marker)
{
  SondeViewport *viewport = sonde_plot_get_viewport (plot);
  SondeMarker which = marker < 0 ? SONDE_MARKER_A : SONDE_MARKER_B;
  gint64 cursor_us = sonde_viewport_get_cursor_us (viewport);

  if (cursor_us == SONDE_VIEWPORT_NO_TIME)
    return FALSE;

  if (sonde_viewport_get_marker_us (viewport, which) == cursor_us)
    cursor_us = SONDE_VIEWPORT_NO_TIME;
  sonde_viewport_set_marker_us (viewport, which, cursor_us);

  return TRUE;
}

static gboolean
clear_markers (SondePlot *plot, double amount)
{
  SondeViewport *viewport = sonde_plot_get_viewport (plot);
  gboolean any = FALSE;

  for (guint i = 0; i < SONDE_N_MARKERS; i++)
    {
      any |= sonde_viewport_get_marker_us (viewport, i) != SONDE_VIEWPORT_NO_TIME;
      sonde_viewport_set_marker_us (viewport, i, SONDE_VIEWPORT_NO_TIME);
    }

  return any;
}

/* Gives up what is under way: a selection, then the crosshair. */
static gboolean
escape (SondePlot *plot, double amount)
{
  SondeViewport *viewport = sonde_plot_get_viewport (plot);
  gint64 from_us;
  gint64 to_us;

  if (sonde_viewport_get_selection (viewport, &from_us, &to_us) ||
      sonde_viewport_get_selecting (viewport))
    {
      sonde_viewport_set_selection (viewport, SONDE_VIEWPORT_NO_TIME, SONDE_VIEWPORT_NO_TIME);
      sonde_viewport_set_selecting (viewport, FALSE);
      return TRUE;
    }

  if (sonde_viewport_get_cursor_us (viewport) == SONDE_VIEWPORT_NO_TIME)
    return FALSE;

  set_cursor (plot, SONDE_VIEWPORT_NO_TIME);

  return TRUE;
}

/* Keys of the number pad follow those that they stand for. */
static const struct
{
  guint keyvals[3];
  GdkModifierType state;
  Action action;
  double amount;
} bindings[] = {
  { { GDK_KEY_Left, GDK_KEY_KP_Left }, 0, step, -1 },
  { { GDK_KEY_Right, GDK_KEY_KP_Right }, 0, step, 1 },
  { { GDK_KEY_Left, GDK_KEY_KP_Left }, GDK_CONTROL_MASK, pan, -SONDE_CHART_PAN_STEP },
  { { GDK_KEY_Right, GDK_KEY_KP_Right }, GDK_CONTROL_MASK, pan, SONDE_CHART_PAN_STEP },
  { { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up }, GDK_SHIFT_MASK, pan, -PAGE_SHARE },
  { { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down }, GDK_SHIFT_MASK, pan, PAGE_SHARE },
  { { GDK_KEY_Home, GDK_KEY_KP_Home }, 0, step_to_end, -1 },
  { { GDK_KEY_End, GDK_KEY_KP_End }, 0, step_to_end, 1 },
  { { GDK_KEY_plus, GDK_KEY_equal, GDK_KEY_KP_Add }, 0, zoom, 1 / SONDE_CHART_ZOOM_STEP },
  { { GDK_KEY_minus, GDK_KEY_KP_Subtract }, 0, zoom, SONDE_CHART_ZOOM_STEP },
  { { GDK_KEY_0, GDK_KEY_KP_0 }, 0, reset, 0 },
  { { GDK_KEY_BackSpace }, 0, zoom_back, 0 },
  { { GDK_KEY_a, GDK_KEY_A }, 0, mark, -1 },
  { { GDK_KEY_b, GDK_KEY_B }, 0, mark, 1 },
  { { GDK_KEY_Delete, GDK_KEY_KP_Delete }, 0, clear_markers, 0 },
  { { GDK_KEY_Escape }, 0, escape, 0 },
};

/* Signs and letters are typed with Shift on one keyboard and without it on another. */
static gboolean
matches_state (guint keyval, GdkModifierType wanted, GdkModifierType state)
{
  GdkModifierType mask = GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK;

  if (gdk_keyval_to_unicode (keyval) == 0 || wanted != 0)
    mask |= GDK_SHIFT_MASK;

  return (state & mask) == wanted;
}

/**
 * sonde_chart_keys_press:
 * @plot: what has the focus
 * @keyval: the key
 * @state: what is held with it
 *
 * Does what a key means in a chart: arrows, Home and End move the crosshair, Control with an arrow
 * and Shift with a page key the time, plus, minus and zero the span, A and B place the markers,
 * Delete takes them away, Backspace returns from a chosen span.
 *
 * Returns: whether it meant anything
 */
gboolean
sonde_chart_keys_press (SondePlot *plot, guint keyval, GdkModifierType state)
{
  g_return_val_if_fail (SONDE_IS_PLOT (plot), FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (bindings); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (bindings[i].keyvals); j++)
      if (bindings[i].keyvals[j] == keyval && keyval != 0 &&
          matches_state (keyval, bindings[i].state, state))
        return bindings[i].action (plot, bindings[i].amount);

  return FALSE;
}
