/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-demo.h"

#include "sonde-error.h"

/**
 * SondeDemo:
 *
 * The embedded probe, as the interface turns its knobs. Knobs that the mock takes while it runs act
 * at once; the others wait for the next start. It lives on the interface thread.
 */
struct _SondeDemo
{
  GObject parent_instance;

  SondeMock *mock;
  SondeMockConfig config;
  gboolean starting;
  char *problem;
};

typedef enum
{
  PROP_MOCK = 1,
  PROP_URI,
  PROP_RUNNING,
  PROP_STARTING,
  PROP_PROBLEM,
  PROP_PROFILE,
  PROP_LIGHT_SENSOR,
  PROP_CLIMATE_SENSOR,
  PROP_SPEED,
  PROP_PORT,
  PROP_FIRST_PERIOD,
  PROP_ECHO,
  PROP_REAL_TIMING,
  PROP_LAN,
  N_PROPS
} SondeDemoProperty;

#define LOOPBACK   "127.0.0.1"
#define EVERYWHERE "0.0.0.0"

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeDemo, sonde_demo, G_TYPE_OBJECT)

static const char *const profile_names[] = {
  [SONDE_MOCK_PROFILE_PUBLISHED] = "published",
  [SONDE_MOCK_PROFILE_CORRECTED] = "corrected",
};

static void
set_profile (SondeDemo *self, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (profile_names); i++)
    if (g_strcmp0 (name, profile_names[i]) == 0)
      self->config.profile = (SondeMockProfile) i;
  sonde_mock_set_profile (self->mock, self->config.profile);
}

static void
set_sensor (SondeDemo *self, SondeMockSensors sensor, gboolean fitted)
{
  if (fitted)
    self->config.sensors |= sensor;
  else
    self->config.sensors &= ~sensor;
  sonde_mock_set_sensors (self->mock, self->config.sensors);
}

static void
set_lan (SondeDemo *self, gboolean lan)
{
  g_free (self->config.address);
  self->config.address = g_strdup (lan ? EVERYWHERE : LOOPBACK);
}

static gboolean
get_lan (SondeDemo *self)
{
  return g_strcmp0 (self->config.address, EVERYWHERE) == 0;
}

static void
set_starting (SondeDemo *self, gboolean starting)
{
  if (self->starting == starting)
    return;
  self->starting = starting;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STARTING]);
}

