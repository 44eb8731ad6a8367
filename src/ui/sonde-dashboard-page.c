/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-dashboard-page.h"

#include <glib/gi18n.h>

#include "sonde-chart-stack.h"
#include "sonde-command-bar.h"
#include "sonde-export-dialog.h"
#include "sonde-message-dialog.h"
#include "sonde-notice.h"
#include "sonde-range.h"
#include "sonde-recording-notice.h"
#include "sonde-recording-problem.h"
#include "sonde-state-page.h"
#include "sonde-ticker.h"

/* While it follows, the view moves by about a pixel at a time. */
#define ASSUMED_WIDTH_PX  800
#define MAX_STEP_MS       1000
#define COUNTDOWN_STEP_MS 250

/**
 * SondeDashboardPage:
 *
 * What a probe sends, as tiles and charts, with its commands above them. It refreshes at most once
 * per frame, while it shows and while something changes.
 */
struct _SondeDashboardPage
{
  AdwBin parent_instance;

  SondeChartStack *chart_stack;

  SondePeer *peer;
  GSignalGroup *peer_signals;
  GSignalGroup *recording_signals;
  GSignalGroup *archive_signals;
  SondeViewport *viewport;
  SondeTicker *ticker;
  const SondeRange *range;
  const SondeRange *file_range; /* of a recording that somebody opened */
  gint64 span_us; /* as the range last gave it; a viewport with another was zoomed by hand */
  guint wait_s;
  gboolean has_data;
  SondeAlerts *alerts;
  gboolean utc;
  char *difference;
};

typedef enum
{
  PROP_PEER = 1,
  PROP_RANGE,
  PROP_FOLLOWING,
  PROP_WAIT_S,
  PROP_HAS_DATA,
  PROP_CLOCK,
  PROP_SELECTING,
  PROP_DIFFERENCE,
  PROP_SHOWN_RANGE,
  N_PROPS
} SondeDashboardPageProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeDashboardPage, sonde_dashboard_page, ADW_TYPE_BIN)

static char *
visible_page (gpointer self, gboolean has_data, gboolean file)
{
  return g_strdup (has_data ? "charts" : file ? "file" : "state");
}

static char *
file_title (gpointer self, const GError *error)
{
  return g_strdup (error != NULL ? _ ("The Recording Cannot Be Read") : _ ("No Measures Here"));
}

/* In markup, as a status page wants it. */
static char *
file_description (gpointer self, const GError *error)
{
  g_autofree char *problem = NULL;

  if (error == NULL)
    return g_strdup (_ ("The recording has none in the time that is shown, or none at all."));
  problem = sonde_recording_problem_describe (error);
  return g_markup_escape_text (problem, -1);
}

static gboolean
is_not_file (gpointer self, gboolean file)
{
  return !file;
}

static gboolean
takes_commands (gpointer self, const SondeStatus *status)
{
  return status->state == SONDE_STATE_OPEN && status->kind == SONDE_KIND_PROBE;
}

static gboolean
text_is_set (gpointer self, const char *text)
{
  return text != NULL;
}

static void
update_wait (SondeDashboardPage *self)
{
  SondeStatus *status = sonde_peer_get_status (self->peer);
  gint64 left_us = status->retry_us - g_get_monotonic_time ();
  guint wait_s = 0;

  if (status->state == SONDE_STATE_WAITING)
    {
      wait_s = (guint) (MAX (left_us + G_USEC_PER_SEC - 1, 0) / G_USEC_PER_SEC);
      sonde_ticker_queue_after (self->ticker, COUNTDOWN_STEP_MS);
    }
  if (wait_s == self->wait_s)
    return;
  self->wait_s = wait_s;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WAIT_S]);
}

static gboolean
shows_file (SondeDashboardPage *self)
{
  SondePeerRecording *recording = self->peer != NULL ? sonde_peer_get_recording (self->peer) : NULL;

  return recording != NULL && sonde_peer_recording_is_file (recording);
}

static SondeArchive *
get_archive (SondeDashboardPage *self)
{
  SondePeerRecording *recording = self->peer != NULL ? sonde_peer_get_recording (self->peer) : NULL;

  return recording != NULL ? sonde_peer_recording_get_archive (recording) : NULL;
}

