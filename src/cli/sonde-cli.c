/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-program.h"

int
main (int argc, char **argv)
{
  return sonde_cli_main (argc, argv);
}
