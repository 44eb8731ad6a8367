/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-recording-copy.h"

#include "sonde-error.h"
#include "sonde-file-lock.h"
#include "sonde-format.h"
#include "sonde-store-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* Pages between two looks at whether it is still wanted: a MiB. */
#define STEP_PAGES 256

/* What SQLite may leave beside a file. */
static const char *const companions[] = { "-journal", "-wal", "-shm" };

static void
remove_companions (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *companion = g_strconcat (path, companions[i], NULL);

      g_unlink (companion);
    }
}

static gboolean
fail (const char *path, int system_error, GError **error)
{
  g_autofree char *name = sonde_format_path (path);

  g_set_error (error, SONDE_ERROR,
               system_error == EACCES || system_error == EPERM || system_error == EROFS
                   ? SONDE_ERROR_READ_ONLY
               : system_error == ENOSPC || system_error == EDQUOT ? SONDE_ERROR_STORE_FULL
                                                                  : SONDE_ERROR_STORE,
               _ ("“%s” cannot be written: %s"), name, g_strerror (system_error));

  return FALSE;
}

static gboolean
is_same_file (const char *path, const char *other)
{
  GStatBuf left;
  GStatBuf right;

  return g_stat (path, &left) == 0 && g_stat (other, &right) == 0 && left.st_ino == right.st_ino &&
         left.st_dev == right.st_dev;
}

/* An empty file of a name that nobody has, in the folder of the target: only there can it be put in
 * its place at once. */
static char *
create_temporary (const char *target, GError **error)
{
  g_autofree char *path = g_strconcat (target, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0666);

  if (fd < 0)
    {
      fail (target, errno, error);
      return NULL;
    }
  close (fd);

  return g_steal_pointer (&path);
}

static gboolean
copy_pages (SondeDatabase *from,
            const char *temporary,
            SondeCopyProgress progress,
            gpointer user_data,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (SondeDatabase) to = sonde_database_open (temporary, SONDE_DATABASE_WRITE, error);
  g_autoptr (GError) own_error = NULL;
  double fraction = 0;

  if (to == NULL || !sonde_database_begin_copy (to, from, error))
    return FALSE;

  while (own_error == NULL && fraction < 1 &&
         !g_cancellable_set_error_if_cancelled (cancellable, &own_error))
    {
      sonde_database_copy (to, STEP_PAGES, &fraction, &own_error);
      if (progress != NULL && own_error == NULL)
        progress (fraction, user_data);
    }

  if (!sonde_database_end_copy (to, own_error == NULL ? &own_error : NULL) || own_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }

  /* What is recorded to says so of itself; a copy is one file, which may lie where nothing else can
   * be made. */
  return sonde_database_run (to, "PRAGMA synchronous = FULL", error) &&
         sonde_database_run (to, "PRAGMA journal_mode = DELETE", error);
}

static gboolean
put_in_place (const char *temporary, const char *target, GError **error)
{
  int fd = g_open (temporary, O_RDONLY | O_CLOEXEC, 0);
  gboolean good = fd >= 0 && fsync (fd) == 0;

  if (!good)
    fail (target, errno, error);
  if (fd >= 0)
    close (fd);
  if (!good)
    return FALSE;

  /* A journal that another file of that name left would be taken for one of this. */
  remove_companions (target);

  return g_rename (temporary, target) == 0 || fail (target, errno, error);
}

/**
 * sonde_recording_copy:
 * @path: a recording, also one that is recorded to
 * @target: where the copy goes; what is there is replaced
 * @progress: (nullable) (scope call): told how far it is
 * @cancellable: (nullable): stops it
 *
 * Copies a recording as it is at one moment, whatever is recorded meanwhile, into a single file
 * that is put in its place when it is whole. For any thread but one that must not wait.
 *
 * Returns: %FALSE with what kept it: what `sonde_store_open()` says, %SONDE_ERROR_ARGUMENT where
 * both are the same file, %SONDE_ERROR_BUSY where somebody records to the target, or
 *   %G_IO_ERROR_CANCELLED
 */
gboolean
sonde_recording_copy (const char *path,
                      const char *target,
                      SondeCopyProgress progress,
                      gpointer user_data,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (SondeDatabase) from = NULL;
  g_autoptr (SondeFileLock) lock = NULL;
  g_autofree char *temporary = NULL;
  gboolean good;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (target != NULL, FALSE);

  if (is_same_file (path, target))
    {
      g_autofree char *name = sonde_format_path (target);

      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                   _ ("“%s” is the recording itself: choose another name"), name);
      return FALSE;
    }

  from = sonde_store_open (path, SONDE_DATABASE_READ, error);
  if (from == NULL)
    return FALSE;

  lock = sonde_file_lock_new (target, error);
  if (lock == NULL)
    return FALSE;

  temporary = create_temporary (target, error);
  if (temporary == NULL)
    return FALSE;

  /* The transaction keeps the moment: without it each step would begin anew when something was
   * recorded since the one before. */
  good = sonde_database_run (from, "BEGIN; SELECT count(*) FROM sqlite_schema", error) &&
         copy_pages (from, temporary, progress, user_data, cancellable, error) &&
         put_in_place (temporary, target, error);
  if (!good)
    g_unlink (temporary);
  remove_companions (temporary);

  return good;
}
