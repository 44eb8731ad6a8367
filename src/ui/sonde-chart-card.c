/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chart-card.h"

#include <glib/gi18n.h>
#include <math.h>

#include "sonde-chart-words.h"
#include "sonde-error.h"
#include "sonde-number-dialog.h"
#include "sonde-picture-job.h"
#include "sonde-recording-archive.h"
#include "sonde-table-dialog.h"

/* The title of the chart ends before the button. */
#define BUTTON_ROOM_PX 30
/* What a picture has above the chart, and the chart has not. */
#define HEADING_PX 60

/**
 * SondeChartCard:
 *
 * A chart and, in its corner, the menu of what can be done with it.
 */
struct _SondeChartCard
{
  AdwBin parent_instance;

  GtkOverlay *overlay;
  GtkMenuButton *menu_button;
  GMenu *overlay_menu;

  SondeChart *chart;
  SondeDataset *dataset;
  SondeAlerts *alerts; /* or NULL where nothing can be warned of */
  char *peer_id;
  SondeChartMemory *memory; /* or NULL where nothing is remembered */
  char *memory_id;
  char **awaited; /* channels to show with it once they appear */
};

typedef enum
{
  PROP_CHART = 1,
  PROP_DATASET,
  PROP_STEPS,
  PROP_STATISTICS,
  N_PROPS
} SondeChartCardProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeChartCard, sonde_chart_card, ADW_TYPE_BIN)

static const char *const step_names[] = {
  [SONDE_STEP_AUTO] = "auto",
  [SONDE_STEP_NEVER] = "never",
  [SONDE_STEP_ALWAYS] = "always",
};

static gboolean
get_statistics (SondeChartCard *self)
{
  gboolean statistics = FALSE;

  g_object_get (self->chart, "show-statistics", &statistics, NULL);
  return statistics;
}

/* What is awaited is still wanted. */
static void
remember (SondeChartCard *self)
{
  SondePlot *plot = sonde_chart_get_plot (self->chart);
  g_auto (SondeChartSetup) setup = { 0 };
  g_autoptr (GStrvBuilder) others = NULL;

  if (self->memory == NULL)
    return;
  sonde_chart_setup_init_for_plot (&setup, plot);
  setup.statistics = get_statistics (self);
  if (self->awaited != NULL)
    {
      others = g_strv_builder_new ();
      g_strv_builder_addv (others, (const char **) setup.others);
      g_strv_builder_addv (others, (const char **) self->awaited);
      g_strfreev (setup.others);
      setup.others = g_strv_builder_end (others);
    }
  sonde_chart_memory_keep (self->memory, self->memory_id,
                           sonde_channel_get_id (sonde_chart_get_channel (self->chart)), &setup);
}

static void
set_steps (SondeChartCard *self, const char *name)
{
  SondePlot *plot = sonde_chart_get_plot (self->chart);

  for (guint i = 0; i < G_N_ELEMENTS (step_names); i++)
    if (g_strcmp0 (step_names[i], name) == 0 &&
        sonde_plot_get_step_mode (plot) != (SondeStepMode) i)
      {
        sonde_plot_set_step_mode (plot, (SondeStepMode) i);
        remember (self);
        g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEPS]);
      }
}

static void
set_statistics (SondeChartCard *self, gboolean statistics)
{
  if (get_statistics (self) == !!statistics)
    return;
  sonde_chart_set_show_statistics (self->chart, statistics);
  remember (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATISTICS]);
}

static gboolean
shows (SondeChartCard *self, SondeChannel *channel)
{
  SondePlot *plot = sonde_chart_get_plot (self->chart);

  for (guint i = 0; i < sonde_plot_get_n_curves (plot); i++)
    if (sonde_plot_get_curve (plot, i)->channel == channel)
      return TRUE;
  return FALSE;
}

