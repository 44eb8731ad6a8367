/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock.h"
#include "sonde-error.h"
#include "sonde-mock-link.h"
#include "sonde-net-thread.h"

#include <glib/gi18n-lib.h>

typedef enum
{
  STATE_STOPPED,
  STATE_STARTING,
  STATE_RUNNING,
  STATE_STOPPING,
} State;

/**
 * SondeMock:
 *
 * The embedded probe (or echo server): a [class@MockServer] on a thread of its own, and what to
 * show of it.
 *
 * It belongs to the thread that made it, and "notify" comes on the context that was thread-default
 * there. The thread starts with the first start. Finalising it while it runs closes the clients.
 */
struct _SondeMock
{
  GObject parent_instance;

  SondeNetThread *thread;
  SondeMockLink *link;
  SondeMockConfig config;
  State state;
  GTask *start_task; /* while it starts, or waits for the last stop to end */
  char *uri;
  SondeMockFigures figures;
};

enum
{
  PROP_0,
  PROP_RUNNING,
  PROP_URI,
  PROP_N_CLIENTS,
  PROP_CLIENTS,
  PROP_N_MESSAGES,
  PROP_ETAT,
  PROP_PERIOD_MS,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeMock, sonde_mock, G_TYPE_OBJECT)

static void
take_figures (gpointer owner)
{
  SondeMock *self = owner;
  g_autoptr (GPtrArray) old_clients = self->figures.clients;
  SondeMockFigures old = self->figures;

  sonde_mock_link_take_figures (self->link, &self->figures);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->figures.clients != old.clients)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLIENTS]);
  if (self->figures.clients->len != old.clients->len)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_CLIENTS]);
  if (self->figures.n_messages != old.n_messages)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_MESSAGES]);
  if (self->figures.etat != old.etat)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ETAT]);
  if (self->figures.period_ms != old.period_ms)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PERIOD_MS]);
  g_object_thaw_notify (G_OBJECT (self));
}

/* What the mock thread reports of a start. */
typedef struct
{
  SondeMockLink *link;
  char *uri;
  GError *error;
} Report;

static void
report_free (Report *self)
{
  sonde_mock_link_unref (self->link);
  g_free (self->uri);
  g_clear_error (&self->error);
  g_free (self);
}

static gboolean
on_started (gpointer data)
{
  Report *report = data;
  g_autoptr (SondeMock) self = sonde_mock_link_dup_owner (report->link);
  g_autoptr (GTask) task = NULL;

  if (self == NULL)
    return G_SOURCE_REMOVE;

  task = g_steal_pointer (&self->start_task);
  if (self->state == STATE_STARTING && g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    sonde_mock_stop (self);

  if (self->state == STATE_STOPPING)
    {
      g_task_return_new_error (task, SONDE_ERROR, SONDE_ERROR_CANCELLED, "%s",
                               _ ("The mock probe was stopped while it started"));
      return G_SOURCE_REMOVE;
    }
  if (report->error != NULL)
    {
      self->state = STATE_STOPPED;
      g_task_return_error (task, g_steal_pointer (&report->error));
      return G_SOURCE_REMOVE;
    }

  self->state = STATE_RUNNING;
  self->uri = g_steal_pointer (&report->uri);
  take_figures (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_URI]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

/* Before anything that a client may send once this returns. */
static void
invoke (SondeMock *self, GSourceFunc func, gpointer data, GDestroyNotify destroy)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, func, data, destroy);
  g_source_attach (source, sonde_net_thread_get_context (self->thread));
}

/* What the owner asks of the mock thread. */
typedef struct
{
  SondeMockLink *link;
  SondeMockConfig config;
  gboolean etat;
} Request;

static Request *
request_new (SondeMock *self)
{
  Request *request = g_new0 (Request, 1);

  request->link = sonde_mock_link_ref (self->link);
  sonde_mock_config_copy (&request->config, &self->config);
  request->etat = self->figures.etat;

  return request;
}

static void
request_free (Request *self)
{
  sonde_mock_link_unref (self->link);
  sonde_mock_config_clear (&self->config);
  g_free (self);
}

