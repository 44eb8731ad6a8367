/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-interrupt.h"

#include <signal.h>
#include <glib-unix.h>

static const int signals[] = { SIGINT, SIGTERM };

/**
 * sonde_cli_interrupt_watch:
 * @self: zeroed
 * @func: called on the default main context for each SIGINT and SIGTERM, until it is cleared;
 *   must return %G_SOURCE_CONTINUE
 * @user_data: for @func
 *
 * Takes Ctrl-C and a polite kill over from the system, which would end the process at once.
 */
void
sonde_cli_interrupt_watch (SondeCliInterrupt *self, GSourceFunc func, gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    self->source_ids[i] = g_unix_signal_add (signals[i], func, user_data);
}

/**
 * sonde_cli_interrupt_clear:
 * @self: what watches, or zeroed
 *
 * Stops watching.
 */
void
sonde_cli_interrupt_clear (SondeCliInterrupt *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_clear_handle_id (&self->source_ids[i], g_source_remove);
}
