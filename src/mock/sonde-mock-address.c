/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-address.h"
#include "sonde-error.h"

#include <glib/gi18n-lib.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* More clients than the board ever takes may knock at once. */
#define BACKLOG 64

static GInetAddress *
get_interface_address (const struct ifaddrs *interface)
{
  g_autoptr (GSocketAddress) address = NULL;
  gsize size = sizeof (struct sockaddr_in);

  if (interface->ifa_addr == NULL || (interface->ifa_flags & IFF_UP) == 0)
    return NULL;
  if (interface->ifa_addr->sa_family == AF_INET6)
    size = sizeof (struct sockaddr_in6);
  else if (interface->ifa_addr->sa_family != AF_INET)
    return NULL;

  address = g_socket_address_new_from_native (interface->ifa_addr, size);

  return g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

/* Lists the addresses of this computer's interfaces that are up. */
static GPtrArray *
list_local_addresses (void)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);
  struct ifaddrs *interfaces = NULL;

  if (getifaddrs (&interfaces) != 0)
    return g_steal_pointer (&addresses);

  for (const struct ifaddrs *i = interfaces; i != NULL; i = i->ifa_next)
    {
      GInetAddress *address = get_interface_address (i);

      if (address != NULL)
        g_ptr_array_add (addresses, address);
    }
  freeifaddrs (interfaces);

  return g_steal_pointer (&addresses);
}

static gboolean
is_local (GInetAddress *address)
{
  g_autoptr (GPtrArray) addresses = NULL;

  if (g_inet_address_get_is_any (address) || g_inet_address_get_is_loopback (address))
    return TRUE;

  addresses = list_local_addresses ();

  return g_ptr_array_find_with_equal_func (addresses, address, (GEqualFunc) g_inet_address_equal,
                                           NULL);
}

/* Which address another computer would use to reach one that listens on all of them: IPv4 first,
 * since that is what people can read out to one another. */
static GInetAddress *
find_reachable (GSocketFamily family)
{
  g_autoptr (GPtrArray) addresses = list_local_addresses ();
  GInetAddress *best = NULL;

  for (guint i = 0; i < addresses->len; i++)
    {
      GInetAddress *address = addresses->pdata[i];
      gboolean is_ipv4 = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4;

      if (g_inet_address_get_is_loopback (address) || g_inet_address_get_is_link_local (address) ||
          (family == G_SOCKET_FAMILY_IPV4 && !is_ipv4))
        continue;
      if (best == NULL || (is_ipv4 && g_inet_address_get_family (best) == G_SOCKET_FAMILY_IPV6))
        best = address;
    }

  return best != NULL ? g_object_ref (best) : g_inet_address_new_loopback (family);
}

/**
 * sonde_mock_address_listen:
 * @address: a numeric IPv4 or IPv6 address; `0.0.0.0` and `::` are all of this computer's
 * @port: a port, or 0 for any free one
 * @error: return location for a %SONDE_ERROR_LISTEN
 *
 * Returns: (transfer full): a listening socket that does not block
 */
GSocket *
sonde_mock_address_listen (const char *address, guint16 port, GError **error)
{
  g_autoptr (GInetAddress) inet_address = address != NULL ? g_inet_address_new_from_string (address)
                                                          : NULL;
  g_autoptr (GSocketAddress) socket_address = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) local_error = NULL;

  if (inet_address == NULL)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_LISTEN,
                   _ ("Cannot listen on “%s”: write a numeric address such as 127.0.0.1"),
                   address != NULL ? address : "");
      return NULL;
    }

  socket_address = g_inet_socket_address_new (inet_address, port);
  socket = g_socket_new (g_inet_address_get_family (inet_address), G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_TCP, &local_error);
  if (socket != NULL && g_socket_bind (socket, socket_address, TRUE, &local_error))
    {
      g_socket_set_blocking (socket, FALSE);
      g_socket_set_listen_backlog (socket, BACKLOG);
      if (g_socket_listen (socket, &local_error))
        return g_steal_pointer (&socket);
    }

  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_LISTEN,
                 _ ("Cannot listen on port %u of %s: another program already does"), port, address);
  else if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_LISTEN,
                 _ ("Cannot listen on port %u of %s: ports below 1024 are reserved"), port,
                 address);
  else if (!is_local (inet_address))
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_LISTEN,
                 _ ("Cannot listen on %s: it is not an address of this computer"), address);
  else
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_LISTEN, _ ("Cannot listen on port %u of %s: %s"),
                 port, address, local_error->message);

  return NULL;
}

/**
 * sonde_mock_address_build_uri:
 * @socket: a listening socket
 *
 * Returns: (transfer full) (nullable): the `ws:` URI that reaches it; where it listens on all
 *   addresses, one that reaches it from another computer if there is a network
 */
char *
sonde_mock_address_build_uri (GSocket *socket)
{
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, NULL);
  g_autoptr (GInetAddress) address = NULL;
  g_autofree char *text = NULL;
  GInetSocketAddress *inet;

  if (!G_IS_INET_SOCKET_ADDRESS (local))
    return NULL;

  inet = G_INET_SOCKET_ADDRESS (local);
  address = g_object_ref (g_inet_socket_address_get_address (inet));
  if (g_inet_address_get_is_any (address))
    {
      GInetAddress *reachable = find_reachable (g_inet_address_get_family (address));

      g_set_object (&address, reachable);
      g_object_unref (reachable);
    }
  text = g_inet_address_to_string (address);

  return g_strdup_printf (
      g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 ? "ws://[%s]:%u" : "ws://%s:%u",
      text, g_inet_socket_address_get_port (inet));
}
