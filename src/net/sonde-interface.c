/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-interface.h"

#include <glib/gi18n-lib.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

/* A machine full of containers has hundreds. */
#define MAX_INTERFACES 32

static guint
count_bits (const struct sockaddr *netmask)
{
  const guint8 *bytes;
  gsize size;
  guint n = 0;

  if (netmask == NULL)
    return 0;
  if (netmask->sa_family == AF_INET)
    {
      bytes = (const guint8 *) &((const struct sockaddr_in *) (const void *) netmask)->sin_addr;
      size = 4;
    }
  else
    {
      bytes = (const guint8 *) &((const struct sockaddr_in6 *) (const void *) netmask)->sin6_addr;
      size = 16;
    }
  for (gsize i = 0; i < size; i++)
    n += (guint) __builtin_popcount (bytes[i]);
  return n;
}

static GInetAddress *
read_address (const struct sockaddr *address)
{
  if (address->sa_family == AF_INET)
    return g_inet_address_new_from_bytes (
        (const guint8 *) &((const struct sockaddr_in *) (const void *) address)->sin_addr,
        G_SOCKET_FAMILY_IPV4);
  return g_inet_address_new_from_bytes (
      (const guint8 *) &((const struct sockaddr_in6 *) (const void *) address)->sin6_addr,
      G_SOCKET_FAMILY_IPV6);
}

void
sonde_interface_free (SondeInterface *self)
{
  g_free (self->name);
  g_clear_object (&self->address);
  g_free (self);
}

/**
 * sonde_interface_is_on_link:
 *
 * Returns: whether @address is of the same network as the interface, so that no router is between
 */
gboolean
sonde_interface_is_on_link (const SondeInterface *self, GInetAddress *address)
{
  const guint8 *own = g_inet_address_to_bytes (self->address);
  const guint8 *other = g_inet_address_to_bytes (address);
  gsize size = g_inet_address_get_native_size (self->address);
  guint difference = 0;

  if (g_inet_address_get_family (address) != g_inet_address_get_family (self->address))
    return FALSE;
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 &&
      g_inet_address_get_is_link_local (address))
    return TRUE;
  for (guint i = 0; i < size; i++)
    {
      guint n_bits = self->prefix_length > 8 * i ? MIN (self->prefix_length - 8 * i, 8) : 0;

      difference |= (own[i] ^ other[i]) & (0xff00U >> n_bits) & 0xff;
    }
  return difference == 0;
}

/**
 * sonde_interface_list:
 *
 * Asks the kernel, which takes microseconds. Loopback is left out.
 *
 * Returns: (transfer full) (element-type SondeInterface): each address of an interface that is up
 *   and has a carrier, some tens at most
 */
GPtrArray *
sonde_interface_list (void)
{
  g_autoptr (GPtrArray)
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_interface_free);
  struct ifaddrs *all;

  if (getifaddrs (&all) != 0)
    return g_steal_pointer (&list);

  for (const struct ifaddrs *at = all; at != NULL && list->len < MAX_INTERFACES; at = at->ifa_next)
    {
      const guint needed = IFF_UP | IFF_RUNNING;
      SondeInterface *interface;

      if (at->ifa_addr == NULL || (at->ifa_flags & needed) != needed ||
          (at->ifa_flags & IFF_LOOPBACK) != 0 ||
          (at->ifa_addr->sa_family != AF_INET && at->ifa_addr->sa_family != AF_INET6))
        continue;
      interface = g_new0 (SondeInterface, 1);
      interface->name = g_strdup (at->ifa_name);
      interface->index = if_nametoindex (at->ifa_name);
      interface->address = read_address (at->ifa_addr);
      interface->prefix_length = count_bits (at->ifa_netmask);
      interface->multicast = (at->ifa_flags & IFF_MULTICAST) != 0;
      g_ptr_array_add (list, interface);
    }
  freeifaddrs (all);
  return g_steal_pointer (&list);
}

/**
 * sonde_interface_create_socket_address:
 * @index: of the interface that the address was heard of on
 *
 * Returns: (transfer full): where to connect; an IPv6 address that is valid on one link alone keeps
 *   that link (RFC 4007, section 6)
 */
GSocketAddress *
sonde_interface_create_socket_address (GInetAddress *address, guint16 port, guint index)
{
  gboolean scoped = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 &&
                    g_inet_address_get_is_link_local (address);

  return g_object_new (G_TYPE_INET_SOCKET_ADDRESS, "address", address, "port", (guint) port,
                       "scope-id", scoped ? index : 0, NULL);
}

/**
 * sonde_interface_describe_all:
 *
 * Returns: (transfer full) (nullable): the interfaces that are up and their addresses, such as
 *   `wlan0 192.168.1.7/24`; %NULL where there is none
 */
char *
sonde_interface_describe_all (void)
{
  g_autoptr (GPtrArray) list = sonde_interface_list ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const SondeInterface *interface = g_ptr_array_index (list, i);
      g_autofree char *address = g_inet_address_to_string (interface->address);

      g_string_append_printf (text, "%s%s %s/%u", i > 0 ? _ (", ") : "", interface->name, address,
                              interface->prefix_length);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}
