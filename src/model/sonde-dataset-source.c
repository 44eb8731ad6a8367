/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-dataset-source.h"

/* Rows that are copied at once, under the lock of whoever appends. */
#define BLOCK_ROWS 1024

struct _SondeDatasetSource
{
  GObject parent_instance;

  SondeDataset *dataset;
  GPtrArray *channels;
  GPtrArray *ids; /* with NULL at its end */

  gint64 next_us; /* where the next block begins */
  gint64 to_us;
  gboolean at_end;
  GArray *times_us;
  GArray *values; /* a row after the other */
  guint row;
};

static void
load_block (SondeDatasetSource *self)
{
  g_array_set_size (self->times_us, 0);
  g_array_set_size (self->values, 0);
  self->row = 0;
  self->at_end = !sonde_dataset_copy_rows (self->dataset, self->next_us, self->to_us, BLOCK_ROWS,
                                           self->channels->len, self->times_us, self->values);
  if (!self->at_end)
    self->next_us = g_array_index (self->times_us, gint64, self->times_us->len - 1) + 1;
}

static gboolean
sonde_dataset_source_open (SondeRowSource *source, gint64 from_us, gint64 to_us, GError **error)
{
  SondeDatasetSource *self = SONDE_DATASET_SOURCE (source);

  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_ptr_array_set_size (self->ids, 0);
  self->channels = sonde_dataset_dup_channels (self->dataset);
  for (guint i = 0; i < self->channels->len; i++)
    g_ptr_array_add (self->ids, g_strdup (sonde_channel_get_id (self->channels->pdata[i])));
  g_ptr_array_add (self->ids, NULL);

  self->next_us = from_us;
  self->to_us = to_us;
  load_block (self);

  return TRUE;
}

static const char *const *
sonde_dataset_source_get_ids (SondeRowSource *source)
{
  return (const char *const *) SONDE_DATASET_SOURCE (source)->ids->pdata;
}

static gboolean
sonde_dataset_source_get_span (SondeRowSource *source, gint64 *first_us, gint64 *last_us)
{
  return sonde_dataset_get_span (SONDE_DATASET_SOURCE (source)->dataset, first_us, last_us);
}

static gboolean
sonde_dataset_source_next (
    SondeRowSource *source, gint64 *time_us, const double **values, guint *n_values, GError **error)
{
  SondeDatasetSource *self = SONDE_DATASET_SOURCE (source);

  if (self->row == self->times_us->len)
    {
      if (self->at_end)
        return FALSE;
      load_block (self);
      if (self->times_us->len == 0)
        return FALSE;
    }

  *n_values = self->channels->len;
  *time_us = g_array_index (self->times_us, gint64, self->row);
  *values = (const double *) (gpointer) self->values->data + (gsize) self->row * *n_values;
  self->row++;

  return TRUE;
}

static void
sonde_dataset_source_interface_init (SondeRowSourceInterface *interface)
{
  interface->open = sonde_dataset_source_open;
  interface->get_ids = sonde_dataset_source_get_ids;
  interface->get_span = sonde_dataset_source_get_span;
  interface->next = sonde_dataset_source_next;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeDatasetSource,
                               sonde_dataset_source,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SONDE_TYPE_ROW_SOURCE,
                                                      sonde_dataset_source_interface_init))

static void
sonde_dataset_source_finalize (GObject *object)
{
  SondeDatasetSource *self = SONDE_DATASET_SOURCE (object);

  g_clear_object (&self->dataset);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_clear_pointer (&self->times_us, g_array_unref);
  g_clear_pointer (&self->values, g_array_unref);

  G_OBJECT_CLASS (sonde_dataset_source_parent_class)->finalize (object);
}

static void
sonde_dataset_source_class_init (SondeDatasetSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_dataset_source_finalize;
}

static void
sonde_dataset_source_init (SondeDatasetSource *self)
{
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->times_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->values = g_array_new (FALSE, FALSE, sizeof (double));
  self->at_end = TRUE;
}

/**
 * sonde_dataset_source_new:
 * @dataset: what is in memory
 *
 * What is added or forgotten on the way is seen or missed, and nothing comes twice.
 *
 * Returns: (transfer full): a source that is not open
 */
SondeRowSource *
sonde_dataset_source_new (SondeDataset *dataset)
{
  SondeDatasetSource *self;

  g_return_val_if_fail (SONDE_IS_DATASET (dataset), NULL);

  self = g_object_new (SONDE_TYPE_DATASET_SOURCE, NULL);
  g_set_object (&self->dataset, dataset);

  return SONDE_ROW_SOURCE (self);
}
