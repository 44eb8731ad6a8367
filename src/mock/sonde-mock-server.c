/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-server.h"
#include "sonde-mock-board.h"
#include "sonde-mock-clock.h"
#include "sonde-mock-echo.h"
#include "sonde-mock-listener.h"
#include "sonde-mock-roster.h"
#include "sonde-source.h"
#include "sonde-mock-state.h"

/* What reading light takes on connect, where one integration will do. */
#define GREETING_READING_MS 720

/* About 2,900 measures. */
#define BOARD_MAX_PENDING 262144
#define ECHO_MAX_PENDING  1048576

/* The second is what arduinoWebSockets waits in the middle of a frame; the third bounds a stop. */
#define HANDSHAKE_TIMEOUT_MS 10000
#define STALL_TIMEOUT_MS     5000
#define STOP_TIMEOUT_MS      2000

#define ECHO_KEY "sonde-mock-echo"

/**
 * SondeMockServer:
 *
 * The board (or the echo server) and its clients on one listening socket.
 *
 * It belongs to the thread whose thread-default context it is started on. It never waits: a client
 * that does not read is dropped once %BOARD_MAX_PENDING bytes wait for it, where the real board
 * would make everybody wait for ten seconds.
 */
struct _SondeMockServer
{
  GObject parent_instance;

  SondeMockConfig config;
  guint handshake_timeout_ms;
  guint stall_timeout_ms;
  SondeMockBoard *board;
  SondeMockClock clock;
  SondeMockPlayer *player; /* in the place of the weather and the beat, or NULL */
  char *uri;
  guint64 n_messages;

  SondeMockListener *listener;
  GSource *beat_source;
  GSource *stop_source; /* while it waits for the last clients to go */
  GSource *hold_source; /* while the board reads its light sensor and hears nobody */
  gint64 beat_due_us;
  SondeMockRoster *roster;
  gboolean stopping;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_STOPPED,
  SIGNAL_PLAYED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondeMockServer, sonde_mock_server, G_TYPE_OBJECT)