static gboolean
has_room_for (SondeChartCard *self, SondeChannel *channel)
{
  SondePlot *plot = sonde_chart_get_plot (self->chart);

  if (sonde_plot_get_n_curves (plot) >= SONDE_PLOT_MAX_CURVES)
    return FALSE;
  for (guint i = 0; i < sonde_plot_get_n_axes (plot); i++)
    if (g_strcmp0 (sonde_plot_get_unit (plot, i), sonde_channel_get_unit (channel)) == 0)
      return TRUE;
  return sonde_plot_get_n_axes (plot) < SONDE_PLOT_MAX_AXES;
}

static void
on_overlay_changed (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  SondeChartCard *self = user_data;
  SondeChannel *channel = g_object_get_data (G_OBJECT (action), "channel");
  const gboolean wanted = g_variant_get_boolean (state);

  if (wanted ? sonde_chart_add_channel (self->chart, channel)
             : sonde_chart_remove_channel (self->chart, channel))
    {
      g_simple_action_set_state (action, state);
      remember (self);
    }
}

/* A channel may have any name, which an action may not: the actions are numbered. */
static void
append_overlay (SondeChartCard *self, GSimpleActionGroup *group, SondeChannel *channel, guint index)
{
  g_autofree char *name = g_strdup_printf ("channel-%u", index);
  g_autofree char *detailed = g_strconcat ("overlay.", name, NULL);
  const gboolean shown = shows (self, channel);
  g_autoptr (GSimpleAction)
      action = g_simple_action_new_stateful (name, NULL, g_variant_new_boolean (shown));

  g_object_set_data_full (G_OBJECT (action), "channel", g_object_ref (channel), g_object_unref);
  g_simple_action_set_enabled (action, shown || has_room_for (self, channel));
  g_signal_connect (action, "change-state", G_CALLBACK (on_overlay_changed), self);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  g_menu_append (self->overlay_menu, sonde_channel_get_label (channel), detailed);
}

static void
on_popup (GtkMenuButton *button, gpointer user_data)
{
  SondeChartCard *self = user_data;
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GPtrArray) channels = NULL;

  g_menu_remove_all (self->overlay_menu);
  if (self->dataset != NULL)
    channels = sonde_dataset_dup_channels (self->dataset);
  for (guint i = 0; channels != NULL && i < channels->len; i++)
    {
      SondeChannel *channel = g_ptr_array_index (channels, i);

      if (channel != sonde_chart_get_channel (self->chart))
        append_overlay (self, group, channel, i);
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self), "overlay", G_ACTION_GROUP (group));
}

static GtkWindow *
get_window (SondeChartCard *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static gboolean
take_ranges (GObject *owner, const double *values, guint n_values, GError **error)
{
  SondePlot *plot = sonde_chart_get_plot (SONDE_CHART_CARD (owner)->chart);

  for (guint i = 0; i + 1 < n_values; i += 2)
    {
      if (isnan (values[i]) != isnan (values[i + 1]))
        {
          g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                               _ ("Give both ends of the axis, or leave both empty."));
          return FALSE;
        }
      if (values[i] >= values[i + 1])
        {
          g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                               _ ("The upper end lies above the lower end."));
          return FALSE;
        }
    }
  for (guint i = 0; i + 1 < n_values; i += 2)
    sonde_plot_set_fixed_range (plot, i / 2, values[i], values[i + 1]);
  sonde_plot_update (plot);
  remember (SONDE_CHART_CARD (owner));
  return TRUE;
}

