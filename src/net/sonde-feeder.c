/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-feeder.h"

#include <math.h>

typedef struct
{
  const char *id;      /* its key */
  SondeSeries *series; /* not owned: lives as long as the dataset */
  guint64 measure;     /* the number of the latest measure with a member for it */
} Fed;

/**
 * SondeFeeder:
 *
 * Puts measures into the channels of a dataset, and gaps where a measure has nothing for a channel
 * that earlier ones filled. A sink is told the same.
 */
struct _SondeFeeder
{
  SondeDataset *dataset;
  SondeSink *sink; /* or NULL */
  GHashTable *fed; /* id -> Fed; as many as a dataset has channels at most */
  guint64 n_measures;

  /* The measure at hand. */
  const char *ids[SONDE_DATASET_MAX_CHANNELS];
  double values[SONDE_DATASET_MAX_CHANNELS];
  guint n_values;
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
  g_clear_object (&self->sink);
  g_hash_table_unref (self->fed);
  g_free (self);
}

/**
 * sonde_feeder_set_sink:
 * @self: a feeder
 * @sink: (nullable): what is to be told from now on
 */
void
sonde_feeder_set_sink (SondeFeeder *self, SondeSink *sink)
{
  g_set_object (&self->sink, sink);
}

static Fed *
ensure_fed (SondeFeeder *self, const SondeReading *reading)
{
  Fed *fed = g_hash_table_lookup (self->fed, reading->id);
  SondeChannel *channel;
  char *id;

  /* A member that never had a value is no channel: {"error":null}. */
  if (fed != NULL || isnan (reading->value))
    return fed;

  channel = sonde_dataset_ensure_channel (self->dataset, reading->id);
  if (channel == NULL)
    return NULL;

  id = g_strdup (reading->id);
  fed = g_new0 (Fed, 1);
  fed->id = id;
  fed->series = sonde_channel_get_series (channel);
  g_hash_table_insert (self->fed, id, fed);
  return fed;
}

/* Adds to the measure at hand. A channel takes part once: a reading names it once, and the gaps are
 * those of the others. */
static void
feed (SondeFeeder *self, Fed *fed, gint64 time_us, double value)
{
  if (isnan (value))
    sonde_series_append_gap (fed->series, time_us);
  else
    sonde_series_append (fed->series, time_us, value);

  fed->measure = self->n_measures;
  self->ids[self->n_values] = fed->id;
  self->values[self->n_values++] = isfinite (value) ? value : (double) NAN;
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
        feed (self, fed, time_us, (double) NAN);
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
  self->n_values = 0;

  for (guint i = 0; i < decoded->readings->len; i++)
    {
      const SondeReading *reading = &g_array_index (decoded->readings, SondeReading, i);
      Fed *fed = ensure_fed (self, reading);

      if (fed != NULL && fed->measure != self->n_measures)
        feed (self, fed, time_us, reading->value);
    }

  if (decoded->kind == SONDE_DECODED_MESURE)
    add_gaps_where_absent (self, time_us);

  if (self->sink != NULL && self->n_values > 0)
    sonde_sink_add_measure (self->sink, time_us, self->ids, self->values, self->n_values);
}

/**
 * sonde_feeder_add_gap:
 * @self: a feeder
 * @time_us: wall-clock microseconds since the Unix epoch
 *
 * Says of every channel that nothing is known from this time to its next value.
 */
void
sonde_feeder_add_gap (SondeFeeder *self, gint64 time_us)
{
  sonde_dataset_add_gap (self->dataset, time_us);
  if (self->sink != NULL)
    sonde_sink_add_gap (self->sink, time_us);
}

/**
 * sonde_feeder_add_mark:
 * @self: a feeder
 * @kind: what happened
 * @time_us: wall-clock microseconds since the Unix epoch
 * @value: see #SondeMark
 * @is_change: whether this was not known already, from the connection before
 *
 * Adds a mark. The dataset has only what changed, since the greeting that follows each connection
 * is nothing to look at in a chart; a recording begins anywhere, so that the sink is told all.
 */
void
sonde_feeder_add_mark (
    SondeFeeder *self, SondeMarkKind kind, gint64 time_us, gint64 value, gboolean is_change)
{
  SondeMark mark = { .kind = kind, .time_us = time_us, .value = value };

  if (is_change)
    sonde_dataset_add_mark (self->dataset, &mark);
  if (self->sink != NULL)
    sonde_sink_add_mark (self->sink, &mark);
}

/**
 * sonde_feeder_add_message:
 * @self: a feeder
 * @message: a message or control frame as it was on the wire
 * @rtt_us: the round trip that it ended, in microseconds, or -1
 *
 * Tells the sink; a dataset has no messages.
 */
void
sonde_feeder_add_message (SondeFeeder *self, SondeMessage *message, gint64 rtt_us)
{
  g_autoptr (SondeMessage) timed = NULL;

  if (self->sink == NULL)
    return;

  if (rtt_us >= 0)
    timed = sonde_message_new (sonde_message_get_direction (message),
                               sonde_message_get_opcode (message), sonde_message_get_data (message),
                               sonde_message_get_time_us (message), rtt_us);
  sonde_sink_add_message (self->sink, timed != NULL ? timed : message);
}
