/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-json.h"

#include <math.h>
#include <string.h>
#include <json-glib/json-glib.h>

static void
test_text (void)
{
  static const struct
  {
    const char *text;
    gssize size;
    const char *json;
  } rows[] = {
    { "", -1, "\"\"" },
    { "{\"a\":[1]}", -1, "\"{\\\"a\\\":[1]}\"" },
    { "back\\slash", -1, "\"back\\\\slash\"" },
    { "\b\f\n\r\t", -1, "\"\\b\\f\\n\\r\\t\"" },
    { "\x01\x1b\x7f", -1, "\"\\u0001\\u001b\\u007f\"" },
    { "a\0b", 3, "\"a\\u0000b\"" },
    { "\0", 1, "\"\\u0000\"" },
    { "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", -1, "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"" },
    { "a\xff\xfe z", -1, "\"a\xef\xbf\xbd\xef\xbf\xbd z\"" },
    { "cut \xe2\x82", -1, "\"cut \xef\xbf\xbd\xef\xbf\xbd\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeCliJson) writer = sonde_cli_json_new ();
      g_autofree char *expected = g_strdup_printf ("{\"t\":%s}", rows[i].json);
      g_autofree char *line = NULL;

      sonde_cli_json_add_text (writer, "t", rows[i].text, rows[i].size);
      line = sonde_cli_json_finish (writer, NULL);
      g_assert_cmpstr (line, ==, expected);
    }
}

static void
test_real (void)
{
  static const struct
  {
    double value;
    const char *json;
  } rows[] = {
    { 0, "0" },
    { 28.1, "28.1" },
    { 28.34000015, "28.34000015" },
    { -0.001, "-0.001" },
    { 1.0 / 3, "0.3333333333333333" },
    { 5e-324, "4.94065645841247e-324" },
    { 9007199254740993.0, "9007199254740992" },
    { NAN, "null" },
    { INFINITY, "null" },
    { -INFINITY, "null" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeCliJson) writer = sonde_cli_json_new ();
      g_autofree char *expected = g_strdup_printf ("{\"v\":%s}", rows[i].json);
      g_autofree char *line = NULL;

      sonde_cli_json_add_real (writer, "v", rows[i].value);
      line = sonde_cli_json_finish (writer, NULL);
      g_assert_cmpstr (line, ==, expected);
    }
}

static void
test_nesting (void)
{
  g_autoptr (SondeCliJson) writer = sonde_cli_json_new ();
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  gsize size;

  sonde_cli_json_begin (writer, "empty");
  sonde_cli_json_end (writer);
  sonde_cli_json_begin (writer, "of \"two\"");
  sonde_cli_json_add_integer (writer, "least", G_MININT64);
  sonde_cli_json_begin (writer, "inner");
  sonde_cli_json_add_null (writer, "nothing");
  sonde_cli_json_end (writer);
  sonde_cli_json_end (writer);
  sonde_cli_json_add_text (writer, "last", "{", -1);
  line = sonde_cli_json_finish (writer, &size);
  g_assert_cmpstr (line, ==,
                   "{\"empty\":{},\"of \\\"two\\\"\":{\"least\":-9223372036854775808,\"inner\":"
                   "{\"nothing\":null}},\"last\":\"{\"}");
  g_assert_cmpuint (size, ==, strlen (line));
  json_parser_load_from_data (parser, line, (gssize) size, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/json/text", test_text);
  g_test_add_func ("/cli/json/real", test_real);
  g_test_add_func ("/cli/json/nesting", test_nesting);

  return g_test_run ();
}
