/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-deflate.h"

#include <gio/gio.h>
#include <string.h>

#define FIRST  0x41 /* text with RSV1 */
#define MIDDLE 0x00 /* continuation */
#define FIN    0x80

/* The vectors of the course's capture, unmasked. */
static const guint8 hello[] = { 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0x28,
                                0xcf, 0x2f, 0xca, 0x49, 0x51, 0x04, 0x00 };
static const guint8 hello_again[] = { 0xf2, 0x40, 0x62, 0x03, 0x00 };

static GBytes *
receive (SondeDeflate *deflate, guint8 first, const guint8 *data, gsize size, GError **error)
{
  guint8 header[14] = { first };
  GBytes *inflated = soup_websocket_extension_process_incoming_message (
      SOUP_WEBSOCKET_EXTENSION (deflate), header, g_bytes_new (data, size), error);

  if (inflated != NULL)
    g_assert_cmpint (header[0] & 0x40, ==, 0);
  return inflated;
}

static void
assert_text (GBytes *bytes, const char *text)
{
  g_assert_nonnull (bytes);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
  g_bytes_unref (bytes);
}

static void
test_golden (void)
{
  g_autoptr (SondeDeflate) deflate = sonde_deflate_new (1000);
  g_autoptr (SondeDeflate) without_context = sonde_deflate_new (1000);
  g_autoptr (GError) error = NULL;

  assert_text (receive (deflate, FIRST | FIN, hello, sizeof hello, &error), "Hello world!");
  assert_text (receive (deflate, FIRST | FIN, hello_again, sizeof hello_again, &error),
               "Hello world!");

  g_assert_null (receive (without_context, FIRST | FIN, hello_again, sizeof hello_again, &error));
  g_assert_error (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_BAD_DATA);
  g_clear_error (&error);

  /* There is no going on after that. */
  g_assert_null (receive (without_context, FIRST | FIN, hello, sizeof hello, &error));
  g_assert_nonnull (error);
}

/* RFC 7692 section 7.2.3. */
static void
test_rfc_examples (void)
{
  static const struct
  {
    guint8 data[16];
    gsize size;
  } rows[] = {
    { { 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00 }, 7 },
    { { 0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00 }, 11 },
    { { 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00 }, 8 },
    { { 0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00 }, 13 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeDeflate) deflate = sonde_deflate_new (1000);
      g_autoptr (GError) error = NULL;

      assert_text (receive (deflate, FIRST | FIN, rows[i].data, rows[i].size, &error), "Hello");
      assert_text (receive (deflate, FIRST | FIN, rows[i].data, rows[i].size, &error), "Hello");
      g_assert_no_error (error);
    }
}

static void
test_fragments (void)
{
  g_autoptr (SondeDeflate) deflate = sonde_deflate_new (1000);
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < sizeof hello; i++)
    {
      g_autoptr (GBytes) part = receive (
          deflate, (guint8) ((i == 0 ? FIRST : MIDDLE) | (i == sizeof hello - 1 ? FIN : 0)),
          hello + i, 1, &error);
      g_autoptr (GBytes) pong = receive (deflate, FIN | 0xa, hello, 3, &error);

      g_assert_no_error (error);
      g_byte_array_append (whole, g_bytes_get_data (part, NULL), (guint) g_bytes_get_size (part));
      g_assert_cmpmem (g_bytes_get_data (pong, NULL), 3, hello, 3);
    }
  g_assert_cmpmem (whole->data, whole->len, "Hello world!", 12);

  /* What is not compressed goes by, and a continuation cannot say that it is. */
  assert_text (receive (deflate, FIN | 0x1, (const guint8 *) "plain", 5, &error), "plain");
  g_bytes_unref (receive (deflate, FIRST, hello, 3, &error));
  g_assert_null (receive (deflate, FIN | 0x40, hello + 3, sizeof hello - 3, &error));
  g_assert_error (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR);
}

static GBytes *
send (SondeDeflate *deflate, GBytes *payload, guint8 header[14])
{
  g_autoptr (GError) error = NULL;
  GBytes *deflated = soup_websocket_extension_process_outgoing_message (
      SOUP_WEBSOCKET_EXTENSION (deflate), header, g_bytes_ref (payload), &error);

  g_assert_no_error (error);
  return deflated;
}

