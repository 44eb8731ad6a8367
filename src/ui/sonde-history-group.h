/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-history-keeper.h"

G_BEGIN_DECLS

#define SONDE_TYPE_HISTORY_GROUP (sonde_history_group_get_type ())

/* What the history takes, of each endpoint, with a way to clear it. */
G_DECLARE_FINAL_TYPE (
    SondeHistoryGroup, sonde_history_group, SONDE, HISTORY_GROUP, AdwPreferencesGroup)

void sonde_history_group_set_keeper (SondeHistoryGroup *self, SondeHistoryKeeper *keeper);

G_END_DECLS
