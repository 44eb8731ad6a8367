/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "sonde-dissector.h"
#include "sonde-tap-input.h"

#define MAX_MESSAGE_SIZE 4096

/* What whoever reads after the tap gets of frames that may be masked, so many bytes at a time. */
static GByteArray *
unmask (const uint8_t *data, size_t size, gsize count)
{
  g_autoptr (GInputStream) base = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (SondeTapInput) input = sonde_tap_input_new (base, NULL, TRUE, MAX_MESSAGE_SIZE);
  GByteArray *unmasked = g_byte_array_new ();
  guint8 block[1024];
  gssize n;

  sonde_tap_input_accept_masked (input);
  while ((n = g_input_stream_read (G_INPUT_STREAM (input), block, count, NULL, NULL)) != 0)
    {
      if (n > 0)
        g_byte_array_append (unmasked, block, (guint) n);
      g_assert_cmpuint (unmasked->len, <=, size);
    }
  return unmasked;
}

/* The same comes out however it is read, but for the beginning of a close frame whose end is wrong.
 * A reader that takes no mask finds nothing wrong in it: what was, never got there. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GByteArray) whole = NULL;
  g_autoptr (GByteArray) parts = NULL;
  SondeDissector dissector;
  guint common;

  if (size == 0)
    return 0;

  whole = unmask (data, size, 1024);
  parts = unmask (data, size, SONDE_FRAME_MAX_HEADER_SIZE + 1);
  common = MIN (whole->len, parts->len);
  g_assert_cmpmem (whole->data, common, parts->data, common);

  sonde_dissector_init (&dissector, SONDE_DIRECTION_RECEIVED, TRUE, MAX_MESSAGE_SIZE);
  for (gsize at = 0; at < whole->len;)
    {
      g_autoptr (GError) error = NULL;
      gsize n_used = 0;

      g_assert_cmpint (
          sonde_dissector_feed (&dissector, whole->data + at, whole->len - at, &n_used, &error), !=,
          SONDE_DISSECTION_INVALID);
      at += n_used;
    }
  return 0;
}
