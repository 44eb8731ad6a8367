/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-connection.h"
#include "sonde-dataset.h"
#include "sonde-endpoint.h"
#include "sonde-frame-log.h"
#include "sonde-message-log.h"
#include "sonde-net-thread.h"
#include "sonde-outgoing.h"
#include "sonde-repeater.h"
#include "sonde-sink.h"
#include "sonde-status.h"

G_BEGIN_DECLS

#define SONDE_TYPE_SESSION (sonde_session_get_type ())

/* Twelve days of a measure every second, at 17 bytes a sample: where nothing is recorded, what is
 * forgotten is lost. Where it is, the past is read from there, and nine hours will do, or the
 * better part of an hour at ten measures a second. */
#define SONDE_SESSION_MAX_SAMPLES          (1024 * 1024)
#define SONDE_SESSION_MAX_RECORDED_SAMPLES (32 * 1024)

/* The interface thread's handle on one endpoint: its connection and probe run on the net thread,
 * its dataset and log can be read at any time, and its status changes at most once per frame
 * (notify::status, on the context where the session was made).
 *
 * Signals, on the same context:
 *  "verdict" (SondeCommand *command): a command left the pending state
 *  "command-failed" (SondeCommandKind kind, GError *error): a command could not be sent */
G_DECLARE_FINAL_TYPE (SondeSession, sonde_session, SONDE, SESSION, GObject)

SondeSession *sonde_session_new (SondeNetThread *thread, const SondeEndpoint *endpoint);

const SondeEndpoint *sonde_session_get_endpoint (SondeSession *self);
/* A new address or option takes effect with the next connect. */
void sonde_session_set_endpoint (SondeSession *self, const SondeEndpoint *endpoint);
SondeDataset *sonde_session_get_dataset (SondeSession *self);
SondeMessageLog *sonde_session_get_log (SondeSession *self);
SondeFrameLog *sonde_session_get_frame_log (SondeSession *self);
SondeStatus *sonde_session_get_status (SondeSession *self); /* never NULL */
void sonde_session_set_sink (SondeSession *self, SondeSink *sink);

SondeNetThread *sonde_session_get_thread (SondeSession *self);

/* Called on the net thread, with NULL and %SONDE_ERROR_NOT_CONNECTED where there is no connection.
 */
typedef void (*SondeSessionLend) (SondeConnection *connection,
                                  const GError *error,
                                  gpointer user_data);

void sonde_session_lend_connection (SondeSession *self,
                                    SondeSessionLend lend,
                                    gpointer user_data,
                                    GDestroyNotify destroy);

void sonde_session_connect (SondeSession *self);
void sonde_session_disconnect (SondeSession *self);
void sonde_session_send_etat (SondeSession *self, gboolean on);
void sonde_session_send_periode (SondeSession *self, gint64 period_ms);

/* Answer once the message was queued on the connection, or with why not. */
void sonde_session_send_async (SondeSession *self,
                               const SondeOutgoing *outgoing,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
void sonde_session_repeat_async (SondeSession *self,
                                 const SondeOutgoing *outgoing,
                                 guint period_ms,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void sonde_session_stop_repeating (SondeSession *self);
gboolean sonde_session_send_finish (SondeSession *self, GAsyncResult *result, GError **error);

G_END_DECLS
