/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-style.h"

G_BEGIN_DECLS

/**
 * SondeLogUnit:
 * @SONDE_LOG_UNIT_US: microseconds, written as µs, ms or s
 * @SONDE_LOG_UNIT_BYTES: bytes, written as B, KiB or MiB at powers of two
 * @SONDE_LOG_UNIT_RATE: a number a second
 */
typedef enum
{
  SONDE_LOG_UNIT_US,
  SONDE_LOG_UNIT_BYTES,
  SONDE_LOG_UNIT_RATE,
} SondeLogUnit;

/* An axis on which equal distances are equal factors: a plain value. */
typedef struct
{
  SondeLogUnit unit;
  double least; /* over 0 */
  double greatest;
} SondeLogAxis;

void sonde_log_axis_init (SondeLogAxis *self, SondeLogUnit unit, double least, double greatest);
double sonde_log_axis_get_position (const SondeLogAxis *self, double value);   /* 0 to 1 */
GArray *sonde_log_axis_list_ticks (const SondeLogAxis *self, guint max_ticks); /* of double */
void sonde_log_axis_draw (const SondeLogAxis *self,
                          const SondeStyle *style,
                          GtkSnapshot *snapshot,
                          const graphene_rect_t *area);
char *sonde_log_unit_format (SondeLogUnit unit, double value);

G_END_DECLS
