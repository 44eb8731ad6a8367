/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-anatomy.h"

#include "sonde-frame-judge.h"
#include "sonde-frame-words.h"

#include <string.h>

#define CLOSE_CODE_SIZE 2

struct _SondeAnatomy
{
  gatomicrefcount ref_count;

  GBytes *data;
  SondeFrameContext context;
  SondeFrameHeader header;
  GBytes *payload; /* what is there of it, unmasked */
  SondeFrameField fields[SONDE_N_FRAME_FIELDS];
  guint n_fields;
};

G_DEFINE_BOXED_TYPE (SondeAnatomy, sonde_anatomy, sonde_anatomy_ref, sonde_anatomy_unref)

static guint64
read_bits (GBytes *bytes, guint64 first_bit, guint64 n_bits)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint64 value = 0;

  for (guint64 bit = first_bit; bit < first_bit + n_bits && bit / 8 < size; bit++)
    value = value << 1 | (data[bit / 8] >> (7 - bit % 8) & 1);
  return value;
}

/* The header as far as it came, with every length that a peer may claim: what is against the rules
 * is told as a remark. */
static void
read_header (SondeAnatomy *self)
{
  SondeFrameHeader *header = &self->header;
  const guint length = (guint) read_bits (self->data, 9, 7);
  const guint extended = length == 127 ? 8 : length == 126 ? 2 : 0;

  header->fin = read_bits (self->data, 0, 1) != 0;
  header->rsv = (guint8) read_bits (self->data, 1, 3);
  header->opcode = (guint8) read_bits (self->data, 4, 4);
  header->masked = read_bits (self->data, 8, 1) != 0;
  header->size = 2 + extended + (header->masked ? sizeof header->mask : 0);
  header->payload_size = extended == 0 ? length
                                       : read_bits (self->data, 16, (guint64) extended * 8);
  if (header->masked && g_bytes_get_size (self->data) >= header->size)
    memcpy (header->mask,
            (const guint8 *) g_bytes_get_data (self->data, NULL) + header->size -
                sizeof header->mask,
            sizeof header->mask);
}

static GBytes *
unmask (SondeAnatomy *self, gsize max_size)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (self->data, &size);
  gsize payload_size = size > self->header.size ? size - self->header.size : 0;
  guint8 *payload;

  payload_size = (gsize) MIN (MIN (payload_size, self->header.payload_size), max_size);
  payload = payload_size > 0 ? g_memdup2 (data + self->header.size, payload_size) : NULL;
  if (self->header.masked)
    sonde_frame_mask (payload, payload_size, self->header.mask, 0);
  return g_bytes_new_take (payload, payload_size);
}

static void
add_field (SondeAnatomy *self, SondeFrameFieldKind kind, guint64 n_bits, guint64 value)
{
  SondeFrameField *field = &self->fields[self->n_fields];
  SondeFrameEvidence evidence = { kind, value, &self->header, &self->context, NULL, 0 };

  evidence.payload = g_bytes_get_data (self->payload, &evidence.payload_size);
  field->kind = kind;
  if (self->n_fields > 0)
    field->first_bit = self->fields[self->n_fields - 1].first_bit +
                       self->fields[self->n_fields - 1].n_bits;
  field->n_bits = n_bits;
  field->value = value;
  field->words = sonde_frame_words_describe (kind, value, &self->header, &self->context,
                                             evidence.payload, evidence.payload_size);
  field->section = sonde_frame_field_get_section (kind);
  field->remark = sonde_frame_judge (&evidence);
  self->n_fields++;
}

/* Adds a field of the header unless the bytes end before it. */
static gboolean
add_header_field (SondeAnatomy *self, SondeFrameFieldKind kind, guint first_bit, guint n_bits)
{
  if ((first_bit + n_bits + 7) / 8 > g_bytes_get_size (self->data))
    return FALSE;
  add_field (self, kind, n_bits, read_bits (self->data, first_bit, n_bits));
  return TRUE;
}

