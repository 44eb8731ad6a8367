/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-address-enumerator.h"

/* Goes once through a SondeAddressList. */
struct _SondeAddressEnumerator
{
  GSocketAddressEnumerator parent_instance;

  GPtrArray *addresses;
  guint at;
};

G_DEFINE_FINAL_TYPE (SondeAddressEnumerator,
                     sonde_address_enumerator,
                     G_TYPE_SOCKET_ADDRESS_ENUMERATOR)

static GSocketAddress *
sonde_address_enumerator_next (GSocketAddressEnumerator *enumerator,
                               GCancellable *cancellable,
                               GError **error)
{
  SondeAddressEnumerator *self = SONDE_ADDRESS_ENUMERATOR (enumerator);

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || self->at == self->addresses->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->addresses, self->at++));
}

static void
sonde_address_enumerator_finalize (GObject *object)
{
  g_clear_pointer (&SONDE_ADDRESS_ENUMERATOR (object)->addresses, g_ptr_array_unref);

  G_OBJECT_CLASS (sonde_address_enumerator_parent_class)->finalize (object);
}

static void
sonde_address_enumerator_class_init (SondeAddressEnumeratorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_address_enumerator_finalize;
  G_SOCKET_ADDRESS_ENUMERATOR_CLASS (klass)->next = sonde_address_enumerator_next;
}

static void
sonde_address_enumerator_init (SondeAddressEnumerator *self)
{
}

/**
 * sonde_address_enumerator_new:
 * @addresses: (element-type GSocketAddress): in the order in which they are handed out
 *
 * Returns: (transfer full): an enumerator
 */
GSocketAddressEnumerator *
sonde_address_enumerator_new (GPtrArray *addresses)
{
  SondeAddressEnumerator *self = g_object_new (SONDE_TYPE_ADDRESS_ENUMERATOR, NULL);

  self->addresses = g_ptr_array_ref (addresses);
  return G_SOCKET_ADDRESS_ENUMERATOR (self);
}
