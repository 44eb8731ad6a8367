/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-check-table.h"

G_BEGIN_DECLS

/* What the rows of the table do. Each leaves its verdict with the run, and waits at most for the
 * run's limit, several times over where it asks several things. */

void sonde_check_step_handshake (SondeCheckRun *run, const SondeCheckSpec *spec);
void sonde_check_step_detect_echo (SondeCheckRun *run, const SondeCheckSpec *spec);
void sonde_check_step_ping (SondeCheckRun *run, const SondeCheckSpec *spec);
void sonde_check_step_pong (SondeCheckRun *run, const SondeCheckSpec *spec);
void sonde_check_step_echo (SondeCheckRun *run, const SondeCheckSpec *spec);
void sonde_check_step_echo_size (SondeCheckRun *run, const SondeCheckSpec *spec);
void sonde_check_step_close (SondeCheckRun *run, const SondeCheckSpec *spec);
void sonde_check_step_refusal (SondeCheckRun *run, const SondeCheckSpec *spec);
void sonde_check_step_fault (SondeCheckRun *run, const SondeCheckSpec *spec);

G_END_DECLS
