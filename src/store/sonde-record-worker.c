/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-record-worker.h"

#include "sonde-absent.h"
#include "sonde-error.h"
#include "sonde-packed.h"
#include "sonde-record-queue.h"
#include "sonde-store-writer.h"

struct _SondeRecordWorker
{
  char *path;
  char *endpoint_id;
  char *name;
  char *uri;
  SondeHistory *history; /* or NULL where the file is somebody's own */
  char *aside;           /* where a history that could not be continued went, or NULL */
  char *refused;         /* a channel that the file has no column for, or NULL */
  SondeStoreWriter *writer;
  gint64 next_checkpoint_us; /* monotonic, as the one below */
  gint64 next_prune_us;
};

#define CHECKPOINT_US (60 * G_USEC_PER_SEC)
#define PRUNE_US      (60 * G_USEC_PER_SEC)
#define PRUNE_STEP_US (G_USEC_PER_SEC / 10)

/**
 * sonde_record_worker_new:
 * @history: (nullable): whose file it is, and who may give what cannot be continued another name
 *
 * Returns: (transfer full): a worker that has not opened its file yet; the arguments are those of
 *   `sonde_recorder_new()`
 */
SondeRecordWorker *
sonde_record_worker_new (const char *path,
                         const char *endpoint_id,
                         const char *name,
                         const char *uri,
                         SondeHistory *history)
{
  SondeRecordWorker *self = g_new0 (SondeRecordWorker, 1);

  self->path = g_strdup (path);
  self->endpoint_id = g_strdup (endpoint_id);
  self->name = g_strdup (name);
  self->uri = g_strdup (uri);
  g_set_object (&self->history, history);
  self->next_checkpoint_us = g_get_monotonic_time () + CHECKPOINT_US;

  return self;
}

/**
 * sonde_record_worker_free:
 *
 * Closes the file and frees the worker.
 */
void
sonde_record_worker_free (SondeRecordWorker *self)
{
  g_autoptr (GError) error = NULL;

  /* What cannot be moved into the file stays in its journal, where the next to open it finds it. */
  if (self->writer != NULL && !sonde_store_writer_close (self->writer, &error))
    g_debug ("%s", error->message);
  g_free (self->path);
  g_free (self->endpoint_id);
  g_free (self->name);
  g_free (self->uri);
  g_free (self->aside);
  g_free (self->refused);
  g_clear_object (&self->history);
  g_free (self);
}

/**
 * sonde_record_worker_is_open:
 *
 * Returns: whether the file is open
 */
gboolean
sonde_record_worker_is_open (SondeRecordWorker *self)
{
  return self->writer != NULL;
}

/**
 * sonde_record_worker_get_aside:
 *
 * Returns: (nullable): where a history that could not be continued was put aside
 */
const char *
sonde_record_worker_get_aside (SondeRecordWorker *self)
{
  return self->aside;
}

/**
 * sonde_record_worker_get_refused:
 *
 * Returns: (nullable): a channel that is not recorded, because the file has no column left
 */
const char *
sonde_record_worker_get_refused (SondeRecordWorker *self)
{
  return self->refused;
}

/* Makes room for a new file where the old one cannot be continued. Once: what is wrong with two
 * files in a row is wrong with something else. */
static gboolean
put_aside (SondeRecordWorker *self, const GError *problem)
{
  g_autoptr (GError) error = NULL;

  if (self->history == NULL || self->aside != NULL ||
      !(g_error_matches (problem, SONDE_ERROR, SONDE_ERROR_DAMAGED) ||
        g_error_matches (problem, SONDE_ERROR, SONDE_ERROR_NEWER_VERSION)))
    return FALSE;

  g_clear_pointer (&self->writer, sonde_store_writer_free);
  self->aside = sonde_history_set_aside (self->history, self->endpoint_id, &error);
  if (self->aside == NULL)
    g_debug ("%s", error->message);

  return self->aside != NULL;
}

static SondeStoreWriter *
open_writer (SondeRecordWorker *self, GError **error)
{
  g_autoptr (GError) problem = NULL;
  SondeStoreWriter *writer;

  if (self->history != NULL && !sonde_history_prepare (self->history, error))
    return NULL;

  writer = sonde_store_writer_open (self->path, &problem);
  if (writer != NULL)
    return writer;
  if (put_aside (self, problem))
    return sonde_store_writer_open (self->path, error);

  g_propagate_error (error, g_steal_pointer (&problem));

  return NULL;
}

