/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-messages-page.h"

#include <glib/gi18n.h>

#include "sonde-composer.h"
#include "sonde-message-columns.h"
#include "sonde-message-detail.h"
#include "sonde-message-model.h"
#include "sonde-presentation.h"
#include "sonde-recording-problem.h"
#include "sonde-ticker.h"

/* A list that moves this soon after an event was moved by a person. */
#define TOUCH_US (500 * G_TIME_SPAN_MILLISECOND)

/**
 * SondeMessagesPage:
 *
 * The log of a peer as a virtual list, with a filter, the selected message, and a composer. The log
 * fills whether or not the page shows; the page catches up once per frame while it does. That of a
 * recording is filled when the page first shows it, so that its charts need not wait, and has
 * nobody to write to.
 */
struct _SondeMessagesPage
{
  AdwBin parent_instance;

  GtkWidget *filter_bar;
  GtkWidget *detail;
  GtkWidget *composer;
  GtkColumnView *column_view;
  GtkScrolledWindow *scroller;
  GtkSearchEntry *search_entry;
  GtkDropDown *direction_drop_down;
  GtkDropDown *kind_drop_down;

  SondePeer *peer;
  GSignalGroup *peer_signals;
  GSignalGroup *loader_signals;
  GSettings *settings;
  SondeLogModel *model;
  GtkSingleSelection *selection;
  SondeMessageColumns columns;
  SondeTicker *ticker;
  gboolean narrow;
  gboolean filtered;
  gboolean at_end;
  gint64 touched_us;
  guint n_messages;
  const char *view; /* what the stack shows */
  char *excess;     /* what is said of the messages that there was no room for, or NULL */
};

typedef enum
{
  PROP_PEER = 1,
  PROP_SETTINGS,
  PROP_NARROW,
  PROP_N_MESSAGES,
  PROP_SELECTED_ITEM,
  PROP_VIEW,
  PROP_EXCESS,
  PROP_PROBLEM,
  N_PROPS
} SondeMessagesPageProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeMessagesPage, sonde_messages_page, ADW_TYPE_BIN)

static GtkOrientation
orientation (gpointer self, gboolean narrow)
{
  return narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;
}

static gboolean
has_item (gpointer self, SondeMessageItem *item)
{
  return item != NULL;
}

static char *
count_label (gpointer self, guint n_messages)
{
  return g_strdup_printf (ngettext ("%'u message", "%'u messages", n_messages), n_messages);
}

static gboolean
is_not_file (gpointer self, gboolean file)
{
  return !file;
}

static gboolean
text_is_set (gpointer self, const char *text)
{
  return text != NULL;
}

static gboolean
has_echoes (gpointer self, const SondeStatus *status)
{
  return status->n_echoes > 0;
}

static char *
echo_summary (gpointer self, const SondeStatus *status)
{
  g_autofree char *last = sonde_format_interval_us (status->echo_rtt_us);
  g_autofree char *least = sonde_format_interval_us (status->echo_rtt_min_us);
  g_autofree char *median = sonde_format_interval_us (status->echo_rtt_median_us);
  g_autofree char *greatest = sonde_format_interval_us (status->echo_rtt_max_us);

  /* Translators: times from sending a message to receiving its echo. */
  return g_strdup_printf (_ ("Round trip: last %s · least %s · median %s · greatest %s"), last,
                          least, median, greatest);
}

static void
scroll_to_end (SondeMessagesPage *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  GtkWidget *list = gtk_widget_get_last_child (GTK_WIDGET (self->column_view));

  if (n_items > 0)
    gtk_widget_activate_action (list, "list.scroll-to-item", "u", n_items - 1);
}

static SondeMessageLoader *
get_loader (SondeMessagesPage *self)
{
  return self->peer != NULL ? sonde_peer_get_loader (self->peer) : NULL;
}

static const char *
choose_view (SondeMessagesPage *self)
{
  SondeMessageLoader *loader = get_loader (self);

  if (self->n_messages > 0)
    return "list";
  if (loader != NULL && sonde_message_loader_get_error (loader) != NULL)
    return "failed";
  if (loader != NULL && !sonde_message_loader_is_loaded (loader))
    return "reading";
  if (loader != NULL && sonde_message_loader_get_n_recorded (loader) == 0)
    return "unrecorded";
  return self->filtered ? "no-match" : "empty";
}

