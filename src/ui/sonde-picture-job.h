/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-picture.h"

G_BEGIN_DECLS

/* Draws a picture, in another thread, of what is in memory and what a recording knows. */
void sonde_picture_job_async (SondePicture *picture,
                              const char *recording_path,
                              GFile *file,
                              SondePictureFormat format,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GBytes *sonde_picture_job_finish (SondePicture *picture, GAsyncResult *result, GError **error);

G_END_DECLS
