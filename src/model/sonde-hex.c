/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-hex.h"

#include <glib/gi18n-lib.h>

#include "sonde-error.h"

static void
append_line (GString *text, const guint8 *line, gsize size, gsize offset, guint bytes_per_line)
{
  g_string_append_printf (text, "%08" G_GSIZE_MODIFIER "x ", offset);
  for (guint i = 0; i < bytes_per_line; i++)
    if (i < size)
      g_string_append_printf (text, " %02x", line[i]);
    else
      g_string_append (text, "   ");
  g_string_append (text, "  ");
  for (gsize i = 0; i < size; i++)
    g_string_append_c (text, g_ascii_isprint (line[i]) ? (char) line[i] : '.');
}

/**
 * sonde_hex_dump:
 * @data: bytes
 * @max_bytes: how many to write at most
 * @bytes_per_line: how many a line holds
 *
 * Writes bytes as offset, hexadecimal digits and ASCII characters, a line after the other. What is
 * left out is counted in a last line.
 *
 * Returns: (transfer full): the text
 */
char *
sonde_hex_dump (GBytes *data, gsize max_bytes, guint bytes_per_line)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (data, &size);
  const gsize shown = MIN (size, max_bytes);

  for (gsize offset = 0; offset < shown; offset += bytes_per_line)
    {
      if (offset > 0)
        g_string_append_c (text, '\n');
      append_line (text, bytes + offset, MIN (shown - offset, bytes_per_line), offset,
                   bytes_per_line);
    }
  if (shown < size)
    {
      g_autofree char *rest = g_format_size (size - shown);

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("… %s more"), rest);
    }
  return g_strdup (text->str);
}

/**
 * sonde_hex_parse:
 * @text: pairs of hexadecimal digits; blanks between pairs do not matter
 * @error: return location for an error
 *
 * Reads bytes from hexadecimal digits.
 *
 * Returns: (transfer full): the bytes, or %NULL with %SONDE_ERROR_ARGUMENT
 */
GBytes *
sonde_hex_parse (const char *text, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  while (*text != '\0')
    {
      guint8 byte;

      if (g_ascii_isspace (*text))
        {
          text++;
          continue;
        }
      if (!g_ascii_isxdigit (text[0]) || !g_ascii_isxdigit (text[1]))
        {
          g_set_error (
              error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
              _ ("“%.8s” is not a pair of hexadecimal digits. Type bytes such as 48 65 6c."), text);
          return NULL;
        }
      byte = (guint8) (g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]));
      g_byte_array_append (bytes, &byte, 1);
      text += 2;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