/* Counts what the log keeps of a recording, not what passes the filter. */
static char *
describe_excess (SondeMessagesPage *self)
{
  SondeMessageLoader *loader = get_loader (self);
  guint64 n_recorded;
  guint64 first;
  guint64 end;

  if (loader == NULL || !sonde_message_loader_is_loaded (loader))
    return NULL;
  sonde_message_log_get_range (sonde_session_get_log (sonde_peer_get_session (self->peer)), &first,
                               &end);
  n_recorded = sonde_message_loader_get_n_recorded (loader);
  if (n_recorded <= end - first)
    return NULL;
  /* Translators: how many messages there is room for, and how many a recording has. */
  return g_strdup_printf (_ ("The newest %'llu of %'llu. The preferences say how many to keep."),
                          (unsigned long long) (end - first), (unsigned long long) n_recorded);
}

static void
update_view (SondeMessagesPage *self)
{
  const char *view = choose_view (self);
  g_autofree char *excess = describe_excess (self);

  if (g_strcmp0 (view, self->view) != 0)
    {
      self->view = view;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
    }
  if (g_strcmp0 (excess, self->excess) != 0)
    {
      g_free (self->excess);
      self->excess = g_steal_pointer (&excess);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXCESS]);
    }
}

static void
refresh (GtkWidget *widget)
{
  SondeMessagesPage *self = SONDE_MESSAGES_PAGE (widget);
  SondeMessageLoader *loader = get_loader (self);
  const guint64 n_before = self->n_messages;
  const gboolean at_end = self->at_end;

  if (sonde_log_model_refresh (self->model) ||
      (loader != NULL && sonde_message_loader_is_loading (loader)))
    sonde_ticker_queue (self->ticker);
  self->n_messages = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  if (self->n_messages != n_before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_MESSAGES]);
  update_view (self);
  /* What comes is looked at from its end, and what was from its beginning. */
  if (at_end && loader == NULL)
    scroll_to_end (self);
}

static void
update_columns (SondeMessagesPage *self)
{
  SondeMessageLoader *loader = get_loader (self);
  gboolean echo = loader != NULL
                      ? sonde_message_loader_is_timed (loader)
                      : self->peer != NULL && sonde_peer_get_status (self->peer)->n_echoes > 0;

  gtk_column_view_column_set_visible (self->columns.size, !self->narrow);
  gtk_column_view_column_set_visible (self->columns.rtt, echo && !self->narrow);
}

static void
on_status_changed (SondeMessagesPage *self)
{
  update_columns (self);
  sonde_ticker_queue (self->ticker);
}

static void
on_loader_changed (SondeMessagesPage *self)
{
  update_columns (self);
  sonde_ticker_queue (self->ticker);
}

/* Somebody may be recording to the file: each time that it shows, what is new is read. */
static void
load_if_shown (SondeMessagesPage *self)
{
  SondeMessageLoader *loader = get_loader (self);

  if (loader != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    sonde_message_loader_load (loader);
}

/* Somebody who scrolls up reads, and new messages must not pull the text away. A list that grows or
 * loses its head moves too, so only what follows an event of a person counts as scrolling up. */
static void
on_scrolled (SondeMessagesPage *self, GtkAdjustment *adjustment)
{
  const double bottom = gtk_adjustment_get_value (adjustment) +
                        gtk_adjustment_get_page_size (adjustment);

  if (bottom >= gtk_adjustment_get_upper (adjustment) - 1)
    self->at_end = TRUE;
  else if (g_get_monotonic_time () - self->touched_us < TOUCH_US)
    self->at_end = FALSE;
}

static gboolean
on_list_event (SondeMessagesPage *self)
{
  self->touched_us = g_get_monotonic_time ();
  return GDK_EVENT_PROPAGATE;
}

static void
on_filter_changed (SondeMessagesPage *self)
{
  static const SondeMessageFilter directions[] = {
    SONDE_MESSAGE_FILTER_RECEIVED | SONDE_MESSAGE_FILTER_SENT,
    SONDE_MESSAGE_FILTER_RECEIVED,
    SONDE_MESSAGE_FILTER_SENT,
  };
  static const SondeMessageFilter kinds[] = {
    SONDE_MESSAGE_FILTER_TEXT | SONDE_MESSAGE_FILTER_BINARY | SONDE_MESSAGE_FILTER_CONTROL,
    SONDE_MESSAGE_FILTER_TEXT,
    SONDE_MESSAGE_FILTER_BINARY,
    SONDE_MESSAGE_FILTER_CONTROL,
  };
  const guint direction = gtk_drop_down_get_selected (self->direction_drop_down);
  const guint kind = gtk_drop_down_get_selected (self->kind_drop_down);
  const char *needle = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  gboolean filtered = direction > 0 || kind > 0 || *needle != '\0';

  if (direction >= G_N_ELEMENTS (directions) || kind >= G_N_ELEMENTS (kinds))
    return;
  sonde_message_model_set_filter (self->model, directions[direction] | kinds[kind], needle);
  self->at_end = TRUE;
  self->filtered = filtered;
  refresh (GTK_WIDGET (self));
}

static void
on_selected (SondeMessagesPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED_ITEM]);
}

