/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-close-code.h"

#include <string.h>

static void
test_codes (void)
{
  static const struct
  {
    guint16 code;
    gboolean sendable;
    gboolean receivable;
    gboolean refusal;
  } rows[] = {
    { 0, FALSE, FALSE, TRUE },     { 999, FALSE, FALSE, TRUE },  { 1000, TRUE, TRUE, FALSE },
    { 1001, TRUE, TRUE, FALSE },   { 1002, TRUE, TRUE, TRUE },   { 1004, FALSE, FALSE, TRUE },
    { 1005, FALSE, FALSE, FALSE }, { 1006, FALSE, FALSE, TRUE }, { 1010, TRUE, TRUE, TRUE },
    { 1011, FALSE, TRUE, TRUE },   { 1012, FALSE, TRUE, TRUE },  { 1015, FALSE, FALSE, TRUE },
    { 1016, FALSE, FALSE, TRUE },  { 2999, FALSE, FALSE, TRUE }, { 3000, TRUE, TRUE, TRUE },
    { 4999, TRUE, TRUE, TRUE },    { 5000, FALSE, FALSE, TRUE }, { 65535, FALSE, FALSE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpint (sonde_close_code_is_sendable (rows[i].code), ==, rows[i].sendable);
      g_assert_cmpint (sonde_close_code_is_receivable (rows[i].code), ==, rows[i].receivable);
      g_assert_cmpint (sonde_close_code_is_refusal (rows[i].code), ==, rows[i].refusal);
      g_assert_cmpstr (sonde_close_code_get_meaning (rows[i].code), !=, "");
    }
}

static void
test_reasons (void)
{
  g_autofree char *none = sonde_close_reason_cut (NULL);
  g_autofree char *fits = g_strnfill (SONDE_CLOSE_REASON_MAX_SIZE, 'a');
  g_autofree char *kept = sonde_close_reason_cut (fits);
  g_autofree char *long_reason = g_strconcat (fits + 1, "é", NULL);
  g_autofree char *cut = sonde_close_reason_cut (long_reason);
  g_autofree char *repaired = sonde_close_reason_cut ("\xff");

  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (kept, ==, fits);
  g_assert_cmpuint (strlen (cut), ==, SONDE_CLOSE_REASON_MAX_SIZE - 1);
  g_assert_true (g_utf8_validate (repaired, -1, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/close-code/codes", test_codes);
  g_test_add_func ("/close-code/reasons", test_reasons);

  return g_test_run ();
}
