/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connection-fixture.h"
#include "faulty-resolver.h"
#include "sonde-diagnosis.h"
#include "test-proxies.h"

#include <string.h>

/* Every cause is brought about for real, and each must be told with what was seen of it. Those that
 * need a network of their own are in test-network. */

typedef struct
{
  SondeEvidenceKind kind;
  const char *holds; /* as a person reads it */
} Seen;

#define MAX_SEEN 6

typedef struct
{
  SondeCause cause;
  const char *says;
  Seen seen[MAX_SEEN];
} Expected;

static gboolean provoked[SONDE_CAUSE_N_CAUSES];

static const SondeEvidence *
find (const GError *error, SondeEvidenceKind kind)
{
  const GPtrArray *evidence = sonde_error_get_evidence (error);

  for (guint i = 0; evidence != NULL && i < evidence->len; i++)
    {
      const SondeEvidence *item = g_ptr_array_index (evidence, i);

      if (item->kind == kind)
        return item;
    }
  return NULL;
}

static void
check_seen (const GError *error, const Seen *seen)
{
  const SondeEvidence *item = find (error, seen->kind);
  g_autofree char *text = NULL;

  if (item == NULL)
    g_error ("“%s” is not among the evidence of “%s”", seen->holds, error->message);
  text = sonde_evidence_format (item);
  if (strstr (text, seen->holds) == NULL)
    g_error ("%s is “%s”, without “%s”", sonde_evidence_get_name (item), text, seen->holds);
}