static gboolean
open_file (SondeRecordWorker *self, GError **error)
{
  const char *const pairs[][2] = {
    { "endpoint-id", self->endpoint_id },
    { "endpoint-name", self->name },
    { "endpoint-uri", self->uri },
  };

  self->writer = open_writer (self, error);
  if (self->writer == NULL)
    return FALSE;

  if (!sonde_store_writer_interrupt (self->writer, error))
    {
      g_clear_pointer (&self->writer, sonde_store_writer_free);
      return FALSE;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (pairs[i][1] != NULL &&
        !sonde_store_writer_set_meta (self->writer, pairs[i][0], pairs[i][1], error))
      {
        g_clear_pointer (&self->writer, sonde_store_writer_free);
        return FALSE;
      }

  return TRUE;
}

/* What was measured before is of other channels too, where an earlier run met them: those that the
 * file had. Where it had none, and none were known, there is nothing to interrupt. */
static void
write_gap (SondeStoreWriter *writer, const SondeRecord *record, const int *columns, guint n_old)
{
  double values[SONDE_PACKED_MAX_COLUMNS];
  guint n_values = n_old;

  for (guint i = 0; i < SONDE_PACKED_MAX_COLUMNS; i++)
    values[i] = i < n_old ? sonde_gap () : sonde_absent ();
  for (gint64 i = 0; i < record->first; i++)
    if (columns[i] >= 0)
      {
        values[columns[i]] = sonde_gap ();
        n_values = MAX (n_values, (guint) columns[i] + 1);
      }

  if (n_values > 0)
    sonde_store_writer_add_measure (writer, record->time_us, values, n_values);
}

static gboolean
write_record (SondeStoreWriter *writer,
              const SondeRecord *record,
              const guint8 *data,
              const int *columns,
              guint n_old,
              GError **error)
{
  double values[SONDE_PACKED_MAX_COLUMNS];
  g_autofree char *text = NULL;
  SondeEvent event;
  guint n_values = 0;

  switch ((SondeRecordType) record->type)
    {
    case SONDE_RECORD_MEASURE:
      for (guint i = 0; i < SONDE_PACKED_MAX_COLUMNS; i++)
        values[i] = sonde_absent ();
      for (guint i = 0; i < record->size / sizeof (double); i++)
        if (columns[i] >= 0)
          {
            memcpy (&values[columns[i]], data + i * sizeof (double), sizeof (double));
            n_values = MAX (n_values, (guint) columns[i] + 1);
          }
      sonde_store_writer_add_measure (writer, record->time_us, values, n_values);
      return TRUE;

    case SONDE_RECORD_GAP:
      write_gap (writer, record, columns, n_old);
      return TRUE;

    case SONDE_RECORD_EVENT:
      text = record->size > 0 ? g_strndup ((const char *) data, record->size) : NULL;
      event = (SondeEvent){ record->time_us, (SondeEventKind) record->first, record->second, text };
      return sonde_store_writer_add_event (writer, &event, error);

    case SONDE_RECORD_MESSAGE:
      return sonde_store_writer_add_message (writer, record->time_us, (guint) record->first >> 8,
                                             (guint) record->first & 0xff, record->second, data,
                                             record->size, error);

    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
write_batch (SondeRecordWorker *self,
             const GByteArray *batch,
             GPtrArray *channels,
             guint64 *n_measures,
             GError **error)
{
  int columns[SONDE_PACKED_MAX_COLUMNS];
  SondeRecord record;
  const guint8 *data;
  gsize position = 0;
  guint n_old;

  if (!sonde_store_writer_begin (self->writer, error))
    return FALSE;
  n_old = sonde_store_writer_get_n_channels (self->writer);

  for (guint i = 0; i < channels->len; i++)
    {
      g_autoptr (GError) own_error = NULL;

      columns[i] = sonde_store_writer_ensure_channel (self->writer, g_ptr_array_index (channels, i),
                                                      &own_error);
      if (columns[i] < 0 && own_error == NULL && self->refused == NULL)
        self->refused = g_strdup (g_ptr_array_index (channels, i));
      if (own_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&own_error));
          return FALSE;
        }
    }

  while (sonde_record_queue_next (batch, &position, &record, &data))
    {
      if (!write_record (self->writer, &record, data, columns, n_old, error))
        return FALSE;
      *n_measures += record.type <= SONDE_RECORD_GAP ? 1 : 0;
    }

  return sonde_store_writer_commit (self->writer, error);
}

/**
 * sonde_record_worker_write:
 * @batch: a queue of records
 * @channels: (element-type utf8): the ids of the channels that its measures have values of
 * @n_measures: (out): how many measures it held
 *
 * Opens the file if it is not, and writes records in one transaction.
 *
 * Returns: %FALSE with the reason, and then none of them is in the file
 */
gboolean
sonde_record_worker_write (SondeRecordWorker *self,
                           const GByteArray *batch,
                           GPtrArray *channels,
                           guint64 *n_measures,
                           GError **error)
{
  g_autoptr (GError) problem = NULL;

  *n_measures = 0;
  if (self->writer == NULL && !open_file (self, error))
    return FALSE;

  if (batch->len == 0 || write_batch (self, batch, channels, n_measures, &problem))
    return TRUE;

  if (put_aside (self, problem))
    return sonde_record_worker_write (self, batch, channels, n_measures, error);

  sonde_store_writer_roll_back (self->writer);
  g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}

/**
 * sonde_record_worker_get_next_us:
 * @retention_days: how long to keep what is recorded; 0 for ever
 *
 * Returns: the monotonic time at which `sonde_record_worker_keep_house()` has something to do
 */
gint64
sonde_record_worker_get_next_us (SondeRecordWorker *self, guint retention_days)
{
  return retention_days == 0 ? self->next_checkpoint_us
                             : MIN (self->next_checkpoint_us, self->next_prune_us);
}

/**
 * sonde_record_worker_keep_house:
 * @retention_days: how long to keep what is recorded; 0 for ever
 *
 * Moves the journal into the file once a minute, and deletes a little of what is too old.
 */
void
sonde_record_worker_keep_house (SondeRecordWorker *self, guint retention_days)
{
  gint64 now_us = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  gboolean more = FALSE;

  if (now_us >= self->next_checkpoint_us)
    {
      self->next_checkpoint_us = now_us + CHECKPOINT_US;
      if (!sonde_store_writer_checkpoint (self->writer, &error))
        g_debug ("%s", error->message);
      g_clear_error (&error);
    }

  if (retention_days == 0 || now_us < self->next_prune_us)
    return;

  /* A failure here shows again, and is told, where measures are written. */
  if (!sonde_store_writer_prune (
          self->writer, g_get_real_time () - retention_days * G_TIME_SPAN_DAY, &more, &error))
    g_debug ("%s", error->message);
  self->next_prune_us = now_us + (more ? PRUNE_STEP_US : PRUNE_US);
}
