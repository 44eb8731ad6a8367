/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-absent.h"
#include "sonde-event.h"
#include "sonde-history.h"
#include "sonde-message.h"
#include "sonde-sink.h"

G_BEGIN_DECLS

#define SONDE_TYPE_RECORDER (sonde_recorder_get_type ())

/* Records one endpoint to one file. Everything may be called from any thread, and nothing but open,
 * flush and close ever waits for the disk. It is a SondeSink.
 * Property "records-messages" (b): whether the sink takes raw messages too; FALSE at first.
 * Signal "changed": the error became another or none; in the main context of the constructor. */
G_DECLARE_FINAL_TYPE (SondeRecorder, sonde_recorder, SONDE, RECORDER, GObject)

/* What waits for the disk at most: at 1 Hz with four channels, days. */
#define SONDE_RECORDER_MAX_QUEUE_BYTES (16 * 1024 * 1024)

/**
 * SondeRecorderStatus:
 * @is_open: whether the file was opened
 * @n_recorded: measures that are in the file for good
 * @n_waiting_bytes: what is not in the file yet
 * @n_lost: measures, events and messages that there was no room for in memory
 */
typedef struct
{
  gboolean is_open;
  guint64 n_recorded;
  gsize n_waiting_bytes;
  guint64 n_lost;
} SondeRecorderStatus;

SondeRecorder *
sonde_recorder_new (const char *path, const char *endpoint_id, const char *name, const char *uri);
SondeRecorder *sonde_recorder_new_for_history (SondeHistory *history,
                                               const char *endpoint_id,
                                               const char *name,
                                               const char *uri);
const char *sonde_recorder_get_path (SondeRecorder *self);
void sonde_recorder_set_retention_days (SondeRecorder *self, guint days); /* 0: keep for ever */
gboolean sonde_recorder_get_records_messages (SondeRecorder *self);
void sonde_recorder_set_records_messages (SondeRecorder *self, gboolean records_messages);

int sonde_recorder_ensure_channel (SondeRecorder *self, const char *id); /* -1: too many */
void sonde_recorder_add_measure (SondeRecorder *self,
                                 gint64 time_us,
                                 const double *values,
                                 guint n_values);
void sonde_recorder_add_gap (SondeRecorder *self, gint64 time_us);
void sonde_recorder_add_event (SondeRecorder *self, const SondeEvent *event);
void sonde_recorder_add_message (SondeRecorder *self, SondeMessage *message);

void sonde_recorder_get_status (SondeRecorder *self, SondeRecorderStatus *status);
GError *sonde_recorder_dup_error (SondeRecorder *self);
char *sonde_recorder_dup_aside (SondeRecorder *self);

gboolean sonde_recorder_wait_open (SondeRecorder *self, GError **error);
gboolean sonde_recorder_flush (SondeRecorder *self, GError **error);
gboolean sonde_recorder_close (SondeRecorder *self, GError **error);
void sonde_recorder_close_async (SondeRecorder *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean sonde_recorder_close_finish (SondeRecorder *self, GAsyncResult *result, GError **error);

G_END_DECLS
