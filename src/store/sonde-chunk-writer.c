/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chunk-writer.h"

#include "sonde-chunk-codec.h"
#include "sonde-store-file.h"
#include "sonde-summary-writer.h"

/**
 * sonde_chunk_writer_write:
 * @rows: rows
 * @from: the first one of the chunk
 * @n_rows: how many, at least 1
 * @number: the chunk that it replaces, or 0 for a new one
 *
 * Writes rows as a chunk.
 */
gboolean
sonde_chunk_writer_write (SondeDatabase *database,
                          const SondeRows *rows,
                          gsize from,
                          gsize n_rows,
                          gint64 number,
                          GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (
      database,
      "INSERT OR REPLACE INTO chunk (number, first_us, last_us, n_rows, summary_us, summary, data)"
      " VALUES (?, ?, ?, ?, ?, ?, ?)",
      error);
  const double *columns[SONDE_PACKED_MAX_COLUMNS];
  gint64 width_us = sonde_store_choose_chunk_width_us (rows, from, n_rows);
  g_autoptr (GByteArray) data = NULL;
  g_autoptr (GByteArray) summary = NULL;

  if (statement == NULL)
    return FALSE;

  for (guint i = 0; i < rows->n_columns; i++)
    columns[i] = rows->columns[i] + from;
  data = sonde_chunk_codec_encode (rows->times_us + from, columns, rows->n_columns, n_rows);

  if (number != 0)
    sqlite3_bind_int64 (statement, 1, number);
  sqlite3_bind_int64 (statement, 2, rows->times_us[from]);
  sqlite3_bind_int64 (statement, 3, rows->times_us[from + n_rows - 1]);
  sqlite3_bind_int64 (statement, 4, (gint64) n_rows);
  sqlite3_bind_int64 (statement, 5, width_us);
  if (width_us > 0)
    {
      g_autoptr (SondeTallyBlock) slices = sonde_tally_block_new (width_us, 0);

      sonde_tally_block_add_rows (slices, rows->times_us + from, columns, rows->n_columns, n_rows);
      summary = sonde_tally_block_encode (slices);
      sqlite3_bind_blob64 (statement, 6, summary->data, summary->len, SQLITE_STATIC);
    }
  sqlite3_bind_blob64 (statement, 7, data->data, data->len, SQLITE_STATIC);

  return sonde_database_finish (database, statement, error);
}

/* Puts late measures, all of the time of one chunk, into that chunk. */
static gboolean
merge_into_chunk (SondeDatabase *database,
                  const SondeRows *late,
                  gint64 number,
                  gsize from,
                  gsize to,
                  GError **error)
{
  g_autoptr (SondeRows) rows = sonde_store_read_chunk (database, number, error);

  if (rows == NULL)
    return FALSE;

  sonde_rows_merge (rows, late, from, to);
  for (gsize start = 0; start < rows->n_rows;)
    {
      gsize left = rows->n_rows - start;
      gsize n_rows = left < 2 * SONDE_STORE_CHUNK_ROWS ? left : SONDE_STORE_CHUNK_ROWS;

      if (!sonde_chunk_writer_write (database, rows, start, n_rows, start == 0 ? number : 0, error))
        return FALSE;
      start += n_rows;
    }

  return sonde_summary_rebuild (database, late->times_us[from], late->times_us[to - 1], error);
}

/* The chunk that a late measure belongs into: the last one that begins no later, else the first;
 * and when the next one begins. */
static gboolean
find_chunk (
    SondeDatabase *database, gint64 time_us, gint64 *number, gint64 *next_us, GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (
      database,
      "SELECT coalesce("
      "(SELECT number FROM chunk WHERE first_us <= ?1 ORDER BY first_us DESC, number DESC LIMIT 1),"
      "(SELECT number FROM chunk ORDER BY first_us, number LIMIT 1)),"
      "(SELECT first_us FROM chunk WHERE first_us > ?1 AND first_us >"
      " (SELECT min(first_us) FROM chunk) ORDER BY first_us LIMIT 1)",
      error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, time_us);
  if (!sonde_database_step (database, statement, &row, error))
    return FALSE;

  *number = row ? sqlite3_column_int64 (statement, 0) : 0;
  *next_us = row && sqlite3_column_type (statement, 1) != SQLITE_NULL
                 ? sqlite3_column_int64 (statement, 1)
                 : G_MAXINT64;
  sqlite3_reset (statement);

  return TRUE;
}

/**
 * sonde_chunk_writer_merge:
 * @late: rows
 * @n_late: how many of them, from the first, are of the time of a chunk
 *
 * Puts late measures into the chunks whose time it is.
 */
gboolean
sonde_chunk_writer_merge (SondeDatabase *database,
                          const SondeRows *late,
                          gsize n_late,
                          GError **error)
{
  gsize from = 0;

  while (from < n_late)
    {
      gint64 number, next_us;
      gsize to;

      if (!find_chunk (database, late->times_us[from], &number, &next_us, error))
        return FALSE;

      to = MIN (sonde_rows_find (late, next_us), n_late);
      if (!merge_into_chunk (database, late, number, from, to, error))
        return FALSE;
      from = to;
    }

  return TRUE;
}
