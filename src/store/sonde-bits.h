/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/**
 * SondeBitWriter:
 *
 * Appends bits to a byte array, the least significant first. Here and below all is inline: a codec
 * spends its time in these few instructions.
 */
typedef struct
{
  GByteArray *bytes;
  guint64 pending;
  guint n_pending; /* always below 32 between two calls */
} SondeBitWriter;

/**
 * SondeBitReader:
 * @position: in bits from the start; past the end where more was asked for than there is
 *
 * Reads what a `SondeBitWriter` wrote. Beyond the end it reads zeros, so that a decoder need look
 * only once, when it is done, whether the data sufficed.
 */
typedef struct
{
  const guint8 *data;
  gsize size;
  guint64 position;
} SondeBitReader;

#define SONDE_BITS_MAX_PEEK 56

static inline void
sonde_bit_writer_put (SondeBitWriter *self, guint64 value, guint n_bits)
{
  guint32 word;

  if (n_bits > 32)
    {
      sonde_bit_writer_put (self, value & G_MAXUINT32, 32);
      value >>= 32;
      n_bits -= 32;
    }

  self->pending |= value << self->n_pending;
  self->n_pending += n_bits;
  if (self->n_pending >= 32)
    {
      word = GUINT32_TO_LE ((guint32) self->pending);
      g_byte_array_append (self->bytes, (const guint8 *) &word, sizeof word);
      self->pending >>= 32;
      self->n_pending -= 32;
    }
}

static inline void
sonde_bit_writer_flush (SondeBitWriter *self)
{
  while (self->n_pending > 0)
    {
      guint8 byte = (guint8) self->pending;

      g_byte_array_append (self->bytes, &byte, 1);
      self->pending >>= 8;
      self->n_pending -= MIN (self->n_pending, 8);
    }
}

/* The next bits, of which the lowest 56 are good. */
static inline guint64
sonde_bit_reader_peek (const SondeBitReader *self)
{
  gsize byte = (gsize) (self->position / 8);
  guint64 word = 0;

  if (G_LIKELY (self->size >= 8 && byte <= self->size - 8))
    memcpy (&word, self->data + byte, 8);
  else if (byte < self->size)
    memcpy (&word, self->data + byte, self->size - byte);

  return GUINT64_FROM_LE (word) >> (self->position % 8);
}

static inline guint64
sonde_bit_reader_get (SondeBitReader *self, guint n_bits)
{
  guint64 low = 0;
  guint n_low = 0;

  if (n_bits > SONDE_BITS_MAX_PEEK)
    {
      n_low = 32;
      low = sonde_bit_reader_peek (self) & G_MAXUINT32;
      self->position += n_low;
      n_bits -= n_low;
    }

  low |= (sonde_bit_reader_peek (self) & ((G_GUINT64_CONSTANT (1) << n_bits) - 1)) << n_low;
  self->position += n_bits;

  return low;
}

static inline gboolean
sonde_bit_reader_is_good (const SondeBitReader *self)
{
  return self->position <= (guint64) self->size * 8;
}

G_END_DECLS
