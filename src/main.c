/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "sonde-application.h"

/* A build that was not installed has its translations in its own tree; `meson devenv` says where.
 */
static const char *
get_locale_dir (void)
{
  const char *dir = g_getenv ("SONDE_LOCALE_DIR");

  return dir != NULL ? dir : LOCALEDIR;
}

int
main (int argc, char **argv)
{
  g_autoptr (SondeApplication) application = NULL;
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, get_locale_dir ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname (APP_ID);

  application = sonde_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  return status != 0 ? status : sonde_application_get_exit_status (application);
}
