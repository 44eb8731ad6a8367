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
  const guint *channels;
  gsize n_channels;
  gint64 start_us;
  gint64 end_us;
  gint64 width_us;
  gsize n_buckets;
  gboolean exact;
  SondeTally *tallies; /* those of each channel after those of the one before */
  const SondeWork *work;
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

static SondeTally *
get_tally (Reader *reader, gsize channel, gint64 time_us)
{
  gsize bucket = (gsize) ((time_us - reader->start_us) / reader->width_us);

  return &reader->tallies[channel * reader->n_buckets + bucket];
}

static void
add_rows (Reader *reader, gsize channel, const gint64 *times_us, const double *values, gsize n_rows)
{
  gsize row = 0;

  while (row < n_rows && times_us[row] < reader->start_us)
    row++;

  while (row < n_rows && times_us[row] < reader->end_us)
    {
      gint64 index = (times_us[row] - reader->start_us) / reader->width_us;
      gint64 end_us = reader->start_us + (index + 1) * reader->width_us;
      SondeTally *tally = get_tally (reader, channel, times_us[row]);

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

  if (!sonde_tally_block_decode_channels (data, size, reader->channels, reader->n_channels,
                                          &slices_us, &tallies, &n_slices, error))
    return FALSE;

  for (gsize channel = 0; channel < reader->n_channels; channel++)
    for (gsize i = 0; i < n_slices; i++)
      if (slices_us[i] >= reader->start_us && slices_us[i] < reader->end_us)
        sonde_tally_append (get_tally (reader, channel, slices_us[i]),
                            &tallies[channel * n_slices + i]);

  return TRUE;
}

/* Tells that all is read that is older than a time. */
static gboolean
reach (const Reader *reader, gint64 time_us, GError **error)
{
  double share = ((double) time_us - (double) reader->start_us) /
                 ((double) reader->end_us - (double) reader->start_us);

  return sonde_work_reach (reader->work, CLAMP (share, 0.0, 1.0), error);
}

static gboolean
read_level (Reader *reader, guint level, GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (
      reader->database, "SELECT data, key FROM summary WHERE key BETWEEN ? AND ? ORDER BY key",
      error);
  gboolean row = TRUE;
  gint64 block_us;
  gint64 end_us;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, sonde_store_get_block_key (level, reader->start_us));
  sqlite3_bind_int64 (statement, 2, sonde_store_get_block_key (level, reader->end_us - 1));
  while (sonde_database_step (reader->database, statement, &row, error))
    {
      if (!row)
        return TRUE;

      sonde_store_get_block_span (sqlite3_column_int64 (statement, 1), &block_us, &end_us);
      if (!reach (reader, block_us, error) ||
          !add_slices (reader, sqlite3_column_blob (statement, 0),
                       (gsize) sqlite3_column_bytes (statement, 0), error))
        break;
    }
  sqlite3_reset (statement);

  return FALSE;
}

/* Unpacks the times of a chunk, which its columns share. */
static gboolean
unpack_times (SondePacked *chunk, const void *data, gsize size, gint64 **times_us, GError **error)
{
  if (!sonde_chunk_codec_init (chunk, data, size, error))
    return FALSE;

  *times_us = g_new (gint64, MAX (chunk->n_rows, 1));

  return sonde_chunk_codec_decode_times (chunk, *times_us, error);
}

static gboolean
add_chunk (Reader *reader, const void *data, gsize size, GError **error)
{
  g_autofree gint64 *times_us = NULL;
  g_autofree double *values = NULL;
  SondePacked chunk;

  if (!unpack_times (&chunk, data, size, &times_us, error))
    return FALSE;

  values = g_new (double, MAX (chunk.n_rows, 1));
  for (gsize i = 0; i < reader->n_channels; i++)
    {
      if (!sonde_chunk_codec_decode_column (&chunk, reader->channels[i], values, error))
        return FALSE;
      add_rows (reader, i, times_us, values, chunk.n_rows);
    }

  return TRUE;
}

