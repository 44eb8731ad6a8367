/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frames-view.h"

#include <glib/gi18n.h>

#include "sonde-frame-columns.h"
#include "sonde-frame-detail.h"
#include "sonde-frame-item.h"
#include "sonde-frame-model.h"
#include "sonde-pane.h"
#include "sonde-peer.h"
#include "sonde-ticker.h"

/* A list that moves this soon after an event was moved by a person. */
#define TOUCH_US (500 * G_TIME_SPAN_MILLISECOND)

/**
 * SondeFramesView:
 *
 * The log fills whether or not the view shows; the view catches up once per frame of the display
 * while it does, unless it was told to wait.
 */
struct _SondeFramesView
{
  AdwBin parent_instance;

  AdwLeaflet *leaflet;
  GtkWidget *list_pane;
  GtkWidget *detail_pane;
  GtkWidget *filter_bar;
  GtkDropDown *direction_drop_down;
  GtkDropDown *kind_drop_down;
  GtkStack *list_stack;
  GtkScrolledWindow *scroller;
  GtkColumnView *column_view;
  GtkLabel *count_label;
  SondeFrameDetail *detail;

  SondePeer *peer;
  SondeFrameLog *log; /* in place of the peer's, or NULL */
  GSignalGroup *peer_signals;
  SondeLogModel *model;
  GtkSingleSelection *selection;
  SondeTicker *ticker;
  gboolean following;
  gboolean at_end;
  gboolean filtered;
  gint64 touched_us;
  gint64 pressed_us;
};

typedef enum
{
  PROP_PEER = 1,
  PROP_FOLLOWING,
  N_PROPS
} SondeFramesViewProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeFramesView, sonde_frames_view, ADW_TYPE_BIN)

static SondeFrameLog *
get_log (SondeFramesView *self)
{
  if (self->log != NULL)
    return self->log;
  if (self->peer == NULL)
    return NULL;
  return sonde_session_get_frame_log (sonde_peer_get_session (self->peer));
}

static void
scroll_to (SondeFramesView *self, guint position)
{
  gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (self->column_view)),
                              "list.scroll-to-item", "u", position);
}

static void
show_count (SondeFramesView *self, guint n_items)
{
  SondeFrameLog *log = get_log (self);
  const guint64 n_dropped = log != NULL ? sonde_frame_log_get_n_dropped (log) : 0;
  g_autofree char *count = g_strdup_printf (ngettext ("%u frame", "%u frames", n_items), n_items);
  g_autofree char *text = NULL;

  if (n_dropped > 0)
    /* Translators: how many frames are listed, and how many are no longer kept. */
    text = g_strdup_printf (_ ("%s · %llu older ones are no longer kept"), count,
                            (unsigned long long) n_dropped);
  gtk_label_set_text (self->count_label, text != NULL ? text : count);
}

static void
update_actions (SondeFramesView *self)
{
  const guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  const guint selected = gtk_single_selection_get_selected (self->selection);
  const gboolean valid = selected != GTK_INVALID_LIST_POSITION;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "frames.previous", valid && selected > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "frames.next",
                                 valid ? selected + 1 < n_items : n_items > 0);
}

static void
refresh (GtkWidget *widget)
{
  SondeFramesView *self = SONDE_FRAMES_VIEW (widget);
  const gboolean at_end = self->at_end;
  guint n_items;

  if (self->following && sonde_log_model_refresh (self->model))
    sonde_ticker_queue (self->ticker);
  n_items = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  gtk_stack_set_visible_child_name (self->list_stack, n_items > 0      ? "list"
                                                      : self->filtered ? "no-match"
                                                                       : "empty");
  show_count (self, n_items);
  update_actions (self);
  if (at_end && n_items > 0 && self->following)
    scroll_to (self, n_items - 1);
}

static void
on_selected (SondeFramesView *self)
{
  SondeFrameItem *item = gtk_single_selection_get_selected_item (self->selection);

  update_actions (self);
  if (item != NULL)
    sonde_frame_detail_show (self->detail, get_log (self), sonde_frame_item_get_record (item));
  /* In the place of the list, the frame is what a click is for; arrows go on through the list. */
  if (item != NULL && g_get_monotonic_time () - self->pressed_us < TOUCH_US)
    adw_leaflet_set_visible_child (self->leaflet, self->detail_pane);
}

static void
on_activated (SondeFramesView *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  adw_leaflet_set_visible_child (self->leaflet, self->detail_pane);
}

/* Somebody who scrolls up reads, and new frames must not pull the list away. A list that grows or
 * loses its head moves too, so only what follows an event of a person counts as scrolling up. */
static void
on_scrolled (SondeFramesView *self, GtkAdjustment *adjustment)
{
  const double bottom = gtk_adjustment_get_value (adjustment) +
                        gtk_adjustment_get_page_size (adjustment);

  if (bottom >= gtk_adjustment_get_upper (adjustment) - 1)
    self->at_end = TRUE;
  else if (g_get_monotonic_time () - self->touched_us < TOUCH_US)
    self->at_end = FALSE;
}

