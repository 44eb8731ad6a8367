/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-dataset.h"
#include "sonde-endpoint.h"
#include "sonde-message-log.h"
#include "sonde-net-thread.h"
#include "sonde-sink.h"
#include "sonde-status.h"

G_BEGIN_DECLS

#define SONDE_SESSION_WORKER_MAX_VERDICTS 64

/* The half of a session that lives on the net thread. */
typedef struct _SondeSessionWorker SondeSessionWorker;

SondeSessionWorker *sonde_session_worker_new (SondeDataset *dataset,
                                              SondeMessageLog *log,
                                              SondeFrameLog *frame_log,
                                              GSourceFunc wake,
                                              gpointer data);
SondeSessionWorker *sonde_session_worker_ref (SondeSessionWorker *self);
void sonde_session_worker_unref (SondeSessionWorker *self);

/* On the thread that made it */
void sonde_session_worker_detach (SondeSessionWorker *self);
SondeStatus *sonde_session_worker_take_news (SondeSessionWorker *self, GPtrArray **verdicts);
void
sonde_session_worker_hand_sink (SondeSessionWorker *self, SondeNetThread *thread, SondeSink *sink);

/* On the net thread */
void sonde_session_worker_connect (SondeSessionWorker *self, const SondeEndpoint *endpoint);
void sonde_session_worker_disconnect (SondeSessionWorker *self);
void sonde_session_worker_shut_down (SondeSessionWorker *self);
gboolean sonde_session_worker_repeat (SondeSessionWorker *self,
                                      const SondeOutgoing *outgoing,
                                      guint period_ms,
                                      GError **error);
void sonde_session_worker_stop_repeating (SondeSessionWorker *self);
SondeProbe *sonde_session_worker_get_probe (SondeSessionWorker *self, GError **error);
SondeConnection *sonde_session_worker_get_connection (SondeSessionWorker *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeSessionWorker, sonde_session_worker_unref)

G_END_DECLS
