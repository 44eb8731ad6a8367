/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chart.h"
#include "sonde-chart-input.h"
#include "sonde-chart-words.h"
#include "sonde-crosshair.h"
#include "sonde-grid.h"
#include "sonde-line-layer.h"
#include "sonde-mark-layer.h"
#include "sonde-style.h"
#include "sonde-value-axis.h"

#define MIN_PLOT_WIDTH_PX      120
#define MIN_PLOT_HEIGHT_PX     52
#define NATURAL_PLOT_HEIGHT_PX 120
#define TITLE_MARGIN_PX        8
#define TITLE_GAP_PX           4
/* Half a label of the value axis stands above the area, and half a point of the line below it. */
#define MARGIN_TOP_PX    9
#define MARGIN_BOTTOM_PX 9
#define MARGIN_SIDE_PX   12
/* A screen reader is told of the present value no more often than this. */
#define DESCRIBE_INTERVAL_US (5 * G_TIME_SPAN_SECOND)

struct _SondeChart
{
  GtkWidget parent_instance;

  SondeChannel *channel;
  SondeDataset *dataset;
  SondeViewport *viewport;
  gboolean show_time_axis;
  gboolean show_mark_labels;

  SondePlot *plot;
  GtkWidget *title;
  GtkWidget *grid;
  GtkWidget *axis;
  GtkWidget *line;
  GtkWidget *marks;
  GtkWidget *crosshair;

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
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeChart, sonde_chart, GTK_TYPE_WIDGET)

/* Charts of one viewport are a stack: a size group that lives with it gives their axes one width.
 */
static GtkSizeGroup *
get_axis_group (SondeViewport *viewport)
{
  GtkSizeGroup *group = g_object_get_data (G_OBJECT (viewport), "sonde-chart-axis-group");

  if (group == NULL)
    {
      group = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
      g_object_set_data_full (G_OBJECT (viewport), "sonde-chart-axis-group", group, g_object_unref);
    }

  return group;
}

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

static void
on_viewport_changed (SondeViewport *viewport, SondeChart *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    sonde_plot_update (self->plot);
}

static void
on_cursor_changed (SondeViewport *viewport, GParamSpec *pspec, SondeChart *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  sonde_plot_update (self->plot);
  if (gtk_widget_has_focus (GTK_WIDGET (self)))
    describe_cursor (self);
}

static int
get_title_height (SondeChart *self)
{
  int height_px;

  if (!gtk_widget_get_visible (self->title))
    return 0;

  gtk_widget_measure (self->title, GTK_ORIENTATION_VERTICAL, -1, NULL, &height_px, NULL, NULL);

  return TITLE_MARGIN_PX + height_px + TITLE_GAP_PX;
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
  SondeChart *self = SONDE_CHART (widget);
  int axis_px;
  int around_px;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (self->axis, orientation, -1, NULL, &axis_px, NULL, NULL);
      *minimum = *natural = MARGIN_SIDE_PX + MIN_PLOT_WIDTH_PX + axis_px;
    }
  else
    {
      around_px = get_title_height (self) + MARGIN_TOP_PX +
                  MAX (sonde_grid_get_label_height (SONDE_GRID (self->grid)), MARGIN_BOTTOM_PX);
      *minimum = around_px + MIN_PLOT_HEIGHT_PX;
      *natural = around_px + NATURAL_PLOT_HEIGHT_PX;
    }
}

