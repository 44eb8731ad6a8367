/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Asks the mDNS daemon Avahi for the addresses of a name, over the system bus: from inside a
 * sandbox that is allowed, where its plug-in for the system's resolver is not there. */

void sonde_avahi_query_async (const char *name,
                              guint16 port,
                              guint limit_ms,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GPtrArray *sonde_avahi_query_finish (GAsyncResult *result, GError **error);

G_END_DECLS
