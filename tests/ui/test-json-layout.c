/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>
#include <string.h>

#include "sonde-json-layout.h"

static void
test_table (void)
{
  static const struct
  {
    const char *text;
    const char *expected; /* NULL where it is not laid out */
  } cases[] = {
    { "{}", "{}" },
    { " [ ] ", "[]" },
    { "{\"a\":1}", "{\n  \"a\": 1\n}" },
    { "{\"t\":28.34000015,\"l\":[1,2]}",
      "{\n  \"t\": 28.34000015,\n  \"l\": [\n    1,\n    2\n  ]\n}" },
    { "{\"s\":\"a,\\\"}{b\"}", "{\n  \"s\": \"a,\\\"}{b\"\n}" },
    { "{\"n\":null , \"b\":true}", "{\n  \"n\": null,\n  \"b\": true\n}" },
    { "", NULL },
    { "12", NULL },
    { "hello", NULL },
    { "{\"a\":1", NULL },
    { "{\"a\":[1}", NULL },
    { "{\"a", NULL },
    { "{\"a\\", NULL },
    { "{} trash", NULL },
    { "]", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sonde_json_layout (cases[i].text, strlen (cases[i].text));

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_deep (void)
{
  g_autofree char *text = g_strnfill (200000, '[');

  g_assert_null (sonde_json_layout (text, strlen (text)));
}

static void
test_without_end (void)
{
  g_autofree char *text = g_memdup2 ("{\"a\":1}", 7);
  g_autofree char *lines = sonde_json_layout (text, 7);

  g_assert_cmpstr (lines, ==, "{\n  \"a\": 1\n}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-layout/table", test_table);
  g_test_add_func ("/json-layout/deep", test_deep);
  g_test_add_func ("/json-layout/without-end", test_without_end);
  return g_test_run ();
}
