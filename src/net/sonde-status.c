/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-status.h"

G_DEFINE_BOXED_TYPE (SondeStatus, sonde_status, sonde_status_ref, sonde_status_unref)

/**
 * sonde_status_new:
 *
 * Returns: (transfer full): the status of a session that never connected, to be filled by its maker
 *     before anybody else sees it
 */
SondeStatus *
sonde_status_new (void)
{
  SondeStatus *self = g_atomic_rc_box_new0 (SondeStatus);

  self->etat = SONDE_ETAT_UNKNOWN;
  self->ping_rtt_us = -1;
  self->echo_rtt_us = -1;
  self->echo_rtt_min_us = -1;
  self->echo_rtt_median_us = -1;
  self->echo_rtt_max_us = -1;

  return self;
}

/**
 * sonde_status_ref:
 *
 * Safe from any thread.
 *
 * Returns: (transfer full): the same status
 */
SondeStatus *
sonde_status_ref (SondeStatus *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (SondeStatus *self)
{
  g_clear_error (&self->error);
  g_clear_error (&self->repeat_error);
  g_free (self->close_reason);
  g_free (self->server);
  g_free (self->subprotocol);
  g_free (self->extensions);
  g_clear_pointer (&self->command, sonde_command_free);
}

/**
 * sonde_status_unref:
 *
 * Safe from any thread.
 */
void
sonde_status_unref (SondeStatus *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}
