/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "liar.h"
#include "mock-wait.h"
#include "raw-peer.h"

#include "sonde-check.h"
#include "sonde-error.h"

#include <libsoup/soup.h>
#include <string.h>

/* Long for a loopback, and short for what a liar leaves out. */
#define LIMIT_MS 400

typedef struct
{
  SondeCheck *check;
  GMainLoop *loop;
  GError *error;
} Fixture;

static gboolean
on_late (gpointer user_data)
{
  g_error ("waited in vain for the end of a check");
  return G_SOURCE_REMOVE;
}

static void
on_finished (SondeCheck *check, const GError *error, Fixture *self)
{
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_main_loop_quit (self->loop);
}

static void
fixture_init (Fixture *self, const char *uri, gboolean rude)
{
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (uri, NULL);

  self->check = sonde_check_new (endpoint);
  self->loop = g_main_loop_new (NULL, FALSE);
  self->error = NULL;
  sonde_check_set_rude (self->check, rude);
  sonde_check_set_limit_ms (self->check, LIMIT_MS);
  g_signal_connect (self->check, "finished", G_CALLBACK (on_finished), self);
}

static void
fixture_run (Fixture *self)
{
  guint late = g_timeout_add_seconds (90, on_late, NULL);

  g_assert_false (sonde_check_get_running (self->check));
  sonde_check_start (self->check);
  g_assert_true (sonde_check_get_running (self->check));
  g_main_loop_run (self->loop);
  g_assert_false (sonde_check_get_running (self->check));
  g_source_remove (late);
}

static void
fixture_clear (Fixture *self)
{
  g_assert_finalize_object (self->check);
  g_main_loop_unref (self->loop);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static SondeCheckRow *
find_row (SondeCheck *check, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (check)); i++)
    {
      g_autoptr (SondeCheckRow) row = g_list_model_get_item (G_LIST_MODEL (check), i);

      if (g_str_equal (sonde_check_row_get_id (row), id))
        return row;
    }
  g_error ("there is no row “%s”", id);
}

static void
expect (SondeCheck *check, const char *id, SondeCheckOutcome outcome)
{
  SondeCheckRow *row = find_row (check, id);

  if (sonde_check_row_get_outcome (row) != outcome)
    g_error ("%s: %s instead of %s: %s", id,
             sonde_check_outcome_get_id (sonde_check_row_get_outcome (row)),
             sonde_check_outcome_get_id (outcome), sonde_check_row_get_detail (row));
}

/* Every row but these has that outcome. */
static void
expect_all (SondeCheck *check, SondeCheckOutcome outcome, const char *const *but)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (check)); i++)
    {
      g_autoptr (SondeCheckRow) row = g_list_model_get_item (G_LIST_MODEL (check), i);

      if (!g_strv_contains (but, sonde_check_row_get_id (row)))
        expect (check, sonde_check_row_get_id (row), outcome);
    }
}

static const char *const no_deflate[] = { "handshake-deflate", NULL };

static void
test_mock_echo (void)
{
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (SondeMock) mock = NULL;
  g_auto (Fixture) fixture = { 0 };
  g_autofree char *summary = NULL;
  SondeCheckRow *row;

  sonde_mock_config_init (&config);
  config.echo = TRUE;
  mock = mock_start (&config);
  fixture_init (&fixture, sonde_mock_get_uri (mock), TRUE);
  fixture_run (&fixture);

  g_assert_no_error (fixture.error);
  expect_all (fixture.check, SONDE_CHECK_PASSED, no_deflate);
  expect (fixture.check, "handshake-deflate", SONDE_CHECK_NOT_APPLICABLE);
  summary = sonde_check_get_summary (fixture.check);
  g_assert_cmpstr (summary, ==, "61 passed, 0 failed, 1 not applicable, 0 skipped");
  row = find_row (fixture.check, "ping-empty");
  g_assert_true (g_str_has_prefix (sonde_check_row_get_evidence (row), "→ ping: 89 80 "));
  g_assert_true (g_str_has_suffix (sonde_check_row_get_evidence (row), "\n← pong: 8a 00"));
  g_assert_cmpint (sonde_check_row_get_elapsed_us (row), >, 0);
  mock_stop (mock);
}