static gboolean
start_on_thread (gpointer data)
{
  Request *request = data;
  SondeMockLink *link = request->link;
  g_autoptr (SondeMockServer) server = sonde_mock_server_new (&request->config, request->etat);
  Report *report = g_new0 (Report, 1);

  report->link = sonde_mock_link_ref (link);
  if (sonde_mock_server_start (server, &report->error))
    {
      report->uri = g_strdup (sonde_mock_server_get_uri (server));
      sonde_mock_link_set_server (link, server);
    }
  sonde_mock_link_call_owner (link, on_started, report, (GDestroyNotify) report_free);

  return G_SOURCE_REMOVE;
}

static void
begin_start (SondeMock *self)
{
  self->state = STATE_STARTING;
  if (self->thread == NULL)
    self->thread = sonde_net_thread_new ("sonde-mock");
  invoke (self, start_on_thread, request_new (self), (GDestroyNotify) request_free);
}

static gboolean
on_stopped (gpointer data)
{
  SondeMockLink *link = data;
  g_autoptr (SondeMock) self = sonde_mock_link_dup_owner (link);

  if (self == NULL)
    return G_SOURCE_REMOVE;

  self->state = STATE_STOPPED;
  take_figures (self);
  if (self->uri != NULL)
    {
      g_clear_pointer (&self->uri, g_free);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_URI]);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
    }
  if (self->start_task != NULL && self->state == STATE_STOPPED)
    begin_start (self);

  return G_SOURCE_REMOVE;
}

static void
on_server_stopped (SondeMockServer *server, gpointer data)
{
  SondeMockLink *link = data;

  sonde_mock_link_set_server (link, NULL);
  sonde_mock_link_call_owner (link, on_stopped, sonde_mock_link_ref (link),
                              (GDestroyNotify) sonde_mock_link_unref);
}

static gboolean
stop_on_thread (gpointer data)
{
  SondeMockLink *link = data;
  SondeMockServer *server = sonde_mock_link_get_server (link);

  if (server == NULL)
    {
      sonde_mock_link_call_owner (link, on_stopped, sonde_mock_link_ref (link),
                                  (GDestroyNotify) sonde_mock_link_unref);
      return G_SOURCE_REMOVE;
    }

  g_signal_connect (server, "stopped", G_CALLBACK (on_server_stopped), link);
  sonde_mock_server_stop (server);

  return G_SOURCE_REMOVE;
}

static gboolean
abort_on_thread (gpointer data)
{
  SondeMockLink *link = data;
  SondeMockServer *server = sonde_mock_link_get_server (link);

  if (server != NULL)
    sonde_mock_server_abort (server);
  sonde_mock_link_set_server (link, NULL);

  return G_SOURCE_REMOVE;
}

static gboolean
turn_knobs_on_thread (gpointer data)
{
  Request *request = data;
  SondeMockServer *server = sonde_mock_link_get_server (request->link);

  if (server == NULL)
    return G_SOURCE_REMOVE;

  sonde_mock_server_set_profile (server, request->config.profile);
  sonde_mock_server_set_sensors (server, request->config.sensors);
  sonde_mock_server_set_speed (server, request->config.speed);
  sonde_mock_server_set_real_timing (server, request->config.real_timing);
  sonde_mock_server_set_max_clients (server, request->config.max_clients);

  return G_SOURCE_REMOVE;
}

static void
turn_knobs (SondeMock *self)
{
  if (self->thread != NULL)
    invoke (self, turn_knobs_on_thread, request_new (self), (GDestroyNotify) request_free);
}