static void
set_problem (SondeDemo *self, const GError *error)
{
  const char *hint = error != NULL ? sonde_error_get_hint (error) : NULL;

  g_clear_pointer (&self->problem, g_free);
  if (error != NULL)
    self->problem = g_strjoin (" ", error->message, hint, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
on_mock_notify (SondeDemo *self, GParamSpec *pspec)
{
  if (g_str_equal (pspec->name, "uri"))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_URI]);
  else if (g_str_equal (pspec->name, "running"))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

static void
sonde_demo_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeDemo *self = SONDE_DEMO (object);
  const SondeMockConfig *config = &self->config;

  switch ((SondeDemoProperty) prop_id)
    {
    case PROP_MOCK:
      g_value_set_object (value, self->mock);
      break;
    case PROP_URI:
      g_value_set_string (value, sonde_demo_get_uri (self));
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, sonde_demo_get_running (self));
      break;
    case PROP_STARTING:
      g_value_set_boolean (value, self->starting);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_PROFILE:
      g_value_set_string (value, profile_names[config->profile]);
      break;
    case PROP_LIGHT_SENSOR:
      g_value_set_boolean (value, (config->sensors & SONDE_MOCK_SENSOR_TSL2591) != 0);
      break;
    case PROP_CLIMATE_SENSOR:
      g_value_set_boolean (value, (config->sensors & SONDE_MOCK_SENSOR_BME280) != 0);
      break;
    case PROP_SPEED:
      g_value_set_double (value, config->speed);
      break;
    case PROP_PORT:
      g_value_set_uint (value, config->port);
      break;
    case PROP_FIRST_PERIOD:
      g_value_set_uint (value, (guint) config->period_ms);
      break;
    case PROP_ECHO:
      g_value_set_boolean (value, config->echo);
      break;
    case PROP_REAL_TIMING:
      g_value_set_boolean (value, config->real_timing);
      break;
    case PROP_LAN:
      g_value_set_boolean (value, get_lan (self));
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_demo_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SondeDemo *self = SONDE_DEMO (object);

  switch (prop_id)
    {
    case PROP_PROFILE:
      set_profile (self, g_value_get_string (value));
      break;
    case PROP_LIGHT_SENSOR:
      set_sensor (self, SONDE_MOCK_SENSOR_TSL2591, g_value_get_boolean (value));
      break;
    case PROP_CLIMATE_SENSOR:
      set_sensor (self, SONDE_MOCK_SENSOR_BME280, g_value_get_boolean (value));
      break;
    case PROP_SPEED:
      self->config.speed = g_value_get_double (value);
      sonde_mock_set_speed (self->mock, self->config.speed);
      break;
    case PROP_PORT:
      self->config.port = (guint16) g_value_get_uint (value);
      break;
    case PROP_FIRST_PERIOD:
      self->config.period_ms = g_value_get_uint (value);
      break;
    case PROP_ECHO:
      self->config.echo = g_value_get_boolean (value);
      break;
    case PROP_REAL_TIMING:
      self->config.real_timing = g_value_get_boolean (value);
      sonde_mock_set_real_timing (self->mock, self->config.real_timing);
      break;
    case PROP_LAN:
      set_lan (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_demo_finalize (GObject *object)
{
  SondeDemo *self = SONDE_DEMO (object);

  sonde_mock_stop (self->mock);
  g_clear_object (&self->mock);
  sonde_mock_config_clear (&self->config);
  g_free (self->problem);

  G_OBJECT_CLASS (sonde_demo_parent_class)->finalize (object);
}

static void
sonde_demo_class_init (SondeDemoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags knob = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_demo_get_property;
  object_class->set_property = sonde_demo_set_property;
  object_class->finalize = sonde_demo_finalize;

  properties[PROP_MOCK] = g_param_spec_object ("mock", NULL, NULL, SONDE_TYPE_MOCK, readable);
  properties[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, readable);
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, readable);
  properties[PROP_STARTING] = g_param_spec_boolean ("starting", NULL, NULL, FALSE, readable);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, readable);
  properties[PROP_PROFILE] = g_param_spec_string ("profile", NULL, NULL, "corrected", knob);
  properties[PROP_LIGHT_SENSOR] = g_param_spec_boolean ("light-sensor", NULL, NULL, TRUE, knob);
  properties[PROP_CLIMATE_SENSOR] = g_param_spec_boolean ("climate-sensor", NULL, NULL, TRUE, knob);
  properties[PROP_SPEED] = g_param_spec_double ("speed", NULL, NULL, 1, 3600, 60, knob);
  properties[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, G_MAXUINT16, 0, knob);
  properties[PROP_FIRST_PERIOD] = g_param_spec_uint ("first-period", NULL, NULL, 1,
                                                     24 * 3600 * 1000, 1000, knob);
  properties[PROP_ECHO] = g_param_spec_boolean ("echo", NULL, NULL, FALSE, knob);
  properties[PROP_REAL_TIMING] = g_param_spec_boolean ("real-timing", NULL, NULL, FALSE, knob);
  properties[PROP_LAN] = g_param_spec_boolean ("lan", NULL, NULL, FALSE, knob);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sonde_demo_init (SondeDemo *self)
{
  sonde_mock_config_init (&self->config);
  self->config.profile = SONDE_MOCK_PROFILE_CORRECTED;
  self->config.period_ms = 1000;
  self->config.speed = 60;
  self->mock = sonde_mock_new ();
  g_signal_connect_object (self->mock, "notify", G_CALLBACK (on_mock_notify), self,
                           G_CONNECT_SWAPPED);
}

/**
 * sonde_demo_new:
 *
 * Makes an embedded probe that does not run yet.
 *
 * Returns: (transfer full): the probe
 */
SondeDemo *
sonde_demo_new (void)
{
  return g_object_new (SONDE_TYPE_DEMO, NULL);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeDemo) self = user_data;
  g_autoptr (GError) error = NULL;

  sonde_mock_start_finish (SONDE_MOCK (source), result, &error);
  set_starting (self, FALSE);
  if (error != NULL)
    set_problem (self, error);
}

/**
 * sonde_demo_start:
 * @self: the embedded probe
 *
 * Starts listening; "running" or "problem" tells what came of it. Does nothing while it runs.
 */
void
sonde_demo_start (SondeDemo *self)
{
  g_return_if_fail (SONDE_IS_DEMO (self));

  if (self->starting || sonde_demo_get_running (self))
    return;
  set_problem (self, NULL);
  set_starting (self, TRUE);
  sonde_mock_start_async (self->mock, &self->config, NULL, on_started, g_object_ref (self));
}

/**
 * sonde_demo_stop:
 * @self: the embedded probe
 *
 * Closes its clients and stops listening.
 */
void
sonde_demo_stop (SondeDemo *self)
{
  g_return_if_fail (SONDE_IS_DEMO (self));

  sonde_mock_stop (self->mock);
}

/**
 * sonde_demo_get_mock:
 * @self: the embedded probe
 *
 * Returns: (transfer none): the server itself
 */
SondeMock *
sonde_demo_get_mock (SondeDemo *self)
{
  g_return_val_if_fail (SONDE_IS_DEMO (self), NULL);

  return self->mock;
}

/**
 * sonde_demo_get_uri:
 * @self: the embedded probe
 *
 * Returns: (transfer none) (nullable): where clients connect, or %NULL while it is stopped
 */
const char *
sonde_demo_get_uri (SondeDemo *self)
{
  g_return_val_if_fail (SONDE_IS_DEMO (self), NULL);

  return sonde_mock_get_uri (self->mock);
}

/**
 * sonde_demo_get_running:
 * @self: the embedded probe
 *
 * Returns: whether it listens
 */
gboolean
sonde_demo_get_running (SondeDemo *self)
{
  g_return_val_if_fail (SONDE_IS_DEMO (self), FALSE);

  return sonde_mock_get_running (self->mock);
}

/**
 * sonde_demo_get_starting:
 * @self: the embedded probe
 *
 * Returns: whether it is about to listen
 */
gboolean
sonde_demo_get_starting (SondeDemo *self)
{
  g_return_val_if_fail (SONDE_IS_DEMO (self), FALSE);

  return self->starting;
}

/**
 * sonde_demo_get_problem:
 * @self: the embedded probe
 *
 * Returns: (transfer none) (nullable): why it did not start and what to try
 */
const char *
sonde_demo_get_problem (SondeDemo *self)
{
  g_return_val_if_fail (SONDE_IS_DEMO (self), NULL);

  return self->problem;
}

/**
 * sonde_demo_set_seed:
 * @self: the embedded probe
 * @seed: where the weather starts; 0 picks a new one each time
 *
 * Makes the weather of the next start reproducible.
 */
void
sonde_demo_set_seed (SondeDemo *self, guint32 seed)
{
  g_return_if_fail (SONDE_IS_DEMO (self));

  self->config.seed = seed;
}
