/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "sonde-frame.h"

G_BEGIN_DECLS

typedef enum
{
  SONDE_DISSECTION_PART,  /* the bytes end within a frame */
  SONDE_DISSECTION_FRAME, /* a frame is whole: header tells which, control holds its payload */
  SONDE_DISSECTION_INVALID,
} SondeDissection;

/* Follows the frames of one direction of a connection as its bytes go by, however they are cut.
 * A plain value: it allocates nothing and keeps no payload but that of a control frame. */
typedef struct
{
  gboolean masked;         /* whether this direction must be: that of the client */
  gboolean accepts_masked; /* where it must not be: whether it may all the same */
  guint8 allowed_rsv;
  guint64 max_message_size;

  SondeFrameHeader header; /* of the frame at hand */
  gboolean in_payload;
  guint64 payload_done;
  gboolean in_message; /* a data frame without FIN came, and its end has not */
  guint64 message_size;
  guint8 control[SONDE_FRAME_MAX_CONTROL_SIZE]; /* unmasked */
  guint8 head[SONDE_FRAME_MAX_HEADER_SIZE];     /* of a header that came in pieces */
  gsize head_size;
} SondeDissector;

void sonde_dissector_init (SondeDissector *self,
                           SondeDirection direction,
                           gboolean deflate,
                           guint64 max_message_size);
SondeDissection sonde_dissector_feed (
    SondeDissector *self, const guint8 *data, gsize size, gsize *n_used, GError **error);
gboolean sonde_dissector_is_between_frames (const SondeDissector *self);

G_END_DECLS
