/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-window.h"

G_BEGIN_DECLS

/* What a window does with the recording of its peer: “win.add-note”, “win.save-recording”,
 * “win.open-recording”, “win.show-recording”. */
void sonde_recording_actions_install (GtkWidgetClass *widget_class);
void sonde_recording_actions_update (SondeWindow *window);
void sonde_recording_actions_open (SondeWindow *window, GFile *file);

G_END_DECLS
