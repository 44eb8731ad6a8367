/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-dataset.h"
#include "sonde-picture.h"
#include "sonde-table-export.h"

G_BEGIN_DECLS

/**
 * SondeExportSubject:
 * @name: what the endpoint is called
 * @dataset: its measures in memory
 * @recording_path: (nullable): where those before them are
 * @plots: (element-type SondePlot): the charts that show
 * @start_us: the first time that they show
 * @end_us: the last time that they show
 * @utc: whether they show universal time
 *
 * What an export is of.
 */
typedef struct
{
  char *name;
  SondeDataset *dataset;
  char *recording_path;
  GPtrArray *plots;
  gint64 start_us;
  gint64 end_us;
  gboolean utc;
} SondeExportSubject;

SondeExportSubject *sonde_export_subject_copy (const SondeExportSubject *self);
void sonde_export_subject_free (SondeExportSubject *self);

void
sonde_export_subject_get_span (const SondeExportSubject *self, gint64 *first_us, gint64 *last_us);
SondeTableExport *sonde_export_subject_create_table (const SondeExportSubject *self,
                                                     SondeTableKind kind,
                                                     const SondeCsvFormat *format,
                                                     const char *const *ids);
SondePicture *sonde_export_subject_create_picture (const SondeExportSubject *self,
                                                   gint64 start_us,
                                                   gint64 end_us,
                                                   const char *const *ids);

G_END_DECLS
