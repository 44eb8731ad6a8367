/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-anatomy.h"

G_BEGIN_DECLS

/* Private to the layer: what the judgement of a field stands on. */
typedef struct
{
  SondeFrameFieldKind kind;
  guint64 value;
  const SondeFrameHeader *header;
  const SondeFrameContext *context;
  const guint8 *payload; /* unmasked, and what was kept of it */
  gsize payload_size;
} SondeFrameEvidence;

char *sonde_frame_judge (const SondeFrameEvidence *evidence);

G_END_DECLS
