/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-sink.h"

G_BEGIN_DECLS

/* The recorder as a sink: on top of what everybody may call. */
void sonde_recorder_sink_init (SondeSinkInterface *iface);

G_END_DECLS
