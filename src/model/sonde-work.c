/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-work.h"

/**
 * sonde_work_get_part:
 * @self: (nullable): some work
 * @from: where the part begins, from 0 to 1 of the work
 * @to: where it ends
 *
 * Returns: the part, as work of its own
 */
SondeWork
sonde_work_get_part (const SondeWork *self, double from, double to)
{
  SondeWork part = { 0 };

  if (self != NULL)
    part = (SondeWork){ self->progress, self->cancellable,
                        self->start + from * (self->end - self->start),
                        self->start + to * (self->end - self->start) };

  return part;
}

/**
 * sonde_work_reach:
 * @self: (nullable): some work
 * @share: how much of it is done, from 0 to 1
 *
 * Tells how far it has come. Whoever works calls this often, some hundred times a second: so long
 * it takes to be stopped.
 *
 * Returns: whether to go on; else %FALSE with %G_IO_ERROR_CANCELLED
 */
gboolean
sonde_work_reach (const SondeWork *self, double share, GError **error)
{
  if (self == NULL)
    return TRUE;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;

  if (self->progress != NULL)
    sonde_progress_report (self->progress, self->start + share * (self->end - self->start));

  return TRUE;
}
