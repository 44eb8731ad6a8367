/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SondeCsvFormat:
 * @separator: what stands between fields: `,` or `;`
 * @decimal: what stands before decimals: `.` or `,`
 * @bom: whether the file begins with a byte order mark, by which some spreadsheets know UTF-8
 * @zone: (nullable): whose clock times are written in, with its offset; %NULL for UTC
 *
 * How a table is written.
 */
typedef struct
{
  char separator;
  char decimal;
  gboolean bom;
  GTimeZone *zone;
} SondeCsvFormat;

/* The first column of every table. */
#define SONDE_CSV_TIME_ID "time"

void sonde_iso_time_append (GString *out, gint64 time_us, GTimeZone *zone);
gboolean sonde_iso_time_parse (const char *text, gint64 *time_us);
void sonde_csv_number_append (GString *out, double value, char decimal);
gboolean sonde_csv_number_parse (const char *text, double *value);
gboolean sonde_csv_text_is_formula (const char *text);

G_END_DECLS
