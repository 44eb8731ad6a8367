/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-segment.h"

#include <string.h>

#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_IPV6 0x86dd
#define ETHERTYPE_VLAN 0x8100
#define ETHERTYPE_QINQ 0x88a8

#define PROTOCOL_HOP_BY_HOP   0
#define PROTOCOL_TCP          6
#define PROTOCOL_ROUTING      43
#define PROTOCOL_DESTINATION  60
#define MAX_EXTENSION_HEADERS 8
#define MAX_VLAN_TAGS         4

#define IPV4_HEADER_SIZE 20
#define IPV6_HEADER_SIZE 40
#define TCP_HEADER_SIZE  20

/* Bytes that are still to be read. */
typedef struct
{
  const guint8 *data;
  gsize size;
} Rest;

static guint16
get_16 (const guint8 *data)
{
  return (guint16) (data[0] << 8 | data[1]);
}

static guint32
get_32 (const guint8 *data)
{
  return (guint32) get_16 (data) << 16 | get_16 (data + 2);
}

static void
put_16 (guint8 *data, guint16 value)
{
  data[0] = (guint8) (value >> 8);
  data[1] = (guint8) value;
}

static void
put_32 (guint8 *data, guint32 value)
{
  put_16 (data, (guint16) (value >> 16));
  put_16 (data + 2, (guint16) value);
}

static gboolean
skip (Rest *rest, gsize size)
{
  if (size > rest->size)
    return FALSE;
  rest->data += size;
  rest->size -= size;
  return TRUE;
}

/* Finds the IP packet in a frame of Ethernet, with or without VLAN tags. */
static gboolean
skip_ethernet (Rest *rest)
{
  gsize at = 12;

  for (guint i = 0; i <= MAX_VLAN_TAGS; i++)
    {
      guint16 type;

      if (rest->size < at + 2)
        return FALSE;
      type = get_16 (rest->data + at);
      at += 2;
      if (type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6)
        return skip (rest, at);
      if (type != ETHERTYPE_VLAN && type != ETHERTYPE_QINQ)
        return FALSE;
      at += 2;
    }
  return FALSE;
}

static gboolean
skip_link_header (Rest *rest, guint link_type)
{
  switch (link_type)
    {
    case SONDE_LINK_TYPE_ETHERNET:
      return skip_ethernet (rest);
    case SONDE_LINK_TYPE_NULL:
    case SONDE_LINK_TYPE_LOOP:
      return skip (rest, 4);
    case SONDE_LINK_TYPE_SLL:
      return skip (rest, 16);
    case SONDE_LINK_TYPE_SLL2:
      return skip (rest, 20);
    case 12: /* LINKTYPE_RAW as some systems wrote it */
    case 14:
    case SONDE_LINK_TYPE_RAW:
    case SONDE_LINK_TYPE_IPV4:
    case SONDE_LINK_TYPE_IPV6:
      return TRUE;
    default:
      return FALSE;
    }
}

static void
set_address (SondeSocket *socket, const guint8 *address, guint16 family)
{
  memset (socket, 0, sizeof *socket);
  memcpy (socket->address, address, family == 4 ? 4 : 16);
  socket->family = family;
}

/* Leaves the TCP segment. Padding after the packet is cut off; a packet that was itself cut is not
 * an error. */
static gboolean
skip_ipv4 (SondeSegment *self, Rest *rest)
{
  gsize header_size;
  gsize total_size;

  if (rest->size < IPV4_HEADER_SIZE)
    return FALSE;
  header_size = (gsize) (rest->data[0] & 0x0f) * 4;
  total_size = get_16 (rest->data + 2);
  /* A fragment is left to whoever reassembles IP. */
  if (header_size < IPV4_HEADER_SIZE || rest->data[9] != PROTOCOL_TCP ||
      (get_16 (rest->data + 6) & 0x3fff) != 0)
    return FALSE;

  /* The network card writes the length of what it is to cut up itself. */
  if (total_size > 0)
    rest->size = MIN (rest->size, total_size);
  set_address (&self->source, rest->data + 12, 4);
  set_address (&self->destination, rest->data + 16, 4);
  return skip (rest, header_size);
}

static gboolean
skip_ipv6 (SondeSegment *self, Rest *rest)
{
  guint8 next;
  gsize payload_size;

  if (rest->size < IPV6_HEADER_SIZE)
    return FALSE;
  payload_size = get_16 (rest->data + 4);
  next = rest->data[6];
  set_address (&self->source, rest->data + 8, 6);
  set_address (&self->destination, rest->data + 24, 6);
  skip (rest, IPV6_HEADER_SIZE);
  if (payload_size > 0)
    rest->size = MIN (rest->size, payload_size);

  for (guint i = 0; i < MAX_EXTENSION_HEADERS && next != PROTOCOL_TCP; i++)
    {
      if ((next != PROTOCOL_HOP_BY_HOP && next != PROTOCOL_ROUTING &&
           next != PROTOCOL_DESTINATION) ||
          rest->size < 8)
        return FALSE;
      next = rest->data[0];
      if (!skip (rest, ((gsize) rest->data[1] + 1) * 8))
        return FALSE;
    }
  return next == PROTOCOL_TCP;
}

/**
 * sonde_segment_parse:
 * @self: (out caller-allocates): the segment
 * @link_type: of the packet
 * @data: (array length=size): the packet, in which the payload lies
 *
 * Returns: whether it holds a TCP segment
 */
