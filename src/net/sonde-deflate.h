/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define SONDE_TYPE_DEFLATE (sonde_deflate_get_type ())

/* permessage-deflate (RFC 7692) for a client, with a bound on what a message inflates to, which
 * libsoup's own extension lacks. */
G_DECLARE_FINAL_TYPE (SondeDeflate, sonde_deflate, SONDE, DEFLATE, SoupWebsocketExtension)

SondeDeflate *sonde_deflate_new (gsize max_message_size);
const GError *sonde_deflate_get_failure (SondeDeflate *self);

G_END_DECLS
