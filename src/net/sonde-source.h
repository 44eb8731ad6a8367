/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sources of the thread-default context that their owner keeps a reference to, in order to end
 * them. */

GSource *sonde_source_attach (GSource *source, GSourceFunc func, gpointer user_data);
GSource *sonde_source_add_timeout (guint timeout_ms, GSourceFunc func, gpointer user_data);
GSource *sonde_source_add_timer (gint64 due_us, GSourceFunc func, gpointer user_data);
GSource *sonde_source_add_fd (int fd, GSourceFunc func, gpointer user_data, gpointer *tag);
void sonde_source_clear (GSource **source);

G_END_DECLS
