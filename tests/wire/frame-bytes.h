/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-anatomy.h"

G_BEGIN_DECLS

GBytes *frame_bytes_from_hex (const char *hex);
SondeAnatomy *frame_anatomy_from_hex (const char *hex, SondeFrameContext context);

G_END_DECLS