static gboolean
read_chunk (Reader *reader, gint64 number, GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (
      reader->database, "SELECT summary_us, summary, data FROM chunk WHERE number = ?", error);
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
    good = add_slices (reader, sqlite3_column_blob (statement, 1),
                       (gsize) sqlite3_column_bytes (statement, 1), error);
  else
    good = add_chunk (reader, sqlite3_column_blob (statement, 2),
                      (gsize) sqlite3_column_bytes (statement, 2), error);
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

      if (!reach (reader, sqlite3_column_int64 (statement, 1), error) ||
          (sqlite3_column_int64 (statement, 2) >= reader->start_us &&
           !read_chunk (reader, sqlite3_column_int64 (statement, 0), error)))
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

/* What came before the first bucket, of each channel of which it is not known yet. */
typedef struct
{
  gboolean known;
  gboolean broken;
} Before;

static gboolean
look_before (const Reader *reader,
             const void *data,
             gsize size,
             Before *before,
             gsize *n_unknown,
             GError **error)
{
  g_autofree gint64 *times_us = NULL;
  g_autofree double *values = NULL;
  SondePacked chunk;

  if (!unpack_times (&chunk, data, size, &times_us, error))
    return FALSE;

  values = g_new (double, MAX (chunk.n_rows, 1));
  for (gsize i = 0; i < reader->n_channels; i++)
    {
      if (before[i].known)
        continue;
      if (!sonde_chunk_codec_decode_column (&chunk, reader->channels[i], values, error))
        return FALSE;

      before[i].known = find_last (reader, times_us, values, chunk.n_rows, &before[i].broken);
      *n_unknown -= before[i].known ? 1 : 0;
    }

  return TRUE;
}

/* Whether the lines are broken where the first bucket begins. */
static gboolean
read_before (const Reader *reader, const SondeRows *recent, Before *before, GError **error)
{
  sqlite3_stmt *statement;
  gsize n_unknown = 0;
  gboolean row = TRUE;
  gboolean good = TRUE;

  for (gsize i = 0; i < reader->n_channels; i++)
    {
      guint channel = reader->channels[i];

      before[i].broken = TRUE;
      before[i].known = channel < recent->n_columns &&
                        find_last (reader, recent->times_us, recent->columns[channel],
                                   recent->n_rows, &before[i].broken);
      n_unknown += before[i].known ? 0 : 1;
    }
  if (n_unknown == 0)
    return TRUE;

  statement = sonde_database_prepare (
      reader->database,
      "SELECT data FROM chunk WHERE first_us < ? ORDER BY first_us DESC, number DESC LIMIT ?",
      error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, reader->start_us);
  sqlite3_bind_int64 (statement, 2, MAX_CHUNKS_BEFORE);
  while (good && n_unknown > 0)
    {
      if (!sonde_database_step (reader->database, statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;

      good = reach (reader, reader->start_us, error) &&
             look_before (reader, sqlite3_column_blob (statement, 0),
                          (gsize) sqlite3_column_bytes (statement, 0), before, &n_unknown, error);
    }
  sqlite3_reset (statement);

  return good;
}

/**
 * sonde_bucket_reader_read:
 * @database: a recording, inside a transaction
 * @recent: the measures that are in no chunk
 * @channels: (array length=n_channels): the columns of channels
 * @n_channels: how many, at least 1
 * @buckets: (out caller-allocates): @n_buckets for each channel, in the order of the channels
 * @exact: whether no slice may lie across the border of two buckets
 * @work: (nullable): who is told of it, and may stop it
 *
 * Does what `sonde_recording_get_buckets()` says.
 */
gboolean
sonde_bucket_reader_read (SondeDatabase *database,
                          const SondeRows *recent,
                          const guint *channels,
                          gsize n_channels,
                          gint64 start_us,
                          gint64 width_us,
                          SondeBucket *buckets,
                          gsize n_buckets,
                          gboolean exact,
                          const SondeWork *work,
                          GError **error)
{
  g_autofree SondeTally *tallies = g_new0 (SondeTally, n_channels * MAX (n_buckets, 1));
  g_autofree Before *before = g_new0 (Before, n_channels);
  Reader reader = { database, channels,  n_channels, start_us, 0,
                    width_us, n_buckets, exact,      tallies,  work };
  int level = SONDE_STORE_N_LEVELS - 1;

  if (__builtin_mul_overflow (width_us, (gint64) n_buckets, &reader.end_us) ||
      __builtin_add_overflow (start_us, reader.end_us, &reader.end_us))
    reader.end_us = G_MAXINT64;

  while (level >= 0 && !slices_will_do (&reader, sonde_store_get_level_width_us ((guint) level)))
    level--;
  if (!read_before (&reader, recent, before, error) ||
      (level >= 0 ? !read_level (&reader, (guint) level, error) : !read_chunks (&reader, error)))
    return FALSE;

  for (gsize i = 0; i < n_channels; i++)
    {
      if (channels[i] < recent->n_columns)
        add_rows (&reader, i, recent->times_us, recent->columns[channels[i]], recent->n_rows);
      for (gsize j = i * n_buckets; j < (i + 1) * n_buckets; j++)
        sonde_tally_to_bucket (&tallies[j], &before[i].broken, &buckets[j]);
    }

  return TRUE;
}
