/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chart-memory.h"

#include <math.h>

#define KEY "charts"
/* Endpoints come and go; what is remembered of them does not grow for ever. */
#define MAX_CHARTS 512

struct _SondeChartMemory
{
  GObject parent_instance;

  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (SondeChartMemory, sonde_chart_memory, G_TYPE_OBJECT)

static char *
make_key (const char *peer_id, const char *channel_id)
{
  return g_strconcat (peer_id, "/", channel_id, NULL);
}

static gboolean
is_plain (const SondeChartSetup *setup)
{
  gboolean plain = setup->steps == SONDE_STEP_AUTO && !setup->statistics &&
                   (setup->others == NULL || setup->others[0] == NULL);

  for (guint i = 0; i < SONDE_PLOT_MAX_AXES; i++)
    plain &= isnan (setup->ranges[i][0]);
  return plain;
}

static GVariant *
to_variant (const SondeChartSetup *setup)
{
  GVariantDict dict;
  GVariantBuilder ranges;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "steps", "u", (guint) setup->steps);
  g_variant_dict_insert (&dict, "statistics", "b", setup->statistics);
  g_variant_builder_init (&ranges, G_VARIANT_TYPE ("a(dd)"));
  for (guint i = 0; i < SONDE_PLOT_MAX_AXES; i++)
    g_variant_builder_add (&ranges, "(dd)", setup->ranges[i][0], setup->ranges[i][1]);
  g_variant_dict_insert_value (&dict, "ranges", g_variant_builder_end (&ranges));
  if (setup->others != NULL)
    g_variant_dict_insert_value (&dict, "others",
                                 g_variant_new_strv ((const char *const *) setup->others, -1));
  return g_variant_dict_end (&dict);
}

/* The settings may have been edited by hand: what is not as it should be is left out. */
static void
from_variant (GVariant *variant, SondeChartSetup *setup)
{
  g_autoptr (GVariant)
      ranges = g_variant_lookup_value (variant, "ranges", G_VARIANT_TYPE ("a(dd)"));
  guint steps = SONDE_STEP_AUTO;

  *setup = (SondeChartSetup){ 0 };
  g_variant_lookup (variant, "steps", "u", &steps);
  if (steps <= SONDE_STEP_ALWAYS)
    setup->steps = (SondeStepMode) steps;
  g_variant_lookup (variant, "statistics", "b", &setup->statistics);
  g_variant_lookup (variant, "others", "^as", &setup->others);
  for (guint i = 0; i < SONDE_PLOT_MAX_AXES; i++)
    {
      double min = NAN;
      double max = NAN;

      if (ranges != NULL && i < g_variant_n_children (ranges))
        g_variant_get_child (ranges, i, "(dd)", &min, &max);
      setup->ranges[i][0] = max > min ? min : (double) NAN;
      setup->ranges[i][1] = max > min ? max : (double) NAN;
    }
}

static void
sonde_chart_memory_finalize (GObject *object)
{
  g_clear_object (&SONDE_CHART_MEMORY (object)->settings);

  G_OBJECT_CLASS (sonde_chart_memory_parent_class)->finalize (object);
}

static void
sonde_chart_memory_class_init (SondeChartMemoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_chart_memory_finalize;
}

static void
sonde_chart_memory_init (SondeChartMemory *self)
{
}

/**
 * sonde_chart_setup_init_for_plot:
 * @self: (out caller-allocates): a setup
 * @plot: what it is of
 *
 * Takes down how a plot is; its statistics are not the plot's.
 */
void
sonde_chart_setup_init_for_plot (SondeChartSetup *self, SondePlot *plot)
{
  g_autoptr (GStrvBuilder) others = g_strv_builder_new ();

  *self = (SondeChartSetup){ .steps = sonde_plot_get_step_mode (plot) };
  for (guint i = 0; i < SONDE_PLOT_MAX_AXES; i++)
    if (!sonde_plot_get_fixed_range (plot, i, &self->ranges[i][0], &self->ranges[i][1]))
      self->ranges[i][0] = self->ranges[i][1] = (double) NAN;
  for (guint i = 1; i < sonde_plot_get_n_curves (plot); i++)
    g_strv_builder_add (others, sonde_channel_get_id (sonde_plot_get_curve (plot, i)->channel));
  self->others = g_strv_builder_end (others);
}

void
sonde_chart_setup_clear (SondeChartSetup *self)
{
  g_clear_pointer (&self->others, g_strfreev);
}

/**
 * sonde_chart_memory_new:
 * @settings: where it is kept
 *
 * Returns: (transfer full): the memory
 */
SondeChartMemory *
sonde_chart_memory_new (GSettings *settings)
{
  SondeChartMemory *self = g_object_new (SONDE_TYPE_CHART_MEMORY, NULL);

  self->settings = g_object_ref (settings);
  return self;
}

/**
 * sonde_chart_memory_recall:
 * @self: the memory
 * @peer_id: an endpoint
 * @channel_id: the first channel of a chart
 * @setup: (out caller-allocates): how the chart was
 *
 * Returns: %FALSE where nothing is remembered of it, and then @setup is not set
 */
gboolean
sonde_chart_memory_recall (SondeChartMemory *self,
                           const char *peer_id,
                           const char *channel_id,
                           SondeChartSetup *setup)
{
  g_autofree char *key = make_key (peer_id, channel_id);
  g_autoptr (GVariant) charts = NULL;
  g_autoptr (GVariant) chart = NULL;

  g_return_val_if_fail (SONDE_IS_CHART_MEMORY (self), FALSE);

  charts = g_settings_get_value (self->settings, KEY);
  chart = g_variant_lookup_value (charts, key, G_VARIANT_TYPE_VARDICT);
  if (chart == NULL)
    return FALSE;
  from_variant (chart, setup);
  return TRUE;
}

/**
 * sonde_chart_memory_keep:
 * @self: the memory
 * @peer_id: an endpoint
 * @channel_id: the first channel of a chart
 * @setup: how the chart is
 *
 * Remembers a chart; one that is as every chart is at first is forgotten instead.
 */
void
sonde_chart_memory_keep (SondeChartMemory *self,
                         const char *peer_id,
                         const char *channel_id,
                         const SondeChartSetup *setup)
{
  g_autofree char *own_key = make_key (peer_id, channel_id);
  g_autoptr (GVariant) before = NULL;
  GVariantBuilder charts;
  GVariantIter iter;
  const char *key;
  GVariant *chart;
  gsize n_left = MAX_CHARTS - 1;

  g_return_if_fail (SONDE_IS_CHART_MEMORY (self));

  before = g_settings_get_value (self->settings, KEY);
  g_variant_builder_init (&charts, G_VARIANT_TYPE ("a{sa{sv}}"));
  if (!is_plain (setup))
    g_variant_builder_add (&charts, "{s@a{sv}}", own_key, to_variant (setup));
  g_variant_iter_init (&iter, before);
  while (g_variant_iter_loop (&iter, "{&s@a{sv}}", &key, &chart))
    if (!g_str_equal (key, own_key) && n_left > 0)
      {
        g_variant_builder_add (&charts, "{s@a{sv}}", key, chart);
        n_left--;
      }
  g_settings_set_value (self->settings, KEY, g_variant_builder_end (&charts));
}
