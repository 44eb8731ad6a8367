/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-store-writer.h"

#include "sonde-absent.h"
#include "sonde-chunk-writer.h"
#include "sonde-file-lock.h"
#include "sonde-store-file.h"
#include "sonde-summary-writer.h"

#include <math.h>

/* The chunks never overlap, and no measure in the plain table is older than a chunk. So what comes
 * in order goes to the plain table and, when there is enough of it, into a new chunk; what comes
 * late goes into the chunk whose time it is. */
struct _SondeStoreWriter
{
  SondeFileLock *lock;
  SondeDatabase *database;
  GPtrArray *channels; /* ids */
  SondeRows *recent;   /* what the plain table holds */
  SondeRows *fresh;    /* of the transaction that is open */
  gint64 sealed_until_us;
  gint64 n_rewrites; /* how often what was there already became another */
};

/* With NORMAL, a commit is a write into the journal that the system has taken: it outlives a
 * process that is killed at any moment. FULL would also wait for the disk, once a second for as
 * long as a probe is on, to gain the last seconds before a power cut; those up to the last
 * checkpoint survive one anyway, and the file is never damaged by it. */
static const char setup[] = "PRAGMA journal_mode = WAL;"
                            "PRAGMA synchronous = NORMAL;"
                            "PRAGMA wal_autocheckpoint = 1000;"
                            "PRAGMA journal_size_limit = 16777216;";

/* What one step of pruning deletes at most, so that recording never waits for long. */
#define PRUNE_CHUNKS 4

static gboolean
reload (SondeStoreWriter *self, GError **error)
{
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_clear_pointer (&self->recent, sonde_rows_free);
  g_clear_pointer (&self->fresh, sonde_rows_free);

  self->fresh = sonde_rows_new ();
  self->channels = sonde_store_list_channels (self->database, error);
  if (self->channels == NULL)
    return FALSE;

  self->recent = sonde_store_read_recent (self->database, error);
  if (self->recent == NULL)
    return FALSE;

  return sonde_store_get_n_rewrites (self->database, &self->n_rewrites, error) &&
         sonde_database_get_integer (
             self->database,
             "SELECT coalesce((SELECT last_us FROM chunk ORDER BY first_us DESC, number DESC LIMIT 1),"
             " -9223372036854775807)",
             &self->sealed_until_us, error);
}

/**
 * sonde_store_writer_open:
 * @path: a file, made where it does not exist
 *
 * Opens a recording to add to it. It belongs to one writer until that closes it or the process
 * ends.
 *
 * Returns: (transfer full) (nullable): the writer, or %NULL with %SONDE_ERROR_BUSY or what
 *   `sonde_store_open()` says
 */
