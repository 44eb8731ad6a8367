/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chart-row.h"

struct _SondeChartRow
{
  GObject parent_instance;

  gint64 time_us;
  char *time;
  GStrv values;
};

enum
{
  PROP_0,
  PROP_TIME_US,
  PROP_TIME,
  PROP_VALUES,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeChartRow, sonde_chart_row, G_TYPE_OBJECT)

static void
sonde_chart_row_finalize (GObject *object)
{
  SondeChartRow *self = SONDE_CHART_ROW (object);

  g_clear_pointer (&self->time, g_free);
  g_clear_pointer (&self->values, g_strfreev);

  G_OBJECT_CLASS (sonde_chart_row_parent_class)->finalize (object);
}

static void
sonde_chart_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeChartRow *self = SONDE_CHART_ROW (object);

  switch (prop_id)
    {
    case PROP_TIME_US:
      g_value_set_int64 (value, self->time_us);
      break;
    case PROP_TIME:
      g_value_set_string (value, self->time);
      break;
    case PROP_VALUES:
      g_value_set_boxed (value, self->values);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_chart_row_class_init (SondeChartRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = sonde_chart_row_finalize;
  object_class->get_property = sonde_chart_row_get_property;

  properties[PROP_TIME_US] = g_param_spec_int64 ("time-us", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                                 flags);
  properties[PROP_TIME] = g_param_spec_string ("time", NULL, NULL, NULL, flags);
  properties[PROP_VALUES] = g_param_spec_boxed ("values", NULL, NULL, G_TYPE_STRV, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sonde_chart_row_init (SondeChartRow *self)
{
}

/**
 * sonde_chart_row_new:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @time: the time in words
 * @values: (transfer full): a text for each channel
 *
 * Returns: (transfer full): a row
 */
SondeChartRow *
sonde_chart_row_new (gint64 time_us, const char *time, GStrv values)
{
  SondeChartRow *self = g_object_new (SONDE_TYPE_CHART_ROW, NULL);

  self->time_us = time_us;
  self->time = g_strdup (time);
  self->values = values;

  return self;
}

/**
 * sonde_chart_row_get_time_us:
 *
 * Returns: wall-clock microseconds since the Unix epoch
 */
gint64
sonde_chart_row_get_time_us (SondeChartRow *self)
{
  g_return_val_if_fail (SONDE_IS_CHART_ROW (self), 0);

  return self->time_us;
}

/**
 * sonde_chart_row_get_time:
 *
 * Returns: (transfer none): the time in words
 */
const char *
sonde_chart_row_get_time (SondeChartRow *self)
{
  g_return_val_if_fail (SONDE_IS_CHART_ROW (self), NULL);

  return self->time;
}

/**
 * sonde_chart_row_get_value:
 * @index: the place of a channel
 *
 * Returns: (transfer none): its value in words; an empty string where it has none, or does not
 * exist
 */
const char *
sonde_chart_row_get_value (SondeChartRow *self, guint index)
{
  g_return_val_if_fail (SONDE_IS_CHART_ROW (self), "");

  return index < g_strv_length (self->values) ? self->values[index] : "";
}
