/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-error.h"
#include "sonde-json-scanner.h"
#include "sonde-json.h"

#include <string.h>

static void
test_valid (void)
{
  static const char *const texts[] = {
    "null",
    " true ",
    "\t\r\n0",
    "-0",
    "-0.5e-10",
    "1E+2",
    "12345678901234567890",
    "1e400",
    "\"\"",
    "[]",
    "{}",
    "[[],{}]",
    "{\"\":{\"a\":[1,2,{\"b\":null}]}}",
    "{\"a\":1,\"a\":2}",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83c\\udf21\\u0000\"",
    "\"été 🌡\"",
    "{\"luminosite\":152,\"temperature\":28.34,\"humidite\":45,\"pression\":1014,"
    "\"type\":\"mesure\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) root = NULL;
      g_autofree char *pretty = NULL;

      sonde_json_validate (texts[i], -1, &error);
      g_assert_no_error (error);
      root = sonde_json_parse (texts[i], -1, &error);
      g_assert_no_error (error);
      g_assert_nonnull (root);
      pretty = sonde_json_prettify (texts[i], -1, &error);
      g_assert_no_error (error);
      g_assert_true (sonde_json_validate (pretty, -1, NULL));
    }
}

static void
test_invalid (void)
{
  /* What is wrong, and the end of the message: what was found and where. */
  static const struct
  {
    const char *text;
    const char *evidence;
  } rows[] = {
    { "", "found the end of the text at line 1, column 1" },
    { "  \n", "found the end of the text at line 2, column 1" },
    { "// comment\n1", "found “/” at line 1, column 1" },
    { "[1 /* two */]", "found “/” at line 1, column 4" },
    { "{'a':1}", "found “'” at line 1, column 2" },
    { "['a']", "found “'” at line 1, column 2" },
    { "var x = {}", "found “v” at line 1, column 1" },
    { "0x10", "found “x” at line 1, column 2" },
    { "[0x10]", "found “x” at line 1, column 3" },
    { "01", "found “1” at line 1, column 2" },
    { "+1", "found “+” at line 1, column 1" },
    { ".5", "found “.” at line 1, column 1" },
    { "5.", "found the end of the text at line 1, column 3" },
    { "-", "found the end of the text at line 1, column 2" },
    { "1e", "found the end of the text at line 1, column 3" },
    { "1e+x", "found “x” at line 1, column 4" },
    { "NaN", "found “N” at line 1, column 1" },
    { "Infinity", "found “I” at line 1, column 1" },
    { "True", "found “T” at line 1, column 1" },
    { "nul", "found “n” at line 1, column 1" },
    { "nulll", "found “l” at line 1, column 5" },
    { "{\"a\":1} trash", "found “t” at line 1, column 9" },
    { "{}{}", "found “{” at line 1, column 3" },
    { "[1,]", "found “]” at line 1, column 4" },
    { "[,1]", "found “,” at line 1, column 2" },
    { "[1 2]", "found “2” at line 1, column 4" },
    { "[1}", "found “}” at line 1, column 3" },
    { "{\"a\":1,}", "found “}” at line 1, column 8" },
    { "{\"a\"}", "found “}” at line 1, column 5" },
    { "{\"a\":}", "found “}” at line 1, column 6" },
    { "{\"a\" 1}", "found “1” at line 1, column 6" },
    { "{a:1}", "found “a” at line 1, column 2" },
    { "{1:1}", "found “1” at line 1, column 2" },
    { "{\"a\":1]", "found “]” at line 1, column 7" },
    { "]", "found “]” at line 1, column 1" },
    { "[\n  1,\n  été\n]", "found “é” at line 3, column 3" },
    { "\"abc", "found the end of the text at line 1, column 5" },
    { "\"a\nb\"", "found U+000A at line 1, column 3" },
    { "\"\\", "found the end of the text at line 1, column 3" },
    { "\"\\x41\"", "found “x” at line 1, column 3" },
    { "\"\\u12g4\"", "found “g” at line 1, column 6" },
    { "\"\\ud800\"", "found “\"” at line 1, column 8" },
    { "\"\\ud800\\n\"", "found “\\” at line 1, column 8" },
    { "\"\\ud800\\u0041\"", "found “0” at line 1, column 10" },
    { "\"\\udc00\"", "found “d” at line 1, column 4" },
    { "\xef\xbb\xbf{}", "found U+FEFF at line 1, column 1" },
    { "\"\xff\"", "byte 0xFF is not UTF-8 text at line 1, column 2" },
    { "\"\xed\xa0\x80\"", "byte 0xED is not UTF-8 text at line 1, column 2" },
    { "\xc2\xa0[]", "found U+00A0 at line 1, column 1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (sonde_json_validate (rows[i].text, -1, &error));
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_SYNTAX);
      if (!g_str_has_suffix (error->message, rows[i].evidence))
        g_error ("%s: “%s” lacks “%s”", rows[i].text, error->message, rows[i].evidence);
      g_assert_null (sonde_json_parse (rows[i].text, -1, NULL));
      g_assert_null (sonde_json_prettify (rows[i].text, -1, NULL));
    }

  g_assert_false (sonde_json_validate ("1\0002", 3, NULL));
}

