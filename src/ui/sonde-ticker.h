/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SONDE_TYPE_TICKER (sonde_ticker_get_type ())

/* Runs a function at most once per frame of a widget, only when somebody asked for it and only
 * while the widget is mapped. */
G_DECLARE_FINAL_TYPE (SondeTicker, sonde_ticker, SONDE, TICKER, GObject)

typedef void (*SondeTickerFunc) (GtkWidget *widget);

SondeTicker *sonde_ticker_new (GtkWidget *widget, SondeTickerFunc func);

void sonde_ticker_queue (SondeTicker *self);
void sonde_ticker_queue_after (SondeTicker *self, guint delay_ms);

G_END_DECLS
