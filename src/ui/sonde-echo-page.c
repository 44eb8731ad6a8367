/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-echo-page.h"

#include "sonde-chart.h"
#include "sonde-check-dialog.h"
#include "sonde-echo-lab.h"
#include "sonde-echo-setup.h"
#include "sonde-echo-table.h"
#include "sonde-echo-words.h"
#include "sonde-histogram.h"
#include "sonde-log-plot.h"
#include "sonde-ticker.h"

#include <math.h>
#include <glib/gi18n.h>

/* What the chart shows at least. */
#define MIN_SPAN_US (5 * G_USEC_PER_SEC)

/**
 * SondeEchoPage:
 *
 * The setup on one side, what came of it on the other. It belongs to one window and keeps what it
 * measured whichever endpoint is shown.
 */
struct _SondeEchoPage
{
  AdwBin parent_instance;

  GtkBox *columns;
  GtkBox *side;
  GtkBox *pictures;
  SondeEchoSetup *setup;
  AdwBin *chart_bin;
  SondeHistogram *histogram;
  SondeLogPlot *curve;
  SondeEchoTable *table;

  SondePeer *peer;
  gboolean narrow;
  gboolean in_one_column;
  SondeEchoLab *lab;
  SondeViewport *viewport;
  SondeChart *chart;
  SondeTicker *ticker;
  SondeMock *mock; /* the embedded echo server, once somebody asked for it */
  gboolean starts_with_mock;
  gint64 began_us;
};

typedef enum
{
  PROP_PEER = 1,
  PROP_NARROW,
  PROP_REPORT,
  N_PROPS
} SondeEchoPageProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeEchoPage, sonde_echo_page, ADW_TYPE_BIN)

static gboolean
is_running (gpointer self, const SondeEchoReport *report)
{
  return report != NULL && report->running;
}

static gboolean
is_idle (gpointer self, const SondeEchoReport *report)
{
  return !is_running (self, report);
}

static gboolean
has_steps (gpointer self, const SondeEchoReport *report)
{
  return report != NULL && report->plan.n_steps > 1;
}

static gboolean
has_faults (gpointer self, const SondeEchoReport *report)
{
  return report != NULL && report->faults != NULL;
}

static char *
visible_results (gpointer self, const SondeEchoReport *report)
{
  gboolean is_empty = report == NULL || (report->plan.count == 0 && report->error == NULL);

  return g_strdup (is_empty ? "empty" : "results");
}

static double
progress (gpointer self, const SondeEchoReport *report)
{
  return report != NULL ? CLAMP (sonde_echo_report_get_progress (report), 0, 1) : 0;
}

static char *
verdict (gpointer self, const SondeEchoReport *report)
{
  return report != NULL ? sonde_echo_words_verdict (report) : g_strdup ("");
}

static char *
faults (gpointer self, const SondeEchoReport *report)
{
  return g_strdup (report != NULL && report->faults != NULL ? report->faults : "");
}

static char *
format_min (gpointer self, const SondeEchoReport *report)
{
  return sonde_echo_words_time (report != NULL ? report->total.min_us : -1);
}

static char *
format_p50 (gpointer self, const SondeEchoReport *report)
{
  return sonde_echo_words_time (report != NULL ? report->total.p50_us : -1);
}

static char *
format_p90 (gpointer self, const SondeEchoReport *report)
{
  return sonde_echo_words_time (report != NULL ? report->total.p90_us : -1);
}

static char *
format_p99 (gpointer self, const SondeEchoReport *report)
{
  return sonde_echo_words_time (report != NULL ? report->total.p99_us : -1);
}

static char *
format_max (gpointer self, const SondeEchoReport *report)
{
  return sonde_echo_words_time (report != NULL ? report->total.max_us : -1);
}

static char *
format_loss (gpointer self, const SondeEchoReport *report)
{
  return report != NULL ? sonde_echo_words_loss (&report->total) : g_strdup ("");
}

