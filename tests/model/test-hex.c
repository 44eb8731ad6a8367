/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>
#include <string.h>

#include "sonde-error.h"
#include "sonde-hex.h"

static void
test_dump (void)
{
  static const struct
  {
    const char *data;
    gsize size;
    gsize max_bytes;
    guint per_line;
    const char *expected;
  } cases[] = {
    { "", 0, 16, 8, "" },
    { "Hi", 2, 16, 4, "00000000  48 69        Hi" },
    { "abcd", 4, 16, 4, "00000000  61 62 63 64  abcd" },
    { "abcde", 5, 16, 4, "00000000  61 62 63 64  abcd\n00000004  65           e" },
    { "\x00\x7f\xe9", 3, 16, 3, "00000000  00 7f e9  ..." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) data = g_bytes_new (cases[i].data, cases[i].size);
      g_autofree char *text = sonde_hex_dump (data, cases[i].max_bytes, cases[i].per_line);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_dump_is_bounded (void)
{
  g_autoptr (GBytes) data = g_bytes_new_take (g_malloc0 (1 << 20), 1 << 20);
  g_autofree char *text = sonde_hex_dump (data, 64, 16);

  g_assert_cmpuint (strlen (text), <, 500);
  g_assert_nonnull (strstr (text, "…"));
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
    gssize size; /* -1 where it is no sequence of pairs */
  } cases[] = {
    { "", "", 0 },          { "48 65 6c", "Hel", 3 },
    { "48656C", "Hel", 3 }, { " 00\tff\n", "\x00\xff", 2 },
    { "4", NULL, -1 },      { "4 8", NULL, -1 },
    { "zz", NULL, -1 },     { "48 é", NULL, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) data = sonde_hex_parse (cases[i].text, &error);

      if (cases[i].size < 0)
        {
          g_assert_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (data, NULL), g_bytes_get_size (data), cases[i].expected,
                       (gsize) cases[i].size);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hex/dump", test_dump);
  g_test_add_func ("/hex/dump-is-bounded", test_dump_is_bounded);
  g_test_add_func ("/hex/parse", test_parse);
  return g_test_run ();
}
