/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SONDE_TYPE_WELCOME_PAGE (sonde_welcome_page_get_type ())

/* What a first run shows: an address to type, or the demo probe. Activates "win.open-address" (s)
 * and "win.try-demo". */
G_DECLARE_FINAL_TYPE (SondeWelcomePage, sonde_welcome_page, SONDE, WELCOME_PAGE, AdwBin)

G_END_DECLS
