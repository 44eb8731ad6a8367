/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-timeline.h"

G_BEGIN_DECLS

SondeSeries *sonde_series_new_on_timeline (SondeTimeline *timeline);

G_END_DECLS
