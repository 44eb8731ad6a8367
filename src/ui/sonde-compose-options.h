/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sonde-message.h"

G_BEGIN_DECLS

#define SONDE_TYPE_COMPOSE_OPTIONS (sonde_compose_options_get_type ())

/* How a composed message is to be sent. Properties: "opcode" (u: of the message, which decides what
 * can be chosen), "summary" (s: what is not as usual, to read; NULL for nothing). */
G_DECLARE_FINAL_TYPE (
    SondeComposeOptions, sonde_compose_options, SONDE, COMPOSE_OPTIONS, GtkPopover)

guint sonde_compose_options_get_fragment_size (SondeComposeOptions *self);
guint16 sonde_compose_options_get_close_code (SondeComposeOptions *self);
guint sonde_compose_options_get_period_ms (SondeComposeOptions *self); /* 0: sent once */

G_END_DECLS
