/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-config.h"

/**
 * sonde_mock_config_init:
 * @self: (out caller-allocates): a configuration
 *
 * Fills @self with the probe as the course knows it: the published firmware with both sensors,
 * a measure every 5 s and five clients at most, on any free loopback port.
 */
void
sonde_mock_config_init (SondeMockConfig *self)
{
  g_return_if_fail (self != NULL);

  *self = (SondeMockConfig){
    .address = g_strdup ("127.0.0.1"),
    .profile = SONDE_MOCK_PROFILE_PUBLISHED,
    .sensors = SONDE_MOCK_SENSOR_ALL,
    .period_ms = SONDE_MOCK_DEFAULT_PERIOD_MS,
    .max_clients = SONDE_MOCK_DEFAULT_CLIENTS,
    .speed = 1.0,
  };
}

/**
 * sonde_mock_config_copy:
 * @self: (out caller-allocates): where to copy; what it held before is not freed
 * @source: a configuration
 *
 * Copies @source with its strings.
 */
void
sonde_mock_config_copy (SondeMockConfig *self, const SondeMockConfig *source)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (source != NULL);

  *self = *source;
  self->address = g_strdup (source->address);
  self->state_path = g_strdup (source->state_path);
}

/**
 * sonde_mock_config_clear:
 * @self: a configuration
 *
 * Frees what @self owns; not @self.
 */
void
sonde_mock_config_clear (SondeMockConfig *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->state_path, g_free);
}
