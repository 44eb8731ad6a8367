/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-csv-format.h"
#include "sonde-progress.h"
#include "sonde-row-source.h"

G_BEGIN_DECLS

/**
 * SondeTableKind:
 * @SONDE_TABLE_CSV: a table as RFC 4180 has it
 * @SONDE_TABLE_JSON_LINES: an object for each measure, one a line
 */
typedef enum
{
  SONDE_TABLE_CSV,
  SONDE_TABLE_JSON_LINES,
} SondeTableKind;

#define SONDE_TYPE_TABLE_EXPORT (sonde_table_export_get_type ())

/* Writes measures as a text: what to write is set first, and then it runs once. */
G_DECLARE_FINAL_TYPE (SondeTableExport, sonde_table_export, SONDE, TABLE_EXPORT, GObject)

SondeTableExport *sonde_table_export_new (SondeRowSource *source);

void sonde_table_export_set_kind (SondeTableExport *self, SondeTableKind kind);
void sonde_table_export_set_format (SondeTableExport *self, const SondeCsvFormat *format);
void sonde_table_export_set_range (SondeTableExport *self, gint64 from_us, gint64 to_us);
void sonde_table_export_set_channels (SondeTableExport *self, const char *const *ids);
SondeProgress *sonde_table_export_get_progress (SondeTableExport *self);

char *sonde_table_export_preview (SondeTableExport *self,
                                  guint max_rows,
                                  GCancellable *cancellable,
                                  GError **error);
void sonde_table_export_preview_async (SondeTableExport *self,
                                       guint max_rows,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
char *
sonde_table_export_preview_finish (SondeTableExport *self, GAsyncResult *result, GError **error);
gboolean sonde_table_export_run (SondeTableExport *self,
                                 const char *path,
                                 guint64 *n_rows,
                                 GCancellable *cancellable,
                                 GError **error);
void sonde_table_export_run_async (SondeTableExport *self,
                                   const char *path,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean sonde_table_export_run_finish (SondeTableExport *self,
                                        GAsyncResult *result,
                                        guint64 *n_rows,
                                        GError **error);

G_END_DECLS
