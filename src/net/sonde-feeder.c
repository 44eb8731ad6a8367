/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-feeder.h"

#include <math.h>

typedef struct
{
  SondeSeries *series; /* not owned: lives as long as the dataset */
  guint64 measure;     /* the number of the latest measure with a member for it */
} Fed;

/**
 * SondeFeeder:
 *
 * Puts measures into the channels of a dataset, and gaps where a measure has nothing for a channel
 * that earlier ones filled.
 */
struct _SondeFeeder
{
  SondeDataset *dataset;
  GHashTable *fed; /* id -> Fed; as many as a dataset has channels at most */
  guint64 n_measures;
};

/**
 * sonde_feeder_new:
 *
 * Returns: (transfer full): a feeder of @dataset
 */
SondeFeeder *
sonde_feeder_new (SondeDataset *dataset)
{
  SondeFeeder *self = g_new0 (SondeFeeder, 1);

  self->dataset = g_object_ref (dataset);
  self->fed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
sonde_feeder_free (SondeFeeder *self)
{
  g_object_unref (self->dataset);
  g_hash_table_unref (self->fed);
  g_free (self);
}

static Fed *
ensure_fed (SondeFeeder *self, const SondeReading *reading)
{
  Fed *fed = g_hash_table_lookup (self->fed, reading->id);
  SondeChannel *channel;

  /* A member that never had a value is no channel: {"error":null}. */
  if (fed != NULL || isnan (reading->value))
    return fed;

  channel = sonde_dataset_ensure_channel (self->dataset, reading->id);
  if (channel == NULL)
    return NULL;

  fed = g_new (Fed, 1);
  fed->series = sonde_channel_get_series (channel);
  g_hash_table_insert (self->fed, g_strdup (reading->id), fed);
  return fed;
}

static void
add_gaps_where_absent (SondeFeeder *self, gint64 time_us)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->fed);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Fed *fed = value;

      if (fed->measure != self->n_measures)
        sonde_series_append_gap (fed->series, time_us);
    }
}

/**
 * sonde_feeder_add:
 * @self: a feeder
 * @decoded: a measure, or an object with numbers
 * @time_us: when it arrived, wall-clock microseconds since the Unix epoch
 *
 * Adds what was measured. Only a probe promises to send every member each time, so that the absence
 * of one is a gap in a measure alone: two kinds of object that take turns are not two sensors that
 * fail in turn.
 */
void
sonde_feeder_add (SondeFeeder *self, const SondeDecoded *decoded, gint64 time_us)
{
  self->n_measures++;

  for (guint i = 0; i < decoded->readings->len; i++)
    {
      const SondeReading *reading = &g_array_index (decoded->readings, SondeReading, i);
      Fed *fed = ensure_fed (self, reading);

      if (fed == NULL)
        continue;
      fed->measure = self->n_measures;
      if (isnan (reading->value))
        sonde_series_append_gap (fed->series, time_us);
      else
        sonde_series_append (fed->series, time_us, reading->value);
    }

  if (decoded->kind == SONDE_DECODED_MESURE)
    add_gaps_where_absent (self, time_us);
}
