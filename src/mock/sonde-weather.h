/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SondeWeatherSample:
 * @light_counts: raw counts of the light sensor, 0 to 65535
 * @temperature_c: degrees Celsius
 * @humidity_percent: relative humidity, 0 to 100
 * @pressure_hpa: hectopascals
 *
 * What perfect sensors with a little noise would read at one moment.
 */
typedef struct
{
  double light_counts;
  double temperature_c;
  double humidity_percent;
  double pressure_hpa;
} SondeWeatherSample;

void sonde_weather_sample (guint32 seed, gint64 local_time_us, SondeWeatherSample *sample);

G_END_DECLS
