/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-echo-report.h"

G_DEFINE_BOXED_TYPE (SondeEchoReport,
                     sonde_echo_report,
                     sonde_echo_report_ref,
                     sonde_echo_report_unref)

SondeEchoReport *
sonde_echo_report_new (void)
{
  SondeEchoReport *self = g_atomic_rc_box_new0 (SondeEchoReport);

  self->total.min_us = -1;
  self->total.p50_us = -1;
  self->total.p90_us = -1;
  self->total.p99_us = -1;
  self->total.max_us = -1;
  return self;
}

SondeEchoReport *
sonde_echo_report_ref (SondeEchoReport *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (SondeEchoReport *self)
{
  g_clear_pointer (&self->faults, g_free);
  g_clear_error (&self->error);
}

void
sonde_echo_report_unref (SondeEchoReport *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

double
sonde_echo_report_get_progress (const SondeEchoReport *self)
{
  guint64 n_planned = (guint64) self->plan.count * self->plan.n_steps;

  return n_planned > 0 ? (double) self->total.n_sent / (double) n_planned : 0;
}
