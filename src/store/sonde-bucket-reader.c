/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-bucket-reader.h"

#include "sonde-absent.h"
#include "sonde-chunk-codec.h"
#include "sonde-store-file.h"
#include "sonde-tally-block.h"

#include <math.h>

/* Buckets are put together from the coarsest slices that will do: those of a level, else those of
 * each chunk, else the measures themselves. Whichever it is, what was read is in order of time. */
typedef struct
{
  SondeDatabase *database;
  guint channel;
  gint64 start_us;
  gint64 end_us;
  gint64 width_us;
  gboolean exact;
  SondeTally *tallies;
} Reader;

/* A slice that lies across the border of two buckets goes to that in which it begins. Where four
 * of them make a bucket, that moves nothing by more than a quarter of a pixel. */
#define SLICES_PER_BUCKET 4

/* How many chunks are searched for what came before the first bucket. */
#define MAX_CHUNKS_BEFORE 16

static gboolean
slices_will_do (const Reader *reader, gint64 slice_us)
{
  if (slice_us <= 0)
    return FALSE;

  return (!reader->exact && reader->width_us / SLICES_PER_BUCKET >= slice_us) ||
         (reader->width_us % slice_us == 0 && reader->start_us % slice_us == 0);
}

static void
add_rows (Reader *reader, const gint64 *times_us, const double *values, gsize n_rows)
{
  gsize row = 0;

  while (row < n_rows && times_us[row] < reader->start_us)
    row++;

  while (row < n_rows && times_us[row] < reader->end_us)
    {
      gint64 index = (times_us[row] - reader->start_us) / reader->width_us;
      gint64 end_us = reader->start_us + (index + 1) * reader->width_us;
      SondeTally *tally = &reader->tallies[index];

      for (; row < n_rows && times_us[row] < end_us; row++)
        sonde_tally_add (tally, values[row]);
    }
}

static gboolean
add_slices (Reader *reader, const void *data, gsize size, GError **error)
{
  g_autofree gint64 *slices_us = NULL;
  g_autofree SondeTally *tallies = NULL;
  gsize n_slices;

  if (!sonde_tally_block_decode_channel (data, size, reader->channel, &slices_us, &tallies,
                                         &n_slices, error))
    return FALSE;

  for (gsize i = 0; i < n_slices; i++)
    if (slices_us[i] >= reader->start_us && slices_us[i] < reader->end_us)
      sonde_tally_append (&reader->tallies[(slices_us[i] - reader->start_us) / reader->width_us],
                          &tallies[i]);

  return TRUE;
}

static gboolean
read_level (Reader *reader, guint level, GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (
      reader->database, "SELECT data FROM summary WHERE key BETWEEN ? AND ? ORDER BY key", error);
  gboolean row = TRUE;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, sonde_store_get_block_key (level, reader->start_us));
  sqlite3_bind_int64 (statement, 2, sonde_store_get_block_key (level, reader->end_us - 1));
  while (sonde_database_step (reader->database, statement, &row, error))
    {
      if (!row)
        return TRUE;

      if (!add_slices (reader, sqlite3_column_blob (statement, 0),
                       (gsize) sqlite3_column_bytes (statement, 0), error))
        break;
    }
  sqlite3_reset (statement);

  return FALSE;
}

/* Unpacks the times and the one column of a chunk. */
static gboolean
unpack (const Reader *reader,
        const void *data,
        gsize size,
        gint64 **times_us,
        double **values,
        gsize *n_rows,
        GError **error)
{
  SondePacked chunk;

  if (!sonde_chunk_codec_init (&chunk, data, size, error))
    return FALSE;

  *n_rows = chunk.n_rows;
  *times_us = g_new (gint64, MAX (chunk.n_rows, 1));
  *values = g_new (double, MAX (chunk.n_rows, 1));

  return sonde_chunk_codec_decode_times (&chunk, *times_us, error) &&
         sonde_chunk_codec_decode_column (&chunk, reader->channel, *values, error);
}

static gboolean
read_chunk (Reader *reader, gint64 number, GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (
      reader->database, "SELECT summary_us, summary, data FROM chunk WHERE number = ?", error);
  g_autofree gint64 *times_us = NULL;
  g_autofree double *values = NULL;
  gsize n_rows;
  gboolean good;
  gboolean row;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, number);
  if (!sonde_database_step (reader->database, statement, &row, error))
    return FALSE;

  if (!row)
    return TRUE;

  if (slices_will_do (reader, sqlite3_column_int64 (statement, 0)))
    {
      good = add_slices (reader, sqlite3_column_blob (statement, 1),
                         (gsize) sqlite3_column_bytes (statement, 1), error);
    }
  else
    {
      good = unpack (reader, sqlite3_column_blob (statement, 2),
                     (gsize) sqlite3_column_bytes (statement, 2), &times_us, &values, &n_rows,
                     error);
      if (good)
        add_rows (reader, times_us, values, n_rows);
    }
  sqlite3_reset (statement);

  return good;
}

