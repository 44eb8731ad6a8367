/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "sonde-frame-detail.h"

G_BEGIN_DECLS

#define SONDE_TYPE_DIAGRAM_WINDOW (sonde_diagram_window_get_type ())

/* The drawing of a frame as large as a window or a projector, and what the selected field means. It
 * follows the detail that it was opened from. */
G_DECLARE_FINAL_TYPE (SondeDiagramWindow, sonde_diagram_window, SONDE, DIAGRAM_WINDOW, AdwWindow)

GtkWindow *sonde_diagram_window_new (GtkWindow *parent, SondeFrameDetail *detail);

G_END_DECLS
