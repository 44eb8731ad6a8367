/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-codec.h"
#include "sonde-dataset.h"
#include "sonde-sink.h"

G_BEGIN_DECLS

typedef struct _SondeFeeder SondeFeeder;

SondeFeeder *sonde_feeder_new (SondeDataset *dataset);
void sonde_feeder_free (SondeFeeder *self);

void sonde_feeder_set_sink (SondeFeeder *self, SondeSink *sink);
void sonde_feeder_add (SondeFeeder *self,
                       const SondeDecoded *decoded,
                       gint64 time_us,
                       gint64 monotonic_us);
void sonde_feeder_add_gap (SondeFeeder *self, gint64 time_us);
void sonde_feeder_add_mark (
    SondeFeeder *self, SondeMarkKind kind, gint64 time_us, gint64 value, gboolean is_change);
void sonde_feeder_add_message (SondeFeeder *self, SondeMessage *message, gint64 rtt_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeFeeder, sonde_feeder_free)

G_END_DECLS