/* A file is shown as a whole at first; what somebody chooses for it is not meant for the others. */
static const SondeRange *
get_range (SondeDashboardPage *self)
{
  return shows_file (self) ? self->file_range : self->range;
}

static void
follow (SondeDashboardPage *self)
{
  SondeDataset *dataset = sonde_session_get_dataset (sonde_peer_get_session (self->peer));
  const gboolean open = sonde_peer_get_status (self->peer)->state == SONDE_STATE_OPEN;
  SondeArchive *archive = get_archive (self);
  gint64 first_us = G_MAXINT64;
  gint64 last_us;
  gint64 past_first_us = 0;
  gint64 past_last_us = 0;
  gint64 start_us;
  gint64 end_us;
  gint64 now_us;
  gboolean known;

  if (!sonde_viewport_get_follow (self->viewport))
    return;
  known = sonde_dataset_get_span (dataset, &first_us, &last_us);
  now_us = open || known ? g_get_real_time () : G_MININT64;
  if (archive != NULL && sonde_archive_get_span (archive, &past_first_us, &past_last_us))
    {
      known = TRUE;
      first_us = MIN (first_us, past_first_us);
      now_us = MAX (now_us, past_last_us);
    }
  if (!known && !open)
    return;
  /* All is marks too, such as a note from after the last measure. */
  if (get_range (self)->span_us == 0 &&
      sonde_archive_join_mark_spans (archive, dataset, &past_first_us, &past_last_us))
    {
      first_us = MIN (first_us, past_first_us);
      now_us = MAX (now_us, past_last_us);
    }
  sonde_range_compute (get_range (self), first_us, now_us, !shows_file (self), &start_us, &end_us);
  if (sonde_viewport_get_span_us (self->viewport) == self->span_us)
    {
      sonde_viewport_set_range (self->viewport, start_us, end_us);
      self->span_us = sonde_viewport_get_span_us (self->viewport);
    }
  else
    {
      end_us = now_us;
      start_us = end_us - sonde_viewport_get_span_us (self->viewport);
      sonde_viewport_advance (self->viewport, end_us);
    }
  if (open)
    sonde_ticker_queue_after (
        self->ticker,
        (guint) MIN ((end_us - start_us) / (ASSUMED_WIDTH_PX * G_TIME_SPAN_MILLISECOND),
                     MAX_STEP_MS));
}

static void
update_has_data (SondeDashboardPage *self)
{
  gboolean has_data = sonde_chart_stack_get_n_shown (self->chart_stack) > 0;

  if (has_data == self->has_data)
    return;
  self->has_data = has_data;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_DATA]);
}

static void
update_difference (SondeDashboardPage *self)
{
  g_autofree char *difference = sonde_chart_stack_describe_difference (self->chart_stack);

  if (g_strcmp0 (difference, self->difference) == 0)
    return;
  g_free (self->difference);
  self->difference = g_steal_pointer (&difference);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DIFFERENCE]);
}

static void
refresh (GtkWidget *widget)
{
  SondeDashboardPage *self = SONDE_DASHBOARD_PAGE (widget);

  if (self->peer == NULL)
    return;
  update_wait (self);
  follow (self);
  sonde_chart_stack_refresh (self->chart_stack);
  update_has_data (self);
  update_difference (self);
}

static void
on_changed (SondeDashboardPage *self)
{
  sonde_ticker_queue (self->ticker);
}

static void
on_archive_changed (SondeDashboardPage *self)
{
  SondeArchive *archive = get_archive (self);

  g_signal_group_set_target (self->archive_signals, archive);
  sonde_chart_stack_set_archive (self->chart_stack, archive);
  sonde_ticker_queue (self->ticker);
}

static void
on_recording_changed (SondeDashboardPage *self)
{
  g_signal_group_set_target (self->recording_signals,
                             self->peer != NULL ? sonde_peer_get_recording (self->peer) : NULL);
  on_archive_changed (self);
}

static void
on_follow_changed (SondeDashboardPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOWING]);
  sonde_ticker_queue (self->ticker);
}

static void
update_actions (SondeDashboardPage *self)
{
  gboolean marked = FALSE;

  for (guint i = 0; i < SONDE_N_MARKERS; i++)
    marked |= sonde_viewport_get_marker_us (self->viewport, i) != SONDE_VIEWPORT_NO_TIME;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dashboard.clear-markers", marked);
}

