/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-command.h"
#include "sonde-cli-interrupt.h"
#include "sonde-cli-output.h"
#include "sonde-mock.h"

#include <string.h>
#include <glib/gi18n.h>

#define DEFAULT_PORT  5000
#define STOP_LIMIT_MS 3000

typedef struct
{
  gint64 port;
  char *address;
  char *profile;
  gint64 period_ms;
  char *without;
  double speed;
  gint64 seed;
  gboolean echo;
  gboolean real_timing;
  gint64 n_clients;
  char *state;
} MockValues;

static const SondeCliOption options[] = {
  { "port", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (MockValues, port), DEFAULT_PORT, 0,
    G_MAXUINT16, "P", N_ ("TCP port (5000); 0 takes a free one") },
  { "address", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (MockValues, address), 0, 0, 0, "A",
    N_ ("Numeric address to listen on (127.0.0.1)") },
  { "profile", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (MockValues, profile), 0, 0, 0, "P",
    N_ ("“published” never applies a period, “corrected” does (published)") },
  { "period", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (MockValues, period_ms),
    SONDE_MOCK_DEFAULT_PERIOD_MS, 1, G_MAXINT32, "MS",
    N_ ("Milliseconds between measures at the start (5000)") },
  { "without", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (MockValues, without), 0, 0, 0, "SENSOR,…",
    N_ ("Leave sensors out: tsl2591, bme280, or a quantity of theirs") },
  { "speed", SONDE_CLI_OPTION_REAL, G_STRUCT_OFFSET (MockValues, speed), 1, 0.001, 100000, "X",
    N_ ("Let the weather go by so many times faster (1)") },
  { "seed", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (MockValues, seed), 0, 0, G_MAXUINT32, "N",
    N_ ("Make the weather reproducible; 0 is new each time (0)") },
  { "echo", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (MockValues, echo), 0, 0, 0, NULL,
    N_ ("Be an echo server instead of a probe") },
  { "real-timing", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (MockValues, real_timing), 0, 0, 0, NULL,
    N_ ("Block 1.44 s in each period, as the real light sensor does") },
  { "clients", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (MockValues, n_clients),
    SONDE_MOCK_DEFAULT_CLIENTS, 1, 1000, "N", N_ ("Most clients at a time (5)") },
  { "state", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (MockValues, state), 0, 0, 0, "FILE",
    N_ ("Keep etat in this file over a restart") },
  { NULL },
};

static const struct
{
  const char *name;
  SondeMockProfile profile;
} profiles[] = {
  { "published", SONDE_MOCK_PROFILE_PUBLISHED },
  { "corrected", SONDE_MOCK_PROFILE_CORRECTED },
};

/* The quantities of one sensor come and go together. */
static const struct
{
  const char *name;
  SondeMockSensors sensor;
} sensors[] = {
  { "tsl2591", SONDE_MOCK_SENSOR_TSL2591 }, { "luminosite", SONDE_MOCK_SENSOR_TSL2591 },
  { "bme280", SONDE_MOCK_SENSOR_BME280 },   { "temperature", SONDE_MOCK_SENSOR_BME280 },
  { "humidite", SONDE_MOCK_SENSOR_BME280 }, { "pression", SONDE_MOCK_SENSOR_BME280 },
};

typedef struct
{
  SondeMock *mock;
  GMainLoop *loop;
  SondeCliStatus status;
  gboolean stopping;
  guint stop_limit_id;
} Run;

static gboolean
parse_profile (const char *name, SondeMockProfile *profile, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (profiles); i++)
    if (g_str_equal (name, profiles[i].name))
      {
        *profile = profiles[i].profile;
        return TRUE;
      }

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("The profile is “published” or “corrected”, not “%s”"), name);
  return FALSE;
}

static gboolean
remove_sensor (SondeMockSensors *left, const char *name, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (sensors); i++)
    if (g_ascii_strcasecmp (name, sensors[i].name) == 0)
      {
        *left &= ~(guint) sensors[i].sensor;
        return TRUE;
      }

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("There is no sensor “%s”: it is “tsl2591” (luminosite) or “bme280” (temperature, "
                  "humidite, pression)"),
               name);
  return FALSE;
}

static gboolean
parse_address (const char *text, gboolean *loopback, GError **error)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  if (address == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("The address to listen on is numeric, such as 127.0.0.1, not “%s”"), text);
      return FALSE;
    }
  *loopback = g_inet_address_get_is_loopback (address);
  return TRUE;
}

