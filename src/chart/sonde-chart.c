/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chart.h"
#include "sonde-chart-input.h"
#include "sonde-chart-parts.h"
#include "sonde-chart-words.h"
#include "sonde-legend.h"
#include "sonde-style.h"

/* A screen reader is told of the present value no more often than this. */
#define DESCRIBE_INTERVAL_US (5 * G_TIME_SPAN_SECOND)

struct _SondeChart
{
  GtkWidget parent_instance;

  SondeChannel *channel;
  SondeDataset *dataset;
  SondeViewport *viewport;
  gboolean utc;
  SondePlot *plot;
  SondeChartParts parts;

  gint64 described_us;
  guint64 described_generation;
};

enum
{
  PROP_0,
  PROP_CHANNEL,
  PROP_DATASET,
  PROP_VIEWPORT,
  PROP_SHOW_TIME_AXIS,
  PROP_SHOW_MARK_LABELS,
  PROP_SHOW_TITLE,
  PROP_SHOW_STATISTICS,
  PROP_UTC,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeChart, sonde_chart, GTK_TYPE_WIDGET)

static void
describe (SondeChart *self)
{
  g_autofree char *label = sonde_chart_words_label (self->plot);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
describe_cursor (SondeChart *self)
{
  g_autofree char *description = sonde_chart_words_cursor (self->plot);

  if (description != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    description, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static void
describe_if_due (SondeChart *self)
{
  gint64 now_us = g_get_monotonic_time ();
  guint64 generation = sonde_series_get_generation (sonde_channel_get_series (self->channel));

  if (now_us - self->described_us < DESCRIBE_INTERVAL_US ||
      generation == self->described_generation)
    return;

  self->described_us = now_us;
  self->described_generation = generation;
  describe (self);
}

/* Neither a hidden chart nor one in a minimised window looks at its data. */
static gboolean
is_seen (SondeChart *self)
{
  GtkNative *native;
  GdkSurface *surface;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return FALSE;

  native = gtk_widget_get_native (GTK_WIDGET (self));
  surface = native != NULL ? gtk_native_get_surface (native) : NULL;

  return !GDK_IS_TOPLEVEL (surface) ||
         (gdk_toplevel_get_state (GDK_TOPLEVEL (surface)) & GDK_TOPLEVEL_STATE_MINIMIZED) == 0;
}

static void
on_viewport_changed (SondeViewport *viewport, SondeChart *self)
{
  if (is_seen (self))
    sonde_plot_update (self->plot);
}

static void
on_cursor_changed (SondeViewport *viewport, GParamSpec *pspec, SondeChart *self)
{
  if (!is_seen (self))
    return;

  sonde_plot_update (self->plot);
  if (gtk_widget_has_focus (GTK_WIDGET (self)))
    describe_cursor (self);
}

static void
on_marker_changed (SondeViewport *viewport, GParamSpec *pspec, SondeChart *self)
{
  on_viewport_changed (viewport, self);
}

static void
on_plot_changed (SondePlot *plot, SondePlotChange what, SondeChart *self)
{
  if ((what & SONDE_PLOT_CURVES) != 0)
    {
      describe (self);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
}

static void
sonde_chart_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  sonde_chart_parts_measure (&SONDE_CHART (widget)->parts, orientation, minimum, natural);
}

static void
sonde_chart_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  sonde_chart_parts_allocate (&SONDE_CHART (widget)->parts, width, height);
}

static void
sonde_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GTK_WIDGET_CLASS (sonde_chart_parent_class)->snapshot (widget, snapshot);

  if (gtk_widget_has_visible_focus (widget))
    sonde_style_draw_focus (widget, snapshot,
                            sonde_channel_get_index (SONDE_CHART (widget)->channel));
}

static void
sonde_chart_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  GtkStateFlags changed = previous ^ gtk_widget_get_state_flags (widget);

  if ((changed & (GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE)) != 0)
    gtk_widget_queue_draw (widget);
}

static void
sonde_chart_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sonde_chart_parent_class)->map (widget);
  sonde_plot_update (SONDE_CHART (widget)->plot);
}

