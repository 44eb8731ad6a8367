/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-peer-store.h"

/**
 * SondePeerStore:
 *
 * The endpoints that the side pane lists, kept in the settings.
 */
struct _SondePeerStore
{
  GObject parent_instance;

  SondeNetThread *thread;
  GSettings *settings;
  GPtrArray *peers;
  gboolean reopened;
};

static GType
sonde_peer_store_get_item_type (GListModel *model)
{
  return SONDE_TYPE_PEER;
}

static guint
sonde_peer_store_get_n_items (GListModel *model)
{
  return SONDE_PEER_STORE (model)->peers->len;
}

static gpointer
sonde_peer_store_get_item (GListModel *model, guint position)
{
  SondePeerStore *self = SONDE_PEER_STORE (model);

  if (position >= self->peers->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->peers, position));
}

static void
sonde_peer_store_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sonde_peer_store_get_item_type;
  iface->get_n_items = sonde_peer_store_get_n_items;
  iface->get_item = sonde_peer_store_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SondePeerStore,
                               sonde_peer_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      sonde_peer_store_list_model_init))

static gsize
get_bytes (SondePeerStore *self, const char *key)
{
  return (gsize) g_settings_get_uint (self->settings, key) << 20;
}

static void
apply_bounds (SondePeerStore *self, SondePeer *peer)
{
  SondeSession *session = sonde_peer_get_session (peer);

  sonde_message_log_set_bounds (sonde_session_get_log (session),
                                g_settings_get_uint (self->settings, "max-messages"),
                                get_bytes (self, "max-message-mebibytes"));
  sonde_frame_log_set_bounds (sonde_session_get_frame_log (session),
                              g_settings_get_uint (self->settings, "max-frames"),
                              get_bytes (self, "max-frame-mebibytes"));
}

static void
on_bounds_changed (SondePeerStore *self)
{
  for (guint i = 0; i < self->peers->len; i++)
    apply_bounds (self, g_ptr_array_index (self->peers, i));
}

static void
save (SondePeerStore *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < self->peers->len; i++)
    {
      SondePeer *peer = g_ptr_array_index (self->peers, i);

      if (!sonde_peer_is_demo (peer) && !sonde_peer_is_file (peer))
        g_variant_builder_add_value (&builder,
                                     sonde_endpoint_to_variant (sonde_peer_get_endpoint (peer)));
    }
  g_settings_set_value (self->settings, "endpoints", g_variant_builder_end (&builder));
}

static void
remember_open (SondePeerStore *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;

  if (!self->reopened)
    return;
  for (guint i = 0; i < self->peers->len; i++)
    {
      SondePeer *peer = g_ptr_array_index (self->peers, i);

      if (sonde_peer_get_wanted (peer))
        g_strv_builder_add (builder, sonde_peer_get_id (peer));
    }
  ids = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, "open-endpoints", (const char *const *) ids);
}

static SondePeer *
prepare (SondePeerStore *self, SondePeer *peer)
{
  apply_bounds (self, peer);
  g_signal_connect_object (peer, "notify::wanted", G_CALLBACK (remember_open), self,
                           G_CONNECT_SWAPPED);
  return peer;
}

static void
load (SondePeerStore *self)
{
  g_autoptr (GVariant) endpoints = g_settings_get_value (self->settings, "endpoints");
  GVariantIter iter;
  GVariant *child;

  g_variant_iter_init (&iter, endpoints);
  while ((child = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autoptr (GVariant) variant = child;
      g_autoptr (GError) error = NULL;
      g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new_from_variant (variant, &error);

      if (endpoint == NULL)
        {
          g_info ("A remembered endpoint is not usable: %s", error->message);
          continue;
        }
      g_ptr_array_add (self->peers, prepare (self, sonde_peer_new (self->thread, endpoint)));
    }
}

static void
sonde_peer_store_dispose (GObject *object)
{
  SondePeerStore *self = SONDE_PEER_STORE (object);

  g_ptr_array_set_size (self->peers, 0);
  g_clear_object (&self->thread);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sonde_peer_store_parent_class)->dispose (object);
}

