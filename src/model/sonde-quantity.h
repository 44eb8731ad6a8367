/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SondeQuantity:
 * @id: the name on the wire, such as `temperature`
 * @label: the name for a person, untranslated (pass the quantity to `sonde_quantity_get_label()`)
 * @unit: the unit's symbol, or an empty string
 * @decimals: digits after the separator that the source really resolves
 * @min_range: the least range of values that a chart shows, so that noise stays small
 * @icon_name: a symbolic icon for the tile
 *
 * What is known of a physical quantity before its first value arrives.
 */
typedef struct
{
  const char *id;
  const char *label;
  const char *unit;
  guint decimals;
  double min_range;
  const char *icon_name;
} SondeQuantity;

const SondeQuantity *sonde_quantity_lookup (const char *id);
const char *sonde_quantity_get_label (const SondeQuantity *quantity);

G_END_DECLS
