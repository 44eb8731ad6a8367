/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A server that sends one text over and over, as fast as it is read, to the first client. */
typedef struct _FloodServer FloodServer;

FloodServer *flood_server_new (const char *text, guint n_messages);
void flood_server_free (FloodServer *self);
guint16 flood_server_get_port (FloodServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FloodServer, flood_server_free)

G_END_DECLS
