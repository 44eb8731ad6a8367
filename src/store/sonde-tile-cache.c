/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-tile-cache.h"

typedef struct
{
  SondeTileKey key;
  SondeArchiveTile *tile;
  GList link;
} Node;

struct _SondeTileCache
{
  GHashTable *nodes;
  GQueue queue; /* the one used last first */
  gsize max_bytes;
  gsize n_bytes;
  gint64 n_rewrites;
};

static guint
hash_key (gconstpointer data)
{
  const SondeTileKey *key = data;
  guint64 mixed = (guint64) key->index * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  mixed ^= ((guint64) key->channel << 8 | key->level) * G_GUINT64_CONSTANT (0xc2b2ae3d27d4eb4f);
  mixed ^= (guint64) key->before_us;

  return (guint) (mixed >> 32 ^ mixed);
}

static gboolean
keys_equal (gconstpointer a, gconstpointer b)
{
  const SondeTileKey *first = a;
  const SondeTileKey *second = b;

  return first->index == second->index && first->before_us == second->before_us &&
         first->channel == second->channel && first->level == second->level;
}

static gsize
get_cost (const Node *node)
{
  return sizeof (Node) + sonde_archive_tile_get_size (node->tile);
}

static void
free_node (gpointer data)
{
  Node *node = data;

  g_free (node->tile);
  g_free (node);
}

static void
remove_node (SondeTileCache *self, Node *node)
{
  self->n_bytes -= get_cost (node);
  g_queue_unlink (&self->queue, &node->link);
  g_hash_table_remove (self->nodes, &node->key);
}

/**
 * sonde_tile_cache_new:
 * @max_bytes: what the tiles take at most
 *
 * Returns: (transfer full): a cache without tiles
 */
SondeTileCache *
sonde_tile_cache_new (gsize max_bytes)
{
  SondeTileCache *self = g_new0 (SondeTileCache, 1);

  self->nodes = g_hash_table_new_full (hash_key, keys_equal, NULL, free_node);
  self->max_bytes = max_bytes;
  g_queue_init (&self->queue);

  return self;
}

/**
 * sonde_tile_cache_free:
 *
 * Frees the cache and its tiles.
 */
void
sonde_tile_cache_free (SondeTileCache *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->nodes, g_hash_table_unref);
  g_free (self);
}

/**
 * sonde_tile_cache_get:
 *
 * Returns: (transfer none) (nullable): the tile, until one is inserted
 */
SondeArchiveTile *
sonde_tile_cache_get (SondeTileCache *self, const SondeTileKey *key)
{
  Node *node = g_hash_table_lookup (self->nodes, key);

  if (node == NULL)
    return NULL;

  g_queue_unlink (&self->queue, &node->link);
  g_queue_push_head_link (&self->queue, &node->link);

  return node->tile;
}

/**
 * sonde_tile_cache_insert:
 * @tile: (transfer full): a tile, which takes the place of the one of that key
 *
 * Adds a tile, for which others may go.
 */
void
sonde_tile_cache_insert (SondeTileCache *self, const SondeTileKey *key, SondeArchiveTile *tile)
{
  Node *node = g_hash_table_lookup (self->nodes, key);

  if (node != NULL)
    remove_node (self, node);

  node = g_new0 (Node, 1);
  node->key = *key;
  node->tile = tile;
  node->link.data = node;
  g_hash_table_insert (self->nodes, &node->key, node);
  g_queue_push_head_link (&self->queue, &node->link);
  self->n_bytes += get_cost (node);

  while (self->n_bytes > self->max_bytes && self->queue.length > 1)
    remove_node (self, g_queue_peek_tail (&self->queue));
}

/**
 * sonde_tile_cache_get_size:
 *
 * Returns: what the tiles take, in bytes
 */
gsize
sonde_tile_cache_get_size (SondeTileCache *self)
{
  return self->n_bytes;
}

/**
 * sonde_tile_cache_get_n_rewrites:
 *
 * Returns: the recording's, as far as it is known
 */
gint64
sonde_tile_cache_get_n_rewrites (SondeTileCache *self)
{
  return self->n_rewrites;
}

/**
 * sonde_tile_cache_set_n_rewrites:
 * @n_rewrites: the recording's
 *
 * Says which tiles may no longer be right: those that were read when it was another.
 */
void
sonde_tile_cache_set_n_rewrites (SondeTileCache *self, gint64 n_rewrites)
{
  self->n_rewrites = n_rewrites;
}
