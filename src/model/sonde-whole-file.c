/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* for O_TMPFILE */
#include "config.h"

#include "sonde-whole-file.h"

#include "sonde-format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define DESCRIPTORS "/proc/self/fd"

struct _SondeWholeFile
{
  char *path;           /* or NULL: standard output */
  char *temporary_path; /* in the same folder, or NULL while the file has no name */
  FILE *stream;
};

static gboolean
fail (SondeWholeFile *self, int saved_errno, GError **error)
{
  g_autofree char *name = self->path != NULL ? sonde_format_path (self->path)
                                             : g_strdup (_ ("standard output"));

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno),
               _ ("Cannot write to “%s”: %s"), name, g_strerror (saved_errno));
  return FALSE;
}

/* A file without a name: whatever ends the program, nothing of it is left. Some file systems have
 * none, and a name is given to it through /proc. */
static int
open_nameless (const char *path)
{
#ifdef O_TMPFILE
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_file_test (DESCRIPTORS, G_FILE_TEST_IS_DIR))
    return g_open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
#endif

  return -1;
}

static int
open_named (SondeWholeFile *self)
{
  int fd;

  self->temporary_path = g_strdup_printf ("%s.XXXXXX", self->path);
  fd = g_mkstemp_full (self->temporary_path, O_RDWR | O_CLOEXEC, 0666);
  if (fd < 0)
    g_clear_pointer (&self->temporary_path, g_free);

  return fd;
}

/* Only a name that is free can be given, which that of the file may not be. */
static gboolean
give_name (SondeWholeFile *self)
{
  g_autofree char *descriptor = g_strdup_printf (DESCRIPTORS "/%d", fileno (self->stream));

  while (TRUE)
    {
      g_autofree char *name = g_strdup_printf ("%s.%08x", self->path, g_random_int ());

      if (linkat (AT_FDCWD, descriptor, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0)
        {
          self->temporary_path = g_steal_pointer (&name);
          return TRUE;
        }
      if (errno != EEXIST)
        return FALSE;
    }
}

/**
 * sonde_whole_file_new:
 * @path: (nullable): the file, or %NULL for standard output
 *
 * Returns: (transfer full) (nullable): a file to write to, or %NULL with a #GFileError
 */
SondeWholeFile *
sonde_whole_file_new (const char *path, GError **error)
{
  g_autoptr (SondeWholeFile) self = g_new0 (SondeWholeFile, 1);
  int fd;

  if (path == NULL)
    {
      self->stream = stdout;
      return g_steal_pointer (&self);
    }

  self->path = g_strdup (path);
  fd = open_nameless (path);
  if (fd < 0)
    fd = open_named (self);
  if (fd < 0)
    {
      fail (self, errno, error);
      return NULL;
    }

  self->stream = fdopen (fd, "w");
  g_assert (self->stream != NULL);
  return g_steal_pointer (&self);
}

/**
 * sonde_whole_file_free:
 * @self: a file
 *
 * Frees the file. One that is not finished leaves nothing behind.
 */
void
sonde_whole_file_free (SondeWholeFile *self)
{
  if (self->stream != NULL && self->stream != stdout)
    fclose (self->stream);
  if (self->temporary_path != NULL)
    g_unlink (self->temporary_path);
  g_free (self->temporary_path);
  g_free (self->path);
  g_free (self);
}

/**
 * sonde_whole_file_write:
 * @data: (array length=size): bytes
 *
 * Returns: %FALSE with a #GFileError; %G_FILE_ERROR_PIPE where the reader went away, which is no
 *   error worth words
 */
gboolean
sonde_whole_file_write (SondeWholeFile *self, const char *data, gsize size, GError **error)
{
  errno = 0;
  if (fwrite (data, 1, size, self->stream) == size)
    return TRUE;

  return fail (self, errno, error);
}

/**
 * sonde_whole_file_create_stream:
 * @self: a file, to which nothing is written in another way
 *
 * Returns: (transfer full): what writes to the file. To close it does nothing: the file is whole
 *   with sonde_whole_file_finish()
 */
GOutputStream *
sonde_whole_file_create_stream (SondeWholeFile *self)
{
  return g_unix_output_stream_new (fileno (self->stream), FALSE);
}

/**
 * sonde_whole_file_finish:
 * @self: a file in which all is written
 *
 * Has the file appear under its name, in place of one that was there.
 *
 * Returns: %FALSE with a #GFileError, and then what was there still is
 */
gboolean
sonde_whole_file_finish (SondeWholeFile *self, GError **error)
{
  FILE *stream = self->stream;

  if (fflush (stream) != 0)
    return fail (self, errno, error);
  if (self->path == NULL)
    return TRUE;

  if (fsync (fileno (stream)) != 0 || (self->temporary_path == NULL && !give_name (self)))
    return fail (self, errno, error);
  self->stream = NULL;
  if (fclose (stream) != 0 || g_rename (self->temporary_path, self->path) != 0)
    return fail (self, errno, error);

  g_clear_pointer (&self->temporary_path, g_free);
  return TRUE;
}
