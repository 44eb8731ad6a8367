/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *sonde_json_layout (const char *text, gsize size);

G_END_DECLS
