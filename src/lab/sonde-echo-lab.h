/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-dataset.h"
#include "sonde-echo-report.h"
#include "sonde-session.h"

G_BEGIN_DECLS

/* The channel of the dataset that has the round trips, in milliseconds. */
#define SONDE_ECHO_LAB_CHANNEL     "echo-rtt"
#define SONDE_ECHO_LAB_MAX_SAMPLES (256 * 1024)

#define SONDE_TYPE_ECHO_LAB (sonde_echo_lab_get_type ())

/* The interface thread's handle on echo runs, which are on the net thread, one at a time.
 *
 * Property: "report" (SondeEchoReport, never NULL), at most twenty times a second, on the context
 * where the lab was made. */
G_DECLARE_FINAL_TYPE (SondeEchoLab, sonde_echo_lab, SONDE, ECHO_LAB, GObject)

SondeEchoLab *sonde_echo_lab_new (SondeNetThread *thread);

void
sonde_echo_lab_start (SondeEchoLab *self, const SondeEndpoint *endpoint, const SondeEchoPlan *plan);
void
sonde_echo_lab_start_live (SondeEchoLab *self, SondeSession *session, const SondeEchoPlan *plan);
void sonde_echo_lab_stop (SondeEchoLab *self);
SondeEchoReport *sonde_echo_lab_get_report (SondeEchoLab *self);
SondeDataset *sonde_echo_lab_get_dataset (SondeEchoLab *self);

G_END_DECLS