static char *
format_rate (gpointer self, const SondeEchoReport *report)
{
  return report != NULL ? sonde_echo_words_rate (&report->total) : g_strdup ("");
}

/* Of a sweep of sizes, the step at hand. */
static char *
format_bytes (gpointer self, const SondeEchoReport *report)
{
  const SondeEchoStep *step;

  if (report == NULL)
    return g_strdup ("");
  step = report->total.size == 0 && report->n_steps > 0 ? &report->steps[report->n_steps - 1]
                                                        : &report->total;
  return sonde_echo_words_bytes (step);
}

static void
show_distribution (SondeEchoPage *self, const SondeEchoReport *report)
{
  const SondeHistogramMarker markers[] = {
    { _ ("median"), (double) report->total.p50_us },
    { _ ("90 %"), (double) report->total.p90_us },
    { _ ("99 %"), (double) report->total.p99_us },
  };

  sonde_histogram_set_counts (self->histogram, SONDE_LOG_UNIT_US,
                              sonde_latency_get_bar_start_us (0),
                              sonde_latency_get_bar_start_us (1), report->bars,
                              SONDE_LATENCY_N_BARS, markers, G_N_ELEMENTS (markers));
}

static void
show_curve (SondeEchoPage *self, const SondeEchoReport *report)
{
  gboolean is_rate = report->plan.size_from == report->plan.size_to;
  SondeLogPoint points[SONDE_ECHO_MAX_STEPS];
  guint n_points = 0;

  for (guint i = 0; i < report->n_steps; i++)
    {
      const SondeEchoStep *step = &report->steps[i];

      if (step->p50_us > 0)
        points[n_points++] = (SondeLogPoint){
          .x = is_rate ? step->rate_hz : (double) step->size,
          .y = (double) step->p50_us,
        };
    }
  sonde_log_plot_set_points (self->curve, is_rate ? SONDE_LOG_UNIT_RATE : SONDE_LOG_UNIT_BYTES,
                             SONDE_LOG_UNIT_US, points, n_points);
}

static void
refresh (GtkWidget *widget)
{
  SondeEchoPage *self = SONDE_ECHO_PAGE (widget);
  SondeEchoReport *report;

  if (self->lab == NULL)
    return;
  report = sonde_echo_lab_get_report (self->lab);
  if (self->began_us > 0 && report->running)
    sonde_viewport_set_range (self->viewport, self->began_us,
                              MAX (g_get_real_time (), self->began_us + MIN_SPAN_US));
  sonde_chart_refresh (self->chart);
  show_distribution (self, report);
  show_curve (self, report);
  sonde_echo_table_set_report (self->table, report);
}

static void
update_actions (SondeEchoPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const SondeEchoReport *report = self->lab != NULL ? sonde_echo_lab_get_report (self->lab) : NULL;
  gboolean running = report != NULL && report->running;

  gtk_widget_action_set_enabled (widget, "echo.start", self->peer != NULL && !running);
  gtk_widget_action_set_enabled (widget, "echo.try", self->peer != NULL && !running);
  gtk_widget_action_set_enabled (widget, "echo.stop", running);
  gtk_widget_action_set_enabled (widget, "echo.export", report != NULL && report->n_steps > 0);
  gtk_widget_action_set_enabled (widget, "echo.check", self->peer != NULL);
}

static void
on_report (SondeEchoPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPORT]);
  update_actions (self);
  sonde_ticker_queue (self->ticker);
}

