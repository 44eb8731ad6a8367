/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-integer-codec.h"

/* A block of up to 256 integers is replaced by its differences of order 0, 1 or 2, whichever costs
 * the least: a value that is all noise, a value that wanders, the times of a regular clock (for
 * which the second order is the delta-of-delta of Pelkonen et al., VLDB 2015, section 4.1.1). What
 * remains lies around a base; its distance from there, with the sign folded in, is written as a
 * Rice code (Rice and Plaunt, 1971): a quotient in unary and k bits.
 *
 *     order:2 k:6 heads base residuals
 *
 * The arithmetic is that of unsigned numbers, which wraps: any 64-bit integers survive. */

#define BLOCK     256
#define MAX_ORDER 2

/* All residuals are zero and none is written. */
#define K_NOTHING 63
#define MAX_K     62

/* A quotient of this length announces the number itself. */
#define ESCAPE      24
#define ESCAPE_BITS (ESCAPE + 64)

typedef struct
{
  guint order;
  guint k;
  guint64 base;
  double cost_bits;
  guint64 residuals[BLOCK];
} Plan;

static guint64
fold (guint64 value)
{
  return (value << 1) ^ (0 - (value >> 63));
}

static guint64
unfold (guint64 folded)
{
  return (folded >> 1) ^ (0 - (folded & 1));
}

static guint
count_bits (guint64 value)
{
  return value == 0 ? 0 : 64 - (guint) __builtin_clzll (value);
}

static void
put_number (SondeBitWriter *writer, guint64 value)
{
  guint64 folded = fold (value);
  guint n_bits = count_bits (folded);

  sonde_bit_writer_put (writer, n_bits, 7);
  sonde_bit_writer_put (writer, folded, n_bits);
}

static guint64
get_number (SondeBitReader *reader)
{
  guint n_bits = (guint) sonde_bit_reader_get (reader, 7);

  return unfold (sonde_bit_reader_get (reader, MIN (n_bits, 64)));
}

/* The median of a sample: a mean would follow the one pause among regular times. */
static guint64
find_base (const guint64 *values, gsize n_values)
{
  gint64 sample[31] = { 0 };
  gsize n_sample = MIN (n_values, G_N_ELEMENTS (sample));

  for (gsize i = 0; i < n_sample; i++)
    {
      gint64 value = (gint64) values[i * n_values / n_sample];
      gsize place = i;

      for (; place > 0 && sample[place - 1] > value; place--)
        sample[place] = sample[place - 1];
      sample[place] = value;
    }

  return (guint64) sample[n_sample / 2];
}

/* What the residuals cost with a parameter, from how many there are of each length. */
static double
estimate_bits (const guint *n_of_length, guint longest, guint k)
{
  double bits = 0;

  for (guint length = 0; length <= longest; length++)
    {
      double quotient = 0;

      if (length > k)
        quotient = length - k > 6 ? ESCAPE : 1.5 * (double) (1u << (length - k - 1)) - 0.5;
      bits += n_of_length[length] * (quotient >= ESCAPE ? ESCAPE_BITS : quotient + 1 + k);
    }

  return bits;
}

static void
choose_k (Plan *plan, gsize n_residuals)
{
  guint n_of_length[65] = { 0 };
  guint longest = 0;

  for (gsize i = 0; i < n_residuals; i++)
    {
      guint length = count_bits (plan->residuals[i]);

      n_of_length[length]++;
      longest = MAX (longest, length);
    }

  plan->k = K_NOTHING;
  plan->cost_bits = 0;
  if (longest == 0)
    return;

  for (guint k = 0; k <= MIN (longest, MAX_K); k++)
    {
      double bits = estimate_bits (n_of_length, longest, k);

      if (plan->k == K_NOTHING || bits < plan->cost_bits)
        {
          plan->k = k;
          plan->cost_bits = bits;
        }
    }
}

static void
make_plan (Plan *plan, guint order, const guint64 *differences, gsize n_differences)
{
  plan->order = order;
  plan->base = find_base (differences, n_differences);
  for (gsize i = 0; i < n_differences; i++)
    plan->residuals[i] = fold (differences[i] - plan->base);
  choose_k (plan, n_differences);
  /* Each head is about as long as the numbers themselves. */
  plan->cost_bits += 7 + count_bits (fold (plan->base)) + order * 40;
}

static void
put_residuals (SondeBitWriter *writer, const Plan *plan, gsize n_residuals)
{
  if (plan->k == K_NOTHING)
    return;

  for (gsize i = 0; i < n_residuals; i++)
    {
      guint64 residual = plan->residuals[i];
      guint64 quotient = residual >> plan->k;

      if (quotient >= ESCAPE)
        {
          sonde_bit_writer_put (writer, (1u << ESCAPE) - 1, ESCAPE);
          sonde_bit_writer_put (writer, residual, 64);
          continue;
        }

      sonde_bit_writer_put (writer, (G_GUINT64_CONSTANT (1) << quotient) - 1, (guint) quotient + 1);
      sonde_bit_writer_put (writer, residual & ((G_GUINT64_CONSTANT (1) << plan->k) - 1), plan->k);
    }
}

