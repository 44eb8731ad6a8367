/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-dissector.h"

#include "sonde-close-code.h"
#include "sonde-diagnosis.h"
#include "sonde-utf8.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define RSV1 0x4

/**
 * sonde_dissector_init:
 * @direction: sent frames are a client's and masked, received ones are a server's and not
 * @deflate: whether permessage-deflate was granted, which gives RSV1 a meaning
 * @max_message_size: bytes of payload that the fragments of a message may add up to
 */
void
sonde_dissector_init (SondeDissector *self,
                      SondeDirection direction,
                      gboolean deflate,
                      guint64 max_message_size)
{
  g_return_if_fail (self != NULL);

  memset (self, 0, sizeof *self);
  self->masked = direction == SONDE_DIRECTION_SENT;
  self->allowed_rsv = deflate ? RSV1 : 0;
  self->max_message_size = max_message_size;
}

/**
 * sonde_dissector_is_between_frames:
 *
 * Returns: whether the next byte is the first of a frame, so that another frame may go before it
 */
gboolean
sonde_dissector_is_between_frames (const SondeDissector *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return !self->in_payload && self->head_size == 0;
}

static gboolean
fail (GError **error, const char *rule)
{
  g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_PROTOCOL, rule);
  return FALSE;
}

static gboolean
check_control (const SondeFrameHeader *header, GError **error)
{
  if (header->opcode > SONDE_OPCODE_PONG)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_PROTOCOL,
                   _ ("A frame has the reserved opcode 0x%X (RFC 6455 section 5.2)"),
                   header->opcode);
      return FALSE;
    }
  if (!header->fin)
    return fail (error, _ ("A control frame is fragmented (RFC 6455 section 5.5)"));
  if (header->payload_size > SONDE_FRAME_MAX_CONTROL_SIZE)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_PROTOCOL,
                   _ ("A control frame has %llu bytes, over 125 (RFC 6455 section 5.5)"),
                   (unsigned long long) header->payload_size);
      return FALSE;
    }
  if (header->opcode == SONDE_OPCODE_CLOSE && header->payload_size == 1)
    return fail (error, _ ("A close frame has half a code (RFC 6455 section 5.5.1)"));
  return TRUE;
}

static gboolean
check_data (const SondeDissector *self, const SondeFrameHeader *header, GError **error)
{
  if (header->opcode > SONDE_OPCODE_BINARY)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_PROTOCOL,
                   _ ("A frame has the reserved opcode 0x%X (RFC 6455 section 5.2)"),
                   header->opcode);
      return FALSE;
    }
  if (header->opcode == SONDE_OPCODE_CONTINUATION && !self->in_message)
    return fail (error, _ ("A continuation frame continues nothing (RFC 6455 section 5.4)"));
  if (header->opcode != SONDE_OPCODE_CONTINUATION && self->in_message)
    return fail (error, _ ("A message starts within a fragmented one (RFC 6455 section 5.4)"));
  if (header->payload_size > self->max_message_size - self->message_size)
    {
      g_propagate_error (error,
                         sonde_diagnosis_new_error (
                             SONDE_CAUSE_TOO_BIG,
                             _ ("A message of at least %llu bytes is over the limit of %llu"),
                             (unsigned long long) (self->message_size + header->payload_size),
                             (unsigned long long) self->max_message_size));
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_mask (const SondeDissector *self, gboolean masked, GError **error)
{
  if (masked && !self->masked && !self->accepts_masked)
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_MASKED,
                           _ ("The server masks its frames, which RFC 6455 section 5.1 forbids"));
      return FALSE;
    }
  if (!masked && self->masked)
    return fail (error, _ ("A frame to the server is not masked (RFC 6455 section 5.1)"));
  return TRUE;
}

static gboolean
check_header (const SondeDissector *self, const SondeFrameHeader *header, GError **error)
{
  gboolean control = sonde_opcode_is_control (header->opcode);
  guint8 allowed = control || header->opcode == SONDE_OPCODE_CONTINUATION ? 0 : self->allowed_rsv;

  if (!check_mask (self, header->masked, error))
    return FALSE;
  if ((header->rsv & ~allowed) != 0)
    {
      g_set_error (
          error, SONDE_ERROR, SONDE_ERROR_PROTOCOL,
          _ ("A frame has reserved bits set (0x%X) that no extension asked for (RFC 6455 section 5.2)"),
          header->rsv);
      return FALSE;
    }
  return control ? check_control (header, error) : check_data (self, header, error);
}

/* Where a header comes in pieces, they are gathered, since a later piece may make it invalid. */
static SondeFrameResult
read_header (
    SondeDissector *self, SondeFrameHeader *header, const guint8 *data, gsize size, gsize *n_used)
{
  SondeFrameResult result;
  gsize n_kept = self->head_size;
  gsize n_more = MIN (size, sizeof self->head - n_kept);

  if (n_kept == 0)
    {
      result = sonde_frame_header_parse (header, data, size);
      *n_used = result == SONDE_FRAME_OK ? header->size : size;
      if (result == SONDE_FRAME_INCOMPLETE)
        {
          memcpy (self->head, data, size);
          self->head_size = size;
        }
      return result;
    }

  memcpy (self->head + n_kept, data, n_more);
  result = sonde_frame_header_parse (header, self->head, n_kept + n_more);
  *n_used = result == SONDE_FRAME_OK ? header->size - n_kept : n_more;
  if (result == SONDE_FRAME_INCOMPLETE)
    self->head_size += n_more;
  return result;
}

