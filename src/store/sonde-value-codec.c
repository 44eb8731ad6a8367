/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-value-codec.h"

#include "sonde-absent.h"
#include "sonde-integer-codec.h"

#include <math.h>

/* A block of up to 256 doubles:
 *
 *     presence:2 [map] [scale:4 numbers]
 *
 * A value that came as a short decimal, 28.34, is the quotient of two whole numbers, 2834 and 100,
 * that a double holds exactly; IEEE 754 rounds that quotient to the very double that the text
 * stands for. So a block whose values all pass that test, bit for bit, is written as integers. Any
 * other is written as Gorilla does (Pelkonen et al., VLDB 2015, section 4.1.2): the exclusive or
 * with the value before, of which only the middle is written. */

#define BLOCK     256
#define SCALE_XOR 15

#define MAX_EXACT 9007199254740992.0 /* 2^53 */

typedef enum
{
  PRESENCE_ALL,
  PRESENCE_ALL_GAP,
  PRESENCE_ALL_ABSENT,
  PRESENCE_MAP, /* 1 for a number, else 0 and what it is in 2 bits */
} Presence;

typedef enum
{
  NO_NUMBER_GAP,
  NO_NUMBER_ABSENT,
  NO_NUMBER_OTHER, /* with its 64 bits */
} NoNumber;

static const double powers[SONDE_DECIMALS_MAX + 1] = {
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14,
};

static guint64
to_bits (double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);

  return bits;
}

static double
from_bits (guint64 bits)
{
  double value;

  memcpy (&value, &bits, sizeof value);

  return value;
}

static gboolean
scale (double value, guint decimals, gint64 *whole)
{
  double scaled = value * powers[decimals];

  if (!(fabs (scaled) < MAX_EXACT))
    return FALSE;

  *whole = llrint (scaled);

  return to_bits ((double) *whole / powers[decimals]) == to_bits (value);
}

static gboolean
scale_all (const double *values, gsize n_values, guint *decimals, gint64 *wholes)
{
  gint64 whole;

  *decimals = 0;
  for (gsize i = 0; i < n_values; i++)
    while (!scale (values[i], *decimals, &whole))
      if (++*decimals > SONDE_DECIMALS_MAX)
        return FALSE;

  for (gsize i = 0; i < n_values; i++)
    if (!scale (values[i], *decimals, &wholes[i]))
      return FALSE;

  return TRUE;
}

static void
encode_xor (SondeBitWriter *writer, const double *values, gsize n_values)
{
  guint64 previous = to_bits (values[0]);
  guint leading = 64;
  guint length = 0;

  sonde_bit_writer_put (writer, previous, 64);
  for (gsize i = 1; i < n_values; i++)
    {
      guint64 bits = to_bits (values[i]);
      guint64 difference = bits ^ previous;
      guint new_leading, new_trailing;

      previous = bits;
      if (difference == 0)
        {
          sonde_bit_writer_put (writer, 0, 1);
          continue;
        }

      new_leading = (guint) __builtin_clzll (difference);
      new_trailing = (guint) __builtin_ctzll (difference);
      if (new_leading >= leading && new_trailing >= 64 - leading - length)
        {
          sonde_bit_writer_put (writer, 1, 2);
          sonde_bit_writer_put (writer, difference >> (64 - leading - length), length);
          continue;
        }

      leading = new_leading;
      length = 64 - leading - new_trailing;
      sonde_bit_writer_put (writer, 3, 2);
      sonde_bit_writer_put (writer, leading, 6);
      sonde_bit_writer_put (writer, length - 1, 6);
      sonde_bit_writer_put (writer, difference >> new_trailing, length);
    }
}

static void
decode_xor (SondeBitReader *reader, double *values, gsize n_values)
{
  guint64 bits = sonde_bit_reader_get (reader, 64);
  guint leading = 0;
  guint length = 64;

  values[0] = from_bits (bits);
  for (gsize i = 1; i < n_values; i++)
    {
      if (sonde_bit_reader_get (reader, 1) == 1)
        {
          if (sonde_bit_reader_get (reader, 1) == 1)
            {
              leading = (guint) sonde_bit_reader_get (reader, 6);
              length = (guint) sonde_bit_reader_get (reader, 6) + 1;
              length = MIN (length, 64 - leading);
            }
          bits ^= sonde_bit_reader_get (reader, length) << (64 - leading - length);
        }
      values[i] = from_bits (bits);
    }
}

/* Writes what is no number and moves the numbers together. Returns how many there are. */
static gsize
encode_presence (SondeBitWriter *writer, const double *values, gsize n_values, double *numbers)
{
  gsize n_numbers = 0;
  gsize n_gaps = 0;
  gsize n_absent = 0;

  for (gsize i = 0; i < n_values; i++)
    if (!isnan (values[i]))
      numbers[n_numbers++] = values[i];
    else if (to_bits (values[i]) == SONDE_GAP_BITS)
      n_gaps++;
    else if (to_bits (values[i]) == SONDE_ABSENT_BITS)
      n_absent++;

  if (n_numbers == n_values || n_gaps == n_values || n_absent == n_values)
    {
      sonde_bit_writer_put (writer,
                            n_numbers == n_values ? PRESENCE_ALL
                            : n_gaps == n_values  ? PRESENCE_ALL_GAP
                                                  : PRESENCE_ALL_ABSENT,
                            2);
      return n_numbers;
    }

  sonde_bit_writer_put (writer, PRESENCE_MAP, 2);
  for (gsize i = 0; i < n_values; i++)
    {
      guint64 bits = to_bits (values[i]);

      sonde_bit_writer_put (writer, isnan (values[i]) ? 0 : 1, 1);
      if (!isnan (values[i]))
        continue;

      if (bits == SONDE_GAP_BITS)
        sonde_bit_writer_put (writer, NO_NUMBER_GAP, 2);
      else if (bits == SONDE_ABSENT_BITS)
        sonde_bit_writer_put (writer, NO_NUMBER_ABSENT, 2);
      else
        {
          sonde_bit_writer_put (writer, NO_NUMBER_OTHER, 2);
          sonde_bit_writer_put (writer, bits, 64);
        }
    }

  return n_numbers;
}

