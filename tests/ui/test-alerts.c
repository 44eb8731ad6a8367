/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "sonde-alerts.h"
#include "sonde-error.h"
#include "sonde-settings.h"

typedef struct
{
  GSettings *settings;
  GListModel *peers;
  SondeAlerts *alerts;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->settings = sonde_settings_open (&error);
  g_assert_no_error (error);
  g_settings_reset (fixture->settings, "alerts");
  fixture->peers = G_LIST_MODEL (g_list_store_new (SONDE_TYPE_PEER));
  fixture->alerts = sonde_alerts_new (fixture->settings, fixture->peers);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->alerts);
  g_assert_finalize_object (fixture->peers);
  g_settings_reset (fixture->settings, "alerts");
  g_clear_object (&fixture->settings);
}

static void
test_crossings (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    double value;
    SondeAlert alert;
    gboolean crossed;
  } steps[] = {
    { 29, SONDE_ALERT_NONE, FALSE },    { 30, SONDE_ALERT_NONE, FALSE },
    { 31, SONDE_ALERT_ABOVE, TRUE },    { 32, SONDE_ALERT_ABOVE, FALSE },
    { 29.5, SONDE_ALERT_ABOVE, FALSE }, { 30.5, SONDE_ALERT_ABOVE, FALSE },
    { NAN, SONDE_ALERT_ABOVE, FALSE },  { 29, SONDE_ALERT_NONE, TRUE },
    { 31, SONDE_ALERT_ABOVE, TRUE },    { -1, SONDE_ALERT_BELOW, TRUE },
    { 0.5, SONDE_ALERT_BELOW, FALSE },  { 1, SONDE_ALERT_NONE, TRUE },
  };

  sonde_alerts_set_rule (fixture->alerts, "demo", "temperature", &(SondeAlertRule){ 30, 0, 1 });
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gboolean crossed;

      g_assert_cmpint (
          sonde_alerts_feed (fixture->alerts, "demo", "temperature", steps[i].value, &crossed), ==,
          steps[i].alert);
      g_assert_cmpint (crossed, ==, steps[i].crossed);
      sonde_alerts_feed (fixture->alerts, "demo", "pression", 1e6, &crossed);
      g_assert_false (crossed);
    }
}

static void
on_ended (SondeAlerts *alerts, const char *key, char **ended)
{
  *ended = g_strdup (key);
}

static void
test_rules (Fixture *fixture, gconstpointer data)
{
  g_autofree char *ended = NULL;
  SondeAlerts *other;
  SondeAlertRule rule;
  gboolean crossed;

  sonde_alerts_get_rule (fixture->alerts, "demo", "temperature", &rule);
  g_assert_false (sonde_alert_rule_is_set (&rule));
  sonde_alerts_set_rule (fixture->alerts, "demo", "temperature", &(SondeAlertRule){ 30, NAN, 1 });
  sonde_alerts_set_rule (fixture->alerts, "demo", "a/b", &(SondeAlertRule){ NAN, 2, 0 });
  sonde_alerts_feed (fixture->alerts, "demo", "temperature", 31, &crossed);
  /* Another rule does not make a value cross again that is still out of bounds. */
  sonde_alerts_set_rule (fixture->alerts, "demo", "temperature", &(SondeAlertRule){ 25, NAN, 1 });
  sonde_alerts_feed (fixture->alerts, "demo", "temperature", 31, &crossed);
  g_assert_false (crossed);
  g_assert_cmpint (sonde_alerts_get_alert (fixture->alerts, "demo", "temperature"), ==,
                   SONDE_ALERT_ABOVE);

  other = sonde_alerts_new (fixture->settings, fixture->peers);
  sonde_alerts_get_rule (other, "demo", "a/b", &rule);
  g_assert_true (sonde_alert_rule_equal (&rule, &(SondeAlertRule){ NAN, 2, 0 }));
  g_assert_finalize_object (other);

  g_signal_connect (fixture->alerts, "ended", G_CALLBACK (on_ended), &ended);
  sonde_alerts_set_rule (fixture->alerts, "demo", "temperature", &SONDE_ALERT_RULE_NONE);
  g_assert_cmpstr (ended, ==, "demo/temperature");
  g_assert_cmpint (sonde_alerts_get_alert (fixture->alerts, "demo", "temperature"), ==,
                   SONDE_ALERT_NONE);
}

static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = {
    "{'demo/x': {'above': <'hot'>}}",
    "{'demo/x': {'above': <inf>, 'below': <nan>}}",
    "{'demo/x': {'above': <1.0>, 'below': <2.0>}}",
    "{'demo/x': {'above': <1.0>, 'hysteresis': <-3.0>}}",
    "{'': {}, '/': {'height': <3>}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant)
          variant = g_variant_parse (G_VARIANT_TYPE ("a{sa{sv}}"), texts[i], NULL, NULL, &error);
      SondeAlertRule rule;

      g_assert_no_error (error);
      g_settings_set_value (fixture->settings, "alerts", variant);
      sonde_alerts_get_rule (fixture->alerts, "demo", "x", &rule);
      g_assert_false (sonde_alert_rule_is_set (&rule));
    }
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    SondeAlertRule rule;
    gboolean valid;
  } cases[] = {
    { { NAN, NAN, 0 }, TRUE }, { { 1, NAN, 5 }, TRUE }, { { 3, 1, 1 }, TRUE },
    { { 1, 1, 0 }, FALSE },    { { 1, 3, 0 }, FALSE },  { { 3, 1, 2 }, FALSE },
    { { 3, 1, -1 }, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (sonde_alert_rule_check (&cases[i].rule, &error), ==, cases[i].valid);
      if (!cases[i].valid)
        g_assert_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT);
    }
}

static void
test_words (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeChannel) channel = sonde_channel_new ("temperature", 0, 10);
  const SondeAlertRule rule = { 30, 3, 1 };
  g_autofree char *none = sonde_alert_rule_describe (&rule, SONDE_ALERT_NONE, channel);
  g_autofree char *above = sonde_alert_rule_describe (&rule, SONDE_ALERT_ABOVE, channel);
  g_autofree char *below = sonde_alert_rule_describe (&rule, SONDE_ALERT_BELOW, channel);

  g_assert_null (none);
  g_assert_true (g_str_has_prefix (above, "Above 30.00"));
  g_assert_true (g_str_has_prefix (below, "Below 3.00"));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/alerts/crossings", test_crossings }, { "/alerts/rules", test_rules },
    { "/alerts/hostile", test_hostile },     { "/alerts/check", test_check },
    { "/alerts/words", test_words },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
