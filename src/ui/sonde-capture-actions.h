/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-peer.h"

G_BEGIN_DECLS

/* What is done with capture files. The first two ask for one; all work on a thread of GLib's pool,
 * and say how that went by the action "win.toast" of @widget. */
void sonde_capture_actions_save (GtkWidget *widget, SondePeer *peer);
void sonde_capture_actions_open (GtkWidget *widget);
void sonde_capture_actions_open_file (GtkWidget *widget, GFile *file);

G_END_DECLS