static gboolean
add_header_fields (SondeAnatomy *self)
{
  static const struct
  {
    SondeFrameFieldKind kind;
    guint first_bit;
    guint n_bits;
  } fixed[] = {
    { SONDE_FRAME_FIELD_FIN, 0, 1 },    { SONDE_FRAME_FIELD_RSV1, 1, 1 },
    { SONDE_FRAME_FIELD_RSV2, 2, 1 },   { SONDE_FRAME_FIELD_RSV3, 3, 1 },
    { SONDE_FRAME_FIELD_OPCODE, 4, 4 }, { SONDE_FRAME_FIELD_MASK, 8, 1 },
    { SONDE_FRAME_FIELD_LENGTH, 9, 7 },
  };
  const guint key_bits = self->header.masked ? 32 : 0;
  const guint length_bits = (guint) self->header.size * 8 - 16 - key_bits;

  for (gsize i = 0; i < G_N_ELEMENTS (fixed); i++)
    if (!add_header_field (self, fixed[i].kind, fixed[i].first_bit, fixed[i].n_bits))
      return FALSE;
  if (length_bits > 0 &&
      !add_header_field (self, SONDE_FRAME_FIELD_EXTENDED_LENGTH, 16, length_bits))
    return FALSE;
  return key_bits == 0 ||
         add_header_field (self, SONDE_FRAME_FIELD_MASKING_KEY, 16 + length_bits, key_bits);
}

/* The end of a length that no frame can have would not be a number of bits. */
static guint64
count_bits (guint64 n_bytes)
{
  return MIN (n_bytes, G_MAXUINT64 / 16) * 8;
}

static void
add_payload_fields (SondeAnatomy *self)
{
  const guint64 size = self->header.payload_size;
  gsize n_known;
  const guint8 *payload = g_bytes_get_data (self->payload, &n_known);

  if (size == 0)
    return;
  if (self->header.opcode != SONDE_OPCODE_CLOSE || n_known < CLOSE_CODE_SIZE)
    {
      add_field (self, SONDE_FRAME_FIELD_PAYLOAD, count_bits (size), size);
      return;
    }
  add_field (self, SONDE_FRAME_FIELD_CLOSE_CODE, CLOSE_CODE_SIZE * 8,
             (guint64) payload[0] << 8 | payload[1]);
  if (size > CLOSE_CODE_SIZE)
    add_field (self, SONDE_FRAME_FIELD_CLOSE_REASON, count_bits (size - CLOSE_CODE_SIZE),
               size - CLOSE_CODE_SIZE);
}

/**
 * sonde_anatomy_new:
 * @data: the bytes of a frame from its first one on; the end of the payload may be missing, and
 *   even that of the header
 * @context: what is known of the connection
 *
 * Takes a frame apart by RFC 6455 section 5.2. Any bytes will do: what breaks a rule is told in the
 * remark of its field.
 *
 * Returns: (transfer full): the fields
 */