static void
sonde_chart_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SondeChart *self = SONDE_CHART (widget);
  GtkWidget *layers[] = { self->grid, self->line, self->marks, self->crosshair };
  GtkAllocation whole = { 0, 0, width, height };
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int title_px = get_title_height (self);
  int below_px = MAX (sonde_grid_get_label_height (SONDE_GRID (self->grid)), MARGIN_BOTTOM_PX);
  int title_width_px;
  int axis_px;
  GdkRectangle area;

  gtk_widget_measure (self->axis, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &axis_px, NULL, NULL);
  gtk_widget_measure (self->title, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &title_width_px, NULL,
                      NULL);

  area.width = MAX (width - axis_px - MARGIN_SIDE_PX, 0);
  area.x = rtl ? axis_px : MARGIN_SIDE_PX;
  area.y = title_px + MARGIN_TOP_PX;
  area.height = MAX (height - area.y - below_px, 0);

  if (title_px > 0)
    {
      title_width_px = MIN (title_width_px, MAX (width - 2 * MARGIN_SIDE_PX, 0));
      gtk_widget_size_allocate (
          self->title,
          &(GtkAllocation){ rtl ? width - MARGIN_SIDE_PX - title_width_px : MARGIN_SIDE_PX,
                            TITLE_MARGIN_PX, title_width_px,
                            title_px - TITLE_MARGIN_PX - TITLE_GAP_PX },
          -1);
    }
  gtk_widget_size_allocate (self->axis,
                            &(GtkAllocation){ rtl ? 0 : width - axis_px, 0, axis_px, height }, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (layers); i++)
    gtk_widget_size_allocate (layers[i], &whole, -1);

  sonde_plot_set_area (self->plot, &area, gtk_widget_get_scale_factor (widget));
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
  g_autofree char *title = NULL;
  const char *unit;

  G_OBJECT_CLASS (sonde_chart_parent_class)->constructed (object);

  self->plot = sonde_plot_new (self->channel, self->dataset, self->viewport);
  self->grid = sonde_grid_new (self->plot);
  self->line = sonde_line_layer_new (self->plot);
  self->axis = sonde_value_axis_new (self->plot);
  self->marks = sonde_mark_layer_new (self->plot);
  self->crosshair = sonde_crosshair_new (self->plot);

  unit = sonde_channel_get_unit (self->channel);
  title = *unit == '\0'
              ? g_strdup (sonde_channel_get_label (self->channel))
              : g_strdup_printf ("%s (%s)", sonde_channel_get_label (self->channel), unit);
  self->title = gtk_label_new (title);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_widget_add_css_class (self->title, "caption-heading");
  gtk_widget_set_can_target (self->title, FALSE);

  gtk_widget_set_parent (self->title, widget);
  gtk_widget_set_parent (self->grid, widget);
  gtk_widget_set_parent (self->line, widget);
  gtk_widget_set_parent (self->axis, widget);
  gtk_widget_set_parent (self->marks, widget);
  gtk_widget_set_parent (self->crosshair, widget);

  gtk_size_group_add_widget (get_axis_group (self->viewport), self->axis);
  sonde_chart_input_attach (widget, self->plot);

  g_signal_connect_object (self->viewport, "changed", G_CALLBACK (on_viewport_changed), self, 0);
  g_signal_connect_object (self->viewport, "notify::cursor-us", G_CALLBACK (on_cursor_changed),
                           self, 0);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (on_scale_factor_changed), NULL);
  describe (self);
}

static void
sonde_chart_dispose (GObject *object)
{
  SondeChart *self = SONDE_CHART (object);

  g_clear_pointer (&self->title, gtk_widget_unparent);
  g_clear_pointer (&self->grid, gtk_widget_unparent);
  g_clear_pointer (&self->line, gtk_widget_unparent);
  g_clear_pointer (&self->axis, gtk_widget_unparent);
  g_clear_pointer (&self->marks, gtk_widget_unparent);
  g_clear_pointer (&self->crosshair, gtk_widget_unparent);
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

  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sonde_chart_init (SondeChart *self)
{
  self->show_mark_labels = TRUE;
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

  return self->show_time_axis;
}

/**
 * sonde_chart_set_show_time_axis:
 * @show_time_axis: whether the times are written below the data
 */
void
sonde_chart_set_show_time_axis (SondeChart *self, gboolean show_time_axis)
{
  g_return_if_fail (SONDE_IS_CHART (self));

  show_time_axis = !!show_time_axis;
  if (self->show_time_axis == show_time_axis)
    return;

  self->show_time_axis = show_time_axis;
  sonde_grid_set_show_labels (SONDE_GRID (self->grid), show_time_axis);
  sonde_crosshair_set_show_time (SONDE_CROSSHAIR (self->crosshair), show_time_axis);
  gtk_widget_queue_resize (GTK_WIDGET (self));
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

  return self->show_mark_labels;
}

/**
 * sonde_chart_set_show_mark_labels:
 * @show_mark_labels: whether marks say in words what happened
 */
void
sonde_chart_set_show_mark_labels (SondeChart *self, gboolean show_mark_labels)
{
  g_return_if_fail (SONDE_IS_CHART (self));

  show_mark_labels = !!show_mark_labels;
  if (self->show_mark_labels == show_mark_labels)
    return;

  self->show_mark_labels = show_mark_labels;
  sonde_mark_layer_set_show_labels (SONDE_MARK_LAYER (self->marks), show_mark_labels);
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

  return gtk_widget_get_visible (self->title);
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
  if (gtk_widget_get_visible (self->title) == show_title)
    return;

  gtk_widget_set_visible (self->title, show_title);
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
 * sonde_chart_refresh:
 *
 * Redraws what has changed since the last time, and nothing while the chart is not mapped. The
 * owner calls it once per frame; where nothing is new it takes no lock.
 */
void
sonde_chart_refresh (SondeChart *self)
{
  g_return_if_fail (SONDE_IS_CHART (self));

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  sonde_plot_update (self->plot);
  describe_if_due (self);
}
