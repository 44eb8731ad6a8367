/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-tile.h"

#include <glib/gi18n.h>

#include "sonde-presentation.h"

/**
 * SondeTile:
 *
 * One channel's latest value with its unit, trend, and its least, mean and greatest value in what
 * the charts show.
 */
struct _SondeTile
{
  AdwBin parent_instance;

  SondeChannel *channel;
  char *texts[4];
  SondeTrend trend;
  char *alert; /* why the value is out of its bounds, or NULL */
};

/* What the past is summed up from: the texts do not show more. */
#define SUMMARY_BUCKETS 1024

typedef enum
{
  PROP_CHANNEL = 1,
  PROP_VALUE,
  PROP_LEAST,
  PROP_MEAN,
  PROP_GREATEST,
  PROP_TREND,
  PROP_ALERT,
  N_PROPS
} SondeTileProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeTile, sonde_tile, ADW_TYPE_BIN)

static char *
channel_label (gpointer self, SondeChannel *channel)
{
  return g_strdup (channel != NULL ? sonde_channel_get_label (channel) : "");
}

static char *
channel_unit (gpointer self, SondeChannel *channel)
{
  return g_strdup (channel != NULL ? sonde_channel_get_unit (channel) : "");
}

static char *
channel_icon (gpointer self, SondeChannel *channel)
{
  return g_strdup (channel != NULL ? sonde_channel_get_icon_name (channel) : NULL);
}

static char *
trend_icon (gpointer self, guint trend)
{
  return g_strdup (sonde_trend_get_icon_name ((SondeTrend) trend));
}

static char *
trend_label (gpointer self, guint trend)
{
  return g_strdup (sonde_trend_get_label ((SondeTrend) trend));
}

static gboolean
text_is_set (gpointer self, const char *text)
{
  return text != NULL;
}

static void
update_accessible (SondeTile *self)
{
  g_autofree char *name = g_strdup_printf ("%s: %s %s%s%s", sonde_channel_get_label (self->channel),
                                           self->texts[0], sonde_channel_get_unit (self->channel),
                                           self->alert != NULL ? "; " : "",
                                           self->alert != NULL ? self->alert : "");
  g_autofree char *description = g_strdup_printf (
      /* Translators: what a screen reader says of a quantity: the trend, then three values. */
      _ ("%s; least %s, mean %s, greatest %s"), sonde_trend_get_label (self->trend), self->texts[1],
      self->texts[2], self->texts[3]);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
sonde_tile_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeTile *self = SONDE_TILE (object);

  switch ((SondeTileProperty) prop_id)
    {
    case PROP_CHANNEL:
      g_value_set_object (value, self->channel);
      break;
    case PROP_VALUE:
    case PROP_LEAST:
    case PROP_MEAN:
    case PROP_GREATEST:
      g_value_set_string (value, self->texts[prop_id - PROP_VALUE]);
      break;
    case PROP_TREND:
      g_value_set_uint (value, self->trend);
      break;
    case PROP_ALERT:
      g_value_set_string (value, self->alert);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_tile_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SondeTile *self = SONDE_TILE (object);

  if (prop_id == PROP_CHANNEL)
    self->channel = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_tile_finalize (GObject *object)
{
  SondeTile *self = SONDE_TILE (object);

  g_clear_object (&self->channel);
  g_free (self->alert);
  for (gsize i = 0; i < G_N_ELEMENTS (self->texts); i++)
    g_free (self->texts[i]);

  G_OBJECT_CLASS (sonde_tile_parent_class)->finalize (object);
}

static void
sonde_tile_class_init (SondeTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_tile_get_property;
  object_class->set_property = sonde_tile_set_property;
  object_class->finalize = sonde_tile_finalize;

  properties[PROP_CHANNEL] = g_param_spec_object ("channel", NULL, NULL, SONDE_TYPE_CHANNEL,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                      G_PARAM_STATIC_STRINGS);
  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, flags);
  properties[PROP_LEAST] = g_param_spec_string ("least", NULL, NULL, NULL, flags);
  properties[PROP_MEAN] = g_param_spec_string ("mean", NULL, NULL, NULL, flags);
  properties[PROP_GREATEST] = g_param_spec_string ("greatest", NULL, NULL, NULL, flags);
  properties[PROP_TREND] = g_param_spec_uint ("trend", NULL, NULL, 0, SONDE_TREND_RISING, 0, flags);
  properties[PROP_ALERT] = g_param_spec_string ("alert", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-tile.ui");
  gtk_widget_class_bind_template_callback (widget_class, channel_label);
  gtk_widget_class_bind_template_callback (widget_class, channel_unit);
  gtk_widget_class_bind_template_callback (widget_class, channel_icon);
  gtk_widget_class_bind_template_callback (widget_class, text_is_set);
  gtk_widget_class_bind_template_callback (widget_class, trend_icon);
  gtk_widget_class_bind_template_callback (widget_class, trend_label);
}

static void
sonde_tile_init (SondeTile *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->texts); i++)
    self->texts[i] = g_strdup ("—");
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sonde_tile_new:
 * @channel: what it shows
 *
 * Returns: (transfer floating): a tile
 */
GtkWidget *
sonde_tile_new (SondeChannel *channel)
{
  return g_object_new (SONDE_TYPE_TILE, "channel", channel, NULL);
}

/**
 * sonde_tile_get_channel:
 * @self: a tile
 *
 * Returns: (transfer none): what it shows
 */
SondeChannel *
sonde_tile_get_channel (SondeTile *self)
{
  g_return_val_if_fail (SONDE_IS_TILE (self), NULL);

  return self->channel;
}

static gboolean
set_text (SondeTile *self, guint index, gboolean known, double value)
{
  g_autofree char *text = NULL;

  text = known ? sonde_channel_format_value (self->channel, value) : g_strdup ("—");
  if (g_str_equal (text, self->texts[index]))
    return FALSE;
  g_free (self->texts[index]);
  self->texts[index] = g_steal_pointer (&text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE + index]);
  return TRUE;
}

