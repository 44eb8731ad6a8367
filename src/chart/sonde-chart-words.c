/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chart-words.h"
#include "sonde-crosshair.h"
#include "sonde-time-ticks.h"

#include <glib/gi18n-lib.h>

static char *
format_time (SondePlot *plot, gint64 time_us)
{
  return sonde_format_time (time_us, G_TIME_SPAN_SECOND, sonde_plot_get_time_zone (plot));
}

/**
 * sonde_chart_words_label:
 *
 * Says for a person who does not see it what a chart shows: the quantity, its latest value, the
 * span of time.
 *
 * Returns: (transfer full): the text, such as “Temperature chart, 28.34 °C, from 14:00:00 to
 * 14:10:00”
 */
char *
sonde_chart_words_label (SondePlot *plot)
{
  SondeChannel *channel;
  SondeViewport *viewport;
  g_autofree char *value = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  SondeSample latest;

  g_return_val_if_fail (SONDE_IS_PLOT (plot), NULL);

  channel = sonde_plot_get_channel (plot);
  viewport = sonde_plot_get_viewport (plot);

  if (!sonde_series_get_last (sonde_channel_get_series (channel), &latest))
    /* Translators: a chart in words that has nothing to show: the quantity. */
    return g_strdup_printf (_ ("%s chart, no measures yet"), sonde_channel_get_label (channel));

  value = sonde_channel_format_with_unit (channel, latest.value);
  from = format_time (plot, sonde_viewport_get_start_us (viewport));
  to = format_time (plot, sonde_viewport_get_end_us (viewport));

  /* Translators: a chart in words: the quantity, its latest value, the first and last time shown.
   */
  return g_strdup_printf (_ ("%s chart, %s, from %s to %s"), sonde_channel_get_label (channel),
                          value, from, to);
}

/**
 * sonde_chart_words_cursor:
 *
 * Says what the crosshair points at.
 *
 * Returns: (transfer full) (nullable): the text, such as “28.34 °C at 14:05:09”, or %NULL where it
 * is nothing
 */
char *
sonde_chart_words_cursor (SondePlot *plot)
{
  g_autofree char *value = NULL;
  g_autofree char *time = NULL;
  SondeSample sample;

  g_return_val_if_fail (SONDE_IS_PLOT (plot), NULL);

  if (!sonde_crosshair_get_sample (plot, &sample))
    return NULL;

  value = sonde_channel_format_with_unit (sonde_plot_get_channel (plot), sample.value);
  time = format_time (plot, sample.time_us);

  /* Translators: what the crosshair points at, such as “28.3 °C at 14:05:09”. */
  return g_strdup_printf (_ ("%s at %s"), value, time);
}
