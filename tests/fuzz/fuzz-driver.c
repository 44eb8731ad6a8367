/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include <glib.h>

/* Runs a fuzz target once over every file of a folder. Fails where the folder is missing or empty.
 */
int
main (int argc, char *argv[])
{
  g_autoptr (GDir) folder = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;
  guint n_files = 0;

  if (argc != 2)
    g_error ("Usage: %s FOLDER", argv[0]);

  folder = g_dir_open (argv[1], 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);
      g_autofree char *data = NULL;
      g_autofree guint8 *exact = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (path, &data, &size, &error));
      g_assert_no_error (error);
      /* A copy without the NUL that GLib adds, so that a read beyond the end shows. */
      exact = g_memdup2 (data, size);
      LLVMFuzzerTestOneInput (exact, size);
      n_files++;
    }

  g_assert_cmpuint (n_files, >, 0);
  return 0;
}
