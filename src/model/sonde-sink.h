/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "sonde-mark.h"
#include "sonde-message.h"

G_BEGIN_DECLS

#define SONDE_TYPE_SINK (sonde_sink_get_type ())

/* What takes everything that an endpoint tells, as it is told: a recorder. */
G_DECLARE_INTERFACE (SondeSink, sonde_sink, SONDE, SINK, GObject)

/**
 * SondeSinkInterface:
 *
 * The functions are called on the thread of the connection, and must return without waiting for
 * anything but a short lock. Times are wall-clock microseconds since the Unix epoch.
 */
struct _SondeSinkInterface
{
  GTypeInterface parent_interface;

  void (*add_measure) (SondeSink *self,
                       gint64 time_us,
                       const char *const *ids,
                       const double *values,
                       guint n_values);
  void (*add_gap) (SondeSink *self, gint64 time_us);
  void (*add_mark) (SondeSink *self, const SondeMark *mark);
  void (*add_message) (SondeSink *self, SondeMessage *message);
};

void sonde_sink_add_measure (
    SondeSink *self, gint64 time_us, const char *const *ids, const double *values, guint n_values);
void sonde_sink_add_gap (SondeSink *self, gint64 time_us);
void sonde_sink_add_mark (SondeSink *self, const SondeMark *mark);
void sonde_sink_add_message (SondeSink *self, SondeMessage *message);

G_END_DECLS
