/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-dataset.h"
#include "sonde-plot.h"

G_BEGIN_DECLS

#define SONDE_TYPE_EXPORT_DIALOG (sonde_export_dialog_get_type ())

/* Asks what of an endpoint's measures to write and how, and writes it.
 * Properties, to read: "format" (u), "running" (b), "fraction" (d), "problem" (s), "preview" (s).
 */
G_DECLARE_FINAL_TYPE (SondeExportDialog, sonde_export_dialog, SONDE, EXPORT_DIALOG, AdwWindow)

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
  const char *name;
  SondeDataset *dataset;
  const char *recording_path;
  GPtrArray *plots;
  gint64 start_us;
  gint64 end_us;
  gboolean utc;
} SondeExportSubject;

SondeExportDialog *sonde_export_dialog_new (GtkWindow *parent, const SondeExportSubject *subject);
void sonde_export_dialog_write (SondeExportDialog *self, GFile *file);

G_END_DECLS
