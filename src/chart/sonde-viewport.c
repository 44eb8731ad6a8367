/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-viewport-private.h"
#include "sonde-series.h"

#include <math.h>

enum
{
  PROP_0,
  PROP_START_US,
  PROP_END_US,
  PROP_FOLLOW,
  PROP_CURSOR_US,
  PROP_MARKER_A_US,
  PROP_MARKER_B_US,
  PROP_SELECTING,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

#define DEFAULT_SPAN_US (10 * G_TIME_SPAN_MINUTE)
/* How many times as long as all the data a span may be made by zooming out. */
#define MAX_SPAN_SHARE 4

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondeViewport, sonde_viewport, G_TYPE_OBJECT)

static gint64
clamp_time (gint64 time_us)
{
  return CLAMP (time_us, -SONDE_VIEWPORT_LIMIT_US, SONDE_VIEWPORT_LIMIT_US);
}

/* A whole number of microseconds from a double that may be anything. */
static gint64
to_us (double us)
{
  return (gint64) CLAMP (round (us), (double) -SONDE_VIEWPORT_LIMIT_US,
                         (double) SONDE_VIEWPORT_LIMIT_US);
}

/**
 * sonde_viewport_change:
 * @start_us: the time at the left edge
 * @end_us: the time at the right edge
 *
 * Looks at a span that is known to be in order, and tells it once.
 */
void
sonde_viewport_change (SondeViewport *self, gint64 start_us, gint64 end_us)
{
  gboolean start_changed = self->start_us != start_us;
  gboolean end_changed = self->end_us != end_us;

  if (!start_changed && !end_changed)
    return;

  self->start_us = start_us;
  self->end_us = end_us;

  g_object_freeze_notify (G_OBJECT (self));
  if (start_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_START_US]);
  if (end_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_END_US]);
  g_object_thaw_notify (G_OBJECT (self));

  g_signal_emit (self, signals[CHANGED], 0);
}

/* Moves a span back to where there is something to see: no more than its own length before the data
 * begin, and not beyond their end. */
static void
change_within_limits (SondeViewport *self, gint64 start_us, gint64 end_us)
{
  gint64 span_us = end_us - start_us;

  if (self->last_us != SONDE_VIEWPORT_NO_TIME)
    {
      start_us = MAX (start_us, self->first_us - span_us);
      end_us = MIN (start_us + span_us, MAX (self->last_us, self->first_us + 1));
      start_us = end_us - span_us;
    }

  sonde_viewport_change (self, clamp_time (start_us), clamp_time (end_us));
}

static gint64
get_max_span (SondeViewport *self)
{
  gint64 length_us;

  if (self->last_us == SONDE_VIEWPORT_NO_TIME)
    return SONDE_VIEWPORT_LIMIT_US;

  length_us = MIN (self->last_us - self->first_us, SONDE_VIEWPORT_LIMIT_US / MAX_SPAN_SHARE);

  return MAX (MAX (length_us * MAX_SPAN_SHARE, self->home_span_us),
              sonde_viewport_get_span_us (self));
}

static void
sonde_viewport_finalize (GObject *object)
{
  g_clear_pointer (&SONDE_VIEWPORT (object)->history, g_array_unref);

  G_OBJECT_CLASS (sonde_viewport_parent_class)->finalize (object);
}