static void
check (const GError *error, const SondeEndpoint *endpoint, const Expected *expected)
{
  const SondeDiagnosis *diagnosis = sonde_diagnosis_of (error);
  const SondeDiagnosis *wanted = sonde_diagnosis_of_cause (expected->cause);
  g_autofree char *report = NULL;

  g_assert_nonnull (error);
  g_assert_nonnull (diagnosis);
  g_test_message ("%s: %s", diagnosis->id, error->message);
  g_assert_cmpstr (diagnosis->id, ==, wanted->id);
  g_assert_error (error, SONDE_ERROR, (int) wanted->code);
  if (expected->says != NULL && strstr (error->message, expected->says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, expected->says);
  for (gsize i = 0; i < MAX_SEEN && expected->seen[i].holds != NULL; i++)
    check_seen (error, &expected->seen[i]);

  report = sonde_diagnosis_write_report (error, endpoint);
  g_assert_nonnull (strstr (report, sonde_diagnosis_get_title (diagnosis)));
  g_assert_nonnull (strstr (report, sonde_diagnosis_get_explanation (diagnosis)));
  g_assert_nonnull (strstr (report, sonde_diagnosis_get_try (diagnosis, 0)));
  g_assert_nonnull (strstr (report, error->message));
  for (gsize i = 0; i < MAX_SEEN && expected->seen[i].holds != NULL; i++)
    g_assert_nonnull (strstr (report, expected->seen[i].holds));
  provoked[expected->cause] = TRUE;
}

static void
check_end (Fixture *fixture, const Expected *expected)
{
  fixture_wait_for (fixture, SONDE_STATE_CLOSED);
  check (sonde_connection_get_error (fixture->connection),
         sonde_connection_get_endpoint (fixture->connection), expected);
}

static void
test_answers (void)
{
  g_autofree char *long_head = g_strnfill (70000, 'x');
  g_autofree char *endless_head = g_strconcat ("HTTP/1.1 101 x\r\nX: ", long_head, NULL);
  const struct
  {
    RawPeerScript script;
    Expected expected;
  } rows[] = {
    { { .answer = "HTTP/1.1 400 Bad Request\r\nServer: arduino-WebSocketsServer\r\n"
                  "Content-Length: 32\r\n\r\nThis is a Websocket server only!" },
      { SONDE_CAUSE_HTTP_BAD_REQUEST,
        "400 Bad Request",
        { { SONDE_EVIDENCE_STATUS_LINE, "HTTP/1.1 400 Bad Request" },
          { SONDE_EVIDENCE_SERVER, "arduino-WebSocketsServer" },
          { SONDE_EVIDENCE_BODY, "This is a Websocket server only!" },
          { SONDE_EVIDENCE_ADDRESS, "127.0.0.1:" },
          { SONDE_EVIDENCE_STAGE, "upgrade" },
          { SONDE_EVIDENCE_TCP_US, "s" } } } },
    { { .answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n" },
      { SONDE_CAUSE_HTTP_NOT_FOUND,
        "404",
        { { SONDE_EVIDENCE_STATUS_LINE, "HTTP/1.1 404 Not Found" } } } },
    { { .answer = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n" },
      { SONDE_CAUSE_HTTP_FORBIDDEN, "401", { { SONDE_EVIDENCE_STATUS_LINE, "401" } } } },
    { { .answer = "HTTP/1.1 426 Upgrade Required\r\nContent-Length: 4\r\n\r\nHTTP" },
      { SONDE_CAUSE_HTTP_UPGRADE_REQUIRED, "426", { { SONDE_EVIDENCE_BODY, "HTTP" } } } },
    { { .answer = "HTTP/1.1 301 Moved Permanently\r\nLocation: http://there.example/ws\r\n"
                  "Content-Length: 0\r\n\r\n" },
      { SONDE_CAUSE_HTTP_REDIRECT,
        "there.example",
        { { SONDE_EVIDENCE_LOCATION, "http://there.example/ws" },
          { SONDE_EVIDENCE_STATUS_LINE, "301" } } } },
    { { .answer = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n" },
      { SONDE_CAUSE_HTTP_SERVER_ERROR, "502", { { SONDE_EVIDENCE_STATUS_LINE, "502" } } } },
    { { .answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 21\r\n\r\n"
                  "<html>\n  <h1>Hi</h1>\n" },
      { SONDE_CAUSE_HTTP_PAGE,
        "200",
        { { SONDE_EVIDENCE_CONTENT_TYPE, "text/html" },
          { SONDE_EVIDENCE_BODY, "<html> <h1>Hi</h1>" } } } },
    { { .answer = "HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0\r\n\r\n" },
      { SONDE_CAUSE_HTTP_OTHER, "418", { { SONDE_EVIDENCE_STATUS_LINE, "I'm a teapot" } } } },
    { { .answer = "SSH-2.0-OpenSSH_9.2\r\n" },
      { SONDE_CAUSE_NOT_HTTP,
        "SSH-2.0",
        { { SONDE_EVIDENCE_FIRST_BYTES, "53 53 48 2d 32" },
          { SONDE_EVIDENCE_FIRST_BYTES, "SSH-2.0" } } } },
    { { .greets = TRUE, .answer = "\x15\x03\x01\x01\x02\x02\x16" },
      { SONDE_CAUSE_TLS_EXPECTED, NULL, { { SONDE_EVIDENCE_FIRST_BYTES, "15 03 01" } } } },
    { { .answer = endless_head }, { SONDE_CAUSE_HEAD_TOO_LONG, "65536", { { 0 } } } },
    { { .answer = "HTTP/1.1 101 Swit", .end = RAW_PEER_FIN },
      { SONDE_CAUSE_ANSWER_CUT,
        "HTTP/1.1 101 Swit",
        { { SONDE_EVIDENCE_STATUS_LINE, "HTTP/1.1 101 Swit" },
          { SONDE_EVIDENCE_RECEIVED_BYTES, "17 bytes" } } } },
    { { .answer = "", .end = RAW_PEER_FIN },
      { SONDE_CAUSE_RESET, "without a word", { { SONDE_EVIDENCE_STAGE, "upgrade" } } } },
    { { .skips_request = TRUE, .end = RAW_PEER_RESET },
      { SONDE_CAUSE_RESET, "without a word", { { SONDE_EVIDENCE_ADDRESS, "127.0.0.1" } } } },
    { { .answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n" },
      { SONDE_CAUSE_MISSING_UPGRADE,
        "section 4.1, 3",
        { { SONDE_EVIDENCE_UPGRADE, "websocket" }, { SONDE_EVIDENCE_CONNECTION, "nothing" } } } },
    { { .answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                  "Connection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n" },
      { SONDE_CAUSE_WRONG_ACCEPT,
        "section 4.1, 4",
        { { SONDE_EVIDENCE_ACCEPT, "wrong" },
          { SONDE_EVIDENCE_KEY, "==" },
          { SONDE_EVIDENCE_EXPECTED_ACCEPT, "=" } } } },
    { { .headers = "Sec-WebSocket-Extensions: x-unknown\r\n" },
      { SONDE_CAUSE_EXTENSION,
        "x-unknown",
        { { SONDE_EVIDENCE_EXTENSIONS, "x-unknown" },
          { SONDE_EVIDENCE_OFFERED_EXTENSIONS, "permessage-deflate" } } } },
    { { .headers = "Sec-WebSocket-Protocol: arduino\r\n" },
      { SONDE_CAUSE_SUBPROTOCOL,
        "arduino",
        { { SONDE_EVIDENCE_SUBPROTOCOL, "arduino" },
          { SONDE_EVIDENCE_OFFERED_SUBPROTOCOLS, "nothing" } } } },
    { { .answer = "HTTP/1.0 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                  "Connection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n" },
      { SONDE_CAUSE_HANDSHAKE, "HTTP/1.0", { { SONDE_EVIDENCE_STATUS_LINE, "HTTP/1.0" } } } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RawPeer) peer = raw_peer_new (&rows[i].script);
      g_autofree char *uri = raw_peer_get_uri (peer);
      g_autoptr (Fixture) fixture = fixture_new (uri);

      sonde_connection_open (fixture->connection);
      check_end (fixture, &rows[i].expected);
    }
}

#define BYTES(...) { __VA_ARGS__ }, sizeof ((const guint8[]){ __VA_ARGS__ })

static void
test_frames (void)
{
  static const struct
  {
    const char *headers;
    guint8 bytes[12];
    gsize size;
    Expected expected;
  } rows[] = {
    { NULL,
      BYTES (0x81, 0x81, 1, 2, 3, 4, 'a' ^ 1),
      { SONDE_CAUSE_MASKED_FRAMES, "5.1", { { SONDE_EVIDENCE_FRAME, "81 81 01 02 03 04" } } } },
    { NULL,
      BYTES (0x83, 0),
      { SONDE_CAUSE_PROTOCOL,
        "0x3",
        { { SONDE_EVIDENCE_FRAME, "83 00" }, { SONDE_EVIDENCE_RECEIVED_BYTES, "2 bytes" } } } },
    { NULL,
      BYTES (0x81, 2, 0xc3, 0x28),
      { SONDE_CAUSE_ENCODING, "UTF-8", { { SONDE_EVIDENCE_RECEIVED_BYTES, "4 bytes" } } } },
    { "Sec-WebSocket-Extensions: permessage-deflate\r\n",
      BYTES (0xc1, 4, 0xff, 0xff, 0xff, 0xff),
      { SONDE_CAUSE_DEFLATE, "inflated", { { SONDE_EVIDENCE_RECEIVED_BYTES, "6 bytes" } } } },
    { NULL,
      BYTES (0x82, 126, 0x10, 0x01),
      { SONDE_CAUSE_TOO_BIG,
        "4097",
        { { SONDE_EVIDENCE_LIMIT_BYTES, "4096 bytes" },
          { SONDE_EVIDENCE_FRAME, "82 7e 10 01" } } } },
    { NULL,
      BYTES (0x88, 9, 0x03, 0xea, 'b', 'a', 'd', ' ', 'o', 'p', '!'),
      { SONDE_CAUSE_PEER_PROTOCOL,
        "1002",
        { { SONDE_EVIDENCE_CLOSE_CODE, "1002" }, { SONDE_EVIDENCE_CLOSE_REASON, "bad op!" } } } },
    { NULL,
      BYTES (0x88, 2, 0x03, 0xef),
      { SONDE_CAUSE_PEER_ENCODING, "1007", { { SONDE_EVIDENCE_CLOSE_CODE, "1007" } } } },
    { NULL,
      BYTES (0x88, 2, 0x03, 0xf1),
      { SONDE_CAUSE_PEER_TOO_BIG, "1009", { { SONDE_EVIDENCE_CLOSE_CODE, "1009" } } } },
    { NULL,
      BYTES (0x88, 2, 0x03, 0xf2),
      { SONDE_CAUSE_PEER_EXTENSION, "1010", { { SONDE_EVIDENCE_CLOSE_CODE, "1010" } } } },
    { NULL,
      BYTES (0x88, 4, 0x03, 0xf3, 'o', 'h'),
      { SONDE_CAUSE_PEER_FAILED,
        "1011",
        { { SONDE_EVIDENCE_CLOSE_CODE, "1011" }, { SONDE_EVIDENCE_CLOSE_REASON, "oh" } } } },
    { NULL,
      BYTES (0x88, 4, 0x0f, 0xa1, 'n', 'o'),
      { SONDE_CAUSE_PEER_CLOSED, "4001", { { SONDE_EVIDENCE_CLOSE_CODE, "4001" } } } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (rows[i].bytes, rows[i].size);
      RawPeerScript script = { .bytes = bytes, .headers = rows[i].headers };
      g_autoptr (RawPeer) peer = raw_peer_new (&script);
      g_autofree char *uri = raw_peer_get_uri (peer);
      g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (uri, NULL);
      g_autoptr (Fixture) fixture = NULL;

      sonde_endpoint_set_reconnects (endpoint, FALSE);
      sonde_endpoint_set_max_message_size (endpoint, 4096);
      fixture = fixture_new_for (endpoint);
      sonde_connection_open (fixture->connection);
      check_end (fixture, &rows[i].expected);
    }
}

static void
test_ping_flood (void)
{
  static const Expected expected = { SONDE_CAUSE_PING_FLOOD, "4096 pings", { { 0 } } };
  static const guint8 ping[2 + 125] = { 0x89, 125 };
  g_autoptr (GByteArray) block = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RawPeer) peer = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (Fixture) fixture = NULL;
  RawPeerScript script = { .endless = TRUE };

  for (int i = 0; i < 100; i++)
    g_byte_array_append (block, ping, sizeof ping);
  bytes = g_bytes_new (block->data, block->len);
  script.bytes = bytes;
  peer = raw_peer_new (&script);
  uri = raw_peer_get_uri (peer);
  fixture = fixture_new (uri);
  g_signal_handlers_disconnect_by_data (fixture->connection, fixture);
  sonde_connection_open (fixture->connection);
  check_end (fixture, &expected);
}

static void
test_lost (void)
{
  static const struct
  {
    RawPeerEnd end;
    gsize message_size; /* that is sent once it is open */
    Expected expected;
  } rows[] = {
    { RAW_PEER_FIN,
      0,
      { SONDE_CAUSE_LOST_END, "without a close frame", { { SONDE_EVIDENCE_OPEN_US, "s" } } } },
    { RAW_PEER_RESET_ON_INPUT,
      5,
      { SONDE_CAUSE_LOST_RESET,
        "cut",
        { { SONDE_EVIDENCE_SYSTEM_MESSAGE, "reset" },
          { SONDE_EVIDENCE_LAST_MESSAGE_BYTES, "5 bytes" } } } },
    { RAW_PEER_RESET_ON_INPUT,
      SONDE_DIAGNOSIS_PROBE_MAX_BYTES,
      { SONDE_CAUSE_LOST_RESET, "cut", { { SONDE_EVIDENCE_LAST_MESSAGE_BYTES, "15360 bytes" } } } },
    { RAW_PEER_RESET_ON_INPUT,
      SONDE_DIAGNOSIS_PROBE_MAX_BYTES + 1,
      { SONDE_CAUSE_LOST_AFTER_BIG_MESSAGE,
        "cut",
        { { SONDE_EVIDENCE_LAST_MESSAGE_BYTES, "15361 bytes" } } } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      RawPeerScript script = { .end = rows[i].end };
      g_autoptr (RawPeer) peer = raw_peer_new (&script);
      g_autofree char *uri = raw_peer_get_uri (peer);
      g_autoptr (Fixture) fixture = fixture_new (uri);
      g_autofree char *text = g_strnfill (rows[i].message_size, 'x');

      sonde_connection_open (fixture->connection);
      if (rows[i].message_size > 0)
        {
          fixture_wait_for (fixture, SONDE_STATE_OPEN);
          g_assert_true (sonde_connection_send_text (fixture->connection, text, -1, NULL));
        }
      check_end (fixture, &rows[i].expected);
    }
}

static void
test_dead_peer (void)
{
  static const Expected expected = { SONDE_CAUSE_DEAD_PEER,
                                     "0.3 s",
                                     { { SONDE_EVIDENCE_LIMIT_US, "300.0 ms" },
                                       { SONDE_EVIDENCE_SILENCE_US, "s" },
                                       { SONDE_EVIDENCE_RETRANSMISSIONS, "0" } } };
  RawPeerScript script = { .end = RAW_PEER_DEAF };
  g_autoptr (RawPeer) peer = raw_peer_new (&script);
  g_autofree char *uri = raw_peer_get_uri (peer);
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (uri, NULL);
  g_autoptr (Fixture) fixture = NULL;

  sonde_endpoint_set_reconnects (endpoint, FALSE);
  sonde_endpoint_set_keepalive_ms (endpoint, 100);
  sonde_endpoint_set_watchdog_ms (endpoint, 300);
  fixture = fixture_new_for (endpoint);
  sonde_connection_open (fixture->connection);
  check_end (fixture, &expected);
}

static void
test_refused (void)
{
  static const Expected expected = { SONDE_CAUSE_REFUSED,
                                     "127.0.0.1:",
                                     { { SONDE_EVIDENCE_ADDRESS, "127.0.0.1:" },
                                       { SONDE_EVIDENCE_SYSTEM_MESSAGE, "refused" },
                                       { SONDE_EVIDENCE_STAGE, "TCP" } } };
  RawPeerScript script = { 0 };
  RawPeer *peer = raw_peer_new (&script);
  g_autofree char *uri = raw_peer_get_uri (peer);
  g_autoptr (Fixture) fixture = fixture_new (uri);

  raw_peer_free (peer);
  sonde_connection_open (fixture->connection);
  check_end (fixture, &expected);
}

static Fixture *
open_in_a_hurry (const char *uri)
{
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (uri, NULL);
  Fixture *fixture;

  sonde_endpoint_set_reconnects (endpoint, FALSE);
  sonde_endpoint_set_timeout_ms (endpoint, 250);
  fixture = fixture_new_for (endpoint);
  sonde_connection_open (fixture->connection);
  return fixture;
}

static void
test_silent_peer (void)
{
  static const Expected upgrade = { SONDE_CAUSE_UPGRADE_TIMED_OUT,
                                    "0.25 s",
                                    { { SONDE_EVIDENCE_STAGE, "upgrade" },
                                      { SONDE_EVIDENCE_LIMIT_US, "250.0 ms" },
                                      { SONDE_EVIDENCE_UPGRADE_US, "s" } } };
  static const Expected tls = { SONDE_CAUSE_TLS_TIMED_OUT,
                                "TLS",
                                { { SONDE_EVIDENCE_STAGE, "TLS" },
                                  { SONDE_EVIDENCE_TLS_US, "s" } } };
  RawPeerScript script = { .answer = "" };
  g_autoptr (RawPeer) peer = raw_peer_new (&script);
  g_autofree char *uri = raw_peer_get_uri (peer);
  g_autofree char *secure_uri = g_strdup_printf ("wss%s", uri + strlen ("ws"));
  g_autoptr (Fixture) plain = open_in_a_hurry (uri);
  g_autoptr (Fixture) secure = open_in_a_hurry (secure_uri);

  check_end (plain, &upgrade);
  check_end (secure, &tls);
}

/* A listener whose queue is full does not answer any further SYN. */
static void
test_full_listener (void)
{
  static const Expected expected = { SONDE_CAUSE_TCP_TIMED_OUT,
                                     "not accepted",
                                     { { SONDE_EVIDENCE_STAGE, "TCP" },
                                       { SONDE_EVIDENCE_TCP_US, "s" },
                                       { SONDE_EVIDENCE_ADDRESS, "127.0.0.1:" } } };
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocket) listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                               G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GPtrArray) fillers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *uri = NULL;
  g_autoptr (Fixture) fixture = NULL;

  g_assert_true (g_socket_bind (listener, any, FALSE, NULL));
  g_socket_set_listen_backlog (listener, 0);
  g_assert_true (g_socket_listen (listener, NULL));
  bound = g_socket_get_local_address (listener, NULL);
  for (int i = 0; i < 4; i++)
    {
      GSocket *filler = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL);

      g_ptr_array_add (fillers, filler);
      g_socket_set_blocking (filler, FALSE);
      g_socket_connect (filler, bound, NULL, NULL);
    }
  uri = g_strdup_printf ("ws://127.0.0.1:%u/",
                         (guint) g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  fixture = open_in_a_hurry (uri);
  check_end (fixture, &expected);
}

static GTlsCertificate *
load_certificate (const char *name)
{
  g_autofree char *cert = g_test_build_filename (G_TEST_DIST, "net", "tls", name, NULL);
  g_autofree char *key = g_test_build_filename (G_TEST_DIST, "net", "tls", "server-key.pem", NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_files (cert, key, &error);

  g_assert_no_error (error);
  return certificate;
}

static void
test_certificates (void)
{
  static const struct
  {
    const char *certificate;
    const char *authority; /* that is trusted */
    const char *host;
    Expected expected;
  } rows[] = {
    { "server.pem",
      "dates-ca.pem",
      "localhost",
      { SONDE_CAUSE_TLS_UNKNOWN_AUTHORITY,
        "no authority",
        { { SONDE_EVIDENCE_CERTIFICATE_ISSUER, "Sonde test authority" },
          { SONDE_EVIDENCE_CERTIFICATE_SUBJECT, "localhost" },
          { SONDE_EVIDENCE_STAGE, "TLS" } } } },
    { "self-signed.pem",
      "ca.pem",
      "localhost",
      { SONDE_CAUSE_TLS_SELF_SIGNED,
        "no authority",
        { { SONDE_EVIDENCE_CERTIFICATE_ISSUER, "localhost" } } } },
    { "server.pem",
      "ca.pem",
      "127.0.0.1",
      { SONDE_CAUSE_TLS_WRONG_NAME,
        "another host name",
        { { SONDE_EVIDENCE_CERTIFICATE_NAMES, "localhost" } } } },
    { "weak.pem",
      "weak-ca.pem",
      "localhost",
      { SONDE_CAUSE_TLS_REJECTED,
        "no longer secure",
        { { SONDE_EVIDENCE_CERTIFICATE_PROBLEMS, "no longer secure" } } } },
    { "expired.pem",
      "dates-ca.pem",
      "localhost",
      { SONDE_CAUSE_TLS_EXPIRED,
        "expired",
        { { SONDE_EVIDENCE_CERTIFICATE_NOT_AFTER, "2021-01-01 00:00:00 UTC" },
          { SONDE_EVIDENCE_CERTIFICATE_NAMES, "localhost, station.example" },
          { SONDE_EVIDENCE_CLOCK, "UTC" } } } },
    { "not-yet-valid.pem",
      "dates-ca.pem",
      "localhost",
      { SONDE_CAUSE_TLS_NOT_YET_VALID,
        "not valid yet",
        { { SONDE_EVIDENCE_CERTIFICATE_NOT_BEFORE, "2099-01-01 00:00:00 UTC" },
          { SONDE_EVIDENCE_CLOCK, "UTC" } } } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *ca = g_test_build_filename (G_TEST_DIST, "net", "tls", rows[i].authority,
                                                   NULL);
      g_autoptr (GTlsCertificate) certificate = load_certificate (rows[i].certificate);
      g_autoptr (GTlsDatabase) database = g_tls_file_database_new (ca, NULL);
      RawPeerScript script = { 0 };
      g_autoptr (RawPeer) peer = raw_peer_new_tls (&script, certificate);
      g_autofree char *uri = g_strdup_printf ("wss://%s:%u/", rows[i].host,
                                              (guint) raw_peer_get_port (peer));
      g_autoptr (Fixture) fixture = fixture_new (uri);

      sonde_connection_set_tls_database (fixture->connection, database);
      sonde_connection_open (fixture->connection);
      check_end (fixture, &rows[i].expected);
    }
}

static void
test_authorities (void)
{
  static const Expected expected = { SONDE_CAUSE_TLS_AUTHORITIES, "/nonexistent.pem", { { 0 } } };
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("wss://localhost:1/", NULL);
  g_autoptr (Fixture) fixture = NULL;

  sonde_endpoint_set_reconnects (endpoint, FALSE);
  sonde_endpoint_set_ca_file (endpoint, "/nonexistent.pem");
  fixture = fixture_new_for (endpoint);
  sonde_connection_open (fixture->connection);
  check_end (fixture, &expected);
}

/* What a server says in the place of TLS, or as its TLS. */
static void
test_tls_bytes (void)
{
  static const struct
  {
    const char *bytes;
    gsize size;
    Expected expected;
  } rows[] = {
    { "HTTP/1.1 400 Bad Request\r\n\r\n",
      28,
      { SONDE_CAUSE_TLS_PLAIN_SERVER,
        NULL,
        { { SONDE_EVIDENCE_FIRST_BYTES, "48 54 54 50" },
          { SONDE_EVIDENCE_FIRST_BYTES, "HTTP" },
          { SONDE_EVIDENCE_STAGE, "TLS" } } } },
    /* Alert, TLS 1.2, 2 bytes: fatal, protocol_version. */
    { "\x15\x03\x03\x00\x02\x02\x46",
      7,
      { SONDE_CAUSE_TLS_OLD_PROTOCOL,
        NULL,
        { { SONDE_EVIDENCE_TLS_ALERT, "protocol_version (70)" } } } },
    { "\x15\x03\x03\x00\x02\x02\x28",
      7,
      { SONDE_CAUSE_TLS_HANDSHAKE,
        NULL,
        { { SONDE_EVIDENCE_TLS_ALERT, "handshake_failure (40)" } } } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (rows[i].bytes, rows[i].size);
      RawPeerScript script = { .greets = TRUE, .answer = "", .bytes = bytes };
      g_autoptr (RawPeer) peer = raw_peer_new (&script);
      g_autofree char *uri = g_strdup_printf ("wss://localhost:%u/",
                                              (guint) raw_peer_get_port (peer));
      g_autoptr (Fixture) fixture = fixture_new (uri);

      sonde_connection_open (fixture->connection);
      check_end (fixture, &rows[i].expected);
    }
}

static void
test_names (void)
{
  static const struct
  {
    int code;
    Expected expected;
  } rows[] = {
    { G_RESOLVER_ERROR_NOT_FOUND,
      { SONDE_CAUSE_NAME_NOT_FOUND,
        "station.invalid",
        { { SONDE_EVIDENCE_HOST, "station.invalid" },
          { SONDE_EVIDENCE_SYSTEM_MESSAGE, "As the test wants it" },
          { SONDE_EVIDENCE_STAGE, "name" } } } },
    { G_RESOLVER_ERROR_TEMPORARY_FAILURE,
      { SONDE_CAUSE_NAME_SERVER_SILENT,
        "station.invalid",
        { { SONDE_EVIDENCE_HOST, "station.invalid" } } } },
    { -1,
      { SONDE_CAUSE_NAME_TIMED_OUT,
        "not resolved",
        { { SONDE_EVIDENCE_STAGE, "name" }, { SONDE_EVIDENCE_NAME_US, "s" } } } },
  };
  g_autoptr (GResolver) usual = g_resolver_get_default ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GResolver) resolver = faulty_resolver_new (rows[i].code);
      g_autoptr (Fixture) fixture = NULL;

      g_resolver_set_default (resolver);
      fixture = open_in_a_hurry ("ws://station.invalid:5000/");
      check_end (fixture, &rows[i].expected);
    }
  g_resolver_set_default (usual);
}

static void
test_proxies (void)
{
  static const struct
  {
    const char *answer; /* NULL: it does not run */
    Expected expected;
  } rows[] = {
    { "HTTP/1.0 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
      { SONDE_CAUSE_PROXY_FAILED,
        "behind.invalid",
        { { SONDE_EVIDENCE_PROXY, "http://127.0.0.1:" } } } },
    { "HTTP/1.0 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
      { SONDE_CAUSE_PROXY_AUTHENTICATION,
        "behind.invalid",
        { { SONDE_EVIDENCE_PROXY, "http://127.0.0.1:" } } } },
    { NULL,
      { SONDE_CAUSE_PROXY_FAILED,
        "behind.invalid",
        { { SONDE_EVIDENCE_PROXY, "http://127.0.0.1:" },
          { SONDE_EVIDENCE_SYSTEM_MESSAGE, "refused" } } } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      RawPeerScript script = { .answer = rows[i].answer, .end = RAW_PEER_FIN };
      RawPeer *peer = raw_peer_new (&script);
      g_autoptr (Fixture) fixture = fixture_new ("ws://behind.invalid:5000/");
      g_autofree char *proxy_uri = g_strdup_printf ("http://127.0.0.1:%u",
                                                    (guint) raw_peer_get_port (peer));

      test_proxies_set ("behind.invalid", proxy_uri);
      if (rows[i].answer == NULL)
        g_clear_pointer (&peer, raw_peer_free);
      sonde_connection_open (fixture->connection);
      check_end (fixture, &rows[i].expected);
      g_clear_pointer (&peer, raw_peer_free);
    }
  test_proxies_set (NULL, NULL);
}

/* An address of the link without the link: what the system says is all there is to say. */
static void
test_other (void)
{
  static const Expected expected = { SONDE_CAUSE_DIAL_FAILED,
                                     NULL,
                                     { { SONDE_EVIDENCE_STAGE, "TCP" } } };
  g_autoptr (Fixture) fixture = fixture_new ("ws://[fe80::1]:5000/");

  sonde_connection_open (fixture->connection);
  fixture_wait_for (fixture, SONDE_STATE_CLOSED);
  check_end (fixture, &expected);
}

static void
test_words (void)
{
  for (SondeCause cause = SONDE_CAUSE_NONE + 1; cause < SONDE_CAUSE_N_CAUSES; cause++)
    {
      const SondeDiagnosis *diagnosis = sonde_diagnosis_of_cause (cause);

      g_assert_nonnull (diagnosis->id);
      g_test_message ("%s", diagnosis->id);
      g_assert_cmpstr (sonde_diagnosis_get_title (diagnosis), !=, "");
      g_assert_cmpint (g_utf8_strlen (sonde_diagnosis_get_title (diagnosis), -1), <=, 60);
      g_assert_true (g_str_has_suffix (sonde_diagnosis_get_explanation (diagnosis), "."));
      g_assert_nonnull (sonde_diagnosis_get_try (diagnosis, 0));
      g_assert_null (sonde_diagnosis_get_try (diagnosis, SONDE_DIAGNOSIS_MAX_TRIES));
      for (SondeCause other = SONDE_CAUSE_NONE + 1; other < cause; other++)
        g_assert_cmpstr (sonde_diagnosis_of_cause (other)->id, !=, diagnosis->id);
    }
}

static void
test_report_keeps_secrets (void)
{
  g_autoptr (GError) error = sonde_diagnosis_new_error (SONDE_CAUSE_REFUSED, "It is so");
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("ws://station:5000/ws?token=abc", NULL);
  g_autofree char *report = NULL;

  g_assert_true (sonde_endpoint_add_header (endpoint, "Authorization: Bearer def", NULL));
  report = sonde_diagnosis_write_report (error, endpoint);
  g_assert_nonnull (strstr (report, "ws://station:5000/ws"));
  g_assert_null (strstr (report, "abc"));
  g_assert_null (strstr (report, "def"));
}

static void
test_evidence_is_printable (void)
{
  g_autoptr (GError) error = sonde_diagnosis_new_error (SONDE_CAUSE_REFUSED, "It is so");
  g_autoptr (GError) copy = NULL;
  g_autofree char *flood = g_strnfill (100000, 'x');

  sonde_error_add_text (error, SONDE_EVIDENCE_BODY,
                        " a\r\n\tb\x01\xff\xe2\x80\xae"
                        "c ");
  sonde_error_add_text (error, SONDE_EVIDENCE_SERVER, flood);
  sonde_error_add_text (error, SONDE_EVIDENCE_LOCATION, NULL);
  copy = g_error_copy (error);
  g_clear_error (&error);
  g_assert_cmpstr (find (copy, SONDE_EVIDENCE_BODY)->text, ==,
                   "a b\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
                   "c");
  g_assert_cmpuint (strlen (find (copy, SONDE_EVIDENCE_SERVER)->text), <, 500);
  g_assert_null (find (copy, SONDE_EVIDENCE_LOCATION));
  g_assert_cmpint (sonde_error_get_cause (copy), ==, SONDE_CAUSE_REFUSED);
}

/* A row without a test of its own would be a promise that nobody has kept. */
static void
test_all_provoked (void)
{
  /* See test-network and test-local-names. */
  static const SondeCause elsewhere[] = {
    SONDE_CAUSE_LOCAL_NAME_NOT_FOUND,
    SONDE_CAUSE_LOCAL_NAME_IN_SANDBOX,
    SONDE_CAUSE_NO_NETWORK,
    SONDE_CAUSE_UNREACHABLE,
    SONDE_CAUSE_FORBIDDEN,
    SONDE_CAUSE_LOST_NETWORK,
    SONDE_CAUSE_HALF_OPEN,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (elsewhere); i++)
    provoked[elsewhere[i]] = TRUE;
  for (SondeCause cause = SONDE_CAUSE_NONE + 1; cause < SONDE_CAUSE_N_CAUSES; cause++)
    {
      if (!provoked[cause])
        g_error ("no test brings about “%s”", sonde_diagnosis_of_cause (cause)->id);
    }
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "sonde-test", TRUE);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_type_ensure (TEST_TYPE_PROXIES);

  g_test_add_func ("/diagnosis/words", test_words);
  g_test_add_func ("/diagnosis/report-keeps-secrets", test_report_keeps_secrets);
  g_test_add_func ("/diagnosis/evidence-is-printable", test_evidence_is_printable);
  g_test_add_func ("/diagnosis/names", test_names);
  g_test_add_func ("/diagnosis/refused", test_refused);
  g_test_add_func ("/diagnosis/full-listener", test_full_listener);
  g_test_add_func ("/diagnosis/silent-peer", test_silent_peer);
  g_test_add_func ("/diagnosis/proxies", test_proxies);
  g_test_add_func ("/diagnosis/other", test_other);
  g_test_add_func ("/diagnosis/certificates", test_certificates);
  g_test_add_func ("/diagnosis/authorities", test_authorities);
  g_test_add_func ("/diagnosis/tls-bytes", test_tls_bytes);
  g_test_add_func ("/diagnosis/answers", test_answers);
  g_test_add_func ("/diagnosis/frames", test_frames);
  g_test_add_func ("/diagnosis/ping-flood", test_ping_flood);
  g_test_add_func ("/diagnosis/lost", test_lost);
  g_test_add_func ("/diagnosis/dead-peer", test_dead_peer);
  g_test_add_func ("/diagnosis/all-provoked", test_all_provoked);

  return g_test_run ();
}
