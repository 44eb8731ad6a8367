/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-bits.h"

G_BEGIN_DECLS

/* Powers of ten that a double holds exactly and that values are scaled by. */
#define SONDE_DECIMALS_MAX 14

gboolean sonde_decimals_are_exact (double value, guint decimals);
double sonde_decimals_round (double value, guint decimals);

void sonde_values_encode (SondeBitWriter *writer, const double *values, gsize n_values);
void sonde_values_decode (SondeBitReader *reader, double *values, gsize n_values);

G_END_DECLS
