/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mdns-query.h"

#include "sonde-dns-message.h"
#include "sonde-interface.h"
#include "sonde-source.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <sys/socket.h>

#define GROUP_IPV4 "224.0.0.251"
#define GROUP_IPV6 "ff02::fb"

/* So that no router passes it on, and a responder may check that (RFC 6762, section 11). */
#define TIME_TO_LIVE 255

/* A datagram over Wi-Fi is easily lost, and most of all one to a group. */
#define REPEAT_MS 1000

/* An IPv6 address came: its IPv4 address, which a small device is surer to listen at, may be next.
 */
#define GRACE_MS 50

#define MAX_DATAGRAM_SIZE 9000 /* RFC 6762, section 17 */

/* Of a flood, this many datagrams are looked at for each round of the main loop. */
#define MAX_DATAGRAMS 32

typedef struct
{
  char *name;
  guint16 port;
  guint16 mdns_port;
  guint16 id;
  guint n_sent;
  GPtrArray *interfaces;
  GPtrArray *links; /* Link */
  GPtrArray *found; /* GSocketAddress */
  GSource *repeat;
  GSource *limit;
  GSource *grace;
  GSource *cancelled;
  guint limit_ms;
} Query;

/* An interface over which it is asked. */
typedef struct
{
  GTask *task; /* that owns this */
  const SondeInterface *interface;
  GSocket *socket;
  GSocketAddress *group;
  GSource *source;
} Link;

static void
link_free (gpointer data)
{
  Link *self = data;

  sonde_source_clear (&self->source);
  g_clear_object (&self->socket);
  g_clear_object (&self->group);
  g_free (self);
}

static void
query_free (gpointer data)
{
  Query *self = data;

  g_free (self->name);
  g_clear_pointer (&self->links, g_ptr_array_unref);
  g_clear_pointer (&self->interfaces, g_ptr_array_unref);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_free (self);
}

/* Takes the task, and returns what was found, or the error. */
static void
end (GTask *task, GError *error)
{
  g_autoptr (GTask) owned = task;
  Query *self = g_task_get_task_data (task);

  sonde_source_clear (&self->repeat);
  sonde_source_clear (&self->limit);
  sonde_source_clear (&self->grace);
  sonde_source_clear (&self->cancelled);
  g_ptr_array_set_size (self->links, 0);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&self->found),
                           (GDestroyNotify) g_ptr_array_unref);
}

