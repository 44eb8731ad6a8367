/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-state.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ON  "on\n"
#define OFF "off\n"

/**
 * sonde_mock_state_load:
 * @path: (type filename) (nullable): the file that plays the board's flash memory
 * @fallback: what to return where the file says neither on nor off
 *
 * Reads `etat` as sonde_mock_state_save() left it. Whatever else stands at @path (nothing, a
 * directory, a pipe, a huge file) is the same as no file.
 *
 * Returns: whether the board measures
 */
gboolean
sonde_mock_state_load (const char *path, gboolean fallback)
{
  char text[sizeof OFF + 1] = ""; /* room to see that more follows */
  struct stat status;
  int fd;

  if (path == NULL)
    return fallback;

  /* A pipe without a writer must not make this wait. */
  fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return fallback;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && read (fd, text, sizeof text - 1) < 0)
    text[0] = '\0';
  close (fd);

  if (strcmp (text, ON) == 0)
    return TRUE;
  if (strcmp (text, OFF) == 0)
    return FALSE;

  return fallback;
}

/**
 * sonde_mock_state_save:
 * @path: (type filename) (nullable): where to keep it, or %NULL to keep it nowhere
 * @etat: whether the board measures
 *
 * Replaces the file as a whole, so that a crash leaves the old or the new. A failure is logged: the
 * simulated board goes on without its memory.
 */
void
sonde_mock_state_save (const char *path, gboolean etat)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;

  if (path == NULL)
    return;

  folder = g_path_get_dirname (path);
  g_mkdir_with_parents (folder, 0700);
  if (!g_file_set_contents (path, etat ? ON : OFF, -1, &error))
    g_message ("The state of the mock probe is not kept: %s", error->message);
}
