/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-peer.h"

#include <glib/gi18n.h>

#include "sonde-presentation.h"
#include "sonde-situation.h"

/* The row has room for this many values. */
#define DETAIL_VALUES 2

/* The address that the demo probe shows until it listens; nobody dials it. */
#define DEMO_PLACEHOLDER "ws://127.0.0.1/"

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
  gboolean wanted;
  char *detail;
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

static char *
describe_values (SondePeer *self)
{
  g_autoptr (GPtrArray)
      channels = sonde_dataset_dup_channels (sonde_session_get_dataset (self->session));
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_values = 0;

  for (guint i = 0; i < channels->len && n_values < DETAIL_VALUES; i++)
    {
      SondeChannel *channel = g_ptr_array_index (channels, i);
      g_autofree char *value = NULL;
      SondeSample sample;

      if (!sonde_series_get_last (sonde_channel_get_series (channel), &sample))
        continue;
      value = sonde_channel_format_value (channel, sample.value);
      if (text->len > 0)
        g_string_append (text, " · ");
      g_string_append (text, value);
      if (*sonde_channel_get_unit (channel) != '\0')
        g_string_append_printf (text, " %s", sonde_channel_get_unit (channel));
      n_values++;
    }
  return g_strdup (text->str);
}

static char *
describe (SondePeer *self)
{
  SondeStatus *status = sonde_session_get_status (self->session);

  if (self->demo != NULL && sonde_demo_get_problem (self->demo) != NULL && !self->wanted)
    return g_strdup (sonde_demo_get_problem (self->demo));
  switch (sonde_situation_of (status))
    {
    case SONDE_SITUATION_LIVE:
      return describe_values (self);
    case SONDE_SITUATION_EXPECTING:
      return g_strdup (_ ("Waiting for a measure"));
    case SONDE_SITUATION_OFF:
      return g_strdup (_ ("Off: it sends nothing"));
    case SONDE_SITUATION_ECHO:
      if (status->echo_rtt_us < 0)
        return g_strdup (_ ("Echo server"));
      else
        {
          g_autofree char *rtt = sonde_format_interval_us (status->echo_rtt_us);

          return g_strdup_printf (_ ("Echo in %s"), rtt);
        }
    case SONDE_SITUATION_PLAIN:
      return g_strdup_printf (
          ngettext ("%llu message", "%llu messages", (gulong) status->n_messages),
          (unsigned long long) status->n_messages);
    case SONDE_SITUATION_WAITING:
    case SONDE_SITUATION_FAILED:
      if (status->error != NULL)
        return g_strdup (status->error->message);
      return g_strdup (sonde_state_get_label (status->state));
    case SONDE_SITUATION_IDLE:
    case SONDE_SITUATION_BUSY:
    case SONDE_SITUATION_CLOSED:
    default:
      return g_strdup (sonde_state_get_label (status->state));
    }
}

static void
update_detail (SondePeer *self)
{
  g_autofree char *detail = describe (self);

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
    sonde_peer_recording_begin (self->recording, sonde_peer_get_name (self),
                                sonde_peer_get_address (self));
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
    case PROP_RECORDING:
      g_value_set_object (value, self->recording);
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
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (DEMO_PLACEHOLDER, NULL);
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
  self->recording = sonde_peer_recording_new (
      self->session, history, unique != NULL ? unique : sonde_peer_get_id (self), unique != NULL);
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
 * sonde_peer_connect:
 * @self: a peer
 *
 * Connects, or tries again at once while it waits to. The embedded probe is started first.
 */
void
sonde_peer_connect (SondePeer *self)
{
  g_return_if_fail (SONDE_IS_PEER (self));

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
