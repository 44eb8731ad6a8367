/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "sonde-capture.h"

G_BEGIN_DECLS

#define SONDE_TYPE_CAPTURE_WINDOW (sonde_capture_window_get_type ())

/* The frames of a capture file. */
G_DECLARE_FINAL_TYPE (SondeCaptureWindow, sonde_capture_window, SONDE, CAPTURE_WINDOW, AdwWindow)

GtkWidget *
sonde_capture_window_new (GtkWindow *parent, const SondeCapture *capture, const char *name);

G_END_DECLS
