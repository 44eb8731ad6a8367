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
  const char *separator;
  const char *bytes_close;
  const char *bytes_end; /* after all of them */
  gsize max_piece;       /* bytes of one literal; 0 for any number */
} Style;

/* A constant of Java's takes 65,535 bytes, of which a NUL needs two and a pair of surrogates six.
 * An array's initialiser would be code, of which a method takes no more than that. */
#define JAVA_MAX_PIECE (16 * 1024)
#define JAVA_BYTES     ".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)"

/* A C++ compiler may read ??x as a trigraph, and PHP a $x as a variable. Octal, because C's \x
 * takes as many digits as there are, and because Java replaces \u before it looks for a string's
 * end. */
static const Style styles[] = {
  [SONDE_LITERAL_SHELL] = { "", "", TRUE, "'", "\\", "", "'", "", 0 },
  [SONDE_LITERAL_C] = { "\"\\?", "\\", TRUE, "\"", "\\", "", "\"", "", 0 },
  [SONDE_LITERAL_JAVA] = { "\"\\", "\\", TRUE, "\"", "\\", "", "\"", JAVA_BYTES, JAVA_MAX_PIECE },
  [SONDE_LITERAL_JAVASCRIPT] = { "\"\\", "\\x", FALSE, "[", "0x", ", ", "]", "", 0 },
  [SONDE_LITERAL_PYTHON] = { "\"\\", "\\x", FALSE, "b\"", "\\x", "", "\"", "", 0 },
  [SONDE_LITERAL_PHP] = { "\"\\$", "\\x", FALSE, "\"", "\\x", "", "\"", "", 0 },
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

static void
append_text (GString *out, const Style *style, const char *text, gsize size)
{
  g_string_append_c (out, '"');
  for (gsize i = 0; i < size; i++)
    append_character (out, style, text[i]);
  g_string_append_c (out, '"');
}

static void
append_bytes (GString *out, const Style *style, const char *data, gsize size)
{
  g_string_append (out, style->bytes_open);
  for (gsize i = 0; i < size; i++)
    {
      if (i > 0)
        g_string_append (out, style->separator);
      append_number (out, style, style->byte, (guint8) data[i]);
    }
  g_string_append (out, style->bytes_close);
}

/* How much of it one literal takes: of a text, no part of a character. */
static gsize
measure_piece (const char *data, gsize size, gsize most, gboolean is_text)
{
  gsize n = most;

  if (most == 0 || size <= most)
    return size;
  while (is_text && (data[n] & 0xc0) == 0x80)
    n--;
  return n;
}

/* In several literals where one would be too long; a compiler does not join what a method does. */
static void
append_pieces (GString *out, const Style *style, const char *data, gsize size, gboolean is_text)
{
  gsize n = measure_piece (data, size, style->max_piece, is_text);
  const gboolean joined = n < size;

  if (joined)
    g_string_append (out, "String.join(\"\", ");
  for (;;)
    {
      if (is_text)
        append_text (out, style, data, n);
      else
        append_bytes (out, style, data, n);
      data += n;
      size -= n;
      if (size == 0)
        break;
      g_string_append (out, ", ");
      n = measure_piece (data, size, style->max_piece, is_text);
    }
  if (joined)
    g_string_append_c (out, ')');
}

/**
 * sonde_literal_write_text:
 * @style: a language
 * @text: UTF-8, which may contain NUL, but not for the shell
 * @size: bytes of it
 *
 * Returns: (transfer full): an expression that means exactly @text, in a source file that is UTF-8:
 *   a literal, or more than one where the language takes none so long
 */
char *
sonde_literal_write_text (SondeLiteralStyle style, const char *text, gsize size)
{
  g_autoptr (GString) out = NULL;

  if (style == SONDE_LITERAL_SHELL)
    return write_for_shell (text, size);

  out = g_string_new (NULL);
  append_pieces (out, &styles[style], text, size, TRUE);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * sonde_literal_write_bytes:
 * @style: a language; for the shell the literal is an argument of printf
 * @data: any bytes
 * @size: how many
 *
 * Returns: (transfer full): a string of bytes, an initialiser of an array where the language has no
 *   such string, or for Java an expression that makes an array
 */
char *
sonde_literal_write_bytes (SondeLiteralStyle style, const guint8 *data, gsize size)
{
  g_autoptr (GString) out = g_string_new (NULL);

  append_pieces (out, &styles[style], (const char *) data, size, FALSE);
  g_string_append (out, styles[style].bytes_end);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
