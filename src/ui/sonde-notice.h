/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-peer.h"

G_BEGIN_DECLS

#define SONDE_TYPE_NOTICE (sonde_notice_get_type ())

/* Properties: "peer", "wait-s" (u, seconds until the next attempt). */
G_DECLARE_FINAL_TYPE (SondeNotice, sonde_notice, SONDE, NOTICE, AdwBin)

G_END_DECLS
