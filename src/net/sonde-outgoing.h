/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "sonde-message.h"

G_BEGIN_DECLS

#define SONDE_OUTGOING_MAX_FRAGMENTS  4096
#define SONDE_OUTGOING_MAX_FRAGMENTED (1024 * 1024)

#define SONDE_TYPE_OUTGOING (sonde_outgoing_get_type ())

/**
 * SondeOutgoing:
 * @opcode: any but a continuation
 * @data: the payload; of a close, its reason
 * @fragment_size: bytes of the payload in each frame of a text or binary message; 0 for one frame
 * @close_code: of a close, 0 to 65535, sent as it is; 0 for a close frame without a code
 *
 * What somebody wants sent.
 */
typedef struct
{
  SondeOpcode opcode;
  GBytes *data;
  gsize fragment_size;
  guint16 close_code;
} SondeOutgoing;

GType sonde_outgoing_get_type (void) G_GNUC_CONST;

SondeOutgoing *sonde_outgoing_new (SondeOpcode opcode, GBytes *data);
SondeOutgoing *sonde_outgoing_copy (const SondeOutgoing *self);
void sonde_outgoing_free (SondeOutgoing *self);
gboolean sonde_outgoing_check (const SondeOutgoing *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeOutgoing, sonde_outgoing_free)

G_END_DECLS