static void
choose_range (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeChartCard *self = SONDE_CHART_CARD (widget);
  SondePlot *plot = sonde_chart_get_plot (self->chart);
  SondeNumberDialog *dialog = sonde_number_dialog_new (
      get_window (self), _ ("Value Axis"),
      _ ("Leave both ends empty to let the axis follow the measures."), take_ranges,
      G_OBJECT (self));

  for (guint i = 0; i < sonde_plot_get_n_axes (plot); i++)
    {
      double min = NAN;
      double max = NAN;

      if (!sonde_plot_get_fixed_range (plot, i, &min, &max))
        min = max = NAN;
      if (sonde_plot_get_n_axes (plot) > 1)
        sonde_number_dialog_add_group (dialog, sonde_plot_get_unit (plot, i));
      sonde_number_dialog_add_row (dialog, _ ("Lower end"), min);
      sonde_number_dialog_add_row (dialog, _ ("Upper end"), max);
    }
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
take_alert (GObject *owner, const double *values, guint n_values, GError **error)
{
  SondeChartCard *self = SONDE_CHART_CARD (owner);
  const SondeAlertRule rule = { values[0], values[1], isnan (values[2]) ? 0 : values[2] };

  if (!sonde_alert_rule_check (&rule, error))
    return FALSE;
  sonde_alerts_set_rule (self->alerts, self->peer_id,
                         sonde_channel_get_id (sonde_chart_get_channel (self->chart)), &rule);
  return TRUE;
}

static void
choose_alert (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeChartCard *self = SONDE_CHART_CARD (widget);
  SondeChannel *channel = sonde_chart_get_channel (self->chart);
  g_autofree char *title = sonde_chart_words_title (channel);
  SondeAlertRule rule;
  SondeNumberDialog *dialog = sonde_number_dialog_new (
      get_window (self), _ ("Alerts"),
      _ ("Its tile and a notification say when the latest value goes out of bounds, once until "
         "it has come back. Leave a bound empty for none."),
      take_alert, G_OBJECT (self));

  sonde_alerts_get_rule (self->alerts, self->peer_id, sonde_channel_get_id (channel), &rule);
  sonde_number_dialog_add_group (dialog, title);
  sonde_number_dialog_add_row (dialog, _ ("Warn above"), rule.above);
  sonde_number_dialog_add_row (dialog, _ ("Warn below"), rule.below);
  sonde_number_dialog_add_row (dialog, _ ("Way back (hysteresis)"), rule.hysteresis);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_table (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeChartCard *self = SONDE_CHART_CARD (widget);

  gtk_window_present (
      sonde_table_dialog_new (get_window (self), sonde_chart_get_plot (self->chart)));
}

static void
on_picture_drawn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeChartCard) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = sonde_picture_job_finish (SONDE_PICTURE (source), result, &error);
  g_autoptr (GdkTexture) texture = NULL;

  if (bytes != NULL)
    texture = gdk_texture_new_from_bytes (bytes, &error);
  if (texture != NULL)
    gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (self)), texture);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s",
                              error != NULL ? error->message : _ ("Picture copied"));
}

/* The chart as it shows, as large and as dark. */
static void
copy_picture (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeChartCard *self = SONDE_CHART_CARD (widget);
  SondePlot *plot = sonde_chart_get_plot (self->chart);
  SondeViewport *viewport = sonde_plot_get_viewport (plot);
  SondeArchive *archive = sonde_plot_get_archive (plot);
  g_autoptr (SondePicture) picture = sonde_picture_new (sonde_viewport_get_start_us (viewport),
                                                        sonde_viewport_get_end_us (viewport));

  sonde_picture_set_dark (picture, adw_style_manager_get_dark (adw_style_manager_get_default ()));
  sonde_picture_set_size (picture, gtk_widget_get_width (GTK_WIDGET (self->chart)),
                          gtk_widget_get_height (GTK_WIDGET (self->chart)) + HEADING_PX);
  sonde_picture_set_time_zone (picture, sonde_plot_get_time_zone (plot));
  sonde_picture_add_plot (picture, plot);
  sonde_picture_job_async (
      picture,
      SONDE_IS_RECORDING_ARCHIVE (archive)
          ? sonde_recording_archive_get_path (SONDE_RECORDING_ARCHIVE (archive))
          : NULL,
      NULL, SONDE_PICTURE_PNG, NULL, on_picture_drawn, g_object_ref (self));
}

static void
show_menu (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_menu_button_popup (SONDE_CHART_CARD (widget)->menu_button);
}

