/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-literal.h"

#include <gio/gio.h>
#include <string.h>

static void
test_text (void)
{
  static const struct
  {
    SondeLiteralStyle style;
    const char *text;
    gsize size;
    const char *literal;
  } rows[] = {
    { SONDE_LITERAL_SHELL, "", 0, "''" },
    { SONDE_LITERAL_SHELL, "it's $HOME `x`\n", 15, "'it'\\''s $HOME `x`\n'" },
    { SONDE_LITERAL_C, "{\"a\":1}", 7, "\"{\\\"a\\\":1}\"" },
    { SONDE_LITERAL_C, "\\n\n", 3, "\"\\\\n\\n\"" },
    { SONDE_LITERAL_C, "?\?/", 3, "\"\\?\\?/\"" },
    { SONDE_LITERAL_C, "\0001", 2, "\"\\0001\"" },
    { SONDE_LITERAL_C,
      "\x7f\x1b"
      "1",
      3, "\"\\177\\0331\"" },
    { SONDE_LITERAL_JAVA, "\\u0022", 6, "\"\\\\u0022\"" },
    { SONDE_LITERAL_JAVA, "\r\n\t", 3, "\"\\r\\n\\t\"" },
    { SONDE_LITERAL_JAVASCRIPT, "\0012", 2, "\"\\x012\"" },
    { SONDE_LITERAL_JAVASCRIPT, "d\xc3\xa9j\xc3\xa0", 6, "\"d\xc3\xa9j\xc3\xa0\"" },
    { SONDE_LITERAL_PYTHON, "'\"{x}", 5, "\"'\\\"{x}\"" },
    { SONDE_LITERAL_PHP, "$a {$b}", 7, "\"\\$a {\\$b}\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *literal = sonde_literal_write_text (rows[i].style, rows[i].text,
                                                           rows[i].size);

      g_assert_cmpstr (literal, ==, rows[i].literal);
    }
}

static void
test_bytes (void)
{
  static const guint8 bytes[] = { 0x00, 0x27, 0x39, 0x80, 0xff };
  static const char *const expected[] = {
    [SONDE_LITERAL_SHELL] = "'\\000\\047\\071\\200\\377'",
    [SONDE_LITERAL_C] = "\"\\000\\047\\071\\200\\377\"",
    [SONDE_LITERAL_JAVA] = "\"\\000\\047\\071\\200\\377\""
                           ".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)",
    [SONDE_LITERAL_JAVASCRIPT] = "[0x00, 0x27, 0x39, 0x80, 0xff]",
    [SONDE_LITERAL_PYTHON] = "b\"\\x00\\x27\\x39\\x80\\xff\"",
    [SONDE_LITERAL_PHP] = "\"\\x00\\x27\\x39\\x80\\xff\"",
  };

  for (guint style = 0; style < G_N_ELEMENTS (expected); style++)
    {
      g_autofree char *literal = sonde_literal_write_bytes (style, bytes, sizeof bytes);
      g_autofree char *empty = sonde_literal_write_bytes (style, NULL, 0);

      g_assert_cmpstr (literal, ==, expected[style]);
      g_assert_cmpuint (strlen (empty), >=, 2);
    }
}

/* Java takes no long constant: it has pieces, none of which ends within a character. */
static void
test_pieces (void)
{
  const char *const character = "\xf0\x9f\x8c\xa1";
  g_autoptr (GString) text = g_string_new ("a");
  g_autofree char *literal = NULL;
  g_autofree char *bytes = NULL;
  g_auto (GStrv) pieces = NULL;

  while (text->len < 40000)
    g_string_append (text, character);
  literal = sonde_literal_write_text (SONDE_LITERAL_JAVA, text->str, text->len);
  g_assert_true (g_str_has_prefix (literal, "String.join(\"\", \"a"));
  g_assert_true (g_str_has_suffix (literal, "\")"));
  pieces = g_strsplit (literal, "\", \"", -1);
  g_assert_cmpuint (g_strv_length (pieces), ==, 4);
  for (guint i = 0; pieces[i] != NULL; i++)
    g_assert_true (g_utf8_validate (pieces[i], -1, NULL));

  bytes = sonde_literal_write_bytes (SONDE_LITERAL_JAVA, (const guint8 *) text->str, text->len);
  g_assert_true (g_str_has_prefix (bytes, "String.join(\"\", \"\\141\\360"));
  g_assert_true (
      g_str_has_suffix (bytes, "\").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)"));
}

/* Has a program write out what a literal of every character means. */
static void
check_meaning (SondeLiteralStyle style,
               gboolean of_bytes,
               guint first,
               const char *const *line,
               const char *source)
{
  g_autofree guint8 *data = g_malloc (256);
  gsize size = 0;
  g_autofree char *literal = NULL;
  g_autofree char *script = NULL;
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) output = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) parts = g_strsplit (source, "@", 2);

  for (guint i = first; i < (of_bytes ? 256u : 128u); i++)
    data[size++] = (guint8) i;
  literal = of_bytes ? sonde_literal_write_bytes (style, data, size)
                     : sonde_literal_write_text (style, (const char *) data, size);
  script = g_strconcat (parts[0], literal, parts[1], NULL);
  g_strv_builder_addv (words, (const char **) line);
  g_strv_builder_add (words, script);
  argv = g_strv_builder_end (words);
  process = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (output, NULL), g_bytes_get_size (output), data, size);
}

static void
test_meaning (void)
{
  const char *const shell[] = { "sh", "-c", NULL };
  const char *const python[] = { "/usr/bin/python3", "-c", NULL };

  check_meaning (SONDE_LITERAL_SHELL, FALSE, 1, shell, "printf %s @");
  check_meaning (SONDE_LITERAL_SHELL, TRUE, 0, shell, "printf @");
  check_meaning (SONDE_LITERAL_PYTHON, FALSE, 0, python,
                 "import sys; sys.stdout.buffer.write(@.encode())");
  check_meaning (SONDE_LITERAL_PYTHON, TRUE, 0, python, "import sys; sys.stdout.buffer.write(@)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/literal/text", test_text);
  g_test_add_func ("/literal/bytes", test_bytes);
  g_test_add_func ("/literal/pieces", test_pieces);
  g_test_add_func ("/literal/meaning", test_meaning);

  return g_test_run ();
}
