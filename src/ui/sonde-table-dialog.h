/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-chart-table.h"

G_BEGIN_DECLS

#define SONDE_TYPE_TABLE_DIALOG (sonde_table_dialog_get_type ())

/* What a chart shows, as a table. Property: "exact" (b, to read: whether a row is a measure). */
G_DECLARE_FINAL_TYPE (SondeTableDialog, sonde_table_dialog, SONDE, TABLE_DIALOG, AdwWindow)

GtkWindow *sonde_table_dialog_new (GtkWindow *parent, SondePlot *plot);

char *sonde_table_to_text (SondeChartTable *table);

G_END_DECLS
