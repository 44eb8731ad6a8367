/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-recording-button.h"

#include <glib/gi18n.h>

#include "sonde-format.h"
#include "sonde-recording-problem.h"

/**
 * SondeRecordingButton:
 *
 * A dot that is filled while the peer is recorded, with what can be done with its recording.
 */
struct _SondeRecordingButton
{
  AdwBin parent_instance;

  GtkMenuButton *menu_button;

  SondePeer *peer;
  GSignalGroup *peer_signals;
  GSignalGroup *recording_signals;
  const char *icon_name;
  char *title;
  char *description;
};

typedef enum
{
  PROP_PEER = 1,
  PROP_ICON_NAME,
  PROP_TITLE,
  PROP_DESCRIPTION,
  N_PROPS
} SondeRecordingButtonProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeRecordingButton, sonde_recording_button, ADW_TYPE_BIN)

static char *
describe_since (gint64 since_us)
{
  g_autoptr (GDateTime) since = g_date_time_new_from_unix_local (since_us / G_TIME_SPAN_SECOND);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *moment = g_date_time_format (
      since, sonde_format_is_same_day (since, now) ? "%R" : "%x %R");

  /* Translators: %s is a time of day, or a date and a time of day. */
  return g_strdup_printf (_ ("Recording since %s"), moment);
}

/* A history is called by its endpoint; who opened a file, or looks for it, wants to know its name.
 */
static char *
describe_place (SondePeerRecording *recording)
{
  g_autofree char *name = g_filename_display_basename (sonde_peer_recording_get_path (recording));

  if (sonde_peer_recording_is_file (recording))
    return g_strdup_printf (_ ("In “%s”, which is only read: it takes no notes"), name);
  return g_strdup_printf (_ ("In “%s”"), name);
}

static void
set_state (SondeRecordingButton *self, const char *icon_name, char *title, char *description)
{
  if (self->icon_name == icon_name && g_strcmp0 (self->title, title) == 0 &&
      g_strcmp0 (self->description, description) == 0)
    {
      g_free (title);
      g_free (description);
      return;
    }
  self->icon_name = icon_name;
  if (g_str_equal (icon_name, "sonde-record-symbolic"))
    gtk_widget_add_css_class (GTK_WIDGET (self), "recording");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "recording");
  g_free (self->title);
  g_free (self->description);
  self->title = title;
  self->description = description;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ICON_NAME]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCRIPTION]);
}

static void
update (SondeRecordingButton *self)
{
  SondePeerRecording *recording = self->peer != NULL ? sonde_peer_get_recording (self->peer) : NULL;
  SondeRecorder *recorder;
  SondeRecordingProblem problem;
  SondeState state;

  g_signal_group_set_target (self->recording_signals, recording);
  gtk_widget_set_visible (GTK_WIDGET (self), recording != NULL);
  if (recording == NULL)
    return;

  recorder = sonde_peer_recording_get_recorder (recording);
  problem = sonde_recording_problem_find (recording);
  state = sonde_peer_get_status (self->peer)->state;
  /* A history that cannot be read may well be recorded. */
  if (problem == SONDE_RECORDING_PROBLEM_WRITE ||
      (problem == SONDE_RECORDING_PROBLEM_READ && recorder == NULL))
    set_state (self, "dialog-warning-symbolic",
               g_strdup (sonde_recording_problem_get_title (problem, recording)),
               sonde_recording_problem_create_description (problem, recording));
  else if (sonde_peer_recording_is_file (recording))
    set_state (self, "sonde-recording-symbolic", g_strdup (_ ("Recording")),
               describe_place (recording));
  else if (!sonde_history_file_get_enabled (sonde_peer_recording_get_file (recording)))
    set_state (self, "sonde-record-off-symbolic", g_strdup (_ ("Not recording")),
               g_strdup (_ ("The preferences can turn it on.")));
  else if (recorder == NULL || state == SONDE_STATE_IDLE || state == SONDE_STATE_CLOSED)
    set_state (self, "sonde-record-off-symbolic", g_strdup (_ ("Not recording")),
               g_strdup (_ ("It is recorded while it is connected.")));
  else
    set_state (self, "sonde-record-symbolic",
               describe_since (sonde_peer_recording_get_since_us (recording)),
               sonde_peer_is_demo (self->peer)
                   ? g_strdup (_ ("In a temporary file, which is deleted at the end"))
                   : describe_place (recording));
}

static void
set_peer (SondeRecordingButton *self, SondePeer *peer)
{
  if (!g_set_object (&self->peer, peer))
    return;
  g_signal_group_set_target (self->peer_signals, peer);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PEER]);
}

static void
sonde_recording_button_get_property (GObject *object,
                                     guint prop_id,
                                     GValue *value,
                                     GParamSpec *pspec)
{
  SondeRecordingButton *self = SONDE_RECORDING_BUTTON (object);

  switch ((SondeRecordingButtonProperty) prop_id)
    {
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, self->icon_name);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_recording_button_set_property (GObject *object,
                                     guint prop_id,
                                     const GValue *value,
                                     GParamSpec *pspec)
{
  if (prop_id == PROP_PEER)
    set_peer (SONDE_RECORDING_BUTTON (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_recording_button_dispose (GObject *object)
{
  SondeRecordingButton *self = SONDE_RECORDING_BUTTON (object);

  g_clear_object (&self->peer_signals);
  g_clear_object (&self->recording_signals);
  g_clear_object (&self->peer);

  G_OBJECT_CLASS (sonde_recording_button_parent_class)->dispose (object);
}

static void
sonde_recording_button_finalize (GObject *object)
{
  SondeRecordingButton *self = SONDE_RECORDING_BUTTON (object);

  g_free (self->title);
  g_free (self->description);

  G_OBJECT_CLASS (sonde_recording_button_parent_class)->finalize (object);
}

static void
sonde_recording_button_class_init (SondeRecordingButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_recording_button_get_property;
  object_class->set_property = sonde_recording_button_set_property;
  object_class->dispose = sonde_recording_button_dispose;
  object_class->finalize = sonde_recording_button_finalize;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                   G_PARAM_STATIC_STRINGS);
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, readable);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, readable);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/sonde_app/Sonde/sonde-recording-button.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeRecordingButton, menu_button);
}

static void
sonde_recording_button_init (SondeRecordingButton *self)
{
  static const char *const notices[] = { "notify::recording", "notify::enabled", "notify::error" };

  self->icon_name = "sonde-record-off-symbolic";
  self->peer_signals = g_signal_group_new (SONDE_TYPE_PEER);
  g_signal_group_connect_swapped (self->peer_signals, "notify::status", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->peer_signals, "notify::recording", G_CALLBACK (update),
                                  self);
  self->recording_signals = g_signal_group_new (SONDE_TYPE_PEER_RECORDING);
  for (gsize i = 0; i < G_N_ELEMENTS (notices); i++)
    g_signal_group_connect_swapped (self->recording_signals, notices[i], G_CALLBACK (update), self);
  gtk_widget_init_template (GTK_WIDGET (self));
}