/* What is rude is left out, and what needs an echo is said not to apply. */
static void
test_mock_probe (void)
{
  static const char *const applicable[] = { "ping-payload", "ping-empty",       "ping-125",
                                            "ping-binary",  "pong-unsolicited", "close-1000",
                                            "close-empty",  "server-mask",      "close-4000",
                                            "close-reason" };
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (SondeMock) mock = NULL;
  g_auto (Fixture) fixture = { 0 };

  sonde_mock_config_init (&config);
  mock = mock_start (&config);
  fixture_init (&fixture, sonde_mock_get_uri (mock), FALSE);
  fixture_run (&fixture);

  g_assert_cmpuint (sonde_check_count (fixture.check, SONDE_CHECK_FAILED), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (applicable); i++)
    expect (fixture.check, applicable[i], SONDE_CHECK_PASSED);
  expect (fixture.check, "echo", SONDE_CHECK_NOT_APPLICABLE);
  expect (fixture.check, "echo-65536", SONDE_CHECK_NOT_APPLICABLE);
  expect (fixture.check, "wrong-mask", SONDE_CHECK_SKIPPED);
  expect (fixture.check, "echo-0", SONDE_CHECK_SKIPPED);
  mock_stop (mock);
}

/* For whoever reads the log of a failure. */
static void
tell_failures (SondeCheck *check)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (check)); i++)
    {
      g_autoptr (SondeCheckRow) row = g_list_model_get_item (G_LIST_MODEL (check), i);

      if (sonde_check_row_get_outcome (row) == SONDE_CHECK_FAILED)
        g_test_message ("%s: %s\n%s", sonde_check_row_get_id (row),
                        sonde_check_row_get_detail (row), sonde_check_row_get_evidence (row));
    }
}

static void
on_soup_message (SoupWebsocketConnection *connection, int type, GBytes *data, gpointer user_data)
{
  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    {
      gsize size;
      const char *text = g_bytes_get_data (data, &size);
      g_autofree char *copy = g_strndup (text, size);

      soup_websocket_connection_send_text (connection, copy);
    }
  else
    {
      soup_websocket_connection_send_binary (connection, g_bytes_get_data (data, NULL),
                                             g_bytes_get_size (data));
    }
}

static void
on_soup_websocket (SoupServer *server,
                   SoupServerMessage *message,
                   const char *path,
                   SoupWebsocketConnection *connection,
                   gpointer user_data)
{
  g_signal_connect (connection, "message", G_CALLBACK (on_soup_message), NULL);
  g_signal_connect (connection, "closed", G_CALLBACK (g_object_unref), NULL);
  g_object_ref (connection);
}

/* libsoup's server: it grants permessage-deflate, so the frames are asked for on a second
 * connection; the application above stops at a NUL. */
