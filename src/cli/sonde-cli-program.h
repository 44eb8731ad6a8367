/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-cli-command.h"

G_BEGIN_DECLS

const SondeCliCommand *const *sonde_cli_get_commands (void);
SondeCliStatus sonde_cli_run (const char *const *words);
int sonde_cli_main (int argc, char **argv);

G_END_DECLS
