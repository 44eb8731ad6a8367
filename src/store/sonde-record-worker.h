/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-history.h"

G_BEGIN_DECLS

/* What a recorder's thread does with its file. */
typedef struct _SondeRecordWorker SondeRecordWorker;

SondeRecordWorker *sonde_record_worker_new (const char *path,
                                            const char *endpoint_id,
                                            const char *name,
                                            const char *uri,
                                            SondeHistory *history);
void sonde_record_worker_free (SondeRecordWorker *self);

gboolean sonde_record_worker_is_open (SondeRecordWorker *self);
const char *sonde_record_worker_get_refused (SondeRecordWorker *self);
const char *sonde_record_worker_get_aside (SondeRecordWorker *self);
gboolean sonde_record_worker_write (SondeRecordWorker *self,
                                    const GByteArray *batch,
                                    GPtrArray *channels,
                                    guint64 *n_measures,
                                    GError **error);
gint64 sonde_record_worker_get_next_us (SondeRecordWorker *self, guint retention_days);
void sonde_record_worker_keep_house (SondeRecordWorker *self, guint retention_days);

G_END_DECLS
