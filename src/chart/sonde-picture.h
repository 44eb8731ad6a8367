/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-plot.h"
#include "sonde-work.h"

G_BEGIN_DECLS

#define SONDE_TYPE_PICTURE (sonde_picture_get_type ())

/* A stack of charts on paper: title, legends, axes. Needs no window and no display. */
G_DECLARE_FINAL_TYPE (SondePicture, sonde_picture, SONDE, PICTURE, GObject)

typedef enum
{
  SONDE_PICTURE_PNG,
  SONDE_PICTURE_SVG,
  SONDE_PICTURE_PDF,
} SondePictureFormat;

SondePicture *sonde_picture_new (gint64 start_us, gint64 end_us);

void sonde_picture_set_title (SondePicture *self, const char *title);
void sonde_picture_set_size (SondePicture *self, int width_px, int height_px);
void sonde_picture_set_scale (SondePicture *self, int scale);
void sonde_picture_set_dark (SondePicture *self, gboolean dark);
void sonde_picture_set_time_zone (SondePicture *self, GTimeZone *zone);
void sonde_picture_set_archive (SondePicture *self, SondeArchive *archive);
/* From the highest to the lowest. */
void sonde_picture_add_channel (SondePicture *self, SondeChannel *channel, SondeDataset *dataset);
void sonde_picture_add_plot (SondePicture *self, SondePlot *plot);

const char *sonde_picture_get_title (SondePicture *self);
void sonde_picture_get_size (SondePicture *self, int *width_px, int *height_px);
int sonde_picture_get_scale (SondePicture *self);
SondeProgress *sonde_picture_get_progress (SondePicture *self);
gboolean sonde_picture_draw (
    SondePicture *self, cairo_t *cr, int scale, const SondeWork *work, GError **error);

/* In sonde-picture-export.c */
gboolean sonde_picture_format_from_name (const char *file_name, SondePictureFormat *format);
GBytes *sonde_picture_to_bytes (SondePicture *self,
                                SondePictureFormat format,
                                GCancellable *cancellable,
                                GError **error);
gboolean sonde_picture_export (SondePicture *self,
                               GFile *file,
                               SondePictureFormat format,
                               GCancellable *cancellable,
                               GError **error);
void sonde_picture_export_async (SondePicture *self,
                                 GFile *file,
                                 SondePictureFormat format,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean sonde_picture_export_finish (SondePicture *self, GAsyncResult *result, GError **error);

G_END_DECLS
