/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-program.h"

#include <locale.h>
#include <signal.h>
#include <glib/gi18n.h>

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  /* Standard output carries results only, and a reader that leaves is told by a failed write. */
  g_log_writer_default_set_use_stderr (TRUE);
  signal (SIGPIPE, SIG_IGN);

  g_set_prgname ("sonde-cli");
  return sonde_cli_run (argc > 0 ? (const char *const *) argv + 1 : (const char *const *) argv);
}
