/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "sonde-event.h"

G_BEGIN_DECLS

/* Writes to one recording, on one thread, and waits for the disk. */
typedef struct _SondeStoreWriter SondeStoreWriter;

SondeStoreWriter *sonde_store_writer_open (const char *path, GError **error);
gboolean sonde_store_writer_close (SondeStoreWriter *self, GError **error);

gboolean sonde_store_writer_set_meta (SondeStoreWriter *self,
                                      const char *key,
                                      const char *value,
                                      GError **error);
gboolean sonde_store_writer_interrupt (SondeStoreWriter *self, GError **error);
gboolean sonde_store_writer_begin (SondeStoreWriter *self, GError **error);
guint sonde_store_writer_get_n_channels (SondeStoreWriter *self);
int sonde_store_writer_ensure_channel (SondeStoreWriter *self, const char *id, GError **error);
void sonde_store_writer_add_measure (SondeStoreWriter *self,
                                     gint64 time_us,
                                     const double *values,
                                     guint n_values);
gboolean
sonde_store_writer_add_event (SondeStoreWriter *self, const SondeEvent *event, GError **error);
gboolean sonde_store_writer_add_message (SondeStoreWriter *self,
                                         gint64 time_us,
                                         guint direction,
                                         guint opcode,
                                         gint64 rtt_us,
                                         const void *data,
                                         gsize size,
                                         GError **error);
gboolean sonde_store_writer_commit (SondeStoreWriter *self, GError **error);
void sonde_store_writer_roll_back (SondeStoreWriter *self);
gboolean
sonde_store_writer_prune (SondeStoreWriter *self, gint64 before_us, gboolean *more, GError **error);
gboolean sonde_store_writer_checkpoint (SondeStoreWriter *self, GError **error);

void sonde_store_writer_free (SondeStoreWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeStoreWriter, sonde_store_writer_free)

G_END_DECLS
