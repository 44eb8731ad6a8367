/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-frame-log.h"

G_BEGIN_DECLS

#define SONDE_TYPE_TAP_OUTPUT (sonde_tap_output_get_type ())

/* The writing half of a #SondeTapStream.
 *
 * Signals, both within a write, so that a handler must not write:
 *  "control-frame" (SondeOpcode opcode, GBytes *payload)
 *  "message-sent" () */
G_DECLARE_FINAL_TYPE (SondeTapOutput, sonde_tap_output, SONDE, TAP_OUTPUT, GOutputStream)

SondeTapOutput *sonde_tap_output_new (GOutputStream *base, gboolean deflate);

void sonde_tap_output_set_log (SondeTapOutput *self, SondeFrameLog *log, guint dial);
gboolean sonde_tap_output_inject (SondeTapOutput *self, SondeOpcode opcode, GBytes *payload);
gboolean sonde_tap_output_inject_message (SondeTapOutput *self,
                                          SondeOpcode opcode,
                                          GBytes *payload,
                                          gsize fragment_size);
void sonde_tap_output_cut (SondeTapOutput *self);
guint64 sonde_tap_output_get_n_bytes (SondeTapOutput *self);

G_END_DECLS
