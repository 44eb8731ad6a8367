/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-dial-record.h"
#include "sonde-endpoint.h"
#include "sonde-handshake.h"

G_BEGIN_DECLS

#define SONDE_TYPE_DIALER (sonde_dialer_get_type ())

/* Dials an endpoint once: name, TCP, proxy, TLS, WebSocket handshake.
 *
 * Signal "stage" (SondeDialStage stage): a stage began, on the context of the dial. */
G_DECLARE_FINAL_TYPE (SondeDialer, sonde_dialer, SONDE, DIALER, GObject)

SondeDialer *sonde_dialer_new (const SondeEndpoint *endpoint);

void sonde_dialer_set_tls_database (SondeDialer *self, GTlsDatabase *tls_database);
void sonde_dialer_offer_nothing (SondeDialer *self);
void sonde_dialer_dial_async (SondeDialer *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GIOStream *sonde_dialer_dial_finish (SondeDialer *self,
                                     GAsyncResult *result,
                                     SondeHandshakeAnswer **answer,
                                     GBytes **received,
                                     GError **error);
const SondeDialRecord *sonde_dialer_get_record (SondeDialer *self);
GSocket *sonde_dialer_get_socket (SondeDialer *self);

G_END_DECLS