static SondeTrend
compute_trend (SondeSeries *series, gint64 start_us, gint64 end_us, const SondeSummary *whole)
{
  SondeSummary earlier;
  SondeSummary later;
  gint64 first_us;
  gint64 last_us;
  gint64 quarter_us;

  if (sonde_series_get_span (series, &first_us, &last_us))
    {
      start_us = CLAMP (first_us, start_us, end_us);
      end_us = CLAMP (last_us, start_us, end_us);
    }
  quarter_us = (end_us - start_us) / 4;
  sonde_series_get_summary (series, end_us - 2 * quarter_us, end_us - quarter_us - 1, &earlier);
  sonde_series_get_summary (series, end_us - quarter_us, end_us, &later);
  return sonde_trend_compute (&earlier, &later, whole);
}

static gboolean
begins_in_the_past (SondeTrack *track, SondeSeries *series, gint64 start_us)
{
  gint64 whole_first_us;
  gint64 first_us;

  return sonde_track_get_span (track, &whole_first_us, NULL) &&
         (!sonde_series_get_span (series, &first_us, NULL) ||
          MAX (start_us, whole_first_us) < first_us);
}

static void
summarize_past (SondeTrack *track, gint64 start_us, gint64 end_us, SondeSummary *summary)
{
  const gint64 width_us = MAX ((end_us - start_us) / SUMMARY_BUCKETS, 1);

  sonde_track_get_summary (track, sonde_series_align_us (start_us, width_us), width_us,
                           SUMMARY_BUCKETS + 1, summary);
}

static gboolean
get_last_of_past (SondeTrack *track, gint64 span_us, SondeSample *sample)
{
  const gint64 width_us = MAX (span_us / SUMMARY_BUCKETS, 1);
  gint64 last_us;

  return sonde_track_get_span (track, NULL, &last_us) &&
         sonde_track_get_neighbour (track, last_us + width_us, width_us, FALSE, sample);
}

/**
 * sonde_tile_set_alert:
 * @self: a tile
 * @alert: (nullable): why the latest value is out of its bounds, in words
 *
 * Warns of the value, or no longer does.
 */
void
sonde_tile_set_alert (SondeTile *self, const char *alert)
{
  g_return_if_fail (SONDE_IS_TILE (self));

  if (g_strcmp0 (self->alert, alert) == 0)
    return;
  g_free (self->alert);
  self->alert = g_strdup (alert);
  if (alert != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "alert");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "alert");
  update_accessible (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ALERT]);
}

/**
 * sonde_tile_refresh:
 * @self: a tile
 * @track: (nullable): the channel's samples with those of its past
 * @start_us: the start of what the charts show, wall-clock microseconds
 * @end_us: its end
 *
 * Looks at the channel's samples again.
 */
void
sonde_tile_refresh (SondeTile *self, SondeTrack *track, gint64 start_us, gint64 end_us)
{
  SondeSeries *series;
  SondeSummary summary;
  SondeSample sample = { 0, 0 };
  SondeTrend trend;
  gboolean changed;
  gboolean known;

  g_return_if_fail (SONDE_IS_TILE (self));

  series = sonde_channel_get_series (self->channel);
  known = sonde_series_get_last (series, &sample);
  if (track == NULL || !begins_in_the_past (track, series, start_us))
    {
      sonde_series_get_summary (series, start_us, end_us, &summary);
    }
  else
    {
      summarize_past (track, start_us, end_us, &summary);
      known = known || get_last_of_past (track, end_us - start_us, &sample);
    }
  changed = set_text (self, 0, known, sample.value);
  changed |= set_text (self, 1, summary.count > 0, summary.min);
  changed |= set_text (self, 2, summary.count > 0, summary.mean);
  changed |= set_text (self, 3, summary.count > 0, summary.max);
  trend = compute_trend (series, start_us, end_us, &summary);
  if (trend != self->trend)
    {
      self->trend = trend;
      changed = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TREND]);
    }
  if (changed)
    update_accessible (self);
}
