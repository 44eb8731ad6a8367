/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SONDE_TYPE_ACCEPT_VIEW (sonde_accept_view_get_type ())

/* The way from a key to its Sec-WebSocket-Accept, in four steps.
 *
 * Properties: "key" (string, nullable), "answer" (string, nullable: what the server answered). */
G_DECLARE_FINAL_TYPE (SondeAcceptView, sonde_accept_view, SONDE, ACCEPT_VIEW, AdwBin)

G_END_DECLS
