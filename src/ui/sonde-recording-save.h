/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-peer-recording.h"
#include "sonde-recording-copy.h"

G_BEGIN_DECLS

/* Copies a peer's recording as it is now into a file of its own. */
void sonde_recording_save_async (SondePeerRecording *recording,
                                 const char *target,
                                 SondeCopyProgress progress,
                                 gpointer progress_data,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean
sonde_recording_save_finish (SondePeerRecording *recording, GAsyncResult *result, GError **error);

G_END_DECLS
