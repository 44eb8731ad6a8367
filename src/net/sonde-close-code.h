/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_CLOSE_CODE_NORMAL     1000
#define SONDE_CLOSE_CODE_GOING_AWAY 1001
#define SONDE_CLOSE_CODE_PROTOCOL   1002
#define SONDE_CLOSE_CODE_NONE       1005
#define SONDE_CLOSE_CODE_ENCODING   1007
#define SONDE_CLOSE_CODE_POLICY 1008
#define SONDE_CLOSE_CODE_TOO_BIG    1009

#define SONDE_CLOSE_REASON_MAX_SIZE 123

gboolean sonde_close_code_is_sendable (guint16 code);
gboolean sonde_close_code_is_receivable (guint16 code);
gboolean sonde_close_code_is_refusal (guint16 code);
const char *sonde_close_code_get_meaning (guint16 code);
char *sonde_close_reason_cut (const char *reason);

G_END_DECLS
