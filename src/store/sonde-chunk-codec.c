/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chunk-codec.h"

#include "sonde-absent.h"
#include "sonde-integer-codec.h"
#include "sonde-value-codec.h"

#include <glib/gi18n-lib.h>

/* A chunk is a `SondePacked` whose first stream holds the times and whose columns are channels. */

/**
 * sonde_chunk_codec_encode:
 * @times_us: (array length=n_rows): wall-clock microseconds, which never decrease
 * @columns: (array length=n_columns): for each channel, a value per row; NaN as in `sonde-absent.h`
 * @n_columns: at most %SONDE_PACKED_MAX_COLUMNS
 * @n_rows: at most %SONDE_CHUNK_MAX_ROWS
 *
 * Packs measures that share their times, without losing a bit of them.
 *
 * Returns: (transfer full): the packed measures
 */
GByteArray *
sonde_chunk_codec_encode (const gint64 *times_us,
                          const double *const *columns,
                          guint n_columns,
                          gsize n_rows)
{
  GByteArray *bytes = sonde_packed_start (n_columns, n_rows);
  SondeBitWriter writer = { bytes, 0, 0 };

  g_assert (n_rows <= SONDE_CHUNK_MAX_ROWS);

  sonde_integers_encode (&writer, times_us, n_rows);
  sonde_packed_end_stream (bytes, 0, &writer);
  for (guint i = 0; i < n_columns; i++)
    {
      sonde_values_encode (&writer, columns[i], n_rows);
      sonde_packed_end_stream (bytes, i + 1, &writer);
    }
  sonde_packed_finish (bytes);

  return bytes;
}

/**
 * sonde_chunk_codec_init:
 * @chunk: (out caller-allocates): the view, which allocates nothing
 * @data: (array length=size): packed measures, from anywhere; they must outlive @chunk
 * @size: how many bytes
 *
 * Looks at packed measures without unpacking them.
 *
 * Returns: %FALSE with %SONDE_ERROR_DAMAGED where they are not whole, or
 * %SONDE_ERROR_NEWER_VERSION
 */
gboolean
sonde_chunk_codec_init (SondePacked *chunk, const void *data, gsize size, GError **error)
{
  return sonde_packed_init (chunk, data, size, SONDE_CHUNK_MAX_ROWS, error);
}

/**
 * sonde_chunk_codec_decode_times:
 * @times_us: (out caller-allocates): where the `n_rows` times go
 *
 * Unpacks the times, which never decrease.
 *
 * Returns: %FALSE with %SONDE_ERROR_DAMAGED
 */
gboolean
sonde_chunk_codec_decode_times (const SondePacked *chunk, gint64 *times_us, GError **error)
{
  SondeBitReader reader = sonde_packed_get_stream (chunk, 0);

  sonde_integers_decode (&reader, times_us, chunk->n_rows);
  if (!sonde_bit_reader_is_good (&reader))
    return sonde_packed_fail (error, _ ("it is too short"));

  for (gsize i = 1; i < chunk->n_rows; i++)
    if (times_us[i] < times_us[i - 1])
      return sonde_packed_fail (error, _ ("its times go backwards"));

  return TRUE;
}

/**
 * sonde_chunk_codec_decode_column:
 * @column: a channel; one that the measures do not have is absent in all of them
 * @values: (out caller-allocates): where the `n_rows` values go
 *
 * Unpacks the values of a channel.
 *
 * Returns: %FALSE with %SONDE_ERROR_DAMAGED
 */
gboolean
sonde_chunk_codec_decode_column (const SondePacked *chunk,
                                 guint column,
                                 double *values,
                                 GError **error)
{
  SondeBitReader reader;

  if (column >= chunk->n_columns)
    {
      for (gsize i = 0; i < chunk->n_rows; i++)
        values[i] = sonde_absent ();
      return TRUE;
    }

  reader = sonde_packed_get_stream (chunk, column + 1);
  sonde_values_decode (&reader, values, chunk->n_rows);

  return sonde_bit_reader_is_good (&reader) || sonde_packed_fail (error, _ ("it is too short"));
}
