/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-frame-log.h"

G_BEGIN_DECLS

/* What a #SondeFrameWriter tells of a frame; the bytes are copied, and the error is taken. */
typedef struct
{
  guint dial;
  SondeDirection direction;
  gint64 time_us;
  gint64 monotonic_us;
  gboolean continues; /* belongs to the message of an earlier frame */
  guint64 message;    /* which one that is; else not looked at */
  gboolean ends_message;
  guint deflate_ordinal;
  guint64 n_bytes;
  const guint8 *data;
  gsize size;
  GError *error;
} SondeFrameNote;

/* Many frames under one lock: the writer's thread holds it from one to the other. */
void sonde_frame_log_lock (SondeFrameLog *self);
guint64 sonde_frame_log_append (SondeFrameLog *self, const SondeFrameNote *note);
void sonde_frame_log_unlock (SondeFrameLog *self);

G_END_DECLS
