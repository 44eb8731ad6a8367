/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SondeCliStatus:
 * @SONDE_CLI_DONE: what was asked was done
 * @SONDE_CLI_FAILED: it ran, and the check failed or the connection was lost on the way
 * @SONDE_CLI_USAGE: the command line could not be understood; nothing was done
 * @SONDE_CLI_CONTRADICTED: the probe has another value than the one asked for
 * @SONDE_CLI_UNANSWERED: nothing came within the limit
 * @SONDE_CLI_UNCONNECTED: could not connect, or the mock could not listen
 *
 * The exit statuses of `sonde-cli`.
 */
typedef enum
{
  SONDE_CLI_DONE = 0,
  SONDE_CLI_FAILED = 1,
  SONDE_CLI_USAGE = 2,
  SONDE_CLI_CONTRADICTED = 3,
  SONDE_CLI_UNANSWERED = 4,
  SONDE_CLI_UNCONNECTED = 5,
} SondeCliStatus;

#define SONDE_CLI_N_STATUSES 6

G_END_DECLS
