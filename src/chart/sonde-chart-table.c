/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chart-table.h"
#include "sonde-chart-row.h"
#include "sonde-chart-words.h"
#include "sonde-time-ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_ROWS SONDE_CHART_TABLE_MAX_ROWS

struct _SondeChartTable
{
  GObject parent_instance;

  SondePlot *plot;
  GPtrArray *rows;
  GPtrArray *titles;
  gboolean exact;
};

/* Where the samples of one channel have been read to. */
typedef struct
{
  SondeSample *samples;
  gsize n_samples;
  gsize next;
} Reader;

static GType
get_item_type (GListModel *model)
{
  return SONDE_TYPE_CHART_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return SONDE_CHART_TABLE (model)->rows->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  SondeChartTable *self = SONDE_CHART_TABLE (model);

  return position < self->rows->len ? g_object_ref (g_ptr_array_index (self->rows, position))
                                    : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeChartTable,
                               sonde_chart_table,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static char *
format_time (SondeChartTable *self, gint64 time_us, gint64 resolution_us)
{
  GTimeZone *zone = sonde_plot_get_time_zone (self->plot);
  g_autofree char *clock = sonde_format_time (time_us, resolution_us, zone);
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *date = NULL;

  if (sonde_plot_get_end_us (self->plot) - sonde_plot_get_origin_us (self->plot) < G_TIME_SPAN_DAY)
    return g_steal_pointer (&clock);

  utc = g_date_time_new_from_unix_utc (time_us / G_TIME_SPAN_SECOND);
  local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  date = local != NULL ? g_date_time_format (local, "%x") : NULL;

  return date != NULL ? g_strconcat (date, " ", clock, NULL) : g_steal_pointer (&clock);
}

static void
add_row (SondeChartTable *self, gint64 time_us, gint64 resolution_us, GPtrArray *values)
{
  g_autofree char *time = format_time (self, time_us, resolution_us);

  g_ptr_array_add (values, NULL);
  g_ptr_array_add (self->rows,
                   sonde_chart_row_new (time_us, time, (GStrv) g_ptr_array_free (values, FALSE)));
}

/* The least time that any reader comes to next. */
static gboolean
find_next_time (const Reader *readers, guint n_readers, gint64 to_us, gint64 *time_us)
{
  gboolean found = FALSE;

  for (guint i = 0; i < n_readers; i++)
    if (readers[i].next < readers[i].n_samples &&
        readers[i].samples[readers[i].next].time_us <= to_us &&
        (!found || readers[i].samples[readers[i].next].time_us < *time_us))
      {
        *time_us = readers[i].samples[readers[i].next].time_us;
        found = TRUE;
      }

  return found;
}

/* A row for each time at which any channel has a value. */
static void
list_samples (SondeChartTable *self)
{
  Reader readers[SONDE_PLOT_MAX_CURVES] = { 0 };
  guint n_curves = sonde_plot_get_n_curves (self->plot);
  gint64 from_us = sonde_plot_get_origin_us (self->plot);
  gint64 to_us = sonde_plot_get_end_us (self->plot);
  gint64 time_us = 0;

  for (guint i = 0; i < n_curves; i++)
    readers[i].samples = sonde_track_copy_samples (
        sonde_plot_get_track (self->plot, i), from_us, sonde_plot_get_column_us (self->plot),
        sonde_plot_get_n_columns (self->plot), &readers[i].n_samples);

  while (find_next_time (readers, n_curves, to_us, &time_us))
    {
      GPtrArray *values = g_ptr_array_new ();
      gboolean any = FALSE;

      for (guint i = 0; i < n_curves; i++)
        {
          Reader *reader = &readers[i];
          char *text = NULL;

          if (reader->next < reader->n_samples && reader->samples[reader->next].time_us == time_us)
            {
              double value = reader->samples[reader->next++].value;

              if (!isnan (value) && time_us >= from_us)
                text = sonde_channel_format_value (sonde_plot_get_curve (self->plot, i)->channel,
                                                   value);
            }
          any |= text != NULL;
          g_ptr_array_add (values, text != NULL ? text : g_strdup (""));
        }

      if (any)
        add_row (self, time_us, G_TIME_SPAN_MILLISECOND, values);
      else
        {
          g_ptr_array_set_free_func (values, g_free);
          g_ptr_array_unref (values);
        }
    }

  for (guint i = 0; i < n_curves; i++)
    g_free (readers[i].samples);
}

/* A row for each slice of time, aligned so that a row keeps its time while the view moves. */
static void
list_buckets (SondeChartTable *self)
{
  guint n_curves = sonde_plot_get_n_curves (self->plot);
  gint64 from_us = sonde_plot_get_origin_us (self->plot);
  gint64 width_us = (sonde_plot_get_end_us (self->plot) - from_us) / (MAX_ROWS - 1) + 1;
  gint64 start_us = sonde_series_align_us (from_us, width_us);
  g_autofree SondeBucket *buckets = g_new (SondeBucket, (gsize) n_curves * MAX_ROWS);

  for (guint i = 0; i < n_curves; i++)
    sonde_track_get_buckets (sonde_plot_get_track (self->plot, i), start_us, width_us,
                             buckets + (gsize) i * MAX_ROWS, MAX_ROWS);

  for (guint row = 0; row < MAX_ROWS; row++)
    {
      guint64 count = 0;
      GPtrArray *values;

      for (guint i = 0; i < n_curves; i++)
        count += buckets[(gsize) i * MAX_ROWS + row].count;
      if (count == 0)
        continue;

      values = g_ptr_array_new ();
      for (guint i = 0; i < n_curves; i++)
        {
          const SondeBucket *bucket = &buckets[(gsize) i * MAX_ROWS + row];
          SondeChannel *channel = sonde_plot_get_curve (self->plot, i)->channel;
          g_autofree char *mean = NULL;
          g_autofree char *least = NULL;
          g_autofree char *greatest = NULL;

          if (bucket->count == 0)
            {
              g_ptr_array_add (values, g_strdup (""));
              continue;
            }

          mean = sonde_channel_format_value (channel, bucket->sum / (double) bucket->count);
          least = sonde_channel_format_value (channel, bucket->min);
          greatest = sonde_channel_format_value (channel, bucket->max);
          /* Translators: a mean value, and the least and greatest in its slice of time. */
          g_ptr_array_add (values, g_strdup_printf (_ ("%s (%s to %s)"), mean, least, greatest));
        }
      add_row (self, start_us + row * width_us,
               width_us >= G_TIME_SPAN_MINUTE ? G_TIME_SPAN_MINUTE : G_TIME_SPAN_SECOND, values);
    }
}

static void
sonde_chart_table_finalize (GObject *object)
{
  SondeChartTable *self = SONDE_CHART_TABLE (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->titles, g_ptr_array_unref);
  g_clear_object (&self->plot);

  G_OBJECT_CLASS (sonde_chart_table_parent_class)->finalize (object);
}

static void
sonde_chart_table_class_init (SondeChartTableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_chart_table_finalize;
}

static void
sonde_chart_table_init (SondeChartTable *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->titles = g_ptr_array_new_with_free_func (g_free);
}

/**
 * sonde_chart_table_new:
 * @plot: what is shown, such as `sonde_chart_get_plot()` gives
 *
 * Returns: (transfer full): a table of it, as it is now
 */
SondeChartTable *
sonde_chart_table_new (SondePlot *plot)
{
  SondeChartTable *self;

  g_return_val_if_fail (SONDE_IS_PLOT (plot), NULL);

  self = g_object_new (SONDE_TYPE_CHART_TABLE, NULL);
  self->plot = g_object_ref (plot);
  sonde_chart_table_update (self);

  return self;
}

static gboolean
is_same_row (SondeChartRow *a, SondeChartRow *b, guint n_values)
{
  if (sonde_chart_row_get_time_us (a) != sonde_chart_row_get_time_us (b) ||
      strcmp (sonde_chart_row_get_time (a), sonde_chart_row_get_time (b)) != 0)
    return FALSE;

  for (guint i = 0; i < n_values; i++)
    if (strcmp (sonde_chart_row_get_value (a, i), sonde_chart_row_get_value (b, i)) != 0)
      return FALSE;

  return TRUE;
}

/* Puts new rows in the place of the old ones with as few changes as a table that moves on has: rows
 * go at its beginning and come at its end, so that whoever looks at one still sees it. */
static void
replace_rows (SondeChartTable *self, GPtrArray *fresh, gboolean same_columns)
{
  GPtrArray *rows = self->rows;
  guint n_values = self->titles->len;
  guint n_gone = 0;
  guint n_same = 0;
  guint n_before;

  while (same_columns && fresh->len > 0 && n_gone < rows->len &&
         sonde_chart_row_get_time_us (rows->pdata[n_gone]) <
             sonde_chart_row_get_time_us (fresh->pdata[0]))
    n_gone++;
  if (n_gone > 0)
    {
      g_ptr_array_remove_range (rows, 0, n_gone);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, n_gone, 0);
    }

  while (same_columns && n_same < MIN (rows->len, fresh->len) &&
         is_same_row (rows->pdata[n_same], fresh->pdata[n_same], n_values))
    n_same++;
  n_before = rows->len;
  g_ptr_array_set_size (rows, (int) n_same);
  for (guint i = n_same; i < fresh->len; i++)
    g_ptr_array_add (rows, g_object_ref (fresh->pdata[i]));
  if (n_before > n_same || rows->len > n_same)
    g_list_model_items_changed (G_LIST_MODEL (self), n_same, n_before - n_same, rows->len - n_same);
}

