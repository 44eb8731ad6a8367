/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-recorder-sink.h"

#include "sonde-packed.h"
#include "sonde-recorder.h"
#include "sonde-rows.h"

#include <math.h>

static void
add_measure (
    SondeSink *sink, gint64 time_us, const char *const *ids, const double *values, guint n_values)
{
  SondeRecorder *self = SONDE_RECORDER (sink);
  double row[SONDE_PACKED_MAX_COLUMNS];
  guint n_columns = 0;

  for (guint i = 0; i < SONDE_PACKED_MAX_COLUMNS; i++)
    row[i] = sonde_absent ();

  for (guint i = 0; i < n_values; i++)
    {
      int column = sonde_recorder_ensure_channel (self, ids[i]);

      if (column < 0)
        continue;
      row[column] = isnan (values[i]) ? sonde_gap () : values[i];
      n_columns = MAX (n_columns, (guint) column + 1);
    }

  /* A clock may show anything before it is set. */
  if (n_columns > 0 && sonde_rows_can_hold (time_us))
    sonde_recorder_add_measure (self, time_us, row, n_columns);
}

static void
add_gap (SondeSink *sink, gint64 time_us)
{
  if (sonde_rows_can_hold (time_us))
    sonde_recorder_add_gap (SONDE_RECORDER (sink), time_us);
}

static void
add_mark (SondeSink *sink, const SondeMark *mark)
{
  g_autoptr (SondeEvent) event = sonde_event_new_from_mark (mark);

  sonde_recorder_add_event (SONDE_RECORDER (sink), event);
}

static void
add_message (SondeSink *sink, SondeMessage *message)
{
  SondeRecorder *self = SONDE_RECORDER (sink);

  if (sonde_recorder_get_records_messages (self))
    sonde_recorder_add_message (self, message);
}

/**
 * sonde_recorder_sink_init:
 * @iface: the interface of a #SondeRecorder
 */
void
sonde_recorder_sink_init (SondeSinkInterface *iface)
{
  iface->add_measure = add_measure;
  iface->add_gap = add_gap;
  iface->add_mark = add_mark;
  iface->add_message = add_message;
}
