/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mock-wait.h"

#include <string.h>

typedef struct
{
  gboolean done;
  GError *error;
} Start;

static gboolean
on_deadline (gpointer data)
{
  g_error ("Waited too long for %s", (const char *) data);

  return G_SOURCE_REMOVE;
}

/* Runs the main context until the condition holds. */
void
mock_wait_until (MockCondition condition, gpointer data, const char *what)
{
  guint deadline = g_timeout_add_seconds (MOCK_DEADLINE_S, on_deadline, (gpointer) what);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static void
on_started (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Start *start = user_data;
  gboolean started = sonde_mock_start_finish (SONDE_MOCK (object), result, &start->error);

  g_assert_true (started == (start->error == NULL));
  start->done = TRUE;
}

static gboolean
is_done (gpointer data)
{
  return ((Start *) data)->done;
}

gboolean
mock_is_stopped (gpointer mock)
{
  return !sonde_mock_get_running (mock);
}

/* Starts a mock that must start. */
SondeMock *
mock_start (const SondeMockConfig *config)
{
  SondeMock *mock = sonde_mock_new ();
  Start start = { 0 };

  sonde_mock_start_async (mock, config, NULL, on_started, &start);
  mock_wait_until (is_done, &start, "the mock to start");
  g_assert_no_error (start.error);
  g_assert_true (sonde_mock_get_running (mock));

  return mock;
}

void
mock_stop (SondeMock *mock)
{
  sonde_mock_stop (mock);
  mock_wait_until (mock_is_stopped, mock, "the mock to stop");
}

guint16
mock_get_port (SondeMock *mock)
{
  const char *uri = sonde_mock_get_uri (mock);

  g_assert_nonnull (uri);

  return (guint16) g_ascii_strtoull (strrchr (uri, ':') + 1, NULL, 10);
}
