/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-summary-writer.h"

#include "sonde-store-file.h"

/* The summaries of whole levels, in blocks of 64 slices. Measures that come in order are added to
 * what is there; where measures were put between others or deleted, the slices concerned are made
 * anew, the finest from the measures and each coarser one from the next finer. */

static SondeTallyBlock *
read_block (SondeDatabase *database, guint level, gint64 key, GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (
      database, "SELECT data FROM summary WHERE key = ?", error);
  SondeTallyBlock *block = NULL;
  gboolean row;

  if (statement == NULL)
    return NULL;

  sqlite3_bind_int64 (statement, 1, key);
  if (!sonde_database_step (database, statement, &row, error))
    return NULL;

  if (!row)
    return sonde_tally_block_new (sonde_store_get_level_width_us (level), 0);

  block = sonde_tally_block_decode (sqlite3_column_blob (statement, 0),
                                    (gsize) sqlite3_column_bytes (statement, 0), error);
  sqlite3_reset (statement);

  return block;
}

static gboolean
write_block (SondeDatabase *database, gint64 key, SondeTallyBlock *block, GError **error)
{
  g_autoptr (GByteArray) bytes = sonde_tally_block_encode (block);
  sqlite3_stmt *statement;

  if (block->slices->len == 0)
    statement = sonde_database_prepare (database, "DELETE FROM summary WHERE key = ?", error);
  else
    statement = sonde_database_prepare (
        database, "INSERT OR REPLACE INTO summary (key, data) VALUES (?, ?)", error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, key);
  if (block->slices->len > 0)
    sqlite3_bind_blob64 (statement, 2, bytes->data, bytes->len, SQLITE_STATIC);

  return sonde_database_finish (database, statement, error);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

/* The blocks of a level that exist in a range of time and those that slices belong to, without the
 * centuries between them that a clock may have leapt over. */
static GArray *
list_keys (SondeDatabase *database,
           guint level,
           gint64 from_us,
           gint64 to_us,
           const SondeTallyBlock *slices,
           GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (
      database, "SELECT key FROM summary WHERE key BETWEEN ? AND ?", error);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean row = TRUE;
  guint n_keys = 0;

  if (statement == NULL)
    return NULL;

  sqlite3_bind_int64 (statement, 1, sonde_store_get_block_key (level, from_us));
  sqlite3_bind_int64 (statement, 2, sonde_store_get_block_key (level, to_us - 1));
  while (row)
    {
      gint64 key;

      if (!sonde_database_step (database, statement, &row, error))
        return NULL;

      key = row ? sqlite3_column_int64 (statement, 0) : 0;
      if (row)
        g_array_append_val (keys, key);
    }

  for (guint i = 0; slices != NULL && i < slices->slices->len; i++)
    {
      gint64 time_us = g_array_index (slices->slices, gint64, i) * slices->width_us;
      gint64 key = sonde_store_get_block_key (level, time_us);

      g_array_append_val (keys, key);
    }

  g_array_sort (keys, compare_keys);
  for (guint i = 0; i < keys->len; i++)
    if (i == 0 || g_array_index (keys, gint64, i) != g_array_index (keys, gint64, n_keys - 1))
      g_array_index (keys, gint64, n_keys++) = g_array_index (keys, gint64, i);
  g_array_set_size (keys, n_keys);

  return g_steal_pointer (&keys);
}

/* Replaces the slices of a level from one time to another. */
static gboolean
replace_slices (SondeDatabase *database,
                guint level,
                const SondeTallyBlock *slices,
                gint64 from_us,
                gint64 to_us,
                GError **error)
{
  g_autoptr (GArray) keys = list_keys (database, level, from_us, to_us, slices, error);

  for (guint i = 0; keys != NULL && i < keys->len; i++)
    {
      gint64 key = g_array_index (keys, gint64, i);
      g_autoptr (SondeTallyBlock) old = read_block (database, level, key, error);
      g_autoptr (SondeTallyBlock) block = NULL;
      gint64 start_us, end_us;

      if (old == NULL)
        return FALSE;

      sonde_store_get_block_span (key, &start_us, &end_us);
      block = sonde_tally_block_new (old->width_us, 0);
      sonde_tally_block_append (block, old, G_MININT64, from_us);
      sonde_tally_block_append (block, slices, start_us, end_us);
      sonde_tally_block_append (block, old, to_us, G_MAXINT64);
      if (!write_block (database, key, block, error))
        return FALSE;
    }

  return keys != NULL;
}

/**
 * sonde_summary_append:
 * @slices: slices of the finest level, with measures that come after all others
 *
 * Adds new measures to every level.
 */
gboolean
sonde_summary_append (SondeDatabase *database, const SondeTallyBlock *slices, GError **error)
{
  for (guint level = 0; level < SONDE_STORE_N_LEVELS; level++)
    {
      gint64 last_key = G_MININT64;

      for (guint i = 0; i < slices->slices->len; i++)
        {
          gint64 time_us = g_array_index (slices->slices, gint64, i) * slices->width_us;
          gint64 key = sonde_store_get_block_key (level, time_us);
          g_autoptr (SondeTallyBlock) block = NULL;
          gint64 start_us, end_us;

          if (key == last_key)
            continue;

          last_key = key;
          block = read_block (database, level, key, error);
          if (block == NULL)
            return FALSE;

          sonde_store_get_block_span (key, &start_us, &end_us);
          sonde_tally_block_append (block, slices, start_us, end_us);
          if (!write_block (database, key, block, error))
            return FALSE;
        }
    }

  return TRUE;
}

static gboolean
sum_up_measures (
    SondeDatabase *database, SondeTallyBlock *slices, gint64 from_us, gint64 to_us, GError **error)
{
  sqlite3_stmt *spans = sonde_store_select_chunks (database, from_us, to_us, error);
  gboolean row = TRUE;

  if (spans == NULL)
    return FALSE;

  while (sonde_database_step (database, spans, &row, error))
    {
      g_autoptr (SondeRows) rows = NULL;
      const double *columns[SONDE_PACKED_MAX_COLUMNS];
      gsize start, end;

      if (!row)
        return TRUE;

      rows = sonde_store_read_chunk (database, sqlite3_column_int64 (spans, 0), error);
      if (rows == NULL)
        break;

      start = sonde_rows_find (rows, from_us);
      end = sonde_rows_find (rows, to_us);
      for (guint i = 0; i < rows->n_columns; i++)
        columns[i] = rows->columns[i] + start;
      sonde_tally_block_add_rows (slices, rows->times_us + start, columns, rows->n_columns,
                                  MAX (end, start) - start);
    }

  sqlite3_reset (spans);

  return FALSE;
}

static gboolean
sum_up_slices (SondeDatabase *database,
               SondeTallyBlock *slices,
               guint finer_level,
               gint64 from_us,
               gint64 to_us,
               GError **error)
{
  g_autoptr (GArray) keys = list_keys (database, finer_level, from_us, to_us, NULL, error);

  for (guint i = 0; keys != NULL && i < keys->len; i++)
    {
      g_autoptr (SondeTallyBlock)
          block = read_block (database, finer_level, g_array_index (keys, gint64, i), error);

      if (block == NULL)
        return FALSE;

      sonde_tally_block_append (slices, block, from_us, to_us);
    }

  return keys != NULL;
}

/**
 * sonde_summary_rebuild:
 * @first_us: the first time at which the chunks changed
 * @last_us: the last one
 *
 * Makes the summaries of a range anew.
 */
gboolean
sonde_summary_rebuild (SondeDatabase *database, gint64 first_us, gint64 last_us, GError **error)
{
  for (guint level = 0; level < SONDE_STORE_N_LEVELS; level++)
    {
      gint64 width_us = sonde_store_get_level_width_us (level);
      g_autoptr (SondeTallyBlock) slices = sonde_tally_block_new (width_us, 0);
      gint64 from_us = sonde_series_align_us (first_us, width_us);
      gint64 to_us = sonde_series_align_us (last_us, width_us) + width_us;

      if (level == 0 ? !sum_up_measures (database, slices, from_us, to_us, error)
                     : !sum_up_slices (database, slices, level - 1, from_us, to_us, error))
        return FALSE;

      if (!replace_slices (database, level, slices, from_us, to_us, error))
        return FALSE;
    }

  return TRUE;
}
