/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "sonde-dial-record.h"

G_BEGIN_DECLS

#define SONDE_TYPE_DIAL_TIMES (sonde_dial_times_get_type ())

/* What the stages of a dial took, as bars with their values. */
G_DECLARE_FINAL_TYPE (SondeDialTimes, sonde_dial_times, SONDE, DIAL_TIMES, AdwBin)

void sonde_dial_times_set_dial (SondeDialTimes *self, const SondeDialRecord *dial);

G_END_DECLS
