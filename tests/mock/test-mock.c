/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mock-peer.h"
#include "mock-wait.h"
#include "sonde-error.h"
#include "sonde-mock-state.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define NO_BEAT_MS 3600000

typedef struct
{
  gboolean done;
  GError *error;
} Start;

static void
on_started (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Start *start = user_data;

  sonde_mock_start_finish (SONDE_MOCK (object), result, &start->error);
  start->done = TRUE;
}

static gboolean
is_done (gpointer start)
{
  return ((Start *) start)->done;
}

static void
init_config (SondeMockConfig *config)
{
  sonde_mock_config_init (config);
  config->period_ms = NO_BEAT_MS;
}

static void
test_start_and_stop (void)
{
  g_autoptr (SondeMock) mock = sonde_mock_new ();
  g_auto (SondeMockConfig) config = { 0 };

  init_config (&config);
  g_assert_nonnull (sonde_mock_get_clients (mock));
  for (guint i = 0; i < 3; i++)
    {
      Start start = { 0 };

      sonde_mock_start_async (mock, &config, NULL, on_started, &start);
      mock_wait_until (is_done, &start, "a start");
      g_assert_no_error (start.error);
      g_assert_true (sonde_mock_get_running (mock));
      g_assert_true (g_str_has_prefix (sonde_mock_get_uri (mock), "ws://127.0.0.1:"));
      g_assert_cmpint (sonde_mock_get_period_ms (mock), ==, NO_BEAT_MS);
      mock_stop (mock);
      g_assert_null (sonde_mock_get_uri (mock));
    }
  g_assert_finalize_object (g_steal_pointer (&mock));
}

static void
assert_cannot_listen (const char *address, guint16 port, const char *words)
{
  g_autoptr (SondeMock) mock = sonde_mock_new ();
  g_auto (SondeMockConfig) config = { 0 };
  Start start = { 0 };

  init_config (&config);
  g_free (config.address);
  config.address = g_strdup (address);
  config.port = port;
  sonde_mock_start_async (mock, &config, NULL, on_started, &start);
  mock_wait_until (is_done, &start, "a start that fails");
  g_assert_error (start.error, SONDE_ERROR, SONDE_ERROR_LISTEN);
  g_test_message ("%s", start.error->message);
  g_assert_nonnull (strstr (start.error->message, words));
  g_assert_false (sonde_mock_get_running (mock));
  g_clear_error (&start.error);
}

static void
test_cannot_listen (void)
{
  g_autoptr (SondeMock) mock = NULL;
  g_auto (SondeMockConfig) config = { 0 };

  init_config (&config);
  mock = mock_start (&config);
  assert_cannot_listen ("127.0.0.1", mock_get_port (mock), "another program already does");
  /* TEST-NET-2 (RFC 5737) belongs to nobody. */
  assert_cannot_listen ("198.51.100.7", 0, "not an address of this computer");
  assert_cannot_listen ("localhost", 0, "numeric address");
  assert_cannot_listen ("", 0, "numeric address");
  assert_cannot_listen (NULL, 0, "numeric address");
}

static void
test_all_addresses (void)
{
  g_autoptr (SondeMock) mock = NULL;
  g_autoptr (GSocket) peer = NULL;
  g_auto (SondeMockConfig) config = { 0 };

  init_config (&config);
  g_free (config.address);
  config.address = g_strdup ("0.0.0.0");
  mock = mock_start (&config);
  g_test_message ("%s", sonde_mock_get_uri (mock));
  g_assert_null (strstr (sonde_mock_get_uri (mock), "0.0.0.0"));
  peer = mock_peer_open (mock_get_port (mock));
  mock_peer_expect_greeting (peer, MOCK_ETAT_ON, NO_BEAT_MS);
}

static void
test_start_twice (void)
{
  g_autoptr (SondeMock) mock = sonde_mock_new ();
  g_auto (SondeMockConfig) config = { 0 };
  Start first = { 0 };
  Start second = { 0 };

  init_config (&config);
  sonde_mock_start_async (mock, &config, NULL, on_started, &first);
  sonde_mock_start_async (mock, &config, NULL, on_started, &second);
  mock_wait_until (is_done, &first, "the first start");
  mock_wait_until (is_done, &second, "the second start");
  g_assert_no_error (first.error);
  g_assert_error (second.error, SONDE_ERROR, SONDE_ERROR_LISTEN);
  g_clear_error (&second.error);
}

