/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "sonde-dial-record.h"
#include "sonde-frame-record.h"

G_BEGIN_DECLS

#define SONDE_TYPE_FRAME_LOG (sonde_frame_log_get_type ())

/* The latest frames of one endpoint's connections, both ways, and the handshakes that led to them.
 *
 * Bounded twice: by frames and by the bytes that are kept of them; the oldest go first. Of one
 * frame no more than an eighth of the byte bound is kept. Written to by one thread, read by any:
 * whatever it gives away is immutable. Frames are numbered from 0 without holes, dials from 1. */
G_DECLARE_FINAL_TYPE (SondeFrameLog, sonde_frame_log, SONDE, FRAME_LOG, GObject)

#define SONDE_FRAME_LOG_DEFAULT_FRAMES 10000
#define SONDE_FRAME_LOG_DEFAULT_BYTES  (8 * 1024 * 1024)

/* Dials that led to no frame that is still kept are forgotten over this number. */
#define SONDE_FRAME_LOG_MAX_DIALS 64

SondeFrameLog *sonde_frame_log_new (guint max_frames, gsize max_bytes);

void sonde_frame_log_set_bounds (SondeFrameLog *self, guint max_frames, gsize max_bytes);
void sonde_frame_log_clear (SondeFrameLog *self);

guint64 sonde_frame_log_get_generation (SondeFrameLog *self);
void sonde_frame_log_get_range (SondeFrameLog *self, guint64 *first, guint64 *end);
guint64 sonde_frame_log_get_n_dropped (SondeFrameLog *self);
gsize sonde_frame_log_get_n_bytes (SondeFrameLog *self);
gsize sonde_frame_log_get_max_frame_bytes (SondeFrameLog *self);
SondeFrameRecord *sonde_frame_log_get (SondeFrameLog *self, guint64 number);
GPtrArray *sonde_frame_log_get_frames (SondeFrameLog *self, guint64 first, guint max_frames);

void sonde_frame_log_get_dial_range (SondeFrameLog *self, guint *first, guint *end);
SondeDialRecord *sonde_frame_log_get_dial (SondeFrameLog *self, guint ordinal);

/* For whoever fills it. */
guint sonde_frame_log_add_dial (SondeFrameLog *self, const SondeDialRecord *dial);
void sonde_frame_log_end_dial (SondeFrameLog *self,
                               guint ordinal,
                               gint64 end_time_us,
                               const GError *error);
void sonde_frame_log_add_window (SondeFrameLog *self,
                                 guint dial,
                                 SondeDirection direction,
                                 guint deflate_ordinal,
                                 GBytes *window);
GBytes *sonde_frame_log_get_window (SondeFrameLog *self,
                                    guint dial,
                                    SondeDirection direction,
                                    guint deflate_ordinal,
                                    guint *window_ordinal);

G_END_DECLS
