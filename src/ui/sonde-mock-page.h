/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-demo.h"

G_BEGIN_DECLS

#define SONDE_TYPE_MOCK_PAGE (sonde_mock_page_get_type ())

/* The knobs of the embedded probe. Property: "demo", set once. */
G_DECLARE_FINAL_TYPE (SondeMockPage, sonde_mock_page, SONDE, MOCK_PAGE, AdwBin)

G_END_DECLS
