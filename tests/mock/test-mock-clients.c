/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mock-wait.h"

/* The system's own, for which the distribution packages the module. */
#define PYTHON "/usr/bin/python3"

typedef struct
{
  gboolean done;
  char *output;
  GError *error;
} Run;

static void
on_communicated (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (object), result, &run->output, NULL,
                                        &run->error);
  run->done = TRUE;
}

static gboolean
is_done (gpointer run)
{
  return ((Run *) run)->done;
}

/* Runs client.py, which says why it fails. */
static void
run_client (gconstpointer data)
{
  const char *kind = data;
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "mock", "client.py", NULL);
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (SondeMock) mock = NULL;
  g_autoptr (GSubprocess) client = NULL;
  g_autoptr (GError) error = NULL;
  Run run = { 0 };

  sonde_mock_config_init (&config);
  config.period_ms = 3600000;
  config.echo = g_str_equal (kind, "echo");
  mock = mock_start (&config);

  client = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE,
                             &error, PYTHON, script, kind, sonde_mock_get_uri (mock), NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (client, NULL, NULL, on_communicated, &run);
  mock_wait_until (is_done, &run, "the Python client to end");
  g_assert_no_error (run.error);
  g_assert_cmpstr (run.output, ==, "");
  g_assert_true (g_subprocess_get_successful (client));
  g_free (run.output);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/mock-clients/python-probe", "probe", run_client);
  g_test_add_data_func ("/mock-clients/python-echo", "echo", run_client);

  return g_test_run ();
}
