/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "sonde-dataset.h"
#include "sonde-mark.h"
#include "sonde-series.h"
#include "sonde-work.h"

G_BEGIN_DECLS

#define SONDE_TYPE_ARCHIVE (sonde_archive_get_type ())

/* What is known of the past of a dataset, and lies where reading takes time. Nothing here waits:
 * what is not at hand is fetched, and told of. For the thread whose main context is the default one
 * where it was made.
 * Property "error" (boxed GError, read only): why it cannot be read, or %NULL.
 * Signal "loaded": more is at hand; what was asked for before should be asked for again. */
G_DECLARE_INTERFACE (SondeArchive, sonde_archive, SONDE, ARCHIVE, GObject)

/**
 * SondeArchiveInterface:
 * @get_buckets: see `sonde_archive_get_buckets()`
 * @copy_marks: see `sonde_archive_copy_marks()`
 * @get_mark_span: see `sonde_archive_get_mark_span()`
 * @get_span: see `sonde_archive_get_span()`
 * @dup_channels: see `sonde_archive_dup_channels()`
 * @get_generation: see `sonde_archive_get_generation()`
 * @fetch: (nullable): see `sonde_archive_fetch()`
 */
struct _SondeArchiveInterface
{
  GTypeInterface parent_interface;

  gboolean (*get_buckets) (SondeArchive *self,
                           const char *channel_id,
                           gint64 start_us,
                           gint64 width_us,
                           gint64 before_us,
                           SondeBucket *buckets,
                           gsize n_buckets);
  SondeMark *(*copy_marks) (SondeArchive *self, gint64 from_us, gint64 to_us, gsize *n_marks);
  gboolean (*get_mark_span) (SondeArchive *self, gint64 *first_us, gint64 *last_us);
  gboolean (*get_span) (SondeArchive *self, gint64 *first_us, gint64 *last_us);
  char **(*dup_channels) (SondeArchive *self);
  guint64 (*get_generation) (SondeArchive *self);
  gboolean (*fetch) (SondeArchive *self,
                     const char *const *channel_ids,
                     gint64 start_us,
                     gint64 width_us,
                     gint64 before_us,
                     gsize n_buckets,
                     const SondeWork *work,
                     GError **error);
};

gboolean sonde_archive_get_buckets (SondeArchive *self,
                                    const char *channel_id,
                                    gint64 start_us,
                                    gint64 width_us,
                                    gint64 before_us,
                                    SondeBucket *buckets,
                                    gsize n_buckets);
SondeMark *
sonde_archive_copy_marks (SondeArchive *self, gint64 from_us, gint64 to_us, gsize *n_marks);
gboolean sonde_archive_get_mark_span (SondeArchive *self, gint64 *first_us, gint64 *last_us);
gboolean sonde_archive_join_mark_spans (SondeArchive *self,
                                        SondeDataset *dataset,
                                        gint64 *first_us,
                                        gint64 *last_us);
gboolean sonde_archive_get_span (SondeArchive *self, gint64 *first_us, gint64 *last_us);
char **sonde_archive_dup_channels (SondeArchive *self);
guint64 sonde_archive_get_generation (SondeArchive *self);
gboolean sonde_archive_fetch (SondeArchive *self,
                              const char *const *channel_ids,
                              gint64 start_us,
                              gint64 width_us,
                              gint64 before_us,
                              gsize n_buckets,
                              const SondeWork *work,
                              GError **error);
GError *sonde_archive_dup_error (SondeArchive *self);
void sonde_archive_emit_loaded (SondeArchive *self);

G_END_DECLS
