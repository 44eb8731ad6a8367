/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-codec.h"
#include "sonde-dataset.h"

G_BEGIN_DECLS

typedef struct _SondeFeeder SondeFeeder;

SondeFeeder *sonde_feeder_new (SondeDataset *dataset);
void sonde_feeder_free (SondeFeeder *self);

void sonde_feeder_add (SondeFeeder *self, const SondeDecoded *decoded, gint64 time_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeFeeder, sonde_feeder_free)

G_END_DECLS