static void
on_marker_changed (SondeDashboardPage *self)
{
  update_actions (self);
  sonde_ticker_queue (self->ticker);
}

static void
on_selecting_changed (SondeDashboardPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTING]);
}

/* Where no span was chosen before, back is where one began: at the latest measures. */
static void
go_back (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeDashboardPage *self = SONDE_DASHBOARD_PAGE (widget);

  if (!sonde_viewport_zoom_back (self->viewport))
    sonde_viewport_reset (self->viewport);
}

static void
clear_markers (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  for (guint i = 0; i < SONDE_N_MARKERS; i++)
    sonde_viewport_set_marker_us (SONDE_DASHBOARD_PAGE (widget)->viewport, i,
                                  SONDE_VIEWPORT_NO_TIME);
}

static void
explain_markers (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_message_dialog_tell (
      gtk_widget_get_root (widget), _ ("Compare Two Moments"),
      _ ("Point at a chart, or move its crosshair with the arrow keys, and press A or B to place a "
         "marker there. What changed between the two, and how fast, is then written above the "
         "charts. Press the same key again to take a marker away, or Delete for both."));
}

static void
set_clock (SondeDashboardPage *self, const char *clock)
{
  const gboolean utc = g_strcmp0 (clock, "utc") == 0;

  if (utc == self->utc)
    return;
  self->utc = utc;
  sonde_chart_stack_set_utc (self->chart_stack, utc);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CLOCK]);
}

static void
set_peer (SondeDashboardPage *self, SondePeer *peer)
{
  SondeDataset *dataset = NULL;

  if (!g_set_object (&self->peer, peer))
    return;
  if (peer != NULL)
    dataset = sonde_session_get_dataset (sonde_peer_get_session (peer));
  g_signal_group_set_target (self->peer_signals, peer);
  self->span_us = sonde_viewport_get_span_us (self->viewport);
  sonde_viewport_set_follow (self->viewport, TRUE);
  sonde_chart_stack_set_alerts (self->chart_stack, self->alerts,
                                peer != NULL ? sonde_peer_get_id (peer) : NULL);
  sonde_chart_stack_set_archive (self->chart_stack, NULL);
  sonde_chart_stack_set_dataset (self->chart_stack, dataset, self->viewport);
  self->file_range = sonde_range_lookup ("all");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWN_RANGE]);
  on_recording_changed (self);
  refresh (GTK_WIDGET (self));
  sonde_ticker_queue (self->ticker);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PEER]);
}

static void
set_range (SondeDashboardPage *self, const char *id)
{
  const SondeRange *range = sonde_range_lookup (id);

  self->span_us = sonde_viewport_get_span_us (self->viewport);
  sonde_viewport_set_follow (self->viewport, TRUE);
  sonde_ticker_queue (self->ticker);
  if (range == self->range)
    return;
  self->range = range;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RANGE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWN_RANGE]);
}

static void
set_shown_range (SondeDashboardPage *self, const char *id)
{
  const SondeRange *range = sonde_range_lookup (id);

  if (!shows_file (self))
    {
      set_range (self, id);
      return;
    }
  self->span_us = sonde_viewport_get_span_us (self->viewport);
  sonde_viewport_set_follow (self->viewport, TRUE);
  sonde_ticker_queue (self->ticker);
  if (range == self->file_range)
    return;
  self->file_range = range;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWN_RANGE]);
}