static void
on_scale_factor_changed (SondeChart *self)
{
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
sonde_chart_constructed (GObject *object)
{
  SondeChart *self = SONDE_CHART (object);
  GtkWidget *widget = GTK_WIDGET (self);

  G_OBJECT_CLASS (sonde_chart_parent_class)->constructed (object);

  self->plot = sonde_plot_new (self->channel, self->dataset, self->viewport);
  sonde_chart_parts_init (&self->parts, widget, self->plot);
  sonde_chart_input_attach (widget, self->plot);

  g_signal_connect_object (self->viewport, "changed", G_CALLBACK (on_viewport_changed), self, 0);
  g_signal_connect_object (self->viewport, "notify::cursor-us", G_CALLBACK (on_cursor_changed),
                           self, 0);
  g_signal_connect_object (self->viewport, "notify::marker-a-us", G_CALLBACK (on_marker_changed),
                           self, 0);
  g_signal_connect_object (self->viewport, "notify::marker-b-us", G_CALLBACK (on_marker_changed),
                           self, 0);
  g_signal_connect_object (self->viewport, "selection-changed", G_CALLBACK (on_viewport_changed),
                           self, 0);
  g_signal_connect_object (self->plot, "changed", G_CALLBACK (on_plot_changed), self, 0);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (on_scale_factor_changed), NULL);
  describe (self);
}

static void
sonde_chart_dispose (GObject *object)
{
  SondeChart *self = SONDE_CHART (object);

  sonde_chart_parts_clear (&self->parts);
  g_clear_object (&self->plot);
  g_clear_object (&self->channel);
  g_clear_object (&self->dataset);
  g_clear_object (&self->viewport);

  G_OBJECT_CLASS (sonde_chart_parent_class)->dispose (object);
}