static gboolean
on_list_event (SondeFramesView *self, GdkEvent *event)
{
  const GdkEventType type = gdk_event_get_event_type (event);

  self->touched_us = g_get_monotonic_time ();
  if (type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN)
    self->pressed_us = self->touched_us;
  return GDK_EVENT_PROPAGATE;
}

static void
on_filter_changed (SondeFramesView *self)
{
  static const guint directions[] = {
    SONDE_FRAME_FILTER_RECEIVED | SONDE_FRAME_FILTER_SENT,
    SONDE_FRAME_FILTER_RECEIVED,
    SONDE_FRAME_FILTER_SENT,
  };
  static const guint kinds[] = {
    SONDE_FRAME_FILTER_DATA | SONDE_FRAME_FILTER_CONTROL,
    SONDE_FRAME_FILTER_DATA,
    SONDE_FRAME_FILTER_CONTROL,
  };
  const guint direction = gtk_drop_down_get_selected (self->direction_drop_down);
  const guint kind = gtk_drop_down_get_selected (self->kind_drop_down);

  if (direction >= G_N_ELEMENTS (directions) || kind >= G_N_ELEMENTS (kinds))
    return;
  self->filtered = direction > 0 || kind > 0;
  self->at_end = TRUE;
  sonde_frame_model_set_filter (self->model,
                                (SondeFrameFilter) (directions[direction] | kinds[kind]));
  /* A list that waits lists at least what there is. */
  sonde_log_model_refresh (self->model);
  refresh (GTK_WIDGET (self));
}

static void
on_width (SondeFramesView *self, GParamSpec *pspec, SondePane *pane)
{
  sonde_frame_columns_fit (self->column_view, gtk_widget_get_width (GTK_WIDGET (pane)));
}

static void
on_folded (SondeFramesView *self)
{
  if (adw_leaflet_get_folded (self->leaflet) &&
      gtk_single_selection_get_selected (self->selection) == GTK_INVALID_LIST_POSITION)
    adw_leaflet_set_visible_child (self->leaflet, self->list_pane);
}

static void
move_selection (SondeFramesView *self, int step)
{
  const guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  const guint selected = gtk_single_selection_get_selected (self->selection);
  const guint position = selected == GTK_INVALID_LIST_POSITION ? 0
                                                               : (guint) ((int) selected + step);

  if (position >= n_items)
    return;
  self->at_end = FALSE;
  gtk_single_selection_set_selected (self->selection, position);
  scroll_to (self, position);
}

static void
go_previous (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  move_selection (SONDE_FRAMES_VIEW (widget), -1);
}

static void
go_next (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  move_selection (SONDE_FRAMES_VIEW (widget), 1);
}

static void
show_list (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeFramesView *self = SONDE_FRAMES_VIEW (widget);

  /* A click on the same row again is to lead to the frame again. */
  if (adw_leaflet_get_folded (self->leaflet))
    gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  adw_leaflet_set_visible_child (self->leaflet, self->list_pane);
}

static void
show_example (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeFramesView *self = SONDE_FRAMES_VIEW (widget);

  adw_leaflet_set_visible_child (self->leaflet, self->detail_pane);
}

static void
clear (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeFramesView *self = SONDE_FRAMES_VIEW (widget);
  SondeFrameLog *log = get_log (self);

  if (log == NULL)
    return;
  sonde_frame_log_clear (log);
  self->at_end = TRUE;
  sonde_log_model_refresh (self->model);
  sonde_frame_detail_show (self->detail, NULL, NULL);
  refresh (widget);
}

/* GTK moves the focus to the next frame, and there may be ten thousand of them: arrows do that, and
 * Tab leaves the list. */
static void
focus_after_list (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeFramesView *self = SONDE_FRAMES_VIEW (widget);

  if (adw_leaflet_get_folded (self->leaflet))
    gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (widget)), GTK_DIR_TAB_FORWARD);
  else
    gtk_widget_child_focus (self->detail_pane, GTK_DIR_TAB_FORWARD);
}

static void
focus_before_list (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_widget_child_focus (SONDE_FRAMES_VIEW (widget)->filter_bar, GTK_DIR_TAB_BACKWARD);
}

static void
on_status_changed (SondeFramesView *self)
{
  sonde_ticker_queue (self->ticker);
}

static void
show_log (SondeFramesView *self)
{
  sonde_log_model_set_log (self->model, get_log (self));
  sonde_log_model_refresh (self->model);
  sonde_frame_detail_show (self->detail, NULL, NULL);
  adw_leaflet_set_visible_child (self->leaflet, self->list_pane);
  self->at_end = TRUE;
  refresh (GTK_WIDGET (self));
}

