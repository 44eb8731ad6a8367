/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-feeder.h"

#include <math.h>

/* How far the clock of the wall may go another way than that of the machine before it was set: what
 * a busy machine is late with is not, and neither is what the network keeps right, five ten
 * thousandths at most (adjtimex(2)). */
#define MAX_DRIFT_US        (5 * G_TIME_SPAN_SECOND)
#define MAX_DRIFT_PER_MILLE 1

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

  /* The measure before, unless its line was broken since. */
  gboolean has_last;
  gint64 last_us;
  gint64 last_monotonic_us;

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

/* Whether the two clocks disagree on how long ago the measure before was: somebody set the one, or
 * the other slept with the machine. */
static gboolean
has_stepped (SondeFeeder *self, gint64 time_us, gint64 monotonic_us)
{
  const gint64 elapsed_us = monotonic_us - self->last_monotonic_us;
  const gint64 step_us = time_us - self->last_us - elapsed_us;

  return self->has_last && ABS (step_us) > MAX_DRIFT_US + elapsed_us / 1000 * MAX_DRIFT_PER_MILLE;
}

/* When the earliest of what is known of a later time was measured. */
static gboolean
find_later (SondeFeeder *self, gint64 time_us, gint64 *later_us)
{
  gboolean found = FALSE;
  GHashTableIter iter;
  SondeSample sample;
  gpointer value;

  g_hash_table_iter_init (&iter, self->fed);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (sonde_series_get_neighbour (((Fed *) value)->series, time_us, TRUE, &sample))
      {
        *later_us = found ? MIN (*later_us, sample.time_us) : sample.time_us;
        found = TRUE;
      }

  return found;
}

/* What came before a step and what came after it are not one line, and after one into the past, the
 * measure is not one with what was known of the time just before it either. */
static void
break_before (SondeFeeder *self, gint64 time_us)
{
  const gint64 last_us = self->last_us;

  sonde_feeder_add_gap (self, last_us + 1);
  if (time_us <= last_us)
    sonde_feeder_add_gap (self, time_us - 1);
}

/* Nor is it one with what was known of the time after it. */
static void
break_after (SondeFeeder *self, gint64 time_us)
{
  gint64 later_us;

  if (find_later (self, time_us, &later_us))
    sonde_feeder_add_gap (self, later_us - 1);
}

/**
 * sonde_feeder_add:
 * @self: a feeder
 * @decoded: a measure, or an object with numbers
 * @time_us: when it arrived, wall-clock microseconds since the Unix epoch
 * @monotonic_us: the same by the clock of the machine
 *
 * Adds what was measured. Where the wall clock was set since the measure before, a gap comes first.
 *
 * Only a probe promises to send every member each time, so that the absence of one is a gap in a
 * measure alone: two kinds of object that take turns are not two sensors that fail in turn.
 */
void
sonde_feeder_add (SondeFeeder *self,
                  const SondeDecoded *decoded,
                  gint64 time_us,
                  gint64 monotonic_us)
{
  const gboolean stepped = has_stepped (self, time_us, monotonic_us);

  if (stepped)
    break_before (self, time_us);

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

  if (stepped)
    break_after (self, time_us);
  self->has_last = TRUE;
  self->last_us = time_us;
  self->last_monotonic_us = monotonic_us;
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
  self->has_last = FALSE;
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