static void
sonde_viewport_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeViewport *self = SONDE_VIEWPORT (object);

  switch (prop_id)
    {
    case PROP_START_US:
      g_value_set_int64 (value, sonde_viewport_get_start_us (self));
      break;
    case PROP_END_US:
      g_value_set_int64 (value, sonde_viewport_get_end_us (self));
      break;
    case PROP_FOLLOW:
      g_value_set_boolean (value, sonde_viewport_get_follow (self));
      break;
    case PROP_CURSOR_US:
      g_value_set_int64 (value, sonde_viewport_get_cursor_us (self));
      break;
    case PROP_MARKER_A_US:
    case PROP_MARKER_B_US:
      g_value_set_int64 (value, self->markers_us[prop_id - PROP_MARKER_A_US]);
      break;
    case PROP_SELECTING:
      g_value_set_boolean (value, self->selecting);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_viewport_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SondeViewport *self = SONDE_VIEWPORT (object);

  switch (prop_id)
    {
    case PROP_FOLLOW:
      sonde_viewport_set_follow (self, g_value_get_boolean (value));
      break;
    case PROP_CURSOR_US:
      sonde_viewport_set_cursor_us (self, g_value_get_int64 (value));
      break;
    case PROP_MARKER_A_US:
      sonde_viewport_set_marker_us (self, SONDE_MARKER_A, g_value_get_int64 (value));
      break;
    case PROP_MARKER_B_US:
      sonde_viewport_set_marker_us (self, SONDE_MARKER_B, g_value_get_int64 (value));
      break;
    case PROP_SELECTING:
      sonde_viewport_set_selecting (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_viewport_class_init (SondeViewportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = sonde_viewport_finalize;
  object_class->get_property = sonde_viewport_get_property;
  object_class->set_property = sonde_viewport_set_property;

  properties[PROP_START_US] = g_param_spec_int64 ("start-us", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                                  readable);
  properties[PROP_END_US] = g_param_spec_int64 ("end-us", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                                readable);
  properties[PROP_FOLLOW] = g_param_spec_boolean ("follow", NULL, NULL, TRUE, writable);
  properties[PROP_CURSOR_US] = g_param_spec_int64 ("cursor-us", NULL, NULL, G_MININT64, G_MAXINT64,
                                                   SONDE_VIEWPORT_NO_TIME, writable);
  properties[PROP_MARKER_A_US] = g_param_spec_int64 ("marker-a-us", NULL, NULL, G_MININT64,
                                                     G_MAXINT64, SONDE_VIEWPORT_NO_TIME, writable);
  properties[PROP_MARKER_B_US] = g_param_spec_int64 ("marker-b-us", NULL, NULL, G_MININT64,
                                                     G_MAXINT64, SONDE_VIEWPORT_NO_TIME, writable);
  properties[PROP_SELECTING] = g_param_spec_boolean ("selecting", NULL, NULL, FALSE, writable);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", SONDE_TYPE_VIEWPORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  g_signal_new ("selection-changed", SONDE_TYPE_VIEWPORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
sonde_viewport_init (SondeViewport *self)
{
  self->end_us = g_get_real_time ();
  self->start_us = self->end_us - DEFAULT_SPAN_US;
  self->home_span_us = DEFAULT_SPAN_US;
  self->first_us = self->last_us = SONDE_VIEWPORT_NO_TIME;
  self->cursor_us = SONDE_VIEWPORT_NO_TIME;
  self->markers_us[SONDE_MARKER_A] = self->markers_us[SONDE_MARKER_B] = SONDE_VIEWPORT_NO_TIME;
  self->selected_from_us = self->selected_to_us = SONDE_VIEWPORT_NO_TIME;
  self->follow = TRUE;
  self->history = g_array_new (FALSE, FALSE, sizeof (SondeViewportStep));
}

/**
 * sonde_viewport_new:
 *
 * Returns: (transfer full): a viewport that follows the last ten minutes
 */
SondeViewport *
sonde_viewport_new (void)
{
  return g_object_new (SONDE_TYPE_VIEWPORT, NULL);
}

/**
 * sonde_viewport_set_range:
 * @start_us: the time at the left edge
 * @end_us: the time at the right edge
 *
 * Looks at a span of time. Limits in the wrong order are exchanged; a span below
 * %SONDE_VIEWPORT_MIN_SPAN_US is widened to it about its middle. Whether the viewport follows the
 * present does not change.
 */
void
sonde_viewport_set_range (SondeViewport *self, gint64 start_us, gint64 end_us)
{
  gint64 least_us = clamp_time (MIN (start_us, end_us));
  gint64 greatest_us = clamp_time (MAX (start_us, end_us));
  gint64 missing_us = SONDE_VIEWPORT_MIN_SPAN_US - (greatest_us - least_us);

  g_return_if_fail (SONDE_IS_VIEWPORT (self));

  if (missing_us > 0)
    {
      least_us -= missing_us / 2;
      greatest_us = least_us + SONDE_VIEWPORT_MIN_SPAN_US;
    }

  sonde_viewport_change (self, least_us, greatest_us);
}

/**
 * sonde_viewport_set_span:
 * @span_us: the length of time to show
 *
 * Shows more or less of the time before the right edge, which stays where it is. It is the span
 * that `sonde_viewport_reset()` returns to.
 */
void
sonde_viewport_set_span (SondeViewport *self, gint64 span_us)
{
  g_return_if_fail (SONDE_IS_VIEWPORT (self));

  span_us = CLAMP (span_us, SONDE_VIEWPORT_MIN_SPAN_US, SONDE_VIEWPORT_LIMIT_US);
  self->home_span_us = span_us;
  sonde_viewport_change (self, self->end_us - span_us, self->end_us);
}

/**
 * sonde_viewport_advance:
 * @now_us: the present
 *
 * Moves the right edge to the present, and the left edge with it, while the viewport follows.
 */
void
sonde_viewport_advance (SondeViewport *self, gint64 now_us)
{
  g_return_if_fail (SONDE_IS_VIEWPORT (self));

  now_us = clamp_time (now_us);
  if (self->last_us != SONDE_VIEWPORT_NO_TIME)
    self->last_us = MAX (self->last_us, now_us);
  if (!self->follow)
    return;

  sonde_viewport_change (self, now_us - sonde_viewport_get_span_us (self), now_us);
}

/**
 * sonde_viewport_pan:
 * @shift_us: how much later to look; negative for earlier
 *
 * Moves both edges, and stops following.
 */
void
sonde_viewport_pan (SondeViewport *self, gint64 shift_us)
{
  gint64 end_us;

  g_return_if_fail (SONDE_IS_VIEWPORT (self));

  end_us = clamp_time (self->end_us + clamp_time (shift_us));
  sonde_viewport_set_follow (self, FALSE);
  change_within_limits (self, end_us - sonde_viewport_get_span_us (self), end_us);
}

/**
 * sonde_viewport_zoom:
 * @factor: what the span is multiplied by, above 0
 * @anchor_us: the time that stays where it is
 *
 * Shows more or less time about a moment; while the viewport follows, about the right edge.
 */
void
sonde_viewport_zoom (SondeViewport *self, double factor, gint64 anchor_us)
{
  double span_us;
  double new_span_us;
  double share;

  g_return_if_fail (SONDE_IS_VIEWPORT (self));
  g_return_if_fail (factor > 0);

  if (self->follow)
    anchor_us = self->end_us;
  anchor_us = CLAMP (anchor_us, self->start_us, self->end_us);

  span_us = (double) sonde_viewport_get_span_us (self);
  new_span_us = CLAMP (span_us * factor, (double) SONDE_VIEWPORT_MIN_SPAN_US,
                       (double) get_max_span (self));
  share = (double) (self->end_us - anchor_us) / span_us;

  if (self->follow)
    sonde_viewport_set_range (self, self->end_us - to_us (new_span_us), self->end_us);
  else
    change_within_limits (self, anchor_us - to_us (new_span_us * (1 - share)),
                          anchor_us + to_us (new_span_us * share));
}

/**
 * sonde_viewport_reset:
 *
 * Shows again the span that was last set, up to the present, and follows it.
 */
void
sonde_viewport_reset (SondeViewport *self)
{
  gint64 end_us;

  g_return_if_fail (SONDE_IS_VIEWPORT (self));

  end_us = self->last_us != SONDE_VIEWPORT_NO_TIME ? self->last_us : self->end_us;
  g_array_set_size (self->history, 0);
  sonde_viewport_set_follow (self, TRUE);
  sonde_viewport_change (self, end_us - self->home_span_us, end_us);
}

/**
 * sonde_viewport_include:
 * @first_us: the time of the earliest that there is to see
 * @last_us: the time of the latest
 *
 * Says what there is to see. What the user moves and zooms then stays near it: it never goes beyond
 * the end, nor further before the beginning than the view is long. Charts include what they draw;
 * whoever knows of more, such as of a recording, includes that.
 */
void
sonde_viewport_include (SondeViewport *self, gint64 first_us, gint64 last_us)
{
  g_return_if_fail (SONDE_IS_VIEWPORT (self));
  g_return_if_fail (first_us <= last_us);

  first_us = clamp_time (first_us);
  last_us = clamp_time (last_us);
  if (self->last_us == SONDE_VIEWPORT_NO_TIME)
    {
      self->first_us = first_us;
      self->last_us = self->follow ? MAX (last_us, self->end_us) : last_us;
      return;
    }

  self->first_us = MIN (self->first_us, first_us);
  self->last_us = MAX (self->last_us, last_us);
}

/**
 * sonde_viewport_forget_limits:
 *
 * Forgets what there is to see, because it is gone.
 */
void
sonde_viewport_forget_limits (SondeViewport *self)
{
  g_return_if_fail (SONDE_IS_VIEWPORT (self));

  self->first_us = self->last_us = SONDE_VIEWPORT_NO_TIME;
}

/**
 * sonde_viewport_set_follow:
 * @follow: whether `sonde_viewport_advance()` moves the right edge
 *
 * Starts or stops following the present.
 */
void
sonde_viewport_set_follow (SondeViewport *self, gboolean follow)
{
  g_return_if_fail (SONDE_IS_VIEWPORT (self));

  follow = !!follow;
  if (self->follow == follow)
    return;

  self->follow = follow;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOW]);
}

/**
 * sonde_viewport_set_cursor_us:
 * @cursor_us: the time of the crosshair, or %SONDE_VIEWPORT_NO_CURSOR
 *
 * Moves the crosshair of every chart of the stack.
 */
void
sonde_viewport_set_cursor_us (SondeViewport *self, gint64 cursor_us)
{
  g_return_if_fail (SONDE_IS_VIEWPORT (self));

  if (self->cursor_us == cursor_us)
    return;

  self->cursor_us = cursor_us;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURSOR_US]);
}

