/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-alert-rule.h"

#include <glib/gi18n.h>
#include <math.h>

#include "sonde-error.h"

static const struct
{
  const char *name;
  gsize offset;
} fields[] = {
  { "above", G_STRUCT_OFFSET (SondeAlertRule, above) },
  { "below", G_STRUCT_OFFSET (SondeAlertRule, below) },
  { "hysteresis", G_STRUCT_OFFSET (SondeAlertRule, hysteresis) },
};

/**
 * sonde_alert_rule_is_set:
 * @self: a rule
 *
 * Returns: whether it warns of anything
 */
gboolean
sonde_alert_rule_is_set (const SondeAlertRule *self)
{
  return isfinite (self->above) || isfinite (self->below);
}

static gboolean
is_same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

/**
 * sonde_alert_rule_equal:
 * @self: a rule
 * @other: another
 *
 * Returns: whether both warn of the same
 */
gboolean
sonde_alert_rule_equal (const SondeAlertRule *self, const SondeAlertRule *other)
{
  return is_same (self->above, other->above) && is_same (self->below, other->below) &&
         is_same (self->hysteresis, other->hysteresis);
}

/**
 * sonde_alert_rule_check:
 * @self: a rule
 * @error: return location for an error
 *
 * Finds out whether a rule makes sense: a value that comes back from one bound must not be warned
 * of until it passes the other.
 *
 * Returns: whether it does; if not, %SONDE_ERROR_ARGUMENT says why
 */
gboolean
sonde_alert_rule_check (const SondeAlertRule *self, GError **error)
{
  const char *problem = NULL;

  if (self->hysteresis < 0)
    problem = _ ("The way back is not negative.");
  else if (self->above <= self->below)
    problem = _ ("“Warn above” is greater than “Warn below”.");
  else if (self->above - self->below <= self->hysteresis)
    problem = _ ("The way back is shorter than the distance between the two bounds.");
  if (problem == NULL)
    return TRUE;
  g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT, problem);
  return FALSE;
}

/**
 * sonde_alert_rule_read:
 * @self: (out): a rule
 * @variant: an `a{sv}`, such as sonde_alert_rule_to_variant() writes
 *
 * Reads a rule that was remembered. What does not make sense in it is left out.
 */
void
sonde_alert_rule_read (SondeAlertRule *self, GVariant *variant)
{
  *self = SONDE_ALERT_RULE_NONE;
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      double value;

      if (g_variant_lookup (variant, fields[i].name, "d", &value) && isfinite (value))
        G_STRUCT_MEMBER (double, self, fields[i].offset) = value;
    }
  if (!sonde_alert_rule_check (self, NULL))
    *self = SONDE_ALERT_RULE_NONE;
}

/**
 * sonde_alert_rule_to_variant:
 * @self: a rule
 *
 * Returns: (transfer floating): the rule as an `a{sv}`
 */
GVariant *
sonde_alert_rule_to_variant (const SondeAlertRule *self)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const double value = G_STRUCT_MEMBER (double, self, fields[i].offset);

      if (isfinite (value))
        g_variant_builder_add (&builder, "{sv}", fields[i].name, g_variant_new_double (value));
    }
  return g_variant_builder_end (&builder);
}

/**
 * sonde_alert_rule_describe:
 * @self: a rule
 * @alert: what it warns of
 * @channel: what is measured
 *
 * Returns: (transfer full) (nullable): a text such as “Above 30 °C”; %NULL without an alert
 */
char *
sonde_alert_rule_describe (const SondeAlertRule *self, SondeAlert alert, SondeChannel *channel)
{
  g_autofree char *bound = NULL;

  if (alert == SONDE_ALERT_NONE)
    return NULL;
  bound = sonde_channel_format_with_unit (channel,
                                          alert == SONDE_ALERT_ABOVE ? self->above : self->below);
  /* Translators: %s is a value and its unit, which the latest value passed. */
  return alert == SONDE_ALERT_ABOVE ? g_strdup_printf (_ ("Above %s"), bound)
                                    /* Translators: %s is a value and its unit. */
                                    : g_strdup_printf (_ ("Below %s"), bound);
}
