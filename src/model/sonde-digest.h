/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/**
 * SondeDigest:
 * @min: the least value, or positive infinity where there is none
 * @max: the greatest value, or negative infinity where there is none
 * @sum: the sum of the values
 * @m2: the sum of the squared distances of the values from their mean
 * @count: how many values
 * @n_gaps: how many gaps
 *
 * What is kept of a run of cells, and what a node of the pyramid is.
 */
typedef struct
{
  double min;
  double max;
  double sum;
  double m2;
  guint32 count;
  guint32 n_gaps;
} SondeDigest;

/* What of a digest is wanted: the squares cost more than all the rest. */
typedef enum
{
  SONDE_DIGEST_ALL,
  SONDE_DIGEST_WITHOUT_SQUARES,
} SondeDigestScope;

/* What a cell of a column is looked for as. */
typedef enum
{
  SONDE_CELL_VALUE = 1 << 0,
  SONDE_CELL_GAP = 1 << 1,
  SONDE_CELL_ENTRY = SONDE_CELL_VALUE | SONDE_CELL_GAP,
} SondeCellKind;

/* A NaN with this payload is a cell that was never written: the row belongs to other columns. Any
 * other NaN is a gap. */
#define SONDE_CELL_ABSENT_BITS G_GUINT64_CONSTANT (0x7ff8000000000001)

static inline double
sonde_cell_absent (void)
{
  guint64 bits = SONDE_CELL_ABSENT_BITS;
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static inline gboolean
sonde_cell_is_absent (double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits == SONDE_CELL_ABSENT_BITS;
}

static inline gboolean
sonde_cell_is (double value, SondeCellKind kind)
{
  if (value == value)
    return (kind & SONDE_CELL_VALUE) != 0;

  return (kind & SONDE_CELL_GAP) != 0 && !sonde_cell_is_absent (value);
}

static inline gboolean
sonde_digest_has (const SondeDigest *self, SondeCellKind kind)
{
  return ((kind & SONDE_CELL_VALUE) != 0 && self->count > 0) ||
         ((kind & SONDE_CELL_GAP) != 0 && self->n_gaps > 0);
}

void sonde_digest_init (SondeDigest *self);
void sonde_digest_add_cells (SondeDigest *self, const double *cells, gsize n_cells);
double sonde_digest_sum_squares (const double *cells, gsize n_cells, double mean);
void sonde_digest_merge_squares (SondeDigest *self, const SondeDigest *other);

/**
 * sonde_digest_merge:
 * @other: the digest of other cells
 * @scope: what of them is wanted
 *
 * Adds the cells of another digest.
 */
static inline void
sonde_digest_merge (SondeDigest *self, const SondeDigest *other, SondeDigestScope scope)
{
  if (scope == SONDE_DIGEST_ALL && other->count > 0)
    sonde_digest_merge_squares (self, other);

  self->min = MIN (self->min, other->min);
  self->max = MAX (self->max, other->max);
  self->sum += other->sum;
  self->count += other->count;
  self->n_gaps += other->n_gaps;
}

G_END_DECLS
