/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-csv-writer.h"
#include "sonde-error.h"
#include "sonde-json-lines-reader.h"

#include <math.h>
#include <string.h>

static void
keep_row (const char *const *ids, gint64 time_us, const double *values, gpointer user_data)
{
  sonde_json_lines_write_row (user_data, NULL, ids, time_us, values);
}

static gboolean
read_text (const char *text, GString *out, GError **error)
{
  g_autoptr (SondeJsonLinesReader) reader = sonde_json_lines_reader_new (keep_row, out);

  return sonde_json_lines_reader_push (reader, text, strlen (text), error) &&
         sonde_json_lines_reader_finish (reader, error);
}

static void
test_read (void)
{
  static const struct
  {
    const char *text;
    const char *read;
  } cases[] = {
    { "{\"time\":\"2023-11-14T22:13:20.5Z\",\"a\":1.5,\"b\":null}\n",
      "{\"time\":\"2023-11-14T22:13:20.500000Z\",\"a\":1.5,\"b\":null}\n" },
    { "\357\273\277 { \"a\" : -2E-1 , \"time\" : 1700000000000000 }\r\n\r\n",
      "{\"time\":\"2023-11-14T22:13:20.000000Z\",\"a\":-0.2}\n" },
    { "{\"time\":1700000000000000,\"type\":\"mesure\",\"deep\":[{\"x\":[1,null]},true],\"v\":3}",
      "{\"time\":\"2023-11-14T22:13:20.000000Z\",\"v\":3}\n" },
    { "{\"time\":1700000000000000,\"\\u00e9\\\"\":1}",
      "{\"time\":\"2023-11-14T22:13:20.000000Z\",\"é\\\"\":1}\n" },
    { "{\"time\":1700000000000000}", "{\"time\":\"2023-11-14T22:13:20.000000Z\"}\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      read_text (cases[i].text, out, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (out->str, ==, cases[i].read);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *line;
  } cases[] = {
    { "", "Line 1: " },
    { "\n\n", "Line 1: " },
    { "{\"time\":1,\"a\":1}\n[1]\n", "Line 2: " },
    { "{\"time\":1,\"a\":1}\n\n{\"a\":1}\n", "Line 3: " },
    { "{\"time\":\"soon\"}", "Line 1: " },
    { "{\"time\":1,\"time\":2}", "Line 1: " },
    { "{\"time\":1,\"a\":1,\"a\":1}", "Line 1: " },
    { "{\"time\":1,\"a\":01}", "Line 1: " },
    { "{\"time\":1,\"a\":1.}", "Line 1: " },
    { "{\"time\":1,\"a\":1e400}", "Line 1: " },
    { "{\"time\":1,\"a\":NaN}", "Line 1: " },
    { "{\"time\":1,\"a\":\"\xff\"}", "Line 1: " },
    { "{\"time\":1,\"\":1}", "Line 1: " },
    { "{\"time\":1,\"a\":1", "Line 1: " },
    { "{\"time\":1,\"a\":1,}", "Line 1: " },
    { "{\"time\":1} {}", "Line 1: " },
    { "{\"time\":1,'a':1}", "Line 1: " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *escaped = g_strescape (cases[i].text, NULL);

      g_test_message ("%s", escaped);
      g_assert_false (read_text (cases[i].text, out, &error));
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_SYNTAX);
      g_assert_true (g_str_has_prefix (error->message, cases[i].line));
    }
}

/* Neither the length of a line nor its depth nor its members are without an end. */
static void
test_bounds (void)
{
  g_autoptr (GString) deep = g_string_new ("{\"time\":1,\"a\":");
  g_autoptr (GString) wide = g_string_new ("{\"time\":1");
  g_autofree char *blank = g_strnfill (SONDE_JSON_LINES_MAX_LINE_BYTES + 1, ' ');
  g_autoptr (GString) out = g_string_new (NULL);

  for (int i = 0; i < 30000; i++)
    g_string_append_c (deep, '[');
  for (int i = 0; i <= SONDE_CSV_MAX_COLUMNS; i++)
    g_string_append_printf (wide, ",\"c%d\":%d", i, i);
  g_string_append_c (wide, '}');

  g_assert_false (read_text (deep->str, out, NULL));
  g_assert_false (read_text (wide->str, out, NULL));
  g_assert_false (read_text (blank, out, NULL));
  g_assert_cmpuint (out->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json-lines/read", test_read);
  g_test_add_func ("/json-lines/refused", test_refused);
  g_test_add_func ("/json-lines/bounds", test_bounds);

  return g_test_run ();
}
