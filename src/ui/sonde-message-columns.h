/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeMessageColumns:
 * @size: the size of a message, left out where there is little room
 * @rtt: its round trip, only on echo servers
 *
 * The columns that come and go.
 */
typedef struct
{
  GtkColumnViewColumn *size;
  GtkColumnViewColumn *rtt;
} SondeMessageColumns;

void sonde_message_columns_append (GtkColumnView *view, SondeMessageColumns *columns);

G_END_DECLS
