/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-mark.h"
#include "sonde-tile-reader.h"

G_BEGIN_DECLS

/* The thread that reads for an archive, and what it has read. Its calls never wait for the disk,
 * but for those that say so. */
typedef struct _SondeArchiveReader SondeArchiveReader;

SondeArchiveReader *sonde_archive_reader_new (const char *path, GSourceFunc changed, gpointer data);
void sonde_archive_reader_stop (SondeArchiveReader *self);
void sonde_archive_reader_join (SondeArchiveReader *self); /* waits for the disk */

gboolean sonde_archive_reader_get_buckets (SondeArchiveReader *self,
                                           const char *channel_id,
                                           gint64 start_us,
                                           gint64 width_us,
                                           gint64 before_us,
                                           SondeBucket *buckets,
                                           gsize n_buckets);
SondeMark *sonde_archive_reader_copy_marks (SondeArchiveReader *self,
                                            gint64 from_us,
                                            gint64 to_us,
                                            gsize *n_marks);
gboolean
sonde_archive_reader_get_mark_span (SondeArchiveReader *self, gint64 *first_us, gint64 *last_us);
gboolean
sonde_archive_reader_get_span (SondeArchiveReader *self, gint64 *first_us, gint64 *last_us);
char **sonde_archive_reader_dup_channels (SondeArchiveReader *self);
guint64 sonde_archive_reader_get_generation (SondeArchiveReader *self);
GError *sonde_archive_reader_dup_error (SondeArchiveReader *self);

G_END_DECLS
