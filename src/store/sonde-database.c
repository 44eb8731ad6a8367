/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-database.h"

#include "sonde-error.h"
#include "sonde-format.h"
#include "sonde-portal-file.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>

struct _SondeDatabase
{
  sqlite3 *handle;
  char *path;
  GHashTable *statements; /* of sqlite3_stmt by their SQL, which is static */
  sqlite3_backup *copy;   /* one into this database that is under way */
};

/* Long enough for a checkpoint of another process, short enough for a writer with a queue. */
#define BUSY_TIMEOUT_MS 2000

/* A file may come from anybody: no value in it is longer, whatever it claims. */
#define MAX_VALUE_SIZE (64 * 1024 * 1024)

static const struct
{
  int result;
  SondeError code;
  const char *reason;
} failures[] = {
  { SQLITE_FULL, SONDE_ERROR_STORE_FULL, N_ ("there is no room left") },
  { SQLITE_READONLY, SONDE_ERROR_READ_ONLY, N_ ("it cannot be written to") },
  { SQLITE_PERM, SONDE_ERROR_READ_ONLY, N_ ("it cannot be written to") },
  { SQLITE_CORRUPT, SONDE_ERROR_DAMAGED, N_ ("the file is damaged") },
  { SQLITE_NOTADB, SONDE_ERROR_DAMAGED, N_ ("it is no recording, or its beginning is damaged") },
  { SQLITE_BUSY, SONDE_ERROR_BUSY, N_ ("another program uses it") },
  { SQLITE_LOCKED, SONDE_ERROR_BUSY, N_ ("another program uses it") },
  { SQLITE_ERROR, SONDE_ERROR_DAMAGED, N_ ("it does not hold what a recording holds") },
  { SQLITE_SCHEMA, SONDE_ERROR_DAMAGED, N_ ("it does not hold what a recording holds") },
  { SQLITE_TOOBIG, SONDE_ERROR_DAMAGED, N_ ("the file is damaged") },
};

/* Why the system refused: SQLite asks for errno when other calls have already followed, but its
 * files remember theirs. */
static int
get_system_error (sqlite3 *handle)
{
  sqlite3_file *journal = NULL;
  int system_error = 0;

  sqlite3_file_control (handle, NULL, SQLITE_FCNTL_LAST_ERRNO, &system_error);
  if (system_error == 0 &&
      sqlite3_file_control (handle, NULL, SQLITE_FCNTL_JOURNAL_POINTER, &journal) == SQLITE_OK &&
      journal != NULL && journal->pMethods != NULL)
    journal->pMethods->xFileControl (journal, SQLITE_FCNTL_LAST_ERRNO, &system_error);

  return system_error != 0 ? system_error : sqlite3_system_errno (handle);
}

/* Sets the error of the last call. */
static gboolean
fail (SondeDatabase *self, GError **error)
{
  int result = self->handle != NULL ? sqlite3_errcode (self->handle) & 0xff : SQLITE_NOMEM;
  int system_error = 0;
  const char *evidence = sqlite3_errstr (result);
  g_autofree char *name = sonde_format_path (self->path);
  SondeError code = SONDE_ERROR_STORE;
  const char *reason = _ ("it cannot be used");

  if (result == SQLITE_IOERR || result == SQLITE_CANTOPEN)
    system_error = get_system_error (self->handle);

  /* SQLite knows one way in which a disk is full; a quota and a limit are others. */
  if (result == SQLITE_IOERR &&
      (system_error == EFBIG || system_error == EDQUOT || system_error == ENOSPC))
    result = SQLITE_FULL;
  else if (result == SQLITE_CANTOPEN && (system_error == EACCES || system_error == EROFS))
    result = SQLITE_READONLY;

  if ((result == SQLITE_IOERR || result == SQLITE_CANTOPEN) && system_error != 0)
    evidence = g_strerror (system_error);
  else if (result == SQLITE_ERROR)
    evidence = sqlite3_errmsg (self->handle);

  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    if (failures[i].result == result)
      {
        code = failures[i].code;
        reason = _ (failures[i].reason);
      }

  /* Translators: a file, what is wrong with it, and what the system says of that. */
  g_set_error (error, SONDE_ERROR, (int) code, _ ("“%s”: %s (%s)"), name, reason, evidence);

  return FALSE;
}

