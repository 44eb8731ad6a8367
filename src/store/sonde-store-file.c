/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-store-file.h"

#include "sonde-error.h"
#include "sonde-format.h"
#include "sonde-series.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* What the writer and the readers of a recording share: its tables, which FORMAT.md describes. */

static const char schema[] =
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE channel (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);"
    "CREATE TABLE measure (number INTEGER PRIMARY KEY, time_us INTEGER NOT NULL,"
    " doubles BLOB NOT NULL);"
    "CREATE TABLE chunk (number INTEGER PRIMARY KEY, first_us INTEGER NOT NULL,"
    " last_us INTEGER NOT NULL, n_rows INTEGER NOT NULL, summary_us INTEGER NOT NULL, summary BLOB,"
    " data BLOB NOT NULL);"
    "CREATE INDEX chunk_span ON chunk (first_us, number, last_us, n_rows);"
    "CREATE TABLE summary (key INTEGER PRIMARY KEY, data BLOB NOT NULL);"
    "CREATE TABLE event (number INTEGER PRIMARY KEY, time_us INTEGER NOT NULL, kind TEXT NOT NULL,"
    " value INTEGER NOT NULL, text TEXT);"
    "CREATE INDEX event_time ON event (time_us);"
    "CREATE TABLE message (number INTEGER PRIMARY KEY, time_us INTEGER NOT NULL,"
    " direction INTEGER NOT NULL, opcode INTEGER NOT NULL, rtt_us INTEGER NOT NULL,"
    " data BLOB NOT NULL);"
    "CREATE INDEX message_time ON message (time_us);";

#define SECOND G_GINT64_CONSTANT (1000000)

static const gint64 level_widths_us[SONDE_STORE_N_LEVELS] = { 512 * SECOND, 4096 * SECOND,
                                                              32768 * SECOND };
static const gint64 chunk_widths_us[] = { SECOND / 64, SECOND / 8, SECOND, 8 * SECOND,
                                          64 * SECOND };

/* Where the number of a level is in the key of a block: a time in blocks of 9 hours and more takes
 * at most 30 bits. */
#define LEVEL_SHIFT 40
#define BLOCK_BIAS  (G_GINT64_CONSTANT (1) << (LEVEL_SHIFT - 1))

/**
 * sonde_store_get_level_width_us:
 * @level: below %SONDE_STORE_N_LEVELS; 0 is the finest
 *
 * Returns: how long a slice of that level is
 */
gint64
sonde_store_get_level_width_us (guint level)
{
  return level_widths_us[level];
}

/**
 * sonde_store_choose_chunk_width_us:
 * @rows: rows
 * @from: the first of those that make a chunk
 * @n_rows: how many they are, at least 1
 *
 * Returns: how long the slices of the chunk's own summary are, or 0 where there is nothing to gain
 */
gint64
sonde_store_choose_chunk_width_us (const SondeRows *rows, gsize from, gsize n_rows)
{
  double span_us = (double) rows->times_us[from + n_rows - 1] - (double) rows->times_us[from];

  for (gsize i = 0; i < G_N_ELEMENTS (chunk_widths_us); i++)
    if (span_us / (double) chunk_widths_us[i] <= (double) n_rows / SONDE_STORE_ROWS_PER_SLICE)
      return chunk_widths_us[i];

  return 0;
}

/**
 * sonde_store_get_block_key:
 *
 * Returns: the key of the block of summaries that a time falls into
 */
gint64
sonde_store_get_block_key (guint level, gint64 time_us)
{
  gint64 width_us = level_widths_us[level] * SONDE_STORE_LEVEL_SLICES;
  gint64 block = time_us / width_us - (time_us % width_us < 0 ? 1 : 0);

  return ((gint64) level << LEVEL_SHIFT) + BLOCK_BIAS + block;
}

/**
 * sonde_store_get_block_span:
 * @key: a key of the table, from anywhere
 * @start_us: (out): when the block begins
 * @end_us: (out): when the next one does
 *
 * Returns: %FALSE where there can be no such key
 */
gboolean
sonde_store_get_block_span (gint64 key, gint64 *start_us, gint64 *end_us)
{
  gint64 level = key >> LEVEL_SHIFT;
  gint64 block = (key & ((G_GINT64_CONSTANT (1) << LEVEL_SHIFT) - 1)) - BLOCK_BIAS;
  gint64 width_us;

  if (level < 0 || level >= SONDE_STORE_N_LEVELS)
    return FALSE;

  width_us = level_widths_us[level] * SONDE_STORE_LEVEL_SLICES;
  if (__builtin_mul_overflow (block, width_us, start_us))
    *start_us = block < 0 ? G_MININT64 : G_MAXINT64;
  if (__builtin_mul_overflow (block + 1, width_us, end_us))
    *end_us = block < 0 ? G_MININT64 : G_MAXINT64;

  return TRUE;
}