/* Made with the first endpoint, whose thread it shares with all others. */
static void
ensure_lab (SondeEchoPage *self)
{
  SondeDataset *dataset;

  if (self->lab != NULL)
    return;

  self->lab = sonde_echo_lab_new (sonde_session_get_thread (sonde_peer_get_session (self->peer)));
  dataset = sonde_echo_lab_get_dataset (self->lab);
  self->viewport = sonde_viewport_new ();
  self->chart = SONDE_CHART (sonde_chart_new (
      sonde_dataset_ensure_channel (dataset, SONDE_ECHO_LAB_CHANNEL), dataset, self->viewport));
  sonde_chart_set_show_time_axis (self->chart, TRUE);
  sonde_chart_set_show_statistics (self->chart, TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->chart), TRUE);
  adw_bin_set_child (self->chart_bin, GTK_WIDGET (self->chart));
  g_signal_connect_object (self->lab, "notify::report", G_CALLBACK (on_report), self,
                           G_CONNECT_SWAPPED);
}

static void
say (SondeEchoPage *self, const GError *error)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
start_at (SondeEchoPage *self, const SondeEndpoint *endpoint)
{
  SondeEchoPlan plan;
  g_autoptr (GError) error = NULL;

  sonde_echo_setup_get_plan (self->setup, &plan);
  if (!sonde_echo_plan_check (&plan, &error))
    {
      say (self, error);
      return;
    }

  ensure_lab (self);
  self->began_us = g_get_real_time ();
  if (endpoint != NULL)
    sonde_echo_lab_start (self->lab, endpoint, &plan);
  else
    sonde_echo_lab_start_live (self->lab, sonde_peer_get_session (self->peer), &plan);
}

static void
start_at_mock (SondeEchoPage *self)
{
  g_autoptr (SondeEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;

  self->starts_with_mock = FALSE;
  endpoint = sonde_endpoint_new (sonde_mock_get_uri (self->mock), &error);
  if (endpoint != NULL)
    start_at (self, endpoint);
  else
    say (self, error);
}

static void
on_mock_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEchoPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sonde_mock_start_finish (SONDE_MOCK (source), result, &error))
    {
      g_clear_object (&self->mock);
      say (self, error);
    }
  else if (self->starts_with_mock && self->mock != NULL && self->peer != NULL)
    {
      start_at_mock (self);
    }
}

static void
ensure_mock (SondeEchoPage *self)
{
  g_auto (SondeMockConfig) config = { 0 };

  self->starts_with_mock = TRUE;
  if (self->mock != NULL && sonde_mock_get_running (self->mock))
    {
      start_at_mock (self);
      return;
    }
  if (self->mock != NULL)
    return;

  sonde_mock_config_init (&config);
  config.echo = TRUE;
  self->mock = sonde_mock_new ();
  sonde_mock_start_async (self->mock, &config, NULL, on_mock_started, g_object_ref (self));
}

static void
start (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeEchoPage *self = SONDE_ECHO_PAGE (widget);

  switch (sonde_echo_setup_get_target (self->setup))
    {
    case SONDE_ECHO_TARGET_LIVE:
      start_at (self, NULL);
      break;
    case SONDE_ECHO_TARGET_EMBEDDED:
      ensure_mock (self);
      break;
    case SONDE_ECHO_TARGET_OWN:
    default:
      start_at (self, sonde_peer_get_endpoint (self->peer));
      break;
    }
}

static void
try_embedded (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeEchoPage *self = SONDE_ECHO_PAGE (widget);

  sonde_echo_setup_set_demo (self->setup);
  ensure_mock (self);
}

static void
stop (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_echo_lab_stop (SONDE_ECHO_PAGE (widget)->lab);
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEchoPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    say (self, error);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Results exported"));
}

static void
on_export_response (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  SondeEchoPage *self = user_data;
  const SondeEchoReport *report = sonde_echo_lab_get_report (self->lab);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *csv;

  if (response != GTK_RESPONSE_ACCEPT)
    return;

  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  csv = sonde_echo_steps_to_csv (report->steps, report->n_steps);
  bytes = g_bytes_new_take (csv, strlen (csv));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION,
                                       NULL, on_exported, g_object_ref (self));
}

