/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-drawing.h"

#include "sonde-error.h"

#include <errno.h>
#include <unistd.h>
#include <glib/gi18n.h>

/* The same program again, with the charts in it. They stand on GTK, whose libraries alone take the
 * system several times as long to load as a command such as “accept” takes altogether. */
#define PAINTER "sonde-cli-picture"

static SondeCliDrawFunc draw_func;

/**
 * sonde_cli_set_draw_func:
 * @func: what draws
 *
 * Says that this program can draw.
 */
void
sonde_cli_set_draw_func (SondeCliDrawFunc func)
{
  draw_func = func;
}

/**
 * sonde_cli_get_draw_func:
 *
 * Returns: (nullable): what draws, or %NULL where another program has to
 */
SondeCliDrawFunc
sonde_cli_get_draw_func (void)
{
  return draw_func;
}

/* Beside this program, as in the build tree, or where it is installed. */
static char *
find_painter (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, PAINTER, NULL) : NULL;

  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);

  return g_build_filename (LIBEXECDIR, PAINTER, NULL);
}

/**
 * sonde_cli_become_painter:
 * @command: what was typed
 * @words: all that was typed after it, ended by %NULL
 *
 * Has the program that can draw do the same command in the place of this one, which ends here.
 *
 * Returns: %FALSE with %SONDE_ERROR_FAILED where there is no such program
 */
gboolean
sonde_cli_become_painter (const char *command, const char *const *words, GError **error)
{
  g_autofree char *painter = find_painter ();
  g_autoptr (GPtrArray) line = g_ptr_array_new ();

  g_ptr_array_add (line, (gpointer) "sonde-cli");
  g_ptr_array_add (line, (gpointer) command);
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (line, (gpointer) words[i]);
  g_ptr_array_add (line, NULL);
  execv (painter, (char **) line->pdata);

  g_set_error (error, SONDE_ERROR, SONDE_ERROR_FAILED,
               /* Translators: a program, and why it cannot be started. */
               _ ("Pictures are drawn by “%s”, which comes with the desktop application: %s"),
               painter, g_strerror (errno));
  return FALSE;
}
