/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SondeOpcode:
 *
 * The opcodes of RFC 6455 section 5.2, with their wire values.
 */
typedef enum
{
  SONDE_OPCODE_CONTINUATION = 0x0,
  SONDE_OPCODE_TEXT = 0x1,
  SONDE_OPCODE_BINARY = 0x2,
  SONDE_OPCODE_CLOSE = 0x8,
  SONDE_OPCODE_PING = 0x9,
  SONDE_OPCODE_PONG = 0xa,
} SondeOpcode;

typedef enum
{
  SONDE_DIRECTION_RECEIVED,
  SONDE_DIRECTION_SENT,
} SondeDirection;

#define SONDE_TYPE_MESSAGE (sonde_message_get_type ())

typedef struct _SondeMessage SondeMessage;

GType sonde_message_get_type (void) G_GNUC_CONST;

SondeMessage *sonde_message_new (SondeDirection direction,
                                 SondeOpcode opcode,
                                 GBytes *data,
                                 gint64 time_us,
                                 gint64 rtt_us);
SondeMessage *sonde_message_ref (SondeMessage *self);
void sonde_message_unref (SondeMessage *self);

SondeDirection sonde_message_get_direction (SondeMessage *self);
SondeOpcode sonde_message_get_opcode (SondeMessage *self);
GBytes *sonde_message_get_data (SondeMessage *self);
gsize sonde_message_get_size (SondeMessage *self);
gint64 sonde_message_get_time_us (SondeMessage *self);
gint64 sonde_message_get_rtt_us (SondeMessage *self); /* -1 where it does not apply */
gboolean sonde_message_matches (SondeMessage *self, const char *folded_needle);
char *sonde_message_get_preview (SondeMessage *self, gsize max_chars);

const char *sonde_opcode_get_name (SondeOpcode opcode); /* "text", "binary", ... as on the wire */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeMessage, sonde_message_unref)

G_END_DECLS
