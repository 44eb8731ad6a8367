/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-quantity.h"

#include <glib/gi18n-lib.h>

/* The first four are the probe's own; its light sensor gives raw counts, which the course labels
 * lux. The others are what a maker's board is likely to send, by its French or English name. */
static const SondeQuantity quantities[] = {
  { "luminosite", N_ ("Light"), "lx", 0, 20.0, "weather-clear-symbolic" },
  { "temperature", N_ ("Temperature"), "°C", 2, 0.5, "weather-few-clouds-symbolic" },
  { "humidite", N_ ("Humidity"), "%", 0, 4.0, "weather-fog-symbolic" },
  { "pression", N_ ("Pressure"), "hPa", 0, 4.0, "weather-windy-symbolic" },
  { "light", N_ ("Light"), "lx", 0, 20.0, "weather-clear-symbolic" },
  { "humidity", N_ ("Humidity"), "%", 0, 4.0, "weather-fog-symbolic" },
  { "pressure", N_ ("Pressure"), "hPa", 0, 4.0, "weather-windy-symbolic" },
  { "co2", N_ ("Carbon dioxide"), "ppm", 0, 50.0, "weather-overcast-symbolic" },
  { "tension", N_ ("Voltage"), "V", 2, 0.2, "battery-full-charging-symbolic" },
  { "voltage", N_ ("Voltage"), "V", 2, 0.2, "battery-full-charging-symbolic" },
  { "batterie", N_ ("Battery"), "%", 0, 4.0, "battery-full-symbolic" },
  { "battery", N_ ("Battery"), "%", 0, 4.0, "battery-full-symbolic" },
  { "vent", N_ ("Wind speed"), "km/h", 1, 2.0, "weather-windy-symbolic" },
  { "pluie", N_ ("Rain"), "mm", 1, 1.0, "weather-showers-symbolic" },
  { "echo-rtt", N_ ("Round trip"), "ms", 3, 0.05, "emblem-synchronizing-symbolic" },
  { "rssi", N_ ("Radio signal"), "dBm", 0, 10.0, "network-wireless-signal-good-symbolic" },
};

/**
 * sonde_quantity_lookup:
 * @id: a member's name as it came on the wire
 *
 * Finds what is known of a quantity. Case does not matter. Safe from any thread.
 *
 * Returns: (transfer none) (nullable): the quantity, or %NULL where the name means nothing to Sonde
 */
const SondeQuantity *
sonde_quantity_lookup (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (quantities); i++)
    if (g_ascii_strcasecmp (quantities[i].id, id) == 0)
      return &quantities[i];

  return NULL;
}

/**
 * sonde_quantity_get_label:
 *
 * Returns: (transfer none): the quantity's name in the user's language
 */
const char *
sonde_quantity_get_label (const SondeQuantity *quantity)
{
  g_return_val_if_fail (quantity != NULL, NULL);

  return _ (quantity->label);
}
