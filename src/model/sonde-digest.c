/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-digest.h"

#include <math.h>

/**
 * sonde_digest_init:
 *
 * Makes the digest of nothing, which changes no other that it is merged into.
 */
void
sonde_digest_init (SondeDigest *self)
{
  *self = (SondeDigest){ INFINITY, -INFINITY, 0, 0, 0, 0 };
}

/* As many sums as the processor adds at once, so that none waits for the one before. */
#define N_LANES 4

static inline double
lesser (double a, double b)
{
  return a < b ? a : b;
}

static inline double
greater (double a, double b)
{
  return a > b ? a : b;
}

/* Sums up values. Where a cell among them is none, the sum is NaN, and the rest is of no use: so
 * much for looking at each cell first. */
static void
init_values (SondeDigest *self, const double *values, gsize n_values)
{
  double min_0 = values[0], min_1 = values[0], min_2 = values[0], min_3 = values[0];
  double max_0 = values[0], max_1 = values[0], max_2 = values[0], max_3 = values[0];
  double sum_0 = 0, sum_1 = 0, sum_2 = 0, sum_3 = 0;
  gsize n_whole = n_values - n_values % N_LANES;

  /* Each in a name of its own, or compilers keep them in memory. */
  for (gsize i = 0; i < n_whole; i += N_LANES)
    {
      min_0 = lesser (values[i], min_0);
      min_1 = lesser (values[i + 1], min_1);
      min_2 = lesser (values[i + 2], min_2);
      min_3 = lesser (values[i + 3], min_3);
      max_0 = greater (values[i], max_0);
      max_1 = greater (values[i + 1], max_1);
      max_2 = greater (values[i + 2], max_2);
      max_3 = greater (values[i + 3], max_3);
      sum_0 += values[i];
      sum_1 += values[i + 1];
      sum_2 += values[i + 2];
      sum_3 += values[i + 3];
    }

  for (gsize i = n_whole; i < n_values; i++)
    {
      min_0 = lesser (values[i], min_0);
      max_0 = greater (values[i], max_0);
      sum_0 += values[i];
    }

  *self = (SondeDigest){ lesser (lesser (min_0, min_1), lesser (min_2, min_3)),
                         greater (greater (max_0, max_1), greater (max_2, max_3)),
                         (sum_0 + sum_1) + (sum_2 + sum_3),
                         0,
                         (guint32) n_values,
                         0 };
}

static void
init_cells (SondeDigest *self, const double *cells, gsize n_cells)
{
  sonde_digest_init (self);
  for (gsize i = 0; i < n_cells; i++)
    if (!isnan (cells[i]))
      {
        self->min = MIN (self->min, cells[i]);
        self->max = MAX (self->max, cells[i]);
        self->sum += cells[i];
        self->count++;
      }
    else if (!sonde_cell_is_absent (cells[i]))
      self->n_gaps++;
}

static double
sum_squares (const double *cells, gsize n_cells, double mean)
{
  double m2[N_LANES] = { 0 };
  gsize n_whole = n_cells - n_cells % N_LANES;

  for (gsize i = 0; i < n_whole; i += N_LANES)
    for (gsize lane = 0; lane < N_LANES; lane++)
      m2[lane] += (cells[i + lane] - mean) * (cells[i + lane] - mean);
  for (gsize i = n_whole; i < n_cells; i++)
    m2[0] += (cells[i] - mean) * (cells[i] - mean);

  return (m2[0] + m2[1]) + (m2[2] + m2[3]);
}

static double
sum_squares_between_gaps (const double *cells, gsize n_cells, double mean)
{
  double m2 = 0;

  for (gsize i = 0; i < n_cells; i++)
    if (!isnan (cells[i]))
      m2 += (cells[i] - mean) * (cells[i] - mean);

  return m2;
}

/**
 * sonde_digest_init_cells:
 * @cells: (array length=n_cells): values, gaps and absent cells
 * @n_cells: how many; they may be read twice, so they should fit into the first cache
 * @scope: what of them is wanted
 *
 * Sums up a short run of cells. The squares are those of the distances from the mean of the run, so
 * that values that differ little from a large number lose no digits.
 */
void
sonde_digest_init_cells (SondeDigest *self,
                         const double *cells,
                         gsize n_cells,
                         SondeDigestScope scope)
{
  gboolean whole = FALSE;

  if (n_cells > 0)
    {
      init_values (self, cells, n_cells);
      whole = !isnan (self->sum);
    }
  if (!whole)
    init_cells (self, cells, n_cells);

  if (scope == SONDE_DIGEST_ALL && self->count > 0)
    self->m2 = whole ? sum_squares (cells, n_cells, self->sum / self->count)
                     : sum_squares_between_gaps (cells, n_cells, self->sum / self->count);
}

static double
join_squares (const SondeDigest *a, const SondeDigest *b)
{
  double a_count = a->count;
  double b_count = b->count;
  double distance = b->sum / b_count - a->sum / a_count;

  return a->m2 + b->m2 + distance * distance * a_count * b_count / (a_count + b_count);
}

/**
 * sonde_digest_merge_squares:
 * @other: the digest of other cells, some of them values
 *
 * Adds the squares of another digest, and nothing else: for `sonde_digest_merge()`.
 *
 * They are joined as in Chan, Golub and LeVeque, “Updating Formulae and a Pairwise Algorithm for
 * Computing Sample Variances” (1979), equation 2.1.
 */
void
sonde_digest_merge_squares (SondeDigest *self, const SondeDigest *other)
{
  self->m2 = self->count > 0 ? join_squares (self, other) : other->m2;
}
