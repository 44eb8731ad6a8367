/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_PING_LIST_MAX 32

/* The pings that were sent and have no pong yet, oldest first. */
typedef struct
{
  GQueue waiting;
} SondePingList;

void sonde_ping_list_clear (SondePingList *self);
void sonde_ping_list_add (SondePingList *self, GBytes *payload, gint64 sent_us);
gint64 sonde_ping_list_match (SondePingList *self, GBytes *payload, gint64 now_us);

G_END_DECLS
