/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "sonde-command-bar.h"
#include "sonde-presentation.h"
#include "sonde-ui-resources.h"

#define LIMIT_S  15
#define FIRST_MS 500

/* A command bar in a window, on an embedded probe whose firmware is the test's. */
typedef struct
{
  SondeNetThread *thread;
  SondeDemo *demo;
  SondePeer *peer;
  GtkWindow *window;
  GtkWidget *bar;
  GtkEditable *entry;
  GtkDropDown *units;
} Fixture;

typedef gboolean (*Condition) (Fixture *fixture);

static gboolean
on_deadline (gpointer what)
{
  g_error ("Waited in vain for %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

static void
wait_until (Condition condition, Fixture *fixture, const char *what)
{
  guint deadline_id = g_timeout_add_seconds (LIMIT_S, on_deadline, (gpointer) what);

  while (!condition (fixture))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline_id);
}

static gboolean
is_announced (Fixture *fixture)
{
  const SondeStatus *status = sonde_peer_get_status (fixture->peer);

  return status->announced_period_ms == FIRST_MS && status->etat != SONDE_ETAT_UNKNOWN;
}

static gboolean
has_verdict (Fixture *fixture)
{
  const SondeStatus *status = sonde_peer_get_status (fixture->peer);

  return status->command != NULL && status->command->verdict != SONDE_VERDICT_PENDING;
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = NULL;

  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static void
set_up (Fixture *fixture, gconstpointer profile)
{
  fixture->thread = sonde_net_thread_new ("test-net");
  fixture->demo = sonde_demo_new ();
  g_object_set (fixture->demo, "first-period", FIRST_MS, "profile", profile, NULL);
  fixture->peer = sonde_peer_new_for_demo (fixture->thread, fixture->demo);
  sonde_peer_connect (fixture->peer);
  wait_until (is_announced, fixture, "the announced state and period");

  fixture->bar = g_object_new (SONDE_TYPE_COMMAND_BAR, "peer", fixture->peer, NULL);
  fixture->entry = GTK_EDITABLE (find (fixture->bar, GTK_TYPE_ENTRY));
  fixture->units = GTK_DROP_DOWN (find (fixture->bar, GTK_TYPE_DROP_DOWN));
  fixture->window = GTK_WINDOW (g_object_ref_sink (gtk_window_new ()));
  gtk_window_set_child (fixture->window, fixture->bar);
  gtk_window_present (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer profile)
{
  g_object_ref (fixture->bar);
  gtk_window_destroy (fixture->window);
  g_clear_object (&fixture->window);
  g_assert_finalize_object (fixture->bar);
  g_assert_finalize_object (fixture->peer);
  g_assert_finalize_object (fixture->demo);
  g_assert_finalize_object (fixture->thread);
}

static void
assert_period (Fixture *fixture, const char *text, SondePeriodUnit unit)
{
  g_assert_cmpstr (gtk_editable_get_text (fixture->entry), ==, text);
  g_assert_cmpint (gtk_drop_down_get_selected (fixture->units), ==, unit);
}

static void
ask (Fixture *fixture, const char *text, SondePeriodUnit unit)
{
  gtk_editable_set_text (fixture->entry, text);
  gtk_drop_down_set_selected (fixture->units, unit);
  gtk_widget_activate_action (fixture->bar, "command.apply-period", NULL);
}

static void
test_shows_what_was_announced (Fixture *fixture, gconstpointer profile)
{
  assert_period (fixture, "500", SONDE_PERIOD_UNIT_MILLISECOND);
}

static void
test_confirmed (Fixture *fixture, gconstpointer profile)
{
  ask (fixture, "2000", SONDE_PERIOD_UNIT_MILLISECOND);
  assert_period (fixture, "2000", SONDE_PERIOD_UNIT_MILLISECOND);
  wait_until (has_verdict, fixture, "the verdict on a period of 2 s");
  g_assert_cmpint (sonde_peer_get_status (fixture->peer)->command->verdict, ==,
                   SONDE_VERDICT_CONFIRMED);
  assert_period (fixture, "2", SONDE_PERIOD_UNIT_SECOND);
}

static void
test_contradicted (Fixture *fixture, gconstpointer profile)
{
  ask (fixture, "30", SONDE_PERIOD_UNIT_SECOND);
  assert_period (fixture, "30", SONDE_PERIOD_UNIT_SECOND);
  wait_until (has_verdict, fixture, "the verdict on a period of 30 s");
  g_assert_cmpint (sonde_peer_get_status (fixture->peer)->command->verdict, ==,
                   SONDE_VERDICT_CONTRADICTED);
  assert_period (fixture, "500", SONDE_PERIOD_UNIT_MILLISECOND);
}

static void
test_enter_applies (Fixture *fixture, gconstpointer profile)
{
  GtkWidget *text = find (GTK_WIDGET (fixture->entry), GTK_TYPE_TEXT);

  gtk_editable_set_text (fixture->entry, "700");
  g_signal_emit_by_name (text, "activate");
  wait_until (has_verdict, fixture, "the verdict on a period of 700 ms");
  assert_period (fixture, "700", SONDE_PERIOD_UNIT_MILLISECOND);
}

static void
test_revert (Fixture *fixture, gconstpointer profile)
{
  g_autofree char *problem = NULL;

  ask (fixture, "five", SONDE_PERIOD_UNIT_MINUTE);
  g_object_get (fixture->bar, "problem", &problem, NULL);
  g_assert_nonnull (problem);
  g_object_notify (G_OBJECT (fixture->peer), "status");
  assert_period (fixture, "five", SONDE_PERIOD_UNIT_MINUTE);

  gtk_widget_activate_action (fixture->bar, "command.revert-period", NULL);
  assert_period (fixture, "500", SONDE_PERIOD_UNIT_MILLISECOND);
  g_clear_pointer (&problem, g_free);
  g_object_get (fixture->bar, "problem", &problem, NULL);
  g_assert_null (problem);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    const char *profile;
    void (*test) (Fixture *fixture, gconstpointer profile);
  } tests[] = {
    { "/command-bar/announced", "corrected", test_shows_what_was_announced },
    { "/command-bar/confirmed", "corrected", test_confirmed },
    { "/command-bar/contradicted", "published", test_contradicted },
    { "/command-bar/enter", "corrected", test_enter_applies },
    { "/command-bar/revert", "corrected", test_revert },
  };

  g_test_init (&argc, &argv, NULL);
  g_assert_true (gtk_init_check ());
  adw_init ();
  g_resources_register (sonde_ui_get_resource ());
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].profile, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
