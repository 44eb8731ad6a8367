/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_MOCK_MAX_HEAD_SIZE 8192

gsize sonde_mock_handshake_find_end (const guint8 *data, gsize size);
char *sonde_mock_handshake_answer (const char *head, gsize size, gboolean echo, gboolean *upgraded);

G_END_DECLS
