/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-window.h"

G_BEGIN_DECLS

typedef void (*SondeScreenshotFunc) (gpointer user_data, const GError *error);

void sonde_screenshot_take_when_ready (SondeWindow *window,
                                       const char *path,
                                       SondeScreenshotFunc done,
                                       gpointer user_data);

G_END_DECLS
