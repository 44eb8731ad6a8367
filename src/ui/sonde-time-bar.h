/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SONDE_TYPE_TIME_BAR (sonde_time_bar_get_type ())

/* A span within a longer one, as a bar. */
G_DECLARE_FINAL_TYPE (SondeTimeBar, sonde_time_bar, SONDE, TIME_BAR, GtkWidget)

GtkWidget *sonde_time_bar_new (guint color);
void sonde_time_bar_set_span (SondeTimeBar *self, double start, double end, const char *label);

G_END_DECLS
