/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SONDE_TYPE_WITNESS_STREAM (sonde_witness_stream_get_type ())

/* What TLS lies on: a stream whose input is a SondeWitnessInput. */
G_DECLARE_FINAL_TYPE (SondeWitnessStream, sonde_witness_stream, SONDE, WITNESS_STREAM, GIOStream)

GIOStream *sonde_witness_stream_new (GIOStream *base);
GBytes *sonde_witness_stream_dup_first_bytes (SondeWitnessStream *self);

G_END_DECLS
