/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include "sonde-work.h"

G_BEGIN_DECLS

GBytes *sonde_png_encode (cairo_surface_t *surface, const SondeWork *work, GError **error);

G_END_DECLS
