/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-cli-command.h"
#include "sonde-command.h"

G_BEGIN_DECLS

/* How a command that orders something of a probe may end. */
#define SONDE_CLI_ORDER_STATUSES                                                                   \
  (1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE |                         \
   1u << SONDE_CLI_CONTRADICTED | 1u << SONDE_CLI_UNANSWERED | 1u << SONDE_CLI_UNCONNECTED)

SondeCliStatus
sonde_cli_order_run (const SondeCliInvocation *invocation, SondeCommandKind kind, gint64 asked);

G_END_DECLS
