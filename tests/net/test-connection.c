/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connection-fixture.h"
#include "sonde-error.h"

#include <libsoup/soup.h>
#include <string.h>

static void
on_server_message (SoupWebsocketConnection *websocket, int type, GBytes *data, gpointer user_data)
{
  soup_websocket_connection_send_message (websocket, type, data);
}

static void
on_server_websocket (SoupServer *server,
                     SoupServerMessage *message,
                     const char *path,
                     SoupWebsocketConnection *websocket,
                     gpointer user_data)
{
  GPtrArray *websockets = user_data;

  soup_websocket_connection_set_max_incoming_payload_size (websocket, 0);
  g_signal_connect (websocket, "message", G_CALLBACK (on_server_message), NULL);
  g_ptr_array_add (websockets, g_object_ref (websocket));
}

typedef struct
{
  SoupServer *server;
  GPtrArray *websockets;
  char *uri;
} EchoServer;

static void
echo_server_init (EchoServer *self, gboolean deflate)
{
  g_autoptr (GError) error = NULL;
  g_autoslist (GUri) uris = NULL;

  self->server = soup_server_new (NULL, NULL);
  self->websockets = g_ptr_array_new_with_free_func (g_object_unref);
  if (!deflate)
    soup_server_remove_websocket_extension (self->server, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  soup_server_add_websocket_handler (self->server, "/echo", NULL, NULL, on_server_websocket,
                                     self->websockets, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->uri = g_strdup_printf ("ws://127.0.0.1:%d/echo", g_uri_get_port (uris->data));
}

static void
echo_server_clear (EchoServer *self)
{
  g_clear_pointer (&self->websockets, g_ptr_array_unref);
  soup_server_disconnect (self->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&self->server);
  g_clear_pointer (&self->uri, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EchoServer, echo_server_clear)

static void
test_echo (gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, 125, 126, 65535, 65536, 3000000 };
  gboolean deflate = GPOINTER_TO_INT (data);
  g_auto (EchoServer) server = { 0 };
  g_autoptr (Fixture) fixture = NULL;

  echo_server_init (&server, deflate);
  fixture = fixture_new (server.uri);
  fixture_open (fixture);
  g_assert_cmpint (sonde_connection_get_extensions (fixture->connection) != NULL, ==, deflate);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;
      guint8 *block = g_malloc (sizes[i] + 1);
      SondeMessage *echo;

      for (gsize j = 0; j < sizes[i]; j++)
        block[j] = (guint8) (j * j >> 7);
      bytes = g_bytes_new_take (block, sizes[i]);
      fixture_clear_messages (fixture);
      sonde_connection_send_binary (fixture->connection, bytes, &error);
      g_assert_no_error (error);
      WAIT_UNTIL (fixture_count (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_BINARY) == 1);
      g_assert_cmpint (fixture_count (fixture, SONDE_DIRECTION_SENT, SONDE_OPCODE_BINARY), ==, 1);
      echo = fixture_find (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_BINARY);
      g_assert_true (g_bytes_equal (sonde_message_get_data (echo), bytes));
      WAIT_UNTIL (sonde_connection_get_n_queued_bytes (fixture->connection) == 0);
    }

  fixture_clear_messages (fixture);
  g_assert_true (sonde_connection_send_text (fixture->connection, "a\0é", 4, NULL));
  WAIT_UNTIL (fixture_count (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT) == 1);
  g_assert_cmpmem (g_bytes_get_data (sonde_message_get_data (fixture_find (
                                         fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT)),
                                     NULL),
                   4, "a\0é", 4);
  g_assert_cmpuint (sonde_connection_get_n_bytes (fixture->connection, SONDE_DIRECTION_SENT), >,
                    deflate ? 1000 : 3000000);

  sonde_connection_close (fixture->connection, 3001, "assez");
  fixture_wait_for (fixture, SONDE_STATE_CLOSED);
  g_assert_no_error (sonde_connection_get_error (fixture->connection));
  g_assert_cmpuint (sonde_connection_get_close_code (fixture->connection), ==, 3001);
}

static void
test_states (void)
{
  g_auto (EchoServer) server = { 0 };
  g_autoptr (Fixture) fixture = NULL;

  echo_server_init (&server, TRUE);
  fixture = fixture_new (server.uri);
  g_assert_cmpint (sonde_connection_get_state (fixture->connection), ==, SONDE_STATE_IDLE);
  fixture_open (fixture);
  g_assert_cmpstr (fixture->states->str, ==, "resolving connecting upgrading open ");

  sonde_connection_open (fixture->connection);
  g_assert_cmpint (sonde_connection_get_state (fixture->connection), ==, SONDE_STATE_OPEN);
  sonde_connection_close (fixture->connection, 1000, NULL);
  g_assert_cmpint (sonde_connection_get_state (fixture->connection), ==, SONDE_STATE_CLOSING);
  sonde_connection_close (fixture->connection, 1000, NULL);
  fixture_wait_for (fixture, SONDE_STATE_CLOSED);
  g_assert_cmpstr (fixture->states->str, ==, "resolving connecting upgrading open closing closed ");
  sonde_connection_close (fixture->connection, 1000, NULL);

  fixture_open (fixture);
  sonde_connection_close (fixture->connection, 1000, NULL);
  sonde_connection_open (fixture->connection);
  fixture_wait_for (fixture, SONDE_STATE_OPEN);
}

static void
test_sending_when_not_open (void)
{
  g_autoptr (Fixture) fixture = fixture_new ("ws://127.0.0.1:9/");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (sonde_connection_send_text (fixture->connection, "x", -1, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_NOT_CONNECTED);
  g_clear_error (&error);
  g_assert_false (sonde_connection_send_binary (fixture->connection, bytes, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_NOT_CONNECTED);
  g_clear_error (&error);
  g_assert_false (sonde_connection_ping (fixture->connection, bytes, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_NOT_CONNECTED);
}

static void
test_arguments (void)
{
  g_auto (EchoServer) server = { 0 };
  g_autoptr (Fixture) fixture = NULL;
  g_autoptr (GBytes) long_ping = g_bytes_new_take (g_malloc0 (126), 126);
  g_autoptr (GError) error = NULL;

  echo_server_init (&server, TRUE);
  fixture = fixture_new (server.uri);
  fixture_open (fixture);
  g_assert_false (sonde_connection_send_text (fixture->connection, "\xc3(", -1, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_ENCODING);
  g_clear_error (&error);
  g_assert_false (sonde_connection_send_text (fixture->connection, "a\0\xff", 3, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_ENCODING);
  g_clear_error (&error);
  g_assert_false (sonde_connection_ping (fixture->connection, long_ping, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT);

  /* A code that must not be on the wire is replaced; a long reason is cut between characters. */
  sonde_connection_close (
      fixture->connection, 1006,
      "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé");
  fixture_wait_for (fixture, SONDE_STATE_CLOSED);
  g_assert_cmpuint (sonde_connection_get_close_code (fixture->connection), ==, 1000);
}

static void
test_ping (void)
{
  g_auto (EchoServer) server = { 0 };
  g_autoptr (Fixture) fixture = NULL;
  g_autoptr (GBytes) payload = g_bytes_new_static ("here I am", 9);

  echo_server_init (&server, TRUE);
  fixture = fixture_new (server.uri);
  fixture_open (fixture);
  g_assert_true (sonde_connection_ping (fixture->connection, payload, NULL));
  WAIT_UNTIL (fixture->n_pongs == 1);
  g_assert_cmpint (fixture->rtt_us, >=, 0);
  g_assert_cmpint (fixture_count (fixture, SONDE_DIRECTION_SENT, SONDE_OPCODE_PING), ==, 1);
  g_assert_cmpint (fixture_count (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_PONG), ==, 1);
  g_assert_cmpint (sonde_message_get_rtt_us (
                       fixture_find (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_PONG)),
                   ==, fixture->rtt_us);
}

static void
test_keepalive (void)
{
  g_auto (EchoServer) server = { 0 };
  g_autoptr (SondeEndpoint) endpoint = NULL;
  g_autoptr (Fixture) fixture = NULL;

  echo_server_init (&server, TRUE);
  endpoint = sonde_endpoint_new (server.uri, NULL);
  sonde_endpoint_set_keepalive_ms (endpoint, 20);
  sonde_endpoint_set_watchdog_ms (endpoint, 5000);
  fixture = fixture_new_for (endpoint);
  fixture_open (fixture);
  WAIT_UNTIL (fixture->n_pongs >= 3);
  g_assert_cmpint (sonde_connection_get_state (fixture->connection), ==, SONDE_STATE_OPEN);
}

static void
test_server_closes (void)
{
  static const struct
  {
    gushort code;
    int error; /* -1: none */
  } rows[] = {
    { 1000, -1 },
    { 1001, -1 },
    { 1005, -1 },
    { 1003, SONDE_ERROR_CLOSED },
    { 1008, SONDE_ERROR_CLOSED },
    { 1009, SONDE_ERROR_CLOSED },
    { 1011, SONDE_ERROR_CLOSED },
    { 4000, SONDE_ERROR_CLOSED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (EchoServer) server = { 0 };
      g_autoptr (Fixture) fixture = NULL;

      echo_server_init (&server, TRUE);
      fixture = fixture_new (server.uri);
      fixture_open (fixture);
      WAIT_UNTIL (server.websockets->len == 1);
      soup_websocket_connection_close (g_ptr_array_index (server.websockets, 0), rows[i].code,
                                       rows[i].code == 1005 ? NULL : "why");
      fixture_wait_for (fixture, SONDE_STATE_CLOSED);
      g_assert_cmpuint (sonde_connection_get_close_code (fixture->connection), ==, rows[i].code);
      if (rows[i].code != 1005)
        g_assert_cmpstr (sonde_connection_get_close_reason (fixture->connection), ==, "why");
      if (rows[i].error < 0)
        g_assert_no_error (sonde_connection_get_error (fixture->connection));
      else
        g_assert_error (sonde_connection_get_error (fixture->connection), SONDE_ERROR,
                        rows[i].error);
    }
}

static void
test_reconnects (void)
{
  g_auto (EchoServer) server = { 0 };
  g_autoptr (SondeEndpoint) endpoint = NULL;
  g_autoptr (Fixture) fixture = NULL;

  echo_server_init (&server, TRUE);
  endpoint = sonde_endpoint_new (server.uri, NULL);
  sonde_endpoint_set_reconnects (endpoint, TRUE);
  fixture = fixture_new_for (endpoint);
  fixture_open (fixture);
  WAIT_UNTIL (server.websockets->len == 1);
  soup_websocket_connection_close (g_ptr_array_index (server.websockets, 0), 1001, NULL);
  fixture_wait_for (fixture, SONDE_STATE_WAITING);
  g_assert_cmpint (sonde_connection_get_retry_us (fixture->connection), >, g_get_monotonic_time ());
  fixture_wait_for (fixture, SONDE_STATE_OPEN);
  g_assert_cmpint (sonde_connection_get_retry_us (fixture->connection), ==, 0);

  /* A person need not wait, and once a person closes nothing dials again. */
  soup_websocket_connection_close (g_ptr_array_index (server.websockets, 1), 1001, NULL);
  fixture_wait_for (fixture, SONDE_STATE_WAITING);
  sonde_connection_open (fixture->connection);
  fixture_wait_for (fixture, SONDE_STATE_OPEN);
  soup_websocket_connection_close (g_ptr_array_index (server.websockets, 2), 1001, NULL);
  fixture_wait_for (fixture, SONDE_STATE_WAITING);
  sonde_connection_close (fixture->connection, 1000, NULL);
  g_assert_cmpint (sonde_connection_get_state (fixture->connection), ==, SONDE_STATE_CLOSED);
  g_assert_cmpint (sonde_connection_get_retry_us (fixture->connection), ==, 0);

  fixture_open (fixture);
  sonde_connection_close (fixture->connection, 1000, NULL);
  fixture_wait_for (fixture, SONDE_STATE_CLOSED);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (sonde_connection_get_state (fixture->connection), ==, SONDE_STATE_CLOSED);
}

static void
test_finalises_in_any_state (void)
{
  static const SondeState states[] = {
    SONDE_STATE_IDLE, SONDE_STATE_RESOLVING, SONDE_STATE_CONNECTING, SONDE_STATE_UPGRADING,
    SONDE_STATE_OPEN, SONDE_STATE_CLOSING,   SONDE_STATE_CLOSED,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_auto (EchoServer) server = { 0 };
      Fixture *fixture;

      echo_server_init (&server, TRUE);
      fixture = fixture_new (server.uri);
      if (states[i] != SONDE_STATE_IDLE)
        sonde_connection_open (fixture->connection);
      if (states[i] >= SONDE_STATE_CLOSING)
        {
          fixture_wait_for (fixture, SONDE_STATE_OPEN);
          sonde_connection_close (fixture->connection, 1000, NULL);
        }
      fixture_wait_for (fixture, states[i]);
      fixture_free (fixture);
    }
}

static void
test_closes_while_dialling (void)
{
  static const SondeState states[] = {
    SONDE_STATE_RESOLVING,
    SONDE_STATE_CONNECTING,
    SONDE_STATE_UPGRADING,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_auto (EchoServer) server = { 0 };
      g_autoptr (Fixture) fixture = NULL;

      echo_server_init (&server, TRUE);
      fixture = fixture_new (server.uri);
      sonde_connection_open (fixture->connection);
      fixture_wait_for (fixture, states[i]);
      sonde_connection_close (fixture->connection, 1000, NULL);
      g_assert_cmpint (sonde_connection_get_state (fixture->connection), ==, SONDE_STATE_CLOSED);
      g_assert_no_error (sonde_connection_get_error (fixture->connection));
      fixture_open (fixture);
    }
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);

  g_test_add_data_func ("/connection/echo/plain", GINT_TO_POINTER (FALSE), test_echo);
  g_test_add_data_func ("/connection/echo/deflate", GINT_TO_POINTER (TRUE), test_echo);
  g_test_add_func ("/connection/states", test_states);
  g_test_add_func ("/connection/sending-when-not-open", test_sending_when_not_open);
  g_test_add_func ("/connection/arguments", test_arguments);
  g_test_add_func ("/connection/ping", test_ping);
  g_test_add_func ("/connection/keepalive", test_keepalive);
  g_test_add_func ("/connection/server-closes", test_server_closes);
  g_test_add_func ("/connection/reconnects", test_reconnects);
  g_test_add_func ("/connection/finalises-in-any-state", test_finalises_in_any_state);
  g_test_add_func ("/connection/closes-while-dialling", test_closes_while_dialling);

  return g_test_run ();
}
