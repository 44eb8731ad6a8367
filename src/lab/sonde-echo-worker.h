/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-connection.h"
#include "sonde-dataset.h"
#include "sonde-echo-plan.h"
#include "sonde-echo-report.h"

G_BEGIN_DECLS

/* One run of an echo lab, on the net thread. */
typedef struct _SondeEchoWorker SondeEchoWorker;

/* Called on the context that was thread-default where the worker was made, with its latest report;
 * not any more after sonde_echo_worker_detach(), which is for that thread. */
typedef void (*SondeEchoWorkerFunc) (SondeEchoReport *report, gpointer user_data);

SondeEchoWorker *sonde_echo_worker_new (const SondeEchoPlan *plan,
                                        SondeDataset *dataset,
                                        SondeEchoWorkerFunc func,
                                        gpointer user_data);
SondeEchoWorker *sonde_echo_worker_ref (SondeEchoWorker *self);
void sonde_echo_worker_unref (SondeEchoWorker *self);
void sonde_echo_worker_detach (SondeEchoWorker *self);

/* On the net thread */
void sonde_echo_worker_dial (SondeEchoWorker *self, const SondeEndpoint *endpoint);
void
sonde_echo_worker_use (SondeEchoWorker *self, SondeConnection *connection, const GError *error);
void sonde_echo_worker_stop (SondeEchoWorker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeEchoWorker, sonde_echo_worker_unref)

G_END_DECLS
