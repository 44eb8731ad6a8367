/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_ADDRESS_MAX_SIZE 4096

/**
 * SondeAddress:
 * @secure: `wss:` rather than `ws:`
 * @host: in ASCII and lower case; an IPv6 address without its brackets
 * @port: never 0
 * @resource: path and query, percent-encoded, starts with a slash
 *
 * The parts of a `ws:` or `wss:` URI, RFC 6455 section 3.
 */
typedef struct
{
  gboolean secure;
  char *host;
  guint16 port;
  char *resource;
} SondeAddress;

gboolean sonde_address_parse (SondeAddress *self, const char *text, GError **error);
void sonde_address_clear (SondeAddress *self);
char *sonde_address_get_authority (const SondeAddress *self);
char *sonde_address_to_uri (const SondeAddress *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SondeAddress, sonde_address_clear)

G_END_DECLS
