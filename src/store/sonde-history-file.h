/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-history.h"
#include "sonde-recorder.h"

G_BEGIN_DECLS

#define SONDE_TYPE_HISTORY_FILE (sonde_history_file_get_type ())

/* The file of an endpoint in a history, and who writes to it: one recorder at a time, while it is
 * enabled. For one thread, and nothing waits for the disk but sonde_history_file_close().
 * Property "recorder" (SondeRecorder, or NULL), read only: who takes what an endpoint tells.
 * Signal "changed": whether it is enabled, or what is wrong with it, became something else. */
G_DECLARE_FINAL_TYPE (SondeHistoryFile, sonde_history_file, SONDE, HISTORY_FILE, GObject)

SondeHistoryFile *
sonde_history_file_new (SondeHistory *history, const char *endpoint_id, gboolean temporary);

const char *sonde_history_file_get_path (SondeHistoryFile *self);
gboolean sonde_history_file_get_temporary (SondeHistoryFile *self);
SondeRecorder *sonde_history_file_get_recorder (SondeHistoryFile *self);
GError *sonde_history_file_dup_error (SondeHistoryFile *self);
char *sonde_history_file_dup_aside (SondeHistoryFile *self);

void sonde_history_file_set_endpoint (SondeHistoryFile *self, const char *name, const char *uri);
void sonde_history_file_set_enabled (SondeHistoryFile *self, gboolean enabled);
gboolean sonde_history_file_get_enabled (SondeHistoryFile *self);
void sonde_history_file_set_records_messages (SondeHistoryFile *self, gboolean records_messages);
void sonde_history_file_set_retention_days (SondeHistoryFile *self, guint days);

void sonde_history_file_begin (SondeHistoryFile *self);
void sonde_history_file_end (SondeHistoryFile *self);
void sonde_history_file_add_note (SondeHistoryFile *self, const SondeMark *note);
void sonde_history_file_close (SondeHistoryFile *self);

/* Forgets everything, and begins anew where it records. */
void sonde_history_file_clear_async (SondeHistoryFile *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean
sonde_history_file_clear_finish (SondeHistoryFile *self, GAsyncResult *result, GError **error);

G_END_DECLS
