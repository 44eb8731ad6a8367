/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-packed.h"

G_BEGIN_DECLS

/* What a decoder believes at most, whatever the data says. */
#define SONDE_CHUNK_MAX_ROWS 32768

GByteArray *sonde_chunk_codec_encode (const gint64 *times_us,
                                      const double *const *columns,
                                      guint n_columns,
                                      gsize n_rows);
gboolean sonde_chunk_codec_init (SondePacked *chunk, const void *data, gsize size, GError **error);
gboolean
sonde_chunk_codec_decode_times (const SondePacked *chunk, gint64 *times_us, GError **error);
gboolean sonde_chunk_codec_decode_column (const SondePacked *chunk,
                                          guint column,
                                          double *values,
                                          GError **error);

G_END_DECLS
