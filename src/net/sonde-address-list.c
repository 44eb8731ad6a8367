/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-address-list.h"

#include "sonde-address-enumerator.h"

struct _SondeAddressList
{
  GObject parent_instance;

  GPtrArray *addresses;
};

static GSocketAddressEnumerator *
enumerate (GSocketConnectable *connectable)
{
  return sonde_address_enumerator_new (SONDE_ADDRESS_LIST (connectable)->addresses);
}

static char *
to_string (GSocketConnectable *connectable)
{
  GPtrArray *addresses = SONDE_ADDRESS_LIST (connectable)->addresses;

  return addresses->len > 0 ? g_socket_connectable_to_string (g_ptr_array_index (addresses, 0))
                            : g_strdup ("");
}

static void
connectable_init (GSocketConnectableIface *iface)
{
  iface->enumerate = enumerate;
  iface->to_string = to_string;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeAddressList,
                               sonde_address_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SOCKET_CONNECTABLE, connectable_init))

static void
sonde_address_list_finalize (GObject *object)
{
  g_clear_pointer (&SONDE_ADDRESS_LIST (object)->addresses, g_ptr_array_unref);

  G_OBJECT_CLASS (sonde_address_list_parent_class)->finalize (object);
}

static void
sonde_address_list_class_init (SondeAddressListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_address_list_finalize;
}

static void
sonde_address_list_init (SondeAddressList *self)
{
}

/**
 * sonde_address_list_new:
 * @addresses: (element-type GSocketAddress): the likeliest first
 *
 * Returns: (transfer full): something to connect to
 */
SondeAddressList *
sonde_address_list_new (GPtrArray *addresses)
{
  SondeAddressList *self = g_object_new (SONDE_TYPE_ADDRESS_LIST, NULL);

  self->addresses = g_ptr_array_ref (addresses);
  return self;
}
