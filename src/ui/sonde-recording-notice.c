/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-recording-notice.h"

#include "sonde-recording-problem.h"

/**
 * SondeRecordingNotice:
 *
 * A line above what is shown that says what keeps it from being recorded, or from being read, and
 * that a history which could not be continued was kept. The display goes on all the while.
 */
struct _SondeRecordingNotice
{
  AdwBin parent_instance;

  SondePeer *peer;
  GSignalGroup *peer_signals;
  SondeRecordingProblem problem;
  char *title;
  char *description;
  char *dismissed; /* the history whose going aside somebody has read of */
};

typedef enum
{
  PROP_PEER = 1,
  PROP_TITLE,
  PROP_DESCRIPTION,
  PROP_DISMISSIBLE,
  N_PROPS
} SondeRecordingNoticeProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeRecordingNotice, sonde_recording_notice, ADW_TYPE_BIN)

static gboolean
is_dismissed (SondeRecordingNotice *self, SondePeerRecording *recording)
{
  return self->problem == SONDE_RECORDING_PROBLEM_ASIDE &&
         g_strcmp0 (self->dismissed, sonde_peer_recording_get_aside (recording)) == 0;
}

static void
update (SondeRecordingNotice *self)
{
  SondePeerRecording *recording = self->peer != NULL ? sonde_peer_get_recording (self->peer) : NULL;

  self->problem = recording != NULL ? sonde_recording_problem_find (recording)
                                    : SONDE_RECORDING_PROBLEM_NONE;
  gtk_widget_set_visible (GTK_WIDGET (self), self->problem != SONDE_RECORDING_PROBLEM_NONE &&
                                                 !is_dismissed (self, recording));
  if (self->problem == SONDE_RECORDING_PROBLEM_NONE)
    return;

  g_free (self->title);
  g_free (self->description);
  self->title = g_strdup (sonde_recording_problem_get_title (self->problem, recording));
  self->description = sonde_recording_problem_create_description (self->problem, recording);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCRIPTION]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DISMISSIBLE]);
}

/* What is over needs to be read once only. */
static void
dismiss (SondeRecordingNotice *self)
{
  g_free (self->dismissed);
  self->dismissed = g_strdup (
      sonde_peer_recording_get_aside (sonde_peer_get_recording (self->peer)));
  update (self);
}

static void
sonde_recording_notice_get_property (GObject *object,
                                     guint prop_id,
                                     GValue *value,
                                     GParamSpec *pspec)
{
  SondeRecordingNotice *self = SONDE_RECORDING_NOTICE (object);

  switch ((SondeRecordingNoticeProperty) prop_id)
    {
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case PROP_DISMISSIBLE:
      g_value_set_boolean (value, self->problem == SONDE_RECORDING_PROBLEM_ASIDE);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_recording_notice_set_property (GObject *object,
                                     guint prop_id,
                                     const GValue *value,
                                     GParamSpec *pspec)
{
  SondeRecordingNotice *self = SONDE_RECORDING_NOTICE (object);

  if (prop_id != PROP_PEER)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  if (!g_set_object (&self->peer, g_value_get_object (value)))
    return;
  g_signal_group_set_target (self->peer_signals, self->peer);
  update (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
sonde_recording_notice_dispose (GObject *object)
{
  SondeRecordingNotice *self = SONDE_RECORDING_NOTICE (object);

  g_clear_object (&self->peer_signals);
  g_clear_object (&self->peer);

  G_OBJECT_CLASS (sonde_recording_notice_parent_class)->dispose (object);
}

static void
sonde_recording_notice_finalize (GObject *object)
{
  SondeRecordingNotice *self = SONDE_RECORDING_NOTICE (object);

  g_free (self->title);
  g_free (self->description);
  g_free (self->dismissed);

  G_OBJECT_CLASS (sonde_recording_notice_parent_class)->finalize (object);
}

static void
sonde_recording_notice_class_init (SondeRecordingNoticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_recording_notice_get_property;
  object_class->set_property = sonde_recording_notice_set_property;
  object_class->dispose = sonde_recording_notice_dispose;
  object_class->finalize = sonde_recording_notice_finalize;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                   G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, readable);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, readable);
  properties[PROP_DISMISSIBLE] = g_param_spec_boolean ("dismissible", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/sonde_app/Sonde/sonde-recording-notice.ui");
  gtk_widget_class_bind_template_callback (widget_class, dismiss);
}

static void
sonde_recording_notice_init (SondeRecordingNotice *self)
{
  self->peer_signals = g_signal_group_new (SONDE_TYPE_PEER);
  g_signal_group_connect_swapped (self->peer_signals, "notify::recording-error",
                                  G_CALLBACK (update), self);
  gtk_widget_init_template (GTK_WIDGET (self));
}