/* Sets what is no number, and says in @is_number where the others go. */
static gsize
decode_presence (
    SondeBitReader *reader, guint64 presence, double *values, gsize n_values, guint8 *is_number)
{
  gsize n_numbers = 0;

  for (gsize i = 0; i < n_values; i++)
    {
      guint64 kind;

      is_number[i] = presence == PRESENCE_MAP && sonde_bit_reader_get (reader, 1) == 1;
      n_numbers += is_number[i];
      if (is_number[i])
        continue;

      kind = presence == PRESENCE_ALL_GAP      ? NO_NUMBER_GAP
             : presence == PRESENCE_ALL_ABSENT ? NO_NUMBER_ABSENT
                                               : sonde_bit_reader_get (reader, 2);
      values[i] = from_bits (kind == NO_NUMBER_GAP      ? SONDE_GAP_BITS
                             : kind == NO_NUMBER_ABSENT ? SONDE_ABSENT_BITS
                                                        : sonde_bit_reader_get (reader, 64));
    }

  return n_numbers;
}

static void
encode_block (SondeBitWriter *writer, const double *values, gsize n_values)
{
  double numbers[BLOCK];
  gint64 wholes[BLOCK];
  guint decimals;
  gsize n_numbers = encode_presence (writer, values, n_values, numbers);

  if (n_numbers == 0)
    return;

  if (scale_all (numbers, n_numbers, &decimals, wholes))
    {
      sonde_bit_writer_put (writer, decimals, 4);
      sonde_integers_encode (writer, wholes, n_numbers);
    }
  else
    {
      sonde_bit_writer_put (writer, SCALE_XOR, 4);
      encode_xor (writer, numbers, n_numbers);
    }
}

static void
decode_numbers (SondeBitReader *reader, double *numbers, gsize n_numbers)
{
  guint decimals = (guint) sonde_bit_reader_get (reader, 4);
  gint64 wholes[BLOCK];

  if (decimals == SCALE_XOR)
    {
      decode_xor (reader, numbers, n_numbers);
      return;
    }

  sonde_integers_decode (reader, wholes, n_numbers);
  for (gsize i = 0; i < n_numbers; i++)
    numbers[i] = (double) wholes[i] / powers[decimals];
}

static void
decode_block (SondeBitReader *reader, double *values, gsize n_values)
{
  guint8 is_number[BLOCK];
  double numbers[BLOCK];
  guint64 presence = sonde_bit_reader_get (reader, 2);
  gsize n_numbers;

  if (presence == PRESENCE_ALL)
    {
      decode_numbers (reader, values, n_values);
      return;
    }

  n_numbers = decode_presence (reader, presence, values, n_values, is_number);
  if (n_numbers == 0)
    return;

  decode_numbers (reader, numbers, n_numbers);
  for (gsize i = 0, number = 0; i < n_values; i++)
    if (is_number[i])
      values[i] = numbers[number++];
}

/**
 * sonde_decimals_are_exact:
 * @value: a number
 * @decimals: digits after the separator, at most %SONDE_DECIMALS_MAX
 *
 * Returns: whether a decimal of that many digits stands for exactly this double
 */
gboolean
sonde_decimals_are_exact (double value, guint decimals)
{
  gint64 whole;

  return scale (value, decimals, &whole);
}

/**
 * sonde_decimals_round:
 * @value: a number
 * @decimals: digits after the separator, at most %SONDE_DECIMALS_MAX
 *
 * Returns: the double of the nearest such decimal; @value itself where it is too great for that
 */
double
sonde_decimals_round (double value, guint decimals)
{
  double scaled = value * powers[decimals];

  return fabs (scaled) < MAX_EXACT ? (double) llrint (scaled) / powers[decimals] : value;
}

/**
 * sonde_values_encode:
 * @writer: where the bits go
 * @values: (array length=n_values): any doubles
 * @n_values: how many; the reader has to know it
 *
 * Writes doubles, bit for bit as they are, NaN and negative zero included.
 */
void
sonde_values_encode (SondeBitWriter *writer, const double *values, gsize n_values)
{
  for (gsize i = 0; i < n_values; i += BLOCK)
    encode_block (writer, values + i, MIN (n_values - i, BLOCK));
}

/**
 * sonde_values_decode:
 * @reader: where the bits come from
 * @values: (out caller-allocates) (array length=n_values): where the doubles go
 * @n_values: how many were written
 *
 * Reads what `sonde_values_encode()` wrote. Any bits give some doubles; whether there were enough
 * of them, the reader knows.
 */
void
sonde_values_decode (SondeBitReader *reader, double *values, gsize n_values)
{
  for (gsize i = 0; i < n_values; i += BLOCK)
    decode_block (reader, values + i, MIN (n_values - i, BLOCK));
}
