/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-peer.h"

G_BEGIN_DECLS

#define SONDE_TYPE_DIAGNOSIS_VIEW (sonde_diagnosis_view_get_type ())

/* Property: "peer". */
G_DECLARE_FINAL_TYPE (SondeDiagnosisView, sonde_diagnosis_view, SONDE, DIAGNOSIS_VIEW, AdwBin)

G_END_DECLS
