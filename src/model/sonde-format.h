/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_FORMAT_MAX_DECIMALS 15
/* Six significant digits, without zeros at the end. */
#define SONDE_FORMAT_GENERAL G_MAXUINT

char *sonde_format_number (double value, guint decimals);
char *sonde_format_interval_us (gint64 interval_us);
char *sonde_format_path (const char *path);
gboolean sonde_format_is_same_day (GDateTime *first, GDateTime *second);

G_END_DECLS
