/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-sink.h"

G_DEFINE_INTERFACE (SondeSink, sonde_sink, G_TYPE_OBJECT)

static void
sonde_sink_default_init (SondeSinkInterface *iface)
{
}

/**
 * sonde_sink_add_measure:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @ids: (array length=n_values): channels, each once
 * @values: (array length=n_values): the value of each; NaN where its line breaks
 * @n_values: how many
 *
 * Hands over what was measured at one time. Of a channel that is not named it says nothing.
 */
void
sonde_sink_add_measure (
    SondeSink *self, gint64 time_us, const char *const *ids, const double *values, guint n_values)
{
  g_return_if_fail (SONDE_IS_SINK (self));

  SONDE_SINK_GET_IFACE (self)->add_measure (self, time_us, ids, values, n_values);
}

/**
 * sonde_sink_add_gap:
 * @time_us: wall-clock microseconds since the Unix epoch
 *
 * Says of every channel that nothing is known from this time to its next value.
 */
void
sonde_sink_add_gap (SondeSink *self, gint64 time_us)
{
  g_return_if_fail (SONDE_IS_SINK (self));

  SONDE_SINK_GET_IFACE (self)->add_gap (self, time_us);
}

/**
 * sonde_sink_add_mark:
 * @mark: what happened, to be copied
 *
 * Hands over something other than a measure.
 */
void
sonde_sink_add_mark (SondeSink *self, const SondeMark *mark)
{
  g_return_if_fail (SONDE_IS_SINK (self));
  g_return_if_fail (mark != NULL);

  SONDE_SINK_GET_IFACE (self)->add_mark (self, mark);
}

/**
 * sonde_sink_add_message:
 * @message: a message, or a control frame, as it was on the wire
 *
 * Hands over a raw message, which the sink may refer to.
 */
void
sonde_sink_add_message (SondeSink *self, SondeMessage *message)
{
  g_return_if_fail (SONDE_IS_SINK (self));
  g_return_if_fail (message != NULL);

  SONDE_SINK_GET_IFACE (self)->add_message (self, message);
}
