/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-progress.h"

G_BEGIN_DECLS

#define SONDE_TYPE_TABLE_IMPORT (sonde_table_import_get_type ())

/* Makes a recording of a table, or of JSON lines, which it tells by their first character. It runs
 * once. */
G_DECLARE_FINAL_TYPE (SondeTableImport, sonde_table_import, SONDE, TABLE_IMPORT, GObject)

SondeTableImport *sonde_table_import_new (const char *path, const char *recording_path);

SondeProgress *sonde_table_import_get_progress (SondeTableImport *self);
void sonde_table_import_set_replaces (SondeTableImport *self, gboolean replaces);
void sonde_table_import_set_name (SondeTableImport *self, const char *name);

gboolean sonde_table_import_run (SondeTableImport *self,
                                 guint64 *n_rows,
                                 GCancellable *cancellable,
                                 GError **error);
void sonde_table_import_run_async (SondeTableImport *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean sonde_table_import_run_finish (SondeTableImport *self,
                                        GAsyncResult *result,
                                        guint64 *n_rows,
                                        GError **error);

G_END_DECLS
