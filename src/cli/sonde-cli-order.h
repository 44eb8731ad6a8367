/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-cli-command.h"
#include "sonde-command.h"

G_BEGIN_DECLS

SondeCliStatus
sonde_cli_order_run (const SondeCliInvocation *invocation, SondeCommandKind kind, gint64 asked);

G_END_DECLS
