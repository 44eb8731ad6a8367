/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-window.h"

G_BEGIN_DECLS

#define SONDE_TYPE_DROP_AREA (sonde_drop_area_get_type ())

/* The whole of a window as a place for files: it says what becomes of those that are held over it,
 * and opens what is dropped.
 * Properties, read only: "over" (b, whether files are held over it), "welcome" (b, whether any of
 * them can be opened), "title" (s). */
G_DECLARE_FINAL_TYPE (SondeDropArea, sonde_drop_area, SONDE, DROP_AREA, AdwBin)

void sonde_drop_area_cover (SondeWindow *window);

G_END_DECLS