/**
 * sonde_viewport_get_start_us:
 *
 * Returns: the time at the left edge
 */
gint64
sonde_viewport_get_start_us (SondeViewport *self)
{
  g_return_val_if_fail (SONDE_IS_VIEWPORT (self), 0);

  return self->start_us;
}

/**
 * sonde_viewport_get_end_us:
 *
 * Returns: the time at the right edge
 */
gint64
sonde_viewport_get_end_us (SondeViewport *self)
{
  g_return_val_if_fail (SONDE_IS_VIEWPORT (self), 0);

  return self->end_us;
}

/**
 * sonde_viewport_get_span_us:
 *
 * Returns: the length of time that is shown, at least %SONDE_VIEWPORT_MIN_SPAN_US
 */
gint64
sonde_viewport_get_span_us (SondeViewport *self)
{
  g_return_val_if_fail (SONDE_IS_VIEWPORT (self), 0);

  return self->end_us - self->start_us;
}

/**
 * sonde_viewport_get_follow:
 *
 * Returns: whether the right edge sticks to the present
 */
gboolean
sonde_viewport_get_follow (SondeViewport *self)
{
  g_return_val_if_fail (SONDE_IS_VIEWPORT (self), FALSE);

  return self->follow;
}

/**
 * sonde_viewport_get_cursor_us:
 *
 * Returns: the time of the crosshair, or %SONDE_VIEWPORT_NO_CURSOR
 */
