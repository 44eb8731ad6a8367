/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-tape.h"

#include "sonde-absent.h"
#include "sonde-cli-json.h"
#include "sonde-error.h"
#include "sonde-recording-cursor.h"
#include "sonde-recording.h"
#include "sonde-rows.h"

#include <glib/gi18n.h>

/* Events are fetched so many at a time. */
#define EVENTS_AT_ONCE 1000

struct _SondeCliTape
{
  SondeRecording *recording;
  SondeRecordingCursor *cursor;
  char **ids;
  gint64 period_ms;
  gboolean loop;
  gint64 offset_us;  /* of this turn of a loop */
  gint64 latest_us;  /* the time of the last cue, without the offset */
  gint64 turn_us;    /* that of the first cue of the turn */
  gboolean has_cues; /* in this turn */

  gboolean has_measure; /* the next, unless all have been read */
  gint64 measure_us;
  const double *values;
  guint n_values;

  GPtrArray *events;
  guint next_event;
  gboolean more_events;
};

static gboolean
fetch_measure (SondeCliTape *self, GError **error)
{
  g_autoptr (GError) own_error = NULL;

  self->has_measure = sonde_recording_cursor_next (self->cursor, &self->measure_us, &self->values,
                                                   &self->n_values, &own_error);
  if (own_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

/* So many of one time are not all fetched, which a probe never says. */
static gboolean
fetch_events (SondeCliTape *self, gint64 from_us, GError **error)
{
  g_clear_pointer (&self->events, g_ptr_array_unref);
  self->next_event = 0;
  self->events = sonde_recording_list_events (self->recording, from_us, G_MAXINT64, EVENTS_AT_ONCE,
                                              error);
  if (self->events == NULL)
    return FALSE;

  self->more_events = self->events->len == EVENTS_AT_ONCE;
  return TRUE;
}

/* The next event of which the probe says something, or NULL at the end. */
static gboolean
peek_event (SondeCliTape *self, const SondeEvent **event, GError **error)
{
  while (TRUE)
    {
      if (self->next_event == self->events->len)
        {
          const SondeEvent *last;

          *event = NULL;
          if (!self->more_events)
            return TRUE;
          last = g_ptr_array_index (self->events, self->events->len - 1);
          if (last->time_us == G_MAXINT64)
            return TRUE;
          if (!fetch_events (self, last->time_us + 1, error))
            return FALSE;
          continue;
        }

      *event = g_ptr_array_index (self->events, self->next_event);
      if (((*event)->kind == SONDE_EVENT_ETAT || (*event)->kind == SONDE_EVENT_PERIODE) &&
          sonde_rows_can_hold ((*event)->time_us))
        return TRUE;
      self->next_event++;
    }
}

static gboolean
rewind_tape (SondeCliTape *self, GError **error)
{
  g_clear_pointer (&self->cursor, sonde_recording_cursor_free);
  self->cursor = sonde_recording_cursor_new (sonde_recording_get_path (self->recording), G_MININT64,
                                             G_MAXINT64, error);
  self->has_cues = FALSE;

  return self->cursor != NULL && fetch_measure (self, error) &&
         fetch_events (self, G_MININT64, error);
}

/* What the probe announced first, or else what its measures make of it. */
static gboolean
find_period (SondeCliTape *self, GError **error)
{
  SondeRecordingInfo info;

  for (guint i = 0; i < self->events->len; i++)
    {
      const SondeEvent *event = g_ptr_array_index (self->events, i);

      if (event->kind == SONDE_EVENT_PERIODE && event->value > 0)
        {
          self->period_ms = MIN (event->value, G_MAXINT32);
          return TRUE;
        }
    }

  if (!sonde_recording_get_info (self->recording, &info, error))
    return FALSE;
  self->period_ms = SONDE_MOCK_DEFAULT_PERIOD_MS;
  if (info.n_measures > 1 && info.last_us > info.first_us)
    self->period_ms = MAX ((info.last_us - info.first_us) / (gint64) (info.n_measures - 1) / 1000,
                           1);
  return TRUE;
}

/**
 * sonde_cli_tape_new:
 * @path: a recording
 * @loop: whether it begins again at its end, a period later
 *
 * Returns: (transfer full) (nullable): a tape at its beginning, or %NULL with what
 *   `sonde_recording_open()` says
 */
SondeCliTape *
sonde_cli_tape_new (const char *path, gboolean loop, GError **error)
{
  g_autoptr (SondeCliTape) self = g_new0 (SondeCliTape, 1);

  self->loop = loop;
  self->recording = sonde_recording_open (path, error);
  if (self->recording == NULL || !rewind_tape (self, error) || !find_period (self, error))
    return NULL;

  self->ids = sonde_recording_dup_channels (self->recording, error);
  if (self->ids == NULL)
    return NULL;
  if (!self->has_measure)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                   _ ("There is no measure in “%s” to replay"), path);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
sonde_cli_tape_free (SondeCliTape *self)
{
  g_clear_pointer (&self->cursor, sonde_recording_cursor_free);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->ids, g_strfreev);
  g_clear_object (&self->recording);
  g_free (self);
}

/**
 * sonde_cli_tape_get_period_ms:
 * @self: a tape
 *
 * Returns: the period that the probe had at the beginning, in milliseconds, above 0
 */
gint64
sonde_cli_tape_get_period_ms (SondeCliTape *self)
{
  return self->period_ms;
}

/* A gap is a null, as of a sensor that fails. An object that leaves a channel out although it is no
 * gap cannot say that it is a measure, in which all that is missing is a gap. */
static char *
print_measure (SondeCliTape *self)
{
  g_autoptr (SondeCliJson) json = sonde_cli_json_new ();
  gboolean is_whole = TRUE;

  for (guint i = 0; i < self->n_values && self->ids[i] != NULL; i++)
    if (sonde_is_absent (self->values[i]))
      is_whole = FALSE;
    else
      sonde_cli_json_add_real (json, self->ids[i], self->values[i]);
  if (is_whole)
    sonde_cli_json_add_text (json, "type", "mesure", -1);

  return sonde_cli_json_finish (json, NULL);
}

static void
set_cue (SondeCliTape *self, SondeMockCue *cue, SondeMockCueKind kind, gint64 time_us)
{
  if (!self->has_cues)
    self->turn_us = time_us;
  self->has_cues = TRUE;
  self->latest_us = time_us;
  cue->kind = kind;
  cue->time_us = time_us + self->offset_us;
}

/**
 * sonde_cli_tape_read:
 * @self: a tape
 * @cue: (out caller-allocates): what the probe did next
 *
 * Returns: %FALSE at the end, without an error, and where the recording is damaged, with one
 */
gboolean
sonde_cli_tape_read (SondeCliTape *self, SondeMockCue *cue, GError **error)
{
  const SondeEvent *event;

  if (!peek_event (self, &event, error))
    return FALSE;

  if (event == NULL && !self->has_measure)
    {
      if (!self->loop || !self->has_cues)
        return FALSE;
      self->offset_us += self->latest_us - self->turn_us + self->period_ms * 1000;
      return rewind_tape (self, error) && sonde_cli_tape_read (self, cue, error);
    }

  *cue = (SondeMockCue){ 0 };
  if (event != NULL && (!self->has_measure || event->time_us <= self->measure_us))
    {
      set_cue (self, cue,
               event->kind == SONDE_EVENT_ETAT ? SONDE_MOCK_CUE_ETAT : SONDE_MOCK_CUE_PERIODE,
               event->time_us);
      cue->value = event->value;
      self->next_event++;
      return TRUE;
    }

  set_cue (self, cue, SONDE_MOCK_CUE_MEASURE, self->measure_us);
  cue->text = print_measure (self);
  if (fetch_measure (self, error))
    return TRUE;

  sonde_mock_cue_clear (cue);
  return FALSE;
}
