/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SONDE_TYPE_VIEWPORT (sonde_viewport_get_type ())

/* The span of time that a stack of charts shares: a plain object, testable without a window.
 * Properties: "start-us" and "end-us" (x, wall clock), "follow" (b: the end sticks to now),
 * "cursor-us", "marker-a-us" and "marker-b-us" (x, the crosshair and the two markers;
 * SONDE_VIEWPORT_NO_TIME: none), "selecting" (b: a drag chooses a span instead of moving the view).
 * Signal "selection-changed": the span that is being chosen is another, or none.
 * Signal "changed": once per change of start, end or both. */
G_DECLARE_FINAL_TYPE (SondeViewport, sonde_viewport, SONDE, VIEWPORT, GObject)

#define SONDE_VIEWPORT_NO_TIME     G_MININT64
#define SONDE_VIEWPORT_NO_CURSOR   SONDE_VIEWPORT_NO_TIME
#define SONDE_VIEWPORT_MIN_SPAN_US (10 * G_TIME_SPAN_MILLISECOND)
/* Some 36,000 years: room enough, and sums of two times never overflow. */
#define SONDE_VIEWPORT_LIMIT_US (G_MAXINT64 / 8)

typedef enum
{
  SONDE_MARKER_A,
  SONDE_MARKER_B,
} SondeMarker;

#define SONDE_N_MARKERS 2

SondeViewport *sonde_viewport_new (void);

void sonde_viewport_set_range (SondeViewport *self, gint64 start_us, gint64 end_us);
void sonde_viewport_set_span (SondeViewport *self, gint64 span_us); /* keeps the end */
void sonde_viewport_advance (SondeViewport *self,
                             gint64 now_us);                    /* moves the end while following */
void sonde_viewport_pan (SondeViewport *self, gint64 shift_us); /* ends following */
void sonde_viewport_zoom (SondeViewport *self, double factor, gint64 anchor_us);
void sonde_viewport_set_follow (SondeViewport *self, gboolean follow);
void sonde_viewport_reset (SondeViewport *self); /* the span that was set, following */
void sonde_viewport_zoom_to (SondeViewport *self, gint64 from_us, gint64 to_us);
gboolean sonde_viewport_zoom_back (SondeViewport *self);
/* What there is to look at; moves by the user stay near it. Widened, never narrowed. */
void sonde_viewport_include (SondeViewport *self, gint64 first_us, gint64 last_us);
void sonde_viewport_forget_limits (SondeViewport *self);
void sonde_viewport_set_cursor_us (SondeViewport *self, gint64 cursor_us);
void sonde_viewport_set_marker_us (SondeViewport *self, SondeMarker marker, gint64 time_us);
gint64 sonde_viewport_get_marker_us (SondeViewport *self, SondeMarker marker);
void sonde_viewport_set_selecting (SondeViewport *self, gboolean selecting);
gboolean sonde_viewport_get_selecting (SondeViewport *self);
void sonde_viewport_set_selection (SondeViewport *self, gint64 from_us, gint64 to_us);
gboolean sonde_viewport_get_selection (SondeViewport *self, gint64 *from_us, gint64 *to_us);

gint64 sonde_viewport_get_start_us (SondeViewport *self);
gint64 sonde_viewport_get_end_us (SondeViewport *self);
gint64 sonde_viewport_get_span_us (SondeViewport *self);
gboolean sonde_viewport_get_follow (SondeViewport *self);
gint64 sonde_viewport_get_cursor_us (SondeViewport *self);
double sonde_viewport_time_to_x (SondeViewport *self, gint64 time_us, double width_px);
gint64 sonde_viewport_x_to_time (SondeViewport *self, double x_px, double width_px);
void sonde_viewport_get_columns (SondeViewport *self,
                                 guint n_columns,
                                 gint64 *origin_us,
                                 gint64 *column_us);

G_END_DECLS
