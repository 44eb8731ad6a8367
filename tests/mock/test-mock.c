/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-error.h"
#include "sonde-mock.h"

#define DEADLINE_MS 10000

typedef struct
{
  SondeMock *mock;
  gboolean done;
  gboolean started;
  GError *error;
} Start;

static gboolean
on_deadline (gpointer data)
{
  g_error ("Waited too long for %s", (const char *) data);

  return G_SOURCE_REMOVE;
}

#define wait_until(condition, what)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint deadline = g_timeout_add (DEADLINE_MS, on_deadline, (gpointer) (what));                  \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (deadline);                                                                    \
  }                                                                                                \
  G_STMT_END

static void
on_started (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Start *start = user_data;

  start->started = sonde_mock_start_finish (SONDE_MOCK (object), result, &start->error);
  start->done = TRUE;
}

static void
test_start_and_stop (void)
{
  g_autoptr (SondeMock) mock = sonde_mock_new ();
  g_auto (SondeMockConfig) config = { 0 };

  sonde_mock_config_init (&config);
  g_assert_nonnull (sonde_mock_get_clients (mock));
  for (guint i = 0; i < 3; i++)
    {
      Start start = { 0 };

      sonde_mock_start_async (mock, &config, NULL, on_started, &start);
      wait_until (start.done, "a start");
      g_assert_no_error (start.error);
      g_assert_true (start.started);
      g_assert_true (sonde_mock_get_running (mock));
      g_assert_true (g_str_has_prefix (sonde_mock_get_uri (mock), "ws://127.0.0.1:"));
      sonde_mock_stop (mock);
      wait_until (!sonde_mock_get_running (mock), "a stop");
      g_assert_null (sonde_mock_get_uri (mock));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mock/start-and-stop", test_start_and_stop);

  return g_test_run ();
}
