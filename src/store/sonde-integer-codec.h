/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-bits.h"

G_BEGIN_DECLS

void sonde_integers_encode (SondeBitWriter *writer, const gint64 *values, gsize n_values);
void sonde_integers_decode (SondeBitReader *reader, gint64 *values, gsize n_values);

G_END_DECLS