static gboolean
create (SondeDatabase *database, GError **error)
{
  g_autofree char *stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d;",
                                            SONDE_STORE_APPLICATION_ID, SONDE_STORE_VERSION);

  /* The page size and the way in which freed pages return to the system cannot change later. */
  return sonde_database_run (database, "PRAGMA page_size = 4096", error) &&
         sonde_database_run (database, "PRAGMA auto_vacuum = INCREMENTAL", error) &&
         sonde_database_run (database, "BEGIN IMMEDIATE", error) &&
         sonde_database_run (database, schema, error) &&
         sonde_database_run (database, stamp, error) &&
         sonde_store_set_meta (database, "generator", "Sonde " VERSION, error) &&
         sonde_database_run (database, "COMMIT", error);
}

/* SQLite finds out that the end of a file is missing only when it needs a page from there. */
static gboolean
check_size (SondeDatabase *database, const char *path, GError **error)
{
  g_autofree char *journal_path = g_strconcat (path, "-wal", NULL);
  GStatBuf file;
  GStatBuf journal;
  gint64 n_pages;
  gint64 page_size;

  if (g_stat (path, &file) != 0 || (g_stat (journal_path, &journal) == 0 && journal.st_size > 0))
    return TRUE;

  if (!sonde_database_get_integer (database, "PRAGMA page_count", &n_pages, error) ||
      !sonde_database_get_integer (database, "PRAGMA page_size", &page_size, error))
    return FALSE;

  if (n_pages * page_size <= file.st_size)
    return TRUE;

  g_set_error (error, SONDE_ERROR, SONDE_ERROR_DAMAGED,
               _ ("“%s” is damaged: its end is missing (%lld bytes of %lld)"), path,
               (long long) file.st_size, (long long) (n_pages * page_size));

  return FALSE;
}

static gboolean
check (SondeDatabase *database, const char *path, GError **error)
{
  g_autofree char *name = sonde_format_path (path);
  gint64 application_id;
  gint64 version;

  if (!sonde_database_get_integer (database, "PRAGMA application_id", &application_id, error) ||
      !sonde_database_get_integer (database, "PRAGMA user_version", &version, error))
    return FALSE;

  if (application_id != SONDE_STORE_APPLICATION_ID)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_DAMAGED,
                   _ ("“%s” is a database, but not a recording of Sonde"), name);
      return FALSE;
    }

  if (version > SONDE_STORE_VERSION)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_NEWER_VERSION,
                   _ ("“%s” was recorded by a newer Sonde (format %d, this one reads %d)"), name,
                   (int) version, SONDE_STORE_VERSION);
      return FALSE;
    }

  return check_size (database, path, error);
}

/**
 * sonde_store_open:
 * @path: a file
 * @mode: what for
 *
 * Opens a recording, or makes an empty one where @mode allows it.
 *
 * Returns: (transfer full) (nullable): the database, or %NULL with %SONDE_ERROR_DAMAGED,
 *   %SONDE_ERROR_NEWER_VERSION, %SONDE_ERROR_READ_ONLY, %SONDE_ERROR_STORE_FULL or
 *   %SONDE_ERROR_STORE
 */
SondeDatabase *
sonde_store_open (const char *path, SondeDatabaseMode mode, GError **error)
{
  g_autoptr (SondeDatabase) database = sonde_database_open (path, mode, error);
  gint64 n_pages;
  gint64 application_id;

  if (database == NULL ||
      !sonde_database_get_integer (database, "PRAGMA page_count", &n_pages, error) ||
      !sonde_database_get_integer (database, "PRAGMA application_id", &application_id, error))
    return NULL;

  if (mode == SONDE_DATABASE_WRITE && n_pages <= 1 && application_id == 0)
    {
      gint64 n_tables;

      if (!sonde_database_get_integer (database, "SELECT count(*) FROM sqlite_schema", &n_tables,
                                       error) ||
          (n_tables == 0 && !create (database, error)))
        return NULL;
    }

  return check (database, path, error) ? g_steal_pointer (&database) : NULL;
}

/**
 * sonde_store_dup_meta:
 *
 * Returns: (transfer full) (nullable): what the file says of itself under a key
 */
char *
sonde_store_dup_meta (SondeDatabase *database, const char *key, GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (database,
                                                    "SELECT value FROM meta WHERE key = ?", error);
  char *value = NULL;
  gboolean row;

  if (statement == NULL)
    return NULL;

  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  if (sonde_database_step (database, statement, &row, error) && row)
    {
      value = g_utf8_make_valid ((const char *) sqlite3_column_text (statement, 0), -1);
      sqlite3_reset (statement);
    }

  return value;
}

/**
 * sonde_store_set_meta:
 *
 * Lets the file say something of itself.
 */
gboolean
sonde_store_set_meta (SondeDatabase *database, const char *key, const char *value, GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (
      database, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, value, -1, SQLITE_STATIC);

  return sonde_database_finish (database, statement, error);
}

