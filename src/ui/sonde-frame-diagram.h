/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-anatomy-view.h"

G_BEGIN_DECLS

#define SONDE_TYPE_FRAME_DIAGRAM (sonde_frame_diagram_get_type ())

/* The table of RFC 6455 section 5.2, filled with the values of a frame. */
G_DECLARE_FINAL_TYPE (
    SondeFrameDiagram, sonde_frame_diagram, SONDE, FRAME_DIAGRAM, SondeAnatomyView)

G_END_DECLS
