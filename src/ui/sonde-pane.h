/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SONDE_TYPE_PANE (sonde_pane_get_type ())

/* Holds one child and asks for a width of its own, so that an AdwLeaflet folds at a width that does
 * not depend on what is shown.
 *
 * Properties: "child" (GtkWidget), "natural-width" (int, pixels), "width" (int, to read: what it
 * got, told with the next frame). */
G_DECLARE_FINAL_TYPE (SondePane, sonde_pane, SONDE, PANE, GtkWidget)

G_END_DECLS
