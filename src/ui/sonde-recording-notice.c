/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-recording-notice.h"

#include <glib/gi18n.h>

#include "sonde-error.h"

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
  char *title;
  char *description;
};

typedef enum
{
  PROP_PEER = 1,
  PROP_TITLE,
  PROP_DESCRIPTION,
  N_PROPS
} SondeRecordingNoticeProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeRecordingNotice, sonde_recording_notice, ADW_TYPE_BIN)

/* What was lost before is one thing, and that nothing is recorded now is another. */
static char *
make_title (const GError *error, gboolean file)
{
  if (error == NULL)
    return g_strdup (_ ("A new history was begun"));
  if (file)
    return g_strdup (_ ("The recording cannot be read"));
  if (error->domain == SONDE_ERROR &&
      (error->code == SONDE_ERROR_OVERRUN || error->code == SONDE_ERROR_TOO_MANY))
    return g_strdup (_ ("Not everything was recorded"));
  if (error->domain == SONDE_ERROR && error->code == SONDE_ERROR_STORE_FULL)
    return g_strdup (_ ("Not recording: the disk is full"));
  return g_strdup (_ ("Not recording"));
}

static char *
make_description (const GError *error, const char *aside)
{
  g_autofree char *name = NULL;

  if (error != NULL)
    return sonde_recording_notice_describe (error);
  name = g_filename_display_name (aside);
  return g_strdup_printf (_ ("The one before is damaged or of a newer Sonde. It was kept as “%s”."),
                          name);
}

static void
update (SondeRecordingNotice *self)
{
  SondePeerRecording *recording = self->peer != NULL ? sonde_peer_get_recording (self->peer) : NULL;
  const GError *error = recording != NULL ? sonde_peer_recording_get_error (recording) : NULL;
  const char *aside = recording != NULL ? sonde_peer_recording_get_aside (recording) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), error != NULL || aside != NULL);
  if (error == NULL && aside == NULL)
    return;

  g_free (self->title);
  g_free (self->description);
  self->title = make_title (error, sonde_peer_is_file (self->peer));
  self->description = make_description (error, aside);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCRIPTION]);
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
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/sonde_app/Sonde/sonde-recording-notice.ui");
}

static void
sonde_recording_notice_init (SondeRecordingNotice *self)
{
  self->peer_signals = g_signal_group_new (SONDE_TYPE_PEER);
  g_signal_group_connect_swapped (self->peer_signals, "notify::recording-error",
                                  G_CALLBACK (update), self);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sonde_recording_notice_describe:
 * @error: what keeps a recording from being written or read
 *
 * Returns: (transfer full): the reason, and what to try
 */
char *
sonde_recording_notice_describe (const GError *error)
{
  const char *hint = sonde_error_get_hint (error);

  return hint != NULL ? g_strdup_printf ("%s. %s", error->message, hint)
                      : g_strdup (error->message);
}
