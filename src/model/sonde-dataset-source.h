/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-dataset.h"
#include "sonde-row-source.h"

G_BEGIN_DECLS

#define SONDE_TYPE_DATASET_SOURCE (sonde_dataset_source_get_type ())

/* The measures in memory as a `SondeRowSource`, while others may be added. */
G_DECLARE_FINAL_TYPE (SondeDatasetSource, sonde_dataset_source, SONDE, DATASET_SOURCE, GObject)

SondeRowSource *sonde_dataset_source_new (SondeDataset *dataset);

G_END_DECLS
