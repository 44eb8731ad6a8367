/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SONDE_TYPE_UNMASK_VIEW (sonde_unmask_view_get_type ())

/* The unmasking of a payload, octet by octet (RFC 6455 section 5.3).
 *
 * Properties: "anatomy" (SondeAnatomy, nullable), "step" (uint: the octet that is looked at) */
G_DECLARE_FINAL_TYPE (SondeUnmaskView, sonde_unmask_view, SONDE, UNMASK_VIEW, AdwBin)

G_END_DECLS