/**
 * sonde_chart_table_update:
 *
 * Reads again what is shown. A table does not change by itself, so that who reads it is not
 * interrupted; rows that are as they were stay.
 */
void
sonde_chart_table_update (SondeChartTable *self)
{
  g_autoptr (GPtrArray) rows = NULL;
  gboolean was_exact = self->exact;
  guint n_titles = self->titles->len;
  gsize n_samples = 0;

  g_return_if_fail (SONDE_IS_CHART_TABLE (self));

  rows = g_steal_pointer (&self->rows);
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_set_size (self->titles, 0);
  for (guint i = 0; i < sonde_plot_get_n_curves (self->plot); i++)
    {
      g_ptr_array_add (self->titles,
                       sonde_chart_words_title (sonde_plot_get_curve (self->plot, i)->channel));
      n_samples += sonde_track_count (
          sonde_plot_get_track (self->plot, i), sonde_plot_get_origin_us (self->plot),
          sonde_plot_get_column_us (self->plot), sonde_plot_get_n_columns (self->plot));
    }

  self->exact = n_samples <= MAX_ROWS;
  if (self->exact)
    list_samples (self);
  else
    list_buckets (self);

  /* What was read becomes the news, and what is shown so far is what it was. */
  {
    g_autoptr (GPtrArray) fresh = g_steal_pointer (&self->rows);

    self->rows = g_steal_pointer (&rows);
    replace_rows (self, fresh, n_titles == self->titles->len && was_exact == self->exact);
  }
}

/**
 * sonde_chart_table_get_n_values:
 *
 * Returns: how many values a row has, one a channel
 */
guint
sonde_chart_table_get_n_values (SondeChartTable *self)
{
  g_return_val_if_fail (SONDE_IS_CHART_TABLE (self), 0);

  return self->titles->len;
}

/**
 * sonde_chart_table_get_title:
 * @value: less than the number of values
 *
 * Returns: (transfer none): the name and unit of a column
 */
const char *
sonde_chart_table_get_title (SondeChartTable *self, guint value)
{
  g_return_val_if_fail (SONDE_IS_CHART_TABLE (self), NULL);
  g_return_val_if_fail (value < self->titles->len, NULL);

  return g_ptr_array_index (self->titles, value);
}

/**
 * sonde_chart_table_is_exact:
 *
 * Returns: whether a row is a measure; else it is the mean of a slice of time, with the least and
 *   the greatest value
 */
gboolean
sonde_chart_table_is_exact (SondeChartTable *self)
{
  g_return_val_if_fail (SONDE_IS_CHART_TABLE (self), FALSE);

  return self->exact;
}