/* A start that comes while the last stop is under way waits for it. */
static void
test_restart_at_once (void)
{
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (SondeMock) mock = NULL;
  g_autoptr (GSocket) peer = NULL;
  g_autoptr (GSocket) next = NULL;
  Start start = { 0 };

  init_config (&config);
  mock = mock_start (&config);
  config.port = mock_get_port (mock);
  peer = mock_peer_open (config.port);
  sonde_mock_stop (mock);
  sonde_mock_start_async (mock, &config, NULL, on_started, &start);
  mock_wait_until (is_done, &start, "the second start");
  g_assert_no_error (start.error);
  next = mock_peer_open (config.port);
  mock_peer_expect_greeting (next, MOCK_ETAT_ON, NO_BEAT_MS);
}

static void
test_give_up (void)
{
  g_autoptr (SondeMock) mock = sonde_mock_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (SondeMockConfig) config = { 0 };
  Start stopped = { 0 };
  Start cancelled = { 0 };

  init_config (&config);
  sonde_mock_start_async (mock, &config, NULL, on_started, &stopped);
  sonde_mock_stop (mock);
  mock_wait_until (is_done, &stopped, "the start that is stopped");
  g_assert_error (stopped.error, SONDE_ERROR, SONDE_ERROR_CANCELLED);

  sonde_mock_start_async (mock, &config, cancellable, on_started, &cancelled);
  g_cancellable_cancel (cancellable);
  mock_wait_until (is_done, &cancelled, "the start that is cancelled");
  g_assert_error (cancelled.error, SONDE_ERROR, SONDE_ERROR_CANCELLED);
  g_assert_false (sonde_mock_get_running (mock));
  g_clear_error (&stopped.error);
  g_clear_error (&cancelled.error);
}

/* Whoever is connected hears 1001; whoever has not finished the handshake is cut. */
static void
test_stop_closes (void)
{
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (SondeMock) mock = NULL;
  g_autoptr (GSocket) peer = NULL;
  g_autoptr (GSocket) half = NULL;

  init_config (&config);
  mock = mock_start (&config);
  half = mock_peer_connect (mock_get_port (mock));
  mock_peer_send (half, "GET", 3);
  peer = mock_peer_open (mock_get_port (mock));
  mock_peer_expect_greeting (peer, MOCK_ETAT_ON, NO_BEAT_MS);
  sonde_mock_stop (mock);
  mock_peer_expect (peer, "\x88\x02\x03\xe9", 4, "the 1001");
  mock_peer_expect_clean_end (peer, "the end after the 1001");
  mock_peer_expect_end (half, "the half-open connection");
  g_socket_close (peer, NULL);
  mock_wait_until (mock_is_stopped, mock, "the mock to stop");
}

static void
test_finalise_with_clients (void)
{
  g_auto (SondeMockConfig) config = { 0 };
  SondeMock *mock;
  g_autoptr (GSocket) peer = NULL;
  g_autoptr (GSocket) half = NULL;

  init_config (&config);
  mock = mock_start (&config);
  half = mock_peer_connect (mock_get_port (mock));
  peer = mock_peer_open (mock_get_port (mock));
  mock_peer_expect_greeting (peer, MOCK_ETAT_ON, NO_BEAT_MS);
  g_assert_finalize_object (mock);
  mock_peer_expect (peer, "\x88\x02\x03\xe9", 4, "the 1001");
  mock_peer_expect_end (peer, "the end");
  mock_peer_expect_end (half, "the end of the half-open connection");
}

typedef struct
{
  SondeMock *mock;
  guint n_clients;
  gboolean etat;
} Expected;

static gboolean
shows (gpointer data)
{
  Expected *expected = data;
  const char *const *clients = sonde_mock_get_clients (expected->mock);

  return sonde_mock_get_n_clients (expected->mock) == expected->n_clients &&
         g_strv_length ((char **) clients) == expected->n_clients &&
         sonde_mock_get_etat (expected->mock) == expected->etat;
}

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  g_assert_true (g_thread_self () == user_data);
}

