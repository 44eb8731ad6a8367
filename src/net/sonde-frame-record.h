/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "sonde-frame.h"

G_BEGIN_DECLS

#define SONDE_TYPE_FRAME_RECORD (sonde_frame_record_get_type ())

/**
 * SondeFrameRecord:
 * @number: of the frame in its log: from 0, without holes
 * @dial: the ordinal of the #SondeDialRecord that it belongs to, from 1
 * @time_us: wall-clock microseconds since the Unix epoch, when its last byte was read or written
 * @monotonic_us: the same moment in g_get_monotonic_time(), for differences
 * @header: what RFC 6455 section 5.2 calls its fields; @header.size is 0 where the frame has no
 *   valid header, and then the other members are as far as they could be read
 * @message: the number of the first frame of its message; of a control frame, its own
 * @ends_message: whether the message is whole with it
 * @deflate_ordinal: which compressed message of its direction and dial it belongs to, from 1; 0
 *   where that is not compressed (RFC 7692 section 6)
 * @n_bytes: how many of its bytes went by; fewer than its header and payload take where it was
 *   refused, or the connection ended within it
 * @bytes: those bytes as they were on the wire, header first and masked where it is; no more than
 *   #SondeFrameLog keeps of one frame
 * @error: (nullable): why this side refused it, %SONDE_ERROR_PROTOCOL or %SONDE_ERROR_TOO_BIG
 *
 * One frame as it was on the wire. It never changes, and may be shared between threads.
 */
typedef struct
{
  guint64 number;
  guint dial;
  SondeDirection direction;
  gint64 time_us;
  gint64 monotonic_us;
  SondeFrameHeader header;
  guint64 message;
  gboolean ends_message;
  guint deflate_ordinal;
  guint64 n_bytes;
  GBytes *bytes;
  GError *error;
} SondeFrameRecord;

GType sonde_frame_record_get_type (void) G_GNUC_CONST;

SondeFrameRecord *sonde_frame_record_new (void);
SondeFrameRecord *sonde_frame_record_ref (SondeFrameRecord *self);
void sonde_frame_record_unref (SondeFrameRecord *self);

gboolean sonde_frame_record_is_whole (const SondeFrameRecord *self);
GBytes *sonde_frame_record_get_raw_payload (const SondeFrameRecord *self); /* transfer full */
GBytes *sonde_frame_record_get_payload (const SondeFrameRecord *self);     /* transfer full */
guint sonde_frame_record_get_close_code (const SondeFrameRecord *self);
char *sonde_frame_record_get_close_reason (const SondeFrameRecord *self); /* transfer full */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeFrameRecord, sonde_frame_record_unref)

G_END_DECLS
