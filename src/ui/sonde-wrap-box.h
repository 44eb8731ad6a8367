/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SONDE_TYPE_WRAP_BOX (sonde_wrap_box_get_type ())

/* Puts its children side by side at their natural width, and on further lines what does not fit.
 * What is left of a line goes to its expanding children, except to one that begins it.
 * Properties: "spacing" (i, pixels between children), "line-spacing" (i, pixels between lines). */
G_DECLARE_FINAL_TYPE (SondeWrapBox, sonde_wrap_box, SONDE, WRAP_BOX, GtkWidget)

G_END_DECLS