gboolean
sonde_segment_parse (SondeSegment *self, guint link_type, const guint8 *data, gsize size)
{
  Rest rest = { data, size };
  gsize header_size;
  gboolean found = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!skip_link_header (&rest, link_type) || rest.size == 0)
    return FALSE;
  if (rest.data[0] >> 4 == 4)
    found = skip_ipv4 (self, &rest);
  else if (rest.data[0] >> 4 == 6)
    found = skip_ipv6 (self, &rest);
  if (!found || rest.size < TCP_HEADER_SIZE)
    return FALSE;

  header_size = (gsize) (rest.data[12] >> 4) * 4;
  if (header_size < TCP_HEADER_SIZE)
    return FALSE;
  self->source.port = get_16 (rest.data);
  self->destination.port = get_16 (rest.data + 2);
  self->sequence = get_32 (rest.data + 4);
  self->acknowledgement = get_32 (rest.data + 8);
  self->flags = rest.data[13];
  if (!skip (&rest, header_size))
    return FALSE;
  self->payload = rest.data;
  self->size = rest.size;
  return TRUE;
}

static guint32
add_up (const guint8 *data, gsize size, guint32 sum)
{
  for (gsize i = 0; i + 1 < size; i += 2)
    sum += get_16 (data + i);
  if (size % 2 != 0)
    sum += (guint32) data[size - 1] << 8;
  return sum;
}

/* RFC 1071. */
static guint16
fold (guint32 sum)
{
  while (sum >> 16 != 0)
    sum = (sum & 0xffff) + (sum >> 16);
  return (guint16) ~sum;
}

static void
write_ip (const SondeSegment *self, guint8 *ip, gsize tcp_size)
{
  if (self->source.family == 4)
    {
      ip[0] = 0x45;
      put_16 (ip + 2, (guint16) (IPV4_HEADER_SIZE + tcp_size));
      put_16 (ip + 6, 0x4000); /* don't fragment */
      ip[8] = 64;
      ip[9] = PROTOCOL_TCP;
      memcpy (ip + 12, self->source.address, 4);
      memcpy (ip + 16, self->destination.address, 4);
      put_16 (ip + 10, fold (add_up (ip, IPV4_HEADER_SIZE, 0)));
      return;
    }
  ip[0] = 0x60;
  put_16 (ip + 4, (guint16) tcp_size);
  ip[6] = PROTOCOL_TCP;
  ip[7] = 64;
  memcpy (ip + 8, self->source.address, 16);
  memcpy (ip + 24, self->destination.address, 16);
}

/**
 * sonde_segment_write:
 * @self: a segment of at most 65,000 bytes, whose ends are of one family
 *
 * Writes an IP packet with the segment, with its checksums, for %SONDE_LINK_TYPE_RAW.
 *
 * Returns: (transfer full): the packet
 */
GByteArray *
sonde_segment_write (const SondeSegment *self)
{
  gsize ip_size = self->source.family == 4 ? IPV4_HEADER_SIZE : IPV6_HEADER_SIZE;
  gsize address_size = self->source.family == 4 ? 4 : 16;
  gsize tcp_size = TCP_HEADER_SIZE + self->size;
  GByteArray *packet = g_byte_array_sized_new ((guint) (ip_size + tcp_size));
  guint32 sum = PROTOCOL_TCP + (guint32) tcp_size;
  guint8 *tcp;

  g_return_val_if_fail (self->size <= 65000, packet);

  g_byte_array_set_size (packet, (guint) (ip_size + tcp_size));
  memset (packet->data, 0, ip_size + TCP_HEADER_SIZE);
  tcp = packet->data + ip_size;
  write_ip (self, packet->data, tcp_size);
  put_16 (tcp, self->source.port);
  put_16 (tcp + 2, self->destination.port);
  put_32 (tcp + 4, self->sequence);
  put_32 (tcp + 8, self->acknowledgement);
  tcp[12] = TCP_HEADER_SIZE / 4 << 4;
  tcp[13] = self->flags;
  put_16 (tcp + 14, 65535); /* window */
  if (self->size > 0)
    memcpy (tcp + TCP_HEADER_SIZE, self->payload, self->size);

  /* RFC 9293 section 3.1: over a pseudo-header too. */
  sum = add_up (self->source.address, address_size, sum);
  sum = add_up (self->destination.address, address_size, sum);
  put_16 (tcp + 16, fold (add_up (tcp, tcp_size, sum)));
  return packet;
}

GSocketAddress *
sonde_socket_to_address (const SondeSocket *self)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_bytes (
      self->address, self->family == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);

  return g_inet_socket_address_new (address, self->port);
}

/**
 * sonde_socket_from_address:
 * @address: (nullable): an address
 *
 * Returns: whether it is one of IPv4 or IPv6
 */
gboolean
sonde_socket_from_address (SondeSocket *self, GSocketAddress *address)
{
  GInetAddress *host;

  if (address == NULL || !G_IS_INET_SOCKET_ADDRESS (address))
    return FALSE;
  host = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  set_address (self, g_inet_address_to_bytes (host),
               g_inet_address_get_family (host) == G_SOCKET_FAMILY_IPV4 ? 4 : 6);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  return TRUE;
}
