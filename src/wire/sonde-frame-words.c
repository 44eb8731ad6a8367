/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frame-words.h"

#include "sonde-close-code.h"

#include <glib/gi18n-lib.h>

#define PREVIEW_CHARS 120
#define MAX_PREVIEW   (4 * PREVIEW_CHARS)

/* The names are those of the drawing in RFC 6455 section 5.2, and stay in English. */
static const struct
{
  const char *name;
  const char *section;
} fields[SONDE_N_FRAME_FIELDS] = {
  [SONDE_FRAME_FIELD_FIN] = { "FIN", "5.2, 5.4" },
  [SONDE_FRAME_FIELD_RSV1] = { "RSV1", "5.2; RFC 7692, 6" },
  [SONDE_FRAME_FIELD_RSV2] = { "RSV2", "5.2" },
  [SONDE_FRAME_FIELD_RSV3] = { "RSV3", "5.2" },
  [SONDE_FRAME_FIELD_OPCODE] = { "opcode", "5.2, 11.8" },
  [SONDE_FRAME_FIELD_MASK] = { "MASK", "5.1, 5.2" },
  [SONDE_FRAME_FIELD_LENGTH] = { "Payload len", "5.2" },
  [SONDE_FRAME_FIELD_EXTENDED_LENGTH] = { "Extended payload length", "5.2" },
  [SONDE_FRAME_FIELD_MASKING_KEY] = { "Masking-key", "5.2, 5.3" },
  [SONDE_FRAME_FIELD_PAYLOAD] = { "Payload Data", "5.2" },
  [SONDE_FRAME_FIELD_CLOSE_CODE] = { "Close code", "5.5.1, 7.4" },
  [SONDE_FRAME_FIELD_CLOSE_REASON] = { "Close reason", "5.5.1, 7.1.6" },
};

static const struct
{
  const char *label;
  const char *words;
} opcodes[16] = {
  [SONDE_OPCODE_CONTINUATION] = { N_ ("Continuation"), N_ ("goes on with the message before it") },
  [SONDE_OPCODE_TEXT] = { N_ ("Text"), N_ ("a message of text in UTF-8") },
  [SONDE_OPCODE_BINARY] = { N_ ("Binary"), N_ ("a message of bytes") },
  [SONDE_OPCODE_CLOSE] = { N_ ("Close"), N_ ("closes the connection") },
  [SONDE_OPCODE_PING] = { N_ ("Ping"), N_ ("asks for a pong with the same bytes") },
  [SONDE_OPCODE_PONG] = { N_ ("Pong"), N_ ("answers a ping, or says “I am here”") },
};

/**
 * sonde_frame_field_get_name:
 *
 * Returns: the field's name in the drawing of RFC 6455 section 5.2
 */
const char *
sonde_frame_field_get_name (SondeFrameFieldKind kind)
{
  return fields[kind].name;
}

/**
 * sonde_frame_field_get_section:
 *
 * Returns: where RFC 6455, or another that is named, defines the field
 */
const char *
sonde_frame_field_get_section (SondeFrameFieldKind kind)
{
  return fields[kind].section;
}

/**
 * sonde_frame_field_get_number:
 * @field: a field
 *
 * Returns: (transfer full): its value as one writes it: a bit, a decimal number, hexadecimal digits
 *   of an opcode or a key, a size in bytes
 */
char *
sonde_frame_field_get_number (const SondeFrameField *field)
{
  switch (field->kind)
    {
    case SONDE_FRAME_FIELD_OPCODE:
      return g_strdup_printf ("0x%x", (guint) field->value);
    case SONDE_FRAME_FIELD_MASKING_KEY:
      return g_strdup_printf ("%0*x", (int) (field->n_bits / 4), (guint) field->value);
    case SONDE_FRAME_FIELD_PAYLOAD:
    case SONDE_FRAME_FIELD_CLOSE_REASON:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%llu byte", "%llu bytes",
                                           (gulong) MIN (field->value, G_MAXULONG)),
                              (unsigned long long) field->value);
    case SONDE_FRAME_FIELD_FIN:
    case SONDE_FRAME_FIELD_RSV1:
    case SONDE_FRAME_FIELD_RSV2:
    case SONDE_FRAME_FIELD_RSV3:
    case SONDE_FRAME_FIELD_MASK:
    case SONDE_FRAME_FIELD_LENGTH:
    case SONDE_FRAME_FIELD_EXTENDED_LENGTH:
    case SONDE_FRAME_FIELD_CLOSE_CODE:
    case SONDE_N_FRAME_FIELDS:
    default:
      return g_strdup_printf ("%llu", (unsigned long long) field->value);
    }
}

