/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-csv-reader.h"

G_BEGIN_DECLS

/* Reads measures that are an object a line as their bytes come, and gives one at a time away. */
typedef struct _SondeJsonLinesReader SondeJsonLinesReader;

#define SONDE_JSON_LINES_MAX_LINE_BYTES 65536
#define SONDE_JSON_LINES_MAX_DEPTH      32

SondeJsonLinesReader *sonde_json_lines_reader_new (SondeCsvRowFunc func, gpointer user_data);
void sonde_json_lines_reader_free (SondeJsonLinesReader *self);

gboolean sonde_json_lines_reader_push (SondeJsonLinesReader *self,
                                       const char *data,
                                       gsize size,
                                       GError **error);
gboolean sonde_json_lines_reader_finish (SondeJsonLinesReader *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeJsonLinesReader, sonde_json_lines_reader_free)

G_END_DECLS