static gboolean
read_chunks (Reader *reader, GError **error)
{
  sqlite3_stmt *statement = sonde_store_select_chunks (reader->database, reader->start_us,
                                                       reader->end_us, error);
  gboolean row = TRUE;

  if (statement == NULL)
    return FALSE;

  while (sonde_database_step (reader->database, statement, &row, error))
    {
      if (!row)
        return TRUE;

      if (sqlite3_column_int64 (statement, 2) >= reader->start_us &&
          !read_chunk (reader, sqlite3_column_int64 (statement, 0), error))
        break;
    }
  sqlite3_reset (statement);

  return FALSE;
}

/* Whether the last of these rows before the first bucket that says anything is a gap. */
static gboolean
find_last (
    const Reader *reader, const gint64 *times_us, const double *values, gsize n_rows, gboolean *gap)
{
  for (gsize row = n_rows; row > 0; row--)
    if (times_us[row - 1] < reader->start_us && !sonde_is_absent (values[row - 1]))
      {
        *gap = !isfinite (values[row - 1]);
        return TRUE;
      }

  return FALSE;
}

/* Whether the line is broken where the first bucket begins. */
static gboolean
read_broken (const Reader *reader, const SondeRows *recent, gboolean *broken, GError **error)
{
  sqlite3_stmt *statement;
  gboolean row = TRUE;

  *broken = TRUE;
  if (reader->channel < recent->n_columns &&
      find_last (reader, recent->times_us, recent->columns[reader->channel], recent->n_rows,
                 broken))
    return TRUE;

  statement = sonde_database_prepare (
      reader->database,
      "SELECT data FROM chunk WHERE first_us < ? ORDER BY first_us DESC, number DESC LIMIT ?",
      error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, reader->start_us);
  sqlite3_bind_int64 (statement, 2, MAX_CHUNKS_BEFORE);
  while (sonde_database_step (reader->database, statement, &row, error))
    {
      g_autofree gint64 *times_us = NULL;
      g_autofree double *values = NULL;
      gboolean good;
      gsize n_rows;

      if (!row)
        return TRUE;

      good = unpack (reader, sqlite3_column_blob (statement, 0),
                     (gsize) sqlite3_column_bytes (statement, 0), &times_us, &values, &n_rows,
                     error);
      if (!good || find_last (reader, times_us, values, n_rows, broken))
        {
          sqlite3_reset (statement);
          return good;
        }
    }

  return FALSE;
}

/**
 * sonde_bucket_reader_read:
 * @database: a recording, inside a transaction
 * @recent: the measures that are in no chunk
 * @channel: a channel's column
 * @exact: whether no slice may lie across the border of two buckets
 *
 * Does what `sonde_recording_get_buckets()` says.
 */
gboolean
sonde_bucket_reader_read (SondeDatabase *database,
                          const SondeRows *recent,
                          guint channel,
                          gint64 start_us,
                          gint64 width_us,
                          SondeBucket *buckets,
                          gsize n_buckets,
                          gboolean exact,
                          GError **error)
{
  g_autofree SondeTally *tallies = g_new0 (SondeTally, MAX (n_buckets, 1));
  Reader reader = { database, channel, start_us, 0, width_us, exact, tallies };
  int level = SONDE_STORE_N_LEVELS - 1;
  gboolean broken;

  if (__builtin_mul_overflow (width_us, (gint64) n_buckets, &reader.end_us) ||
      __builtin_add_overflow (start_us, reader.end_us, &reader.end_us))
    reader.end_us = G_MAXINT64;

  while (level >= 0 && !slices_will_do (&reader, sonde_store_get_level_width_us ((guint) level)))
    level--;
  if (!read_broken (&reader, recent, &broken, error) ||
      (level >= 0 ? !read_level (&reader, (guint) level, error) : !read_chunks (&reader, error)))
    return FALSE;

  if (channel < recent->n_columns)
    add_rows (&reader, recent->times_us, recent->columns[channel], recent->n_rows);

  for (gsize i = 0; i < n_buckets; i++)
    sonde_tally_to_bucket (&tallies[i], &broken, &buckets[i]);

  return TRUE;
}
