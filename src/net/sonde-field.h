/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_FIELD_MAX_SIZE 8192

gboolean sonde_field_is_token (const char *text);
gboolean sonde_field_is_value (const char *text);
gboolean sonde_field_check_header (const char *header, GError **error);

G_END_DECLS
