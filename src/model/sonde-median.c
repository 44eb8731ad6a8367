/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-median.h"
#include "sonde-chunk.h"

#include <math.h>
#include <stdlib.h>

/* The bounds come from the finest nodes of which there are no more than these. */
#define MAX_BOUND_NODES 16384
/* Between the blocks of a chunk and the whole of it. */
#define NODE_ROWS 512

typedef struct
{
  double value;
  guint64 count;
} Weight;

static int
compare_weights (gconstpointer a, gconstpointer b)
{
  double left = ((const Weight *) a)->value;
  double right = ((const Weight *) b)->value;

  return (left > right) - (left < right);
}

/* The least value that, with those below it, weighs at least so much. */
static double
reach_weight (GArray *weights, guint64 least)
{
  guint64 sum = 0;

  g_array_sort (weights, compare_weights);
  for (guint i = 0; i < weights->len; i++)
    {
      const Weight *weight = &g_array_index (weights, Weight, i);

      sum += weight->count;
      if (sum >= least)
        return weight->value;
    }

  return (double) NAN;
}

static void
swap (double *a, double *b)
{
  double kept = *a;

  *a = *b;
  *b = kept;
}

/**
 * sonde_median_select:
 * @values: (array length=n_values): values, none of them NaN, which are left in another order
 * @n_values: how many, at least 1
 * @rank: less than @n_values
 *
 * Finds the value that would be at a place if the values were sorted, in linear time on average: by
 * Hoare's Find (1961), in three parts so that equal values cost nothing, and with pivots that no
 * sender can foresee the order of.
 *
 * Returns: the value
 */
double
sonde_median_select (double *values, gsize n_values, gsize rank)
{
  gsize low = 0;
  gsize end = n_values;
  guint64 state = G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) ^ (guint64) (gsize) values;

  while (end - low > 1)
    {
      gsize less = low;
      gsize i = low;
      gsize greater = end;
      double pivot;

      /* Marsaglia's xorshift64. */
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      pivot = values[low + (gsize) (state % (end - low))];

      while (i < greater)
        if (values[i] < pivot)
          swap (&values[less++], &values[i++]);
        else if (values[i] > pivot)
          swap (&values[i], &values[--greater]);
        else
          i++;

      if (rank < less)
        end = less;
      else if (rank >= greater)
        low = greater;
      else
        return pivot;
    }

  return values[low];
}

static gsize
count_rows (SondeRowTable *rows, SondePosition first, SondePosition end)
{
  gsize n_rows = end.row;

  for (gsize i = first.chunk; i < end.chunk; i++)
    n_rows += sonde_row_table_get_n_chunk_rows (rows, i);

  return n_rows - first.row;
}

/* Lists what the nodes of a range say of where its values lie. */
static void
list_nodes (SondeRowTable *rows,
            guint column,
            SondePosition first,
            SondePosition end,
            gsize n_node_rows,
            GArray *least,
            GArray *greatest)
{
  for (SondePosition from = first; sonde_position_compare (from, end) < 0;)
    {
      gsize n_rows = sonde_row_table_get_n_chunk_rows (rows, from.chunk);
      gsize next_row = (from.row / n_node_rows + 1) * n_node_rows;
      SondePosition to = { from.chunk, MIN (next_row, n_rows) };
      SondeDigest digest;

      if (sonde_position_compare (end, to) < 0)
        to = end;

      sonde_digest_init (&digest);
      sonde_row_table_digest (rows, column, from, to, SONDE_DIGEST_WITHOUT_SQUARES, &digest);
      if (digest.count > 0)
        {
          Weight low = { digest.min, digest.count };
          Weight high = { digest.max, digest.count };

          g_array_append_val (least, low);
          g_array_append_val (greatest, high);
        }

      from = to.row == n_rows ? (SondePosition){ to.chunk + 1, 0 } : to;
    }
}

static gsize
choose_node_rows (gsize n_rows)
{
  static const gsize node_rows[] = { SONDE_CHUNK_BLOCK_ROWS, NODE_ROWS };

  for (gsize i = 0; i < G_N_ELEMENTS (node_rows); i++)
    if (n_rows / node_rows[i] <= MAX_BOUND_NODES)
      return node_rows[i];

  return SONDE_CHUNK_MAX_ROWS;
}