static void
finalize_statement (gpointer data)
{
  sqlite3_finalize (data);
}

/* A recording on a disk, or in a folder, that may not be written to has no place for the index of
 * its journal; where the journal is empty, the file alone is all there is. */
static gboolean
open_handle (SondeDatabase *self, SondeDatabaseMode mode, gboolean immutable)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *full = g_strconcat (uri, immutable ? "?immutable=1" : "", NULL);
  int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;

  flags |= mode == SONDE_DATABASE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                        : SQLITE_OPEN_READONLY;
  g_clear_pointer (&self->handle, sqlite3_close_v2);

  return sqlite3_open_v2 (full, &self->handle, flags, NULL) == SQLITE_OK;
}

static gboolean
configure (SondeDatabase *self, GError **error)
{
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_limit (self->handle, SQLITE_LIMIT_LENGTH, MAX_VALUE_SIZE);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);

  return sonde_database_run (self, "PRAGMA cell_size_check = ON", error) &&
         sonde_database_run (self, "PRAGMA secure_delete = OFF", error) &&
         sonde_database_run (self, "SELECT count(*) FROM sqlite_schema", error);
}

/**
 * sonde_database_open:
 * @path: a file
 * @mode: what for
 *
 * Opens a database and reads its head.
 *
 * Returns: (transfer full) (nullable): the database, for one thread at a time, or %NULL with the
 *   reason
 */
SondeDatabase *
sonde_database_open (const char *path, SondeDatabaseMode mode, GError **error)
{
  g_autoptr (SondeDatabase) self = g_new0 (SondeDatabase, 1);
  g_autofree char *journal_path = g_strconcat (path, "-wal", NULL);
  g_autoptr (GError) own_error = NULL;

  sonde_portal_file_set_up ();
  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement);

  if (!open_handle (self, mode, FALSE))
    {
      fail (self, error);
      return NULL;
    }

  if (configure (self, &own_error))
    return g_steal_pointer (&self);

  if (mode == SONDE_DATABASE_READ && (sqlite3_errcode (self->handle) & 0xff) != SQLITE_NOTADB &&
      !g_file_test (journal_path, G_FILE_TEST_EXISTS) && open_handle (self, mode, TRUE) &&
      configure (self, NULL))
    return g_steal_pointer (&self);

  g_propagate_error (error, g_steal_pointer (&own_error));

  return NULL;
}

/**
 * sonde_database_close:
 *
 * Closes the database; a transaction that is open is rolled back.
 */
void
sonde_database_close (SondeDatabase *self)
{
  g_clear_pointer (&self->copy, sqlite3_backup_finish);
  g_clear_pointer (&self->statements, g_hash_table_unref);
  g_clear_pointer (&self->handle, sqlite3_close_v2);
  g_clear_pointer (&self->path, g_free);
  g_free (self);
}

/**
 * sonde_database_run:
 * @sql: statements without parameters
 *
 * Runs statements and ignores what they return.
 */
gboolean
sonde_database_run (SondeDatabase *self, const char *sql, GError **error)
{
  return sqlite3_exec (self->handle, sql, NULL, NULL, NULL) == SQLITE_OK || fail (self, error);
}

/**
 * sonde_database_prepare:
 * @sql: (transfer none): a statement, a string constant
 *
 * Gets a statement, without the values that it had the last time.
 *
 * Returns: (transfer none) (nullable): the statement, of the database
 */
