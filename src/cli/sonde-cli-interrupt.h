/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The sources that watch SIGINT and SIGTERM; zeroed while nothing is watched. */
typedef struct
{
  guint source_ids[2];
} SondeCliInterrupt;

void sonde_cli_interrupt_watch (SondeCliInterrupt *self, GSourceFunc func, gpointer user_data);
void sonde_cli_interrupt_clear (SondeCliInterrupt *self);

G_END_DECLS
