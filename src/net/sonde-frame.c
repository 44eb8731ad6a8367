/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frame.h"

#include <string.h>

static guint64
read_big_endian (const guint8 *data, gsize size)
{
  guint64 value = 0;

  for (gsize i = 0; i < size; i++)
    value = value << 8 | data[i];

  return value;
}

/**
 * sonde_frame_header_parse_lenient:
 *
 * As sonde_frame_header_parse(), but takes a length that is not in its shortest form, as peers do
 * that never compare. Only one over 2^63-1 is invalid.
 */
SondeFrameResult
sonde_frame_header_parse_lenient (SondeFrameHeader *header, const guint8 *data, gsize size)
{
  gsize extended;
  guint8 length;

  g_return_val_if_fail (header != NULL, SONDE_FRAME_INVALID);

  if (size < 2)
    return SONDE_FRAME_INCOMPLETE;

  length = data[1] & 0x7f;
  extended = length == 127 ? 8 : length == 126 ? 2 : 0;

  header->fin = (data[0] & 0x80) != 0;
  header->rsv = data[0] >> 4 & 0x7;
  header->opcode = data[0] & 0xf;
  header->masked = (data[1] & 0x80) != 0;
  header->size = 2 + extended + (header->masked ? sizeof header->mask : 0);

  if (size < 2 + extended)
    return SONDE_FRAME_INCOMPLETE;

  header->payload_size = extended == 0 ? length : read_big_endian (data + 2, extended);
  if (header->payload_size > G_MAXINT64)
    return SONDE_FRAME_INVALID;

  if (size < header->size)
    return SONDE_FRAME_INCOMPLETE;

  memset (header->mask, 0, sizeof header->mask);
  if (header->masked)
    memcpy (header->mask, data + 2 + extended, sizeof header->mask);

  return SONDE_FRAME_OK;
}

/**
 * sonde_frame_header_parse:
 * @header: (out caller-allocates): the header, defined only with %SONDE_FRAME_OK
 * @data: (array length=size): the bytes at the start of a frame
 * @size: how many there are; 14 are always enough
 *
 * Reads the header of a frame (RFC 6455 section 5.2). What depends on the connection (reserved
 * bits, unknown opcodes, who masks) is left to the caller to judge.
 */
SondeFrameResult
sonde_frame_header_parse (SondeFrameHeader *header, const guint8 *data, gsize size)
{
  static const guint64 shortest[128] = { [126] = 126, [127] = 65536 };
  SondeFrameResult result = sonde_frame_header_parse_lenient (header, data, size);
  guint8 length = size >= 2 ? data[1] & 0x7f : 0;
  gboolean has_length = length < 126 || size >= (length == 126 ? 4u : 10u);

  /* A length is known, and judged, before the mask that comes after it. */
  return size >= 2 && has_length && header->payload_size < shortest[length] ? SONDE_FRAME_INVALID
                                                                            : result;
}

/**
 * sonde_frame_header_write:
 * @header: what to write; its size member is not looked at
 * @data: (out caller-allocates): the bytes
 *
 * Writes the header of a frame with its length in the shortest form (RFC 6455 section 5.2).
 *
 * Returns: the number of bytes written, 2 to 14
 */
gsize
sonde_frame_header_write (const SondeFrameHeader *header, guint8 data[SONDE_FRAME_MAX_HEADER_SIZE])
{
  gsize extended = header->payload_size > G_MAXUINT16                    ? 8
                   : header->payload_size > SONDE_FRAME_MAX_CONTROL_SIZE ? 2
                                                                         : 0;
  guint8 length = extended == 8 ? 127 : extended == 2 ? 126 : (guint8) header->payload_size;
  gsize size = 2;

  data[0] = (guint8) ((header->fin ? 0x80 : 0) | (header->rsv & 0x7) << 4 | (header->opcode & 0xf));
  data[1] = (guint8) ((header->masked ? 0x80 : 0) | length);

  for (gsize i = 0; i < extended; i++)
    data[size++] = (guint8) (header->payload_size >> (extended - 1 - i) * 8);

  if (header->masked)
    {
      memcpy (data + size, header->mask, sizeof header->mask);
      size += sizeof header->mask;
    }

  return size;
}

/**
 * sonde_frame_mask:
 * @data: (array length=size): payload bytes, changed in place
 * @size: how many
 * @mask: the masking key
 * @offset: where in the payload @data begins
 *
 * Masks or unmasks: the same exclusive or both ways (RFC 6455 section 5.3).
 */
void
sonde_frame_mask (guint8 *data, gsize size, const guint8 mask[4], guint64 offset)
{
  guint8 turned[8];
  guint64 word;
  gsize i = 0;

  for (gsize j = 0; j < sizeof turned; j++)
    turned[j] = mask[(offset + j) % 4];
  memcpy (&word, turned, sizeof word);

  for (; i + sizeof word <= size; i += sizeof word)
    {
      guint64 block;

      memcpy (&block, data + i, sizeof block);
      block ^= word;
      memcpy (data + i, &block, sizeof block);
    }

  for (; i < size; i++)
    data[i] ^= turned[i % sizeof turned];
}

/**
 * sonde_opcode_is_control:
 * @opcode: the four bits of a frame
 *
 * Whether it is a control frame, known or reserved (RFC 6455 section 5.5).
 */
gboolean
sonde_opcode_is_control (guint8 opcode)
{
  return (opcode & 0x8) != 0;
}

/**
 * sonde_frame_compute_accept:
 * @key: the value of Sec-WebSocket-Key, of any length
 *
 * What a server answers in Sec-WebSocket-Accept (RFC 6455 section 4.2.2, item 5.4).
 *
 * Returns: (transfer full): 28 characters of base64
 */
char *
sonde_frame_compute_accept (const char *key)
{
  g_autoptr (GChecksum) checksum = NULL;
  guint8 digest[20];
  gsize size = sizeof digest;

  g_return_val_if_fail (key != NULL, NULL);

  checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_checksum_update (checksum, (const guchar *) key, -1);
  g_checksum_update (checksum, (const guchar *) SONDE_FRAME_ACCEPT_GUID, -1);
  g_checksum_get_digest (checksum, digest, &size);

  return g_base64_encode (digest, size);
}