static void
test_libsoup (void)
{
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_auto (Fixture) fixture = { 0 };
  g_autofree char *uri = NULL;
  GSList *uris;

  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  soup_server_add_websocket_extension (server, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  soup_server_add_websocket_handler (server, NULL, NULL, NULL, on_soup_websocket, NULL, NULL);
  uris = soup_server_get_uris (server);
  uri = g_strdup_printf ("ws://127.0.0.1:%d/", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  fixture_init (&fixture, uri, TRUE);
  fixture_run (&fixture);
  tell_failures (fixture.check);
  expect (fixture.check, "handshake-deflate", SONDE_CHECK_PASSED);
  expect (fixture.check, "echo-65536", SONDE_CHECK_PASSED);
  expect (fixture.check, "echo-nul", SONDE_CHECK_FAILED);
  g_assert_cmpuint (sonde_check_count (fixture.check, SONDE_CHECK_FAILED), ==, 1);
  g_assert_nonnull (strstr (sonde_check_row_get_detail (find_row (fixture.check, "echo-nul")),
                            "Only the first 9 of 18 bytes"));
  soup_server_disconnect (server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
note_failures (SondeCheck *check, GHashTable *failures)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (check)); i++)
    {
      g_autoptr (SondeCheckRow) row = g_list_model_get_item (G_LIST_MODEL (check), i);

      if (sonde_check_row_get_outcome (row) == SONDE_CHECK_FAILED)
        g_hash_table_add (failures, g_strdup (sonde_check_row_get_id (row)));
      g_assert_cmpstr (sonde_check_row_get_detail (row), !=, "");
    }
}

/* Each row can fail: a server that does one thing wrong, and which rows find that. */
static void
test_liars (void)
{
  static const struct
  {
    Lie lie;
    const char *failing[6]; /* among others */
    const char *passing[3]; /* among others */
  } rows[] = {
    { LIAR_HONEST, { NULL }, { "echo-65536", "wrong-mask", "server-utf8" } },
    { LIAR_ONE_SHOT, { NULL }, { "echo-65536", "fragments-ping", "utf8-cut" } },
    { LIAR_NO_PONG,
      { "ping-payload", "ping-empty", "ping-125", "ping-binary", "pong-unsolicited",
        "fragments-ping" },
      { "echo-1", "close-1000", "wrong-mask" } },
    { LIAR_OTHER_PONG, { "ping-payload", "fragments-ping" }, { "echo-1" } },
    { LIAR_CORRUPT,
      { "echo", "echo-1", "echo-65536", "fragments-character", "utf8-emoji", "echo-0" },
      { "ping-125", "close-4000" } },
    { LIAR_NUL, { "echo-nul", "echo-binary" }, { "echo-127" } },
    { LIAR_SHORT, { "echo-65535", "echo-65536" }, { "echo-127" } },
    /* It looks at no character. */
    { LIAR_STREAM,
      { "utf8-invalid", "utf8-fragments" },
      { "fragments-empty", "fragments-ping", "fragments-character" } },
    { LIAR_TALK, { NULL }, { "echo-1", "echo-nul", "fragments" } },
    { LIAR_TOLERANT,
      { "utf8-invalid", "close-half", "close-1005", "wrong-mask", "wrong-rsv3", "wrong-length" },
      { "echo-127", "close-1000" } },
    { LIAR_OTHER_CODE, { "utf8-overlong", "close-utf8", "wrong-opcode-b" }, { "close-1000" } },
    { LIAR_CUT, { NULL }, { "utf8-surrogate", "wrong-ping-126", "close-999" } },
    { LIAR_NO_CLOSE, { "close-1000", "close-reason", "close-empty", "close-4000" }, { "echo-1" } },
    { LIAR_LINGER, { "close-1000", "close-empty" }, { "wrong-mask" } },
    { LIAR_CRASH, { "echo-0" }, { "echo-1", "server-mask" } },
    { LIAR_MASK, { "server-mask" }, { "echo-65536", "server-rsv" } },
    { LIAR_RSV, { "server-rsv" }, { "server-mask" } },
    { LIAR_OPCODE, { "server-opcode" }, { "server-rsv" } },
    { LIAR_LENGTH, { "echo-0", "server-length" }, { "server-rsv" } },
    { LIAR_CONTROL, { "server-control" }, { "server-length" } },
    { LIAR_SEQUENCE, { "server-sequence" }, { "server-opcode" } },
    { LIAR_CLOSE_CODE, { "server-close" }, { "server-utf8" } },
    { LIAR_UTF8, { "server-utf8" }, { "server-close" } },
  };
  static const char *const handshakes[] = {
    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.0 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: close\r\n"
    "Sec-WebSocket-Accept: nonsense\r\nSec-WebSocket-Extensions: x-unknown\r\n"
    "Sec-WebSocket-Protocol: unasked\r\n\r\n",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate; odd\r\n\r\n",
  };
  g_autoptr (GHashTable) failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (Fixture) last = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Liar) liar = liar_new (rows[i].lie);
      g_auto (Fixture) fixture = { 0 };

      g_test_message ("lie %u", rows[i].lie);
      fixture_init (&fixture, liar_get_uri (liar), TRUE);
      fixture_run (&fixture);
      g_assert_no_error (fixture.error);
      tell_failures (fixture.check);
      note_failures (fixture.check, failures);
      for (guint j = 0; j < G_N_ELEMENTS (rows[i].failing) && rows[i].failing[j] != NULL; j++)
        {
          /* After a message in a length that cannot be read, nothing is an echo. */
          if (rows[i].lie == LIAR_LENGTH && g_str_equal (rows[i].failing[j], "echo-0"))
            expect (fixture.check, "echo-0", SONDE_CHECK_NOT_APPLICABLE);
          else
            expect (fixture.check, rows[i].failing[j], SONDE_CHECK_FAILED);
        }
      for (guint j = 0; j < G_N_ELEMENTS (rows[i].passing) && rows[i].passing[j] != NULL; j++)
        expect (fixture.check, rows[i].passing[j], SONDE_CHECK_PASSED);
      if (rows[i].failing[0] == NULL)
        g_assert_cmpuint (sonde_check_count (fixture.check, SONDE_CHECK_FAILED), ==, 0);
    }

  for (guint i = 0; i < G_N_ELEMENTS (handshakes); i++)
    {
      RawPeerScript script = { .answer = handshakes[i] };
      g_autoptr (RawPeer) peer = raw_peer_new (&script);
      g_autofree char *uri = raw_peer_get_uri (peer);
      g_auto (Fixture) fixture = { 0 };

      fixture_init (&fixture, uri, TRUE);
      fixture_run (&fixture);
      g_assert_no_error (fixture.error);
      note_failures (fixture.check, failures);
      expect (fixture.check, "ping-payload", SONDE_CHECK_SKIPPED);
      g_assert_cmpuint (raw_peer_get_n_clients (peer), ==, 1);
    }

  fixture_init (&last, "ws://127.0.0.1:9/", TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (last.check)); i++)
    {
      g_autoptr (SondeCheckRow) row = g_list_model_get_item (G_LIST_MODEL (last.check), i);

      if (!g_hash_table_contains (failures, sonde_check_row_get_id (row)))
        g_error ("nothing was seen to fail the row “%s”", sonde_check_row_get_id (row));
    }
}

