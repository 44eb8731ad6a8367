/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-bits.h"

G_BEGIN_DECLS

#define SONDE_PACKED_MAX_COLUMNS 64

/**
 * SondePacked:
 * @n_rows: rows
 * @n_columns: columns, at most %SONDE_PACKED_MAX_COLUMNS
 *
 * A view of packed columns, which must outlive it. Stream 0 belongs to all columns, stream `i + 1`
 * to column `i`.
 */
typedef struct
{
  gsize n_rows;
  guint n_columns;

  /*< private >*/
  const guint8 *data;
  gsize stream_starts[SONDE_PACKED_MAX_COLUMNS + 2];
} SondePacked;

GByteArray *sonde_packed_start (guint n_columns, gsize n_rows);
void sonde_packed_end_stream (GByteArray *bytes, guint index, SondeBitWriter *writer);
void sonde_packed_finish (GByteArray *bytes);

gboolean
sonde_packed_init (SondePacked *self, const void *data, gsize size, gsize max_rows, GError **error);
SondeBitReader sonde_packed_get_stream (const SondePacked *self, guint index);
gboolean sonde_packed_fail (GError **error, const char *evidence);

G_END_DECLS
