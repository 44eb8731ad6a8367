/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SONDE_TYPE_TWIN_BOX (sonde_twin_box_get_type ())

/* Puts its children side by side, all of one width, where each gets as much as it needs, and below
 * each other where there is less room.
 *
 * Properties: "spacing" (int, pixels), "column-width" (int, pixels: the least that a child is to
 * get side by side). */
G_DECLARE_FINAL_TYPE (SondeTwinBox, sonde_twin_box, SONDE, TWIN_BOX, GtkWidget)

G_END_DECLS