static gboolean
check_close (const SondeDissector *self, GError **error)
{
  gsize size = (gsize) self->header.payload_size;
  guint16 code = (guint16) (self->control[0] << 8 | self->control[1]);

  if (size == 0)
    return TRUE;
  if (!sonde_close_code_is_receivable (code))
    {
      g_set_error (
          error, SONDE_ERROR, SONDE_ERROR_PROTOCOL,
          _ ("A close frame has the code %u, which is not for the wire (RFC 6455 section 7.4)"),
          code);
      return FALSE;
    }
  if (!sonde_utf8_is_valid (self->control + 2, size - 2))
    return fail (error, _ ("The reason in a close frame is not UTF-8 (RFC 6455 section 5.5.1)"));
  return TRUE;
}

static void
begin_frame (SondeDissector *self, const SondeFrameHeader *header)
{
  self->header = *header;
  self->head_size = 0;
  self->in_payload = TRUE;
  self->payload_done = 0;
  if (!sonde_opcode_is_control (header->opcode))
    self->message_size += header->payload_size;
}

static void
end_frame (SondeDissector *self)
{
  self->in_payload = FALSE;
  if (sonde_opcode_is_control (self->header.opcode))
    return;
  self->in_message = !self->header.fin;
  if (self->header.fin)
    self->message_size = 0;
}

static SondeDissection
feed (SondeDissector *self, const guint8 *data, gsize size, gsize *n_used, GError **error)
{
  gsize n_payload;

  *n_used = 0;
  if (!self->in_payload)
    {
      SondeFrameHeader header = { 0 };
      SondeFrameResult result;
      gsize n_header = 0;

      result = read_header (self, &header, data, size, &n_header);
      if (result == SONDE_FRAME_INVALID)
        {
          fail (
              error,
              _ ("The length of a frame is not in its shortest form, or over 2⁶³ (RFC 6455 section 5.2)"));
          return SONDE_DISSECTION_INVALID;
        }
      if (result == SONDE_FRAME_INCOMPLETE)
        {
          /* Whoever reads after this knows a mask by its second byte, and could not say why. */
          if (self->head_size > 1 && !check_mask (self, (self->head[1] & 0x80) != 0, error))
            return SONDE_DISSECTION_INVALID;
          *n_used = n_header;
          return SONDE_DISSECTION_PART;
        }
      if (!check_header (self, &header, error))
        return SONDE_DISSECTION_INVALID;
      begin_frame (self, &header);
      *n_used = n_header;
    }

  n_payload = (gsize) MIN (size - *n_used, self->header.payload_size - self->payload_done);
  if (n_payload > 0 && sonde_opcode_is_control (self->header.opcode))
    {
      memcpy (self->control + self->payload_done, data + *n_used, n_payload);
      sonde_frame_mask (self->control + self->payload_done, n_payload, self->header.mask,
                        self->payload_done);
    }
  self->payload_done += n_payload;
  *n_used += n_payload;
  if (self->payload_done < self->header.payload_size)
    return SONDE_DISSECTION_PART;

  if (self->header.opcode == SONDE_OPCODE_CLOSE && !self->masked && !check_close (self, error))
    {
      *n_used = 0;
      return SONDE_DISSECTION_INVALID;
    }
  end_frame (self);
  return SONDE_DISSECTION_FRAME;
}

/* The bytes that were judged: those of a head that came in pieces first. */
static void
add_evidence (const SondeDissector *self, const guint8 *data, gsize size, GError *error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *text = NULL;

  g_byte_array_append (bytes, self->head, (guint) self->head_size);
  g_byte_array_append (bytes, data, (guint) MIN (size, sizeof self->head));
  text = sonde_evidence_format_bytes (bytes->data, MIN (bytes->len, sizeof self->head));
  sonde_error_add_text (error, SONDE_EVIDENCE_FRAME, text);
  if (error->code == SONDE_ERROR_TOO_BIG)
    sonde_error_add_number (error, SONDE_EVIDENCE_LIMIT_BYTES, (gint64) self->max_message_size);
}

/**
 * sonde_dissector_feed:
 * @data: (array length=size): the next bytes, at least one
 * @n_used: (out): how many of them belong to what is returned
 *
 * Goes on by at most one frame; the rest is for the next call. Of a frame that is invalid, the
 * bytes in @data are not used: they can be kept from whoever reads after this.
 *
 * Returns: what the bytes came to; with %SONDE_DISSECTION_INVALID, @error is %SONDE_ERROR_PROTOCOL,
 *   %SONDE_ERROR_MASKED or %SONDE_ERROR_TOO_BIG, and there is no going on
 */
SondeDissection
sonde_dissector_feed (
    SondeDissector *self, const guint8 *data, gsize size, gsize *n_used, GError **error)
{
  SondeDissection dissection;
  GError *cause = NULL;

  g_return_val_if_fail (self != NULL && n_used != NULL, SONDE_DISSECTION_INVALID);

  dissection = feed (self, data, size, n_used, &cause);
  if (cause != NULL)
    {
      add_evidence (self, data, size, cause);
      g_propagate_error (error, cause);
    }
  return dissection;
}