static void
sonde_chart_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeChart *self = SONDE_CHART (object);

  switch (prop_id)
    {
    case PROP_CHANNEL:
      g_value_set_object (value, self->channel);
      break;
    case PROP_DATASET:
      g_value_set_object (value, self->dataset);
      break;
    case PROP_VIEWPORT:
      g_value_set_object (value, self->viewport);
      break;
    case PROP_SHOW_TIME_AXIS:
      g_value_set_boolean (value, sonde_chart_get_show_time_axis (self));
      break;
    case PROP_SHOW_MARK_LABELS:
      g_value_set_boolean (value, sonde_chart_get_show_mark_labels (self));
      break;
    case PROP_SHOW_TITLE:
      g_value_set_boolean (value, sonde_chart_get_show_title (self));
      break;
    case PROP_SHOW_STATISTICS:
      g_value_set_boolean (value,
                           sonde_legend_get_show_statistics (SONDE_LEGEND (self->parts.legend)));
      break;
    case PROP_UTC:
      g_value_set_boolean (value, self->utc);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_chart_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SondeChart *self = SONDE_CHART (object);

  switch (prop_id)
    {
    case PROP_CHANNEL:
      self->channel = g_value_dup_object (value);
      break;
    case PROP_DATASET:
      self->dataset = g_value_dup_object (value);
      break;
    case PROP_VIEWPORT:
      self->viewport = g_value_dup_object (value);
      break;
    case PROP_SHOW_TIME_AXIS:
      sonde_chart_set_show_time_axis (self, g_value_get_boolean (value));
      break;
    case PROP_SHOW_MARK_LABELS:
      sonde_chart_set_show_mark_labels (self, g_value_get_boolean (value));
      break;
    case PROP_SHOW_TITLE:
      sonde_chart_set_show_title (self, g_value_get_boolean (value));
      break;
    case PROP_SHOW_STATISTICS:
      sonde_chart_set_show_statistics (self, g_value_get_boolean (value));
      break;
    case PROP_UTC:
      sonde_chart_set_utc (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_chart_class_init (SondeChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = sonde_chart_constructed;
  object_class->dispose = sonde_chart_dispose;
  object_class->get_property = sonde_chart_get_property;
  object_class->set_property = sonde_chart_set_property;

  widget_class->measure = sonde_chart_measure;
  widget_class->size_allocate = sonde_chart_size_allocate;
  widget_class->map = sonde_chart_map;
  widget_class->snapshot = sonde_chart_snapshot;
  widget_class->state_flags_changed = sonde_chart_state_flags_changed;

  properties[PROP_CHANNEL] = g_param_spec_object ("channel", NULL, NULL, SONDE_TYPE_CHANNEL, once);
  properties[PROP_DATASET] = g_param_spec_object ("dataset", NULL, NULL, SONDE_TYPE_DATASET, once);
  properties[PROP_VIEWPORT] = g_param_spec_object ("viewport", NULL, NULL, SONDE_TYPE_VIEWPORT,
                                                   once);
  properties[PROP_SHOW_TIME_AXIS] = g_param_spec_boolean ("show-time-axis", NULL, NULL, FALSE,
                                                          writable);
  properties[PROP_SHOW_MARK_LABELS] = g_param_spec_boolean ("show-mark-labels", NULL, NULL, TRUE,
                                                            writable);
  properties[PROP_SHOW_TITLE] = g_param_spec_boolean ("show-title", NULL, NULL, TRUE, writable);
  properties[PROP_SHOW_STATISTICS] = g_param_spec_boolean ("show-statistics", NULL, NULL, FALSE,
                                                           writable);
  properties[PROP_UTC] = g_param_spec_boolean ("utc", NULL, NULL, FALSE, writable);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sonde_chart_init (SondeChart *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

/**
 * sonde_chart_new:
 * @channel: what is drawn
 * @dataset: (nullable): where the marks come from
 * @viewport: the span of time, shared by the charts of a stack
 *
 * Returns: (transfer floating): a chart
 */
GtkWidget *
sonde_chart_new (SondeChannel *channel, SondeDataset *dataset, SondeViewport *viewport)
{
  g_return_val_if_fail (SONDE_IS_CHANNEL (channel), NULL);
  g_return_val_if_fail (dataset == NULL || SONDE_IS_DATASET (dataset), NULL);
  g_return_val_if_fail (SONDE_IS_VIEWPORT (viewport), NULL);

  return g_object_new (SONDE_TYPE_CHART, "channel", channel, "dataset", dataset, "viewport",
                       viewport, NULL);
}

/**
 * sonde_chart_get_channel:
 *
 * Returns: (transfer none): what is drawn
 */
SondeChannel *
sonde_chart_get_channel (SondeChart *self)
{
  g_return_val_if_fail (SONDE_IS_CHART (self), NULL);

  return self->channel;
}

/**
 * sonde_chart_get_show_time_axis:
 *
 * Returns: whether the times are written below the data
 */
gboolean
sonde_chart_get_show_time_axis (SondeChart *self)
{
  g_return_val_if_fail (SONDE_IS_CHART (self), FALSE);

  return gtk_widget_get_visible (self->parts.time_axis);
}

/**
 * sonde_chart_set_show_time_axis:
 * @show_time_axis: whether the times are written below the data
 */
void
sonde_chart_set_show_time_axis (SondeChart *self, gboolean show_time_axis)
{
  g_return_if_fail (SONDE_IS_CHART (self));

  if (sonde_chart_get_show_time_axis (self) == !!show_time_axis)
    return;

  gtk_widget_set_visible (self->parts.time_axis, show_time_axis);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_TIME_AXIS]);
}

/**
 * sonde_chart_get_show_mark_labels:
 *
 * Returns: whether marks say in words what happened
 */
gboolean
sonde_chart_get_show_mark_labels (SondeChart *self)
{
  g_return_val_if_fail (SONDE_IS_CHART (self), FALSE);

  return sonde_plot_has_part (self->plot, SONDE_PLOT_MARK_LABELS);
}

/**
 * sonde_chart_set_show_mark_labels:
 * @show_mark_labels: whether marks say in words what happened
 */
void
sonde_chart_set_show_mark_labels (SondeChart *self, gboolean show_mark_labels)
{
  g_return_if_fail (SONDE_IS_CHART (self));

  if (sonde_chart_get_show_mark_labels (self) == !!show_mark_labels)
    return;

  sonde_plot_set_part (self->plot, SONDE_PLOT_MARK_LABELS, show_mark_labels);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_MARK_LABELS]);
}

/**
 * sonde_chart_get_show_title:
 *
 * Returns: whether the channel's name and unit stand above the data
 */
gboolean
sonde_chart_get_show_title (SondeChart *self)
{
  g_return_val_if_fail (SONDE_IS_CHART (self), FALSE);

  return gtk_widget_get_visible (self->parts.legend);
}

/**
 * sonde_chart_set_show_title:
 * @show_title: whether the channel's name and unit stand above the data
 */
void
sonde_chart_set_show_title (SondeChart *self, gboolean show_title)
{
  g_return_if_fail (SONDE_IS_CHART (self));

  show_title = !!show_title;
  if (gtk_widget_get_visible (self->parts.legend) == show_title)
    return;

  gtk_widget_set_visible (self->parts.legend, show_title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_TITLE]);
}

