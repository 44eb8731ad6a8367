/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-peer.h"

G_BEGIN_DECLS

#define SONDE_TYPE_COMMAND_BAR (sonde_command_bar_get_type ())

/* The commands of a probe: what it last announced, what was asked and what became of it.
 * Properties: "peer", "problem" (s, why nothing was asked, or NULL; to read). */
G_DECLARE_FINAL_TYPE (SondeCommandBar, sonde_command_bar, SONDE, COMMAND_BAR, AdwBin)

G_END_DECLS
