/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "sonde-command.h"
#include "sonde-connection.h"
#include "sonde-dataset.h"
#include "sonde-echo-meter.h"
#include "sonde-sink.h"

G_BEGIN_DECLS

#define SONDE_TYPE_PROBE (sonde_probe_get_type ())

/* What is understood of what a connection receives: measures into a dataset, announcements, the
 * verdicts of commands, the kind of server, the effective period. Lives on its connection's
 * context.
 *
 * Signals:
 *  "changed" (): any property below, or the dataset
 *  "verdict" (SondeCommand *command): a command left the pending state */
G_DECLARE_FINAL_TYPE (SondeProbe, sonde_probe, SONDE, PROBE, GObject)

#define SONDE_PROBE_DEFAULT_LIMIT_MS 6000
#define SONDE_PROBE_MAX_PENDING      16
#define SONDE_PROBE_MAX_DECODED_SIZE (1024 * 1024)
#define SONDE_PROBE_MAX_PERIOD_MS    G_MAXINT32

typedef enum
{
  SONDE_ETAT_UNKNOWN = -1,
  SONDE_ETAT_OFF = 0,
  SONDE_ETAT_ON = 1,
} SondeEtat;

SondeProbe *sonde_probe_new (SondeConnection *connection, SondeDataset *dataset);
void sonde_probe_set_sink (SondeProbe *self, SondeSink *sink);

/* Both return the command's serial, or 0 with an error where it could not be sent. */
guint64 sonde_probe_send_etat (SondeProbe *self, gboolean on, GError **error);
guint64 sonde_probe_send_periode (SondeProbe *self, gint64 period_ms, GError **error);

void sonde_probe_set_limit_ms (SondeProbe *self, guint limit_ms);
SondeKind sonde_probe_get_kind (SondeProbe *self);
SondeEtat sonde_probe_get_etat (SondeProbe *self);
gint64 sonde_probe_get_announced_period_ms (SondeProbe *self); /* 0: none was announced */
gboolean sonde_probe_get_effective_period (SondeProbe *self,
                                           double *median_ms,
                                           double *jitter_ms); /* FALSE below 2 intervals */
guint64 sonde_probe_get_n_measures (SondeProbe *self);
const SondeCommand *sonde_probe_get_last_command (SondeProbe *self); /* or NULL */
SondeEchoMeter *sonde_probe_get_echo_meter (SondeProbe *self);       /* to be read only */

G_END_DECLS