static void
test_properties (void)
{
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (SondeMock) mock = NULL;
  g_autoptr (GSocket) peer = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *peer_text = NULL;
  Expected expected = { NULL, 1, TRUE };

  init_config (&config);
  mock = mock_start (&config);
  expected.mock = mock;
  g_signal_connect (mock, "notify", G_CALLBACK (on_notify), g_thread_self ());
  peer = mock_peer_open (mock_get_port (mock));
  mock_peer_expect_greeting (peer, MOCK_ETAT_ON, NO_BEAT_MS);
  mock_wait_until (shows, &expected, "the client to show");
  address = g_socket_get_local_address (peer, NULL);
  peer_text = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
  g_assert_cmpstr (sonde_mock_get_clients (mock)[0], ==, peer_text);
  g_assert_cmpuint (sonde_mock_get_n_messages (mock), ==, 3);

  mock_peer_send_text (peer, "{\"etat\":\"off\"}");
  expected.etat = FALSE;
  mock_wait_until (shows, &expected, "etat to show");
  g_socket_close (peer, NULL);
  expected.n_clients = 0;
  mock_wait_until (shows, &expected, "the client to go");
  g_assert_cmpuint (sonde_mock_get_n_messages (mock), ==, 5);
}

static void
switch_off (SondeMock *mock)
{
  g_autoptr (GSocket) peer = mock_peer_open (mock_get_port (mock));

  mock_peer_expect_greeting (peer, MOCK_ETAT_ON, NO_BEAT_MS);
  mock_peer_send_text (peer, "{\"etat\":\"off\"}");
  mock_peer_expect_text (peer, MOCK_ETAT_OFF);
}

static void
test_etat_survives (void)
{
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (SondeMock) mock = NULL;
  g_autoptr (GSocket) peer = NULL;
  Start start = { 0 };

  init_config (&config);
  mock = mock_start (&config);
  switch_off (mock);
  mock_stop (mock);
  g_assert_false (sonde_mock_get_etat (mock));
  sonde_mock_start_async (mock, &config, NULL, on_started, &start);
  mock_wait_until (is_done, &start, "the second start");
  g_assert_false (sonde_mock_get_etat (mock));
  peer = mock_peer_open (mock_get_port (mock));
  mock_peer_expect_greeting (peer, MOCK_ETAT_OFF, NO_BEAT_MS);
}

static void
test_etat_survives_process (void)
{
  g_autofree char *folder = g_dir_make_tmp ("sonde-test-XXXXXX", NULL);
  g_autofree char *inner = g_build_filename (folder, "new", NULL);
  g_autofree char *path = g_build_filename (inner, "etat", NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_auto (SondeMockConfig) config = { 0 };
      g_autoptr (SondeMock) mock = NULL;
      g_autoptr (GSocket) peer = NULL;

      init_config (&config);
      config.state_path = g_strdup (path);
      mock = mock_start (&config);
      if (i == 0)
        {
          switch_off (mock);
          continue;
        }
      g_assert_false (sonde_mock_get_etat (mock));
      peer = mock_peer_open (mock_get_port (mock));
      mock_peer_expect_greeting (peer, MOCK_ETAT_OFF, NO_BEAT_MS);
    }

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "off\n");
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (inner), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_hostile_state (void)
{
  static const char *const contents[] = { "", "on", "ON\n", "off\nand more", "on\n\n", "\xff\xff" };
  g_autofree char *folder = g_dir_make_tmp ("sonde-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "etat", NULL);

  g_assert_true (sonde_mock_state_load (NULL, TRUE));
  g_assert_false (sonde_mock_state_load (path, FALSE));
  g_assert_true (sonde_mock_state_load (folder, TRUE));
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_assert_true (g_file_set_contents (path, contents[i], -1, NULL));
      g_assert_true (sonde_mock_state_load (path, TRUE));
      g_assert_false (sonde_mock_state_load (path, FALSE));
    }
  g_assert_cmpint (g_unlink (path), ==, 0);

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_true (sonde_mock_state_load (path, TRUE));
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mock/start-and-stop", test_start_and_stop);
  g_test_add_func ("/mock/cannot-listen", test_cannot_listen);
  g_test_add_func ("/mock/all-addresses", test_all_addresses);
  g_test_add_func ("/mock/start-twice", test_start_twice);
  g_test_add_func ("/mock/restart-at-once", test_restart_at_once);
  g_test_add_func ("/mock/give-up", test_give_up);
  g_test_add_func ("/mock/stop-closes", test_stop_closes);
  g_test_add_func ("/mock/finalise-with-clients", test_finalise_with_clients);
  g_test_add_func ("/mock/properties", test_properties);
  g_test_add_func ("/mock/etat-survives", test_etat_survives);
  g_test_add_func ("/mock/etat-survives-process", test_etat_survives_process);
  g_test_add_func ("/mock/hostile-state", test_hostile_state);

  return g_test_run ();
}
