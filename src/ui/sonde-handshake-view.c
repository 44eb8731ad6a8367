/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-handshake-view.h"

#include <glib/gi18n.h>

#include "sonde-accept-view.h"
#include "sonde-dial-times.h"
#include "sonde-head-view.h"
#include "sonde-peer.h"
#include "sonde-presentation.h"
#include "sonde-ticker.h"
#include "sonde-twin-box.h"

/**
 * SondeHandshakeView:
 *
 * Shows the latest dial, and follows it until somebody looks at an earlier one.
 */
struct _SondeHandshakeView
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkLabel *problem;
  SondeDialTimes *times;
  SondeHeadView *request_view;
  SondeHeadView *answer_view;
  GtkWidget *checks_group;
  GtkListBox *checks;
  SondeAcceptView *accept_view;

  SondePeer *peer;
  GSignalGroup *peer_signals;
  SondeTicker *ticker;
  SondeDialRecord *dial;
  guint wanted; /* the ordinal that somebody chose, or 0 for the latest */
};

typedef enum
{
  PROP_PEER = 1,
  PROP_DIAL,
  N_PROPS
} SondeHandshakeViewProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeHandshakeView, sonde_handshake_view, ADW_TYPE_BIN)

static SondeFrameLog *
get_log (SondeHandshakeView *self)
{
  if (self->peer == NULL)
    return NULL;
  return sonde_session_get_frame_log (sonde_peer_get_session (self->peer));
}

static char *
write_address (GSocketAddress *address)
{
  g_autofree char *host = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;
  host = g_inet_address_to_string (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
  return g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%u" : "%s:%u", host,
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
}

static void
show_titles (SondeHandshakeView *self)
{
  const SondeDialRecord *dial = self->dial;
  g_autofree char *title = g_strdup_printf (_ ("Connection %u"), dial->ordinal);
  g_autofree char *time = sonde_format_clock (dial->start_time_us);
  g_autofree char *local = write_address (dial->local);
  g_autofree char *remote = write_address (dial->remote);
  const GError *problem = dial->error != NULL ? dial->error : dial->end_error;
  g_autofree char *subtitle = NULL;

  if (local != NULL && remote != NULL)
    /* Translators: an address, a time, and the two ends of a TCP connection. */
    subtitle = g_strdup_printf (_ ("%s · %s · %s → %s"), sonde_endpoint_get_uri (dial->endpoint),
                                time, local, remote);
  else
    subtitle = g_strdup_printf ("%s · %s", sonde_endpoint_get_uri (dial->endpoint), time);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->subtitle, subtitle);
  gtk_label_set_text (self->problem, problem != NULL ? problem->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

static GtkWidget *
create_check_row (const SondeHandshakeCheck *check)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (check->passed ? "sonde-confirmed-symbolic"
                                                                : "sonde-failed-symbolic");
  const char *verdict = check->passed ? _ ("Passed") : _ ("Failed");
  g_autofree char *title = g_markup_escape_text (check->explanation, -1);
  g_autofree char *section = NULL;

  if (g_str_has_prefix (check->section, "RFC"))
    /* Translators: “Passed” or “Failed”, and the section of a standard. */
    section = g_strdup_printf (_ ("%s · %s"), verdict, check->section);
  else
    section = g_strdup_printf (_ ("%s · section %s"), verdict, check->section);
  gtk_widget_add_css_class (icon, check->passed ? "success" : "error");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), section);
  return row;
}

static void
show_checks (SondeHandshakeView *self)
{
  const SondeHandshakeAnswer *answer = self->dial->answer;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->checks))) != NULL)
    gtk_list_box_remove (self->checks, row);
  gtk_widget_set_visible (self->checks_group, answer != NULL);
  for (guint i = 0; answer != NULL && i < answer->checks->len; i++)
    gtk_list_box_append (self->checks, create_check_row (g_ptr_array_index (answer->checks, i)));
}

static void
show_dial (SondeHandshakeView *self)
{
  const SondeDialRecord *dial = self->dial;
  g_autofree char *answer = NULL;

  sonde_dial_times_set_dial (self->times, dial);
  sonde_head_view_set_head (self->request_view, dial->request_time_us != 0 ? dial->request : NULL,
                            G_MAXSIZE);
  sonde_head_view_set_head (self->answer_view, dial->received,
                            dial->head_size > 0 ? dial->head_size : G_MAXSIZE);
  answer = sonde_head_view_dup_value (self->answer_view, "Sec-WebSocket-Accept");
  g_object_set (self->accept_view, "key", dial->key, "answer", answer, NULL);
  show_titles (self);
  show_checks (self);
}

/* A record is another one once its connection has ended, but most of what is shown of it stays. */
static void
take_dial (SondeHandshakeView *self, SondeDialRecord *dial)
{
  g_autoptr (SondeDialRecord) before = g_steal_pointer (&self->dial);

  self->dial = dial;
  gtk_stack_set_visible_child_name (self->stack, dial != NULL ? "dial" : "empty");
  if (dial == NULL && before == NULL)
    return;
  if (dial != NULL && before != NULL && before->ordinal == dial->ordinal &&
      before->start_time_us == dial->start_time_us)
    {
      if (before->end_time_us != dial->end_time_us)
        show_titles (self);
      return;
    }
  if (dial != NULL)
    show_dial (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DIAL]);
}