static void
sonde_mock_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeMock *self = SONDE_MOCK (object);

  switch (prop_id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, sonde_mock_get_running (self));
      break;

    case PROP_URI:
      g_value_set_string (value, sonde_mock_get_uri (self));
      break;

    case PROP_N_CLIENTS:
      g_value_set_uint (value, sonde_mock_get_n_clients (self));
      break;

    case PROP_CLIENTS:
      g_value_set_boxed (value, sonde_mock_get_clients (self));
      break;

    case PROP_N_MESSAGES:
      g_value_set_uint64 (value, sonde_mock_get_n_messages (self));
      break;

    case PROP_ETAT:
      g_value_set_boolean (value, sonde_mock_get_etat (self));
      break;

    case PROP_PERIOD_MS:
      g_value_set_int64 (value, sonde_mock_get_period_ms (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_mock_finalize (GObject *object)
{
  SondeMock *self = SONDE_MOCK (object);

  if (self->thread != NULL)
    invoke (self, abort_on_thread, sonde_mock_link_ref (self->link),
            (GDestroyNotify) sonde_mock_link_unref);
  g_clear_object (&self->thread);
  sonde_mock_link_unref (self->link);
  g_ptr_array_unref (self->figures.clients);
  g_free (self->uri);
  sonde_mock_config_clear (&self->config);

  G_OBJECT_CLASS (sonde_mock_parent_class)->finalize (object);
}

static void
sonde_mock_class_init (SondeMockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_mock_get_property;
  object_class->finalize = sonde_mock_finalize;

  /**
   * SondeMock:running:
   *
   * Whether it listens, or still closes its clients.
   */
  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  /**
   * SondeMock:uri:
   *
   * Where to reach it, or %NULL while it is stopped.
   */
  props[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, flags);
  /**
   * SondeMock:n-clients:
   *
   * How many clients are connected.
   */
  props[PROP_N_CLIENTS] = g_param_spec_uint ("n-clients", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * SondeMock:clients:
   *
   * The addresses of the clients.
   */
  props[PROP_CLIENTS] = g_param_spec_boxed ("clients", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SondeMock:n-messages:
   *
   * Texts and binary messages since the start, received and sent, each client's counted.
   */
  props[PROP_N_MESSAGES] = g_param_spec_uint64 ("n-messages", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * SondeMock:etat:
   *
   * Whether the board measures. Survives a stop.
   */
  props[PROP_ETAT] = g_param_spec_boolean ("etat", NULL, NULL, TRUE, flags);
  /**
   * SondeMock:period-ms:
   *
   * The period that the board announces, in milliseconds.
   */
  props[PROP_PERIOD_MS] = g_param_spec_int64 ("period-ms", NULL, NULL, G_MININT64, G_MAXINT64,
                                              SONDE_MOCK_DEFAULT_PERIOD_MS, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sonde_mock_init (SondeMock *self)
{
  sonde_mock_config_init (&self->config);
  self->link = sonde_mock_link_new (self, take_figures);
  sonde_mock_link_take_figures (self->link, &self->figures);
}

/**
 * sonde_mock_new:
 *
 * Returns: (transfer full): a mock that is stopped
 */
SondeMock *
sonde_mock_new (void)
{
  return g_object_new (SONDE_TYPE_MOCK, NULL);
}

/**
 * sonde_mock_start_async:
 * @self: a mock
 * @config: what to simulate; copied
 * @cancellable: (nullable): gives up
 * @callback: called on the owner's context
 * @user_data: for @callback
 *
 * Starts to listen. A stop that is still under way is waited for. The board starts with the `etat`
 * that it had when it was stopped, or with that of the file that @config names.
 */
void
sonde_mock_start_async (SondeMock *self,
                        const SondeMockConfig *config,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SONDE_IS_MOCK (self));
  g_return_if_fail (config != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_mock_start_async);
  g_task_set_check_cancellable (task, FALSE);

  if (self->start_task != NULL || self->state == STATE_RUNNING)
    {
      g_task_return_new_error (task, SONDE_ERROR, SONDE_ERROR_LISTEN, "%s",
                               _ ("The mock probe is already running"));
      return;
    }

  sonde_mock_config_clear (&self->config);
  sonde_mock_config_copy (&self->config, config);
  self->start_task = g_steal_pointer (&task);
  if (self->state == STATE_STOPPED)
    begin_start (self);
}

/**
 * sonde_mock_start_finish:
 * @self: a mock
 * @result: what the callback was given
 * @error: return location for a %SONDE_ERROR_LISTEN, or a %SONDE_ERROR_CANCELLED where it was
 * stopped meanwhile
 *
 * Returns: whether it runs
 */
gboolean
sonde_mock_start_finish (SondeMock *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sonde_mock_stop:
 * @self: a mock
 *
 * Closes every client with 1001 and stops listening. [property@Mock:running] turns %FALSE when they
 * are gone, within a second or so.
 */
void
sonde_mock_stop (SondeMock *self)
{
  g_return_if_fail (SONDE_IS_MOCK (self));

  if (self->state != STATE_STARTING && self->state != STATE_RUNNING)
    return;

  self->state = STATE_STOPPING;
  invoke (self, stop_on_thread, sonde_mock_link_ref (self->link),
          (GDestroyNotify) sonde_mock_link_unref);
}

/**
 * sonde_mock_get_config:
 * @self: a mock
 *
 * Returns: (transfer none): the configuration of the last start, with what the setters changed
 */
const SondeMockConfig *
sonde_mock_get_config (SondeMock *self)
{
  g_return_val_if_fail (SONDE_IS_MOCK (self), NULL);

  return &self->config;
}

/**
 * sonde_mock_get_running:
 * @self: a mock
 *
 * Returns: whether it listens, or still closes its clients
 */
gboolean
sonde_mock_get_running (SondeMock *self)
{
  g_return_val_if_fail (SONDE_IS_MOCK (self), FALSE);

  return self->uri != NULL;
}

/**
 * sonde_mock_get_uri:
 * @self: a mock
 *
 * Returns: (transfer none) (nullable): where to reach it
 */
const char *
sonde_mock_get_uri (SondeMock *self)
{
  g_return_val_if_fail (SONDE_IS_MOCK (self), NULL);

  return self->uri;
}

/**
 * sonde_mock_get_n_clients:
 * @self: a mock
 *
 * Returns: how many clients are connected
 */
guint
sonde_mock_get_n_clients (SondeMock *self)
{
  g_return_val_if_fail (SONDE_IS_MOCK (self), 0);

  return self->figures.clients->len;
}

/**
 * sonde_mock_get_clients:
 * @self: a mock
 *
 * Returns: (transfer none) (array zero-terminated=1): the addresses of the clients
 */
const char *const *
sonde_mock_get_clients (SondeMock *self)
{
  g_return_val_if_fail (SONDE_IS_MOCK (self), NULL);

  return (const char *const *) self->figures.clients->pdata;
}

/**
 * sonde_mock_get_n_messages:
 * @self: a mock
 *
 * Returns: messages received and sent since the start
 */
guint64
sonde_mock_get_n_messages (SondeMock *self)
{
  g_return_val_if_fail (SONDE_IS_MOCK (self), 0);

  return self->figures.n_messages;
}

/**
 * sonde_mock_get_etat:
 * @self: a mock
 *
 * Returns: whether the board measures
 */
gboolean
sonde_mock_get_etat (SondeMock *self)
{
  g_return_val_if_fail (SONDE_IS_MOCK (self), FALSE);

  return self->figures.etat;
}

/**
 * sonde_mock_get_period_ms:
 * @self: a mock
 *
 * Returns: the period that the board announces, in milliseconds
 */
gint64
sonde_mock_get_period_ms (SondeMock *self)
{
  g_return_val_if_fail (SONDE_IS_MOCK (self), 0);

  return self->figures.period_ms;
}

/**
 * sonde_mock_set_profile:
 * @self: a mock
 * @profile: what it does with the next period
 *
 * Changes the board while it runs. The next start has a configuration of its own.
 */
void
sonde_mock_set_profile (SondeMock *self, SondeMockProfile profile)
{
  g_return_if_fail (SONDE_IS_MOCK (self));

  self->config.profile = profile;
  turn_knobs (self);
}

/**
 * sonde_mock_set_sensors:
 * @self: a mock
 * @sensors: what the next measure comes from
 *
 * Changes the board while it runs. The next start has a configuration of its own.
 */
void
sonde_mock_set_sensors (SondeMock *self, SondeMockSensors sensors)
{
  g_return_if_fail (SONDE_IS_MOCK (self));

  self->config.sensors = sensors;
  turn_knobs (self);
}

/**
 * sonde_mock_set_speed:
 * @self: a mock
 * @speed: weather seconds per second
 *
 * Changes the board while it runs. The next start has a configuration of its own.
 */
void
sonde_mock_set_speed (SondeMock *self, double speed)
{
  g_return_if_fail (SONDE_IS_MOCK (self));

  self->config.speed = speed;
  turn_knobs (self);
}

/**
 * sonde_mock_set_real_timing:
 * @self: a mock
 * @real_timing: whether it is as slow as the real board
 *
 * Changes the board while it runs. The next start has a configuration of its own.
 */
void
sonde_mock_set_real_timing (SondeMock *self, gboolean real_timing)
{
  g_return_if_fail (SONDE_IS_MOCK (self));

  self->config.real_timing = real_timing;
  turn_knobs (self);
}

/**
 * sonde_mock_set_max_clients:
 * @self: a mock
 * @max_clients: 1 to 64; those that are connected already stay
 *
 * Changes the board while it runs. The next start has a configuration of its own.
 */
void
sonde_mock_set_max_clients (SondeMock *self, guint max_clients)
{
  g_return_if_fail (SONDE_IS_MOCK (self));

  self->config.max_clients = max_clients;
  turn_knobs (self);
}
