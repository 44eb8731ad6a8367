/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-packed.h"

#include "sonde-checksum.h"
#include "sonde-error.h"

#include <glib/gi18n-lib.h>

/* What chunks of measures and blocks of summaries have in common. All numbers are unsigned, 32
 * bits, least significant byte first:
 *
 *     checksum of what follows | version | columns | rows | size of each stream | streams
 *
 * Every column has a stream of its own, so that a reader unpacks the channel that it draws and no
 * other. */

#define PACKED_VERSION 1

enum
{
  WORD_CHECKSUM,
  WORD_VERSION,
  WORD_COLUMNS,
  WORD_ROWS,
  N_WORDS,
};

#define WORD_SIZE 4

static void
set_word (GByteArray *bytes, guint index, gsize value)
{
  guint32 word = GUINT32_TO_LE ((guint32) value);

  memcpy (bytes->data + index * WORD_SIZE, &word, WORD_SIZE);
}

static guint32
get_word (const guint8 *data, guint index)
{
  guint32 word;

  memcpy (&word, data + index * WORD_SIZE, WORD_SIZE);

  return GUINT32_FROM_LE (word);
}

/**
 * sonde_packed_fail:
 * @evidence: what is wrong, in a few words of the user's language
 *
 * Sets %SONDE_ERROR_DAMAGED.
 *
 * Returns: %FALSE
 */
gboolean
sonde_packed_fail (GError **error, const char *evidence)
{
  /* Translators: %s is what is wrong, such as “its checksum does not match”. */
  g_set_error (error, SONDE_ERROR, SONDE_ERROR_DAMAGED,
               _ ("A block of the recording is damaged: %s"), evidence);

  return FALSE;
}

/**
 * sonde_packed_start:
 * @n_columns: at most %SONDE_PACKED_MAX_COLUMNS
 * @n_rows: how many rows
 *
 * Returns: (transfer full): the head, to which the streams are appended in their order
 */
GByteArray *
sonde_packed_start (guint n_columns, gsize n_rows)
{
  GByteArray *bytes = g_byte_array_sized_new ((guint) (n_rows * (n_columns + 2) + 1024));

  g_assert (n_columns <= SONDE_PACKED_MAX_COLUMNS);

  g_byte_array_set_size (bytes, (N_WORDS + n_columns + 1) * WORD_SIZE);
  set_word (bytes, WORD_VERSION, PACKED_VERSION);
  set_word (bytes, WORD_COLUMNS, n_columns);
  set_word (bytes, WORD_ROWS, n_rows);

  return bytes;
}

/**
 * sonde_packed_end_stream:
 * @index: which stream it was
 * @writer: what wrote it; its last bits are filled up to a byte
 *
 * Ends one stream and so begins the next.
 */
void
sonde_packed_end_stream (GByteArray *bytes, guint index, SondeBitWriter *writer)
{
  gsize start = (N_WORDS + get_word (bytes->data, WORD_COLUMNS) + 1) * WORD_SIZE;

  sonde_bit_writer_flush (writer);
  for (guint i = 0; i < index; i++)
    start += get_word (bytes->data, N_WORDS + i);
  set_word (bytes, N_WORDS + index, bytes->len - start);
}

/**
 * sonde_packed_finish:
 *
 * Adds the checksum.
 */
void
sonde_packed_finish (GByteArray *bytes)
{
  set_word (bytes, WORD_CHECKSUM, sonde_checksum (bytes->data + WORD_SIZE, bytes->len - WORD_SIZE));
}

/**
 * sonde_packed_init:
 * @data: (array length=size): packed columns, from anywhere
 * @size: how many bytes
 * @max_rows: how many rows are believed at most
 *
 * Looks at packed columns without unpacking or allocating anything.
 *
 * Returns: %FALSE with %SONDE_ERROR_DAMAGED where they are not whole, or
 * %SONDE_ERROR_NEWER_VERSION
 */
gboolean
sonde_packed_init (SondePacked *self, const void *data, gsize size, gsize max_rows, GError **error)
{
  gsize start;

  if (data == NULL || size < (N_WORDS + 1) * WORD_SIZE)
    return sonde_packed_fail (error, _ ("it is too short"));

  if (get_word (data, WORD_CHECKSUM) !=
      sonde_checksum ((const guint8 *) data + WORD_SIZE, size - WORD_SIZE))
    return sonde_packed_fail (error, _ ("its checksum does not match"));

  if (get_word (data, WORD_VERSION) != PACKED_VERSION)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_NEWER_VERSION,
                   _ ("A block of the recording has the unknown version %u"),
                   get_word (data, WORD_VERSION));
      return FALSE;
    }

  self->data = data;
  self->n_columns = get_word (data, WORD_COLUMNS);
  self->n_rows = get_word (data, WORD_ROWS);
  if (self->n_columns > SONDE_PACKED_MAX_COLUMNS || self->n_rows > max_rows)
    return sonde_packed_fail (error, _ ("it claims too much"));

  start = (N_WORDS + self->n_columns + 1) * WORD_SIZE;
  for (guint i = 0; i <= self->n_columns; i++)
    {
      self->stream_starts[i] = start;
      if (start > size || get_word (data, N_WORDS + i) > size - start)
        return sonde_packed_fail (error, _ ("it is too short"));
      start += get_word (data, N_WORDS + i);
    }
  self->stream_starts[self->n_columns + 1] = start;

  return TRUE;
}

/**
 * sonde_packed_get_stream:
 * @index: 0, or a column plus 1
 *
 * Returns: a reader at the start of the stream, which ends where the stream does
 */
SondeBitReader
sonde_packed_get_stream (const SondePacked *self, guint index)
{
  return (SondeBitReader){
    self->data + self->stream_starts[index],
    self->stream_starts[index + 1] - self->stream_starts[index],
    0,
  };
}
