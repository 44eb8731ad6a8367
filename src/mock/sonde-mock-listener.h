/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SondeMockListener SondeMockListener;

typedef void (*SondeMockListenerFunc) (GSocket *socket, gpointer user_data);

SondeMockListener *sonde_mock_listener_new (const char *address,
                                            guint16 port,
                                            SondeMockListenerFunc func,
                                            gpointer user_data,
                                            GError **error);
void sonde_mock_listener_free (SondeMockListener *self);

char *sonde_mock_listener_build_uri (SondeMockListener *self);
void sonde_mock_listener_set_held (SondeMockListener *self, gboolean held);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeMockListener, sonde_mock_listener_free)

G_END_DECLS
