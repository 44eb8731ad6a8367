/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-frame-log.h"

G_BEGIN_DECLS

#define SONDE_TYPE_TAP_STREAM (sonde_tap_stream_get_type ())

/* A pollable stream between the socket and whoever speaks WebSocket: every byte passes here and is
 * dissected into frames. What breaks the framing rules or the bound on a message never reaches the
 * reader. Lives on one thread.
 *
 * Signals:
 *  "control-frame" (SondeDirection direction, SondeOpcode opcode, GBytes *payload): a whole ping,
 *     pong or close; a received one is reported before the reader sees it, and after all that came
 *     before it was read
 *  "message-sent" (): the last byte of a data message was written that was not injected
 *  "failed" (GError *error): once; what arrives from then on is thrown away */
G_DECLARE_FINAL_TYPE (SondeTapStream, sonde_tap_stream, SONDE, TAP_STREAM, GIOStream)

SondeTapStream *sonde_tap_stream_new (GIOStream *base,
                                      GBytes *received,
                                      gboolean deflate,
                                      guint64 max_message_size);

void sonde_tap_stream_accept_masked (SondeTapStream *self);
void sonde_tap_stream_set_log (SondeTapStream *self, SondeFrameLog *log, guint dial);
gboolean sonde_tap_stream_inject (SondeTapStream *self, SondeOpcode opcode, GBytes *payload);
gboolean sonde_tap_stream_inject_message (SondeTapStream *self,
                                          SondeOpcode opcode,
                                          GBytes *payload,
                                          gsize fragment_size);
void sonde_tap_stream_discard_input (SondeTapStream *self);
void sonde_tap_stream_shut_output (SondeTapStream *self);
void sonde_tap_stream_cut (SondeTapStream *self);
gboolean sonde_tap_stream_has_input (SondeTapStream *self);
gint64
sonde_tap_stream_get_arrival_us (SondeTapStream *self);     /* wall clock, of what is being read */
gint64 sonde_tap_stream_get_life_us (SondeTapStream *self); /* monotonic, of the latest bytes */
guint64 sonde_tap_stream_get_n_bytes (SondeTapStream *self, SondeDirection direction);

G_END_DECLS
