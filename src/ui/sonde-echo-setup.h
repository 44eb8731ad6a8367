/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-echo-plan.h"

G_BEGIN_DECLS

/**
 * SondeEchoTarget:
 * @SONDE_ECHO_TARGET_LIVE: the open connection of the endpoint that is shown
 * @SONDE_ECHO_TARGET_OWN: another connection to the same endpoint
 * @SONDE_ECHO_TARGET_EMBEDDED: an echo server inside Sonde
 */
typedef enum
{
  SONDE_ECHO_TARGET_LIVE,
  SONDE_ECHO_TARGET_OWN,
  SONDE_ECHO_TARGET_EMBEDDED,
} SondeEchoTarget;

#define SONDE_TYPE_ECHO_SETUP (sonde_echo_setup_get_type ())

/* The rows in which a person says what an echo run is to do. */
G_DECLARE_FINAL_TYPE (SondeEchoSetup, sonde_echo_setup, SONDE, ECHO_SETUP, AdwBin)

SondeEchoTarget sonde_echo_setup_get_target (SondeEchoSetup *self);
void sonde_echo_setup_set_target (SondeEchoSetup *self, SondeEchoTarget target);
void sonde_echo_setup_get_plan (SondeEchoSetup *self, SondeEchoPlan *plan);
void sonde_echo_setup_set_demo (SondeEchoSetup *self);

G_END_DECLS