static void
sonde_dashboard_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeDashboardPage *self = SONDE_DASHBOARD_PAGE (object);

  switch ((SondeDashboardPageProperty) prop_id)
    {
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case PROP_RANGE:
      g_value_set_string (value, self->range->id);
      break;
    case PROP_SHOWN_RANGE:
      g_value_set_string (value, get_range (self)->id);
      break;
    case PROP_FOLLOWING:
      g_value_set_boolean (value, sonde_viewport_get_follow (self->viewport));
      break;
    case PROP_WAIT_S:
      g_value_set_uint (value, self->wait_s);
      break;
    case PROP_HAS_DATA:
      g_value_set_boolean (value, self->has_data);
      break;
    case PROP_CLOCK:
      g_value_set_static_string (value, self->utc ? "utc" : "local");
      break;
    case PROP_SELECTING:
      g_value_set_boolean (value, sonde_viewport_get_selecting (self->viewport));
      break;
    case PROP_DIFFERENCE:
      g_value_set_string (value, self->difference);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_dashboard_page_set_property (GObject *object,
                                   guint prop_id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  SondeDashboardPage *self = SONDE_DASHBOARD_PAGE (object);

  switch (prop_id)
    {
    case PROP_PEER:
      set_peer (self, g_value_get_object (value));
      break;
    case PROP_RANGE:
      set_range (self, g_value_get_string (value));
      break;
    case PROP_SHOWN_RANGE:
      set_shown_range (self, g_value_get_string (value));
      break;
    case PROP_FOLLOWING:
      sonde_viewport_set_follow (self->viewport, g_value_get_boolean (value));
      break;
    case PROP_CLOCK:
      set_clock (self, g_value_get_string (value));
      break;
    case PROP_SELECTING:
      sonde_viewport_set_selecting (self->viewport, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_dashboard_page_dispose (GObject *object)
{
  SondeDashboardPage *self = SONDE_DASHBOARD_PAGE (object);

  if (self->ticker != NULL)
    g_object_run_dispose (G_OBJECT (self->ticker));
  g_clear_object (&self->ticker);
  g_clear_object (&self->peer_signals);
  g_clear_object (&self->recording_signals);
  g_clear_object (&self->archive_signals);
  g_clear_object (&self->viewport);
  g_clear_object (&self->peer);
  g_clear_object (&self->alerts);

  G_OBJECT_CLASS (sonde_dashboard_page_parent_class)->dispose (object);
}

static void
sonde_dashboard_page_finalize (GObject *object)
{
  g_free (SONDE_DASHBOARD_PAGE (object)->difference);

  G_OBJECT_CLASS (sonde_dashboard_page_parent_class)->finalize (object);
}

static void
sonde_dashboard_page_class_init (SondeDashboardPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_dashboard_page_get_property;
  object_class->set_property = sonde_dashboard_page_set_property;
  object_class->dispose = sonde_dashboard_page_dispose;
  object_class->finalize = sonde_dashboard_page_finalize;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER, flags);
  properties[PROP_RANGE] = g_param_spec_string ("range", NULL, NULL, NULL, flags);
  properties[PROP_SHOWN_RANGE] = g_param_spec_string ("shown-range", NULL, NULL, NULL, flags);
  properties[PROP_FOLLOWING] = g_param_spec_boolean ("following", NULL, NULL, TRUE, flags);
  properties[PROP_WAIT_S] = g_param_spec_uint ("wait-s", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_HAS_DATA] = g_param_spec_boolean ("has-data", NULL, NULL, FALSE, readable);
  properties[PROP_CLOCK] = g_param_spec_string ("clock", NULL, NULL, "local", flags);
  properties[PROP_SELECTING] = g_param_spec_boolean ("selecting", NULL, NULL, FALSE, flags);
  properties[PROP_DIFFERENCE] = g_param_spec_string ("difference", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_property_action (widget_class, "dashboard.range", "shown-range");
  gtk_widget_class_install_property_action (widget_class, "dashboard.following", "following");
  gtk_widget_class_install_property_action (widget_class, "dashboard.clock", "clock");
  gtk_widget_class_install_property_action (widget_class, "dashboard.selecting", "selecting");
  gtk_widget_class_install_action (widget_class, "dashboard.go-back", NULL, go_back);
  gtk_widget_class_install_action (widget_class, "dashboard.clear-markers", NULL, clear_markers);
  gtk_widget_class_install_action (widget_class, "dashboard.explain-markers", NULL,
                                   explain_markers);

  g_type_ensure (SONDE_TYPE_CHART_STACK);
  g_type_ensure (SONDE_TYPE_COMMAND_BAR);
  g_type_ensure (SONDE_TYPE_NOTICE);
  g_type_ensure (SONDE_TYPE_RECORDING_NOTICE);
  g_type_ensure (SONDE_TYPE_STATE_PAGE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/sonde_app/Sonde/sonde-dashboard-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeDashboardPage, chart_stack);
  gtk_widget_class_bind_template_callback (widget_class, text_is_set);
  gtk_widget_class_bind_template_callback (widget_class, visible_page);
  gtk_widget_class_bind_template_callback (widget_class, file_title);
  gtk_widget_class_bind_template_callback (widget_class, file_description);
  gtk_widget_class_bind_template_callback (widget_class, is_not_file);
  gtk_widget_class_bind_template_callback (widget_class, takes_commands);
}

static void
sonde_dashboard_page_init (SondeDashboardPage *self)
{
  self->range = sonde_range_lookup (NULL);
  self->file_range = sonde_range_lookup ("all");
  self->viewport = sonde_viewport_new ();
  self->span_us = sonde_viewport_get_span_us (self->viewport);
  self->ticker = sonde_ticker_new (GTK_WIDGET (self), refresh);
  g_signal_connect_object (self->viewport, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->viewport, "notify::follow", G_CALLBACK (on_follow_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->viewport, "notify::selecting", G_CALLBACK (on_selecting_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->viewport, "notify::marker-a-us", G_CALLBACK (on_marker_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->viewport, "notify::marker-b-us", G_CALLBACK (on_marker_changed),
                           self, G_CONNECT_SWAPPED);
  self->peer_signals = g_signal_group_new (SONDE_TYPE_PEER);
  g_signal_group_connect_swapped (self->peer_signals, "notify::status", G_CALLBACK (on_changed),
                                  self);
  g_signal_group_connect_swapped (self->peer_signals, "notify::recording",
                                  G_CALLBACK (on_recording_changed), self);
  self->recording_signals = g_signal_group_new (SONDE_TYPE_PEER_RECORDING);
  g_signal_group_connect_swapped (self->recording_signals, "notify::archive",
                                  G_CALLBACK (on_archive_changed), self);
  self->archive_signals = g_signal_group_new (SONDE_TYPE_ARCHIVE);
  g_signal_group_connect_swapped (self->archive_signals, "loaded", G_CALLBACK (on_changed), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  update_actions (self);
}

/**
 * sonde_dashboard_page_set_alerts:
 * @self: a page
 * @alerts: what watches the values
 *
 * Lets the page show and change which values are warned of.
 */
void
sonde_dashboard_page_set_alerts (SondeDashboardPage *self, SondeAlerts *alerts)
{
  SondePeer *peer;

  g_return_if_fail (SONDE_IS_DASHBOARD_PAGE (self));

  if (!g_set_object (&self->alerts, alerts))
    return;
  g_signal_connect_object (alerts, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  peer = g_steal_pointer (&self->peer);
  set_peer (self, peer);
  g_clear_object (&peer);
}

/**
 * sonde_dashboard_page_export:
 * @self: a page with a peer
 *
 * Asks how to write what the charts show, or all there is.
 */
void
sonde_dashboard_page_export (SondeDashboardPage *self)
{
  GtkRoot *root;
  SondePeerRecording *recording;
  g_autoptr (GPtrArray) plots = NULL;
  SondeExportSubject subject;

  g_return_if_fail (SONDE_IS_DASHBOARD_PAGE (self));
  g_return_if_fail (self->peer != NULL);

  root = gtk_widget_get_root (GTK_WIDGET (self));
  recording = sonde_peer_get_recording (self->peer);
  plots = sonde_chart_stack_dup_plots (self->chart_stack);
  subject = (SondeExportSubject){
    .name = (char *) sonde_peer_get_name (self->peer),
    .dataset = sonde_session_get_dataset (sonde_peer_get_session (self->peer)),
    .recording_path = recording != NULL ? (char *) sonde_peer_recording_get_path (recording) : NULL,
    .plots = plots,
    .start_us = sonde_viewport_get_start_us (self->viewport),
    .end_us = sonde_viewport_get_end_us (self->viewport),
    .utc = self->utc,
  };
  gtk_window_present (GTK_WINDOW (
      sonde_export_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, &subject)));
}

/**
 * sonde_dashboard_page_set_memory:
 * @self: a page
 * @memory: where it is remembered how charts are wanted
 *
 * Has the charts of the peers that are shown next as the user left them.
 */
void
sonde_dashboard_page_set_memory (SondeDashboardPage *self, SondeChartMemory *memory)
{
  g_return_if_fail (SONDE_IS_DASHBOARD_PAGE (self));

  sonde_chart_stack_set_memory (self->chart_stack, memory);
}
