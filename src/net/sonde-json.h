/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define SONDE_JSON_MAX_SIZE        (1024 * 1024)
#define SONDE_JSON_MAX_VALUES      10000
#define SONDE_JSON_MAX_PRETTY_SIZE (4 * 1024 * 1024)

gboolean sonde_json_validate (const char *text, gssize size, GError **error);
JsonNode *sonde_json_parse (const char *text, gssize size, GError **error);
char *sonde_json_prettify (const char *text, gssize size, GError **error);

G_END_DECLS
