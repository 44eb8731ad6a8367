/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-peer.h"

G_BEGIN_DECLS

#define SONDE_TYPE_COMPOSER (sonde_composer_get_type ())

/* Where a message is typed and sent. Properties: "peer", "settings", "problem" (s, to read). */
G_DECLARE_FINAL_TYPE (SondeComposer, sonde_composer, SONDE, COMPOSER, AdwBin)

G_END_DECLS
