/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-history-keeper.h"

G_BEGIN_DECLS

#define SONDE_TYPE_PREFERENCES (sonde_preferences_get_type ())

/* The preferences: colours, the history, and the bounds of what is kept. */
G_DECLARE_FINAL_TYPE (SondePreferences, sonde_preferences, SONDE, PREFERENCES, AdwPreferencesWindow)

GtkWindow *
sonde_preferences_new (GtkWindow *parent, GSettings *settings, SondeHistoryKeeper *keeper);

G_END_DECLS
