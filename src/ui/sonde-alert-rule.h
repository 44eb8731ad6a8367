/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-channel.h"

G_BEGIN_DECLS

typedef enum
{
  SONDE_ALERT_NONE,
  SONDE_ALERT_ABOVE,
  SONDE_ALERT_BELOW,
} SondeAlert;

/**
 * SondeAlertRule:
 * @above: warn of values above this; NaN for none
 * @below: warn of values below this; NaN for none
 * @hysteresis: how far back a value must come before the warning ends; not negative
 *
 * Which values of a channel to warn of.
 */
typedef struct
{
  double above;
  double below;
  double hysteresis;
} SondeAlertRule;

#define SONDE_ALERT_RULE_NONE ((SondeAlertRule){ NAN, NAN, 0 })

gboolean sonde_alert_rule_is_set (const SondeAlertRule *self);
gboolean sonde_alert_rule_equal (const SondeAlertRule *self, const SondeAlertRule *other);
gboolean sonde_alert_rule_check (const SondeAlertRule *self, GError **error);
void sonde_alert_rule_read (SondeAlertRule *self, GVariant *variant);
GVariant *sonde_alert_rule_to_variant (const SondeAlertRule *self);
char *
sonde_alert_rule_describe (const SondeAlertRule *self, SondeAlert alert, SondeChannel *channel);

G_END_DECLS
