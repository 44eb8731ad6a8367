/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-frame-log.h"

G_BEGIN_DECLS

/* Puts the frames of one direction of a connection into a #SondeFrameLog, as whoever dissects them
 * finds them. A plain value, which does nothing where it has no log. Belongs to one thread. */
typedef struct
{
  SondeFrameLog *log; /* NULL: nothing is noted */
  guint dial;
  SondeDirection direction;
  gsize max_size; /* kept of one frame */

  gint64 time_us; /* of the batch */
  gint64 monotonic_us;
  GByteArray *partial; /* of the frame at hand, as far as it went by before */
  guint64 n_partial;   /* as many bytes that was */

  gboolean in_message;
  guint64 message; /* its first frame's number */
  guint deflate_ordinal;
  guint n_deflated; /* compressed messages so far */
} SondeFrameWriter;

void sonde_frame_writer_init (SondeFrameWriter *self,
                              SondeFrameLog *log,
                              guint dial,
                              SondeDirection direction);
void sonde_frame_writer_clear (SondeFrameWriter *self);

void sonde_frame_writer_begin (SondeFrameWriter *self, gint64 time_us, gint64 monotonic_us);
void sonde_frame_writer_add_part (SondeFrameWriter *self, const guint8 *data, gsize size);
void sonde_frame_writer_add_frame (SondeFrameWriter *self,
                                   const SondeFrameHeader *header,
                                   const guint8 *data,
                                   gsize size);
void sonde_frame_writer_refuse (SondeFrameWriter *self,
                                const guint8 *data,
                                gsize size,
                                const GError *error);
void sonde_frame_writer_end (SondeFrameWriter *self);

G_END_DECLS
