/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-checksum.h"
#include "sonde-chunk-codec.h"
#include "sonde-tally-block.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
decode_chunk (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree gint64 *times_us = NULL;
  g_autofree double *values = NULL;
  SondePacked chunk;

  if (!sonde_chunk_codec_init (&chunk, data, size, &error))
    return;

  times_us = g_new (gint64, chunk.n_rows);
  values = g_new (double, chunk.n_rows);
  if (!sonde_chunk_codec_decode_times (&chunk, times_us, NULL))
    return;

  for (guint i = 0; i <= chunk.n_columns; i++)
    if (!sonde_chunk_codec_decode_column (&chunk, i, values, NULL))
      return;
}

/* The first four bytes are replaced by the right checksum, which no fuzzer guesses. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree guint8 *copy = NULL;
  g_autoptr (SondeTallyBlock) block = NULL;
  guint32 checksum;

  if (size < sizeof checksum)
    return 0;

  copy = g_memdup2 (data, size);
  checksum = GUINT32_TO_LE (sonde_checksum (data + sizeof checksum, size - sizeof checksum));
  memcpy (copy, &checksum, sizeof checksum);

  decode_chunk (copy, size);
  block = sonde_tally_block_decode (copy, size, NULL);

  return 0;
}
