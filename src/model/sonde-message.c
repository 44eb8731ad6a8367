/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-message.h"

#include <string.h>

struct _SondeMessage
{
  gatomicrefcount ref_count;
  SondeDirection direction;
  SondeOpcode opcode;
  GBytes *data;
  gint64 time_us;
  gint64 rtt_us;
};

G_DEFINE_BOXED_TYPE (SondeMessage, sonde_message, sonde_message_ref, sonde_message_unref)

/* A character that would break the line it is shown on. */
static gboolean
is_unprintable (gunichar character)
{
  return g_unichar_iscntrl (character) || character == 0x2028 || character == 0x2029 ||
         g_unichar_type (character) == G_UNICODE_FORMAT;
}

static char *
preview_text (const char *text, gsize size, gsize max_chars)
{
  g_autoptr (GString) preview = g_string_sized_new (MIN (size, max_chars) + 8);
  const char *end = text + size;
  gsize n_chars = 0;

  while (text < end)
    {
      gunichar character = *text == '\0' ? 0 : g_utf8_get_char_validated (text, end - text);
      gboolean valid = character != (gunichar) -1 && character != (gunichar) -2;

      if (n_chars++ == max_chars)
        {
          g_string_append (preview, "…");
          break;
        }

      if (!valid)
        g_string_append (preview, "\xef\xbf\xbd");
      else if (is_unprintable (character))
        g_string_append_c (preview, ' ');
      else
        g_string_append_unichar (preview, character);

      text = valid ? g_utf8_next_char (text) : text + 1;
    }

  return g_string_free (g_steal_pointer (&preview), FALSE);
}

static char *
preview_bytes (const guint8 *data, gsize size, gsize max_chars)
{
  g_autoptr (GString) preview = g_string_sized_new (MIN (size * 3, max_chars + 8));

  for (gsize i = 0; i < size; i++)
    {
      if (preview->len + 3 > max_chars)
        {
          g_string_append (preview, "…");
          break;
        }
      g_string_append_printf (preview, i == 0 ? "%02x" : " %02x", data[i]);
    }

  return g_string_free (g_steal_pointer (&preview), FALSE);
}

/**
 * sonde_message_new:
 * @direction: which way it went
 * @opcode: what kind of message or control frame
 * @data: the payload, unmasked and inflated
 * @time_us: wall-clock microseconds since the Unix epoch, at arrival or at sending
 * @rtt_us: microseconds between what was sent and this answer; -1 where it answers nothing
 *
 * Makes one message, which never changes afterwards and may be shared between threads.
 *
 * Returns: (transfer full): the message
 */
SondeMessage *
sonde_message_new (
    SondeDirection direction, SondeOpcode opcode, GBytes *data, gint64 time_us, gint64 rtt_us)
{
  SondeMessage *self;

  g_return_val_if_fail (data != NULL, NULL);

  self = g_new0 (SondeMessage, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->direction = direction;
  self->opcode = opcode;
  self->data = g_bytes_ref (data);
  self->time_us = time_us;
  self->rtt_us = rtt_us;

  return self;
}

SondeMessage *
sonde_message_ref (SondeMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
sonde_message_unref (SondeMessage *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_bytes_unref (self->data);
  g_free (self);
}

SondeDirection
sonde_message_get_direction (SondeMessage *self)
{
  g_return_val_if_fail (self != NULL, SONDE_DIRECTION_RECEIVED);

  return self->direction;
}

SondeOpcode
sonde_message_get_opcode (SondeMessage *self)
{
  g_return_val_if_fail (self != NULL, SONDE_OPCODE_TEXT);

  return self->opcode;
}

GBytes *
sonde_message_get_data (SondeMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->data;
}

gsize
sonde_message_get_size (SondeMessage *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return g_bytes_get_size (self->data);
}

gint64
sonde_message_get_time_us (SondeMessage *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->time_us;
}

gint64
sonde_message_get_rtt_us (SondeMessage *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->rtt_us;
}

/**
 * sonde_message_matches:
 * @self: a message
 * @folded_needle: what to look for, already through g_utf8_casefold()
 *
 * Whether the payload contains the text, case ignored. ASCII letters are compared without case in
 * any payload; others where the payload is UTF-8.
 */
gboolean
sonde_message_matches (SondeMessage *self, const char *folded_needle)
{
  g_autofree char *folded = NULL;
  const char *data;
  gsize size;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (folded_needle != NULL, FALSE);

  if (*folded_needle == '\0')
    return TRUE;

  data = g_bytes_get_data (self->data, &size);
  if (size == 0)
    return FALSE;

  folded = g_utf8_validate_len (data, size, NULL) ? g_utf8_casefold (data, (gssize) size)
                                                  : g_ascii_strdown (data, (gssize) size);

  return strstr (folded, folded_needle) != NULL;
}

/**
 * sonde_message_get_preview:
 * @self: a message
 * @max_chars: the most characters to give, an ellipsis aside
 *
 * The payload on one line: text with its control characters blanked, anything else as hexadecimal
 * octets. A close frame gives its code and reason (RFC 6455 section 5.5.1). The cost depends on
 * @max_chars, not on the message.
 *
 * Returns: (transfer full): UTF-8 text
 */
char *
sonde_message_get_preview (SondeMessage *self, gsize max_chars)
{
  const guint8 *data;
  gsize size;

  g_return_val_if_fail (self != NULL, NULL);

  data = g_bytes_get_data (self->data, &size);

  if (self->opcode == SONDE_OPCODE_CLOSE && size >= 2)
    {
      g_autofree char *reason = preview_text ((const char *) data + 2, size - 2, max_chars);

      return g_strstrip (g_strdup_printf ("%d %s", data[0] << 8 | data[1], reason));
    }

  if (self->opcode == SONDE_OPCODE_TEXT)
    return preview_text ((const char *) data, size, max_chars);

  return preview_bytes (data, size, max_chars);
}

/**
 * sonde_opcode_get_name:
 * @opcode: an opcode
 *
 * The opcode's name in RFC 6455 section 5.2, in lower case and untranslated.
 */
const char *
sonde_opcode_get_name (SondeOpcode opcode)
{
  static const char *const names[16] = {
    [SONDE_OPCODE_CONTINUATION] = "continuation",
    [SONDE_OPCODE_TEXT] = "text",
    [SONDE_OPCODE_BINARY] = "binary",
    [SONDE_OPCODE_CLOSE] = "close",
    [SONDE_OPCODE_PING] = "ping",
    [SONDE_OPCODE_PONG] = "pong",
  };

  return (guint) opcode < G_N_ELEMENTS (names) && names[opcode] ? names[opcode] : "reserved";
}
