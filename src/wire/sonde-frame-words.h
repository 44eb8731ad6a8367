/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-anatomy.h"

G_BEGIN_DECLS

const char *sonde_frame_field_get_name (SondeFrameFieldKind kind);
const char *sonde_frame_field_get_section (SondeFrameFieldKind kind);
char *sonde_frame_field_get_number (const SondeFrameField *field);
char *sonde_frame_field_get_extent (const SondeFrameField *field);

const char *sonde_frame_opcode_get_label (guint8 opcode);
gboolean sonde_frame_opcode_is_known (guint8 opcode);

/* Private to the layer. */
char *sonde_frame_words_describe (SondeFrameFieldKind kind,
                                  guint64 value,
                                  const SondeFrameHeader *header,
                                  const SondeFrameContext *context,
                                  const guint8 *payload,
                                  gsize payload_size);

G_END_DECLS