static gboolean
on_grace (gpointer user_data)
{
  end (user_data, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
on_limit (gpointer user_data)
{
  GTask *task = user_data;
  Query *self = g_task_get_task_data (task);

  if (self->found->len > 0)
    end (task, NULL);
  else
    end (task, g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _ ("no answer in %g s"),
                            self->limit_ms / 1000.0));
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  end (user_data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return G_SOURCE_REMOVE;
}

/* An answer comes from the port of the asked, and from this link (RFC 6762, sections 6 and 11). */
static gboolean
is_trusted (const Link *self, GSocketAddress *source)
{
  const Query *query = g_task_get_task_data (self->task);
  GInetSocketAddress *inet = G_INET_SOCKET_ADDRESS (source);

  return g_inet_socket_address_get_port (inet) == query->mdns_port &&
         sonde_interface_is_on_link (self->interface, g_inet_socket_address_get_address (inet));
}

static gboolean
has_ipv4 (const GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      if (g_socket_address_get_family (g_ptr_array_index (addresses, i)) == G_SOCKET_FAMILY_IPV4)
        return TRUE;
    }
  return FALSE;
}

static void
take_addresses (const Link *self, GPtrArray *addresses)
{
  Query *query = g_task_get_task_data (self->task);

  for (guint i = 0; i < addresses->len && query->found->len < SONDE_DNS_MAX_ADDRESSES; i++)
    g_ptr_array_add (query->found,
                     sonde_interface_create_socket_address (g_ptr_array_index (addresses, i),
                                                            query->port, self->interface->index));
}

static gboolean
on_readable (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  const Link *self = user_data;
  GTask *task = self->task;
  Query *query = g_task_get_task_data (task);
  guint8 data[MAX_DATAGRAM_SIZE];

  for (guint i = 0; i < MAX_DATAGRAMS; i++)
    {
      g_autoptr (GSocketAddress) source = NULL;
      g_autoptr (GPtrArray) addresses = NULL;
      gssize n = g_socket_receive_from (socket, &source, (char *) data, sizeof data, NULL, NULL);

      if (n < 0)
        break;
      if (G_IS_INET_SOCKET_ADDRESS (source) && is_trusted (self, source))
        addresses = sonde_dns_read_answer (data, (gsize) n, query->name, query->id);
      if (addresses != NULL)
        take_addresses (self, addresses);
    }

  if (has_ipv4 (query->found))
    {
      end (task, NULL);
      return G_SOURCE_REMOVE;
    }
  if (query->found->len > 0 && query->grace == NULL)
    query->grace = sonde_source_add_timeout (GRACE_MS, on_grace, task);
  return G_SOURCE_CONTINUE;
}

static void
send_query (Query *self)
{
  guint8 buffer[SONDE_DNS_MAX_QUERY_SIZE];
  /* The first time as a one-shot query is, then for responders that look at the bit alone. */
  gsize size = sonde_dns_write_query (self->name, self->id, self->n_sent > 0, buffer);

  self->n_sent++;
  for (guint i = 0; i < self->links->len; i++)
    {
      const Link *link = g_ptr_array_index (self->links, i);

      /* Where one link does not take it, another one may. */
      g_socket_send_to (link->socket, link->group, (const char *) buffer, size, NULL, NULL);
    }
}

static gboolean
on_repeat (gpointer user_data)
{
  send_query (g_task_get_task_data (user_data));
  return G_SOURCE_CONTINUE;
}

static gboolean
choose_interface (GSocket *socket, const SondeInterface *interface)
{
  int fd = g_socket_get_fd (socket);
  int index = (int) interface->index;
  int hops = TIME_TO_LIVE;
  struct ip_mreqn request = { .imr_ifindex = index };

  if (g_socket_get_family (socket) == G_SOCKET_FAMILY_IPV4)
    return setsockopt (fd, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof request) == 0 &&
           setsockopt (fd, IPPROTO_IP, IP_MULTICAST_TTL, &hops, sizeof hops) == 0;
  return setsockopt (fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof index) == 0 &&
         setsockopt (fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops, sizeof hops) == 0;
}

/* From a port of its own, by which a responder knows a one-shot query. */
static GSocket *
open_socket (const SondeInterface *interface)
{
  GSocketFamily family = g_inet_address_get_family (interface->address);
  g_autoptr (GSocketAddress)
      own = sonde_interface_create_socket_address (interface->address, 0, interface->index);
  g_autoptr (GSocket)
      socket = g_socket_new (family, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);

  if (socket == NULL || !g_socket_bind (socket, own, FALSE, NULL) ||
      !choose_interface (socket, interface))
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  return g_steal_pointer (&socket);
}

static void
add_link (GTask *task, const SondeInterface *interface)
{
  Query *self = g_task_get_task_data (task);
  gboolean ipv4 = g_inet_address_get_family (interface->address) == G_SOCKET_FAMILY_IPV4;
  g_autoptr (GInetAddress) group = g_inet_address_new_from_string (ipv4 ? GROUP_IPV4 : GROUP_IPV6);
  g_autoptr (GSocket) socket = open_socket (interface);
  Link *link;

  if (socket == NULL)
    return;
  link = g_new0 (Link, 1);
  link->task = task;
  link->interface = interface;
  link->socket = g_steal_pointer (&socket);
  link->group = g_object_new (G_TYPE_INET_SOCKET_ADDRESS, "address", group, "port",
                              (guint) self->mdns_port, "scope-id", ipv4 ? 0 : interface->index,
                              NULL);
  link->source = g_socket_create_source (link->socket, G_IO_IN, NULL);
  g_source_set_callback (link->source, G_SOURCE_FUNC (on_readable), link, NULL);
  g_source_attach (link->source, g_main_context_get_thread_default ());
  g_ptr_array_add (self->links, link);
}

/**
 * sonde_mdns_query_async:
 * @name: a name in .local
 * @port: that the addresses are made with
 * @interfaces: (element-type SondeInterface): over which to ask; those that cannot multicast are
 *   left out, as are IPv6 addresses that are not of the link
 * @mdns_port: %SONDE_MDNS_PORT
 * @limit_ms: how long to wait for an answer
 * @callback: called in the thread-default context, not before this has returned
 *
 * Asks over each interface at once, and again each second.
 */
void
sonde_mdns_query_async (const char *name,
                        guint16 port,
                        GPtrArray *interfaces,
                        guint16 mdns_port,
                        guint limit_ms,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Query *self = g_new0 (Query, 1);
  guint8 buffer[SONDE_DNS_MAX_QUERY_SIZE];

  self->name = g_strdup (name);
  self->port = port;
  self->mdns_port = mdns_port;
  self->limit_ms = limit_ms;
  self->id = (guint16) g_random_int_range (1, G_MAXUINT16 + 1);
  self->interfaces = g_ptr_array_ref (interfaces);
  self->links = g_ptr_array_new_with_free_func (link_free);
  self->found = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_source_tag (task, sonde_mdns_query_async);
  g_task_set_task_data (task, self, query_free);

  if (sonde_dns_write_query (name, self->id, FALSE, buffer) == 0)
    {
      end (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                                      _ ("this is no name that can be asked for")));
      return;
    }
  for (guint i = 0; i < interfaces->len; i++)
    {
      const SondeInterface *interface = g_ptr_array_index (interfaces, i);

      if (interface->multicast &&
          (g_inet_address_get_family (interface->address) == G_SOCKET_FAMILY_IPV4 ||
           g_inet_address_get_is_link_local (interface->address)))
        add_link (task, interface);
    }
  if (self->links->len == 0)
    {
      end (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE,
                                      _ ("no network to ask on")));
      return;
    }

  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), task, NULL);
      g_source_attach (self->cancelled, g_main_context_get_thread_default ());
    }
  self->limit = sonde_source_add_timeout (limit_ms, on_limit, task);
  self->repeat = sonde_source_add_timeout (REPEAT_MS, on_repeat, task);
  send_query (self);
}

/**
 * sonde_mdns_query_finish:
 *
 * Returns: (transfer full) (element-type GSocketAddress): at least one address, or %NULL with an
 *   error of %G_IO_ERROR whose message is a translated phrase
 */
GPtrArray *
sonde_mdns_query_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
