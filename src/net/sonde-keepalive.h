/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-tap-stream.h"

G_BEGIN_DECLS

/* Sends the pings of one connection, matches the pongs, and tells when the peer is dead: a ping of
 * this side is as old as the limit, and not one byte has come since it was sent.
 *
 * Lives on the #GMainContext that was thread-default when it was made. */
typedef struct _SondeKeepalive SondeKeepalive;

typedef void (*SondeKeepaliveFunc) (gpointer user_data);

SondeKeepalive *sonde_keepalive_new (SondeTapStream *tap,
                                     guint keepalive_ms,
                                     guint watchdog_ms,
                                     SondeKeepaliveFunc on_dead,
                                     gpointer user_data);
void sonde_keepalive_free (SondeKeepalive *self);

gboolean sonde_keepalive_ping (SondeKeepalive *self, GBytes *payload);
void sonde_keepalive_note_sent (SondeKeepalive *self, GBytes *payload);
gint64 sonde_keepalive_note_pong (SondeKeepalive *self, GBytes *payload);
void sonde_keepalive_stop (SondeKeepalive *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeKeepalive, sonde_keepalive_free)

G_END_DECLS
