/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frame-model.h"

#include "sonde-frame-item.h"

/* A filter looks at this many frames per refresh, a few hundred at a time, so that a long log costs
 * neither the display a frame nor the network thread a wait. */
#define SCAN_PER_REFRESH 4096
#define SCAN_AT_ONCE     256

/**
 * SondeFrameModel:
 *
 * The frames of a log that pass a filter. Without one, a position is a number less the first; with
 * one, the numbers that match are kept in a column. Items are made on demand.
 */
struct _SondeFrameModel
{
  GObject parent_instance;

  SondeFrameLog *log;
  SondeFrameFilter filter;
  guint64 first;
  guint64 end;
  GArray *matches;
};

static gboolean
is_filtered (SondeFrameModel *self)
{
  return self->filter != SONDE_FRAME_FILTER_ALL;
}

static guint
count (SondeFrameModel *self)
{
  return is_filtered (self) ? self->matches->len : (guint) (self->end - self->first);
}

static GType
sonde_frame_model_get_item_type (GListModel *model)
{
  return SONDE_TYPE_FRAME_ITEM;
}

static guint
sonde_frame_model_get_n_items (GListModel *model)
{
  return count (SONDE_FRAME_MODEL (model));
}

static gpointer
sonde_frame_model_get_item (GListModel *model, guint position)
{
  SondeFrameModel *self = SONDE_FRAME_MODEL (model);
  guint64 number = self->first + position;

  if (position >= count (self))
    return NULL;
  if (is_filtered (self))
    number = g_array_index (self->matches, guint64, position);
  return sonde_frame_item_new (sonde_frame_log_get (self->log, number));
}

static void
sonde_frame_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sonde_frame_model_get_item_type;
  iface->get_n_items = sonde_frame_model_get_n_items;
  iface->get_item = sonde_frame_model_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeFrameModel,
                               sonde_frame_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      sonde_frame_model_list_model_init))

static void
emit (SondeFrameModel *self, guint position, guint n_removed, guint n_added)
{
  if (n_removed > 0 || n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

/* Forgets everything; the next refresh starts from the log's oldest frame. */
static void
reset (SondeFrameModel *self)
{
  const guint n_items = count (self);

  g_array_set_size (self->matches, 0);
  self->first = 0;
  self->end = 0;
  emit (self, 0, n_items, 0);
}

static gboolean
passes (SondeFrameModel *self, const SondeFrameRecord *record)
{
  const guint direction = record->direction == SONDE_DIRECTION_SENT ? SONDE_FRAME_FILTER_SENT
                                                                    : SONDE_FRAME_FILTER_RECEIVED;
  const guint kind = sonde_opcode_is_control (record->header.opcode) ? SONDE_FRAME_FILTER_CONTROL
                                                                     : SONDE_FRAME_FILTER_DATA;

  return (self->filter & direction) != 0 && (self->filter & kind) != 0;
}

static void
drop_evicted (SondeFrameModel *self, guint64 first)
{
  guint n_dropped = 0;

  while (n_dropped < self->matches->len &&
         g_array_index (self->matches, guint64, n_dropped) < first)
    n_dropped++;
  if (n_dropped > 0)
    g_array_remove_range (self->matches, 0, n_dropped);
  emit (self, 0, n_dropped, 0);
}

static void
scan (SondeFrameModel *self, guint64 start, guint64 stop)
{
  while (start < stop)
    {
      const guint n_wanted = (guint) MIN (stop - start, SCAN_AT_ONCE);
      g_autoptr (GPtrArray) records = sonde_frame_log_get_frames (self->log, start, n_wanted);

      for (guint i = 0; i < records->len; i++)
        {
          const SondeFrameRecord *record = g_ptr_array_index (records, i);

          if (record->number >= start && record->number < stop && passes (self, record))
            g_array_append_val (self->matches, record->number);
        }
      start += n_wanted;
    }
}

static gboolean
refresh_filtered (SondeFrameModel *self, guint64 first, guint64 end)
{
  const guint64 start = MAX (self->end, first);
  const guint64 stop = MIN (end, start + SCAN_PER_REFRESH);
  guint n_items;

  drop_evicted (self, first);
  n_items = count (self);
  scan (self, start, stop);
  self->first = first;
  self->end = stop;
  emit (self, n_items, 0, count (self) - n_items);
  return stop < end;
}

static void
refresh_unfiltered (SondeFrameModel *self, guint64 first, guint64 end)
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
sonde_frame_model_finalize (GObject *object)
{
  SondeFrameModel *self = SONDE_FRAME_MODEL (object);

  g_clear_object (&self->log);
  g_array_unref (self->matches);

  G_OBJECT_CLASS (sonde_frame_model_parent_class)->finalize (object);
}

static void
sonde_frame_model_class_init (SondeFrameModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_frame_model_finalize;
}

static void
sonde_frame_model_init (SondeFrameModel *self)
{
  self->filter = SONDE_FRAME_FILTER_ALL;
  self->matches = g_array_new (FALSE, FALSE, sizeof (guint64));
}

/**
 * sonde_frame_model_new:
 *
 * Returns: (transfer full): a list of no log, which is empty
 */
SondeFrameModel *
sonde_frame_model_new (void)
{
  return g_object_new (SONDE_TYPE_FRAME_MODEL, NULL);
}

/**
 * sonde_frame_model_set_log:
 * @self: a list
 * @log: (nullable): where the frames are
 *
 * Lists another log. The list is empty until the next refresh.
 */
void
sonde_frame_model_set_log (SondeFrameModel *self, SondeFrameLog *log)
{
  g_return_if_fail (SONDE_IS_FRAME_MODEL (self));

  if (self->log == log)
    return;
  reset (self);
  g_set_object (&self->log, log);
}

/**
 * sonde_frame_model_set_filter:
 * @self: a list
 * @filter: which directions and kinds to list
 *
 * Lists only some frames. The list is empty until the next refresh, and a long log takes several.
 */
void
sonde_frame_model_set_filter (SondeFrameModel *self, SondeFrameFilter filter)
{
  g_return_if_fail (SONDE_IS_FRAME_MODEL (self));

  if (filter == self->filter)
    return;
  reset (self);
  self->filter = filter;
}

/**
 * sonde_frame_model_refresh:
 * @self: a list
 *
 * Takes over what the log dropped and received since the last time, with one change at the front
 * and one at the end at most.
 *
 * Returns: whether there is more to look at, so that it should be called again with the next frame
 *   of the display
 */
gboolean
sonde_frame_model_refresh (SondeFrameModel *self)
{
  guint64 first;
  guint64 end;

  g_return_val_if_fail (SONDE_IS_FRAME_MODEL (self), FALSE);

  if (self->log == NULL)
    return FALSE;
  sonde_frame_log_get_range (self->log, &first, &end);
  if (end < self->end)
    reset (self);
  if (is_filtered (self))
    return refresh_filtered (self, first, end);
  refresh_unfiltered (self, first, end);
  return FALSE;
}