static void
emit_changed (SondeMockServer *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
broadcast (SondeMockServer *self, const char *text)
{
  self->n_messages += sonde_mock_roster_broadcast (self->roster, text);
  emit_changed (self);
}

static void
broadcast_measure (SondeMockServer *self)
{
  SondeWeatherSample weather;
  g_autofree char *text = NULL;

  if (sonde_mock_roster_get_peers (self->roster)->len == 0)
    return;

  sonde_weather_sample (self->config.seed,
                        sonde_mock_clock_get_local_us (&self->clock, g_get_monotonic_time ()),
                        &weather);
  text = sonde_mock_board_measure (self->board, &weather);
  if (text != NULL)
    broadcast (self, text);
}

static gboolean
on_light_read (gpointer user_data)
{
  SondeMockServer *self = user_data;
  g_autoptr (GPtrArray) clients = NULL;

  sonde_source_clear (&self->hold_source);
  broadcast_measure (self);

  /* A client that has waited to finish its handshake may start the next reading. */
  clients = sonde_mock_roster_dup_clients (self->roster);
  for (guint i = 0; i < clients->len && self->hold_source == NULL; i++)
    sonde_mock_client_set_held (clients->pdata[i], FALSE);
  if (self->hold_source == NULL)
    sonde_mock_listener_set_held (self->listener, FALSE);

  return G_SOURCE_REMOVE;
}

/* Measures; with the real timing nobody is served meanwhile, but the thread never blocks. */
static void
measure (SondeMockServer *self, guint reading_ms)
{
  if (!self->config.real_timing || !sonde_mock_board_reads_light (self->board))
    {
      broadcast_measure (self);
      return;
    }
  if (self->hold_source != NULL)
    return;

  self->hold_source = sonde_source_add_timeout (reading_ms, on_light_read, self);
  sonde_mock_roster_hold (self->roster);
  sonde_mock_listener_set_held (self->listener, TRUE);
}

static gint64
get_beat_period_us (SondeMockServer *self)
{
  return sonde_mock_clock_check_period_us (sonde_mock_board_get_period_ms (self->board));
}

static gboolean
on_beat (gpointer user_data)
{
  SondeMockServer *self = user_data;
  gint64 now_us = g_get_monotonic_time ();

  if (self->hold_source != NULL)
    {
      g_source_set_ready_time (self->beat_source, g_source_get_ready_time (self->hold_source));
      return G_SOURCE_CONTINUE;
    }

  self->beat_due_us = sonde_mock_clock_next_beat (self->beat_due_us, get_beat_period_us (self),
                                                  now_us);
  g_source_set_ready_time (self->beat_source, self->beat_due_us);
  measure (self, SONDE_MOCK_LIGHT_READING_MS);

  return G_SOURCE_CONTINUE;
}

/* The beat goes on from the last one, as the firmware compares the time since then. */
static void
reschedule_beat (SondeMockServer *self, gint64 old_period_us)
{
  gint64 last_us = self->beat_due_us - old_period_us;

  if (self->beat_source == NULL)
    return;

  self->beat_due_us = MAX (last_us + get_beat_period_us (self), g_get_monotonic_time ());
  g_source_set_ready_time (self->beat_source, self->beat_due_us);
}

static void
on_closed (SondeMockClient *client, gpointer user_data)
{
  SondeMockServer *self = user_data;

  sonde_mock_roster_remove (self->roster, client);
  emit_changed (self);
  if (self->stopping && sonde_mock_roster_get_size (self->roster) == 0)
    g_signal_emit (self, signals[SIGNAL_STOPPED], 0);
}

static void
on_board_opened (SondeMockClient *client, gpointer user_data)
{
  SondeMockServer *self = user_data;
  g_autofree char *etat = sonde_mock_board_announce_etat (self->board);
  g_autofree char *period = sonde_mock_board_announce_period (self->board);

  sonde_mock_roster_update (self->roster);
  sonde_mock_client_send (client, SONDE_OPCODE_PING, NULL, 0);
  broadcast (self, etat);
  broadcast (self, period);
  if (self->player != NULL)
    sonde_mock_player_start (self->player);
  else
    measure (self, GREETING_READING_MS);
}

/* The board looks neither at reserved bits nor at masks, and takes control frames of any size. */
static guint16
on_board_header (SondeMockClient *client, const SondeFrameHeader *header, gpointer user_data)
{
  return header->payload_size > SONDE_MOCK_MAX_MESSAGE_SIZE ? 1009 : 0;
}

static void
receive_text (SondeMockServer *self, const char *text, gsize size)
{
  gboolean etat = sonde_mock_board_get_etat (self->board);
  gint64 old_period_us = get_beat_period_us (self);
  g_autofree char *answer = sonde_mock_board_receive (self->board, text, size);

  if (sonde_mock_board_get_etat (self->board) != etat)
    sonde_mock_state_save (self->config.state_path, !etat);
  if (get_beat_period_us (self) != old_period_us)
    reschedule_beat (self, old_period_us);
  if (answer != NULL)
    broadcast (self, answer);
}

static void
count_received (SondeMockServer *self)
{
  self->n_messages++;
  emit_changed (self);
}

static void
on_board_frame (SondeMockClient *client,
                const SondeFrameHeader *header,
                const guint8 *payload,
                gpointer user_data)
{
  SondeMockServer *self = user_data;

  switch (header->opcode)
    {
    case SONDE_OPCODE_TEXT:
      count_received (self);
      if (header->fin && header->payload_size > 0)
        receive_text (self, (const char *) payload, header->payload_size);
      break;

    case SONDE_OPCODE_BINARY:
      count_received (self);
      break;

    case SONDE_OPCODE_CONTINUATION:
    case SONDE_OPCODE_PONG:
      break;

    case SONDE_OPCODE_PING:
      sonde_mock_client_send (client, SONDE_OPCODE_PONG, payload, header->payload_size);
      break;

    case SONDE_OPCODE_CLOSE:
      sonde_mock_client_close (client, 1000, FALSE);
      break;

    default:
      sonde_mock_client_close (client, 1002, FALSE);
      break;
    }
}

static void
on_echo_opened (SondeMockClient *client, gpointer user_data)
{
  SondeMockServer *self = user_data;

  g_object_set_data_full (G_OBJECT (client), ECHO_KEY, sonde_mock_echo_new (),
                          (GDestroyNotify) sonde_mock_echo_free);
  sonde_mock_roster_update (self->roster);
  emit_changed (self);
}

static guint16
on_echo_header (SondeMockClient *client, const SondeFrameHeader *header, gpointer user_data)
{
  return sonde_mock_echo_check (g_object_get_data (G_OBJECT (client), ECHO_KEY), header);
}

static void
on_echo_frame (SondeMockClient *client,
               const SondeFrameHeader *header,
               const guint8 *payload,
               gpointer user_data)
{
  SondeMockServer *self = user_data;
  SondeMockEcho *echo = g_object_get_data (G_OBJECT (client), ECHO_KEY);

  if (!sonde_mock_echo_receive (echo, client, header, payload))
    return;

  self->n_messages += sonde_mock_client_is_open (client) ? 2 : 1;
  emit_changed (self);
}

static const SondeMockClientHandler board_handler = {
  .max_pending = BOARD_MAX_PENDING,
  .opened = on_board_opened,
  .header = on_board_header,
  .frame = on_board_frame,
  .closed = on_closed,
};

static const SondeMockClientHandler echo_handler = {
  .echo = TRUE,
  .max_pending = ECHO_MAX_PENDING,
  .throttle = TRUE,
  .opened = on_echo_opened,
  .header = on_echo_header,
  .frame = on_echo_frame,
  .closed = on_closed,
};

static void
on_incoming (GSocket *socket, gpointer user_data)
{
  SondeMockServer *self = user_data;
  g_autoptr (SondeMockClient) client = NULL;

  /* One of those that are counted may have hung up a moment ago. */
  if (sonde_mock_roster_get_size (self->roster) >= self->config.max_clients)
    sonde_mock_roster_poll (self->roster);
  if (sonde_mock_roster_get_size (self->roster) >= self->config.max_clients)
    {
      g_socket_close (socket, NULL);
      return;
    }

  client = sonde_mock_client_new (socket, self->config.echo ? &echo_handler : &board_handler, self);
  sonde_mock_roster_add (self->roster, client);
  sonde_mock_client_set_held (client, self->hold_source != NULL);
  sonde_mock_client_start (client, self->handshake_timeout_ms,
                           self->config.echo ? 0 : self->stall_timeout_ms);
}

static void
stop_listening (SondeMockServer *self)
{
  sonde_source_clear (&self->beat_source);
  sonde_source_clear (&self->hold_source);
  sonde_source_clear (&self->stop_source);
  g_clear_pointer (&self->listener, sonde_mock_listener_free);
  if (self->player != NULL)
    sonde_mock_player_stop (self->player);
}

static gboolean
on_stop_deadline (gpointer user_data)
{
  g_autoptr (SondeMockServer) self = g_object_ref (user_data);

  sonde_source_clear (&self->stop_source);
  sonde_mock_roster_drop (self->roster, 1001);

  return G_SOURCE_REMOVE;
}

static void
sonde_mock_server_dispose (GObject *object)
{
  sonde_mock_server_abort (SONDE_MOCK_SERVER (object));

  G_OBJECT_CLASS (sonde_mock_server_parent_class)->dispose (object);
}

static void
sonde_mock_server_finalize (GObject *object)
{
  SondeMockServer *self = SONDE_MOCK_SERVER (object);

  sonde_mock_roster_free (self->roster);
  g_clear_pointer (&self->player, sonde_mock_player_free);
  g_clear_pointer (&self->board, sonde_mock_board_free);
  g_free (self->uri);
  sonde_mock_config_clear (&self->config);

  G_OBJECT_CLASS (sonde_mock_server_parent_class)->finalize (object);
}

static void
sonde_mock_server_class_init (SondeMockServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sonde_mock_server_dispose;
  object_class->finalize = sonde_mock_server_finalize;

  /**
   * SondeMockServer::changed:
   *
   * Something that a getter returns has changed.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * SondeMockServer::stopped:
   *
   * The last client is gone after sonde_mock_server_stop().
   */
  signals[SIGNAL_STOPPED] = g_signal_new ("stopped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * SondeMockServer::played:
   * @self: the server
   * @error: (nullable): why there are no more cues, or %NULL where they simply ended
   *
   * The last cue has been played; the clients stay.
   */
  signals[SIGNAL_PLAYED] = g_signal_new ("played", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1,
                                         G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
sonde_mock_server_init (SondeMockServer *self)
{
  self->roster = sonde_mock_roster_new ();
  self->handshake_timeout_ms = HANDSHAKE_TIMEOUT_MS;
  self->stall_timeout_ms = STALL_TIMEOUT_MS;
}

/**
 * sonde_mock_server_new:
 * @config: what to simulate
 * @etat: whether the board measures, unless a file of @config says otherwise
 *
 * Returns: (transfer full): a server that does not listen yet
 */
SondeMockServer *
sonde_mock_server_new (const SondeMockConfig *config, gboolean etat)
{
  SondeMockServer *self;

  g_return_val_if_fail (config != NULL, NULL);

  self = g_object_new (SONDE_TYPE_MOCK_SERVER, NULL);
  sonde_mock_config_copy (&self->config, config);
  sonde_mock_server_set_max_clients (self, config->max_clients);
  if (self->config.seed == 0)
    self->config.seed = g_random_int ();
  self->board = sonde_mock_board_new (&self->config,
                                      sonde_mock_state_load (config->state_path, etat));

  return self;
}

static void
on_say (const char *text, const GError *error, gpointer user_data)
{
  SondeMockServer *self = user_data;

  if (text != NULL)
    broadcast (self, text);
  else
    g_signal_emit (self, signals[SIGNAL_PLAYED], 0, error);
}

/**
 * sonde_mock_server_set_cues:
 * @self: a server that was never started
 * @read: (scope forever) (closure user_data): gives the cues; must live as long as the server
 *
 * Has the board say what a probe said once rather than what it makes of the weather, at the speed
 * of the configuration, from the moment when the first client is there.
 */
void
sonde_mock_server_set_cues (SondeMockServer *self, SondeMockCueFunc read, gpointer user_data)
{
  g_return_if_fail (SONDE_IS_MOCK_SERVER (self));
  g_return_if_fail (self->listener == NULL);

  g_clear_pointer (&self->player, sonde_mock_player_free);
  self->player = sonde_mock_player_new (self->board, read, user_data, self->config.speed, on_say,
                                        self);
}

/**
 * sonde_mock_server_start:
 * @self: a server that was never started
 * @error: return location for a %SONDE_ERROR_LISTEN
 *
 * Listens and serves on the thread-default context.
 *
 * Returns: whether it listens
 */
gboolean
sonde_mock_server_start (SondeMockServer *self, GError **error)
{
  gint64 now_us = g_get_monotonic_time ();

  g_return_val_if_fail (SONDE_IS_MOCK_SERVER (self), FALSE);
  g_return_val_if_fail (self->listener == NULL && !self->stopping, FALSE);

  self->listener = sonde_mock_listener_new (self->config.address, self->config.port, on_incoming,
                                            self, error);
  if (self->listener == NULL)
    return FALSE;

  self->uri = sonde_mock_listener_build_uri (self->listener);
  sonde_mock_clock_init (&self->clock, self->config.speed, now_us);
  if (self->config.echo || self->player != NULL)
    return TRUE;

  self->beat_due_us = now_us + get_beat_period_us (self);
  self->beat_source = sonde_source_add_timer (self->beat_due_us, on_beat, self);

  return TRUE;
}

/**
 * sonde_mock_server_stop:
 * @self: a server
 *
 * Stops listening at once and closes every client with 1001. Emits [signal@MockServer::stopped]
 * when the last of them is gone: within a second, or at once where there is none.
 */
void
sonde_mock_server_stop (SondeMockServer *self)
{
  g_return_if_fail (SONDE_IS_MOCK_SERVER (self));

  if (self->stopping)
    return;

  stop_listening (self);
  sonde_mock_roster_close (self->roster, 1001);

  self->stopping = TRUE;
  if (sonde_mock_roster_get_size (self->roster) == 0)
    g_signal_emit (self, signals[SIGNAL_STOPPED], 0);
  else
    self->stop_source = sonde_source_add_timeout (STOP_TIMEOUT_MS, on_stop_deadline, self);
}

/**
 * sonde_mock_server_abort:
 * @self: a server
 *
 * Stops at once: clients are sent a 1001, and nobody waits for them to read it. Emits nothing.
 */
void
sonde_mock_server_abort (SondeMockServer *self)
{
  g_return_if_fail (SONDE_IS_MOCK_SERVER (self));

  self->stopping = FALSE;
  stop_listening (self);
  sonde_mock_roster_drop (self->roster, 1001);
}

/**
 * sonde_mock_server_get_uri:
 * @self: a server
 *
 * Returns: (transfer none) (nullable): where to reach it, or %NULL before it listens
 */
const char *
sonde_mock_server_get_uri (SondeMockServer *self)
{
  g_return_val_if_fail (SONDE_IS_MOCK_SERVER (self), NULL);

  return self->uri;
}

/**
 * sonde_mock_server_get_clients:
 * @self: a server
 *
 * Returns: (transfer none) (element-type utf8): the peers that are connected, NULL-terminated; the
 *   array never changes, another takes its place, so any thread may keep a reference
 */
GPtrArray *
sonde_mock_server_get_clients (SondeMockServer *self)
{
  g_return_val_if_fail (SONDE_IS_MOCK_SERVER (self), NULL);

  return sonde_mock_roster_get_peers (self->roster);
}

/**
 * sonde_mock_server_get_n_messages:
 * @self: a server
 *
 * Returns: texts and binary messages, received and sent, each client's counted
 */
guint64
sonde_mock_server_get_n_messages (SondeMockServer *self)
{
  g_return_val_if_fail (SONDE_IS_MOCK_SERVER (self), 0);

  return self->n_messages;
}

/**
 * sonde_mock_server_get_etat:
 * @self: a server
 *
 * Returns: whether the board measures
 */
gboolean
sonde_mock_server_get_etat (SondeMockServer *self)
{
  g_return_val_if_fail (SONDE_IS_MOCK_SERVER (self), FALSE);

  return sonde_mock_board_get_etat (self->board);
}

/**
 * sonde_mock_server_get_period_ms:
 * @self: a server
 *
 * Returns: the period that the board announces
 */
gint64
sonde_mock_server_get_period_ms (SondeMockServer *self)
{
  g_return_val_if_fail (SONDE_IS_MOCK_SERVER (self), 0);

  return sonde_mock_board_get_period_ms (self->board);
}

/**
 * sonde_mock_server_set_profile:
 * @self: a server
 * @profile: what the board does with the next period
 */
void
sonde_mock_server_set_profile (SondeMockServer *self, SondeMockProfile profile)
{
  g_return_if_fail (SONDE_IS_MOCK_SERVER (self));

  sonde_mock_board_set_profile (self->board, profile);
}

/**
 * sonde_mock_server_set_sensors:
 * @self: a server
 * @sensors: what the next measure comes from
 */
void
sonde_mock_server_set_sensors (SondeMockServer *self, SondeMockSensors sensors)
{
  g_return_if_fail (SONDE_IS_MOCK_SERVER (self));

  sonde_mock_board_set_sensors (self->board, sensors);
}

/**
 * sonde_mock_server_set_speed:
 * @self: a server
 * @speed: weather seconds per second, from now on
 */
void
sonde_mock_server_set_speed (SondeMockServer *self, double speed)
{
  g_return_if_fail (SONDE_IS_MOCK_SERVER (self));

  sonde_mock_clock_set_speed (&self->clock, speed, g_get_monotonic_time ());
}

/**
 * sonde_mock_server_set_real_timing:
 * @self: a server
 * @real_timing: whether the next measures take as long as the real board's
 */
void
sonde_mock_server_set_real_timing (SondeMockServer *self, gboolean real_timing)
{
  g_return_if_fail (SONDE_IS_MOCK_SERVER (self));

  self->config.real_timing = real_timing;
}

/**
 * sonde_mock_server_set_max_clients:
 * @self: a server
 * @max_clients: 1 to %SONDE_MOCK_MAX_CLIENTS, clamped; those that are connected already stay
 */
void
sonde_mock_server_set_max_clients (SondeMockServer *self, guint max_clients)
{
  g_return_if_fail (SONDE_IS_MOCK_SERVER (self));

  self->config.max_clients = CLAMP (max_clients, 1, SONDE_MOCK_MAX_CLIENTS);
}

/**
 * sonde_mock_server_set_timeouts:
 * @self: a server
 * @handshake_ms: how long the next clients may take to send their HTTP head, 10 s at first
 * @stall_ms: how long they may pause in the middle of a frame, 5 s at first; the echo server waits
 * for ever
 */
void
sonde_mock_server_set_timeouts (SondeMockServer *self, guint handshake_ms, guint stall_ms)
{
  g_return_if_fail (SONDE_IS_MOCK_SERVER (self));

  self->handshake_timeout_ms = handshake_ms;
  self->stall_timeout_ms = stall_ms;
}
