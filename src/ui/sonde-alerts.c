/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-alerts.h"

#include <math.h>

#include "sonde-threshold.h"

#define KEY "alerts"

/**
 * SondeAlerts:
 *
 * The values that are watched for. Only the latest sample of a channel is looked at when its
 * endpoint says that something is new, so that a long history costs nothing.
 */
struct _SondeAlerts
{
  GObject parent_instance;

  GSettings *settings;
  GListModel *peers;
  GHashTable *watches; /* by the endpoint and the channel */
};

typedef struct
{
  SondeAlertRule rule;
  SondeThreshold above;
  SondeThreshold below;
  SondeAlert alert;
} Watch;

typedef enum
{
  SIGNAL_CROSSED,
  SIGNAL_ENDED,
  SIGNAL_CHANGED,
  N_SIGNALS
} SondeAlertsSignal;

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondeAlerts, sonde_alerts, G_TYPE_OBJECT)

static Watch *
lookup (SondeAlerts *self, const char *peer_id, const char *channel_id)
{
  g_autofree char *key = sonde_alerts_make_key (peer_id, channel_id);

  return g_hash_table_lookup (self->watches, key);
}

static Watch *
watch_new (const SondeAlertRule *rule)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->rule = *rule;
  if (isfinite (rule->above))
    sonde_threshold_init (&watch->above, SONDE_THRESHOLD_ABOVE, rule->above, rule->hysteresis);
  if (isfinite (rule->below))
    sonde_threshold_init (&watch->below, SONDE_THRESHOLD_BELOW, rule->below, rule->hysteresis);
  return watch;
}

static gboolean
watch_feed (Watch *self, double value)
{
  const SondeAlert before = self->alert;

  if (isfinite (self->rule.above))
    sonde_threshold_feed (&self->above, value);
  if (isfinite (self->rule.below))
    sonde_threshold_feed (&self->below, value);
  self->alert = self->above.inside   ? SONDE_ALERT_ABOVE
                : self->below.inside ? SONDE_ALERT_BELOW
                                     : SONDE_ALERT_NONE;
  return self->alert != before;
}

static void
look_at (SondeAlerts *self, SondePeer *peer)
{
  g_autoptr (GPtrArray) channels = NULL;

  if (g_hash_table_size (self->watches) == 0)
    return;
  channels = sonde_dataset_dup_channels (sonde_session_get_dataset (sonde_peer_get_session (peer)));
  for (guint i = 0; i < channels->len; i++)
    {
      SondeChannel *channel = g_ptr_array_index (channels, i);
      SondeSample sample;
      SondeAlert alert;
      gboolean crossed = FALSE;

      if (!sonde_series_get_last (sonde_channel_get_series (channel), &sample))
        continue;
      alert = sonde_alerts_feed (self, sonde_peer_get_id (peer), sonde_channel_get_id (channel),
                                 sample.value, &crossed);
      if (crossed)
        g_signal_emit (self, signals[SIGNAL_CROSSED], 0, peer, channel, (guint) alert);
    }
}

static void
look_at_all (SondeAlerts *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->peers); i++)
    {
      g_autoptr (SondePeer) peer = g_list_model_get_item (self->peers, i);

      look_at (self, peer);
    }
}

static void
on_status_changed (SondePeer *peer, GParamSpec *pspec, gpointer user_data)
{
  look_at (user_data, peer);
}

static void
on_peers_changed (SondeAlerts *self, guint position, guint n_removed, guint n_added)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (SondePeer) peer = g_list_model_get_item (self->peers, i);

      /* A peer that was removed and put back is followed once. */
      g_signal_handlers_disconnect_by_func (peer, on_status_changed, self);
      g_signal_connect_object (peer, "notify::status", G_CALLBACK (on_status_changed), self, 0);
    }
}

static void
end_others (SondeAlerts *self, GHashTable *watches)
{
  GHashTableIter iter;
  gpointer key;
  gpointer watch;

  g_hash_table_iter_init (&iter, self->watches);
  while (g_hash_table_iter_next (&iter, &key, &watch))
    if (((Watch *) watch)->alert != SONDE_ALERT_NONE && !g_hash_table_contains (watches, key))
      g_signal_emit (self, signals[SIGNAL_ENDED], 0, key);
}

