/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SONDE_TYPE_NET_THREAD (sonde_net_thread_get_type ())

/* A thread with a main context of its own; it ends when the object is finalised. */
G_DECLARE_FINAL_TYPE (SondeNetThread, sonde_net_thread, SONDE, NET_THREAD, GObject)

SondeNetThread *sonde_net_thread_new (const char *name);
GMainContext *sonde_net_thread_get_context (SondeNetThread *self);
void sonde_net_thread_invoke (
    SondeNetThread *self, GSourceFunc func, gpointer data, GDestroyNotify destroy);

G_END_DECLS
