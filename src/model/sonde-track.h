/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-archive.h"
#include "sonde-channel.h"

G_BEGIN_DECLS

/* How many buckets away a neighbour in the archive is looked for. */
#define SONDE_TRACK_REACH 256

/* A channel with its past: what is in memory, and before that what an archive knows. Where the
 * range asked for is all in memory, it is exactly the series. For the archive's thread. */
typedef struct _SondeTrack SondeTrack;

SondeTrack *sonde_track_new (SondeChannel *channel, SondeArchive *archive);
void sonde_track_free (SondeTrack *self);

guint64 sonde_track_get_generation (SondeTrack *self);
gboolean sonde_track_get_span (SondeTrack *self, gint64 *first_us, gint64 *last_us);
gboolean sonde_track_get_buckets (
    SondeTrack *self, gint64 start_us, gint64 width_us, SondeBucket *buckets, gsize n_buckets);
const SondeBucket *
sonde_track_peek_buckets (SondeTrack *self, gint64 start_us, gint64 width_us, gsize n_buckets);
void sonde_track_get_summary (
    SondeTrack *self, gint64 start_us, gint64 width_us, gsize n_buckets, SondeSummary *summary);
void sonde_track_get_median (
    SondeTrack *self, gint64 start_us, gint64 width_us, gsize n_buckets, SondeMedian *median);
gsize sonde_track_count (SondeTrack *self, gint64 start_us, gint64 width_us, gsize n_buckets);
SondeSample *sonde_track_copy_samples (
    SondeTrack *self, gint64 start_us, gint64 width_us, gsize n_buckets, gsize *n_samples);
gboolean sonde_track_get_neighbour (
    SondeTrack *self, gint64 time_us, gint64 width_us, gboolean forward, SondeSample *sample);
gboolean sonde_track_has_gap (SondeTrack *self, gint64 from_us, gint64 to_us, gint64 width_us);
gboolean sonde_track_get_nearest (
    SondeTrack *self, gint64 time_us, gint64 width_us, gboolean *on_line, SondeSample *sample);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeTrack, sonde_track_free)

G_END_DECLS