static void
sonde_chart_card_constructed (GObject *object)
{
  SondeChartCard *self = SONDE_CHART_CARD (object);
  g_autofree char *title = sonde_chart_words_title (sonde_chart_get_channel (self->chart));
  /* Translators: what a screen reader calls a button; %s is a quantity and its unit. */
  g_autofree char *label = g_strdup_printf (_ ("Chart menu: %s"), title);

  G_OBJECT_CLASS (sonde_chart_card_parent_class)->constructed (object);

  sonde_chart_set_title_inset (self->chart, BUTTON_ROOM_PX);
  gtk_overlay_set_child (self->overlay, GTK_WIDGET (self->chart));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

static void
sonde_chart_card_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeChartCard *self = SONDE_CHART_CARD (object);

  switch ((SondeChartCardProperty) prop_id)
    {
    case PROP_CHART:
      g_value_set_object (value, self->chart);
      break;
    case PROP_DATASET:
      g_value_set_object (value, self->dataset);
      break;
    case PROP_STEPS:
      g_value_set_static_string (
          value, step_names[sonde_plot_get_step_mode (sonde_chart_get_plot (self->chart))]);
      break;
    case PROP_STATISTICS:
      g_value_set_boolean (value, get_statistics (self));
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_chart_card_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  SondeChartCard *self = SONDE_CHART_CARD (object);

  switch ((SondeChartCardProperty) prop_id)
    {
    case PROP_CHART:
      self->chart = g_value_dup_object (value);
      break;
    case PROP_DATASET:
      self->dataset = g_value_dup_object (value);
      break;
    case PROP_STEPS:
      set_steps (self, g_value_get_string (value));
      break;
    case PROP_STATISTICS:
      set_statistics (self, g_value_get_boolean (value));
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_chart_card_dispose (GObject *object)
{
  SondeChartCard *self = SONDE_CHART_CARD (object);

  gtk_widget_insert_action_group (GTK_WIDGET (self), "overlay", NULL);
  g_clear_object (&self->chart);
  g_clear_object (&self->dataset);
  g_clear_object (&self->alerts);
  g_clear_pointer (&self->peer_id, g_free);
  g_clear_object (&self->memory);
  g_clear_pointer (&self->memory_id, g_free);
  g_clear_pointer (&self->awaited, g_strfreev);

  G_OBJECT_CLASS (sonde_chart_card_parent_class)->dispose (object);
}

static void
sonde_chart_card_class_init (SondeChartCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = sonde_chart_card_constructed;
  object_class->get_property = sonde_chart_card_get_property;
  object_class->set_property = sonde_chart_card_set_property;
  object_class->dispose = sonde_chart_card_dispose;

  properties[PROP_CHART] = g_param_spec_object ("chart", NULL, NULL, SONDE_TYPE_CHART, once);
  properties[PROP_DATASET] = g_param_spec_object ("dataset", NULL, NULL, SONDE_TYPE_DATASET, once);
  properties[PROP_STEPS] = g_param_spec_string ("steps", NULL, NULL, NULL, flags);
  properties[PROP_STATISTICS] = g_param_spec_boolean ("statistics", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_property_action (widget_class, "chart.steps", "steps");
  gtk_widget_class_install_property_action (widget_class, "chart.statistics", "statistics");
  gtk_widget_class_install_action (widget_class, "chart.range", NULL, choose_range);
  gtk_widget_class_install_action (widget_class, "chart.alerts", NULL, choose_alert);
  gtk_widget_class_install_action (widget_class, "chart.table", NULL, show_table);
  gtk_widget_class_install_action (widget_class, "chart.copy-picture", NULL, copy_picture);
  gtk_widget_class_install_action (widget_class, "chart.menu", NULL, show_menu);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "chart.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "chart.menu",
                                       NULL);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-chart-card.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeChartCard, overlay);
  gtk_widget_class_bind_template_child (widget_class, SondeChartCard, menu_button);
  gtk_widget_class_bind_template_child (widget_class, SondeChartCard, overlay_menu);
}

static void
sonde_chart_card_init (SondeChartCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chart.alerts", FALSE);
  gtk_menu_button_set_create_popup_func (self->menu_button, on_popup, self, NULL);
}

/**
 * sonde_chart_card_new:
 * @channel: what is drawn
 * @dataset: (nullable): where the marks and the channels beside it come from
 * @viewport: the span of time, shared by the charts of a stack
 *
 * Returns: (transfer floating): a card
 */
GtkWidget *
sonde_chart_card_new (SondeChannel *channel, SondeDataset *dataset, SondeViewport *viewport)
{
  return g_object_new (SONDE_TYPE_CHART_CARD, "chart", sonde_chart_new (channel, dataset, viewport),
                       "dataset", dataset, NULL);
}

/**
 * sonde_chart_card_set_alerts:
 * @self: a card
 * @alerts: (nullable): what watches the values
 * @peer_id: (nullable): the endpoint that the channel comes from
 *
 * Lets the user choose which values to warn of.
 */
void
sonde_chart_card_set_alerts (SondeChartCard *self, SondeAlerts *alerts, const char *peer_id)
{
  g_return_if_fail (SONDE_IS_CHART_CARD (self));

  g_set_object (&self->alerts, alerts);
  g_free (self->peer_id);
  self->peer_id = g_strdup (peer_id);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chart.alerts",
                                 alerts != NULL && peer_id != NULL);
}

/**
 * sonde_chart_card_get_chart:
 * @self: a card
 *
 * Returns: (transfer none): its chart
 */
SondeChart *
sonde_chart_card_get_chart (SondeChartCard *self)
{
  g_return_val_if_fail (SONDE_IS_CHART_CARD (self), NULL);

  return self->chart;
}

static void
apply (SondeChartCard *self, const SondeChartSetup *setup)
{
  SondePlot *plot = sonde_chart_get_plot (self->chart);

  sonde_plot_set_step_mode (plot, setup->steps);
  sonde_chart_set_show_statistics (self->chart, setup->statistics);
  self->awaited = g_strdupv (setup->others);
  sonde_chart_card_refresh (self);
  for (guint i = 0; i < SONDE_PLOT_MAX_AXES; i++)
    if (!isnan (setup->ranges[i][0]))
      sonde_plot_set_fixed_range (plot, i, setup->ranges[i][0], setup->ranges[i][1]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEPS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATISTICS]);
}

