/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "sonde-absent.h"
#include "sonde-event.h"
#include "sonde-message.h"
#include "sonde-series.h"
#include "sonde-work.h"

G_BEGIN_DECLS

#define SONDE_TYPE_RECORDING (sonde_recording_get_type ())

/* A recording to read from, also while another process or a recorder of this one writes to it. Any
 * thread may call; each call reads the disk, one after the other. */
G_DECLARE_FINAL_TYPE (SondeRecording, sonde_recording, SONDE, RECORDING, GObject)

/**
 * SondeRecordingInfo:
 * @first_us: the time of the first measure; 0 without any
 * @last_us: the time of the last one
 * @n_measures: measures, those that say of a gap included
 * @size_bytes: what the file and its journal take
 */
typedef struct
{
  gint64 first_us;
  gint64 last_us;
  guint64 n_measures;
  guint64 n_events;
  guint64 n_messages;
  guint64 size_bytes;
} SondeRecordingInfo;

SondeRecording *sonde_recording_open (const char *path, GError **error);
const char *sonde_recording_get_path (SondeRecording *self);
const char *sonde_recording_get_endpoint_id (SondeRecording *self); /* or NULL, as the two below */
const char *sonde_recording_get_name (SondeRecording *self);
const char *sonde_recording_get_uri (SondeRecording *self);

char **sonde_recording_dup_channels (SondeRecording *self, GError **error);
gboolean sonde_recording_get_info (SondeRecording *self, SondeRecordingInfo *info, GError **error);
gboolean sonde_recording_get_span (
    SondeRecording *self, gint64 *first_us, gint64 *last_us, gboolean *has_span, GError **error);
gint64 sonde_recording_get_change_count (SondeRecording *self);
gboolean sonde_recording_get_n_rewrites (SondeRecording *self, gint64 *n_rewrites, GError **error);

gboolean sonde_recording_get_buckets (SondeRecording *self,
                                      const guint *channels,
                                      gsize n_channels,
                                      gint64 start_us,
                                      gint64 width_us,
                                      SondeBucket *buckets,
                                      gsize n_buckets,
                                      const SondeWork *work,
                                      GError **error);
gboolean sonde_recording_get_range (SondeRecording *self,
                                    guint channel,
                                    gint64 from_us,
                                    gint64 before_us,
                                    SondeBucket *bucket,
                                    GError **error);
SondeSample *sonde_recording_copy_samples (SondeRecording *self,
                                           guint channel,
                                           gint64 from_us,
                                           gint64 to_us,
                                           gsize max_samples,
                                           gsize *n_samples,
                                           GError **error);
gboolean sonde_recording_get_event_span (
    SondeRecording *self, gint64 *first_us, gint64 *last_us, gboolean *has_span, GError **error);
GPtrArray *sonde_recording_list_events (
    SondeRecording *self, gint64 from_us, gint64 to_us, guint max_events, GError **error);
GPtrArray *sonde_recording_list_messages (
    SondeRecording *self, gint64 from_us, gint64 to_us, guint max_messages, GError **error);
gboolean sonde_recording_skip_messages (SondeRecording *self,
                                        gint64 *last,
                                        guint max_messages,
                                        gsize max_bytes,
                                        guint64 *n_messages,
                                        GError **error);
GPtrArray *sonde_recording_read_messages (SondeRecording *self,
                                          gint64 *last,
                                          guint max_messages,
                                          GError **error);
gboolean sonde_recording_check (SondeRecording *self, GError **error);

G_END_DECLS
