/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SONDE_WITNESS_MAX_BYTES 64

#define SONDE_TYPE_WITNESS_INPUT (sonde_witness_input_get_type ())

/* A pollable input stream that remembers the first bytes which came through it. */
G_DECLARE_FINAL_TYPE (
    SondeWitnessInput, sonde_witness_input, SONDE, WITNESS_INPUT, GFilterInputStream)

GInputStream *sonde_witness_input_new (GInputStream *base);
GBytes *sonde_witness_input_dup_first_bytes (SondeWitnessInput *self);

G_END_DECLS
