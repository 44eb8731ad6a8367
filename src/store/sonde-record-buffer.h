/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-record-queue.h"
#include "sonde-recorder.h"

G_BEGIN_DECLS

/* What waits for a recorder's thread, and what became of it. Private to the store. */
typedef struct _SondeRecordBuffer SondeRecordBuffer;

typedef void (*SondeRecordBufferFunc) (gpointer user_data);

SondeRecordBuffer *sonde_record_buffer_new (SondeRecordBufferFunc changed, gpointer user_data);
void sonde_record_buffer_free (SondeRecordBuffer *self);

/* For any thread. */
void sonde_record_buffer_set_retention_days (SondeRecordBuffer *self, guint days);
int sonde_record_buffer_ensure_channel (SondeRecordBuffer *self, const char *id);
void sonde_record_buffer_add (SondeRecordBuffer *self, const SondeRecord *record, const void *data);
void sonde_record_buffer_add_gap (SondeRecordBuffer *self, gint64 time_us);
void sonde_record_buffer_get_status (SondeRecordBuffer *self, SondeRecorderStatus *status);
GError *sonde_record_buffer_dup_error (SondeRecordBuffer *self);
char *sonde_record_buffer_dup_aside (SondeRecordBuffer *self);
gboolean sonde_record_buffer_wait_open (SondeRecordBuffer *self, GError **error);
gboolean sonde_record_buffer_flush (SondeRecordBuffer *self, GError **error);
void sonde_record_buffer_close (SondeRecordBuffer *self);
gboolean sonde_record_buffer_finish (SondeRecordBuffer *self, GError **error);
gboolean sonde_record_buffer_wait_closed (SondeRecordBuffer *self, GError **error);

/* For the recorder's thread. */
guint sonde_record_buffer_get_retention_days (SondeRecordBuffer *self);
GPtrArray *sonde_record_buffer_dup_channels (SondeRecordBuffer *self);
gboolean sonde_record_buffer_take (SondeRecordBuffer *self,
                                   gint64 wake_us,
                                   gboolean good,
                                   GByteArray **batch);
void sonde_record_buffer_note_attempt (SondeRecordBuffer *self,
                                       gboolean is_open,
                                       guint64 n_measures,
                                       GError *error);
void sonde_record_buffer_refuse (SondeRecordBuffer *self, const char *id);
void sonde_record_buffer_set_aside (SondeRecordBuffer *self, const char *path);
gboolean sonde_record_buffer_end_round (SondeRecordBuffer *self);

G_END_DECLS