static void
set_peer (SondeFramesView *self, SondePeer *peer)
{
  if (!g_set_object (&self->peer, peer))
    return;
  g_signal_group_set_target (self->peer_signals, peer);
  show_log (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PEER]);
}

static void
sonde_frames_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeFramesView *self = SONDE_FRAMES_VIEW (object);

  switch ((SondeFramesViewProperty) prop_id)
    {
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case PROP_FOLLOWING:
      g_value_set_boolean (value, self->following);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_frames_view_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  SondeFramesView *self = SONDE_FRAMES_VIEW (object);

  switch ((SondeFramesViewProperty) prop_id)
    {
    case PROP_PEER:
      set_peer (self, g_value_get_object (value));
      break;
    case PROP_FOLLOWING:
      if (self->following == g_value_get_boolean (value))
        return;
      self->following = g_value_get_boolean (value);
      self->at_end = self->following;
      sonde_ticker_queue (self->ticker);
      g_object_notify_by_pspec (object, pspec);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_frames_view_dispose (GObject *object)
{
  SondeFramesView *self = SONDE_FRAMES_VIEW (object);

  if (self->ticker != NULL)
    g_object_run_dispose (G_OBJECT (self->ticker));
  g_clear_object (&self->ticker);
  g_clear_object (&self->log);
  g_clear_object (&self->peer_signals);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->peer);

  G_OBJECT_CLASS (sonde_frames_view_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
    guint key;
    GdkModifierType modifiers;
  } actions[] = {
    { "frames.previous", go_previous, GDK_KEY_Up, GDK_ALT_MASK },
    { "frames.next", go_next, GDK_KEY_Down, GDK_ALT_MASK },
    { "frames.show-list", show_list, GDK_KEY_Escape, 0 },
    { "frames.show-example", show_example, 0, 0 },
    { "frames.clear", clear, GDK_KEY_l, GDK_CONTROL_MASK },
    { "frames.focus-after-list", focus_after_list, 0, 0 },
    { "frames.focus-before-list", focus_before_list, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
      if (actions[i].key != 0)
        gtk_widget_class_add_binding_action (widget_class, actions[i].key, actions[i].modifiers,
                                             actions[i].name, NULL);
    }
}

static void
sonde_frames_view_class_init (SondeFramesViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_frames_view_get_property;
  object_class->set_property = sonde_frames_view_set_property;
  object_class->dispose = sonde_frames_view_dispose;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER, flags);
  properties[PROP_FOLLOWING] = g_param_spec_boolean ("following", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  install_actions (widget_class);
  g_type_ensure (SONDE_TYPE_FRAME_DETAIL);
  g_type_ensure (SONDE_TYPE_PANE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-frames-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeFramesView, leaflet);
  gtk_widget_class_bind_template_child (widget_class, SondeFramesView, list_pane);
  gtk_widget_class_bind_template_child (widget_class, SondeFramesView, detail_pane);
  gtk_widget_class_bind_template_child (widget_class, SondeFramesView, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, SondeFramesView, direction_drop_down);
  gtk_widget_class_bind_template_child (widget_class, SondeFramesView, kind_drop_down);
  gtk_widget_class_bind_template_child (widget_class, SondeFramesView, list_stack);
  gtk_widget_class_bind_template_child (widget_class, SondeFramesView, scroller);
  gtk_widget_class_bind_template_child (widget_class, SondeFramesView, column_view);
  gtk_widget_class_bind_template_child (widget_class, SondeFramesView, count_label);
  gtk_widget_class_bind_template_child (widget_class, SondeFramesView, detail);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_folded);
  gtk_widget_class_bind_template_callback (widget_class, on_list_event);
  gtk_widget_class_bind_template_callback (widget_class, on_width);
}

static void
sonde_frames_view_init (SondeFramesView *self)
{
  self->at_end = TRUE;
  self->following = TRUE;
  self->model = sonde_frame_model_new ();
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->model)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  self->ticker = sonde_ticker_new (GTK_WIDGET (self), refresh);
  self->peer_signals = g_signal_group_new (SONDE_TYPE_PEER);
  g_signal_group_connect_swapped (self->peer_signals, "notify::status",
                                  G_CALLBACK (on_status_changed), self);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);
  sonde_frame_columns_append (self->column_view);
  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed",
                           G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  update_actions (self);
}

/**
 * sonde_frames_view_set_log:
 * @self: a view
 * @log: (nullable): what to list in place of the frames of the peer
 *
 * Lists frames that come from no peer, as those of a capture file.
 */
void
sonde_frames_view_set_log (SondeFramesView *self, SondeFrameLog *log)
{
  g_return_if_fail (SONDE_IS_FRAMES_VIEW (self));

  if (!g_set_object (&self->log, log))
    return;
  show_log (self);
  sonde_ticker_queue (self->ticker);
}
