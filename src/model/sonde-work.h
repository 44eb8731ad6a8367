/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-progress.h"

G_BEGIN_DECLS

/**
 * SondeWork:
 * @progress: (nullable): who is told how far it has come
 * @cancellable: (nullable): what stops it
 * @start: where it begins in the whole of the progress, from 0 to 1
 * @end: where it ends
 *
 * A stretch of long work, for whoever does it. It keeps neither of the two.
 */
typedef struct
{
  SondeProgress *progress;
  GCancellable *cancellable;
  double start;
  double end;
} SondeWork;

SondeWork sonde_work_get_part (const SondeWork *self, double from, double to);
gboolean sonde_work_reach (const SondeWork *self, double share, GError **error);

G_END_DECLS
