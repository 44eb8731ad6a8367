/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user marks and chooses in a view. */
#include "config.h"

#include "sonde-viewport-private.h"

#define MAX_HISTORY 32

/**
 * sonde_viewport_zoom_to:
 * @from_us: the time at one edge
 * @to_us: the time at the other
 *
 * Looks at a span that the user chose, stops following, and remembers where the view was.
 */
void
sonde_viewport_zoom_to (SondeViewport *self, gint64 from_us, gint64 to_us)
{
  SondeViewportStep step;

  g_return_if_fail (SONDE_IS_VIEWPORT (self));

  step = (SondeViewportStep){ self->start_us, self->end_us, self->follow };
  if (self->history->len == MAX_HISTORY)
    g_array_remove_index (self->history, 0);
  g_array_append_val (self->history, step);
  sonde_viewport_set_follow (self, FALSE);
  sonde_viewport_set_range (self, from_us, to_us);
}

/**
 * sonde_viewport_zoom_back:
 *
 * Returns to the view from before the last span that was chosen.
 *
 * Returns: %FALSE where there is none left
 */
gboolean
sonde_viewport_zoom_back (SondeViewport *self)
{
  SondeViewportStep step;

  g_return_val_if_fail (SONDE_IS_VIEWPORT (self), FALSE);

  if (self->history->len == 0)
    return FALSE;

  step = g_array_index (self->history, SondeViewportStep, self->history->len - 1);
  g_array_set_size (self->history, self->history->len - 1);
  if (step.follow && self->last_us != SONDE_VIEWPORT_NO_TIME)
    {
      step.start_us += self->last_us - step.end_us;
      step.end_us = self->last_us;
    }
  sonde_viewport_set_follow (self, step.follow);
  sonde_viewport_change (self, step.start_us, step.end_us);

  return TRUE;
}

/**
 * sonde_viewport_set_marker_us:
 * @marker: which one
 * @time_us: its time, or %SONDE_VIEWPORT_NO_TIME to take it away
 *
 * Places one of the two markers that charts show a difference between.
 */
void
sonde_viewport_set_marker_us (SondeViewport *self, SondeMarker marker, gint64 time_us)
{
  g_return_if_fail (SONDE_IS_VIEWPORT (self));
  g_return_if_fail (marker < SONDE_N_MARKERS);

  if (self->markers_us[marker] == time_us)
    return;

  self->markers_us[marker] = time_us;
  g_object_notify (G_OBJECT (self), marker == SONDE_MARKER_A ? "marker-a-us" : "marker-b-us");
}

/**
 * sonde_viewport_get_marker_us:
 *
 * Returns: the time of a marker, or %SONDE_VIEWPORT_NO_TIME
 */
gint64
sonde_viewport_get_marker_us (SondeViewport *self, SondeMarker marker)
{
  g_return_val_if_fail (SONDE_IS_VIEWPORT (self), SONDE_VIEWPORT_NO_TIME);
  g_return_val_if_fail (marker < SONDE_N_MARKERS, SONDE_VIEWPORT_NO_TIME);

  return self->markers_us[marker];
}

/**
 * sonde_viewport_set_selecting:
 * @selecting: whether the next drag chooses a span instead of moving the view
 */
void
sonde_viewport_set_selecting (SondeViewport *self, gboolean selecting)
{
  g_return_if_fail (SONDE_IS_VIEWPORT (self));

  selecting = !!selecting;
  if (self->selecting == selecting)
    return;

  self->selecting = selecting;
  g_object_notify (G_OBJECT (self), "selecting");
}

/**
 * sonde_viewport_get_selecting:
 *
 * Returns: whether the next drag chooses a span
 */
gboolean
sonde_viewport_get_selecting (SondeViewport *self)
{
  g_return_val_if_fail (SONDE_IS_VIEWPORT (self), FALSE);

  return self->selecting;
}

/**
 * sonde_viewport_set_selection:
 * @from_us: where the choice began, or %SONDE_VIEWPORT_NO_TIME for none
 * @to_us: where it has come to
 *
 * Shows which span is being chosen, in every chart of the stack.
 */
void
sonde_viewport_set_selection (SondeViewport *self, gint64 from_us, gint64 to_us)
{
  g_return_if_fail (SONDE_IS_VIEWPORT (self));

  if (from_us == SONDE_VIEWPORT_NO_TIME || to_us == SONDE_VIEWPORT_NO_TIME)
    from_us = to_us = SONDE_VIEWPORT_NO_TIME;
  if (self->selected_from_us == MIN (from_us, to_us) &&
      self->selected_to_us == MAX (from_us, to_us))
    return;

  self->selected_from_us = MIN (from_us, to_us);
  self->selected_to_us = MAX (from_us, to_us);
  g_signal_emit_by_name (self, "selection-changed");
}

/**
 * sonde_viewport_get_selection:
 * @from_us: (out): where the choice begins
 * @to_us: (out): where it ends
 *
 * Returns: %FALSE where no span is being chosen; both are then %SONDE_VIEWPORT_NO_TIME
 */
gboolean
sonde_viewport_get_selection (SondeViewport *self, gint64 *from_us, gint64 *to_us)
{
  g_return_val_if_fail (SONDE_IS_VIEWPORT (self), FALSE);

  *from_us = self->selected_from_us;
  *to_us = self->selected_to_us;

  return self->selected_from_us != SONDE_VIEWPORT_NO_TIME;
}