static void
export_csv (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Export as CSV"), GTK_WINDOW (gtk_widget_get_root (widget)), GTK_FILE_CHOOSER_ACTION_SAVE,
      _ ("_Export"), NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), _ ("echo.csv"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_export_response), widget, 0);
  g_signal_connect (dialog, "response", G_CALLBACK (g_object_unref), NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* Of the server that would be measured. */
static void
check (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeEchoPage *self = SONDE_ECHO_PAGE (widget);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));
  g_autoptr (SondeEndpoint) endpoint = NULL;

  if (sonde_echo_setup_get_target (self->setup) == SONDE_ECHO_TARGET_EMBEDDED &&
      self->mock != NULL && sonde_mock_get_uri (self->mock) != NULL)
    endpoint = sonde_endpoint_new (sonde_mock_get_uri (self->mock), NULL);
  else
    endpoint = sonde_endpoint_copy (sonde_peer_get_endpoint (self->peer));
  if (endpoint != NULL)
    gtk_window_present (sonde_check_dialog_new (window, endpoint));
}

/* Where there is one column, what was measured comes before what is to be. */
static void
lay_out (SondeEchoPage *self, gboolean in_one_column)
{
  GtkOrientation orientation = in_one_column ? GTK_ORIENTATION_VERTICAL
                                             : GTK_ORIENTATION_HORIZONTAL;
  g_autoptr (GtkWidget) setup = g_object_ref (GTK_WIDGET (self->setup));

  if (self->in_one_column == in_one_column)
    return;
  self->in_one_column = in_one_column;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns), orientation);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->pictures), orientation);
  gtk_box_remove (in_one_column ? self->side : self->columns, setup);
  gtk_box_append (in_one_column ? self->columns : self->side, setup);
}

static void
on_lay_out (gpointer user_data)
{
  g_autoptr (SondeEchoPage) self = user_data;

  if (self->ticker != NULL)
    lay_out (self, self->narrow);
}

