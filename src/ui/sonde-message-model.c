/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-message-model.h"

/* A filter looks at this many messages per refresh, so that a long log costs no frame. */
#define SCAN_PER_REFRESH 4000

/* Matches that were dropped at the front are kept until they are worth moving the others. */
#define COMPACT_ABOVE 4096

/**
 * SondeMessageModel:
 *
 * The messages of a log that pass a filter. Without one, a position is a sequence number less the
 * first; with one, the sequence numbers that match are kept in a column. Items are made on demand.
 */
struct _SondeMessageModel
{
  GObject parent_instance;

  SondeMessageLog *log;
  SondeMessageFilter filter;
  char *needle;
  guint64 first;
  guint64 end;
  GArray *matches;
  guint head;
};

static gboolean
is_filtered (SondeMessageModel *self)
{
  return self->filter != SONDE_MESSAGE_FILTER_ALL || self->needle != NULL;
}

static guint
count (SondeMessageModel *self)
{
  if (is_filtered (self))
    return self->matches->len - self->head;
  return (guint) (self->end - self->first);
}

static GType
sonde_message_model_get_item_type (GListModel *model)
{
  return SONDE_TYPE_MESSAGE_ITEM;
}

static guint
sonde_message_model_get_n_items (GListModel *model)
{
  return count (SONDE_MESSAGE_MODEL (model));
}

static gpointer
sonde_message_model_get_item (GListModel *model, guint position)
{
  SondeMessageModel *self = SONDE_MESSAGE_MODEL (model);
  guint64 sequence;

  if (position >= count (self))
    return NULL;
  if (is_filtered (self))
    sequence = g_array_index (self->matches, guint64, self->head + position);
  else
    sequence = self->first + position;
  return sonde_message_item_new (sonde_message_log_get (self->log, sequence));
}

static void
sonde_message_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sonde_message_model_get_item_type;
  iface->get_n_items = sonde_message_model_get_n_items;
  iface->get_item = sonde_message_model_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeMessageModel,
                               sonde_message_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      sonde_message_model_list_model_init))

static void
emit (SondeMessageModel *self, guint position, guint n_removed, guint n_added)
{
  if (n_removed > 0 || n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

static SondeMessageFilter
classify (SondeMessage *message)
{
  SondeMessageFilter direction = SONDE_MESSAGE_FILTER_RECEIVED;

  if (sonde_message_get_direction (message) == SONDE_DIRECTION_SENT)
    direction = SONDE_MESSAGE_FILTER_SENT;
  switch (sonde_message_get_opcode (message))
    {
    case SONDE_OPCODE_TEXT:
      return direction | SONDE_MESSAGE_FILTER_TEXT;
    case SONDE_OPCODE_BINARY:
      return direction | SONDE_MESSAGE_FILTER_BINARY;
    case SONDE_OPCODE_CONTINUATION:
    case SONDE_OPCODE_CLOSE:
    case SONDE_OPCODE_PING:
    case SONDE_OPCODE_PONG:
    default:
      return direction | SONDE_MESSAGE_FILTER_CONTROL;
    }
}

static gboolean
passes (SondeMessageModel *self, guint64 sequence)
{
  g_autoptr (SondeMessage) message = sonde_message_log_get (self->log, sequence);
  SondeMessageFilter class;

  if (message == NULL)
    return FALSE;
  class = classify (message);
  if ((class & self->filter) != class)
    return FALSE;
  return self->needle == NULL || sonde_message_matches (message, self->needle);
}

/* Forgets everything; the next refresh starts from the log's oldest message. */
static void
reset (SondeMessageModel *self)
{
  guint n_items = count (self);

  g_array_set_size (self->matches, 0);
  self->head = 0;
  self->first = 0;
  self->end = 0;
  emit (self, 0, n_items, 0);
}

static void
drop_evicted_matches (SondeMessageModel *self, guint64 first)
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
refresh_filtered (SondeMessageModel *self, guint64 first, guint64 end)
{
  const guint64 start = MAX (self->end, first);
  const guint64 stop = MIN (end, start + SCAN_PER_REFRESH);
  guint n_items;

  drop_evicted_matches (self, first);
  n_items = count (self);
  for (guint64 sequence = start; sequence < stop; sequence++)
    if (passes (self, sequence))
      g_array_append_val (self->matches, sequence);
  self->first = first;
  self->end = stop;
  emit (self, n_items, 0, count (self) - n_items);
  return stop < end;
}

static void
refresh_unfiltered (SondeMessageModel *self, guint64 first, guint64 end)
{
  guint n_items = count (self);
  guint n_evicted = (guint) MIN (first - self->first, n_items);
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
sonde_message_model_finalize (GObject *object)
{
  SondeMessageModel *self = SONDE_MESSAGE_MODEL (object);

  g_clear_object (&self->log);
  g_free (self->needle);
  g_array_unref (self->matches);

  G_OBJECT_CLASS (sonde_message_model_parent_class)->finalize (object);
}

static void
sonde_message_model_class_init (SondeMessageModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_message_model_finalize;
}

static void
sonde_message_model_init (SondeMessageModel *self)
{
  self->filter = SONDE_MESSAGE_FILTER_ALL;
  self->matches = g_array_new (FALSE, FALSE, sizeof (guint64));
}

/**
 * sonde_message_model_new:
 *
 * Makes a list of no log, which is empty.
 *
 * Returns: (transfer full): the list
 */
SondeMessageModel *
sonde_message_model_new (void)
{
  return g_object_new (SONDE_TYPE_MESSAGE_MODEL, NULL);
}

/**
 * sonde_message_model_set_log:
 * @self: a list
 * @log: (nullable): where the messages are
 *
 * Lists another log. The list is empty until the next refresh.
 */
void
sonde_message_model_set_log (SondeMessageModel *self, SondeMessageLog *log)
{
  g_return_if_fail (SONDE_IS_MESSAGE_MODEL (self));

  if (self->log == log)
    return;
  reset (self);
  g_set_object (&self->log, log);
}

/**
 * sonde_message_model_set_filter:
 * @self: a list
 * @filter: which directions and kinds to list
 * @needle: (nullable): a text that a message must contain, whatever the case
 *
 * Lists only some messages. The list is empty until the next refresh, and a long log takes several.
 */
void
sonde_message_model_set_filter (SondeMessageModel *self,
                                SondeMessageFilter filter,
                                const char *needle)
{
  g_autofree char *folded = NULL;

  g_return_if_fail (SONDE_IS_MESSAGE_MODEL (self));

  if (needle != NULL && *needle != '\0')
    folded = g_utf8_casefold (needle, -1);
  if (filter == self->filter && g_strcmp0 (folded, self->needle) == 0)
    return;
  reset (self);
  self->filter = filter;
  g_free (self->needle);
  self->needle = g_steal_pointer (&folded);
}

/**
 * sonde_message_model_refresh:
 * @self: a list
 *
 * Takes over what the log dropped and received since the last time, with one change at the front
 * and one at the end at most.
 *
 * Returns: whether there is more to look at, so that it should be called again with the next frame
 */
gboolean
sonde_message_model_refresh (SondeMessageModel *self)
{
  guint64 first;
  guint64 end;

  g_return_val_if_fail (SONDE_IS_MESSAGE_MODEL (self), FALSE);

  if (self->log == NULL)
    return FALSE;
  sonde_message_log_get_range (self->log, &first, &end);
  if (is_filtered (self))
    return refresh_filtered (self, first, end);
  refresh_unfiltered (self, first, end);
  return FALSE;
}
