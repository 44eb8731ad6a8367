/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-connection.h"
#include "sonde-echo-plan.h"
#include "sonde-echo-step.h"

G_BEGIN_DECLS

#define SONDE_TYPE_ECHO_RUN (sonde_echo_run_get_type ())

/* Sends what a plan says over a connection that is open, and judges what comes back. Lives on the
 * context of the connection, which it does not close.
 *
 * Signals:
 *  "echo" (const SondeEchoVerdict *verdict): a text or binary message came
 *  "changed" (): a count changed
 *  "finished" (GError *error): once; with NULL where the plan was carried out or its duration over,
 *     with %SONDE_ERROR_CANCELLED, or with why the connection is gone */
G_DECLARE_FINAL_TYPE (SondeEchoRun, sonde_echo_run, SONDE, ECHO_RUN, GObject)

SondeEchoRun *sonde_echo_run_new (SondeConnection *connection, const SondeEchoPlan *plan);

void sonde_echo_run_start (SondeEchoRun *self);
void sonde_echo_run_cancel (SondeEchoRun *self);
gboolean sonde_echo_run_get_running (SondeEchoRun *self);
const SondeEchoPlan *sonde_echo_run_get_plan (SondeEchoRun *self);
guint sonde_echo_run_get_n_steps (SondeEchoRun *self); /* that have begun */
void sonde_echo_run_get_step (SondeEchoRun *self, guint index, SondeEchoStep *step);
void sonde_echo_run_get_total (SondeEchoRun *self, SondeEchoStep *total);
const SondeLatency *sonde_echo_run_get_latency (SondeEchoRun *self); /* of all steps */

G_END_DECLS
