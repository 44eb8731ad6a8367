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

static void
init_values (SondeDigest *self, const double *values, gsize n_values)
{
  double min[N_LANES];
  double max[N_LANES];
  double sum[N_LANES] = { 0 };
  gsize n_whole = n_values - n_values % N_LANES;

  for (gsize lane = 0; lane < N_LANES; lane++)
    min[lane] = max[lane] = values[0];

  for (gsize i = 0; i < n_whole; i += N_LANES)
    for (gsize lane = 0; lane < N_LANES; lane++)
      {
        double value = values[i + lane];

        min[lane] = value < min[lane] ? value : min[lane];
        max[lane] = value > max[lane] ? value : max[lane];
        sum[lane] += value;
      }

  for (gsize i = n_whole; i < n_values; i++)
    {
      min[0] = values[i] < min[0] ? values[i] : min[0];
      max[0] = values[i] > max[0] ? values[i] : max[0];
      sum[0] += values[i];
    }

  *self = (SondeDigest){ MIN (MIN (min[0], min[1]), MIN (min[2], min[3])),
                         MAX (MAX (max[0], max[1]), MAX (max[2], max[3])),
                         (sum[0] + sum[1]) + (sum[2] + sum[3]),
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
 * @n_cells: how many; they are read twice, so they should fit into the first cache
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
  gsize n_nan = 0;

  for (gsize i = 0; i < n_cells; i++)
    n_nan += isnan (cells[i]) ? 1 : 0;

  if (n_nan == 0 && n_cells > 0)
    init_values (self, cells, n_cells);
  else
    init_cells (self, cells, n_cells);

  if (scope == SONDE_DIGEST_ALL && self->count > 0)
    self->m2 = n_nan == 0 ? sum_squares (cells, n_cells, self->sum / self->count)
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
 * sonde_digest_merge:
 * @other: the digest of other cells
 * @scope: what of them is wanted
 *
 * Adds the cells of another digest.
 *
 * The squares are joined as in Chan, Golub and LeVeque, “Updating Formulae and a Pairwise Algorithm
 * for Computing Sample Variances” (1979), equation 2.1.
 */
void
sonde_digest_merge (SondeDigest *self, const SondeDigest *other, SondeDigestScope scope)
{
  if (scope == SONDE_DIGEST_ALL && other->count > 0)
    self->m2 = self->count > 0 ? join_squares (self, other) : other->m2;

  self->min = MIN (self->min, other->min);
  self->max = MAX (self->max, other->max);
  self->sum += other->sum;
  self->count += other->count;
  self->n_gaps += other->n_gaps;
}
