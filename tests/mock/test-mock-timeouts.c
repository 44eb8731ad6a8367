/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mock-peer.h"
#include "mock-wait.h"
#include "sonde-mock-server.h"

#include <string.h>

/* Here the server runs on the main context, where its limits can be made short. */

static gboolean
is_readable (gpointer peer)
{
  return (g_socket_condition_check (peer, G_IO_IN | G_IO_HUP) & (G_IO_IN | G_IO_HUP)) != 0;
}

static gboolean
has_client (gpointer server)
{
  return sonde_mock_server_get_clients (server)->len > 0;
}

static SondeMockServer *
start_server (guint handshake_ms, guint stall_ms)
{
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (GError) error = NULL;
  SondeMockServer *server;

  sonde_mock_config_init (&config);
  config.sensors = SONDE_MOCK_SENSOR_NONE;
  server = sonde_mock_server_new (&config, FALSE);
  sonde_mock_server_set_timeouts (server, handshake_ms, stall_ms);
  sonde_mock_server_start (server, &error);
  g_assert_no_error (error);

  return server;
}

static guint16
get_port (SondeMockServer *server)
{
  const char *uri = sonde_mock_server_get_uri (server);

  return (guint16) g_ascii_strtoull (strrchr (uri, ':') + 1, NULL, 10);
}

static void
test_handshake (void)
{
  static const char *const starts[] = { "", "G", "GET / HTTP/1.1\r\nHost: h\r\n" };
  g_autoptr (SondeMockServer) server = start_server (10, 100000);

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autoptr (GSocket) peer = mock_peer_connect (get_port (server));

      mock_peer_send (peer, starts[i], strlen (starts[i]));
      mock_wait_until (is_readable, peer, "the idle handshake to be cut");
      mock_peer_expect_end (peer, "an idle handshake");
    }
}

static void
test_stall (void)
{
  g_autoptr (SondeMockServer) server = start_server (100000, 10);
  g_autoptr (GSocket) peer = mock_peer_connect (get_port (server));

  mock_peer_send (peer, MOCK_REQUEST, strlen (MOCK_REQUEST));
  mock_wait_until (has_client, server, "the handshake");
  mock_peer_expect (peer, MOCK_ANSWER, strlen (MOCK_ANSWER), "the 101");
  mock_peer_expect_greeting (peer, MOCK_ETAT_OFF, SONDE_MOCK_DEFAULT_PERIOD_MS);
  mock_peer_send (peer, "\x81\x8e\0\0\0\0{\"etat", 12);
  mock_wait_until (is_readable, peer, "the stalled frame to be given up");
  mock_peer_expect (peer, "\x88\x02\x03\xea", 4, "the 1002");
}

static gboolean
is_set (gpointer flag)
{
  return *(gboolean *) flag;
}

static void
on_stopped (SondeMockServer *server, gboolean *stopped)
{
  *stopped = TRUE;
}

/* A client that reads nothing, and so never hangs up, cannot hold up a stop. */
static void
test_stop (void)
{
  gboolean stopped = FALSE;
  g_autoptr (SondeMockServer) server = start_server (100000, 100000);
  g_autoptr (GSocket) peer = mock_peer_connect (get_port (server));

  g_signal_connect (server, "stopped", G_CALLBACK (on_stopped), &stopped);
  mock_peer_send (peer, MOCK_REQUEST, strlen (MOCK_REQUEST));
  mock_wait_until (has_client, server, "the handshake");
  sonde_mock_server_stop (server);
  g_assert_cmpuint (sonde_mock_server_get_clients (server)->len, ==, 0);
  mock_wait_until (is_set, &stopped, "the server to stop");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mock-timeouts/handshake", test_handshake);
  g_test_add_func ("/mock-timeouts/stall", test_stall);
  g_test_add_func ("/mock-timeouts/stop", test_stop);

  return g_test_run ();
}
