/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-csv-format.h"

G_BEGIN_DECLS

/* Reads a table of measures as its bytes come, and gives a row at a time away. */
typedef struct _SondeCsvReader SondeCsvReader;

/**
 * SondeCsvRowFunc:
 * @ids: (array zero-terminated=1): the names of the columns after that of the times
 * @values: a value for each; NaN is a gap
 */
typedef void (*SondeCsvRowFunc) (const char *const *ids,
                                 gint64 time_us,
                                 const double *values,
                                 gpointer user_data);

#define SONDE_CSV_MAX_COLUMNS     64
#define SONDE_CSV_MAX_FIELD_BYTES 65536

SondeCsvReader *sonde_csv_reader_new (SondeCsvRowFunc func, gpointer user_data);
void sonde_csv_reader_free (SondeCsvReader *self);

gboolean sonde_csv_reader_push (SondeCsvReader *self, const char *data, gsize size, GError **error);
gboolean sonde_csv_reader_finish (SondeCsvReader *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeCsvReader, sonde_csv_reader_free)

G_END_DECLS
