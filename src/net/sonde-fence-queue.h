/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-connection.h"

G_BEGIN_DECLS

typedef struct _SondeFenceQueue SondeFenceQueue;

SondeFenceQueue *sonde_fence_queue_new (SondeConnection *connection);
void sonde_fence_queue_free (SondeFenceQueue *self);

void sonde_fence_queue_add (SondeFenceQueue *self, guint64 serial);
void sonde_fence_queue_clear (SondeFenceQueue *self);
gboolean sonde_fence_queue_read_pong (GBytes *payload, guint64 *serial);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeFenceQueue, sonde_fence_queue_free)

G_END_DECLS
