/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-mock.h"

G_BEGIN_DECLS

#define SONDE_TYPE_DEMO (sonde_demo_get_type ())

/* The embedded probe and its knobs, as properties that widgets and settings bind to:
 * "profile" (s), "light-sensor", "climate-sensor", "echo", "real-timing", "lan" (b), "speed" (d),
 * "port", "first-period" (u); and to read: "mock", "uri" (s), "running", "starting" (b),
 * "problem" (s, why it did not start). */
G_DECLARE_FINAL_TYPE (SondeDemo, sonde_demo, SONDE, DEMO, GObject)

SondeDemo *sonde_demo_new (void);

void sonde_demo_start (SondeDemo *self);
void sonde_demo_stop (SondeDemo *self);

SondeMock *sonde_demo_get_mock (SondeDemo *self);
const char *sonde_demo_get_uri (SondeDemo *self);
gboolean sonde_demo_get_running (SondeDemo *self);
gboolean sonde_demo_get_starting (SondeDemo *self);
const char *sonde_demo_get_problem (SondeDemo *self);
void sonde_demo_set_seed (SondeDemo *self, guint32 seed);

G_END_DECLS