static gboolean
fill_config (SondeMockConfig *config, const MockValues *values, gboolean *loopback, GError **error)
{
  g_auto (GStrv) without = g_strsplit (values->without == NULL ? "" : values->without, ",", -1);

  *loopback = TRUE;
  if (values->address != NULL)
    {
      if (!parse_address (values->address, loopback, error))
        return FALSE;
      g_free (config->address);
      config->address = g_strdup (values->address);
    }
  if (values->profile != NULL && !parse_profile (values->profile, &config->profile, error))
    return FALSE;
  for (guint i = 0; without[i] != NULL; i++)
    if (!remove_sensor (&config->sensors, g_strstrip (without[i]), error))
      return FALSE;

  config->port = (guint16) values->port;
  config->period_ms = values->period_ms;
  config->max_clients = (guint) values->n_clients;
  config->speed = values->speed;
  config->seed = (guint32) values->seed;
  config->echo = values->echo;
  config->real_timing = values->real_timing;
  config->state_path = g_strdup (values->state);
  return TRUE;
}

static gboolean
on_stop_limit (gpointer user_data)
{
  Run *self = user_data;

  self->stop_limit_id = 0;
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static gboolean
on_interrupt (gpointer user_data)
{
  Run *self = user_data;

  if (self->stopping || !sonde_mock_get_running (self->mock))
    {
      g_main_loop_quit (self->loop);
      return G_SOURCE_CONTINUE;
    }

  self->stopping = TRUE;
  self->stop_limit_id = g_timeout_add (STOP_LIMIT_MS, on_stop_limit, self);
  sonde_mock_stop (self->mock);
  return G_SOURCE_CONTINUE;
}

static void
on_running (SondeMock *mock, GParamSpec *pspec, Run *self)
{
  if (self->stopping && !sonde_mock_get_running (mock))
    g_main_loop_quit (self->loop);
}

static void
on_started (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Run *self = user_data;
  const char *uri;
  g_autoptr (GError) error = NULL;

  if (!sonde_mock_start_finish (SONDE_MOCK (object), result, &error))
    {
      sonde_cli_report (error);
      self->status = SONDE_CLI_UNCONNECTED;
      g_main_loop_quit (self->loop);
      return;
    }

  /* Whoever reads the address may well leave after it; the mock goes on. */
  uri = sonde_mock_get_uri (self->mock);
  sonde_cli_print_line (uri, strlen (uri));
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (SondeMock) mock = NULL;
  g_autoptr (GMainLoop) loop = NULL;
  g_autoptr (GError) error = NULL;
  SondeCliInterrupt interrupt = { 0 };
  gboolean loopback;
  Run self = { 0 };

  sonde_mock_config_init (&config);
  if (!fill_config (&config, invocation->values, &loopback, &error))
    return sonde_cli_report_usage (invocation->command, error);
  if (!loopback)
    sonde_cli_warn (_ ("Listening on %s: every computer that reaches this one can connect, read "
                       "what the mock sends and command it. There is no password and nothing is "
                       "encrypted."),
                    config.address);

  mock = sonde_mock_new ();
  loop = g_main_loop_new (NULL, FALSE);
  self.mock = mock;
  self.loop = loop;
  g_signal_connect (mock, "notify::running", G_CALLBACK (on_running), &self);
  sonde_cli_interrupt_watch (&interrupt, on_interrupt, &self);
  sonde_mock_start_async (mock, &config, NULL, on_started, &self);
  g_main_loop_run (loop);

  sonde_cli_interrupt_clear (&interrupt);
  g_clear_handle_id (&self.stop_limit_id, g_source_remove);
  g_signal_handlers_disconnect_by_data (mock, &self);
  return self.status;
}

const SondeCliCommand sonde_cli_mock_command = {
  .name = "mock",
  .synopsis = "",
  .summary = N_ ("Be a weather probe, or an echo server"),
  .description = N_ (
      "Stands in for the ESP32 weather probe, with weather of its own invention. Prints its ws:// "
      "address on the first line once it is ready, and runs until Ctrl-C, which closes every client "
      "with code 1001. It listens on this computer alone unless --address says otherwise; 0.0.0.0 "
      "lets the whole network in, and there is no password.\n"
      "\n"
      "--without takes tsl2591 (or luminosite) and bme280 (or temperature, humidite, pression), "
      "with commas between them: the quantities of one sensor come and go together."),
  .examples = "mock\n"
              "mock --port 0 --profile corrected --period 1000\n"
              "mock --without bme280 --speed 360 --seed 7\n"
              "mock --echo --port 5001",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_USAGE | 1u << SONDE_CLI_UNCONNECTED,
  .values_size = sizeof (MockValues),
  .options = options,
  .run = run,
};
