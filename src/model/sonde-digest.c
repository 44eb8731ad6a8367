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

static void
init_values (SondeDigest *self, const double *values, gsize n_values)
{
  double min = values[0];
  double max = values[0];
  double sum = 0;
  double m2 = 0;
  double mean;

  for (gsize i = 0; i < n_values; i++)
    {
      min = values[i] < min ? values[i] : min;
      max = values[i] > max ? values[i] : max;
      sum += values[i];
    }

  mean = sum / (double) n_values;
  for (gsize i = 0; i < n_values; i++)
    m2 += (values[i] - mean) * (values[i] - mean);

  *self = (SondeDigest){ min, max, sum, m2, (guint32) n_values, 0 };
}

/**
 * sonde_digest_init_cells:
 * @cells: (array length=n_cells): values, gaps and absent cells
 * @n_cells: how many; they are read twice, so they should fit into the first cache
 *
 * Sums up a short run of cells. The squares are those of the distances from the mean of the run, so
 * that values that differ little from a large number lose no digits.
 */
void
sonde_digest_init_cells (SondeDigest *self, const double *cells, gsize n_cells)
{
  double mean;
  gsize n_nan = 0;

  for (gsize i = 0; i < n_cells; i++)
    n_nan += isnan (cells[i]) ? 1 : 0;

  if (n_nan == 0 && n_cells > 0)
    {
      init_values (self, cells, n_cells);
      return;
    }

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

  mean = self->sum / self->count;
  for (gsize i = 0; i < n_cells && self->count > 0; i++)
    if (!isnan (cells[i]))
      self->m2 += (cells[i] - mean) * (cells[i] - mean);
}

/**
 * sonde_digest_merge:
 * @other: the digest of other cells
 *
 * Adds the cells of another digest.
 *
 * The squares are joined as in Chan, Golub and LeVeque, “Updating Formulae and a Pairwise Algorithm
 * for Computing Sample Variances” (1979), equation 2.1.
 */
void
sonde_digest_merge (SondeDigest *self, const SondeDigest *other)
{
  self->n_gaps += other->n_gaps;
  if (other->count == 0)
    return;

  if (self->count == 0)
    {
      self->m2 = other->m2;
    }
  else
    {
      double count = self->count;
      double other_count = other->count;
      double distance = other->sum / other_count - self->sum / count;

      self->m2 += other->m2 + distance * distance * count * other_count / (count + other_count);
    }

  self->min = MIN (self->min, other->min);
  self->max = MAX (self->max, other->max);
  self->sum += other->sum;
  self->count += other->count;
}
