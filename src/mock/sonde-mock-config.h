/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  SONDE_MOCK_PROFILE_PUBLISHED, /* never applies a period, as the course's firmware */
  SONDE_MOCK_PROFILE_CORRECTED, /* stores and applies it, then announces it */
} SondeMockProfile;

typedef enum /*< flags >*/
{
  SONDE_MOCK_SENSOR_NONE = 0,
  SONDE_MOCK_SENSOR_TSL2591 = 1 << 0, /* luminosite */
  SONDE_MOCK_SENSOR_BME280 = 1 << 1,  /* temperature, humidite, pression */
  SONDE_MOCK_SENSOR_ALL = SONDE_MOCK_SENSOR_TSL2591 | SONDE_MOCK_SENSOR_BME280,
  SONDE_MOCK_SENSOR_BME280_FAILED = 1 << 2, /* with BME280: it was there and answers no more */
} SondeMockSensors;

#define SONDE_MOCK_MAX_MESSAGE_SIZE  15360
#define SONDE_MOCK_DEFAULT_PERIOD_MS 5000
#define SONDE_MOCK_DEFAULT_CLIENTS   5

/* A plain value; sonde_mock_config_init() gives the probe as the course knows it. */
typedef struct
{
  char *address; /* owned; a numeric address, "127.0.0.1" by default */
  guint16 port;  /* 0: any free one */
  SondeMockProfile profile;
  SondeMockSensors sensors;
  gint64 period_ms;
  guint max_clients;
  double speed;         /* weather seconds per second, 1 by default */
  guint32 seed;         /* 0: a new one each time */
  gboolean echo;        /* an echo server instead of a probe */
  gboolean real_timing; /* 0.72 s before the first measure, 1.44 s of blocking per period */
  char *state_path;     /* owned; file that keeps etat over a restart, or NULL */
} SondeMockConfig;

void sonde_mock_config_init (SondeMockConfig *self);
void sonde_mock_config_copy (SondeMockConfig *self, const SondeMockConfig *source);
void sonde_mock_config_clear (SondeMockConfig *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SondeMockConfig, sonde_mock_config_clear)

G_END_DECLS