sqlite3_stmt *
sonde_database_prepare (SondeDatabase *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
      return statement;
    }

  if (sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
      SQLITE_OK)
    {
      fail (self, error);
      return NULL;
    }

  g_hash_table_insert (self->statements, (gpointer) sql, statement);

  return statement;
}

/**
 * sonde_database_step:
 * @row: (out): whether there is a row; where there is none, the statement is reset
 *
 * Gets the next row.
 */
gboolean
sonde_database_step (SondeDatabase *self, sqlite3_stmt *statement, gboolean *row, GError **error)
{
  int result = sqlite3_step (statement);

  *row = result == SQLITE_ROW;
  if (*row)
    return TRUE;

  if (result != SQLITE_DONE)
    fail (self, error);
  sqlite3_reset (statement);

  return result == SQLITE_DONE;
}

/**
 * sonde_database_finish:
 *
 * Runs a statement to its end.
 */
gboolean
sonde_database_finish (SondeDatabase *self, sqlite3_stmt *statement, GError **error)
{
  gboolean row = TRUE;

  while (row)
    if (!sonde_database_step (self, statement, &row, error))
      return FALSE;

  return TRUE;
}

/**
 * sonde_database_get_integer:
 * @sql: (transfer none): a statement without parameters, a string constant
 * @value: (out): the first column of its first row, 0 where there is none
 *
 * Asks for one number.
 */
gboolean
sonde_database_get_integer (SondeDatabase *self, const char *sql, gint64 *value, GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (self, sql, error);
  gboolean row;

  if (statement == NULL || !sonde_database_step (self, statement, &row, error))
    return FALSE;

  *value = row ? sqlite3_column_int64 (statement, 0) : 0;
  sqlite3_reset (statement);

  return TRUE;
}

/**
 * sonde_database_begin_copy:
 * @from: what becomes the content of this database; it has to outlive the copy
 *
 * Begins a copy, which `sonde_database_copy()` goes on with.
 */
gboolean
sonde_database_begin_copy (SondeDatabase *self, SondeDatabase *from, GError **error)
{
  self->copy = sqlite3_backup_init (self->handle, "main", from->handle, "main");

  return self->copy != NULL || fail (self, error);
}

/**
 * sonde_database_copy:
 * @n_pages: how many pages to copy at most
 * @fraction: (out): how much is copied by now; 1 for all of it
 *
 * Copies a little.
 */
gboolean
sonde_database_copy (SondeDatabase *self, int n_pages, double *fraction, GError **error)
{
  int result = sqlite3_backup_step (self->copy, n_pages);
  double n_total = MAX (sqlite3_backup_pagecount (self->copy), 1);

  *fraction = result == SQLITE_DONE
                  ? 1
                  : MIN (1 - sqlite3_backup_remaining (self->copy) / n_total, 0.999);
  if (result == SQLITE_DONE || result == SQLITE_OK)
    return TRUE;

  /* The reason is on the database only once the copy has ended. */
  g_clear_pointer (&self->copy, sqlite3_backup_finish);

  return fail (self, error);
}

/**
 * sonde_database_end_copy:
 *
 * Ends a copy, complete or not.
 */
gboolean
sonde_database_end_copy (SondeDatabase *self, GError **error)
{
  sqlite3_backup *copy = g_steal_pointer (&self->copy);

  return copy == NULL || sqlite3_backup_finish (copy) == SQLITE_OK || fail (self, error);
}

/**
 * sonde_database_get_n_changes:
 *
 * Returns: how many rows were inserted, changed or deleted since the database was opened
 */
gint64
sonde_database_get_n_changes (SondeDatabase *self)
{
  return sqlite3_total_changes64 (self->handle);
}

/**
 * sonde_database_is_in_transaction:
 *
 * Returns: whether a transaction is open
 */
gboolean
sonde_database_is_in_transaction (SondeDatabase *self)
{
  return sqlite3_get_autocommit (self->handle) == 0;
}
