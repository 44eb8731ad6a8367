/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes one JSON object on one line. json-glib's generator is not used for it: it cannot hold a
 * text with a NUL, and it prints 28.1 as 28.100000000000001, where what is printed must be what
 * came. */
typedef struct _SondeCliJson SondeCliJson;

SondeCliJson *sonde_cli_json_new (void);
void sonde_cli_json_free (SondeCliJson *self);

void sonde_cli_json_begin (SondeCliJson *self, const char *name);
void sonde_cli_json_end (SondeCliJson *self);
void sonde_cli_json_begin_array (SondeCliJson *self, const char *name);
void sonde_cli_json_end_array (SondeCliJson *self);
void sonde_cli_json_add_text (SondeCliJson *self, const char *name, const char *text, gssize size);
void sonde_cli_json_add_integer (SondeCliJson *self, const char *name, gint64 value);
void sonde_cli_json_add_real (SondeCliJson *self, const char *name, double value);
void sonde_cli_json_add_null (SondeCliJson *self, const char *name);
char *sonde_cli_json_finish (SondeCliJson *self, gsize *size);
gboolean sonde_cli_json_print (SondeCliJson *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeCliJson, sonde_cli_json_free)

G_END_DECLS
