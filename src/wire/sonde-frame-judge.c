/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frame-judge.h"

#include "sonde-close-code.h"
#include "sonde-frame.h"
#include "sonde-frame-words.h"

#include <glib/gi18n-lib.h>

#define RSV1 0x4

static gboolean
is_control (const SondeFrameEvidence *it)
{
  return sonde_opcode_is_control (it->header->opcode);
}

static gboolean
is_data_start (const SondeFrameEvidence *it)
{
  return it->header->opcode == SONDE_OPCODE_TEXT || it->header->opcode == SONDE_OPCODE_BINARY;
}

static gboolean
is_fragmented_control (const SondeFrameEvidence *it)
{
  return is_control (it) && !it->header->fin;
}

static gboolean
is_unagreed_bit (const SondeFrameEvidence *it)
{
  return it->value != 0 && (it->kind != SONDE_FRAME_FIELD_RSV1 || !it->context->deflate);
}

static gboolean
is_compressed_control (const SondeFrameEvidence *it)
{
  return it->value != 0 && is_control (it);
}

static gboolean
is_rsv1_within_message (const SondeFrameEvidence *it)
{
  return it->value != 0 && it->header->opcode == SONDE_OPCODE_CONTINUATION;
}

static gboolean
is_reserved_opcode (const SondeFrameEvidence *it)
{
  return !sonde_frame_opcode_is_known (it->header->opcode);
}

static gboolean
is_continuation_of_nothing (const SondeFrameEvidence *it)
{
  return it->header->opcode == SONDE_OPCODE_CONTINUATION && !it->context->in_message;
}

static gboolean
is_start_within_message (const SondeFrameEvidence *it)
{
  return is_data_start (it) && it->context->in_message;
}

static gboolean
is_unmasked_client (const SondeFrameEvidence *it)
{
  return it->value == 0 && it->context->direction == SONDE_DIRECTION_SENT;
}

static gboolean
is_masked_server (const SondeFrameEvidence *it)
{
  return it->value != 0 && it->context->direction == SONDE_DIRECTION_RECEIVED;
}

static gboolean
is_long_control (const SondeFrameEvidence *it)
{
  return is_control (it) && it->value > SONDE_FRAME_MAX_CONTROL_SIZE;
}

static gboolean
is_close_of_one_byte (const SondeFrameEvidence *it)
{
  return it->header->opcode == SONDE_OPCODE_CLOSE && it->value == 1;
}

static gboolean
is_over_63_bits (const SondeFrameEvidence *it)
{
  return it->value > G_MAXINT64;
}

static gboolean
is_longer_than_needed (const SondeFrameEvidence *it)
{
  const gboolean is_wide = it->header->size >= 10;

  return it->value <= (is_wide ? G_MAXUINT16 : SONDE_FRAME_MAX_CONTROL_SIZE);
}

static gboolean
is_forbidden_code (const SondeFrameEvidence *it)
{
  return !sonde_close_code_is_receivable ((guint16) it->value);
}

static gboolean
is_reason_not_utf8 (const SondeFrameEvidence *it)
{
  return it->payload_size == it->header->payload_size &&
         !g_utf8_validate ((const char *) it->payload + 2, (gssize) it->payload_size - 2, NULL);
}

static gboolean
is_text_not_utf8 (const SondeFrameEvidence *it)
{
  /* A fragment may end within a character, and compressed text is none yet. */
  return it->header->opcode == SONDE_OPCODE_TEXT && it->header->fin && !it->context->in_message &&
         (it->header->rsv & RSV1) == 0 && it->payload_size == it->header->payload_size &&
         !g_utf8_validate ((const char *) it->payload, (gssize) it->payload_size, NULL);
}

/* The first rule of a field that is broken is told. */
static const struct
{
  SondeFrameFieldKind kind;
  gboolean (*is_broken) (const SondeFrameEvidence *evidence);
  const char *remark;
} rules[] = {
  { SONDE_FRAME_FIELD_FIN, is_fragmented_control,
    N_ ("A control frame must not be fragmented (section 5.5)") },
  { SONDE_FRAME_FIELD_RSV1, is_unagreed_bit,
    N_ ("It must be 0: no extension that uses it was agreed on (section 5.2)") },
  { SONDE_FRAME_FIELD_RSV1, is_compressed_control,
    N_ ("A control frame is never compressed (RFC 7692 section 6.1)") },
  { SONDE_FRAME_FIELD_RSV1, is_rsv1_within_message,
    N_ ("Only the first frame of a message may set it (RFC 7692 section 6.1)") },
  { SONDE_FRAME_FIELD_RSV2, is_unagreed_bit,
    N_ ("It must be 0: no extension that uses it was agreed on (section 5.2)") },
  { SONDE_FRAME_FIELD_RSV3, is_unagreed_bit,
    N_ ("It must be 0: no extension that uses it was agreed on (section 5.2)") },
  { SONDE_FRAME_FIELD_OPCODE, is_reserved_opcode,
    N_ ("An unknown opcode fails the connection (section 5.2)") },
  { SONDE_FRAME_FIELD_OPCODE, is_continuation_of_nothing,
    N_ ("There is no message that it could go on with (section 5.4)") },
  { SONDE_FRAME_FIELD_OPCODE, is_start_within_message,
    N_ ("The message before it has not ended (section 5.4)") },
  { SONDE_FRAME_FIELD_MASK, is_unmasked_client,
    N_ ("A client must mask every frame that it sends (section 5.1)") },
  { SONDE_FRAME_FIELD_MASK, is_masked_server,
    N_ ("A server must not mask what it sends (section 5.1)") },
  { SONDE_FRAME_FIELD_LENGTH, is_long_control,
    N_ ("A control frame carries at most 125 bytes (section 5.5)") },
  { SONDE_FRAME_FIELD_LENGTH, is_close_of_one_byte,
    N_ ("A close frame carries nothing, or a code of 2 bytes first (section 5.5.1)") },
  { SONDE_FRAME_FIELD_EXTENDED_LENGTH, is_over_63_bits,
    N_ ("The highest of the 64 bits must be 0 (section 5.2)") },
  { SONDE_FRAME_FIELD_EXTENDED_LENGTH, is_longer_than_needed,
    N_ ("The length must take as few bits as it can (section 5.2)") },
  { SONDE_FRAME_FIELD_CLOSE_CODE, is_forbidden_code,
    N_ ("This code must not be sent in a frame (section 7.4)") },
  { SONDE_FRAME_FIELD_CLOSE_REASON, is_reason_not_utf8,
    N_ ("The reason must be UTF-8 (section 5.5.1)") },
  { SONDE_FRAME_FIELD_PAYLOAD, is_text_not_utf8, N_ ("The text is not UTF-8 (section 8.1)") },
};

/* Returns: (transfer full) (nullable): what is wrong with a field, translated */
char *
sonde_frame_judge (const SondeFrameEvidence *evidence)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].kind == evidence->kind && rules[i].is_broken (evidence))
      return g_strdup (_ (rules[i].remark));
  return NULL;
}