/**
 * sonde_frame_field_get_extent:
 * @field: a field
 *
 * Returns: (transfer full): where it is, translated: “bit 0”, “bits 4 to 7”, or in bytes where it
 *   begins and ends with one
 */
char *
sonde_frame_field_get_extent (const SondeFrameField *field)
{
  const unsigned long long first = field->first_bit;
  const unsigned long long last = field->first_bit + field->n_bits - 1;

  if (field->n_bits == 1)
    return g_strdup_printf (_ ("bit %llu"), first);
  if (first % 8 != 0 || field->n_bits % 8 != 0)
    return g_strdup_printf (_ ("bits %llu to %llu"), first, last);
  if (field->n_bits == 8)
    return g_strdup_printf (_ ("byte %llu"), first / 8);
  return g_strdup_printf (_ ("bytes %llu to %llu"), first / 8, last / 8);
}

/**
 * sonde_frame_opcode_get_label:
 * @opcode: the four bits of a frame
 *
 * Returns: its translated name
 */
const char *
sonde_frame_opcode_get_label (guint8 opcode)
{
  const char *label = opcodes[opcode & 0xf].label;

  return label != NULL ? _ (label) : _ ("Reserved");
}

/**
 * sonde_frame_opcode_is_known:
 * @opcode: the four bits of a frame
 *
 * Returns: whether RFC 6455 section 11.8 gives it a meaning
 */
gboolean
sonde_frame_opcode_is_known (guint8 opcode)
{
  return opcodes[opcode & 0xf].label != NULL;
}

static char *
describe_fin (const SondeFrameHeader *header, const SondeFrameContext *context)
{
  if (!header->fin)
    return g_strdup (_ ("more fragments of the message follow"));
  if (sonde_opcode_is_control (header->opcode))
    return g_strdup (_ ("whole: a control frame is never fragmented"));
  if (header->opcode == SONDE_OPCODE_CONTINUATION || context->in_message)
    return g_strdup (_ ("the last fragment of the message"));
  return g_strdup (_ ("the message is whole in this one frame"));
}

static char *
describe_rsv1 (guint64 value, const SondeFrameHeader *header, const SondeFrameContext *context)
{
  if (value != 0)
    return g_strdup (context->deflate ? _ ("the message is compressed (permessage-deflate)")
                                      : _ ("set, with no extension to give it a meaning"));
  if (header->opcode == SONDE_OPCODE_CONTINUATION && context->compressed)
    return g_strdup (_ ("said by the message’s first frame alone: it is compressed"));
  return g_strdup (context->deflate ? _ ("not compressed") : _ ("reserved for extensions"));
}

static char *
describe_opcode (guint8 opcode)
{
  if (opcodes[opcode].label == NULL)
    return g_strdup (sonde_opcode_is_control (opcode)
                         ? _ ("Reserved: a control frame without a meaning yet")
                         : _ ("Reserved: a data frame without a meaning yet"));
  /* Translators: the name of a kind of frame, such as “Ping”, and what it does. */
  return g_strdup_printf (_ ("%s: %s"), _ (opcodes[opcode].label), _ (opcodes[opcode].words));
}

static char *
describe_length (guint64 value)
{
  if (value == 126)
    return g_strdup (_ ("the length is in the next 16 bits"));
  if (value == 127)
    return g_strdup (_ ("the length is in the next 64 bits"));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%llu byte of payload",
                                       "%llu bytes of payload", (gulong) value),
                          (unsigned long long) value);
}

