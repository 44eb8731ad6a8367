/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-literal.h"

#include <string.h>

typedef struct
{
  const char *escaped; /* characters that a backslash goes before */
  const char *escape;  /* before the number of a control character */
  gboolean octal;
  const char *bytes_open;
  const char *byte; /* before the number of each byte */
  const char *negative_byte;
  const char *separator;
  const char *bytes_close;
} Style;

/* A C++ compiler may read ??x as a trigraph, and PHP a $x as a variable. Octal, because C's \x
 * takes as many digits as there are, and because Java replaces \u before it looks for a string's
 * end. */
static const Style styles[] = {
  [SONDE_LITERAL_SHELL] = { "", "", TRUE, "'", "\\", "\\", "", "'" },
  [SONDE_LITERAL_C] = { "\"\\?", "\\", TRUE, "\"", "\\", "\\", "", "\"" },
  [SONDE_LITERAL_JAVA] = { "\"\\", "\\", TRUE, "{ ", "0", "(byte) 0", ", ", " }" },
  [SONDE_LITERAL_JAVASCRIPT] = { "\"\\", "\\x", FALSE, "[", "0x", "0x", ", ", "]" },
  [SONDE_LITERAL_PYTHON] = { "\"\\", "\\x", FALSE, "b\"", "\\x", "\\x", "", "\"" },
  [SONDE_LITERAL_PHP] = { "\"\\$", "\\x", FALSE, "\"", "\\x", "\\x", "", "\"" },
};

static char *
write_for_shell (const char *text, gsize size)
{
  g_autoptr (GString) out = g_string_new ("'");

  for (gsize i = 0; i < size; i++)
    if (text[i] == '\'')
      g_string_append (out, "'\\''");
    else
      g_string_append_c (out, text[i]);
  g_string_append_c (out, '\'');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
append_number (GString *out, const Style *style, const char *prefix, guint8 number)
{
  g_string_append_printf (out, style->octal ? "%s%03o" : "%s%02x", prefix, number);
}

static void
append_character (GString *out, const Style *style, char character)
{
  static const char names[] = "\nn\rr\tt";
  const char *name = memchr (names, character, sizeof names - 1);

  if (name != NULL && (name - names) % 2 == 0)
    g_string_append_printf (out, "\\%c", name[1]);
  else if (g_ascii_iscntrl (character))
    append_number (out, style, style->escape, (guint8) character);
  else if (strchr (style->escaped, character) != NULL)
    g_string_append_printf (out, "\\%c", character);
  else
    g_string_append_c (out, character);
}

/**
 * sonde_literal_write_text:
 * @style: a language
 * @text: UTF-8, which may contain NUL, but not for the shell
 * @size: bytes of it
 *
 * Returns: (transfer full): a literal that means exactly @text, in a source file that is UTF-8
 */
char *
sonde_literal_write_text (SondeLiteralStyle style, const char *text, gsize size)
{
  g_autoptr (GString) out = NULL;

  if (style == SONDE_LITERAL_SHELL)
    return write_for_shell (text, size);

  out = g_string_new ("\"");
  for (gsize i = 0; i < size; i++)
    append_character (out, &styles[style], text[i]);
  g_string_append_c (out, '"');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * sonde_literal_write_bytes:
 * @style: a language; for the shell the literal is an argument of printf
 * @data: any bytes
 * @size: how many
 *
 * Returns: (transfer full): a string of bytes, or an initialiser of an array where the language has
 *   no such string
 */
char *
sonde_literal_write_bytes (SondeLiteralStyle style, const guint8 *data, gsize size)
{
  const Style *row = &styles[style];
  g_autoptr (GString) out = g_string_new (row->bytes_open);

  for (gsize i = 0; i < size; i++)
    {
      if (i > 0)
        g_string_append (out, row->separator);
      append_number (out, row, data[i] < 0x80 ? row->byte : row->negative_byte, data[i]);
    }
  g_string_append (out, row->bytes_close);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
