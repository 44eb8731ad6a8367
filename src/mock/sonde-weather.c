/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-weather.h"

#include <math.h>

#define SECONDS_PER_HOUR 3600.0
#define SECONDS_PER_DAY  86400.0

/* Avignon, on the last days of September. */
#define LATITUDE_RAD    (43.95 * G_PI / 180.0)
#define DECLINATION_RAD (-2.5 * G_PI / 180.0)
#define SOLAR_NOON_HOUR 13.5

/* Every source of chance draws from its own sequence. */
typedef enum
{
  NOISE_OVERCAST,
  NOISE_CLOUD,
  NOISE_LIGHT_SENSOR,
  NOISE_AIR_MASS,
  NOISE_BREEZE,
  NOISE_THERMOMETER,
  NOISE_DEW_POINT,
  NOISE_EDDY,
  NOISE_HYGROMETER,
  NOISE_FRONT,
  NOISE_GUST,
  NOISE_BAROMETER,
} Noise;

/* The finaliser of SplitMix64 (Steele, Lea, Flood, 2014): every bit of the cell reaches every bit
 * of the result, so the value at a moment needs no state and no history. */
static double
hash_to_unit (guint32 seed, Noise noise, gint64 cell)
{
  guint64 z = (guint64) cell + 0x9e3779b97f4a7c15u * ((guint64) seed * 16 + noise + 1);

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  z ^= z >> 31;

  return (double) (z >> 11) / 4503599627370496.0 - 1.0;
}

/* Smooth noise from -1 to 1 that turns about once per cell. */
static double
drift (guint32 seed, Noise noise, double time_s, double cell_s)
{
  double position = time_s / cell_s;
  double cell = floor (position);
  double x = position - cell;
  double blend = x * x * (3.0 - 2.0 * x);
  double from = hash_to_unit (seed, noise, (gint64) cell);
  double to = hash_to_unit (seed, noise, (gint64) cell + 1);

  return from + (to - from) * blend;
}

/* Noise of the sensor itself: the mean of two draws, so that small errors are the common ones. */
static double
jitter (guint32 seed, Noise noise, gint64 time_us)
{
  return (hash_to_unit (seed, noise, time_us) + hash_to_unit (seed, noise, ~time_us)) / 2.0;
}

static double
sine_of_sun_elevation (double hour)
{
  double angle_rad = (hour - SOLAR_NOON_HOUR) * G_PI / 12.0;

  return sin (LATITUDE_RAD) * sin (DECLINATION_RAD) +
         cos (LATITUDE_RAD) * cos (DECLINATION_RAD) * cos (angle_rad);
}

/* Saturation vapour pressure over water, in units of that at 0 °C (Magnus, with the coefficients of
 * Alduchov and Eskridge, 1996). */
static double
saturation (double temperature_c)
{
  return exp (17.625 * temperature_c / (243.04 + temperature_c));
}

/**
 * sonde_weather_sample:
 * @seed: which weather
 * @local_time_us: microseconds of local time; a multiple of 86,400,000,000 is a midnight
 * @sample: (out caller-allocates): what the sensors read then
 *
 * Invents the weather of a moment: the sun's course with passing clouds, a temperature that lags
 * it, a humidity that goes against the temperature, a pressure that drifts over days with its small
 * half-daily tide, and the noise of the sensors.
 *
 * It is a pure function: the same seed and time give the same sample whatever was asked before. May
 * be called from any thread.
 */
void
sonde_weather_sample (guint32 seed, gint64 local_time_us, SondeWeatherSample *sample)
{
  double time_s = (double) local_time_us / G_USEC_PER_SEC;
  double hour = (time_s - floor (time_s / SECONDS_PER_DAY) * SECONDS_PER_DAY) / SECONDS_PER_HOUR;
  double sun, overcast, cloud, daylight, dew_point_c, humidity;

  g_return_if_fail (sample != NULL);

  /* A twilight rather than an edge where the sun crosses the horizon. */
  sun = sine_of_sun_elevation (hour);
  daylight = 0.04 * log1p (exp (sun / 0.04));
  overcast = CLAMP (0.35 + 0.55 * drift (seed, NOISE_OVERCAST, time_s, 4 * SECONDS_PER_HOUR), 0, 1);
  cloud = 0.5 + 0.5 * drift (seed, NOISE_CLOUD, time_s, 45.0);
  sample->light_counts = 26000.0 * daylight * (1.0 - 0.55 * overcast) *
                         (1.0 - 0.5 * cloud * overcast);
  sample->light_counts *= 1.0 + 0.012 * jitter (seed, NOISE_LIGHT_SENSOR, local_time_us);
  /* A street lamp, far away. */
  sample->light_counts += 9.0 + 4.0 * jitter (seed, NOISE_LIGHT_SENSOR, local_time_us + 1);
  sample->light_counts = CLAMP (sample->light_counts, 0.0, 65535.0);

  sample->temperature_c = 18.0 + 2.5 * drift (seed, NOISE_AIR_MASS, time_s, 2 * SECONDS_PER_DAY);
  sample->temperature_c += (5.5 - 2.0 * overcast) * cos ((hour - 15.7) * G_PI / 12.0);
  sample->temperature_c += 0.12 * drift (seed, NOISE_BREEZE, time_s, 40.0);
  sample->temperature_c += 0.03 * jitter (seed, NOISE_THERMOMETER, local_time_us);

  dew_point_c = 10.0 + 2.0 * drift (seed, NOISE_DEW_POINT, time_s, 9 * SECONDS_PER_HOUR);
  humidity = 100.0 * saturation (dew_point_c) / saturation (sample->temperature_c);
  humidity += 0.9 * drift (seed, NOISE_EDDY, time_s, 18.0);
  humidity += 0.6 * jitter (seed, NOISE_HYGROMETER, local_time_us);
  sample->humidity_percent = CLAMP (humidity, 5.0, 100.0);

  sample->pressure_hpa = 1014.5 + 8.0 * drift (seed, NOISE_FRONT, time_s, 1.5 * SECONDS_PER_DAY);
  sample->pressure_hpa += 0.7 * cos ((hour - 10.0) * G_PI / 6.0);
  sample->pressure_hpa += 0.5 * drift (seed, NOISE_GUST, time_s, 14.0);
  sample->pressure_hpa += 0.4 * jitter (seed, NOISE_BAROMETER, local_time_us);
}
