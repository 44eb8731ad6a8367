/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-accept.h"
#include "sonde-error.h"

#include <string.h>

static void
test_steps (void)
{
  static const struct
  {
    const char *key;
    gboolean right;
    const char *sha1_hex;
    const char *accept;
  } rows[] = {
    { "dGhlIHNhbXBsZSBub25jZQ==", TRUE, "b37a4f2cc0624f1690f64606cf385945b2bec4ea",
      "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" }, /* RFC 6455 section 1.3 */
    { "NbRO4XmDnLsEX7qLxcdY5w==", TRUE, NULL, "PwFDc7Dx5UunCpEBxXsPVKzfweM=" },
    { "sdPPGM7lmVe8/lZsdgOUyg==", TRUE, NULL, "zI7J6Mqtf18Uz7ztvKglyetdk3I=" },
    { "YXplcnR5", FALSE, "54ce8ec81e0b1d5735152c8823c472dd9d34ab9b",
      "VM6OyB4LHVc1FSyII8Ry3Z00q5s=" },
    { "not-base64!", FALSE, NULL, NULL },
    { "", FALSE, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeAccept) steps = sonde_accept_new (rows[i].key);
      g_autofree char *joined = g_strconcat (rows[i].key, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                                             NULL);

      g_assert_cmpint (steps->key_is_right, ==, rows[i].right);
      g_assert_cmpstr (steps->joined, ==, joined);
      g_assert_cmpuint (strlen (steps->sha1_hex), ==, 40);
      if (rows[i].sha1_hex != NULL)
        g_assert_cmpstr (steps->sha1_hex, ==, rows[i].sha1_hex);
      if (rows[i].accept != NULL)
        g_assert_cmpstr (steps->accept, ==, rows[i].accept);
      g_assert_true (sonde_accept_matches (steps, steps->accept));
      g_assert_false (sonde_accept_matches (steps, NULL));
      g_assert_false (sonde_accept_matches (steps, "AAAAAAAAAAAAAAAAAAAAAAAAAAA="));
    }
}

static void
test_nonce (void)
{
  g_autoptr (SondeAccept) right = sonde_accept_new ("dGhlIHNhbXBsZSBub25jZQ==");
  g_autoptr (SondeAccept) wrong = sonde_accept_new ("a key?");

  g_assert_cmpmem (g_bytes_get_data (right->nonce, NULL), g_bytes_get_size (right->nonce),
                   "the sample nonce", 16);
  g_assert_null (wrong->nonce);
}

static void
test_check_key (void)
{
  g_autofree char *long_key = g_strnfill (SONDE_ACCEPT_MAX_KEY_LENGTH + 1, 'A');
  const char *const wrong[] = { "", "a b", "a\n", "cl\xc3\xa9", long_key };

  g_assert_true (sonde_accept_check_key ("YXplcnR5", NULL));
  g_assert_true (sonde_accept_check_key (long_key + 1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (sonde_accept_check_key (wrong[i], &error));
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/accept/steps", test_steps);
  g_test_add_func ("/accept/nonce", test_nonce);
  g_test_add_func ("/accept/check-key", test_check_key);

  return g_test_run ();
}
