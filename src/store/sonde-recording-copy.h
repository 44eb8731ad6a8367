/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeCopyProgress:
 * @fraction: how much of the recording is copied, from 0 to 1
 *
 * Told on the thread that copies.
 */
typedef void (*SondeCopyProgress) (double fraction, gpointer user_data);

gboolean sonde_recording_copy (const char *path,
                               const char *target,
                               SondeCopyProgress progress,
                               gpointer user_data,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
