/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-handshake.h"
#include "sonde-frame.h"

#include <libsoup/soup.h>
#include <string.h>

/* Word for word what arduinoWebSockets 2.4.1 sends, whose two spellings of its own name differ. */
#define REFUSAL                                                                                    \
  "HTTP/1.1 400 Bad Request\r\n"                                                                   \
  "Server: arduino-WebSocket-Server\r\n"                                                           \
  "Content-Type: text/plain\r\n"                                                                   \
  "Content-Length: 32\r\n"                                                                         \
  "Connection: close\r\n"                                                                          \
  "Sec-WebSocket-Version: 13\r\n"                                                                  \
  "\r\n"                                                                                           \
  "This is a Websocket server only!"

/**
 * sonde_mock_handshake_find_end:
 * @data: (array length=size): what a client has sent
 * @size: how many bytes
 *
 * Looks for the empty line that ends an HTTP head. Lines may end without a carriage return.
 *
 * Returns: the size of the head with its empty line, or 0 while it is not complete
 */
gsize
sonde_mock_handshake_find_end (const guint8 *data, gsize size)
{
  const guint8 *end = data + size;

  for (const guint8 *line = data; line < end;)
    {
      const guint8 *feed = memchr (line, '\n', (gsize) (end - line));

      if (feed == NULL)
        return 0;
      if (feed == line || (feed == line + 1 && *line == '\r'))
        return (gsize) (feed + 1 - data);
      line = feed + 1;
    }

  return 0;
}

static const char *
get_value (SoupMessageHeaders *headers, const char *name)
{
  const char *value = soup_message_headers_get_one (headers, name);

  return value != NULL ? value : "";
}

static gboolean
is_upgrade (const char *method, const char *path, SoupMessageHeaders *headers)
{
  g_autofree char *connection = g_ascii_strdown (get_value (headers, "Connection"), -1);

  return g_strcmp0 (method, "GET") == 0 && path != NULL && *path != '\0' &&
         strstr (connection, "upgrade") != NULL &&
         g_ascii_strcasecmp (get_value (headers, "Upgrade"), "websocket") == 0 &&
         g_ascii_strtoll (get_value (headers, "Sec-WebSocket-Version"), NULL, 10) == 13 &&
         *get_value (headers, "Sec-WebSocket-Key") != '\0';
}

/**
 * sonde_mock_handshake_answer:
 * @head: (array length=size): an HTTP head with its empty line
 * @size: its size in bytes, at most %SONDE_MOCK_MAX_HEAD_SIZE
 * @echo: answer as the echo server, which chooses no subprotocol; the board answers `arduino` to
 * any offer
 * @upgraded: (out): whether the protocol was switched; the connection closes where it was not
 *
 * Answers the opening handshake (RFC 6455 section 4.2.2). Like the board it takes a key of any
 * length.
 *
 * Returns: (transfer full): the bytes to send
 */
char *
sonde_mock_handshake_answer (const char *head, gsize size, gboolean echo, gboolean *upgraded)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  g_autofree char *method = NULL;
  g_autofree char *path = NULL;
  g_autofree char *accept = NULL;
  gboolean offered;

  g_return_val_if_fail (head != NULL && size <= SONDE_MOCK_MAX_HEAD_SIZE, NULL);
  g_return_val_if_fail (upgraded != NULL, NULL);

  *upgraded = soup_headers_parse_request (head, (int) size, headers, &method, &path, NULL) ==
                  SOUP_STATUS_OK &&
              is_upgrade (method, path, headers);
  if (!*upgraded)
    return g_strdup (REFUSAL);

  accept = sonde_frame_compute_accept (get_value (headers, "Sec-WebSocket-Key"));
  offered = *get_value (headers, "Sec-WebSocket-Protocol") != '\0';

  return g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\n"
                          "Server: %s\r\n"
                          "Upgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          "Sec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Accept: %s\r\n"
                          "%s"
                          "\r\n",
                          echo ? "Sonde" : "arduino-WebSocketsServer", accept,
                          offered && !echo ? "Sec-WebSocket-Protocol: arduino\r\n" : "");
}
