/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-error.h"
#include "sonde-frame.h"
#include "sonde-handshake.h"

#include <string.h>

/* From the course's capture. */
#define KEY    "sdPPGM7lmVe8/lZsdgOUyg=="
#define ACCEPT "zI7J6Mqtf18Uz7ztvKglyetdk3I="

#define STATUS     "HTTP/1.1 101 Switching Protocols\r\n"
#define UPGRADE    "Upgrade: websocket\r\n"
#define CONNECTION "Connection: Upgrade\r\n"
#define ACCEPTED   "Sec-WebSocket-Accept: " ACCEPT "\r\n"
#define GOOD       STATUS UPGRADE CONNECTION ACCEPTED

static void
test_golden_keys (void)
{
  static const struct
  {
    const char *key;
    const char *accept;
  } rows[] = {
    { "dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" }, /* RFC 6455 section 1.3 */
    { "NbRO4XmDnLsEX7qLxcdY5w==", "PwFDc7Dx5UunCpEBxXsPVKzfweM=" },
    { KEY, ACCEPT },
    { "YXplcnR5", "VM6OyB4LHVc1FSyII8Ry3Z00q5s=" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("ws://host", NULL);
      g_autofree char *head = g_strdup_printf (
          STATUS UPGRADE CONNECTION "Sec-WebSocket-Accept: %s\r\n\r\n", rows[i].accept);
      g_autoptr (GError) error = NULL;
      g_autoptr (SondeHandshakeAnswer) answer = sonde_handshake_read_answer (
          (const guint8 *) head, strlen (head), endpoint, rows[i].key, &error);

      g_assert_no_error (error);
      g_assert_true (sonde_handshake_answer_accept (answer, NULL, 0, &error));
    }
}

static void
test_key (void)
{
  g_autofree char *first = sonde_handshake_create_key ();
  g_autofree char *second = sonde_handshake_create_key ();
  g_autofree guchar *bytes = NULL;
  gsize size;

  bytes = g_base64_decode (first, &size);
  g_assert_cmpuint (size, ==, 16);
  g_assert_cmpstr (first, !=, second);
}

static void
test_request (void)
{
  static const char *const subprotocols[] = { "arduino", "x", NULL };
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("ws://[::1]:5000/a?b", NULL);
  g_autofree char *plain = sonde_handshake_write_request (endpoint, KEY);
  g_autofree char *full = NULL;

  g_assert_cmpstr (plain, ==,
                   "GET /a?b HTTP/1.1\r\n"
                   "Host: [::1]:5000\r\n"
                   "Upgrade: websocket\r\n"
                   "Connection: Upgrade\r\n"
                   "Sec-WebSocket-Key: " KEY "\r\n"
                   "Sec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                   "\r\n");

  sonde_endpoint_set_address (endpoint, "wss://host/", NULL);
  sonde_endpoint_set_origin (endpoint, "null", NULL);
  sonde_endpoint_set_subprotocols (endpoint, subprotocols, NULL);
  sonde_endpoint_add_header (endpoint, "A: b", NULL);
  full = sonde_handshake_write_request (endpoint, KEY);
  g_assert_true (g_str_has_prefix (full, "GET / HTTP/1.1\r\nHost: host\r\n"));
  g_assert_true (g_str_has_suffix (full, "Origin: null\r\n"
                                         "Sec-WebSocket-Protocol: arduino, x\r\n"
                                         "A: b\r\n"
                                         "\r\n"));
}

static void
test_find_end (void)
{
  static const struct
  {
    const char *data;
    gsize end;
  } rows[] = {
    { "", 0 },
    { "HTTP/1.1 101\r\n", 0 },
    { "HTTP/1.1 101\r\n\r", 0 },
    { "a\r\n\r\n", 5 },
    { "a\r\n\r\nrest", 5 },
    { "a\n\nrest", 3 },
    { "a\n\r\nrest", 4 },
    { "a\r\nb\r\n\r\n\r\n", 8 },
    { "\n", 0 },
    { "\r\n\r\n", 4 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpuint (
        sonde_handshake_find_end ((const guint8 *) rows[i].data, strlen (rows[i].data)), ==,
        rows[i].end);
}

#define EXTENSIONS "Sec-WebSocket-Extensions: "
#define PROTOCOL   "Sec-WebSocket-Protocol: "

static void
test_answers (void)
{
  static const struct
  {
    const char *head; /* without the last empty line */
    const char *offered;
    int code;            /* -1: accepted */
    const char *section; /* of the first check that fails */
    gboolean deflate;
  } rows[] = {
    { GOOD, NULL, -1, NULL, FALSE },
    { "HTTP/1.1 101 Web Socket Protocol Handshake\r\n" UPGRADE CONNECTION ACCEPTED, NULL, -1, NULL,
      FALSE },
    { "HTTP/1.1 101\r\n" UPGRADE CONNECTION ACCEPTED, NULL, -1, NULL, FALSE },
    { STATUS "upgrade: WebSocket\r\nCONNECTION: upgrade\r\n" ACCEPTED, NULL, -1, NULL, FALSE },
    { STATUS UPGRADE "Connection: keep-alive, Upgrade\r\n" ACCEPTED, NULL, -1, NULL, FALSE },
    { STATUS UPGRADE "Connection: keep-alive\r\nConnection: Upgrade\r\n" ACCEPTED, NULL, -1, NULL,
      FALSE },
    { STATUS UPGRADE CONNECTION "Sec-WebSocket-Accept:   " ACCEPT "  \r\n", NULL, -1, NULL, FALSE },

    { STATUS CONNECTION ACCEPTED, NULL, SONDE_ERROR_HANDSHAKE, "4.1, 2", FALSE },
    { STATUS "Upgrade: h2c\r\n" CONNECTION ACCEPTED, NULL, SONDE_ERROR_HANDSHAKE, "4.1, 2", FALSE },
    { STATUS "Upgrade: websocket, h2c\r\n" CONNECTION ACCEPTED, NULL, SONDE_ERROR_HANDSHAKE,
      "4.1, 2", FALSE },
    { STATUS UPGRADE ACCEPTED, NULL, SONDE_ERROR_HANDSHAKE, "4.1, 3", FALSE },
    { STATUS UPGRADE "Connection: close\r\n" ACCEPTED, NULL, SONDE_ERROR_HANDSHAKE, "4.1, 3",
      FALSE },
    { STATUS UPGRADE "Connection: upgraded\r\n" ACCEPTED, NULL, SONDE_ERROR_HANDSHAKE, "4.1, 3",
      FALSE },
    { STATUS UPGRADE CONNECTION, NULL, SONDE_ERROR_HANDSHAKE, "4.1, 4", FALSE },
    { STATUS UPGRADE CONNECTION "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", NULL,
      SONDE_ERROR_HANDSHAKE, "4.1, 4", FALSE },
    { STATUS UPGRADE CONNECTION "Sec-WebSocket-Accept: " KEY "\r\n", NULL, SONDE_ERROR_HANDSHAKE,
      "4.1, 4", FALSE },
    { GOOD ACCEPTED, NULL, SONDE_ERROR_HANDSHAKE, "4.1, 4", FALSE },
    { "HTTP/1.0 101 Switching\r\n" UPGRADE CONNECTION ACCEPTED, NULL, SONDE_ERROR_HANDSHAKE,
      "4.2.2, 5.1", FALSE },

    { GOOD EXTENSIONS "permessage-deflate\r\n", NULL, -1, NULL, TRUE },
    { GOOD EXTENSIONS
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n",
      NULL, -1, NULL, TRUE },
    { GOOD EXTENSIONS "permessage-deflate; server_max_window_bits=8\r\n", NULL, -1, NULL, TRUE },
    { GOOD EXTENSIONS "permessage-deflate; server_max_window_bits=\"15\"\r\n", NULL, -1, NULL,
      TRUE },
    { GOOD EXTENSIONS "permessage-deflate; client_max_window_bits=15\r\n", NULL,
      SONDE_ERROR_HANDSHAKE, "RFC 7692, 7.1", FALSE },
    { GOOD EXTENSIONS "permessage-deflate; server_max_window_bits=7\r\n", NULL,
      SONDE_ERROR_HANDSHAKE, "RFC 7692, 7.1", FALSE },
    { GOOD EXTENSIONS "permessage-deflate; server_max_window_bits=08\r\n", NULL,
      SONDE_ERROR_HANDSHAKE, "RFC 7692, 7.1", FALSE },
    { GOOD EXTENSIONS "permessage-deflate; server_max_window_bits\r\n", NULL, SONDE_ERROR_HANDSHAKE,
      "RFC 7692, 7.1", FALSE },
    { GOOD EXTENSIONS "permessage-deflate; server_no_context_takeover=1\r\n", NULL,
      SONDE_ERROR_HANDSHAKE, "RFC 7692, 7.1", FALSE },
    { GOOD EXTENSIONS
      "permessage-deflate; server_no_context_takeover; server_no_context_takeover\r\n",
      NULL, SONDE_ERROR_HANDSHAKE, "RFC 7692, 7.1", FALSE },
    { GOOD EXTENSIONS "permessage-deflate; whatever\r\n", NULL, SONDE_ERROR_HANDSHAKE,
      "RFC 7692, 7.1", FALSE },
    { GOOD EXTENSIONS "permessage-deflate, permessage-deflate\r\n", NULL, SONDE_ERROR_HANDSHAKE,
      "4.1, 5", FALSE },
    { GOOD EXTENSIONS "permessage-bzip2\r\n", NULL, SONDE_ERROR_HANDSHAKE, "4.1, 5", FALSE },
    { GOOD EXTENSIONS "permessage-deflate\r\n" EXTENSIONS "x-other\r\n", NULL,
      SONDE_ERROR_HANDSHAKE, "4.1, 5", FALSE },
    { GOOD EXTENSIONS "\r\n", NULL, SONDE_ERROR_HANDSHAKE, "4.1, 5", FALSE },
    { GOOD EXTENSIONS ";;;=\r\n", NULL, SONDE_ERROR_HANDSHAKE, "4.1, 5", FALSE },

    { GOOD PROTOCOL "arduino\r\n", "arduino", -1, NULL, FALSE },
    { GOOD, "arduino", -1, NULL, FALSE },
    { GOOD PROTOCOL "arduino\r\n", NULL, SONDE_ERROR_SUBPROTOCOL, "4.1, 6", FALSE },
    { GOOD PROTOCOL "arduino\r\n", "mqtt", SONDE_ERROR_SUBPROTOCOL, "4.1, 6", FALSE },
    { GOOD PROTOCOL "Arduino\r\n", "arduino", SONDE_ERROR_SUBPROTOCOL, "4.1, 6", FALSE },
    { GOOD PROTOCOL "arduino, mqtt\r\n", "arduino", SONDE_ERROR_SUBPROTOCOL, "4.1, 6", FALSE },
    { GOOD PROTOCOL "\r\n", NULL, SONDE_ERROR_SUBPROTOCOL, "4.1, 6", FALSE },

    { "HTTP/1.1 400 Bad Request\r\n", NULL, SONDE_ERROR_NOT_WEBSOCKET, "4.1, 1", FALSE },
    { "HTTP/1.1 200 OK\r\n" UPGRADE CONNECTION ACCEPTED, NULL, SONDE_ERROR_NOT_WEBSOCKET, "4.1, 1",
      FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *offered[] = { rows[i].offered, NULL };
      g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("ws://host", NULL);
      g_autofree char *head = g_strconcat (rows[i].head, "\r\n", NULL);
      g_autoptr (SondeHandshakeAnswer) answer = NULL;
      g_autoptr (GError) error = NULL;
      const char *failed = NULL;

      sonde_endpoint_set_subprotocols (endpoint, offered, NULL);
      answer = sonde_handshake_read_answer ((const guint8 *) head, strlen (head), endpoint, KEY,
                                            &error);
      g_assert_no_error (error);
      for (guint j = 0; j < answer->checks->len; j++)
        {
          const SondeHandshakeCheck *check = g_ptr_array_index (answer->checks, j);

          g_assert_true (g_utf8_validate (check->explanation, -1, NULL));
          if (!check->passed && failed == NULL)
            failed = check->section;
        }
      if (g_strcmp0 (failed, rows[i].section) != 0)
        g_error ("row %" G_GSIZE_FORMAT ": %s failed instead of %s", i, failed, rows[i].section);

      g_assert_cmpint (sonde_handshake_answer_accept (answer, NULL, 0, &error), ==,
                       rows[i].code < 0);
      if (rows[i].code >= 0)
        g_assert_error (error, SONDE_ERROR, rows[i].code);
      else
        g_assert_cmpint (answer->deflate != NULL, ==, rows[i].deflate);
    }
}

static void
test_not_http (void)
{
  static const struct
  {
    const char *data;
    gsize size;
  } rows[] = {
    { "\r\n\r\n", 4 },          { "SSH-2.0-OpenSSH_9.2\r\n\r\n", 23 },
    { "HTTP/1.1\r\n\r\n", 12 }, { "HTTP/1.1 101 a\0b\r\n\r\n", 20 },
    { "\xff\xfe\r\n\r\n", 6 },  { "", 0 },
  };
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("ws://host", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sonde_handshake_read_answer ((const guint8 *) rows[i].data, rows[i].size,
                                                  endpoint, KEY, &error));
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_NOT_WEBSOCKET);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *head;
    const char *body;
    const char *message;
  } rows[] = {
    { "HTTP/1.1 400 Bad Request\r\n\r\n", "This is a Websocket server only!",
      "The server answered 400 Bad Request: “This is a Websocket server only!”" },
    { "HTTP/1.1 404 Not Found\r\n\r\n", "", "The server answered 404 Not Found" },
    { "HTTP/1.1 426 Upgrade Required\r\n\r\n", "\xff",
      "The server answered 426 Upgrade Required: “�”" },
    { "HTTP/1.1 302 Found\r\nLocation: https://elsewhere/\r\n\r\n", "body",
      "The server answered 302 Found and points to “https://elsewhere/”" },
    { "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n", "  \r\n<html>",
      "The server answered 200 OK: “<html>”" },
  };
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("ws://host", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SondeHandshakeAnswer) answer = sonde_handshake_read_answer (
          (const guint8 *) rows[i].head, strlen (rows[i].head), endpoint, KEY, &error);

      g_assert_no_error (error);
      g_assert_false (sonde_handshake_answer_accept (answer, (const guint8 *) rows[i].body,
                                                     strlen (rows[i].body), &error));
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_NOT_WEBSOCKET);
      g_assert_cmpstr (error->message, ==, rows[i].message);
    }
}

static void
test_many_headers (void)
{
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("ws://host", NULL);
  g_autoptr (GString) head = g_string_new (GOOD);
  g_autoptr (SondeHandshakeAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 1000; i++)
    g_string_append_printf (head, "X-Header-%d: %d\r\n", i, i);
  g_string_append (head, "Server: last\r\n\r\n");
  answer = sonde_handshake_read_answer ((const guint8 *) head->str, head->len, endpoint, KEY,
                                        &error);
  g_assert_no_error (error);
  g_assert_true (sonde_handshake_answer_accept (answer, NULL, 0, &error));
  g_assert_cmpstr (answer->server, ==, "last");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/handshake/golden-keys", test_golden_keys);
  g_test_add_func ("/handshake/key", test_key);
  g_test_add_func ("/handshake/request", test_request);
  g_test_add_func ("/handshake/find-end", test_find_end);
  g_test_add_func ("/handshake/answers", test_answers);
  g_test_add_func ("/handshake/not-http", test_not_http);
  g_test_add_func ("/handshake/refusals", test_refusals);
  g_test_add_func ("/handshake/many-headers", test_many_headers);

  return g_test_run ();
}
