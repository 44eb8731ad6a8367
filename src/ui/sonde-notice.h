/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-situation-view.h"

G_BEGIN_DECLS

#define SONDE_TYPE_NOTICE (sonde_notice_get_type ())

G_DECLARE_FINAL_TYPE (SondeNotice, sonde_notice, SONDE, NOTICE, SondeSituationView)

G_END_DECLS
