/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "sonde-codec.h"

#include <math.h>
#include <string.h>

/* Whatever a text means, it stays within the bounds that the codec promises. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SondeDecoded)
      decoded = sonde_codec_decode (size > 0 ? (const char *) data : "", (gssize) size);

  g_assert_nonnull (sonde_decoded_kind_get_name (decoded->kind));
  g_assert_cmpint (decoded->value, >=, 0);
  g_assert_cmpuint (decoded->readings->len, <=, SONDE_CODEC_MAX_READINGS);
  for (guint i = 0; i < decoded->readings->len; i++)
    {
      const SondeReading *reading = &g_array_index (decoded->readings, SondeReading, i);

      g_assert_cmpuint (strlen (reading->id), <=, SONDE_CODEC_MAX_ID_SIZE);
      g_assert_true (g_utf8_validate (reading->id, -1, NULL));
      g_assert_false (isinf (reading->value));
    }

  return 0;
}
