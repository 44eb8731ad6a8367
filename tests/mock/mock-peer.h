/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-frame.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MOCK_REQUEST                                                                               \
  "GET / HTTP/1.1\r\n"                                                                             \
  "Host: 127.0.0.1\r\n"                                                                            \
  "Upgrade: websocket\r\n"                                                                         \
  "Connection: Upgrade\r\n"                                                                        \
  "Sec-WebSocket-Key: YXplcnR5\r\n"                                                                \
  "Sec-WebSocket-Version: 13\r\n"                                                                  \
  "\r\n"

#define MOCK_ANSWER                                                                                \
  "HTTP/1.1 101 Switching Protocols\r\n"                                                           \
  "Server: arduino-WebSocketsServer\r\n"                                                           \
  "Upgrade: websocket\r\n"                                                                         \
  "Connection: Upgrade\r\n"                                                                        \
  "Sec-WebSocket-Version: 13\r\n"                                                                  \
  "Sec-WebSocket-Accept: VM6OyB4LHVc1FSyII8Ry3Z00q5s=\r\n"                                         \
  "\r\n"

#define MOCK_ETAT_ON  "{\"type\":\"etat\",\"etat\":\"on\"}"
#define MOCK_ETAT_OFF "{\"type\":\"etat\",\"etat\":\"off\"}"

/* A client made of bytes: it sends what it is told and reads what it expects. Its socket blocks,
 * with a time-out that fails the test. */

GSocket *mock_peer_connect (guint16 port);
GSocket *mock_peer_open (guint16 port);

void mock_peer_send (GSocket *peer, const void *data, gsize size);
void mock_peer_send_frame (GSocket *peer, guint8 first_byte, const void *payload, gsize size);
void mock_peer_send_text (GSocket *peer, const char *text);

void mock_peer_expect (GSocket *peer, const void *data, gsize size, const char *what);
void mock_peer_expect_text (GSocket *peer, const char *text);
char *mock_peer_read_text (GSocket *peer, const char *what);
void mock_peer_expect_greeting (GSocket *peer, const char *etat, gint64 period_ms);
void mock_peer_expect_silence (GSocket *peer);
void mock_peer_expect_end (GSocket *peer, const char *what);
void mock_peer_expect_clean_end (GSocket *peer, const char *what);

G_END_DECLS
