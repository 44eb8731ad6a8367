/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "sonde-echo-step.h"

G_BEGIN_DECLS

#define SONDE_ECHO_REPORT_MAX_FAULTS 20

#define SONDE_TYPE_ECHO_REPORT (sonde_echo_report_get_type ())

/**
 * SondeEchoReport:
 * @running: whether it goes on
 * @plan: what it is to send
 * @total: all steps together
 * @steps: (array length=n_steps): those that have begun
 * @bars: the distribution of the round trips, as sonde_latency_get_bars() has it
 * @faults: (nullable): what was wrong with the latest echoes that were, a translated line each
 * @error: (nullable): why it ended before its time
 *
 * What an echo lab shows at one moment. It never changes.
 */
typedef struct
{
  gboolean running;
  SondeEchoPlan plan;
  SondeEchoStep total;
  SondeEchoStep steps[SONDE_ECHO_MAX_STEPS];
  guint n_steps;
  guint64 bars[SONDE_LATENCY_N_BARS];
  char *faults;
  GError *error;
} SondeEchoReport;

GType sonde_echo_report_get_type (void) G_GNUC_CONST;
SondeEchoReport *sonde_echo_report_new (void);
SondeEchoReport *sonde_echo_report_ref (SondeEchoReport *self);
void sonde_echo_report_unref (SondeEchoReport *self);
double sonde_echo_report_get_progress (const SondeEchoReport *self); /* 0 to 1 */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeEchoReport, sonde_echo_report_unref)

G_END_DECLS
