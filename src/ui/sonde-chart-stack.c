/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chart-stack.h"

#include <glib/gi18n.h>

#include "sonde-chart-card.h"
#include "sonde-chart-words.h"
#include "sonde-tile.h"
#include "sonde-tile-grid.h"
#include "sonde-time-axis.h"
#include "sonde-trace.h"

/**
 * SondeChartStack:
 *
 * The tiles and charts of a dataset and its past, above one time axis that stays while they scroll.
 * A channel shows while it has a sample in the shown span or in the latest measure; its widgets are
 * made when it first shows.
 */
struct _SondeChartStack
{
  AdwBin parent_instance;

  SondeTileGrid *tiles;
  GtkBox *charts;
  SondeTimeAxis *time_axis;

  SondeDataset *dataset;
  SondeArchive *archive; /* the past of the dataset, or NULL */
  SondeViewport *viewport;
  AdwStyleManager *style_manager;
  GPtrArray *entries;
  SondeAlerts *alerts;
  SondeChartMemory *memory;
  char *peer_id;
  gboolean utc;
  guint n_shown;
};

/* About as fine as what the charts show, and as what the tiles sum up. */
#define SUMMARY_BUCKETS 1024

typedef struct
{
  SondeChannel *channel;
  SondeTrack *track; /* its samples with those of the archive */
  GtkWidget *tile;
  GtkWidget *card;
  SondeChart *chart; /* in the card */
} Entry;

typedef enum
{
  PROP_N_SHOWN = 1,
  N_PROPS
} SondeChartStackProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeChartStack, sonde_chart_stack, ADW_TYPE_BIN)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->track, sonde_track_free);
  g_object_unref (entry->channel);
  g_free (entry);
}

static void
clear (SondeChartStack *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->tile == NULL)
        continue;
      gtk_widget_unparent (entry->tile);
      gtk_box_remove (self->charts, entry->card);
    }
  g_ptr_array_set_size (self->entries, 0);
}

static void
sync_entries (SondeChartStack *self)
{
  g_autoptr (GPtrArray) channels = sonde_dataset_dup_channels (self->dataset);

  if (channels->len < self->entries->len)
    clear (self);
  for (guint i = self->entries->len; i < channels->len; i++)
    {
      Entry *entry = g_new0 (Entry, 1);

      entry->channel = g_object_ref (g_ptr_array_index (channels, i));
      entry->track = sonde_track_new (entry->channel, self->archive);
      g_ptr_array_add (self->entries, entry);
    }
}

static gint64
get_latest_us (SondeChartStack *self)
{
  gint64 latest_us = G_MININT64;

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);
      SondeSample sample;

      if (sonde_series_get_last (sonde_channel_get_series (entry->channel), &sample))
        latest_us = MAX (latest_us, sample.time_us);
    }
  return latest_us;
}

static gboolean
should_show (SondeChartStack *self, Entry *entry, gint64 latest_us)
{
  SondeSeries *series = sonde_channel_get_series (entry->channel);
  const gint64 width_us = MAX (sonde_viewport_get_span_us (self->viewport) / SUMMARY_BUCKETS, 1);
  const gint64 start_us = sonde_series_align_us (sonde_viewport_get_start_us (self->viewport),
                                                 width_us);
  SondeSample sample;

  if (sonde_series_get_last (series, &sample) && sample.time_us == latest_us)
    return TRUE;
  return sonde_track_count (entry->track, start_us, width_us, SUMMARY_BUCKETS + 1) > 0;
}

static void
update_contrast (SondeChartStack *self)
{
  if (adw_style_manager_get_high_contrast (self->style_manager))
    gtk_widget_add_css_class (GTK_WIDGET (self), "high-contrast");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "high-contrast");
}

static void
make_widgets (SondeChartStack *self, Entry *entry)
{
  entry->tile = sonde_tile_new (entry->channel);
  entry->card = sonde_chart_card_new (entry->channel, self->dataset, self->viewport);
  entry->chart = sonde_chart_card_get_chart (SONDE_CHART_CARD (entry->card));
  gtk_widget_set_vexpand (entry->card, TRUE);
  sonde_plot_set_archive (sonde_chart_get_plot (entry->chart), self->archive);
  sonde_chart_set_utc (entry->chart, self->utc);
  sonde_chart_card_set_alerts (SONDE_CHART_CARD (entry->card), self->alerts, self->peer_id);
  sonde_chart_card_set_memory (SONDE_CHART_CARD (entry->card), self->memory, self->peer_id);
  sonde_tile_grid_append (self->tiles, entry->tile);
  gtk_box_append (self->charts, entry->card);
}