SondeStoreWriter *
sonde_store_writer_open (const char *path, GError **error)
{
  g_autoptr (SondeStoreWriter) self = g_new0 (SondeStoreWriter, 1);

  self->lock = sonde_file_lock_new (path, error);
  if (self->lock == NULL)
    return NULL;

  self->database = sonde_store_open (path, SONDE_DATABASE_WRITE, error);
  if (self->database == NULL || !sonde_database_run (self->database, setup, error) ||
      !reload (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * sonde_store_writer_free:
 *
 * Lets go of the recording as it is. The next that opens it takes up what the journal holds.
 */
void
sonde_store_writer_free (SondeStoreWriter *self)
{
  g_clear_pointer (&self->database, sonde_database_close);
  g_clear_pointer (&self->lock, sonde_file_lock_free);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_clear_pointer (&self->recent, sonde_rows_free);
  g_clear_pointer (&self->fresh, sonde_rows_free);
  g_free (self);
}

/**
 * sonde_store_writer_close:
 *
 * Moves the journal into the file and frees the writer. Without its journal the recording is a
 * single file, which can be copied and opened from a medium that cannot be written to. While
 * somebody reads it the journal stays, empty.
 *
 * Returns: %FALSE where not all is in the file; it then is in the journal
 */
gboolean
sonde_store_writer_close (SondeStoreWriter *self, GError **error)
{
  gboolean good = sonde_database_run (self->database, "PRAGMA wal_checkpoint(TRUNCATE)", error);

  if (good)
    sonde_database_run (self->database, "PRAGMA journal_mode = DELETE", NULL);
  sonde_store_writer_free (self);

  return good;
}

/**
 * sonde_store_writer_set_meta:
 *
 * Lets the file say something of itself, in a transaction of its own if none is open.
 */
gboolean
sonde_store_writer_set_meta (SondeStoreWriter *self,
                             const char *key,
                             const char *value,
                             GError **error)
{
  return sonde_store_set_meta (self->database, key, value, error);
}

/* The last measure that the file holds. */
static gboolean
read_last (SondeStoreWriter *self, SondeRows **rows, gsize *row, GError **error)
{
  gint64 number;

  *rows = NULL;
  *row = self->recent->n_rows - 1;
  if (self->recent->n_rows > 0)
    return TRUE;

  if (!sonde_database_get_integer (
          self->database, "SELECT number FROM chunk ORDER BY first_us DESC, number DESC LIMIT 1",
          &number, error))
    return FALSE;
  if (number == 0)
    return TRUE;

  *rows = sonde_store_read_chunk (self->database, number, error);
  if (*rows != NULL)
    *row = (*rows)->n_rows - 1;

  return *rows != NULL;
}

static gboolean
ends_in_a_gap (SondeStoreWriter *self, const SondeRows *rows, gsize row)
{
  double values[SONDE_PACKED_MAX_COLUMNS];

  sonde_rows_get (rows, row, values);
  for (guint i = 0; i < self->channels->len; i++)
    if (!isnan (values[i]) || sonde_is_absent (values[i]))
      return FALSE;

  return TRUE;
}

/**
 * sonde_store_writer_interrupt:
 *
 * Says, in a transaction of its own, that nothing is known from the last measure of the file on:
 * whoever wrote it may have been ended at any moment. A file that says so already, or has none,
 * stays as it is.
 */
gboolean
sonde_store_writer_interrupt (SondeStoreWriter *self, GError **error)
{
  g_autoptr (SondeRows) sealed = NULL;
  double values[SONDE_PACKED_MAX_COLUMNS];
  const SondeRows *rows;
  gsize row;

  if (!read_last (self, &sealed, &row, error))
    return FALSE;

  rows = sealed != NULL ? sealed : self->recent;
  if (rows->n_rows == 0 || ends_in_a_gap (self, rows, row) ||
      !sonde_rows_can_hold (rows->times_us[row] + 1))
    return TRUE;

  for (guint i = 0; i < self->channels->len; i++)
    values[i] = sonde_gap ();
  if (sonde_store_writer_begin (self, error))
    {
      sonde_store_writer_add_measure (self, rows->times_us[row] + 1, values, self->channels->len);
      if (sonde_store_writer_commit (self, error))
        return TRUE;
    }
  sonde_store_writer_roll_back (self);

  return FALSE;
}

/**
 * sonde_store_writer_begin:
 *
 * Begins a transaction.
 */
gboolean
sonde_store_writer_begin (SondeStoreWriter *self, GError **error)
{
  return (self->recent != NULL || reload (self, error)) &&
         sonde_database_run (self->database, "BEGIN IMMEDIATE", error);
}

/**
 * sonde_store_writer_get_n_channels:
 *
 * Returns: how many channels the file has, inside a transaction
 */
guint
sonde_store_writer_get_n_channels (SondeStoreWriter *self)
{
  return self->channels->len;
}

/**
 * sonde_store_writer_ensure_channel:
 * @id: a channel's id
 *
 * Finds the channel's column, or makes one, inside a transaction.
 *
 * Returns: the column, or -1 with an error; with none where the file has no column left
 */
int
sonde_store_writer_ensure_channel (SondeStoreWriter *self, const char *id, GError **error)
{
  sqlite3_stmt *statement;
  guint column;

  if (g_ptr_array_find_with_equal_func (self->channels, id, g_str_equal, &column))
    return (int) column;

  if (self->channels->len == SONDE_PACKED_MAX_COLUMNS)
    return -1;

  statement = sonde_database_prepare (self->database,
                                      "INSERT INTO channel (number, id) VALUES (?, ?)", error);
  if (statement == NULL)
    return -1;

  sqlite3_bind_int64 (statement, 1, self->channels->len);
  sqlite3_bind_text (statement, 2, id, -1, SQLITE_STATIC);
  if (!sonde_database_finish (self->database, statement, error))
    return -1;

  g_ptr_array_add (self->channels, g_strdup (id));

  return (int) self->channels->len - 1;
}

/**
 * sonde_store_writer_add_measure:
 * @time_us: a time that `sonde_rows_can_hold()`
 * @values: (array length=n_values): a value per column
 *
 * Adds a measure to the transaction.
 */
void
sonde_store_writer_add_measure (SondeStoreWriter *self,
                                gint64 time_us,
                                const double *values,
                                guint n_values)
{
  sonde_rows_insert (self->fresh, time_us, values, n_values);
}

/**
 * sonde_store_writer_add_event:
 *
 * Adds an event to the transaction.
 */
gboolean
sonde_store_writer_add_event (SondeStoreWriter *self, const SondeEvent *event, GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (
      self->database, "INSERT INTO event (time_us, kind, value, text) VALUES (?, ?, ?, ?)", error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, event->time_us);
  sqlite3_bind_text (statement, 2, sonde_event_kind_to_name (event->kind), -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 3, event->value);
  sqlite3_bind_text (statement, 4, event->text, -1, SQLITE_STATIC);

  return sonde_database_finish (self->database, statement, error);
}

/**
 * sonde_store_writer_add_message:
 *
 * Adds a raw message to the transaction; its members are those of a `SondeMessage`.
 */
gboolean
sonde_store_writer_add_message (SondeStoreWriter *self,
                                gint64 time_us,
                                guint direction,
                                guint opcode,
                                gint64 rtt_us,
                                const void *data,
                                gsize size,
                                GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (
      self->database,
      "INSERT INTO message (time_us, direction, opcode, rtt_us, data) VALUES (?, ?, ?, ?, ?)",
      error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, time_us);
  sqlite3_bind_int64 (statement, 2, direction);
  sqlite3_bind_int64 (statement, 3, opcode);
  sqlite3_bind_int64 (statement, 4, rtt_us);
  sqlite3_bind_blob64 (statement, 5, size > 0 ? data : "", size, SQLITE_STATIC);

  return sonde_database_finish (self->database, statement, error);
}

static gboolean
insert_recent (SondeStoreWriter *self, const SondeRows *rows, gsize from, GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (
      self->database, "INSERT INTO measure (time_us, doubles) VALUES (?, ?)", error);

  if (statement == NULL)
    return FALSE;

  for (gsize row = from; row < rows->n_rows; row++)
    {
      guint64 words[SONDE_PACKED_MAX_COLUMNS];

      for (guint i = 0; i < rows->n_columns; i++)
        {
          memcpy (&words[i], &rows->columns[i][row], sizeof words[i]);
          words[i] = GUINT64_TO_LE (words[i]);
        }
      sqlite3_bind_int64 (statement, 1, rows->times_us[row]);
      sqlite3_bind_blob (statement, 2, rows->n_columns > 0 ? (const void *) words : "",
                         (int) (rows->n_columns * sizeof words[0]), SQLITE_STATIC);
      if (!sonde_database_finish (self->database, statement, error))
        return FALSE;
    }

  return TRUE;
}

/* Moves measures from the plain table into new chunks. */
static gboolean
seal (SondeStoreWriter *self, GError **error)
{
  SondeRows *rows = self->recent;
  g_autoptr (SondeTallyBlock)
      slices = sonde_tally_block_new (sonde_store_get_level_width_us (0), 0);
  gsize n_sealed = rows->n_rows / SONDE_STORE_CHUNK_ROWS * SONDE_STORE_CHUNK_ROWS;

  for (gsize from = 0; from < n_sealed; from += SONDE_STORE_CHUNK_ROWS)
    if (!sonde_chunk_writer_write (self->database, rows, from, SONDE_STORE_CHUNK_ROWS, 0, error))
      return FALSE;

  sonde_tally_block_add_rows (slices, rows->times_us, (const double *const *) rows->columns,
                              rows->n_columns, n_sealed);
  if (!sonde_summary_append (self->database, slices, error))
    return FALSE;

  self->sealed_until_us = rows->times_us[n_sealed - 1];
  sonde_rows_remove_first (rows, n_sealed);

  return sonde_database_run (self->database, "DELETE FROM measure", error) &&
         insert_recent (self, rows, 0, error);
}

/* Lets readers know that what they have read may be another by now, which they would not look for.
 */
static gboolean
count_rewrite (SondeStoreWriter *self, GError **error)
{
  self->n_rewrites++;

  return sonde_store_set_n_rewrites (self->database, self->n_rewrites, error);
}

static gboolean
write_fresh (SondeStoreWriter *self, GError **error)
{
  gsize n_late = sonde_rows_find (self->fresh, self->sealed_until_us);
  gint64 last_us = self->recent->n_rows > 0 ? self->recent->times_us[self->recent->n_rows - 1]
                                            : self->sealed_until_us;

  if (self->fresh->n_rows > 0 && self->fresh->times_us[0] < last_us && !count_rewrite (self, error))
    return FALSE;

  if (n_late > 0)
    {
      if (!sonde_chunk_writer_merge (self->database, self->fresh, n_late, error))
        return FALSE;
      sonde_rows_remove_first (self->fresh, n_late);
    }

  if (self->recent->n_rows + self->fresh->n_rows < SONDE_STORE_CHUNK_ROWS &&
      !insert_recent (self, self->fresh, 0, error))
    return FALSE;

  sonde_rows_merge (self->recent, self->fresh, 0, self->fresh->n_rows);
  sonde_rows_remove_first (self->fresh, self->fresh->n_rows);

  return self->recent->n_rows < SONDE_STORE_CHUNK_ROWS || seal (self, error);
}

/**
 * sonde_store_writer_commit:
 *
 * Ends the transaction. After a failure, `sonde_store_writer_roll_back()` has to follow.
 */
gboolean
sonde_store_writer_commit (SondeStoreWriter *self, GError **error)
{
  return write_fresh (self, error) && sonde_database_run (self->database, "COMMIT", error);
}

/**
 * sonde_store_writer_roll_back:
 *
 * Forgets the transaction. What it held has to be added again.
 */
void
sonde_store_writer_roll_back (SondeStoreWriter *self)
{
  g_autoptr (GError) error = NULL;

  if (sonde_database_is_in_transaction (self->database))
    sonde_database_run (self->database, "ROLLBACK", NULL);

  /* Where even reading fails, the next transaction tries again, and says why it cannot begin. */
  if (!reload (self, &error))
    {
      g_debug ("%s", error->message);
      g_clear_pointer (&self->recent, sonde_rows_free);
    }
}

static gboolean
prune_rows (SondeStoreWriter *self, gint64 before_us, gboolean *more, GError **error)
{
  static const char *const statements[] = {
    "DELETE FROM measure WHERE number IN (SELECT number FROM measure WHERE time_us < ? LIMIT 1000)",
    "DELETE FROM event WHERE number IN (SELECT number FROM event WHERE time_us < ? LIMIT 1000)",
    "DELETE FROM message WHERE number IN (SELECT number FROM message WHERE time_us < ? LIMIT 1000)",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      sqlite3_stmt *statement = sonde_database_prepare (self->database, statements[i], error);
      gint64 n_deleted;

      if (statement == NULL)
        return FALSE;

      sqlite3_bind_int64 (statement, 1, before_us);
      if (!sonde_database_finish (self->database, statement, error) ||
          !sonde_database_get_integer (self->database, "SELECT changes()", &n_deleted, error))
        return FALSE;

      *more |= n_deleted == 1000;
    }

  return TRUE;
}

static gboolean
prune_chunk (SondeStoreWriter *self, gint64 before_us, gboolean *found, GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (
      self->database,
      "SELECT number, first_us, last_us FROM chunk ORDER BY first_us, number LIMIT 1", error);
  gint64 number, first_us, last_us;

  if (statement == NULL || !sonde_database_step (self->database, statement, found, error))
    return FALSE;

  number = *found ? sqlite3_column_int64 (statement, 0) : 0;
  first_us = *found ? sqlite3_column_int64 (statement, 1) : 0;
  last_us = *found ? sqlite3_column_int64 (statement, 2) : G_MAXINT64;
  sqlite3_reset (statement);

  *found = last_us < before_us;
  if (!*found)
    return TRUE;

  statement = sonde_database_prepare (self->database, "DELETE FROM chunk WHERE number = ?", error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, number);

  return sonde_database_finish (self->database, statement, error) &&
         sonde_summary_rebuild (self->database, first_us, last_us, error);
}

/**
 * sonde_store_writer_prune:
 * @before_us: a time
 * @more: (out): whether there is more to delete
 *
 * Deletes, in a transaction of its own, a little of what is older than a time. A chunk goes as a
 * whole, once all of it is old.
 */
gboolean
sonde_store_writer_prune (SondeStoreWriter *self, gint64 before_us, gboolean *more, GError **error)
{
  gboolean good = sonde_store_writer_begin (self, error);
  gboolean found = TRUE;
  gint64 n_changes = sonde_database_get_n_changes (self->database);

  *more = FALSE;
  for (guint i = 0; good && found && i < PRUNE_CHUNKS; i++)
    good = prune_chunk (self, before_us, &found, error);
  *more = found;

  good = good && prune_rows (self, before_us, more, error) &&
         (sonde_database_get_n_changes (self->database) == n_changes ||
          count_rewrite (self, error)) &&
         sonde_database_run (self->database, "COMMIT", error);
  if (!good)
    {
      sonde_store_writer_roll_back (self);
      return FALSE;
    }

  if (!sonde_database_run (self->database, "PRAGMA incremental_vacuum(256)", error))
    return FALSE;

  return self->recent->n_rows == 0 || self->recent->times_us[0] >= before_us ||
         reload (self, error);
}

/**
 * sonde_store_writer_checkpoint:
 *
 * Moves the journal into the file as far as no reader needs it, and has the disk write both: from
 * then on a power cut takes nothing of it.
 */
gboolean
sonde_store_writer_checkpoint (SondeStoreWriter *self, GError **error)
{
  return sonde_database_run (self->database, "PRAGMA wal_checkpoint(PASSIVE)", error);
}