/* A value that is already warned of is not warned of again where its rule stayed as it was. */
static void
reload (SondeAlerts *self)
{
  g_autoptr (GVariant) rules = g_settings_get_value (self->settings, KEY);
  GHashTable *watches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GVariantIter iter;
  const char *key;
  GVariant *variant;

  g_variant_iter_init (&iter, rules);
  while (g_variant_iter_next (&iter, "{&s@a{sv}}", &key, &variant))
    {
      g_autoptr (GVariant) owned = variant;
      SondeAlertRule rule;
      Watch *before = g_hash_table_lookup (self->watches, key);
      Watch *watch;

      sonde_alert_rule_read (&rule, owned);
      if (!sonde_alert_rule_is_set (&rule) || g_hash_table_size (watches) >= SONDE_ALERTS_MAX_RULES)
        continue;
      watch = watch_new (&rule);
      if (before != NULL && sonde_alert_rule_equal (&before->rule, &rule))
        *watch = *before;
      else if (before != NULL)
        watch->alert = before->alert;
      g_hash_table_replace (watches, g_strdup (key), watch);
    }
  end_others (self, watches);
  g_hash_table_unref (self->watches);
  self->watches = watches;
  look_at_all (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
sonde_alerts_finalize (GObject *object)
{
  SondeAlerts *self = SONDE_ALERTS (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->peers);
  g_hash_table_unref (self->watches);

  G_OBJECT_CLASS (sonde_alerts_parent_class)->finalize (object);
}

static void
sonde_alerts_class_init (SondeAlertsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_alerts_finalize;

  signals[SIGNAL_CROSSED] = g_signal_new ("crossed", SONDE_TYPE_ALERTS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 3, SONDE_TYPE_PEER,
                                          SONDE_TYPE_CHANNEL, G_TYPE_UINT);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", SONDE_TYPE_ALERTS, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", SONDE_TYPE_ALERTS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
sonde_alerts_init (SondeAlerts *self)
{
  self->watches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * sonde_alerts_new:
 * @settings: where the rules are remembered
 * @peers: the #SondePeer that are watched
 *
 * Returns: (transfer full): what watches them
 */
SondeAlerts *
sonde_alerts_new (GSettings *settings, GListModel *peers)
{
  SondeAlerts *self = g_object_new (SONDE_TYPE_ALERTS, NULL);

  self->settings = g_object_ref (settings);
  self->peers = g_object_ref (peers);
  g_signal_connect_object (peers, "items-changed", G_CALLBACK (on_peers_changed), self,
                           G_CONNECT_SWAPPED);
  on_peers_changed (self, 0, 0, g_list_model_get_n_items (peers));
  g_signal_connect_object (settings, "changed::" KEY, G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
  reload (self);
  return self;
}

/**
 * sonde_alerts_make_key:
 * @peer_id: an endpoint
 * @channel_id: one of its channels
 *
 * Returns: (transfer full): what names the two together in the settings and in notifications
 */
char *
sonde_alerts_make_key (const char *peer_id, const char *channel_id)
{
  return g_strconcat (peer_id, "/", channel_id, NULL);
}

/**
 * sonde_alerts_get_rule:
 * @self: what watches
 * @peer_id: an endpoint
 * @channel_id: one of its channels
 * @rule: (out): what is warned of, %SONDE_ALERT_RULE_NONE where nothing is
 */
void
sonde_alerts_get_rule (SondeAlerts *self,
                       const char *peer_id,
                       const char *channel_id,
                       SondeAlertRule *rule)
{
  Watch *watch;

  g_return_if_fail (SONDE_IS_ALERTS (self));

  watch = lookup (self, peer_id, channel_id);
  *rule = watch != NULL ? watch->rule : SONDE_ALERT_RULE_NONE;
}

/**
 * sonde_alerts_set_rule:
 * @self: what watches
 * @peer_id: an endpoint
 * @channel_id: one of its channels
 * @rule: what to warn of from now on
 *
 * Remembers a rule, or forgets it where it warns of nothing.
 */
void
sonde_alerts_set_rule (SondeAlerts *self,
                       const char *peer_id,
                       const char *channel_id,
                       const SondeAlertRule *rule)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sa{sv}}"));
  g_autofree char *changed = sonde_alerts_make_key (peer_id, channel_id);
  GHashTableIter iter;
  gpointer key;
  gpointer watch;

  g_return_if_fail (SONDE_IS_ALERTS (self));

  g_hash_table_iter_init (&iter, self->watches);
  while (g_hash_table_iter_next (&iter, &key, &watch))
    if (!g_str_equal (key, changed))
      g_variant_builder_add (&builder, "{s@a{sv}}", key,
                             sonde_alert_rule_to_variant (&((Watch *) watch)->rule));
  if (sonde_alert_rule_is_set (rule))
    g_variant_builder_add (&builder, "{s@a{sv}}", changed, sonde_alert_rule_to_variant (rule));
  g_settings_set_value (self->settings, KEY, g_variant_builder_end (&builder));
}

/**
 * sonde_alerts_get_alert:
 * @self: what watches
 * @peer_id: an endpoint
 * @channel_id: one of its channels
 *
 * Returns: whether the latest value is out of its bounds, and on which side
 */
SondeAlert
sonde_alerts_get_alert (SondeAlerts *self, const char *peer_id, const char *channel_id)
{
  Watch *watch;

  g_return_val_if_fail (SONDE_IS_ALERTS (self), SONDE_ALERT_NONE);

  watch = lookup (self, peer_id, channel_id);
  return watch != NULL ? watch->alert : SONDE_ALERT_NONE;
}

/**
 * sonde_alerts_feed:
 * @self: what watches
 * @peer_id: an endpoint
 * @channel_id: one of its channels
 * @value: its latest value
 * @crossed: (out): whether this value crossed a bound
 *
 * Looks at a value. The same value again crosses nothing.
 *
 * Returns: whether it is out of its bounds, and on which side
 */
SondeAlert
sonde_alerts_feed (
    SondeAlerts *self, const char *peer_id, const char *channel_id, double value, gboolean *crossed)
{
  Watch *watch;

  g_return_val_if_fail (SONDE_IS_ALERTS (self), SONDE_ALERT_NONE);

  watch = lookup (self, peer_id, channel_id);
  *crossed = watch != NULL && watch_feed (watch, value);
  return watch != NULL ? watch->alert : SONDE_ALERT_NONE;
}