gint64
sonde_viewport_get_cursor_us (SondeViewport *self)
{
  g_return_val_if_fail (SONDE_IS_VIEWPORT (self), SONDE_VIEWPORT_NO_CURSOR);

  return self->cursor_us;
}

/**
 * sonde_viewport_time_to_x:
 * @time_us: a time, which may lie outside the span
 * @width_px: the width of the span on the screen
 *
 * Returns: where the time lies, 0 being the left edge
 */
double
sonde_viewport_time_to_x (SondeViewport *self, gint64 time_us, double width_px)
{
  g_return_val_if_fail (SONDE_IS_VIEWPORT (self), 0.0);

  return ((double) time_us - (double) self->start_us) / (double) sonde_viewport_get_span_us (self) *
         width_px;
}

/**
 * sonde_viewport_x_to_time:
 * @x_px: a place, 0 being the left edge
 * @width_px: the width of the span on the screen, above 0
 *
 * Returns: the time at that place
 */
gint64
sonde_viewport_x_to_time (SondeViewport *self, double x_px, double width_px)
{
  g_return_val_if_fail (SONDE_IS_VIEWPORT (self), 0);
  g_return_val_if_fail (width_px > 0, 0);

  return clamp_time (self->start_us +
                     to_us (x_px / width_px * (double) sonde_viewport_get_span_us (self)));
}

/**
 * sonde_viewport_get_columns:
 * @n_columns: how many device pixels the span has on the screen, above 0
 * @origin_us: (out): the time at the left edge of the first column, a multiple of @column_us
 * @column_us: (out): the time in a column
 *
 * Cuts the span into columns that are aligned to absolute time, so that a column holds the same
 * samples wherever it is on the screen, and that a span which follows the present moves by whole
 * pixels.
 */
void
sonde_viewport_get_columns (SondeViewport *self,
                            guint n_columns,
                            gint64 *origin_us,
                            gint64 *column_us)
{
  g_return_if_fail (SONDE_IS_VIEWPORT (self));
  g_return_if_fail (n_columns > 0);

  *column_us = (sonde_viewport_get_span_us (self) + n_columns - 1) / n_columns;
  *origin_us = sonde_series_align_us (self->end_us, *column_us) -
               ((gint64) n_columns - 1) * *column_us;
}