static void
clear (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeMessagesPage *self = SONDE_MESSAGES_PAGE (widget);

  if (self->peer == NULL)
    return;
  sonde_message_log_clear (sonde_session_get_log (sonde_peer_get_session (self->peer)));
  self->at_end = TRUE;
  refresh (widget);
}

static void
close_detail (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_single_selection_set_selected (SONDE_MESSAGES_PAGE (widget)->selection,
                                     GTK_INVALID_LIST_POSITION);
}

static void
focus_search (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (SONDE_MESSAGES_PAGE (widget)->search_entry));
}

/* GTK moves the focus to the next message, and there may be a hundred thousand of them: arrows do
 * that, and Tab leaves the list. */
static void
focus_after_list (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeMessagesPage *self = SONDE_MESSAGES_PAGE (widget);

  if (gtk_widget_get_visible (self->detail) &&
      gtk_widget_child_focus (self->detail, GTK_DIR_TAB_FORWARD))
    return;
  gtk_widget_child_focus (self->composer, GTK_DIR_TAB_FORWARD);
}

static void
focus_before_list (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_widget_child_focus (SONDE_MESSAGES_PAGE (widget)->filter_bar, GTK_DIR_TAB_BACKWARD);
}

static void
set_peer (SondeMessagesPage *self, SondePeer *peer)
{
  SondeMessageLog *log = NULL;

  if (!g_set_object (&self->peer, peer))
    return;
  if (peer != NULL)
    log = sonde_session_get_log (sonde_peer_get_session (peer));
  g_signal_group_set_target (self->peer_signals, peer);
  g_signal_group_set_target (self->loader_signals, get_loader (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "messages.clear",
                                 peer != NULL && !sonde_peer_is_file (peer));
  sonde_log_model_set_log (self->model, log);
  self->at_end = TRUE;
  update_columns (self);
  load_if_shown (self);
  refresh (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PEER]);
}

/* In markup, as a status page wants it. */
static char *
describe_problem (SondeMessagesPage *self)
{
  SondeMessageLoader *loader = get_loader (self);
  const GError *error = loader != NULL ? sonde_message_loader_get_error (loader) : NULL;
  g_autofree char *problem = error != NULL ? sonde_recording_problem_describe (error) : NULL;

  return problem != NULL ? g_markup_escape_text (problem, -1) : NULL;
}

