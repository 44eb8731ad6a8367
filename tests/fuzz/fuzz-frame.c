/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "sonde-dissector.h"
#include "sonde-frame.h"

#include <string.h>

/* A header that was read is written the same, and a stream is dissected alike in one piece and byte
 * by byte. */
static guint
dissect (const uint8_t *data, size_t size, gsize piece)
{
  SondeDissector dissector;
  guint n_frames = 0;
  gsize at = 0;

  sonde_dissector_init (&dissector, SONDE_DIRECTION_RECEIVED, TRUE, 1024);
  while (at < size)
    {
      gsize n_used = 0;
      SondeDissection dissection = sonde_dissector_feed (&dissector, data + at,
                                                         MIN (piece, size - at), &n_used, NULL);

      if (dissection == SONDE_DISSECTION_INVALID)
        return n_frames + 1000000;
      if (dissection == SONDE_DISSECTION_FRAME)
        n_frames++;
      g_assert_cmpuint (n_used, >, 0);
      g_assert_cmpuint (n_used, <=, MIN (piece, size - at));
      at += n_used;
    }
  return n_frames;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  SondeFrameHeader header;

  if (size == 0)
    return 0;

  if (sonde_frame_header_parse (&header, data, size) == SONDE_FRAME_OK)
    {
      guint8 written[SONDE_FRAME_MAX_HEADER_SIZE];

      g_assert_cmpuint (header.size, <=, size);
      g_assert_cmpuint (sonde_frame_header_write (&header, written), ==, header.size);
      g_assert_cmpint (memcmp (written, data, header.size), ==, 0);
    }

  g_assert_cmpuint (dissect (data, size, size), ==, dissect (data, size, 1));
  return 0;
}