/**
 * sonde_median_find:
 * @timeline: unlocked
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 * @median: (out caller-allocates): where the median goes
 *
 * What `sonde_series_get_median()` documents.
 *
 * Where the samples are too many, the median is bounded by two counts over the nodes: as many
 * values as come before the median, and itself, lie in nodes whose least value is not above it; and
 * once so many lie in nodes whose greatest value is not above a number, neither is the median.
 */
void
sonde_median_find (
    SondeTimeline *timeline, guint column, gint64 from_us, gint64 to_us, SondeMedian *median)
{
  g_autoptr (GArray) least = g_array_new (FALSE, FALSE, sizeof (Weight));
  g_autoptr (GArray) greatest = g_array_new (FALSE, FALSE, sizeof (Weight));
  g_autofree double *values = NULL;
  gsize n_values = 0;
  SondeRowTable *rows;
  SondePosition first;
  SondePosition end;
  SondeDigest digest;
  double low;
  double high;

  *median = (SondeMedian){ 0, (double) NAN, 0, TRUE };

  rows = sonde_timeline_lock (timeline);
  first = sonde_row_table_lower_bound (rows, from_us);
  end = sonde_row_table_upper_bound (rows, to_us);
  sonde_digest_init (&digest);
  sonde_row_table_digest (rows, column, first, end, SONDE_DIGEST_WITHOUT_SQUARES, &digest);
  median->count = digest.count;
  median->exact = digest.count <= SONDE_MEDIAN_MAX_EXACT;
  if (median->exact && digest.count > 0)
    {
      values = g_new (double, digest.count);
      n_values = sonde_row_table_copy_values (rows, column, first, end, 1, values);
    }
  else if (!median->exact)
    {
      gsize n_rows = count_rows (rows, first, end);
      gsize stride = n_rows / SONDE_MEDIAN_MAX_EXACT + 1;

      values = g_new (double, n_rows / stride + 1);
      n_values = sonde_row_table_copy_values (rows, column, first, end, stride, values);
      list_nodes (rows, column, first, end, choose_node_rows (n_rows), least, greatest);
    }
  sonde_timeline_unlock (timeline);

  if (n_values > 0)
    median->value = sonde_median_select (values, n_values, (n_values - 1) / 2);
  if (median->exact)
    return;

  low = reach_weight (least, (median->count - 1) / 2 + 1);
  high = reach_weight (greatest, (median->count - 1) / 2 + 1);
  median->value = n_values > 0 ? CLAMP (median->value, low, high) : low + (high - low) / 2;
  median->max_error = MAX (median->value - low, high - median->value);
}

/**
 * sonde_median_bound:
 * @buckets: (array length=n_buckets): sums of a range
 * @median: (out caller-allocates): where the median goes
 *
 * Bounds the median by two counts, as `sonde_median_find()` does, where nothing is known of a range
 * but its sums. The estimate is the middle of the bounds.
 */
void
sonde_median_bound (const SondeBucket *buckets, gsize n_buckets, SondeMedian *median)
{
  g_autoptr (GArray) least = g_array_new (FALSE, FALSE, sizeof (Weight));
  g_autoptr (GArray) greatest = g_array_new (FALSE, FALSE, sizeof (Weight));
  double low;
  double high;

  *median = (SondeMedian){ 0, (double) NAN, 0, TRUE };
  for (gsize i = 0; i < n_buckets; i++)
    if (buckets[i].count > 0)
      {
        Weight from = { buckets[i].min, buckets[i].count };
        Weight to = { buckets[i].max, buckets[i].count };

        g_array_append_val (least, from);
        g_array_append_val (greatest, to);
        median->count += buckets[i].count;
      }
  if (median->count == 0)
    return;

  low = reach_weight (least, (median->count - 1) / 2 + 1);
  high = reach_weight (greatest, (median->count - 1) / 2 + 1);
  median->value = low + (high - low) / 2;
  median->max_error = (high - low) / 2;
  median->exact = high <= low;
}
