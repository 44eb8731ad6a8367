/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-frame.h"

G_BEGIN_DECLS

#define SONDE_TYPE_MOCK_CLIENT (sonde_mock_client_get_type ())

G_DECLARE_FINAL_TYPE (SondeMockClient, sonde_mock_client, SONDE, MOCK_CLIENT, GObject)

/**
 * SondeMockClientHandler:
 * @echo: the handshake is the echo server's
 * @max_pending: bytes that may wait to be sent
 * @throttle: at @max_pending read no more until they are sent, instead of dropping the client
 * @opened: the handshake is done
 * @header: a frame begins; returns 0 to take it, or the code to close with
 * @frame: a whole frame, unmasked
 * @closed: the socket is closed; comes once
 *
 * What the server does with one client. Everything is called on the thread of the client.
 */
typedef struct
{
  gboolean echo;
  gsize max_pending;
  gboolean throttle;
  void (*opened) (SondeMockClient *client, gpointer user_data);
  guint16 (*header) (SondeMockClient *client, const SondeFrameHeader *header, gpointer user_data);
  void (*frame) (SondeMockClient *client,
                 const SondeFrameHeader *header,
                 const guint8 *payload,
                 gpointer user_data);
  void (*closed) (SondeMockClient *client, gpointer user_data);
} SondeMockClientHandler;

SondeMockClient *
sonde_mock_client_new (GSocket *socket, const SondeMockClientHandler *handler, gpointer user_data);
void
sonde_mock_client_start (SondeMockClient *self, guint handshake_timeout_ms, guint stall_timeout_ms);

gboolean sonde_mock_client_is_open (SondeMockClient *self);
const char *sonde_mock_client_get_peer (SondeMockClient *self);
void sonde_mock_client_set_held (SondeMockClient *self, gboolean held);
void sonde_mock_client_poll (SondeMockClient *self);

void
sonde_mock_client_send (SondeMockClient *self, SondeOpcode opcode, const void *payload, gsize size);
void sonde_mock_client_close (SondeMockClient *self, guint16 code, gboolean linger);
void sonde_mock_client_drop (SondeMockClient *self);

G_END_DECLS
