/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-peer.h"

#include <glib/gi18n.h>

#include "sonde-peer-detail.h"

/* The address of the demo probe until it listens, and of a file; nobody dials it. */
#define PLACEHOLDER "ws://127.0.0.1/"

/**
 * SondePeer:
 *
 * An endpoint that the side pane lists, with the session that talks to it.
 */
struct _SondePeer
{
  GObject parent_instance;

  SondeSession *session;
  SondeDemo *demo;
  SondePeerRecording *recording; /* or NULL */
  SondeMessageLoader *loader;    /* of a file, or NULL */
  gboolean wanted;
  char *detail;
  char *file_id; /* of a recording that somebody opened, or NULL */
  char *file_name;
};

typedef enum
{
  PROP_SESSION = 1,
  PROP_STATUS,
  PROP_NAME,
  PROP_ADDRESS,
  PROP_DETAIL,
  PROP_WANTED,
  PROP_DEMO,
  PROP_RECORDING,
  PROP_RECORDING_ERROR,
  PROP_FILE,
  N_PROPS
} SondePeerProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondePeer, sonde_peer, G_TYPE_OBJECT)

static void
set_wanted (SondePeer *self, gboolean wanted)
{
  if (self->wanted == wanted)
    return;
  self->wanted = wanted;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WANTED]);
}

static void
update_detail (SondePeer *self)
{
  g_autofree char *detail = sonde_peer_detail_describe (self, self->demo);

  if (g_strcmp0 (detail, self->detail) == 0)
    return;
  g_free (self->detail);
  self->detail = g_steal_pointer (&detail);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DETAIL]);
}

static void
on_status_changed (SondePeer *self)
{
  update_detail (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
}

static void
dial (SondePeer *self)
{
  if (self->recording != NULL)
    sonde_peer_recording_begin (self->recording);
  sonde_session_connect (self->session);
}

static void
on_demo_uri_changed (SondePeer *self)
{
  g_autoptr (SondeEndpoint) endpoint = NULL;
  const char *uri = sonde_demo_get_uri (self->demo);

  if (uri == NULL)
    {
      sonde_peer_disconnect (self);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADDRESS]);
      return;
    }
  endpoint = sonde_endpoint_copy (sonde_session_get_endpoint (self->session));
  if (sonde_endpoint_set_address (endpoint, uri, NULL))
    sonde_peer_set_endpoint (self, endpoint);
  if (self->wanted)
    dial (self);
}

static void
on_demo_problem (SondePeer *self)
{
  if (sonde_demo_get_problem (self->demo) != NULL)
    set_wanted (self, FALSE);
  update_detail (self);
}

static void
on_recording_changed (SondePeer *self)
{
  update_detail (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORDING_ERROR]);
}

