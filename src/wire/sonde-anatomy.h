/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-frame-record.h"
#include "sonde-message.h"

G_BEGIN_DECLS

/**
 * SondeFrameFieldKind:
 *
 * The fields of RFC 6455 section 5.2 in the order of the wire. The payload of a close frame is
 * parted further (section 5.5.1).
 */
typedef enum
{
  SONDE_FRAME_FIELD_FIN,
  SONDE_FRAME_FIELD_RSV1,
  SONDE_FRAME_FIELD_RSV2,
  SONDE_FRAME_FIELD_RSV3,
  SONDE_FRAME_FIELD_OPCODE,
  SONDE_FRAME_FIELD_MASK,
  SONDE_FRAME_FIELD_LENGTH,
  SONDE_FRAME_FIELD_EXTENDED_LENGTH,
  SONDE_FRAME_FIELD_MASKING_KEY,
  SONDE_FRAME_FIELD_PAYLOAD,
  SONDE_FRAME_FIELD_CLOSE_CODE,
  SONDE_FRAME_FIELD_CLOSE_REASON,
  SONDE_N_FRAME_FIELDS
} SondeFrameFieldKind;

/**
 * SondeFrameField:
 * @kind: which field
 * @first_bit: where it begins; bit 0 is the highest of the frame's first byte, as the RFC counts
 * @n_bits: how long it is
 * @value: its bits as a number, highest first; for a payload or a reason its size in bytes
 * @words: translated: what that value means
 * @section: where RFC 6455 (unless it says otherwise) defines it
 * @remark: (nullable): translated: what is wrong with it
 *
 * One field of a frame.
 */
typedef struct
{
  SondeFrameFieldKind kind;
  guint64 first_bit;
  guint64 n_bits;
  guint64 value;
  char *words;
  const char *section;
  char *remark;
} SondeFrameField;

/**
 * SondeFrameContext:
 * @direction: who sent it: a client must mask what it sends, a server must not
 * @deflate: whether permessage-deflate was agreed on, which gives RSV1 its meaning
 * @in_message: whether a message was begun before this frame and is not at its end
 * @compressed: whether that message is compressed
 *
 * What must be known of a connection to judge a frame.
 */
typedef struct
{
  SondeDirection direction;
  gboolean deflate;
  gboolean in_message;
  gboolean compressed;
} SondeFrameContext;

#define SONDE_TYPE_ANATOMY (sonde_anatomy_get_type ())

/* A frame taken apart into its fields. Immutable, with a reference count. */
typedef struct _SondeAnatomy SondeAnatomy;

GType sonde_anatomy_get_type (void) G_GNUC_CONST;

SondeAnatomy *sonde_anatomy_new (GBytes *data, const SondeFrameContext *context);
SondeAnatomy *sonde_anatomy_new_from_record (const SondeFrameRecord *record, gboolean deflate);
SondeAnatomy *sonde_anatomy_new_example (void);
SondeAnatomy *sonde_anatomy_ref (SondeAnatomy *self);
void sonde_anatomy_unref (SondeAnatomy *self);

const SondeFrameContext *sonde_anatomy_get_context (SondeAnatomy *self);
const SondeFrameHeader *sonde_anatomy_get_header (SondeAnatomy *self);
GBytes *sonde_anatomy_get_bytes (SondeAnatomy *self);
guint64 sonde_anatomy_get_size (SondeAnatomy *self);
gboolean sonde_anatomy_is_whole (SondeAnatomy *self);
GBytes *sonde_anatomy_dup_payload (SondeAnatomy *self, gsize max_size);

guint sonde_anatomy_get_n_fields (SondeAnatomy *self);
const SondeFrameField *sonde_anatomy_get_field (SondeAnatomy *self, guint index);
int sonde_anatomy_find_bit (SondeAnatomy *self, guint64 bit);
int sonde_anatomy_find_kind (SondeAnatomy *self, SondeFrameFieldKind kind);
guint sonde_anatomy_count_remarks (SondeAnatomy *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeAnatomy, sonde_anatomy_unref)

G_END_DECLS