static void
show_alert (SondeChartStack *self, Entry *entry)
{
  const char *id = sonde_channel_get_id (entry->channel);
  g_autofree char *words = NULL;
  SondeAlertRule rule;

  if (self->alerts == NULL || self->peer_id == NULL)
    return;
  sonde_alerts_get_rule (self->alerts, self->peer_id, id, &rule);
  words = sonde_alert_rule_describe (
      &rule, sonde_alerts_get_alert (self->alerts, self->peer_id, id), entry->channel);
  sonde_tile_set_alert (SONDE_TILE (entry->tile), words);
  sonde_plot_set_limits (sonde_chart_get_plot (entry->chart), entry->channel, rule.below,
                         rule.above);
}

static void
sonde_chart_stack_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_N_SHOWN)
    g_value_set_uint (value, SONDE_CHART_STACK (object)->n_shown);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_chart_stack_dispose (GObject *object)
{
  SondeChartStack *self = SONDE_CHART_STACK (object);

  g_ptr_array_set_size (self->entries, 0);
  g_clear_object (&self->dataset);
  g_clear_object (&self->archive);
  g_clear_object (&self->viewport);
  g_clear_object (&self->alerts);
  g_clear_object (&self->memory);
  g_clear_pointer (&self->peer_id, g_free);

  G_OBJECT_CLASS (sonde_chart_stack_parent_class)->dispose (object);
}

static void
sonde_chart_stack_finalize (GObject *object)
{
  SondeChartStack *self = SONDE_CHART_STACK (object);

  g_ptr_array_unref (self->entries);

  G_OBJECT_CLASS (sonde_chart_stack_parent_class)->finalize (object);
}

static void
sonde_chart_stack_class_init (SondeChartStackClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sonde_chart_stack_get_property;
  object_class->dispose = sonde_chart_stack_dispose;
  object_class->finalize = sonde_chart_stack_finalize;

  properties[PROP_N_SHOWN] = g_param_spec_uint ("n-shown", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SONDE_TYPE_TILE_GRID);
  g_type_ensure (SONDE_TYPE_TIME_AXIS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-chart-stack.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeChartStack, tiles);
  gtk_widget_class_bind_template_child (widget_class, SondeChartStack, charts);
  gtk_widget_class_bind_template_child (widget_class, SondeChartStack, time_axis);
}

static void
sonde_chart_stack_init (SondeChartStack *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->style_manager = adw_style_manager_get_default ();
  g_signal_connect_object (self->style_manager, "notify::high-contrast",
                           G_CALLBACK (update_contrast), self, G_CONNECT_SWAPPED);
  gtk_widget_init_template (GTK_WIDGET (self));
  update_contrast (self);
}

/**
 * sonde_chart_stack_set_dataset:
 * @self: a stack
 * @dataset: (nullable): what to show
 * @viewport: where to look
 *
 * Shows another dataset.
 */
void
sonde_chart_stack_set_dataset (SondeChartStack *self,
                               SondeDataset *dataset,
                               SondeViewport *viewport)
{
  g_return_if_fail (SONDE_IS_CHART_STACK (self));

  clear (self);
  g_set_object (&self->dataset, dataset);
  g_set_object (&self->viewport, viewport);
  sonde_chart_stack_refresh (self);
}

/* Channels that are known only from the past have charts as well. */
static void
sync_channels (SondeChartStack *self)
{
  g_auto (GStrv) ids = NULL;

  if (self->archive == NULL || self->dataset == NULL)
    return;
  ids = sonde_archive_dup_channels (self->archive);
  for (gsize i = 0; ids[i] != NULL; i++)
    sonde_dataset_ensure_channel (self->dataset, ids[i]);
}

/**
 * sonde_chart_stack_set_archive:
 * @self: a stack
 * @archive: (nullable): the past of the dataset that is shown
 *
 * Shows what was before the first sample in memory.
 */
void
sonde_chart_stack_set_archive (SondeChartStack *self, SondeArchive *archive)
{
  g_return_if_fail (SONDE_IS_CHART_STACK (self));

  if (self->archive != NULL)
    g_signal_handlers_disconnect_by_func (self->archive, sync_channels, self);
  if (!g_set_object (&self->archive, archive))
    return;
  if (archive != NULL)
    g_signal_connect_object (archive, "loaded", G_CALLBACK (sync_channels), self,
                             G_CONNECT_SWAPPED);
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      sonde_track_free (entry->track);
      entry->track = sonde_track_new (entry->channel, archive);
      if (entry->chart != NULL)
        sonde_plot_set_archive (sonde_chart_get_plot (entry->chart), archive);
    }
  sync_channels (self);
}

/**
 * sonde_chart_stack_refresh:
 * @self: a stack
 *
 * Looks at the dataset again: channels come and go, tiles and charts show what is new.
 */
