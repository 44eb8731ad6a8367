/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-alerts.h"
#include "sonde-demo.h"
#include "sonde-peer-store.h"

G_BEGIN_DECLS

#define SONDE_TYPE_WINDOW (sonde_window_get_type ())

/* The window. Properties: "peer" (the endpoint that is shown, or NULL), "narrow" (b). */
G_DECLARE_FINAL_TYPE (SondeWindow, sonde_window, SONDE, WINDOW, AdwApplicationWindow)

SondeWindow *sonde_window_new (GtkApplication *application,
                               SondePeerStore *store,
                               SondeDemo *demo,
                               GSettings *settings);

void sonde_window_set_alerts (SondeWindow *self, SondeAlerts *alerts);
SondePeer *sonde_window_get_peer (SondeWindow *self);
void sonde_window_set_peer (SondeWindow *self, SondePeer *peer);
void sonde_window_show_page (SondeWindow *self, const char *name);
gboolean sonde_window_open_address (SondeWindow *self, const char *address, GError **error);
void sonde_window_open_recording (SondeWindow *self, const char *path);
void sonde_window_try_demo (SondeWindow *self);
void sonde_window_add_toast (SondeWindow *self, const char *title);

G_END_DECLS
