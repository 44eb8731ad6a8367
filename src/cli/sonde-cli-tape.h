/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-mock-player.h"

G_BEGIN_DECLS

/* A recording as the probe's own words, in order of time, with one chunk in memory. */
typedef struct _SondeCliTape SondeCliTape;

SondeCliTape *sonde_cli_tape_new (const char *path, gboolean loop, GError **error);
void sonde_cli_tape_free (SondeCliTape *self);

gint64 sonde_cli_tape_get_period_ms (SondeCliTape *self);
gboolean sonde_cli_tape_read (SondeCliTape *self, SondeMockCue *cue, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeCliTape, sonde_cli_tape_free)

G_END_DECLS