void
sonde_chart_stack_refresh (SondeChartStack *self)
{
  SondeChart *lowest = NULL;
  gint64 latest_us;
  guint n_shown = 0;

  g_return_if_fail (SONDE_IS_CHART_STACK (self));

  if (self->dataset != NULL)
    sync_entries (self);
  latest_us = get_latest_us (self);
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);
      gboolean show = should_show (self, entry, latest_us);

      if (show && entry->tile == NULL)
        make_widgets (self, entry);
      if (entry->tile == NULL)
        continue;
      gtk_widget_set_visible (entry->tile, show);
      gtk_widget_set_visible (entry->card, show);
      if (!show)
        continue;
      sonde_chart_set_show_mark_labels (entry->chart, lowest == NULL);
      n_shown++;
      lowest = entry->chart;
      sonde_tile_refresh (SONDE_TILE (entry->tile), entry->track,
                          sonde_viewport_get_start_us (self->viewport),
                          sonde_viewport_get_end_us (self->viewport));
      show_alert (self, entry);
      sonde_chart_card_refresh (SONDE_CHART_CARD (entry->card));
      sonde_chart_refresh (entry->chart);
    }
  sonde_time_axis_set_plot (self->time_axis, lowest != NULL ? sonde_chart_get_plot (lowest) : NULL);
  if (n_shown > 0)
    sonde_trace_first_measure (GTK_WIDGET (self));
  if (n_shown == self->n_shown)
    return;
  self->n_shown = n_shown;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SHOWN]);
}

/**
 * sonde_chart_stack_get_n_shown:
 * @self: a stack
 *
 * Returns: how many channels show
 */
guint
sonde_chart_stack_get_n_shown (SondeChartStack *self)
{
  g_return_val_if_fail (SONDE_IS_CHART_STACK (self), 0);

  return self->n_shown;
}

/**
 * sonde_chart_stack_set_alerts:
 * @self: a stack
 * @alerts: (nullable): what watches the values
 * @peer_id: (nullable): the endpoint that the next dataset belongs to
 *
 * Says which values are warned of in the dataset that is set next.
 */
void
sonde_chart_stack_set_alerts (SondeChartStack *self, SondeAlerts *alerts, const char *peer_id)
{
  g_return_if_fail (SONDE_IS_CHART_STACK (self));

  g_set_object (&self->alerts, alerts);
  g_free (self->peer_id);
  self->peer_id = g_strdup (peer_id);
}

/**
 * sonde_chart_stack_set_utc:
 * @self: a stack
 * @utc: whether the charts show universal time instead of the local one
 */
void
sonde_chart_stack_set_utc (SondeChartStack *self, gboolean utc)
{
  g_return_if_fail (SONDE_IS_CHART_STACK (self));

  self->utc = utc;
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->chart != NULL)
        sonde_chart_set_utc (entry->chart, utc);
    }
}

/**
 * sonde_chart_stack_describe_difference:
 * @self: a stack
 *
 * Says what changed from the earlier of the two markers to the later in each chart.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL while a marker is not set
 */
char *
sonde_chart_stack_describe_difference (SondeChartStack *self)
{
  g_autoptr (GString) text = NULL;
  g_autofree char *duration = NULL;
  gint64 a_us;
  gint64 b_us;

  g_return_val_if_fail (SONDE_IS_CHART_STACK (self), NULL);

  a_us = sonde_viewport_get_marker_us (self->viewport, SONDE_MARKER_A);
  b_us = sonde_viewport_get_marker_us (self->viewport, SONDE_MARKER_B);
  if (a_us == SONDE_VIEWPORT_NO_TIME || b_us == SONDE_VIEWPORT_NO_TIME || a_us == b_us)
    return NULL;
  duration = sonde_chart_words_duration (ABS (b_us - a_us));
  text = g_string_new (NULL);
  /* Translators: %s is a length of time. */
  g_string_append_printf (text, _ ("Between the markers: %s"), duration);
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);
      g_autofree char *change = NULL;

      if (entry->card == NULL || !gtk_widget_get_visible (entry->card))
        continue;
      change = sonde_chart_words_change (sonde_chart_get_plot (entry->chart), 0);
      if (change != NULL)
        g_string_append_printf (text, " · %s %s", sonde_channel_get_label (entry->channel), change);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * sonde_chart_stack_dup_plots:
 * @self: a stack
 *
 * Returns: (transfer full) (element-type SondePlot): what the charts that show are of, from the
 *   highest to the lowest
 */
GPtrArray *
sonde_chart_stack_dup_plots (SondeChartStack *self)
{
  GPtrArray *plots = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (SONDE_IS_CHART_STACK (self), plots);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->card != NULL && gtk_widget_get_visible (entry->card))
        g_ptr_array_add (plots, g_object_ref (sonde_chart_get_plot (entry->chart)));
    }
  return plots;
}

/**
 * sonde_chart_stack_set_memory:
 * @self: a stack
 * @memory: where it is remembered how charts are wanted
 *
 * Has the charts of the dataset that is set next as the user left them.
 */
void
sonde_chart_stack_set_memory (SondeChartStack *self, SondeChartMemory *memory)
{
  g_return_if_fail (SONDE_IS_CHART_STACK (self));

  g_set_object (&self->memory, memory);
}
