/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "sonde-message.h"

G_BEGIN_DECLS

#define SONDE_FRAME_MAX_HEADER_SIZE 14

/* Payload of a control frame (RFC 6455 section 5.5): what fits in the seven bits of a length. */
#define SONDE_FRAME_MAX_CONTROL_SIZE 125

/* What a server joins to the key of a handshake (RFC 6455 section 1.3). */
#define SONDE_FRAME_ACCEPT_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

/**
 * SondeFrameHeader:
 * @size: bytes that the header itself takes on the wire, 2 to 14
 * @payload_size: bytes of payload that follow
 *
 * The header of a frame, RFC 6455 section 5.2.
 */
typedef struct
{
  gboolean fin;
  guint8 rsv; /* bit 2 is RSV1, bit 0 is RSV3 */
  guint8 opcode;
  gboolean masked;
  guint8 mask[4];
  guint64 payload_size;
  gsize size;
} SondeFrameHeader;

typedef enum
{
  SONDE_FRAME_INCOMPLETE, /* more bytes are needed */
  SONDE_FRAME_OK,
  SONDE_FRAME_INVALID, /* a length over 2^63-1 or not in its shortest form */
} SondeFrameResult;

SondeFrameResult
sonde_frame_header_parse (SondeFrameHeader *header, const guint8 *data, gsize size);
SondeFrameResult
sonde_frame_header_parse_lenient (SondeFrameHeader *header, const guint8 *data, gsize size);
gsize sonde_frame_header_write (const SondeFrameHeader *header,
                                guint8 data[SONDE_FRAME_MAX_HEADER_SIZE]);
void sonde_frame_mask (guint8 *data, gsize size, const guint8 mask[4], guint64 offset);
gboolean sonde_opcode_is_control (guint8 opcode);

char *sonde_frame_compute_accept (const char *key); /* RFC 6455 section 4.2.2, item 5.4 */

G_END_DECLS
