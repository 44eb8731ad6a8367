/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-frame-log.h"

G_BEGIN_DECLS

#define SONDE_TYPE_TAP_INPUT (sonde_tap_input_get_type ())

/* The reading half of a #SondeTapStream.
 *
 * Signals:
 *  "control-frame" (SondeOpcode opcode, GBytes *payload)
 *  "failed" (GError *error) */
G_DECLARE_FINAL_TYPE (SondeTapInput, sonde_tap_input, SONDE, TAP_INPUT, GInputStream)

SondeTapInput *sonde_tap_input_new (GInputStream *base,
                                    GBytes *received,
                                    gboolean deflate,
                                    guint64 max_message_size);

void sonde_tap_input_accept_masked (SondeTapInput *self);
void sonde_tap_input_set_log (SondeTapInput *self, SondeFrameLog *log, guint dial);
void sonde_tap_input_discard (SondeTapInput *self);
void sonde_tap_input_cut (SondeTapInput *self);
gint64 sonde_tap_input_get_arrival_us (SondeTapInput *self);
gint64 sonde_tap_input_get_life_us (SondeTapInput *self);
guint64 sonde_tap_input_get_n_bytes (SondeTapInput *self);

G_END_DECLS
