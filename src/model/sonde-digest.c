/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-digest.h"

#include <math.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

/* Two values at once, as every 64-bit processor takes them. */
#define N_LANES 2
typedef double Lanes __attribute__ ((vector_size (N_LANES * sizeof (double)), aligned (8)));

/* As many values as are taken at a time, so that no sum waits for the one before. */
#define N_AT_ONCE (2 * N_LANES)

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

/* What lesser() does, in both lanes. */
static inline Lanes
lesser_lanes (Lanes a, Lanes b)
{
#ifdef __SSE2__
  return (Lanes) _mm_min_pd ((__m128d) a, (__m128d) b);
#else
  return (Lanes){ lesser (a[0], b[0]), lesser (a[1], b[1]) };
#endif
}

static inline Lanes
greater_lanes (Lanes a, Lanes b)
{
#ifdef __SSE2__
  return (Lanes) _mm_max_pd ((__m128d) a, (__m128d) b);
#else
  return (Lanes){ greater (a[0], b[0]), greater (a[1], b[1]) };
#endif
}

static inline Lanes
get_lanes (const double *values)
{
  return *(const Lanes *) (gconstpointer) values;
}

/* Sums up values, at least one. Where a cell among them is none, the sum is NaN, and the rest is of
 * no use: so much for looking at each cell first. */
static inline SondeDigest
sum_values (const double *values, gsize n_values)
{
  Lanes min = { values[0], values[0] };
  Lanes max = min;
  Lanes other_min = min;
  Lanes other_max = min;
  Lanes sum = { 0, 0 };
  Lanes other_sum = sum;
  gsize n_whole = n_values - n_values % N_AT_ONCE;

  for (gsize i = 0; i < n_whole; i += N_AT_ONCE)
    {
      Lanes cells = get_lanes (values + i);
      Lanes other_cells = get_lanes (values + i + N_LANES);

      min = lesser_lanes (min, cells);
      max = greater_lanes (max, cells);
      sum += cells;
      other_min = lesser_lanes (other_min, other_cells);
      other_max = greater_lanes (other_max, other_cells);
      other_sum += other_cells;
    }

  for (gsize i = n_whole; i < n_values; i++)
    {
      Lanes cells = { values[i], values[i] };

      min = lesser_lanes (min, cells);
      max = greater_lanes (max, cells);
      sum[0] += values[i];
    }

  min = lesser_lanes (min, other_min);
  max = greater_lanes (max, other_max);
  return (SondeDigest){ lesser (min[0], min[1]),
                        greater (max[0], max[1]),
                        (sum[0] + sum[1]) + (other_sum[0] + other_sum[1]),
                        0,
                        (guint32) n_values,
                        0 };
}

static SondeDigest
sum_cells (const double *cells, gsize n_cells)
{
  SondeDigest digest;

  sonde_digest_init (&digest);
  for (gsize i = 0; i < n_cells; i++)
    if (!isnan (cells[i]))
      {
        digest.min = MIN (digest.min, cells[i]);
        digest.max = MAX (digest.max, cells[i]);
        digest.sum += cells[i];
        digest.count++;
      }
    else if (!sonde_cell_is_absent (cells[i]))
      digest.n_gaps++;

  return digest;
}

/**
 * sonde_digest_add_cells:
 * @cells: (array length=n_cells): values, gaps and absent cells
 * @n_cells: how many
 *
 * Adds cells, but not their squares.
 */
void
sonde_digest_add_cells (SondeDigest *self, const double *cells, gsize n_cells)
{
  SondeDigest part;

  if (n_cells == 0)
    return;

  part = sum_values (cells, n_cells);
  if (G_UNLIKELY (isnan (part.sum)))
    part = sum_cells (cells, n_cells);
  sonde_digest_merge (self, &part, SONDE_DIGEST_WITHOUT_SQUARES);
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
 * sonde_digest_sum_squares:
 * @cells: (array length=n_cells): values, gaps and absent cells
 * @n_cells: how many
 * @mean: the mean of a run of cells, which these are part of
 *
 * Values that differ little from a large number lose no digits where they are summed up so.
 *
 * Returns: the sum of the squared distances of the values from @mean
 */
double
sonde_digest_sum_squares (const double *cells, gsize n_cells, double mean)
{
  Lanes m2 = { 0, 0 };
  Lanes other_m2 = m2;
  gsize n_whole = n_cells - n_cells % N_AT_ONCE;
  double sum;

  for (gsize i = 0; i < n_whole; i += N_AT_ONCE)
    {
      Lanes distances = get_lanes (cells + i) - mean;
      Lanes other_distances = get_lanes (cells + i + N_LANES) - mean;

      m2 += distances * distances;
      other_m2 += other_distances * other_distances;
    }
  for (gsize i = n_whole; i < n_cells; i++)
    m2[0] += (cells[i] - mean) * (cells[i] - mean);

  sum = (m2[0] + m2[1]) + (other_m2[0] + other_m2[1]);

  return G_UNLIKELY (isnan (sum)) ? sum_squares_between_gaps (cells, n_cells, mean) : sum;
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