static void
take_recording (SondePeer *self, SondePeerRecording *recording)
{
  self->recording = recording;
  g_signal_connect_object (recording, "notify::error", G_CALLBACK (on_recording_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (recording, "notify::aside", G_CALLBACK (on_recording_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
sonde_peer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondePeer *self = SONDE_PEER (object);

  switch ((SondePeerProperty) prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_STATUS:
      g_value_set_boxed (value, sonde_session_get_status (self->session));
      break;
    case PROP_NAME:
      g_value_set_string (value, sonde_peer_get_name (self));
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, sonde_peer_get_address (self));
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    case PROP_WANTED:
      g_value_set_boolean (value, self->wanted);
      break;
    case PROP_DEMO:
      g_value_set_boolean (value, self->demo != NULL);
      break;
    case PROP_FILE:
      g_value_set_boolean (value, self->file_id != NULL);
      break;
    case PROP_RECORDING:
      g_value_set_object (value, self->recording);
      break;
    case PROP_RECORDING_ERROR:
      g_value_set_boxed (
          value, self->recording != NULL ? sonde_peer_recording_get_error (self->recording) : NULL);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_peer_dispose (GObject *object)
{
  SondePeer *self = SONDE_PEER (object);

  if (self->session != NULL)
    sonde_session_disconnect (self->session);
  if (self->loader != NULL)
    sonde_message_loader_stop (self->loader);
  g_clear_object (&self->loader);
  g_clear_object (&self->session);
  g_clear_object (&self->demo);
  g_clear_object (&self->recording);

  G_OBJECT_CLASS (sonde_peer_parent_class)->dispose (object);
}

static void
sonde_peer_finalize (GObject *object)
{
  SondePeer *self = SONDE_PEER (object);

  g_free (self->detail);
  g_free (self->file_id);
  g_free (self->file_name);

  G_OBJECT_CLASS (sonde_peer_parent_class)->finalize (object);
}

static void
sonde_peer_class_init (SondePeerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_peer_get_property;
  object_class->dispose = sonde_peer_dispose;
  object_class->finalize = sonde_peer_finalize;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, SONDE_TYPE_SESSION, flags);
  properties[PROP_STATUS] = g_param_spec_boxed ("status", NULL, NULL, SONDE_TYPE_STATUS, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);
  properties[PROP_WANTED] = g_param_spec_boolean ("wanted", NULL, NULL, FALSE, flags);
  properties[PROP_DEMO] = g_param_spec_boolean ("demo", NULL, NULL, FALSE, flags);
  properties[PROP_RECORDING] = g_param_spec_object ("recording", NULL, NULL,
                                                    SONDE_TYPE_PEER_RECORDING, flags);
  properties[PROP_RECORDING_ERROR] = g_param_spec_boxed ("recording-error", NULL, NULL,
                                                         G_TYPE_ERROR, flags);
  properties[PROP_FILE] = g_param_spec_boolean ("file", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sonde_peer_init (SondePeer *self)
{
}

/**
 * sonde_peer_new:
 * @thread: where its connection runs
 * @endpoint: where to go; copied
 *
 * Makes an entry of the side pane. It does not connect by itself.
 *
 * Returns: (transfer full): the peer
 */
SondePeer *
sonde_peer_new (SondeNetThread *thread, const SondeEndpoint *endpoint)
{
  SondePeer *self = g_object_new (SONDE_TYPE_PEER, NULL);

  self->session = sonde_session_new (thread, endpoint);
  g_signal_connect_object (self->session, "notify::status", G_CALLBACK (on_status_changed), self,
                           G_CONNECT_SWAPPED);
  update_detail (self);
  return self;
}

/**
 * sonde_peer_new_for_file:
 * @thread: where connections run, of which it has none
 * @path: a recording
 *
 * Makes the entry of a recording that somebody opened. It is never connected.
 *
 * Returns: (transfer full): the peer
 */
SondePeer *
sonde_peer_new_for_file (SondeNetThread *thread, const char *path)
{
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (PLACEHOLDER, NULL);
  g_autofree char *name = g_path_get_basename (path);
  SondePeer *self;

  self = g_object_new (SONDE_TYPE_PEER, NULL);
  self->file_id = g_strconcat ("file:", path, NULL);
  self->file_name = g_filename_display_name (name);
  if (g_str_has_suffix (name, SONDE_RECORDING_SUFFIX))
    name[strlen (name) - strlen (SONDE_RECORDING_SUFFIX)] = '\0';
  {
    g_autofree char *title = g_filename_display_name (name);

    sonde_endpoint_set_name (endpoint, title);
  }
  self->session = sonde_session_new (thread, endpoint);
  self->loader = sonde_message_loader_new (path, sonde_session_get_log (self->session));
  take_recording (self, sonde_peer_recording_new_for_file (self->session, path));
  g_signal_connect_object (sonde_peer_recording_get_archive (self->recording), "loaded",
                           G_CALLBACK (update_detail), self, G_CONNECT_SWAPPED);
  update_detail (self);
  return self;
}

/**
 * sonde_peer_new_for_demo:
 * @thread: where its connection runs
 * @demo: the embedded probe, started when somebody connects
 *
 * Makes the entry of the embedded probe.
 *
 * Returns: (transfer full): the peer
 */
SondePeer *
sonde_peer_new_for_demo (SondeNetThread *thread, SondeDemo *demo)
{
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (PLACEHOLDER, NULL);
  SondePeer *self;

  sonde_endpoint_set_name (endpoint, _ ("Demo probe"));
  self = sonde_peer_new (thread, endpoint);
  self->demo = g_object_ref (demo);
  g_signal_connect_object (demo, "notify::uri", G_CALLBACK (on_demo_uri_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (demo, "notify::problem", G_CALLBACK (on_demo_problem), self,
                           G_CONNECT_SWAPPED);
  if (sonde_demo_get_uri (demo) != NULL)
    on_demo_uri_changed (self);
  return self;
}

/**
 * sonde_peer_set_history:
 * @self: a peer without a recording
 * @history: where recordings are kept
 *
 * Gives it a recording. That of the embedded probe has a name of its own each time and is deleted
 * when it is closed.
 */
void
sonde_peer_set_history (SondePeer *self, SondeHistory *history)
{
  g_autofree char *unique = NULL;

  g_return_if_fail (SONDE_IS_PEER (self));
  g_return_if_fail (self->recording == NULL);

  if (self->demo != NULL)
    {
      g_autofree char *uuid = g_uuid_string_random ();

      unique = g_strconcat ("demo-", uuid, NULL);
    }
  take_recording (self, sonde_peer_recording_new (
                            self->session, history,
                            unique != NULL ? unique : sonde_peer_get_id (self), unique != NULL));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORDING]);
}

/**
 * sonde_peer_get_recording:
 * @self: a peer
 *
 * Returns: (transfer none) (nullable): its past and how it goes on
 */
SondePeerRecording *
sonde_peer_get_recording (SondePeer *self)
{
  g_return_val_if_fail (SONDE_IS_PEER (self), NULL);

  return self->recording;
}

/**
 * sonde_peer_get_loader:
 * @self: a peer
 *
 * Returns: (transfer none) (nullable): what reads the messages of a file into the log of the
 *   session, once somebody asks for them; %NULL where they come from a connection
 */
SondeMessageLoader *
sonde_peer_get_loader (SondePeer *self)
{
  g_return_val_if_fail (SONDE_IS_PEER (self), NULL);

  return self->loader;
}

/**
 * sonde_peer_connect:
 * @self: a peer
 *
 * Connects, or tries again at once while it waits to. The embedded probe is started first; a file
 * cannot be connected.
 */
void
sonde_peer_connect (SondePeer *self)
{
  g_return_if_fail (SONDE_IS_PEER (self));

  if (self->file_id != NULL)
    return;
  set_wanted (self, TRUE);
  if (self->demo != NULL && sonde_demo_get_uri (self->demo) == NULL)
    sonde_demo_start (self->demo);
  else
    dial (self);
}

/**
 * sonde_peer_disconnect:
 * @self: a peer
 *
 * Closes the connection and does not try again.
 */
void
sonde_peer_disconnect (SondePeer *self)
{
  g_return_if_fail (SONDE_IS_PEER (self));

  set_wanted (self, FALSE);
  sonde_session_disconnect (self->session);
}

/**
 * sonde_peer_get_id:
 * @self: a peer
 *
 * Returns: (transfer none): what names it in actions and settings, "demo" for the embedded probe
 */
const char *
sonde_peer_get_id (SondePeer *self)
{
  g_return_val_if_fail (SONDE_IS_PEER (self), NULL);

  if (self->demo != NULL)
    return "demo";
  if (self->file_id != NULL)
    return self->file_id;
  return sonde_endpoint_get_id (sonde_session_get_endpoint (self->session));
}

/**
 * sonde_peer_get_name:
 * @self: a peer
 *
 * Returns: (transfer none): its name for a person
 */
const char *
sonde_peer_get_name (SondePeer *self)
{
  g_return_val_if_fail (SONDE_IS_PEER (self), NULL);

  return sonde_endpoint_get_name (sonde_session_get_endpoint (self->session));
}

/**
 * sonde_peer_get_address:
 * @self: a peer
 *
 * Returns: (transfer none): its address, or for a stopped embedded probe what it is
 */
const char *
sonde_peer_get_address (SondePeer *self)
{
  g_return_val_if_fail (SONDE_IS_PEER (self), NULL);

  if (self->demo != NULL && sonde_demo_get_uri (self->demo) == NULL)
    return _ ("Built into Sonde");
  if (self->file_id != NULL)
    return self->file_name;
  return sonde_endpoint_get_uri (sonde_session_get_endpoint (self->session));
}

/**
 * sonde_peer_get_detail:
 * @self: a peer
 *
 * Returns: (transfer none): its last values, or what it waits for
 */
const char *
sonde_peer_get_detail (SondePeer *self)
{
  g_return_val_if_fail (SONDE_IS_PEER (self), NULL);

  return self->detail;
}

/**
 * sonde_peer_get_wanted:
 * @self: a peer
 *
 * Returns: whether somebody asked for a connection
 */
gboolean
sonde_peer_get_wanted (SondePeer *self)
{
  g_return_val_if_fail (SONDE_IS_PEER (self), FALSE);

  return self->wanted;
}

/**
 * sonde_peer_is_demo:
 * @self: a peer
 *
 * Returns: whether it is the embedded probe, which can be neither edited nor removed
 */
gboolean
sonde_peer_is_demo (SondePeer *self)
{
  g_return_val_if_fail (SONDE_IS_PEER (self), FALSE);

  return self->demo != NULL;
}

/**
 * sonde_peer_is_file:
 * @self: a peer
 *
 * Returns: whether it is a recording that somebody opened
 */
gboolean
sonde_peer_is_file (SondePeer *self)
{
  g_return_val_if_fail (SONDE_IS_PEER (self), FALSE);

  return self->file_id != NULL;
}

/**
 * sonde_peer_get_session:
 * @self: a peer
 *
 * Returns: (transfer none): what talks to it
 */
SondeSession *
sonde_peer_get_session (SondePeer *self)
{
  g_return_val_if_fail (SONDE_IS_PEER (self), NULL);

  return self->session;
}

/**
 * sonde_peer_get_status:
 * @self: a peer
 *
 * Returns: (transfer none): the status of its session
 */
SondeStatus *
sonde_peer_get_status (SondePeer *self)
{
  g_return_val_if_fail (SONDE_IS_PEER (self), NULL);

  return sonde_session_get_status (self->session);
}

/**
 * sonde_peer_get_endpoint:
 * @self: a peer
 *
 * Returns: (transfer none): where it goes and how
 */
const SondeEndpoint *
sonde_peer_get_endpoint (SondePeer *self)
{
  g_return_val_if_fail (SONDE_IS_PEER (self), NULL);

  return sonde_session_get_endpoint (self->session);
}

/**
 * sonde_peer_set_endpoint:
 * @self: a peer
 * @endpoint: where to go from the next connection on; copied
 *
 * Changes the endpoint, as an editor does.
 */
void
sonde_peer_set_endpoint (SondePeer *self, const SondeEndpoint *endpoint)
{
  g_return_if_fail (SONDE_IS_PEER (self));

  sonde_session_set_endpoint (self->session, endpoint);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADDRESS]);
  update_detail (self);
}
