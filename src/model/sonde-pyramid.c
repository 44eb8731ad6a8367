/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-pyramid.h"

static SondeDigest *
get (const SondePyramid *self, guint level, gsize index)
{
  return &g_array_index (self->levels[level], SondeDigest, index);
}

static gsize
get_length (const SondePyramid *self, guint level)
{
  return self->levels[level]->len;
}

/* Sums up one node from the nodes below it. */
static void
digest_node (SondePyramid *self, guint level, gsize index)
{
  SondeDigest digest;
  gsize first = index * SONDE_PYRAMID_FANOUT;
  gsize end = MIN (first + SONDE_PYRAMID_FANOUT, get_length (self, level - 1));

  sonde_digest_init (&digest);
  for (gsize i = first; i < end; i++)
    sonde_digest_merge (&digest, get (self, level - 1, i), SONDE_DIGEST_ALL);
  *get (self, level, index) = digest;
}

/* Sums up every node above the chunks from one on. */
static void
rebuild_from (SondePyramid *self, gsize chunk)
{
  gsize index = chunk;

  for (guint level = 1; level < SONDE_PYRAMID_N_LEVELS; level++)
    {
      gsize length = (get_length (self, level - 1) + SONDE_PYRAMID_FANOUT - 1) /
                     SONDE_PYRAMID_FANOUT;

      index /= SONDE_PYRAMID_FANOUT;
      g_array_set_size (self->levels[level], (guint) length);
      for (gsize i = index; i < length; i++)
        digest_node (self, level, i);
    }
}

/**
 * sonde_pyramid_init:
 * @n_chunks: how many chunks there are already, none of which has an entry of the column
 */
void
sonde_pyramid_init (SondePyramid *self, gsize n_chunks)
{
  for (guint level = 0; level < SONDE_PYRAMID_N_LEVELS; level++)
    self->levels[level] = g_array_new (FALSE, FALSE, sizeof (SondeDigest));

  g_array_set_size (self->levels[0], (guint) n_chunks);
  for (gsize i = 0; i < n_chunks; i++)
    sonde_digest_init (get (self, 0, i));
  rebuild_from (self, 0);
}

void
sonde_pyramid_finish (SondePyramid *self)
{
  for (guint level = 0; level < SONDE_PYRAMID_N_LEVELS; level++)
    g_clear_pointer (&self->levels[level], g_array_unref);
}

/**
 * sonde_pyramid_insert:
 * @chunk: the index that the chunk gets
 * @digest: its digest
 *
 * Adds a chunk: in logarithmic time at the end, in linear time before it.
 */
void
sonde_pyramid_insert (SondePyramid *self, gsize chunk, const SondeDigest *digest)
{
  g_array_insert_vals (self->levels[0], (guint) chunk, digest, 1);
  rebuild_from (self, chunk);
}

/**
 * sonde_pyramid_set:
 *
 * Changes the digest of a chunk, in logarithmic time.
 */
void
sonde_pyramid_set (SondePyramid *self, gsize chunk, const SondeDigest *digest)
{
  gsize index = chunk;

  *get (self, 0, chunk) = *digest;
  for (guint level = 1; level < SONDE_PYRAMID_N_LEVELS; level++)
    {
      index /= SONDE_PYRAMID_FANOUT;
      digest_node (self, level, index);
    }
}

/**
 * sonde_pyramid_drop:
 * @n_chunks: how many of the oldest
 */
void
sonde_pyramid_drop (SondePyramid *self, gsize n_chunks)
{
  g_array_remove_range (self->levels[0], 0, (guint) n_chunks);
  rebuild_from (self, 0);
}

/**
 * sonde_pyramid_digest:
 * @first: the first chunk
 * @end: the chunk after the last
 * @scope: what of them is wanted
 * @digest: what the chunks are added to
 *
 * Sums up whole chunks, in logarithmic time.
 */
void
sonde_pyramid_digest (
    const SondePyramid *self, gsize first, gsize end, SondeDigestScope scope, SondeDigest *digest)
{
  while (first < end)
    {
      guint level = 0;
      gsize width = 1;

      while (level + 1 < SONDE_PYRAMID_N_LEVELS && first % (width * SONDE_PYRAMID_FANOUT) == 0 &&
             first + width * SONDE_PYRAMID_FANOUT <= end)
        {
          level++;
          width *= SONDE_PYRAMID_FANOUT;
        }

      sonde_digest_merge (digest, get (self, level, first / width), scope);
      first += width;
    }
}

/**
 * sonde_pyramid_find:
 * @chunk: forward, the first chunk to look at; backward, the chunk after it
 * @kind: what to look for
 *
 * Returns: the nearest chunk that has such a cell, or %G_MAXSIZE
 */
gsize
sonde_pyramid_find (const SondePyramid *self, gsize chunk, gboolean forward, SondeCellKind kind)
{
  gsize n_chunks = get_length (self, 0);

  while (forward ? chunk < n_chunks : chunk > 0)
    {
      gsize candidate = forward ? chunk : chunk - 1;
      gsize width = 1;

      if (sonde_digest_has (get (self, 0, candidate), kind))
        return candidate;

      /* Nothing in the chunk: nor, perhaps, in the whole nodes that begin or end with it. */
      for (guint level = 1; level < SONDE_PYRAMID_N_LEVELS; level++)
        {
          gsize wider = width * SONDE_PYRAMID_FANOUT;

          if (chunk % wider != 0 || sonde_digest_has (get (self, level, candidate / wider), kind))
            break;
          width = wider;
        }

      chunk = forward ? chunk + width : chunk - width;
    }

  return G_MAXSIZE;
}
