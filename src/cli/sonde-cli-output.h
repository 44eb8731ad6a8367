/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean sonde_cli_print_line (const char *line, gsize size);
void sonde_cli_warn (const char *format, ...) G_GNUC_PRINTF (1, 2);
void sonde_cli_report (const GError *error);
gboolean sonde_cli_print_error (const GError *error);

G_END_DECLS
