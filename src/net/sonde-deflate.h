/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include "sonde-message.h"

G_BEGIN_DECLS

#define SONDE_TYPE_DEFLATE (sonde_deflate_get_type ())

/* permessage-deflate (RFC 7692) for a client, with a bound on what a message inflates to, which
 * libsoup's own extension lacks. */
G_DECLARE_FINAL_TYPE (SondeDeflate, sonde_deflate, SONDE, DEFLATE, SoupWebsocketExtension)

/* Told before a compressed message, the first of its direction being 1: the last 32 KiB of what
 * those before it were before they were compressed. */
typedef void (*SondeDeflateWindowFunc) (SondeDirection direction,
                                        guint ordinal,
                                        GBytes *window,
                                        gpointer user_data);

SondeDeflate *sonde_deflate_new (gsize max_message_size);
void
sonde_deflate_set_window_func (SondeDeflate *self, SondeDeflateWindowFunc func, gpointer user_data);
const GError *sonde_deflate_get_failure (SondeDeflate *self);

G_END_DECLS
