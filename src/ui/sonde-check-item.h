/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-check-row.h"

G_BEGIN_DECLS

#define SONDE_TYPE_CHECK_ITEM (sonde_check_item_get_type ())

/* A row of a check as a widget. Property: "row" (SondeCheckRow, construct only). */
G_DECLARE_FINAL_TYPE (SondeCheckItem, sonde_check_item, SONDE, CHECK_ITEM, GtkListBoxRow)

GtkWidget *sonde_check_item_new (SondeCheckRow *row);

G_END_DECLS
