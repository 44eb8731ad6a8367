/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-trace.h"

static void
on_after_paint (GdkFrameClock *clock, GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (clock, on_after_paint, widget);
  g_print ("first-measure %" G_GINT64_FORMAT "\n", g_get_monotonic_time ());
}

/**
 * sonde_trace_first_measure:
 * @widget: what shows measures from the next frame on
 *
 * With `SONDE_TRACE` in the environment, prints `first-measure` and the monotonic time in
 * microseconds once the frame is drawn: the startup benchmark reads it. Only the first call with a
 * widget that is on the screen counts.
 */
void
sonde_trace_first_measure (GtkWidget *widget)
{
  static gboolean done;

  if (done || !gtk_widget_get_mapped (widget))
    return;
  done = TRUE;
  if (g_getenv ("SONDE_TRACE") != NULL)
    g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint",
                             G_CALLBACK (on_after_paint), widget, 0);
}
