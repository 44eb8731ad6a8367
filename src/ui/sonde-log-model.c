/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-log-model.h"

/* A filter looks at this many entries per refresh, so that a long log costs no frame. */
#define SCAN_PER_REFRESH 4096

/* Matches that were dropped at the front are kept until they are worth moving the others. */
#define COMPACT_ABOVE 4096

/**
 * SondeLogModel:
 *
 * The entries of a log that pass a filter. Without one, a position is a number less the first; with
 * one, the numbers that match are kept in a column. Items are made on demand.
 */
struct _SondeLogModel
{
  GObject parent_instance;

  const SondeLogKind *kind;
  GObject *log;
  gpointer filter; /* or NULL: every entry */
  GDestroyNotify destroy_filter;
  guint64 first;
  guint64 end;
  GArray *matches;
  guint head;
};

static guint
count (SondeLogModel *self)
{
  if (self->filter != NULL)
    return self->matches->len - self->head;
  return (guint) (self->end - self->first);
}

static GType
sonde_log_model_get_item_type (GListModel *model)
{
  return SONDE_LOG_MODEL (model)->kind->get_item_type ();
}

static guint
sonde_log_model_get_n_items (GListModel *model)
{
  return count (SONDE_LOG_MODEL (model));
}

static gpointer
sonde_log_model_get_item (GListModel *model, guint position)
{
  SondeLogModel *self = SONDE_LOG_MODEL (model);
  guint64 number = self->first + position;

  if (position >= count (self))
    return NULL;
  if (self->filter != NULL)
    number = g_array_index (self->matches, guint64, self->head + position);
  return self->kind->create_item (self->log, number);
}

static void
sonde_log_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sonde_log_model_get_item_type;
  iface->get_n_items = sonde_log_model_get_n_items;
  iface->get_item = sonde_log_model_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeLogModel,
                               sonde_log_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      sonde_log_model_list_model_init))

static void
emit (SondeLogModel *self, guint position, guint n_removed, guint n_added)
{
  if (n_removed > 0 || n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

/* Forgets everything; the next refresh starts from the log's oldest entry. */
static void
reset (SondeLogModel *self)
{
  const guint n_items = count (self);

  g_array_set_size (self->matches, 0);
  self->head = 0;
  self->first = 0;
  self->end = 0;
  emit (self, 0, n_items, 0);
}

static void
drop_evicted_matches (SondeLogModel *self, guint64 first)
{
  guint n_dropped = 0;

  while (self->head + n_dropped < self->matches->len &&
         g_array_index (self->matches, guint64, self->head + n_dropped) < first)
    n_dropped++;
  self->head += n_dropped;
  if (self->head > COMPACT_ABOVE && self->head > self->matches->len / 2)
    {
      g_array_remove_range (self->matches, 0, self->head);
      self->head = 0;
    }
  emit (self, 0, n_dropped, 0);
}

static gboolean
refresh_filtered (SondeLogModel *self, guint64 first, guint64 end)
{
  const guint64 start = MAX (self->end, first);
  const guint64 stop = MIN (end, start + SCAN_PER_REFRESH);
  guint n_items;

  drop_evicted_matches (self, first);
  n_items = count (self);
  self->kind->scan (self->log, self->filter, start, stop, self->matches);
  self->first = first;
  self->end = stop;
  emit (self, n_items, 0, count (self) - n_items);
  return stop < end;
}

static void
refresh_unfiltered (SondeLogModel *self, guint64 first, guint64 end)
{
  guint n_items = count (self);
  const guint n_evicted = (guint) MIN (first - self->first, n_items);
  guint n_added;

  self->first = first;
  self->end = MAX (self->end, first);
  emit (self, 0, n_evicted, 0);
  n_items = count (self);
  n_added = (guint) (end - self->end);
  self->end = end;
  emit (self, n_items, 0, n_added);
}

static void
forget_filter (SondeLogModel *self)
{
  if (self->filter != NULL && self->destroy_filter != NULL)
    self->destroy_filter (self->filter);
  self->filter = NULL;
}

static void
sonde_log_model_finalize (GObject *object)
{
  SondeLogModel *self = SONDE_LOG_MODEL (object);

  g_clear_object (&self->log);
  forget_filter (self);
  g_array_unref (self->matches);

  G_OBJECT_CLASS (sonde_log_model_parent_class)->finalize (object);
}

static void
sonde_log_model_class_init (SondeLogModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_log_model_finalize;
}

static void
sonde_log_model_init (SondeLogModel *self)
{
  self->matches = g_array_new (FALSE, FALSE, sizeof (guint64));
}

/**
 * sonde_log_model_new:
 * @kind: what logs it is for, which outlives it
 *
 * Makes a list of no log, which is empty.
 *
 * Returns: (transfer full): the list
 */
SondeLogModel *
sonde_log_model_new (const SondeLogKind *kind)
{
  SondeLogModel *self = g_object_new (SONDE_TYPE_LOG_MODEL, NULL);

  self->kind = kind;
  return self;
}

/**
 * sonde_log_model_set_log:
 * @self: a list
 * @log: (nullable) (type GObject): a log of its kind
 *
 * Lists another log. The list is empty until the next refresh.
 */
void
sonde_log_model_set_log (SondeLogModel *self, gpointer log)
{
  g_return_if_fail (SONDE_IS_LOG_MODEL (self));
  g_return_if_fail (log == NULL || G_IS_OBJECT (log));

  if (self->log == log)
    return;
  reset (self);
  g_set_object (&self->log, log);
}

/**
 * sonde_log_model_get_filter:
 * @self: a list
 *
 * Returns: (nullable): which entries it lists, or %NULL for all
 */
gconstpointer
sonde_log_model_get_filter (SondeLogModel *self)
{
  g_return_val_if_fail (SONDE_IS_LOG_MODEL (self), NULL);

  return self->filter;
}

/**
 * sonde_log_model_set_filter:
 * @self: a list
 * @filter: (nullable) (transfer full): what its kind takes for a filter, or %NULL for every entry
 * @destroy: (nullable): frees @filter
 *
 * Lists only some entries. The list is empty until the next refresh, and a long log takes several.
 */
void
sonde_log_model_set_filter (SondeLogModel *self, gpointer filter, GDestroyNotify destroy)
{
  g_return_if_fail (SONDE_IS_LOG_MODEL (self));

  reset (self);
  forget_filter (self);
  self->filter = filter;
  self->destroy_filter = destroy;
}

/**
 * sonde_log_model_refresh:
 * @self: a list
 *
 * Takes over what the log dropped and received since the last time, with one change at the front
 * and one at the end at most.
 *
 * Returns: whether there is more to look at, so that it should be called again with the next frame
 *   of the display
 */
gboolean
sonde_log_model_refresh (SondeLogModel *self)
{
  guint64 first;
  guint64 end;

  g_return_val_if_fail (SONDE_IS_LOG_MODEL (self), FALSE);

  if (self->log == NULL)
    return FALSE;
  self->kind->get_range (self->log, &first, &end);
  if (end < self->end)
    reset (self);
  if (self->filter != NULL)
    return refresh_filtered (self, first, end);
  refresh_unfiltered (self, first, end);
  return FALSE;
}
