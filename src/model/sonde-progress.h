/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SONDE_TYPE_PROGRESS (sonde_progress_get_type ())

/* How far long work has come: told by the thread that works, heard of in the main context that was
 * the default one where this was made.
 * Property "fraction" (d, read only): from 0 to 1, never less than before. */
G_DECLARE_FINAL_TYPE (SondeProgress, sonde_progress, SONDE, PROGRESS, GObject)

SondeProgress *sonde_progress_new (void);

double sonde_progress_get_fraction (SondeProgress *self);
void sonde_progress_report (SondeProgress *self, double fraction);

G_END_DECLS
