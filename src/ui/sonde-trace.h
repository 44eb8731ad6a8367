/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void sonde_trace_first_measure (GtkWidget *widget);

G_END_DECLS
