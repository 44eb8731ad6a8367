/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-frame-record.h"

G_BEGIN_DECLS

char *sonde_frame_summarize (const SondeFrameRecord *record);

G_END_DECLS