/* The start of a text, without what would move the cursor of a terminal. */
static char *
preview_text (const guint8 *data, gsize size)
{
  g_autofree char *valid = g_utf8_make_valid ((const char *) data,
                                              (gssize) MIN (size, MAX_PREVIEW));
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_chars = 0;

  for (const char *c = valid; *c != '\0' && n_chars < PREVIEW_CHARS; c = g_utf8_next_char (c))
    {
      const gunichar character = g_utf8_get_char (c);

      g_string_append_unichar (text, g_unichar_isprint (character) ? character : ' ');
      n_chars++;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
is_readable (const guint8 *data, gsize size)
{
  if (!g_utf8_validate ((const char *) data, (gssize) size, NULL))
    return FALSE;
  for (const char *c = (const char *) data; c < (const char *) data + size;
       c = g_utf8_next_char (c))
    if (!g_unichar_isprint (g_utf8_get_char (c)))
      return FALSE;
  return TRUE;
}

static char *
describe_payload (const SondeFrameHeader *header,
                  const SondeFrameContext *context,
                  const guint8 *payload,
                  gsize payload_size)
{
  const gboolean control = sonde_opcode_is_control (header->opcode);
  g_autofree char *shown = NULL;

  if (!control && ((header->rsv & 0x4) != 0 || (context->in_message && context->compressed)))
    return g_strdup (header->masked ? _ ("compressed, then masked") : _ ("compressed"));
  if (payload_size == 0)
    return g_strdup (_ ("nothing"));
  if (header->opcode == SONDE_OPCODE_TEXT || is_readable (payload, payload_size))
    {
      shown = preview_text (payload, payload_size);
      return g_strdup_printf (_ ("“%s”"), shown);
    }
  return g_strdup (header->masked ? _ ("masked bytes") : _ ("bytes"));
}

/* @payload is unmasked, and what was kept of it. */
char *
sonde_frame_words_describe (SondeFrameFieldKind kind,
                            guint64 value,
                            const SondeFrameHeader *header,
                            const SondeFrameContext *context,
                            const guint8 *payload,
                            gsize payload_size)
{
  switch (kind)
    {
    case SONDE_FRAME_FIELD_FIN:
      return describe_fin (header, context);
    case SONDE_FRAME_FIELD_RSV1:
      return describe_rsv1 (value, header, context);
    case SONDE_FRAME_FIELD_RSV2:
    case SONDE_FRAME_FIELD_RSV3:
      return g_strdup (value == 0 ? _ ("reserved for extensions")
                                  : _ ("set, with no extension to give it a meaning"));
    case SONDE_FRAME_FIELD_OPCODE:
      return describe_opcode (header->opcode);
    case SONDE_FRAME_FIELD_MASK:
      return g_strdup (value != 0 ? _ ("masked: a key of 4 bytes comes before the payload")
                                  : _ ("not masked: there is no key"));
    case SONDE_FRAME_FIELD_LENGTH:
      return describe_length (value);
    case SONDE_FRAME_FIELD_EXTENDED_LENGTH:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%llu byte of payload",
                                           "%llu bytes of payload",
                                           (gulong) MIN (value, G_MAXULONG)),
                              (unsigned long long) value);
    case SONDE_FRAME_FIELD_MASKING_KEY:
      return g_strdup (_ ("each octet i of the payload is combined with octet i mod 4 of the key"));
    case SONDE_FRAME_FIELD_PAYLOAD:
      return describe_payload (header, context, payload, payload_size);
    case SONDE_FRAME_FIELD_CLOSE_CODE:
      return g_strdup (sonde_close_code_get_meaning ((guint16) value));
    case SONDE_FRAME_FIELD_CLOSE_REASON:
      return describe_payload (header, context, payload + 2, payload_size - 2);
    case SONDE_N_FRAME_FIELDS:
    default:
      return NULL;
    }
}
