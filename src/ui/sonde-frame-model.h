/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-frame-log.h"

G_BEGIN_DECLS

/**
 * SondeFrameFilter:
 * @SONDE_FRAME_FILTER_ALL: every frame
 *
 * Which frames a list shows; the flags add up.
 */
typedef enum
{
  SONDE_FRAME_FILTER_RECEIVED = 1 << 0,
  SONDE_FRAME_FILTER_SENT = 1 << 1,
  SONDE_FRAME_FILTER_DATA = 1 << 2,
  SONDE_FRAME_FILTER_CONTROL = 1 << 3,
  SONDE_FRAME_FILTER_ALL = (1 << 4) - 1,
} SondeFrameFilter;

#define SONDE_TYPE_FRAME_MODEL (sonde_frame_model_get_type ())

/* A #GListModel of #SondeFrameItem over a log that another thread fills. It changes only in
 * sonde_frame_model_refresh(), which its owner calls once per frame of the display. */
G_DECLARE_FINAL_TYPE (SondeFrameModel, sonde_frame_model, SONDE, FRAME_MODEL, GObject)

SondeFrameModel *sonde_frame_model_new (void);
void sonde_frame_model_set_log (SondeFrameModel *self, SondeFrameLog *log);
void sonde_frame_model_set_filter (SondeFrameModel *self, SondeFrameFilter filter);
gboolean sonde_frame_model_refresh (SondeFrameModel *self);

G_END_DECLS
