/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-digest.h"

G_BEGIN_DECLS

#define SONDE_PYRAMID_FANOUT   16
#define SONDE_PYRAMID_N_LEVELS 6

/* The levels of one column above its chunks: level 0 has a digest per chunk, each other one a
 * digest per `SONDE_PYRAMID_FANOUT` of the level below. */
typedef struct
{
  GArray *levels[SONDE_PYRAMID_N_LEVELS];
} SondePyramid;

void sonde_pyramid_init (SondePyramid *self, gsize n_chunks);
void sonde_pyramid_finish (SondePyramid *self);

void sonde_pyramid_insert (SondePyramid *self, gsize chunk, const SondeDigest *digest);
void sonde_pyramid_set (SondePyramid *self, gsize chunk, const SondeDigest *digest);
void sonde_pyramid_drop (SondePyramid *self, gsize n_chunks);

void sonde_pyramid_digest (
    const SondePyramid *self, gsize first, gsize end, SondeDigestScope scope, SondeDigest *digest);
gsize
sonde_pyramid_find (const SondePyramid *self, gsize chunk, gboolean forward, SondeCellKind kind);

G_END_DECLS
