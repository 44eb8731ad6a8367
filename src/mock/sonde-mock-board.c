/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-board.h"
#include "sonde-mock-command.h"

#include <math.h>

/**
 * SondeMockBoard:
 *
 * The firmware without its network: texts in, broadcasts out. It knows no time and no client, and
 * belongs to one thread.
 */
struct _SondeMockBoard
{
  SondeMockProfile profile;
  SondeMockSensors sensors;
  gboolean etat;
  gint64 period_ms;
};

/**
 * sonde_mock_board_new:
 * @config: the profile, the sensors and the first period
 * @etat: whether it measures
 *
 * Returns: (transfer full): a board
 */
SondeMockBoard *
sonde_mock_board_new (const SondeMockConfig *config, gboolean etat)
{
  SondeMockBoard *self;

  g_return_val_if_fail (config != NULL, NULL);

  self = g_new0 (SondeMockBoard, 1);
  self->profile = config->profile;
  self->sensors = config->sensors;
  self->period_ms = config->period_ms;
  self->etat = etat;

  return self;
}

/**
 * sonde_mock_board_free:
 * @self: (transfer full): a board
 */
void
sonde_mock_board_free (SondeMockBoard *self)
{
  g_free (self);
}

/**
 * sonde_mock_board_get_etat:
 * @self: a board
 *
 * Returns: whether it measures
 */
gboolean
sonde_mock_board_get_etat (SondeMockBoard *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->etat;
}

/**
 * sonde_mock_board_get_period_ms:
 * @self: a board
 *
 * Returns: the period it announces, in milliseconds; the firmware checks nothing, so it may be zero
 *   or negative
 */
gint64
sonde_mock_board_get_period_ms (SondeMockBoard *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->period_ms;
}

/**
 * sonde_mock_board_reads_light:
 * @self: a board
 *
 * Returns: whether a measure reads the light sensor, which is what blocks the real board
 */
gboolean
sonde_mock_board_reads_light (SondeMockBoard *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->etat && (self->sensors & SONDE_MOCK_SENSOR_TSL2591) != 0;
}

/**
 * sonde_mock_board_set_etat:
 * @self: a board
 * @etat: whether it measures from now on
 *
 * Returns: whether that is something new
 */
gboolean
sonde_mock_board_set_etat (SondeMockBoard *self, gboolean etat)
{
  gboolean changed;

  g_return_val_if_fail (self != NULL, FALSE);

  changed = !self->etat != !etat;
  self->etat = etat;

  return changed;
}

/**
 * sonde_mock_board_set_period_ms:
 * @self: a board
 * @period_ms: the period it announces from now on, in milliseconds
 *
 * Returns: whether that is something new
 */
gboolean
sonde_mock_board_set_period_ms (SondeMockBoard *self, gint64 period_ms)
{
  gboolean changed;

  g_return_val_if_fail (self != NULL, FALSE);

  changed = self->period_ms != period_ms;
  self->period_ms = period_ms;

  return changed;
}

/**
 * sonde_mock_board_set_profile:
 * @self: a board
 * @profile: what it does with a period from now on
 */
void
sonde_mock_board_set_profile (SondeMockBoard *self, SondeMockProfile profile)
{
  g_return_if_fail (self != NULL);

  self->profile = profile;
}

/**
 * sonde_mock_board_set_sensors:
 * @self: a board
 * @sensors: the sensors it has from now on
 */
void
sonde_mock_board_set_sensors (SondeMockBoard *self, SondeMockSensors sensors)
{
  g_return_if_fail (self != NULL);

  self->sensors = sensors;
}

/**
 * sonde_mock_board_announce_etat:
 * @self: a board
 *
 * Returns: (transfer full): the `etat` message
 */
char *
sonde_mock_board_announce_etat (SondeMockBoard *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup_printf ("{\"type\":\"etat\",\"etat\":\"%s\"}", self->etat ? "on" : "off");
}

/**
 * sonde_mock_board_announce_period:
 * @self: a board
 *
 * Returns: (transfer full): the `periode` message
 */
char *
sonde_mock_board_announce_period (SondeMockBoard *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup_printf ("{\"type\":\"periode\",\"periode\":%" G_GINT64_FORMAT "}",
                          self->period_ms);
}

/**
 * sonde_mock_board_receive:
 * @self: a board
 * @text: (array length=size): an unfragmented text, as it came
 * @size: its size in bytes
 *
 * Obeys a command as the firmware does: `etat` hides `periode`, a value that already is brings
 * silence, and the published profile announces the period it had before.
 *
 * Returns: (transfer full) (nullable): the message to broadcast, or %NULL for silence
 */
char *
sonde_mock_board_receive (SondeMockBoard *self, const char *text, gsize size)
{
  SondeMockCommand command;

  g_return_val_if_fail (self != NULL, NULL);

  if (!sonde_mock_command_parse (&command, text, size))
    return NULL;

  if (command.has_etat)
    {
      if (command.etat == self->etat)
        return NULL;
      self->etat = command.etat;
      return sonde_mock_board_announce_etat (self);
    }

  if (!command.has_periode || command.period_ms == self->period_ms)
    return NULL;
  if (self->profile == SONDE_MOCK_PROFILE_CORRECTED)
    self->period_ms = command.period_ms;

  return sonde_mock_board_announce_period (self);
}

/* ArduinoJson prints the fewest decimals that a number of hundredths needs. */
static void
append_hundredths (GString *text, double value)
{
  long hundredths = lround (value * 100.0);
  long rest = ABS (hundredths) % 100;

  g_string_append_printf (text, "%s%ld", hundredths < 0 ? "-" : "", ABS (hundredths) / 100);
  if (rest % 10 != 0)
    g_string_append_printf (text, ".%02ld", rest);
  else if (rest != 0)
    g_string_append_printf (text, ".%ld", rest / 10);
}

/**
 * sonde_mock_board_measure:
 * @self: a board
 * @weather: what there is to measure
 *
 * Measures, and prints the result byte for byte as ArduinoJson 6.19 does.
 *
 * Returns: (transfer full) (nullable): the `mesure` message; %NULL while `etat` is off, or where
 * there is no sensor
 */
char *
sonde_mock_board_measure (SondeMockBoard *self, const SondeWeatherSample *weather)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (weather != NULL, NULL);

  if (!self->etat || (self->sensors & SONDE_MOCK_SENSOR_ALL) == 0)
    return NULL;

  text = g_string_new ("{");
  if ((self->sensors & SONDE_MOCK_SENSOR_TSL2591) != 0)
    g_string_append_printf (text, "\"luminosite\":%d,", (int) weather->light_counts);
  if ((self->sensors & SONDE_MOCK_SENSOR_BME280) != 0)
    {
      if ((self->sensors & SONDE_MOCK_SENSOR_BME280_FAILED) != 0)
        {
          g_string_append (text, "\"temperature\":null,\"humidite\":0,\"pression\":0,");
        }
      else
        {
          g_string_append (text, "\"temperature\":");
          append_hundredths (text, weather->temperature_c);
          g_string_append_printf (text, ",\"humidite\":%d,\"pression\":%d,",
                                  (int) weather->humidity_percent, (int) weather->pressure_hpa);
        }
    }
  g_string_append (text, "\"type\":\"mesure\"}");

  return g_string_free (text, FALSE);
}
