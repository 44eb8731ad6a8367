/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-whole-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

struct _SondeWholeFile
{
  char *path;           /* or NULL: standard output */
  char *temporary_path; /* in the same folder, until the file is whole */
  FILE *stream;
};

static gboolean
fail (SondeWholeFile *self, int saved_errno, GError **error)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno),
               _ ("Cannot write to “%s”: %s"),
               self->path != NULL ? self->path : _ ("standard output"), g_strerror (saved_errno));
  return FALSE;
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
  self->temporary_path = g_strdup_printf ("%s.XXXXXX", path);
  fd = g_mkstemp_full (self->temporary_path, O_RDWR | O_CLOEXEC, 0666);
  if (fd < 0)
    {
      int saved_errno = errno;

      g_clear_pointer (&self->temporary_path, g_free);
      fail (self, saved_errno, error);
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

  if (fsync (fileno (stream)) != 0)
    return fail (self, errno, error);
  self->stream = NULL;
  if (fclose (stream) != 0 || g_rename (self->temporary_path, self->path) != 0)
    return fail (self, errno, error);

  g_clear_pointer (&self->temporary_path, g_free);
  return TRUE;
}
