/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chart-words.h"
#include "sonde-format.h"
#include "sonde-time-ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A difference and a rate are written with so many digits more than the values have. */
#define EXTRA_DECIMALS 1

static char *
format_time (SondePlot *plot, gint64 time_us)
{
  return sonde_format_time (time_us, G_TIME_SPAN_SECOND, sonde_plot_get_time_zone (plot));
}

static char *
join_unit (const char *number, const char *unit)
{
  return *unit == '\0' ? g_strdup (number) : g_strconcat (number, "\302\240", unit, NULL);
}

/* A number that says whether it grew. */
static char *
format_signed (double value, guint decimals)
{
  g_autofree char *number = sonde_format_number (value, decimals);

  return value > 0 ? g_strconcat ("+", number, NULL) : g_steal_pointer (&number);
}

/**
 * sonde_chart_words_title:
 *
 * Returns: (transfer full): the channel's name and, where it has one, its unit
 */
char *
sonde_chart_words_title (SondeChannel *channel)
{
  const char *unit = sonde_channel_get_unit (channel);

  return *unit == '\0' ? g_strdup (sonde_channel_get_label (channel))
                       : g_strdup_printf ("%s (%s)", sonde_channel_get_label (channel), unit);
}

static char *
describe_curve (SondePlot *plot, guint index)
{
  SondeChannel *channel = sonde_plot_get_curve (plot, index)->channel;
  SondeSample latest;
  g_autofree char *value = NULL;

  if (!sonde_series_get_last (sonde_channel_get_series (channel), &latest))
    /* Translators: a chart in words that has nothing to show: the quantity. */
    return g_strdup_printf (_ ("%s chart, no measures yet"), sonde_channel_get_label (channel));

  value = sonde_channel_format_with_unit (channel, latest.value);

  /* Translators: a chart in words: the quantity and its latest value. */
  return g_strdup_printf (_ ("%s chart, %s"), sonde_channel_get_label (channel), value);
}

/**
 * sonde_chart_words_label:
 *
 * Says for a person who does not see it what a chart shows: the quantities, their latest values,
 * the span of time.
 *
 * Returns: (transfer full): the text, such as “Temperature chart, 28.34 °C, from 14:00:00 to
 * 14:10:00”
 */
char *
sonde_chart_words_label (SondePlot *plot)
{
  SondeViewport *viewport;
  g_autoptr (GString) curves = g_string_new (NULL);
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  g_return_val_if_fail (SONDE_IS_PLOT (plot), NULL);

  viewport = sonde_plot_get_viewport (plot);
  for (guint i = 0; i < sonde_plot_get_n_curves (plot); i++)
    {
      g_autofree char *curve = describe_curve (plot, i);

      g_string_append_printf (curves, "%s%s", i > 0 ? "; " : "", curve);
    }
  from = format_time (plot, sonde_viewport_get_start_us (viewport));
  to = format_time (plot, sonde_viewport_get_end_us (viewport));

  /* Translators: a chart in words: what it shows, the first and last time shown. */
  return g_strdup_printf (_ ("%s, from %s to %s"), curves->str, from, to);
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
  gint64 cursor_us;
  g_autoptr (GString) values = g_string_new (NULL);
  g_autofree char *time = NULL;

  g_return_val_if_fail (SONDE_IS_PLOT (plot), NULL);

  cursor_us = sonde_viewport_get_cursor_us (sonde_plot_get_viewport (plot));
  if (cursor_us == SONDE_VIEWPORT_NO_TIME)
    return NULL;

  for (guint i = 0; i < sonde_plot_get_n_curves (plot); i++)
    {
      g_autofree char *value = NULL;
      SondeSample sample;

      if (!sonde_plot_get_sample (plot, i, cursor_us, &sample))
        continue;

      value = sonde_channel_format_with_unit (sonde_plot_get_curve (plot, i)->channel,
                                              sample.value);
      if (values->len == 0)
        time = format_time (plot, sample.time_us);
      g_string_append_printf (values, "%s%s", values->len > 0 ? ", " : "", value);
    }
  if (values->len == 0)
    return NULL;

  /* Translators: what the crosshair points at, such as “28.3 °C at 14:05:09”. */
  return g_strdup_printf (_ ("%s at %s"), values->str, time);
}

static GDateTime *
read_clock (gint64 time_us, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (
      CLAMP (time_us, 0, G_GINT64_CONSTANT (250000000000) * G_TIME_SPAN_SECOND) /
      G_TIME_SPAN_SECOND);

  return g_date_time_to_timezone (utc, zone);
}

/**
 * sonde_chart_words_span:
 * @zone: whose clock is read
 *
 * Returns: (transfer full): a span of time with its dates, or its date, and its time zone
 */
