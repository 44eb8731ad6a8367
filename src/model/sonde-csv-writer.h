/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-csv-format.h"

G_BEGIN_DECLS

void sonde_csv_write_header (GString *out, const SondeCsvFormat *format, const char *const *ids);
void sonde_csv_write_row (GString *out,
                          const SondeCsvFormat *format,
                          gint64 time_us,
                          const double *values,
                          gsize n_values);
void sonde_json_lines_write_row (
    GString *out, GTimeZone *zone, const char *const *ids, gint64 time_us, const double *values);

G_END_DECLS
