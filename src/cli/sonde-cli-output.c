/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-output.h"
#include "sonde-error.h"

#include <errno.h>
#include <stdio.h>
#include <glib/gi18n.h>

/**
 * sonde_cli_print_line:
 * @line: bytes, not necessarily a C string
 * @size: how many
 *
 * Writes the bytes and a line feed to standard output, and flushes them, so that a reader at the
 * other end of a pipe has each line as it happens. Nothing is converted to the locale's character
 * set. A reader that went away is no error worth words; a full disk is.
 *
 * Returns: %FALSE where nothing more can be written
 */
gboolean
sonde_cli_print_line (const char *line, gsize size)
{
  int saved_errno;

  errno = 0;
  if (fwrite (line, 1, size, stdout) == size && putc ('\n', stdout) != EOF && fflush (stdout) == 0)
    return TRUE;

  saved_errno = errno;
  if (saved_errno != EPIPE)
    sonde_cli_warn (_ ("Cannot write to standard output: %s"), g_strerror (saved_errno));
  return FALSE;
}

/**
 * sonde_cli_warn:
 * @format: a translated format
 * @...: its values
 *
 * Writes one diagnostic to standard error, headed by the program's name.
 */
void
sonde_cli_warn (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("sonde-cli: %s\n", text);
}

/**
 * sonde_cli_report:
 * @error: of any domain
 *
 * Writes what went wrong to standard error, and below it what to try where that is known.
 */
void
sonde_cli_report (const GError *error)
{
  const char *hint = error->domain == SONDE_ERROR ? sonde_error_get_hint (error) : NULL;

  sonde_cli_warn ("%s", error->message);
  if (hint != NULL && *hint != '\0')
    g_printerr ("%s\n", hint);
}