/**
 * sonde_store_get_n_rewrites:
 * @n_rewrites: (out): a number that becomes another where measures came late or were deleted
 *
 * Says whether what was read before is still so. Measures that come in their order change nothing
 * of what there was.
 */
gboolean
sonde_store_get_n_rewrites (SondeDatabase *database, gint64 *n_rewrites, GError **error)
{
  return sonde_database_get_integer (
      database, "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'rewrites'", n_rewrites,
      error);
}

/**
 * sonde_store_set_n_rewrites:
 *
 * Has readers read again what they know.
 */
gboolean
sonde_store_set_n_rewrites (SondeDatabase *database, gint64 n_rewrites, GError **error)
{
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, n_rewrites);

  return sonde_store_set_meta (database, "rewrites", value, error);
}

/**
 * sonde_store_list_channels:
 *
 * Returns: (transfer full) (element-type utf8) (nullable): the channels' ids; a channel's place is
 *   its number and its column
 */
GPtrArray *
sonde_store_list_channels (SondeDatabase *database, GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (
      database, "SELECT id FROM channel ORDER BY number LIMIT 64", error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;

  while (sonde_database_step (database, statement, &row, error))
    {
      const char *id;

      if (!row)
        return g_steal_pointer (&ids);

      id = (const char *) sqlite3_column_text (statement, 0);
      g_ptr_array_add (ids, g_utf8_make_valid (id != NULL ? id : "", -1));
    }

  return NULL;
}

/**
 * sonde_store_read_recent:
 *
 * Reads the measures that are in no chunk yet.
 *
 * Returns: (transfer full) (nullable): the measures
 */
SondeRows *
sonde_store_read_recent (SondeDatabase *database, GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (
      database, "SELECT time_us, doubles FROM measure ORDER BY number", error);
  g_autoptr (SondeRows) rows = sonde_rows_new ();
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;

  while (sonde_database_step (database, statement, &row, error))
    {
      double values[SONDE_PACKED_MAX_COLUMNS];
      gint64 time_us;
      gsize size;

      if (!row)
        return g_steal_pointer (&rows);

      time_us = sqlite3_column_int64 (statement, 0);
      if (!sonde_rows_can_hold (time_us))
        continue;

      size = MIN ((gsize) sqlite3_column_bytes (statement, 1), sizeof values);
      for (gsize i = 0; i < size / sizeof (double); i++)
        {
          guint64 bits;

          memcpy (&bits, (const guint8 *) sqlite3_column_blob (statement, 1) + i * sizeof bits,
                  sizeof bits);
          bits = GUINT64_FROM_LE (bits);
          memcpy (&values[i], &bits, sizeof bits);
        }
      sonde_rows_insert (rows, time_us, values, (guint) (size / sizeof (double)));
    }

  return NULL;
}

/**
 * sonde_store_read_chunk:
 * @number: the number of a chunk
 *
 * Returns: (transfer full) (nullable): its measures
 */
SondeRows *
sonde_store_read_chunk (SondeDatabase *database, gint64 number, GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (
      database, "SELECT data FROM chunk WHERE number = ?", error);
  g_autoptr (SondeRows) rows = sonde_rows_new ();
  gboolean good;
  gboolean row;

  if (statement == NULL)
    return NULL;

  sqlite3_bind_int64 (statement, 1, number);
  if (!sonde_database_step (database, statement, &row, error))
    return NULL;

  good = sonde_rows_append_chunk (rows, row ? sqlite3_column_blob (statement, 0) : NULL,
                                  row ? (gsize) sqlite3_column_bytes (statement, 0) : 0, error);
  sqlite3_reset (statement);

  return good ? g_steal_pointer (&rows) : NULL;
}

/**
 * sonde_store_select_chunks:
 * @from_us: the first time
 * @end_us: the first time not wanted
 *
 * Finds the chunks that have, or might have, measures of a range of time.
 *
 * Returns: (transfer none) (nullable): a statement whose rows are in order of time: number,
 *   first_us, last_us, n_rows
 */
sqlite3_stmt *
sonde_store_select_chunks (SondeDatabase *database, gint64 from_us, gint64 end_us, GError **error)
{
  /* Chunks do not overlap, but the last time of one may be the first of the next. */
  sqlite3_stmt *statement = sonde_database_prepare (
      database,
      "SELECT number, first_us, last_us, n_rows FROM chunk WHERE first_us < ?2 AND first_us >="
      " coalesce((SELECT max(first_us) FROM chunk WHERE first_us < ?1), ?1)"
      " ORDER BY first_us, number",
      error);

  if (statement == NULL)
    return NULL;

  sqlite3_bind_int64 (statement, 1, from_us);
  sqlite3_bind_int64 (statement, 2, end_us);

  return statement;
}
