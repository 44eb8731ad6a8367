/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Who told the addresses of a name. */
typedef enum
{
  SONDE_NAME_WAY_NONE,   /* nobody yet, or the address was numeric */
  SONDE_NAME_WAY_SYSTEM, /* what getaddrinfo() asks: files, name servers, perhaps mDNS */
  SONDE_NAME_WAY_AVAHI,
  SONDE_NAME_WAY_MDNS, /* the host itself, asked by Sonde */
} SondeNameWay;

/* How long nobody may answer. A probe answers within milliseconds, an idle one within a second. */
#define SONDE_RESOLVER_LIMIT_MS 3000

gboolean sonde_resolver_is_local_name (const char *host);
const char *sonde_name_way_get_label (SondeNameWay way);

void sonde_resolver_lookup_async (const char *host,
                                  guint16 port,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GPtrArray *sonde_resolver_lookup_finish (GAsyncResult *result, SondeNameWay *way, GError **error);

G_END_DECLS
