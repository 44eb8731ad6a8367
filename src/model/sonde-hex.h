/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *sonde_hex_dump (GBytes *data, gsize max_bytes, guint bytes_per_line);
GBytes *sonde_hex_parse (const char *text, GError **error);

G_END_DECLS