static void
refresh (GtkWidget *widget)
{
  SondeHandshakeView *self = SONDE_HANDSHAKE_VIEW (widget);
  SondeFrameLog *log = get_log (self);
  guint first = 0;
  guint end = 0;
  guint ordinal = 0;

  if (log != NULL)
    sonde_frame_log_get_dial_range (log, &first, &end);
  if (end > first)
    ordinal = self->wanted >= first && self->wanted < end ? self->wanted : end - 1;
  take_dial (self, ordinal > 0 ? sonde_frame_log_get_dial (log, ordinal) : NULL);
  gtk_widget_action_set_enabled (widget, "handshake.previous", ordinal > first);
  gtk_widget_action_set_enabled (widget, "handshake.next", ordinal + 1 < end);
}

static void
choose (SondeHandshakeView *self, int step)
{
  SondeFrameLog *log = get_log (self);
  guint first;
  guint end;

  if (log == NULL || self->dial == NULL)
    return;
  sonde_frame_log_get_dial_range (log, &first, &end);
  self->wanted = (guint) ((int) self->dial->ordinal + step);
  if (self->wanted + 1 >= end)
    self->wanted = 0;
  refresh (GTK_WIDGET (self));
}

static void
go_previous (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  choose (SONDE_HANDSHAKE_VIEW (widget), -1);
}

static void
go_next (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  choose (SONDE_HANDSHAKE_VIEW (widget), 1);
}

static void
on_status_changed (SondeHandshakeView *self)
{
  sonde_ticker_queue (self->ticker);
}

static void
sonde_handshake_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeHandshakeView *self = SONDE_HANDSHAKE_VIEW (object);

  switch ((SondeHandshakeViewProperty) prop_id)
    {
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case PROP_DIAL:
      g_value_set_boxed (value, self->dial);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_handshake_view_set_property (GObject *object,
                                   guint prop_id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  SondeHandshakeView *self = SONDE_HANDSHAKE_VIEW (object);

  if (prop_id != PROP_PEER)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  if (!g_set_object (&self->peer, g_value_get_object (value)))
    return;
  self->wanted = 0;
  g_signal_group_set_target (self->peer_signals, self->peer);
  take_dial (self, NULL);
  refresh (GTK_WIDGET (self));
  g_object_notify_by_pspec (object, pspec);
}

static void
sonde_handshake_view_dispose (GObject *object)
{
  SondeHandshakeView *self = SONDE_HANDSHAKE_VIEW (object);

  if (self->ticker != NULL)
    g_object_run_dispose (G_OBJECT (self->ticker));
  g_clear_object (&self->ticker);
  g_clear_object (&self->peer_signals);
  g_clear_object (&self->peer);
  g_clear_pointer (&self->dial, sonde_dial_record_unref);

  G_OBJECT_CLASS (sonde_handshake_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SondeHandshakeView, stack);
  gtk_widget_class_bind_template_child (widget_class, SondeHandshakeView, title);
  gtk_widget_class_bind_template_child (widget_class, SondeHandshakeView, subtitle);
  gtk_widget_class_bind_template_child (widget_class, SondeHandshakeView, problem);
  gtk_widget_class_bind_template_child (widget_class, SondeHandshakeView, times);
  gtk_widget_class_bind_template_child (widget_class, SondeHandshakeView, request_view);
  gtk_widget_class_bind_template_child (widget_class, SondeHandshakeView, answer_view);
  gtk_widget_class_bind_template_child (widget_class, SondeHandshakeView, checks_group);
  gtk_widget_class_bind_template_child (widget_class, SondeHandshakeView, checks);
  gtk_widget_class_bind_template_child (widget_class, SondeHandshakeView, accept_view);
}

static void
sonde_handshake_view_class_init (SondeHandshakeViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sonde_handshake_view_get_property;
  object_class->set_property = sonde_handshake_view_set_property;
  object_class->dispose = sonde_handshake_view_dispose;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                   G_PARAM_STATIC_STRINGS);
  properties[PROP_DIAL] = g_param_spec_boxed ("dial", NULL, NULL, SONDE_TYPE_DIAL_RECORD,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "handshake.previous", NULL, go_previous);
  gtk_widget_class_install_action (widget_class, "handshake.next", NULL, go_next);

  g_type_ensure (SONDE_TYPE_ACCEPT_VIEW);
  g_type_ensure (SONDE_TYPE_DIAL_TIMES);
  g_type_ensure (SONDE_TYPE_HEAD_VIEW);
  g_type_ensure (SONDE_TYPE_TWIN_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/sonde_app/Sonde/sonde-handshake-view.ui");
  bind_children (widget_class);
}

static void
sonde_handshake_view_init (SondeHandshakeView *self)
{
  self->ticker = sonde_ticker_new (GTK_WIDGET (self), refresh);
  self->peer_signals = g_signal_group_new (SONDE_TYPE_PEER);
  g_signal_group_connect_swapped (self->peer_signals, "notify::status",
                                  G_CALLBACK (on_status_changed), self);
  gtk_widget_init_template (GTK_WIDGET (self));
}
