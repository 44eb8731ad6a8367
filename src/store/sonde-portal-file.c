/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-portal-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <sys/file.h>
#include <sys/stat.h>

/* A file that a sandbox was given lies in the file system of the document portal. There are no
 * locks in it, and it takes what it opens for a symbolic link where O_NOFOLLOW is asked for, as it
 * gets to each file by way of one itself. SQLite asks for both. */

static gboolean
is_link (const char *path)
{
  struct stat file;

  return lstat (path, &file) != 0 || S_ISLNK (file.st_mode);
}

/**
 * sonde_portal_file_open:
 *
 * As open(2), which refuses a symbolic link where @flags say so, but nothing else.
 */
int
sonde_portal_file_open (const char *path, int flags, int mode)
{
  int fd = open (path, flags, mode);

  if (fd < 0 && errno == ELOOP && (flags & O_NOFOLLOW) != 0 && !is_link (path))
    fd = open (path, flags & ~O_NOFOLLOW, mode);
  return fd;
}

/**
 * sonde_portal_file_lock:
 *
 * As flock(2), which holds where there are locks.
 *
 * Returns: %FALSE with `errno`, `EWOULDBLOCK` where another has it
 */
gboolean
sonde_portal_file_lock (int fd, int operation)
{
  return flock (fd, operation) == 0 || errno == ENOSYS;
}

/* SQLite locks with struct flock alone; what else it asks has a number, or nothing. */
static int
control (int fd, int command, ...)
{
  va_list arguments;
  int result;

  va_start (arguments, command);
  if (command == F_SETLK || command == F_SETLKW || command == F_GETLK)
    {
      struct flock *lock = va_arg (arguments, struct flock *);

      result = fcntl (fd, command, lock);
      if (result < 0 && errno == ENOSYS)
        {
          /* Nobody can have it. */
          if (command == F_GETLK)
            lock->l_type = F_UNLCK;
          result = 0;
        }
    }
  else if (command == F_GETFD || command == F_GETFL)
    result = fcntl (fd, command);
  else
    result = fcntl (fd, command, va_arg (arguments, int));
  va_end (arguments);

  return result;
}

static gpointer
set_system_calls (gpointer data)
{
  sqlite3_vfs *files = sqlite3_vfs_find (NULL);

  if (files != NULL && files->iVersion >= 3 && files->xSetSystemCall != NULL)
    {
      files->xSetSystemCall (files, "open", (sqlite3_syscall_ptr) sonde_portal_file_open);
      files->xSetSystemCall (files, "fcntl", (sqlite3_syscall_ptr) control);
    }
  return NULL;
}

/**
 * sonde_portal_file_set_up:
 *
 * Has SQLite open such files from now on, in all of the process.
 */
void
sonde_portal_file_set_up (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, set_system_calls, NULL);
}
