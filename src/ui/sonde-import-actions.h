/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-window.h"

G_BEGIN_DECLS

/* Makes recordings of tables and of JSON lines: “win.import”. */
void sonde_import_actions_install (GtkWidgetClass *widget_class);

gboolean sonde_import_takes (GFile *file);
void sonde_import_choose_targets (SondeWindow *window, GPtrArray *tables);
void sonde_import_begin (SondeWindow *window, const char *table_path, const char *recording_path);

G_END_DECLS
