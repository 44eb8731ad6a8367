/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "sonde-channel.h"
#include "sonde-mark.h"

G_BEGIN_DECLS

#define SONDE_TYPE_DATASET (sonde_dataset_get_type ())

/* The channels and marks of one endpoint, appended to by one thread and read by any. */
G_DECLARE_FINAL_TYPE (SondeDataset, sonde_dataset, SONDE, DATASET, GObject)

#define SONDE_DATASET_MAX_CHANNELS 64
#define SONDE_DATASET_MAX_MARKS    10000

SondeDataset *sonde_dataset_new (gsize max_samples_per_channel);
void sonde_dataset_set_max_samples (SondeDataset *self, gsize max_samples_per_channel);

/* NULL where there are too many; the channel belongs to the dataset. */
SondeChannel *sonde_dataset_ensure_channel (SondeDataset *self, const char *id);
void
sonde_dataset_append (SondeDataset *self, gint64 time_us, const double *values, guint n_values);
void sonde_dataset_add_gap (SondeDataset *self, gint64 time_us);
void sonde_dataset_add_mark (SondeDataset *self, const SondeMark *mark);
void sonde_dataset_clear (SondeDataset *self);

guint64 sonde_dataset_get_generation (SondeDataset *self);
guint64 sonde_dataset_get_mark_generation (SondeDataset *self);
/* In the order of their appearance, and also those whose samples are all gone. */
GPtrArray *sonde_dataset_dup_channels (SondeDataset *self);
SondeMark *
sonde_dataset_copy_marks (SondeDataset *self, gint64 from_us, gint64 to_us, gsize *n_marks);
gboolean sonde_dataset_get_mark_span (SondeDataset *self, gint64 *first_us, gint64 *last_us);
gboolean sonde_dataset_get_span (SondeDataset *self, gint64 *first_us, gint64 *last_us);
gboolean sonde_dataset_copy_rows (SondeDataset *self,
                                  gint64 from_us,
                                  gint64 to_us,
                                  guint max_rows,
                                  guint n_columns,
                                  GArray *times_us,
                                  GArray *values);

G_END_DECLS
