/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-peer.h"

G_BEGIN_DECLS

/* What the wire page does with capture files. Both ask for a file, work on a thread of GLib's pool,
 * and say how that went by the action "win.toast" of @widget. */
void sonde_capture_actions_save (GtkWidget *widget, SondePeer *peer);
void sonde_capture_actions_open (GtkWidget *widget);

G_END_DECLS
