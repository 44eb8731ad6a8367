/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connection-fixture.h"
#include "sonde-dissector.h"
#include "sonde-error.h"

#include <string.h>

static GTlsCertificate *
load_certificate (void)
{
  g_autofree char *cert = g_test_build_filename (G_TEST_DIST, "net", "tls", "server.pem", NULL);
  g_autofree char *key = g_test_build_filename (G_TEST_DIST, "net", "tls", "server-key.pem", NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_files (cert, key, &error);

  g_assert_no_error (error);
  return certificate;
}

static GTlsDatabase *
load_authority (void)
{
  g_autofree char *ca = g_test_build_filename (G_TEST_DIST, "net", "tls", "ca.pem", NULL);
  g_autoptr (GError) error = NULL;
  GTlsDatabase *database = g_tls_file_database_new (ca, &error);

  g_assert_no_error (error);
  return database;
}

/* The pings among what the client sent. */
static guint
count_sent_pings (RawPeer *peer)
{
  g_autoptr (GBytes) received = raw_peer_get_received (peer);
  SondeDissector dissector;
  gsize size;
  const guint8 *data = g_bytes_get_data (received, &size);
  guint n_pings = 0;

  sonde_dissector_init (&dissector, SONDE_DIRECTION_SENT, TRUE, G_MAXUINT64);
  while (size > 0)
    {
      gsize n_used;
      SondeDissection dissection = sonde_dissector_feed (&dissector, data, size, &n_used, NULL);

      g_assert_cmpint (dissection, !=, SONDE_DISSECTION_INVALID);
      n_pings += dissection == SONDE_DISSECTION_FRAME &&
                 dissector.header.opcode == SONDE_OPCODE_PING &&
                 memcmp (dissector.control, "between", 7) == 0;
      data += n_used;
      size -= n_used;
    }
  return n_pings;
}

/* The peer does not read at first, so that pings meet half-written frames. TLS that could not write
 * a record takes nothing but the same bytes again. */
static void
test_ping_between_frames (gconstpointer data)
{
  gboolean secure = GPOINTER_TO_INT (data);
  RawPeerScript script = { 0 };
  g_autoptr (GTlsDatabase) database = load_authority ();
  g_autoptr (GTlsCertificate) certificate = load_certificate ();
  g_autoptr (RawPeer) peer = raw_peer_new_tls (&script, secure ? certificate : NULL);
  g_autofree char *uri = raw_peer_get_uri (peer);
  g_autoptr (Fixture) fixture = fixture_new (uri);
  g_autoptr (GBytes) block = g_bytes_new_take (g_malloc0 (1000000), 1000000);
  g_autoptr (GBytes) ping = g_bytes_new_static ("between", 7);
  guint n_pings = 0;

  sonde_connection_set_tls_database (fixture->connection, database);
  raw_peer_hold (peer, TRUE);
  fixture_open (fixture);
  while (sonde_connection_get_n_queued_messages (fixture->connection) < 5)
    {
      g_assert_true (sonde_connection_send_binary (fixture->connection, block, NULL));
      g_assert_true (sonde_connection_ping (fixture->connection, ping, NULL));
      n_pings++;
    }
  raw_peer_hold (peer, FALSE);
  WAIT_UNTIL (sonde_connection_get_n_queued_messages (fixture->connection) == 0);
  sonde_connection_close (fixture->connection, 1000, "end");
  WAIT_UNTIL (raw_peer_get_n_received (peer) ==
              sonde_connection_get_n_bytes (fixture->connection, SONDE_DIRECTION_SENT));
  g_assert_cmpuint (raw_peer_find_close_code (peer), ==, 1000);
  g_assert_cmpuint (count_sent_pings (peer), ==, n_pings);
  g_assert_cmpint (fixture_count (fixture, SONDE_DIRECTION_SENT, SONDE_OPCODE_PING), ==, n_pings);
}

typedef struct
{
  const char *host;
  gboolean trusts;
  int code;
} TlsRow;

static void
test_tls (gconstpointer data)
{
  const TlsRow *row = data;
  g_autoptr (GTlsCertificate) certificate = load_certificate ();
  g_autoptr (GTlsDatabase) database = load_authority ();
  g_autoptr (GBytes) text = g_bytes_new_static ("\x81\x02hi", 4);
  RawPeerScript script = { .bytes = text };
  g_autoptr (RawPeer) peer = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (Fixture) fixture = NULL;

  peer = raw_peer_new_tls (&script, certificate);
  uri = g_strdup_printf ("wss://%s:%u/", row->host, (guint) raw_peer_get_port (peer));
  fixture = fixture_new (uri);
  if (row->trusts)
    sonde_connection_set_tls_database (fixture->connection, database);
  sonde_connection_open (fixture->connection);
  if (row->code < 0)
    {
      WAIT_UNTIL (fixture_count (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT) == 1);
      g_assert_cmpstr (fixture->states->str, ==, "resolving connecting tls upgrading open ");
      sonde_connection_close (fixture->connection, 1000, NULL);
      WAIT_UNTIL (raw_peer_find_close_code (peer) == 1000);
      fixture_wait_for (fixture, SONDE_STATE_CLOSED);
      return;
    }

  fixture_assert_failure (fixture, row->code);
  g_test_message ("%s", sonde_connection_get_error (fixture->connection)->message);
  g_assert_nonnull (strstr (sonde_connection_get_error (fixture->connection)->message,
                            row->trusts ? "another host name" : "no authority"));
}

/* The server closes, and then waits for the end of this side's stream. */
static void
test_tls_end_of_stream (void)
{
  g_autoptr (GTlsCertificate) certificate = load_certificate ();
  g_autoptr (GTlsDatabase) database = load_authority ();
  g_autoptr (GBytes) close = g_bytes_new_static ("\x88\x02\x03\xe8", 4);
  RawPeerScript script = { .bytes = close };
  g_autoptr (RawPeer) peer = raw_peer_new_tls (&script, certificate);
  g_autofree char *uri = raw_peer_get_uri (peer);
  g_autoptr (Fixture) fixture = fixture_new (uri);
  gint64 closing_us;

  sonde_connection_set_tls_database (fixture->connection, database);
  sonde_connection_open (fixture->connection);
  fixture_wait_for (fixture, SONDE_STATE_CLOSING);
  closing_us = g_get_monotonic_time ();
  fixture_wait_for (fixture, SONDE_STATE_CLOSED);
  /* It is cut after 3 s. */
  g_assert_cmpint (g_get_monotonic_time () - closing_us, <, 2500000);
  g_assert_no_error (sonde_connection_get_error (fixture->connection));
}

static void
test_tls_with_a_plain_server (void)
{
  RawPeerScript script = { .skips_request = TRUE };
  g_autoptr (RawPeer) peer = raw_peer_new (&script);
  g_autofree char *uri = g_strdup_printf ("wss://127.0.0.1:%u/", (guint) raw_peer_get_port (peer));
  g_autoptr (Fixture) fixture = fixture_new (uri);

  sonde_connection_open (fixture->connection);
  fixture_assert_failure (fixture, SONDE_ERROR_TLS);
}

int
main (int argc, char **argv)
{
  static const TlsRow trusted = { "localhost", TRUE, -1 };
  static const TlsRow unknown = { "localhost", FALSE, SONDE_ERROR_TLS };
  static const TlsRow other_host = { "127.0.0.1", TRUE, SONDE_ERROR_TLS };

  fixture_init (&argc, &argv);

  g_test_add_data_func ("/tls/trusted", &trusted, test_tls);
  g_test_add_data_func ("/tls/unknown-authority", &unknown, test_tls);
  g_test_add_data_func ("/tls/other-host", &other_host, test_tls);
  g_test_add_func ("/tls/end-of-stream", test_tls_end_of_stream);
  g_test_add_func ("/tls/plain-server", test_tls_with_a_plain_server);
  g_test_add_data_func ("/tls/ping-between-frames/plain", GINT_TO_POINTER (FALSE),
                        test_ping_between_frames);
  g_test_add_data_func ("/tls/ping-between-frames/tls", GINT_TO_POINTER (TRUE),
                        test_ping_between_frames);

  return g_test_run ();
}
