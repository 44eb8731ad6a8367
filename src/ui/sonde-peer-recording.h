/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-archive.h"
#include "sonde-history-file.h"
#include "sonde-session.h"

G_BEGIN_DECLS

/* How the name of a recording ends. */
#define SONDE_RECORDING_SUFFIX ".sonde"

#define SONDE_TYPE_PEER_RECORDING (sonde_peer_recording_get_type ())

/* The past of a peer and how it goes on: the file, who records to it and the archive over it. For
 * the interface thread, and nothing waits for the disk but sonde_peer_recording_close().
 * Properties, read only: "path" (s), "archive" (SondeArchive), "recording" (b), "enabled" (b,
 * whether it may be), "since-us" (x), "error" (GError), "aside" (s, where a history went that could
 * not be continued). */
G_DECLARE_FINAL_TYPE (SondePeerRecording, sonde_peer_recording, SONDE, PEER_RECORDING, GObject)

SondePeerRecording *sonde_peer_recording_new (SondeSession *session,
                                              SondeHistory *history,
                                              const char *endpoint_id,
                                              gboolean temporary);
SondePeerRecording *sonde_peer_recording_new_for_file (SondeSession *session, const char *path);

const char *sonde_peer_recording_get_path (SondePeerRecording *self);
SondeArchive *sonde_peer_recording_get_archive (SondePeerRecording *self);
gboolean sonde_peer_recording_is_file (SondePeerRecording *self);
SondeRecorder *sonde_peer_recording_get_recorder (SondePeerRecording *self);
gint64 sonde_peer_recording_get_since_us (SondePeerRecording *self);
const GError *sonde_peer_recording_get_error (SondePeerRecording *self);
const char *sonde_peer_recording_get_aside (SondePeerRecording *self);

SondeHistoryFile *sonde_peer_recording_get_file (SondePeerRecording *self);

void sonde_peer_recording_begin (SondePeerRecording *self);
void sonde_peer_recording_end (SondePeerRecording *self);
void sonde_peer_recording_close (SondePeerRecording *self);
void sonde_peer_recording_add_note (SondePeerRecording *self, gint64 time_us, const char *text);

/* Forgets everything, also what the session has in memory, and begins anew where it records. */
void sonde_peer_recording_clear_async (SondePeerRecording *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
sonde_peer_recording_clear_finish (SondePeerRecording *self, GAsyncResult *result, GError **error);

G_END_DECLS
