/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "sonde-csv-format.h"

G_BEGIN_DECLS

/* What an export can be, in the order of its list. */
typedef enum
{
  SONDE_EXPORT_CSV,
  SONDE_EXPORT_JSON_LINES,
  SONDE_EXPORT_PNG,
  SONDE_EXPORT_SVG,
  SONDE_EXPORT_PDF,
  SONDE_N_EXPORTS
} SondeExportKind;

/* For whom a table is written, in the order of its list. */
typedef enum
{
  SONDE_SPREADSHEET_PLAIN,
  SONDE_SPREADSHEET_COMMA,
  SONDE_SPREADSHEET_OWN,
} SondeSpreadsheet;

const char *sonde_export_kind_get_ending (SondeExportKind kind);
gboolean sonde_export_kind_is_picture (SondeExportKind kind);
char *sonde_export_kind_create_file_name (SondeExportKind kind, const char *name, gint64 time_us);

SondeSpreadsheet sonde_spreadsheet_get_local (void);
void sonde_spreadsheet_get_format (SondeSpreadsheet self, SondeCsvFormat *format);
SondeSpreadsheet sonde_spreadsheet_recognize (const SondeCsvFormat *format);

G_END_DECLS
