/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean sonde_mock_state_load (const char *path, gboolean fallback);
void sonde_mock_state_save (const char *path, gboolean etat);

G_END_DECLS