static void
sonde_messages_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeMessagesPage *self = SONDE_MESSAGES_PAGE (object);

  switch ((SondeMessagesPageProperty) prop_id)
    {
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_N_MESSAGES:
      g_value_set_uint (value, self->n_messages);
      break;
    case PROP_SELECTED_ITEM:
      if (self->selection != NULL)
        g_value_set_object (value, gtk_single_selection_get_selected_item (self->selection));
      break;
    case PROP_VIEW:
      g_value_set_string (value, self->view);
      break;
    case PROP_EXCESS:
      g_value_set_string (value, self->excess);
      break;
    case PROP_PROBLEM:
      g_value_take_string (value, describe_problem (self));
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_messages_page_set_property (GObject *object,
                                  guint prop_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  SondeMessagesPage *self = SONDE_MESSAGES_PAGE (object);

  switch (prop_id)
    {
    case PROP_PEER:
      set_peer (self, g_value_get_object (value));
      break;
    case PROP_SETTINGS:
      if (g_set_object (&self->settings, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_NARROW:
      if (self->narrow == g_value_get_boolean (value))
        return;
      self->narrow = g_value_get_boolean (value);
      update_columns (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_messages_page_dispose (GObject *object)
{
  SondeMessagesPage *self = SONDE_MESSAGES_PAGE (object);

  if (self->ticker != NULL)
    g_object_run_dispose (G_OBJECT (self->ticker));
  g_clear_object (&self->ticker);
  g_clear_object (&self->peer_signals);
  g_clear_object (&self->loader_signals);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->settings);
  g_clear_object (&self->peer);

  G_OBJECT_CLASS (sonde_messages_page_parent_class)->dispose (object);
}

static void
sonde_messages_page_finalize (GObject *object)
{
  g_free (SONDE_MESSAGES_PAGE (object)->excess);

  G_OBJECT_CLASS (sonde_messages_page_parent_class)->finalize (object);
}

static void
sonde_messages_page_class_init (SondeMessagesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_messages_page_get_property;
  object_class->set_property = sonde_messages_page_set_property;
  object_class->dispose = sonde_messages_page_dispose;
  object_class->finalize = sonde_messages_page_finalize;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER, flags);
  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, flags);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  properties[PROP_N_MESSAGES] = g_param_spec_uint ("n-messages", NULL, NULL, 0, G_MAXUINT, 0,
                                                   readable);
  properties[PROP_SELECTED_ITEM] = g_param_spec_object ("selected-item", NULL, NULL,
                                                        SONDE_TYPE_MESSAGE_ITEM, readable);
  properties[PROP_VIEW] = g_param_spec_string ("view", NULL, NULL, NULL, readable);
  properties[PROP_EXCESS] = g_param_spec_string ("excess", NULL, NULL, NULL, readable);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "messages.clear", NULL, clear);
  gtk_widget_class_install_action (widget_class, "messages.close-detail", NULL, close_detail);
  gtk_widget_class_install_action (widget_class, "messages.search", NULL, focus_search);
  gtk_widget_class_install_action (widget_class, "messages.focus-after-list", NULL,
                                   focus_after_list);
  gtk_widget_class_install_action (widget_class, "messages.focus-before-list", NULL,
                                   focus_before_list);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "messages.search",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, "messages.clear",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "messages.close-detail",
                                       NULL);

  g_type_ensure (SONDE_TYPE_COMPOSER);
  g_type_ensure (SONDE_TYPE_MESSAGE_DETAIL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-messages-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeMessagesPage, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, SondeMessagesPage, detail);
  gtk_widget_class_bind_template_child (widget_class, SondeMessagesPage, composer);
  gtk_widget_class_bind_template_child (widget_class, SondeMessagesPage, column_view);
  gtk_widget_class_bind_template_child (widget_class, SondeMessagesPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, SondeMessagesPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, SondeMessagesPage, direction_drop_down);
  gtk_widget_class_bind_template_child (widget_class, SondeMessagesPage, kind_drop_down);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_list_event);
  gtk_widget_class_bind_template_callback (widget_class, orientation);
  gtk_widget_class_bind_template_callback (widget_class, is_not_file);
  gtk_widget_class_bind_template_callback (widget_class, text_is_set);
  gtk_widget_class_bind_template_callback (widget_class, has_item);
  gtk_widget_class_bind_template_callback (widget_class, count_label);
  gtk_widget_class_bind_template_callback (widget_class, has_echoes);
  gtk_widget_class_bind_template_callback (widget_class, echo_summary);
}

static void
sonde_messages_page_init (SondeMessagesPage *self)
{
  self->at_end = TRUE;
  self->view = "empty";
  self->model = sonde_message_model_new ();
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->model)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);
  self->ticker = sonde_ticker_new (GTK_WIDGET (self), refresh);
  self->peer_signals = g_signal_group_new (SONDE_TYPE_PEER);
  g_signal_group_connect_swapped (self->peer_signals, "notify::status",
                                  G_CALLBACK (on_status_changed), self);
  self->loader_signals = g_signal_group_new (SONDE_TYPE_MESSAGE_LOADER);
  g_signal_group_connect_swapped (self->loader_signals, "notify::loading",
                                  G_CALLBACK (on_loader_changed), self);
  g_signal_connect_after (self, "map", G_CALLBACK (load_if_shown), NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  sonde_message_columns_append (self->column_view, &self->columns);
  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed",
                           G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  update_columns (self);
}
