/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-frame-log.h"
#include "sonde-log-model.h"

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

/* The frames of a #SondeFrameLog as a list of #SondeFrameItem. */
SondeLogModel *sonde_frame_model_new (void);
void sonde_frame_model_set_filter (SondeLogModel *model, SondeFrameFilter flags);

G_END_DECLS
