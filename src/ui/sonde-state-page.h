/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-situation-view.h"

G_BEGIN_DECLS

#define SONDE_TYPE_STATE_PAGE (sonde_state_page_get_type ())

G_DECLARE_FINAL_TYPE (SondeStatePage, sonde_state_page, SONDE, STATE_PAGE, SondeSituationView)

G_END_DECLS