/**
 * sonde_chart_card_set_memory:
 * @self: a card
 * @memory: (nullable): where it is remembered how the chart is wanted
 * @peer_id: (nullable): the endpoint that the channel comes from
 *
 * Has the chart as the user left it the last time, and remembers what is changed from now on.
 */
void
sonde_chart_card_set_memory (SondeChartCard *self, SondeChartMemory *memory, const char *peer_id)
{
  g_auto (SondeChartSetup) setup = { 0 };

  g_return_if_fail (SONDE_IS_CHART_CARD (self));

  g_clear_object (&self->memory);
  g_clear_pointer (&self->memory_id, g_free);
  g_clear_pointer (&self->awaited, g_strfreev);
  if (memory == NULL || peer_id == NULL)
    return;

  if (sonde_chart_memory_recall (
          memory, peer_id, sonde_channel_get_id (sonde_chart_get_channel (self->chart)), &setup))
    apply (self, &setup);
  self->memory = g_object_ref (memory);
  self->memory_id = g_strdup (peer_id);
}

/**
 * sonde_chart_card_refresh:
 * @self: a card
 *
 * Shows the channels that belong to the chart and have appeared by now.
 */
void
sonde_chart_card_refresh (SondeChartCard *self)
{
  g_autoptr (GPtrArray) channels = NULL;
  g_autoptr (GStrvBuilder) left = NULL;

  g_return_if_fail (SONDE_IS_CHART_CARD (self));

  if (self->awaited == NULL || self->awaited[0] == NULL || self->dataset == NULL)
    return;

  channels = sonde_dataset_dup_channels (self->dataset);
  left = g_strv_builder_new ();
  for (guint i = 0; self->awaited[i] != NULL; i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; j < channels->len && !found; j++)
        {
          SondeChannel *channel = g_ptr_array_index (channels, j);

          found = g_str_equal (sonde_channel_get_id (channel), self->awaited[i]);
          if (found)
            sonde_chart_add_channel (self->chart, channel);
        }
      if (!found)
        g_strv_builder_add (left, self->awaited[i]);
    }
  g_strfreev (self->awaited);
  self->awaited = g_strv_builder_end (left);
}