/* What a server is free to leave out does not apply. */
static void
test_not_applicable (void)
{
  static const struct
  {
    Lie lie;
    const char *id;
  } rows[] = {
    { LIAR_TEXT_ONLY, "echo-binary" },
    { LIAR_BIG, "echo-65535" },
    { LIAR_MUTE, "echo" },
    { LIAR_MUTE, "fragments" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Liar) liar = liar_new (rows[i].lie);
      g_auto (Fixture) fixture = { 0 };

      fixture_init (&fixture, liar_get_uri (liar), FALSE);
      fixture_run (&fixture);
      expect (fixture.check, rows[i].id, SONDE_CHECK_NOT_APPLICABLE);
      g_assert_cmpuint (sonde_check_count (fixture.check, SONDE_CHECK_FAILED), ==, 0);
    }
}

/* The library of the ESP32 is known by its name, and spared what it refuses. */
static void
test_known_limit (void)
{
  RawPeerScript script = { .headers = "Server: arduino-WebSocketsServer\r\n" };
  g_autoptr (RawPeer) peer = raw_peer_new (&script);
  g_autofree char *uri = raw_peer_get_uri (peer);
  g_auto (Fixture) fixture = { 0 };

  fixture_init (&fixture, uri, FALSE);
  fixture_run (&fixture);
  expect (fixture.check, "ping-payload", SONDE_CHECK_FAILED);
  expect (fixture.check, "echo-65535", SONDE_CHECK_NOT_APPLICABLE);
}