static void
sonde_peer_store_finalize (GObject *object)
{
  SondePeerStore *self = SONDE_PEER_STORE (object);

  g_ptr_array_unref (self->peers);

  G_OBJECT_CLASS (sonde_peer_store_parent_class)->finalize (object);
}

static void
sonde_peer_store_class_init (SondePeerStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sonde_peer_store_dispose;
  object_class->finalize = sonde_peer_store_finalize;
}

static void
sonde_peer_store_init (SondePeerStore *self)
{
  self->peers = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * sonde_peer_store_new:
 * @thread: where connections run
 * @demo: the embedded probe
 * @settings: where the endpoints and the bounds of their logs are kept
 *
 * Makes the list from what was remembered. An entry that cannot be understood is left out.
 *
 * Returns: (transfer full): the list
 */
SondePeerStore *
sonde_peer_store_new (SondeNetThread *thread, SondeDemo *demo, GSettings *settings)
{
  static const char *const bound_signals[] = {
    "changed::max-messages",
    "changed::max-message-mebibytes",
    "changed::max-frames",
    "changed::max-frame-mebibytes",
  };
  SondePeerStore *self = g_object_new (SONDE_TYPE_PEER_STORE, NULL);

  self->thread = g_object_ref (thread);
  self->settings = g_object_ref (settings);
  g_ptr_array_add (self->peers, prepare (self, sonde_peer_new_for_demo (thread, demo)));
  load (self);
  for (gsize i = 0; i < G_N_ELEMENTS (bound_signals); i++)
    g_signal_connect_object (settings, bound_signals[i], G_CALLBACK (on_bounds_changed), self,
                             G_CONNECT_SWAPPED);
  return self;
}

/**
 * sonde_peer_store_reopen:
 * @self: the list
 *
 * Connects what was connected when the program last ended, and remembers from now on what is. Does
 * nothing the second time. A list that is never asked to remembers nothing.
 */
void
sonde_peer_store_reopen (SondePeerStore *self)
{
  g_auto (GStrv) ids = NULL;

  g_return_if_fail (SONDE_IS_PEER_STORE (self));

  if (self->reopened)
    return;
  ids = g_settings_get_strv (self->settings, "open-endpoints");
  for (gsize i = 0; ids[i] != NULL; i++)
    {
      SondePeer *peer = sonde_peer_store_lookup (self, ids[i]);

      if (peer != NULL && !sonde_peer_get_wanted (peer))
        sonde_peer_connect (peer);
    }
  self->reopened = TRUE;
  remember_open (self);
}

/**
 * sonde_peer_store_get_demo:
 * @self: the list
 *
 * Returns: (transfer none): the entry of the embedded probe
 */
SondePeer *
sonde_peer_store_get_demo (SondePeerStore *self)
{
  g_return_val_if_fail (SONDE_IS_PEER_STORE (self), NULL);

  return g_ptr_array_index (self->peers, 0);
}

/**
 * sonde_peer_store_lookup:
 * @self: the list
 * @id: (nullable): an identifier
 *
 * Returns: (transfer none) (nullable): the entry of that identifier
 */
SondePeer *
sonde_peer_store_lookup (SondePeerStore *self, const char *id)
{
  g_return_val_if_fail (SONDE_IS_PEER_STORE (self), NULL);

  for (guint i = 0; i < self->peers->len; i++)
    if (g_strcmp0 (sonde_peer_get_id (g_ptr_array_index (self->peers, i)), id) == 0)
      return g_ptr_array_index (self->peers, i);
  return NULL;
}

/**
 * sonde_peer_store_lookup_uri:
 * @self: the list
 * @uri: a normalised address
 *
 * Returns: (transfer none) (nullable): the first entry that goes there
 */
SondePeer *
sonde_peer_store_lookup_uri (SondePeerStore *self, const char *uri)
{
  g_return_val_if_fail (SONDE_IS_PEER_STORE (self), NULL);

  for (guint i = 0; i < self->peers->len; i++)
    if (g_strcmp0 (sonde_peer_get_address (g_ptr_array_index (self->peers, i)), uri) == 0)
      return g_ptr_array_index (self->peers, i);
  return NULL;
}

/**
 * sonde_peer_store_get_n_added:
 * @self: the list
 *
 * Returns: how many endpoints there are beside the embedded probe
 */
guint
sonde_peer_store_get_n_added (SondePeerStore *self)
{
  g_return_val_if_fail (SONDE_IS_PEER_STORE (self), 0);

  return self->peers->len - 1;
}

/**
 * sonde_peer_store_add:
 * @self: the list
 * @endpoint: where to go; copied
 *
 * Adds an endpoint at the end and remembers it.
 *
 * Returns: (transfer none): its entry
 */
SondePeer *
sonde_peer_store_add (SondePeerStore *self, const SondeEndpoint *endpoint)
{
  g_autoptr (SondePeer) peer = NULL;

  g_return_val_if_fail (SONDE_IS_PEER_STORE (self), NULL);

  peer = prepare (self, sonde_peer_new (self->thread, endpoint));
  sonde_peer_store_restore (self, peer, self->peers->len);
  return peer;
}

/**
 * sonde_peer_store_open_file:
 * @self: the list
 * @path: a recording
 *
 * Adds a recording at the end, until the program ends; one that is there already is not added
 * again.
 *
 * Returns: (transfer none): its entry
 */
SondePeer *
sonde_peer_store_open_file (SondePeerStore *self, const char *path)
{
  g_autoptr (SondePeer) peer = NULL;
  SondePeer *known;

  g_return_val_if_fail (SONDE_IS_PEER_STORE (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  peer = sonde_peer_new_for_file (self->thread, path);
  known = sonde_peer_store_lookup (self, sonde_peer_get_id (peer));
  if (known != NULL)
    return known;
  sonde_peer_store_restore (self, peer, self->peers->len);
  return peer;
}

/**
 * sonde_peer_store_edit:
 * @self: the list
 * @peer: one of its entries
 * @endpoint: what it becomes; copied
 *
 * Changes an endpoint and remembers it.
 */
void
sonde_peer_store_edit (SondePeerStore *self, SondePeer *peer, const SondeEndpoint *endpoint)
{
  g_return_if_fail (SONDE_IS_PEER_STORE (self));

  sonde_peer_set_endpoint (peer, endpoint);
  save (self);
}

/**
 * sonde_peer_store_remove:
 * @self: the list
 * @peer: one of its entries, not the embedded probe
 *
 * Takes an endpoint out, disconnects it and forgets it. Who holds a reference can restore it with
 * all that it received.
 *
 * Returns: where it was
 */
guint
sonde_peer_store_remove (SondePeerStore *self, SondePeer *peer)
{
  g_autoptr (SondePeer) kept = NULL;
  guint position;

  g_return_val_if_fail (SONDE_IS_PEER_STORE (self), 0);
  g_return_val_if_fail (!sonde_peer_is_demo (peer), 0);

  if (!g_ptr_array_find (self->peers, peer, &position))
    return self->peers->len;
  kept = g_object_ref (peer);
  sonde_peer_disconnect (peer);
  g_ptr_array_remove_index (self->peers, position);
  save (self);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  return position;
}

/**
 * sonde_peer_store_restore:
 * @self: the list
 * @peer: an entry that was removed
 * @position: where it was
 *
 * Puts an endpoint back.
 */
void
sonde_peer_store_restore (SondePeerStore *self, SondePeer *peer, guint position)
{
  g_return_if_fail (SONDE_IS_PEER_STORE (self));

  position = CLAMP (position, 1, self->peers->len);
  g_ptr_array_insert (self->peers, (int) position, g_object_ref (peer));
  save (self);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}