static void
encode_block (SondeBitWriter *writer, const gint64 *values, gsize n_values)
{
  Plan plans[2];
  Plan *best = &plans[0];
  Plan *next = &plans[1];
  guint64 differences[BLOCK];
  guint64 heads[MAX_ORDER];

  for (gsize i = 0; i < n_values; i++)
    differences[i] = (guint64) values[i];
  make_plan (best, 0, differences, n_values);

  for (guint order = 1; order <= MAX_ORDER && order < n_values; order++)
    {
      heads[order - 1] = differences[0];
      for (gsize i = 0; i + order < n_values; i++)
        differences[i] = differences[i + 1] - differences[i];

      make_plan (next, order, differences, n_values - order);
      if (next->cost_bits < best->cost_bits)
        {
          Plan *worse = best;

          best = next;
          next = worse;
        }
    }

  sonde_bit_writer_put (writer, best->order, 2);
  sonde_bit_writer_put (writer, best->k, 6);
  for (guint i = 0; i < best->order; i++)
    put_number (writer, heads[i]);
  put_number (writer, best->base);
  put_residuals (writer, best, n_values - best->order);
}

static guint64
get_residual (SondeBitReader *reader, guint k)
{
  guint64 bits = sonde_bit_reader_peek (reader);
  guint quotient = bits == G_MAXUINT64 ? 64 : (guint) __builtin_ctzll (~bits);

  if (quotient >= ESCAPE)
    {
      reader->position += ESCAPE;
      return sonde_bit_reader_get (reader, 64);
    }

  reader->position += quotient + 1;

  return ((guint64) quotient << k) | sonde_bit_reader_get (reader, k);
}

/* Most residuals are short: one look at the bits gives both parts. The reader is a copy, which the
 * compiler keeps in registers. */
static void
get_residuals (SondeBitReader *reader, guint k, guint64 base, gint64 *values, gsize n_values)
{
  SondeBitReader copy = *reader;
  guint64 mask = (G_GUINT64_CONSTANT (1) << k) - 1;

  for (gsize i = 0; i < n_values; i++)
    {
      guint64 bits = sonde_bit_reader_peek (&copy);
      guint quotient = bits == G_MAXUINT64 ? 64 : (guint) __builtin_ctzll (~bits);
      guint n_bits = quotient + 1 + k;
      guint64 residual;

      if (G_LIKELY (quotient < ESCAPE && n_bits <= SONDE_BITS_MAX_PEEK))
        {
          residual = ((guint64) quotient << k) | (bits >> (quotient + 1) & mask);
          copy.position += n_bits;
        }
      else
        {
          residual = get_residual (&copy, k);
        }
      values[i] = (gint64) (base + unfold (residual));
    }
  *reader = copy;
}

static void
decode_block (SondeBitReader *reader, gint64 *values, gsize n_values)
{
  guint order = (guint) sonde_bit_reader_get (reader, 2);
  guint k = (guint) sonde_bit_reader_get (reader, 6);
  guint64 heads[MAX_ORDER] = { 0 };
  guint64 base;

  order = (guint) MIN (MIN (order, MAX_ORDER), n_values);
  for (guint i = 0; i < order; i++)
    heads[i] = get_number (reader);
  base = get_number (reader);

  if (k == K_NOTHING)
    for (gsize i = order; i < n_values; i++)
      values[i] = (gint64) base;
  else
    get_residuals (reader, k, base, values + order, n_values - order);

  /* The heads are the first value and the first difference. */
  if (order == 2)
    {
      guint64 difference = heads[1];
      guint64 value = heads[0] + difference;

      values[0] = (gint64) heads[0];
      values[1] = (gint64) value;
      for (gsize i = 2; i < n_values; i++)
        {
          difference += (guint64) values[i];
          value += difference;
          values[i] = (gint64) value;
        }
    }
  else if (order == 1)
    {
      guint64 value = heads[0];

      values[0] = (gint64) value;
      for (gsize i = 1; i < n_values; i++)
        {
          value += (guint64) values[i];
          values[i] = (gint64) value;
        }
    }
}

/**
 * sonde_integers_encode:
 * @writer: where the bits go
 * @values: (array length=n_values): any integers
 * @n_values: how many; the reader has to know it
 *
 * Writes integers, bit for bit as they are, in few bits where they change little or regularly.
 */
void
sonde_integers_encode (SondeBitWriter *writer, const gint64 *values, gsize n_values)
{
  for (gsize i = 0; i < n_values; i += BLOCK)
    encode_block (writer, values + i, MIN (n_values - i, BLOCK));
}

/**
 * sonde_integers_decode:
 * @reader: where the bits come from
 * @values: (out caller-allocates) (array length=n_values): where the integers go
 * @n_values: how many were written
 *
 * Reads what `sonde_integers_encode()` wrote. Any bits give some integers; whether there were
 * enough of them, the reader knows.
 */
void
sonde_integers_decode (SondeBitReader *reader, gint64 *values, gsize n_values)
{
  for (gsize i = 0; i < n_values; i += BLOCK)
    decode_block (reader, values + i, MIN (n_values - i, BLOCK));
}
