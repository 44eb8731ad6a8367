/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SONDE_MDNS_PORT 5353

/* Asks the network itself for the addresses of a name: a one-shot query of RFC 6762, section 5.1.
 */

void sonde_mdns_query_async (const char *name,
                             guint16 port,
                             GPtrArray *interfaces,
                             guint16 mdns_port,
                             guint limit_ms,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GPtrArray *sonde_mdns_query_finish (GAsyncResult *result, GError **error);

G_END_DECLS
