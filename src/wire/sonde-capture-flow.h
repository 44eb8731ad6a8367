/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-frame-log.h"
#include "sonde-segment.h"

G_BEGIN_DECLS

/* One TCP connection of a capture, followed from its first packet on. Where its first bytes are a
 * WebSocket handshake (RFC 6455 section 4), that becomes a dial of the log and what follows its
 * frames; any other connection is soon left alone, and costs some hundred bytes from then on. */
typedef struct _SondeCaptureFlow SondeCaptureFlow;

SondeCaptureFlow *sonde_capture_flow_new (SondeFrameLog *log, gint64 time_us);
void sonde_capture_flow_free (SondeCaptureFlow *self);

void sonde_capture_flow_add (SondeCaptureFlow *self, const SondeSegment *segment, gint64 time_us);
gboolean sonde_capture_flow_has_data (const SondeCaptureFlow *self);
gboolean sonde_capture_flow_is_encrypted (const SondeCaptureFlow *self);

G_END_DECLS