/* A window that is not laid out yet says that it is wide: two columns at once would keep it so. */
static void
set_narrow (SondeEchoPage *self, gboolean narrow)
{
  if (narrow)
    lay_out (self, TRUE);
  else
    g_idle_add_once (on_lay_out, g_object_ref (self));
  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

static void
sonde_echo_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeEchoPage *self = SONDE_ECHO_PAGE (object);

  switch ((SondeEchoPageProperty) prop_id)
    {
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_REPORT:
      g_value_set_boxed (value, self->lab != NULL ? sonde_echo_lab_get_report (self->lab) : NULL);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_echo_page_set_property (GObject *object,
                              guint prop_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  SondeEchoPage *self = SONDE_ECHO_PAGE (object);

  switch (prop_id)
    {
    case PROP_PEER:
      sonde_echo_page_set_peer (self, g_value_get_object (value));
      break;
    case PROP_NARROW:
      set_narrow (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_echo_page_map (GtkWidget *widget)
{
  SondeEchoPage *self = SONDE_ECHO_PAGE (widget);

  GTK_WIDGET_CLASS (sonde_echo_page_parent_class)->map (widget);
  sonde_ticker_queue (self->ticker);
  /* The demo shows itself. */
  if (self->lab == NULL && self->peer != NULL && sonde_peer_is_demo (self->peer))
    gtk_widget_activate_action (widget, "echo.try", NULL);
}

static void
sonde_echo_page_dispose (GObject *object)
{
  SondeEchoPage *self = SONDE_ECHO_PAGE (object);

  if (self->mock != NULL)
    sonde_mock_stop (self->mock);
  g_clear_object (&self->mock);
  g_clear_object (&self->lab);
  g_clear_object (&self->viewport);
  g_clear_object (&self->ticker);
  g_clear_object (&self->peer);

  G_OBJECT_CLASS (sonde_echo_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-echo-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeEchoPage, columns);
  gtk_widget_class_bind_template_child (widget_class, SondeEchoPage, side);
  gtk_widget_class_bind_template_child (widget_class, SondeEchoPage, pictures);
  gtk_widget_class_bind_template_child (widget_class, SondeEchoPage, setup);
  gtk_widget_class_bind_template_child (widget_class, SondeEchoPage, chart_bin);
  gtk_widget_class_bind_template_child (widget_class, SondeEchoPage, histogram);
  gtk_widget_class_bind_template_child (widget_class, SondeEchoPage, curve);
  gtk_widget_class_bind_template_child (widget_class, SondeEchoPage, table);
  gtk_widget_class_bind_template_callback (widget_class, is_running);
  gtk_widget_class_bind_template_callback (widget_class, is_idle);
  gtk_widget_class_bind_template_callback (widget_class, has_steps);
  gtk_widget_class_bind_template_callback (widget_class, has_faults);
  gtk_widget_class_bind_template_callback (widget_class, visible_results);
  gtk_widget_class_bind_template_callback (widget_class, progress);
  gtk_widget_class_bind_template_callback (widget_class, verdict);
  gtk_widget_class_bind_template_callback (widget_class, faults);
  gtk_widget_class_bind_template_callback (widget_class, format_min);
  gtk_widget_class_bind_template_callback (widget_class, format_p50);
  gtk_widget_class_bind_template_callback (widget_class, format_p90);
  gtk_widget_class_bind_template_callback (widget_class, format_p99);
  gtk_widget_class_bind_template_callback (widget_class, format_max);
  gtk_widget_class_bind_template_callback (widget_class, format_loss);
  gtk_widget_class_bind_template_callback (widget_class, format_rate);
  gtk_widget_class_bind_template_callback (widget_class, format_bytes);
}

static void
sonde_echo_page_class_init (SondeEchoPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = sonde_echo_page_dispose;
  object_class->get_property = sonde_echo_page_get_property;
  object_class->set_property = sonde_echo_page_set_property;
  widget_class->map = sonde_echo_page_map;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER, flags);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  properties[PROP_REPORT] = g_param_spec_boxed ("report", NULL, NULL, SONDE_TYPE_ECHO_REPORT,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "echo.start", NULL, start);
  gtk_widget_class_install_action (widget_class, "echo.stop", NULL, stop);
  gtk_widget_class_install_action (widget_class, "echo.try", NULL, try_embedded);
  gtk_widget_class_install_action (widget_class, "echo.export", NULL, export_csv);
  gtk_widget_class_install_action (widget_class, "echo.check", NULL, check);

  g_type_ensure (SONDE_TYPE_ECHO_SETUP);
  g_type_ensure (SONDE_TYPE_ECHO_TABLE);
  g_type_ensure (SONDE_TYPE_HISTOGRAM);
  g_type_ensure (SONDE_TYPE_LOG_PLOT);
  bind_template (widget_class);
}

static void
sonde_echo_page_init (SondeEchoPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->ticker = sonde_ticker_new (GTK_WIDGET (self), refresh);
  lay_out (self, TRUE);
  update_actions (self);
}

/* What is most likely meant: an echo server that is connected is measured as it is. */
static void
choose_target (SondeEchoPage *self)
{
  const SondeStatus *status = sonde_peer_get_status (self->peer);

  if (status->kind == SONDE_KIND_ECHO && status->state == SONDE_STATE_OPEN)
    sonde_echo_setup_set_target (self->setup, SONDE_ECHO_TARGET_LIVE);
  else if (sonde_peer_is_demo (self->peer))
    sonde_echo_setup_set_target (self->setup, SONDE_ECHO_TARGET_EMBEDDED);
  else
    sonde_echo_setup_set_target (self->setup, SONDE_ECHO_TARGET_OWN);
}

void
sonde_echo_page_set_peer (SondeEchoPage *self, SondePeer *peer)
{
  g_return_if_fail (SONDE_IS_ECHO_PAGE (self));

  if (!g_set_object (&self->peer, peer))
    return;
  if (peer != NULL)
    choose_target (self);
  update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PEER]);
}
