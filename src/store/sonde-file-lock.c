/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-file-lock.h"

#include "sonde-error.h"
#include "sonde-format.h"
#include "sonde-portal-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

/* SQLite lets any number of programs write in turn, which for a recording is never what was meant.
 * The lock is flock(2) on a file of its own beside the recording: the system drops it with the
 * process, however that ends, and closing it cannot drop the POSIX locks that SQLite holds on the
 * recording. */
struct _SondeFileLock
{
  char *path;
  int fd;
};

static gboolean
fail (const char *path, int system_error, GError **error)
{
  g_autofree char *name = sonde_format_path (path);
  SondeError code = system_error == EACCES || system_error == EPERM || system_error == EROFS
                        ? SONDE_ERROR_READ_ONLY
                    : system_error == ENOSPC || system_error == EDQUOT ? SONDE_ERROR_STORE_FULL
                                                                       : SONDE_ERROR_STORE;

  g_set_error (error, SONDE_ERROR, (int) code, _ ("“%s” cannot be recorded to: %s"), name,
               g_strerror (system_error));

  return FALSE;
}

static gboolean
is_same_file (int fd, const char *path)
{
  GStatBuf by_path;
  struct stat by_fd;

  return fstat (fd, &by_fd) == 0 && g_stat (path, &by_path) == 0 &&
         by_fd.st_ino == by_path.st_ino && by_fd.st_dev == by_path.st_dev;
}

/**
 * sonde_file_lock_new:
 * @path: a recording, which need not exist
 *
 * Takes the right to record to a file, until it is freed or the process ends.
 *
 * Returns: (transfer full) (nullable): the lock, or %NULL with %SONDE_ERROR_BUSY where another has
 *   it, %SONDE_ERROR_READ_ONLY, %SONDE_ERROR_STORE_FULL or %SONDE_ERROR_STORE
 */
SondeFileLock *
sonde_file_lock_new (const char *path, GError **error)
{
  g_autofree char *lock_path = g_strconcat (path, "-lock", NULL);
  SondeFileLock *self;
  int fd;

  /* The last owner may remove the file between the two calls; then the lock is worth nothing. */
  do
    {
      fd = sonde_portal_file_open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
      if (fd < 0)
        {
          fail (path, errno, error);
          return NULL;
        }

      if (!sonde_portal_file_lock (fd, LOCK_EX | LOCK_NB))
        {
          g_autofree char *name = sonde_format_path (path);

          if (errno == EWOULDBLOCK)
            g_set_error (error, SONDE_ERROR, SONDE_ERROR_BUSY,
                         _ ("Another Sonde already records to “%s”"), name);
          else
            fail (path, errno, error);
          close (fd);
          return NULL;
        }
    }
  while (!is_same_file (fd, lock_path) && close (fd) == 0);

  self = g_new (SondeFileLock, 1);
  self->path = g_steal_pointer (&lock_path);
  self->fd = fd;

  return self;
}

/**
 * sonde_file_lock_free:
 *
 * Gives the right back.
 */
void
sonde_file_lock_free (SondeFileLock *self)
{
  g_unlink (self->path);
  close (self->fd);
  g_free (self->path);
  g_free (self);
}