static void
test_bounds (void)
{
  g_autofree char *brackets = g_strnfill (120 * 1024, '[');
  g_autofree char *braces = g_strnfill (SONDE_JSON_MAX_SIZE + 1, ' ');
  g_autoptr (GString) nested = g_string_new (NULL);
  g_autoptr (GString) wide = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *pretty = NULL;

  g_assert_null (sonde_json_parse (brackets, -1, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_SYNTAX);
  g_assert_nonnull (strstr (error->message, "32 levels at line 1, column 33"));
  g_clear_error (&error);

  braces[0] = '1';
  g_assert_null (sonde_json_parse (braces, -1, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_TOO_BIG);
  g_clear_error (&error);
  g_assert_true (sonde_json_validate (braces, SONDE_JSON_MAX_SIZE, NULL));

  for (int i = 0; i < SONDE_JSON_MAX_DEPTH; i++)
    g_string_append (nested, i % 2 == 0 ? "[" : "{\"a\":");
  g_string_append_c (nested, '1');
  for (int i = SONDE_JSON_MAX_DEPTH - 1; i >= 0; i--)
    g_string_append_c (nested, i % 2 == 0 ? ']' : '}');
  root = sonde_json_parse (nested->str, -1, &error);
  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_ARRAY (root));

  for (int i = 0; i < SONDE_JSON_MAX_DEPTH; i++)
    g_string_append_c (wide, '[');
  for (int i = 0; i < 400000; i++)
    g_string_append (wide, "1,");
  g_string_append_c (wide, '1');
  for (int i = 0; i < SONDE_JSON_MAX_DEPTH; i++)
    g_string_append_c (wide, ']');
  g_assert_null (sonde_json_parse (wide->str, -1, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_TOO_BIG);
  g_clear_error (&error);
  pretty = sonde_json_prettify (wide->str, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (pretty), <=, SONDE_JSON_MAX_PRETTY_SIZE + 100);
  g_assert_true (g_str_has_suffix (pretty, "…"));
}

static void
test_numbers (void)
{
  g_autoptr (JsonNode) root = sonde_json_parse (
      "[9223372036854775807, 12345678901234567890, -9223372036854775809, 1e400, "
      "-1e400, 28.34000015, 1.0, -0, 1e-400]",
      -1, NULL);
  JsonArray *array = json_node_get_array (root);

  g_assert_cmpint (json_array_get_int_element (array, 0), ==, G_MAXINT64);
  g_assert_true (json_node_get_value_type (json_array_get_element (array, 1)) == G_TYPE_DOUBLE);
  g_assert_cmpfloat (json_array_get_double_element (array, 1), ==, 12345678901234567890.);
  g_assert_cmpfloat (json_array_get_double_element (array, 2), ==, -9223372036854775809.);
  g_assert_true (json_array_get_null_element (array, 3));
  g_assert_true (json_array_get_null_element (array, 4));
  g_assert_cmpfloat (json_array_get_double_element (array, 5), ==, 28.34000015);
  g_assert_true (json_node_get_value_type (json_array_get_element (array, 6)) == G_TYPE_DOUBLE);
  g_assert_cmpint (json_array_get_int_element (array, 7), ==, 0);
  g_assert_cmpfloat (json_array_get_double_element (array, 8), ==, 0);
}

static void
test_strings (void)
{
  g_autoptr (JsonNode) root = sonde_json_parse (
      "{\"a\\u0000b\":\"\\ud83c\\udf21 \\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"}", -1, NULL);
  JsonObject *object = json_node_get_object (root);

  g_assert_cmpstr (json_object_get_string_member (object, "a\357\277\275b"), ==,
                   "🌡 \"\\/\b\f\n\r\té");
}

static void
test_prettify (void)
{
  static const struct
  {
    const char *text;
    const char *pretty;
  } rows[] = {
    { "1e400", "1e400" },
    { " [ ] ", "[]" },
    { "{ }", "{}" },
    { "[1,[],{}]", "[\n  1,\n  [],\n  {}\n]" },
    { "{\"t\":28.340,\"n\":12345678901234567890,\"s\":\"\\u00e9\"}",
      "{\n  \"t\": 28.340,\n  \"n\": 12345678901234567890,\n  \"s\": \"\\u00e9\"\n}" },
    { "{\"a\":{\"b\":[true,null]},\"c\":1.0}",
      "{\n  \"a\": {\n    \"b\": [\n      true,\n      null\n    ]\n  },\n  \"c\": 1.0\n}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *pretty = sonde_json_prettify (rows[i].text, -1, NULL);

      g_assert_cmpstr (pretty, ==, rows[i].pretty);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/valid", test_valid);
  g_test_add_func ("/json/invalid", test_invalid);
  g_test_add_func ("/json/bounds", test_bounds);
  g_test_add_func ("/json/numbers", test_numbers);
  g_test_add_func ("/json/strings", test_strings);
  g_test_add_func ("/json/prettify", test_prettify);

  return g_test_run ();
}
