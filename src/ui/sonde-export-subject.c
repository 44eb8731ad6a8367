/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-export-subject.h"

#include "sonde-dataset-source.h"
#include "sonde-joined-source.h"
#include "sonde-recording-source.h"

/**
 * sonde_export_subject_copy:
 *
 * Returns: (transfer full): a copy that keeps what it is of
 */
SondeExportSubject *
sonde_export_subject_copy (const SondeExportSubject *self)
{
  SondeExportSubject *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->dataset = g_object_ref (self->dataset);
  copy->recording_path = g_strdup (self->recording_path);
  copy->plots = g_ptr_array_ref (self->plots);

  return copy;
}

void
sonde_export_subject_free (SondeExportSubject *self)
{
  g_free (self->name);
  g_object_unref (self->dataset);
  g_free (self->recording_path);
  g_ptr_array_unref (self->plots);
  g_free (self);
}

static void
extend (
    gboolean *known, gint64 *first_us, gint64 *last_us, gint64 other_first_us, gint64 other_last_us)
{
  *first_us = *known ? MIN (*first_us, other_first_us) : other_first_us;
  *last_us = *known ? MAX (*last_us, other_last_us) : other_last_us;
  *known = TRUE;
}

/**
 * sonde_export_subject_get_span:
 * @first_us: (out): the first time that the charts know of, in memory or before, marks included
 * @last_us: (out): the last one; what they show where they know of none
 */
void
sonde_export_subject_get_span (const SondeExportSubject *self, gint64 *first_us, gint64 *last_us)
{
  gboolean known = sonde_dataset_get_span (self->dataset, first_us, last_us);

  for (guint i = 0; i < self->plots->len; i++)
    {
      SondePlot *plot = g_ptr_array_index (self->plots, i);
      gint64 plot_first_us;
      gint64 plot_last_us;

      if (sonde_track_get_span (sonde_plot_get_track (plot, 0), &plot_first_us, &plot_last_us))
        extend (&known, first_us, last_us, plot_first_us, plot_last_us);
      if (sonde_archive_join_mark_spans (sonde_plot_get_archive (plot), self->dataset,
                                         &plot_first_us, &plot_last_us))
        extend (&known, first_us, last_us, plot_first_us, plot_last_us);
    }

  if (!known)
    {
      *first_us = self->start_us;
      *last_us = self->end_us;
    }
}

/**
 * sonde_export_subject_create_table:
 * @kind: what to write
 * @format: how
 * @ids: (nullable) (array zero-terminated=1): the channels; %NULL for all, those included that only
 *   the recording knows
 *
 * Returns: (transfer full): an export of the recording up to the first measure in memory, and then
 *   of the memory, as the charts show them
 */
SondeTableExport *
sonde_export_subject_create_table (const SondeExportSubject *self,
                                   SondeTableKind kind,
                                   const SondeCsvFormat *format,
                                   const char *const *ids)
{
  g_autoptr (SondeRowSource) present = sonde_dataset_source_new (self->dataset);
  g_autoptr (SondeRowSource) past = NULL;
  g_autoptr (SondeRowSource) source = NULL;
  SondeTableExport *table;

  if (self->recording_path != NULL)
    {
      past = sonde_recording_source_new_optional (self->recording_path);
      source = sonde_joined_source_new (past, present);
    }
  else
    {
      g_set_object (&source, present);
    }

  table = sonde_table_export_new (source);
  sonde_table_export_set_kind (table, kind);
  sonde_table_export_set_format (table, format);
  sonde_table_export_set_channels (table, ids);

  return table;
}

/**
 * sonde_export_subject_create_picture:
 * @start_us: the time at the left edge
 * @end_us: the time at the right edge
 * @ids: (array zero-terminated=1): the channels whose charts are drawn
 *
 * Returns: (transfer full): a picture of the charts that show
 */
SondePicture *
sonde_export_subject_create_picture (const SondeExportSubject *self,
                                     gint64 start_us,
                                     gint64 end_us,
                                     const char *const *ids)
{
  SondePicture *picture = sonde_picture_new (start_us, MAX (end_us, start_us + G_TIME_SPAN_SECOND));

  sonde_picture_set_title (picture, self->name);
  for (guint i = 0; i < self->plots->len; i++)
    {
      SondePlot *plot = g_ptr_array_index (self->plots, i);

      if (g_strv_contains (ids, sonde_channel_get_id (sonde_plot_get_channel (plot))))
        sonde_picture_add_plot (picture, plot);
    }

  return picture;
}