static void
test_nobody (void)
{
  RawPeerScript script = { .skips_request = TRUE, .end = RAW_PEER_RESET };
  g_autoptr (RawPeer) peer = raw_peer_new (&script);
  g_autofree char *uri = raw_peer_get_uri (peer);
  g_auto (Fixture) fixture = { 0 };

  fixture_init (&fixture, uri, FALSE);
  fixture_run (&fixture);
  g_assert_error (fixture.error, SONDE_ERROR, SONDE_ERROR_RESET);
  g_assert_cmpuint (sonde_check_get_n_decided (fixture.check), ==, 0);
}

static void
cancel_when_running (SondeCheckRow *row, GParamSpec *pspec, SondeCheck *check)
{
  if (sonde_check_row_get_outcome (row) == SONDE_CHECK_RUNNING)
    sonde_check_cancel (check);
}

/* Cancelled within a wait, a check ends at once, and can be started again. */
static void
test_cancel (void)
{
  g_autoptr (Liar) liar = liar_new (LIAR_NO_PONG);
  g_auto (Fixture) fixture = { 0 };
  gint64 began_us = g_get_monotonic_time ();
  SondeCheckRow *row;

  fixture_init (&fixture, liar_get_uri (liar), FALSE);
  sonde_check_set_limit_ms (fixture.check, 60000);
  row = find_row (fixture.check, "ping-payload");
  g_signal_connect (row, "notify::outcome", G_CALLBACK (cancel_when_running), fixture.check);
  fixture_run (&fixture);
  g_assert_no_error (fixture.error);
  expect (fixture.check, "handshake-accept", SONDE_CHECK_PASSED);
  expect (fixture.check, "ping-payload", SONDE_CHECK_SKIPPED);
  expect (fixture.check, "echo-1", SONDE_CHECK_SKIPPED);
  g_assert_cmpint (g_get_monotonic_time () - began_us, <, 50 * G_USEC_PER_SEC);

  g_signal_handlers_disconnect_by_data (row, fixture.check);
  sonde_check_set_limit_ms (fixture.check, LIMIT_MS);
  fixture_run (&fixture);
  expect (fixture.check, "ping-payload", SONDE_CHECK_FAILED);
  expect (fixture.check, "echo-1", SONDE_CHECK_PASSED);
}

/* The owner may let go while the thread is at it. */
static void
test_abandon (void)
{
  g_autoptr (Liar) liar = liar_new (LIAR_NO_PONG);
  g_auto (Fixture) fixture = { 0 };

  fixture_init (&fixture, liar_get_uri (liar), FALSE);
  sonde_check_start (fixture.check);
  WAIT_UNTIL (sonde_check_get_n_decided (fixture.check) > 0);
}

static void
say_nothing (const char *domain, GLogLevelFlags level, const char *text, gpointer user_data)
{
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* It tells the bytes of a wrong frame as they are, which is no TAP. */
  g_log_set_handler ("libsoup", G_LOG_LEVEL_DEBUG, say_nothing, NULL);

  g_test_add_func ("/check/mock-echo", test_mock_echo);
  g_test_add_func ("/check/mock-probe", test_mock_probe);
  g_test_add_func ("/check/libsoup", test_libsoup);
  g_test_add_func ("/check/liars", test_liars);
  g_test_add_func ("/check/not-applicable", test_not_applicable);
  g_test_add_func ("/check/known-limit", test_known_limit);
  g_test_add_func ("/check/nobody", test_nobody);
  g_test_add_func ("/check/cancel", test_cancel);
  g_test_add_func ("/check/abandon", test_abandon);

  return g_test_run ();
}