SondeAnatomy *
sonde_anatomy_new (GBytes *data, const SondeFrameContext *context)
{
  SondeAnatomy *self;

  g_return_val_if_fail (data != NULL, NULL);
  g_return_val_if_fail (context != NULL, NULL);

  self = g_new0 (SondeAnatomy, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->data = g_bytes_ref (data);
  self->context = *context;
  read_header (self);
  self->payload = unmask (self, G_MAXSIZE);
  if (add_header_fields (self))
    add_payload_fields (self);
  return self;
}

/**
 * sonde_anatomy_new_from_record:
 * @record: a frame that went by
 * @deflate: whether permessage-deflate was agreed on for its connection
 *
 * Returns: (transfer full): its fields
 */
SondeAnatomy *
sonde_anatomy_new_from_record (const SondeFrameRecord *record, gboolean deflate)
{
  SondeFrameContext context = { .deflate = deflate };

  g_return_val_if_fail (record != NULL, NULL);

  context.direction = record->direction;
  context.in_message = record->message != record->number;
  context.compressed = record->deflate_ordinal > 0;
  return sonde_anatomy_new (record->bytes, &context);
}

/**
 * sonde_anatomy_new_example:
 *
 * Returns: (transfer full): the masked “Hello” of RFC 6455 section 5.7
 */
SondeAnatomy *
sonde_anatomy_new_example (void)
{
  static const guint8 hello[] = {
    0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58
  };
  static const SondeFrameContext context = { .direction = SONDE_DIRECTION_SENT };
  g_autoptr (GBytes) data = g_bytes_new_static (hello, sizeof hello);

  return sonde_anatomy_new (data, &context);
}

/**
 * sonde_anatomy_ref:
 *
 * Returns: (transfer full): the same
 */
SondeAnatomy *
sonde_anatomy_ref (SondeAnatomy *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * sonde_anatomy_unref:
 * @self: (transfer full): an anatomy
 */
void
sonde_anatomy_unref (SondeAnatomy *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_fields; i++)
    {
      g_free (self->fields[i].words);
      g_free (self->fields[i].remark);
    }
  g_bytes_unref (self->payload);
  g_bytes_unref (self->data);
  g_free (self);
}

/**
 * sonde_anatomy_get_context:
 *
 * Returns: (transfer none): what was known of the connection
 */
const SondeFrameContext *
sonde_anatomy_get_context (SondeAnatomy *self)
{
  return &self->context;
}

/**
 * sonde_anatomy_get_header:
 *
 * Returns: (transfer none): the header; what the bytes did not reach is 0
 */
const SondeFrameHeader *
sonde_anatomy_get_header (SondeAnatomy *self)
{
  return &self->header;
}

/**
 * sonde_anatomy_get_bytes:
 *
 * Returns: (transfer none): the bytes that it was made from
 */
GBytes *
sonde_anatomy_get_bytes (SondeAnatomy *self)
{
  return self->data;
}

/**
 * sonde_anatomy_get_size:
 *
 * Returns: how many bytes the whole frame takes on the wire, by its header
 */
guint64
sonde_anatomy_get_size (SondeAnatomy *self)
{
  return self->header.payload_size <= G_MAXINT64 ? self->header.size + self->header.payload_size
                                                 : self->header.payload_size;
}

/**
 * sonde_anatomy_is_whole:
 *
 * Returns: whether all bytes of the frame are there
 */
gboolean
sonde_anatomy_is_whole (SondeAnatomy *self)
{
  return g_bytes_get_size (self->data) >= sonde_anatomy_get_size (self);
}

/**
 * sonde_anatomy_dup_payload:
 * @self: an anatomy
 * @max_size: how many bytes to take at most
 *
 * Returns: (transfer full): what is there of the payload, unmasked
 */
GBytes *
sonde_anatomy_dup_payload (SondeAnatomy *self, gsize max_size)
{
  return g_bytes_new_from_bytes (self->payload, 0,
                                 MIN (max_size, g_bytes_get_size (self->payload)));
}

/**
 * sonde_anatomy_get_n_fields:
 *
 * Returns: how many fields the frame has; they follow one another without a gap
 */
guint
sonde_anatomy_get_n_fields (SondeAnatomy *self)
{
  return self->n_fields;
}

/**
 * sonde_anatomy_get_field:
 * @self: an anatomy
 * @index: under sonde_anatomy_get_n_fields()
 *
 * Returns: (transfer none): a field
 */
const SondeFrameField *
sonde_anatomy_get_field (SondeAnatomy *self, guint index)
{
  g_return_val_if_fail (index < self->n_fields, NULL);

  return &self->fields[index];
}

/**
 * sonde_anatomy_find_bit:
 * @self: an anatomy
 * @bit: a bit of the frame, counted from its first
 *
 * Returns: which field it belongs to, or -1
 */
int
sonde_anatomy_find_bit (SondeAnatomy *self, guint64 bit)
{
  for (guint i = 0; i < self->n_fields; i++)
    if (bit >= self->fields[i].first_bit &&
        bit - self->fields[i].first_bit < self->fields[i].n_bits)
      return (int) i;
  return -1;
}

/**
 * sonde_anatomy_find_kind:
 * @self: an anatomy
 * @kind: a kind of field
 *
 * Returns: where it is, or -1 where the frame has none
 */
int
sonde_anatomy_find_kind (SondeAnatomy *self, SondeFrameFieldKind kind)
{
  for (guint i = 0; i < self->n_fields; i++)
    if (self->fields[i].kind == kind)
      return (int) i;
  return -1;
}

/**
 * sonde_anatomy_count_remarks:
 *
 * Returns: how many fields break a rule
 */
guint
sonde_anatomy_count_remarks (SondeAnatomy *self)
{
  guint n_remarks = 0;

  for (guint i = 0; i < self->n_fields; i++)
    n_remarks += self->fields[i].remark != NULL;
  return n_remarks;
}
