/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A question about one name always fits: 12 bytes of header, 255 of name, twice 4 after it. */
#define SONDE_DNS_MAX_QUERY_SIZE 531

/* No host has more addresses that are worth trying. */
#define SONDE_DNS_MAX_ADDRESSES 16

gsize sonde_dns_write_query (const char *name, guint16 id, gboolean unicast, guint8 *buffer);
GPtrArray *sonde_dns_read_answer (const guint8 *data, gsize size, const char *name, guint16 id);

G_END_DECLS