/**
 * sonde_chart_set_time_zone:
 * @zone: whose clock the time axis shows; at first the local one
 */
void
sonde_chart_set_time_zone (SondeChart *self, GTimeZone *zone)
{
  g_return_if_fail (SONDE_IS_CHART (self));
  g_return_if_fail (zone != NULL);

  sonde_plot_set_time_zone (self->plot, zone);
}

/**
 * sonde_chart_set_utc:
 * @utc: whether the time axis shows universal time instead of the local one
 */
void
sonde_chart_set_utc (SondeChart *self, gboolean utc)
{
  g_autoptr (GTimeZone) zone = NULL;

  g_return_if_fail (SONDE_IS_CHART (self));

  utc = !!utc;
  if (self->utc == utc)
    return;

  self->utc = utc;
  zone = utc ? g_time_zone_new_utc () : g_time_zone_new_local ();
  sonde_plot_set_time_zone (self->plot, zone);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UTC]);
}

/**
 * sonde_chart_set_show_statistics:
 * @show_statistics: whether the least, mean and greatest of what is shown stand beside the names
 */
void
sonde_chart_set_show_statistics (SondeChart *self, gboolean show_statistics)
{
  g_return_if_fail (SONDE_IS_CHART (self));

  if (sonde_legend_get_show_statistics (SONDE_LEGEND (self->parts.legend)) == !!show_statistics)
    return;

  sonde_legend_set_show_statistics (SONDE_LEGEND (self->parts.legend), show_statistics);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_STATISTICS]);
}

/**
 * sonde_chart_set_title_inset:
 * @inset_px: how much of the end of the title's row is left to the owner, such as for a button
 */
void
sonde_chart_set_title_inset (SondeChart *self, int inset_px)
{
  g_return_if_fail (SONDE_IS_CHART (self));

  if (self->parts.title_inset_px == inset_px)
    return;

  self->parts.title_inset_px = inset_px;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * sonde_chart_get_plot:
 *
 * Returns: (transfer none): what the chart draws: other channels over the first, bounds, fixed
 *   ranges and steps are set there
 */
SondePlot *
sonde_chart_get_plot (SondeChart *self)
{
  g_return_val_if_fail (SONDE_IS_CHART (self), NULL);

  return self->plot;
}

/**
 * sonde_chart_add_channel:
 * @channel: what is drawn over the first
 *
 * Channels of one unit share a value axis; there are two axes at most.
 *
 * Returns: whether there was room for it
 */
gboolean
sonde_chart_add_channel (SondeChart *self, SondeChannel *channel)
{
  g_return_val_if_fail (SONDE_IS_CHART (self), FALSE);

  return sonde_plot_add_channel (self->plot, channel);
}

/**
 * sonde_chart_remove_channel:
 * @channel: what is no longer drawn; the last one stays
 *
 * Returns: whether it was drawn, and no longer is
 */
gboolean
sonde_chart_remove_channel (SondeChart *self, SondeChannel *channel)
{
  g_return_val_if_fail (SONDE_IS_CHART (self), FALSE);

  return sonde_plot_remove_channel (self->plot, channel);
}

/**
 * sonde_chart_refresh:
 *
 * Redraws what has changed since the last time, and nothing while the chart is not mapped. The
 * owner calls it once per frame; where nothing is new it takes no lock.
 */
void
sonde_chart_refresh (SondeChart *self)
{
  g_return_if_fail (SONDE_IS_CHART (self));

  if (!is_seen (self))
    return;

  sonde_plot_update (self->plot);
  describe_if_due (self);
}