char *
sonde_chart_words_span (gint64 start_us, gint64 end_us, GTimeZone *zone)
{
  g_autoptr (GDateTime) start = read_clock (start_us, zone);
  g_autoptr (GDateTime) end = read_clock (end_us, zone);
  /* Translators: a date and a time of day, as g_date_time_format() takes it. */
  g_autofree char *from = g_date_time_format (start, _ ("%-d %b %Y %H:%M:%S"));
  g_autofree char *to = g_date_time_format (
      /* Translators: a time of day with its time zone, as g_date_time_format() takes it. */
      end, sonde_format_is_same_day (start, end) ? _ ("%H:%M:%S %Z")
                                                 /* Translators: a date and a time of day with its
                                                  * time zone, as g_date_time_format() takes it. */
                                                 : _ ("%-d %b %Y %H:%M:%S %Z"));

  /* Translators: a span of time: its first and last moment. */
  return g_strdup_printf (_ ("%s – %s"), from, to);
}

/**
 * sonde_chart_words_duration:
 * @duration_us: a length of time, at least 0
 *
 * Returns: (transfer full): the length in at most two units, such as “1 min 23 s”
 */
char *
sonde_chart_words_duration (gint64 duration_us)
{
  gint64 seconds = duration_us / G_TIME_SPAN_SECOND;

  if (duration_us < G_TIME_SPAN_SECOND)
    /* Translators: a length of time in milliseconds. */
    return g_strdup_printf (_ ("%d ms"), (int) (duration_us / G_TIME_SPAN_MILLISECOND));

  if (seconds < 60)
    {
      g_autofree char *number = sonde_format_number ((double) duration_us / G_TIME_SPAN_SECOND, 1);

      /* Translators: a length of time in seconds, such as “12.5 s”. */
      return g_strdup_printf (_ ("%s s"), number);
    }

  if (seconds < 3600)
    /* Translators: a length of time in minutes and seconds. */
    return g_strdup_printf (_ ("%d min %d s"), (int) (seconds / 60), (int) (seconds % 60));

  if (seconds < 86400)
    /* Translators: a length of time in hours and minutes. */
    return g_strdup_printf (_ ("%d h %d min"), (int) (seconds / 3600), (int) (seconds / 60 % 60));

  /* Translators: a length of time in days and hours. */
  return g_strdup_printf (_ ("%d d %d h"), (int) (seconds / 86400), (int) (seconds / 3600 % 24));
}

/* A rate by the unit of time that suits the distance: values by the second over a day would all be
 * zero. */
static char *
format_rate (SondeChannel *channel, double difference, gint64 duration_us, guint decimals)
{
  static const struct
  {
    gint64 up_to_us;
    gint64 unit_us;
    const char *name;
  } units[] = {
    { 2 * G_TIME_SPAN_MINUTE, G_TIME_SPAN_SECOND, N_ ("s") },
    { 2 * G_TIME_SPAN_HOUR, G_TIME_SPAN_MINUTE, N_ ("min") },
    { 2 * G_TIME_SPAN_DAY, G_TIME_SPAN_HOUR, N_ ("h") },
    { G_MAXINT64, G_TIME_SPAN_DAY, N_ ("d") },
  };
  gsize i = 0;
  g_autofree char *number = NULL;
  g_autofree char *value = NULL;

  while (duration_us > units[i].up_to_us)
    i++;

  number = format_signed (difference / (double) duration_us * (double) units[i].unit_us, decimals);
  value = join_unit (number, sonde_channel_get_unit (channel));

  return g_strconcat (value, "/", _ (units[i].name), NULL);
}

static gboolean
get_markers (SondePlot *plot, gint64 *earlier_us, gint64 *later_us)
{
  SondeViewport *viewport = sonde_plot_get_viewport (plot);
  gint64 a_us = sonde_viewport_get_marker_us (viewport, SONDE_MARKER_A);
  gint64 b_us = sonde_viewport_get_marker_us (viewport, SONDE_MARKER_B);

  *earlier_us = MIN (a_us, b_us);
  *later_us = MAX (a_us, b_us);

  return *earlier_us != SONDE_VIEWPORT_NO_TIME && *earlier_us != *later_us;
}

/**
 * sonde_chart_words_change:
 * @curve: the place of a curve
 *
 * Says how one channel changed from the earlier of the two markers to the later, and how fast.
 *
 * Returns: (transfer full) (nullable): a text such as “+1.25 °C  +0.9 °C/min”; %NULL where a marker
 *   is not set or nothing is known there
 */