static void
test_round_trip (gconstpointer data)
{
  gboolean forgets = GPOINTER_TO_INT (data);
  static const gsize sizes[] = { 0, 1, 12, 65536, 65537, 1000000, 12 };
  g_autoptr (SondeDeflate) sender = sonde_deflate_new (2000000);
  g_autoptr (SondeDeflate) receiver = sonde_deflate_new (2000000);
  g_autoptr (GHashTable) params = g_hash_table_new (g_str_hash, g_str_equal);
  gsize small_sizes[2] = { 0 };

  if (forgets)
    g_hash_table_insert (params, (gpointer) "client_no_context_takeover", NULL);
  g_assert_true (soup_websocket_extension_configure (
      SOUP_WEBSOCKET_EXTENSION (sender), SOUP_WEBSOCKET_CONNECTION_CLIENT, params, NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (sizes) * 2; i++)
    {
      gsize size = sizes[i / 2];
      guint8 *block = g_malloc (size + 1);
      g_autoptr (GBytes) original = NULL;
      g_autoptr (GBytes) deflated = NULL;
      g_autoptr (GBytes) inflated = NULL;
      g_autoptr (GError) error = NULL;
      guint8 header[14] = { FIN | 0x2 };

      /* The first half is noise, which gets no smaller. */
      for (gsize j = 0; j < size; j++)
        block[j] = j < size / 2 ? (guint8) g_test_rand_int () : (guint8) (j >> 8);
      original = g_bytes_new_take (block, size);
      deflated = send (sender, original, header);
      g_assert_cmpint (header[0], ==, size == 0 ? FIN | 0x2 : FIN | 0x2 | 0x40);
      small_sizes[i % 2] = g_bytes_get_size (deflated);
      inflated = receive (receiver, header[0], g_bytes_get_data (deflated, NULL),
                          g_bytes_get_size (deflated), &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (original, inflated));
    }
  g_assert_cmpuint (small_sizes[0], >, 0);
}

static void
test_context (void)
{
  g_autoptr (SondeDeflate) keeps = sonde_deflate_new (1000);
  g_autoptr (SondeDeflate) forgets = sonde_deflate_new (1000);
  g_autoptr (GHashTable) params = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GBytes) text = g_bytes_new_static ("Hello world!", 12);
  gsize sizes[4];

  g_hash_table_insert (params, (gpointer) "client_no_context_takeover", NULL);
  soup_websocket_extension_configure (SOUP_WEBSOCKET_EXTENSION (forgets),
                                      SOUP_WEBSOCKET_CONNECTION_CLIENT, params, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint8 header[14] = { FIN | 0x1 };
      g_autoptr (GBytes) deflated = send (i < 2 ? keeps : forgets, text, header);

      sizes[i] = g_bytes_get_size (deflated);
    }
  g_assert_cmpuint (sizes[1], <, sizes[0]);
  g_assert_cmpuint (sizes[3], ==, sizes[2]);
}

/* A thousand to one, as deflate allows. */
static void
test_bomb (gconstpointer data)
{
  gboolean fragmented = GPOINTER_TO_INT (data);
  const gsize limit = 1000000;
  g_autoptr (SondeDeflate) sender = sonde_deflate_new (0);
  g_autoptr (SondeDeflate) fits = sonde_deflate_new (64 * limit);
  g_autoptr (SondeDeflate) bounded = sonde_deflate_new (limit);
  g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (64 * limit), 64 * limit);
  g_autoptr (GBytes) bomb = NULL;
  g_autoptr (GBytes) inflated = NULL;
  g_autoptr (GError) error = NULL;
  guint8 header[14] = { FIN | 0x2 };
  const guint8 *at;
  gsize size;
  gsize let_through = 0;

  bomb = send (sender, zeros, header);
  at = g_bytes_get_data (bomb, &size);
  g_assert_cmpuint (size, <, limit / 10);
  inflated = receive (fits, header[0], at, size, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (inflated), ==, 64 * limit);

  for (gsize i = 0; i < size && error == NULL; i += fragmented ? 100 : size)
    {
      g_autoptr (GBytes)
          part = receive (bounded, fragmented ? (i == 0 ? FIRST : MIDDLE) : header[0], at + i,
                          fragmented ? 100 : size, &error);

      let_through += part != NULL ? g_bytes_get_size (part) : 0;
    }
  g_assert_error (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG);
  g_assert_cmpuint (let_through, <=, limit);
}

static void
test_garbage (void)
{
  for (int i = 0; i < 2000; i++)
    {
      g_autoptr (SondeDeflate) deflate = sonde_deflate_new (10000);

      for (int j = 0; j < 3; j++)
        {
          g_autoptr (GBytes) inflated = NULL;
          guint8 data[64];
          gsize size = (gsize) g_test_rand_int_range (0, sizeof data);

          for (gsize k = 0; k < size; k++)
            data[k] = (guint8) g_test_rand_int ();
          inflated = receive (deflate, (guint8) (FIRST | (i % 2 == 0 ? FIN : 0)), data, size, NULL);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/deflate/golden", test_golden);
  g_test_add_func ("/deflate/rfc-examples", test_rfc_examples);
  g_test_add_func ("/deflate/fragments", test_fragments);
  g_test_add_data_func ("/deflate/round-trip/context", GINT_TO_POINTER (FALSE), test_round_trip);
  g_test_add_data_func ("/deflate/round-trip/no-context", GINT_TO_POINTER (TRUE), test_round_trip);
  g_test_add_func ("/deflate/context", test_context);
  g_test_add_data_func ("/deflate/bomb/whole", GINT_TO_POINTER (FALSE), test_bomb);
  g_test_add_data_func ("/deflate/bomb/fragmented", GINT_TO_POINTER (TRUE), test_bomb);
  g_test_add_func ("/deflate/garbage", test_garbage);

  return g_test_run ();
}