char *
sonde_chart_words_change (SondePlot *plot, guint curve)
{
  SondeChannel *channel;
  gint64 earlier_us;
  gint64 later_us;
  SondeSample before;
  SondeSample after;
  guint decimals;
  g_autofree char *number = NULL;
  g_autofree char *difference = NULL;
  g_autofree char *rate = NULL;

  g_return_val_if_fail (SONDE_IS_PLOT (plot), NULL);

  if (!get_markers (plot, &earlier_us, &later_us) ||
      !sonde_plot_get_sample (plot, curve, earlier_us, &before) ||
      !sonde_plot_get_sample (plot, curve, later_us, &after) || after.time_us <= before.time_us)
    return NULL;

  channel = sonde_plot_get_curve (plot, curve)->channel;
  decimals = sonde_channel_get_decimals (channel);
  number = format_signed (after.value - before.value, decimals);
  difference = join_unit (number, sonde_channel_get_unit (channel));
  rate = format_rate (channel, after.value - before.value, after.time_us - before.time_us,
                      decimals == SONDE_FORMAT_GENERAL ? decimals : decimals + EXTRA_DECIMALS);

  return g_strdup_printf ("%s  %s", difference, rate);
}

/**
 * sonde_chart_words_difference:
 *
 * Says what changed from the earlier of the two markers to the later, and how fast.
 *
 * Returns: (transfer full) (nullable): the text, a line for each channel, such as
 *   “Δ 1 min 23 s  +1.25 °C  +0.9 °C/min”; %NULL where a marker is not set
 */
char *
sonde_chart_words_difference (SondePlot *plot)
{
  gint64 earlier_us;
  gint64 later_us;
  g_autofree char *duration = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (SONDE_IS_PLOT (plot), NULL);

  if (!get_markers (plot, &earlier_us, &later_us))
    return NULL;

  duration = sonde_chart_words_duration (later_us - earlier_us);
  g_string_append_printf (text, "Δ %s", duration);

  for (guint i = 0; i < sonde_plot_get_n_curves (plot); i++)
    {
      g_autofree char *change = sonde_chart_words_change (plot, i);

      if (change != NULL)
        g_string_append_printf (text, "%s%s", i == 0 ? "  " : "\n", change);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * sonde_chart_words_statistics:
 * @curve: the place of a curve
 *
 * Returns: (transfer full) (nullable): the least, mean and greatest value of what is shown, or
 * %NULL where nothing is
 */
char *
sonde_chart_words_statistics (SondePlot *plot, guint curve)
{
  SondeChannel *channel;
  SondeSummary summary;
  g_autofree char *least = NULL;
  g_autofree char *mean = NULL;
  g_autofree char *greatest = NULL;

  g_return_val_if_fail (SONDE_IS_PLOT (plot), NULL);

  channel = sonde_plot_get_curve (plot, curve)->channel;
  sonde_track_get_summary (sonde_plot_get_track (plot, curve), sonde_plot_get_origin_us (plot),
                           sonde_plot_get_column_us (plot), sonde_plot_get_n_columns (plot),
                           &summary);
  if (summary.count == 0)
    return NULL;

  least = sonde_channel_format_value (channel, summary.min);
  mean = sonde_channel_format_value (channel, summary.mean);
  greatest = sonde_channel_format_value (channel, summary.max);

  /* Translators: statistics of what a chart shows: the least value, the mean, the greatest. */
  return g_strdup_printf (_ ("min %s  mean %s  max %s"), least, mean, greatest);
}

/**
 * sonde_chart_words_spread:
 * @curve: the place of a curve
 *
 * Says what the statistics leave out: the median, with “≈” where it is only bounded, and the
 * standard deviation, where what is shown is all in memory.
 *
 * Returns: (transfer full) (nullable): the text, such as “median 21.9  σ 0.42”, or %NULL where
 *   nothing is shown
 */
char *
sonde_chart_words_spread (SondePlot *plot, guint curve)
{
  SondeChannel *channel;
  SondeTrack *track;
  SondeSummary summary;
  SondeMedian median;
  guint decimals;
  g_autofree char *middle = NULL;
  g_autofree char *deviation = NULL;

  g_return_val_if_fail (SONDE_IS_PLOT (plot), NULL);

  channel = sonde_plot_get_curve (plot, curve)->channel;
  track = sonde_plot_get_track (plot, curve);
  sonde_track_get_median (track, sonde_plot_get_origin_us (plot), sonde_plot_get_column_us (plot),
                          sonde_plot_get_n_columns (plot), &median);
  if (median.count == 0)
    return NULL;

  middle = sonde_channel_format_value (channel, median.value);
  sonde_track_get_summary (track, sonde_plot_get_origin_us (plot), sonde_plot_get_column_us (plot),
                           sonde_plot_get_n_columns (plot), &summary);
  if (isnan (summary.std_dev))
    /* Translators: a statistic of what a chart shows: “≈” or nothing, then the median. */
    return g_strdup_printf (_ ("median %s%s"), median.exact ? "" : "≈ ", middle);

  decimals = sonde_channel_get_decimals (channel);
  deviation = sonde_format_number (
      summary.std_dev, decimals == SONDE_FORMAT_GENERAL ? decimals : decimals + EXTRA_DECIMALS);

  /* Translators: statistics of what a chart shows: “≈” or nothing, then the median; σ is the
   * standard deviation. */
  return g_strdup_printf (_ ("median %s%s  σ %s"), median.exact ? "" : "≈ ", middle, deviation);
}
