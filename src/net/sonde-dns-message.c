/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-dns-message.h"

#include <string.h>

/* RFC 1035, section 4, as multicast DNS uses it (RFC 6762, section 18). */

#define HEADER_SIZE    12
#define MAX_LABEL_SIZE 63
#define MAX_NAME_SIZE  255
#define POINTER        0xc0

#define TYPE_A    1
#define TYPE_AAAA 28
#define CLASS_IN  1

/* In a question: an answer to the asker alone will do (section 5.4). In a record: forget what was
 * known before (section 10.2). */
#define TOP_BIT 0x8000

#define FLAG_RESPONSE 0x8000
#define MASK_OPCODE   0x7800
#define MASK_RCODE    0x000f

typedef struct
{
  const guint8 *data;
  gsize size;
  gsize at;
} Reader;

static gboolean
read_16 (Reader *self, guint16 *value)
{
  if (self->size - self->at < 2)
    return FALSE;
  *value = (guint16) (self->data[self->at] << 8 | self->data[self->at + 1]);
  self->at += 2;
  return TRUE;
}

static gboolean
skip (Reader *self, gsize n)
{
  if (self->size - self->at < n)
    return FALSE;
  self->at += n;
  return TRUE;
}

/* A pointer must lead to before the name that it ends, or to before the one before it, so that no
 * message makes this go round in circles. A label with a dot in it is no name of a host: the dot
 * comes out as a byte that no name has. */
static gboolean
read_name (Reader *self, char name[MAX_NAME_SIZE + 1])
{
  gsize at = self->at;
  gsize limit = self->at;
  gsize n = 0;
  gboolean jumped = FALSE;

  for (;;)
    {
      guint8 length;

      if (at >= self->size)
        return FALSE;
      length = self->data[at];
      if ((length & POINTER) == POINTER)
        {
          gsize target;

          if (self->size - at < 2)
            return FALSE;
          target = (gsize) (length & ~POINTER) << 8 | self->data[at + 1];
          if (target >= limit)
            return FALSE;
          if (!jumped)
            self->at = at + 2;
          jumped = TRUE;
          limit = target;
          at = target;
          continue;
        }
      if (length > MAX_LABEL_SIZE || self->size - at - 1 < length)
        return FALSE;
      at++;
      if (length == 0)
        break;
      if (n + (n > 0) + length > MAX_NAME_SIZE - 2)
        return FALSE;
      if (n > 0)
        name[n++] = '.';
      for (guint i = 0; i < length; i++)
        {
          char c = (char) self->data[at + i];

          name[n++] = c == '.' || c == '\0' ? '\x7f' : c;
        }
      at += length;
    }

  if (!jumped)
    self->at = at;
  name[n] = '\0';
  return TRUE;
}

static gsize
get_name_size (const char *name)
{
  gsize size = strlen (name);

  return size > 0 && name[size - 1] == '.' ? size - 1 : size;
}

static gsize
write_name (const char *name, guint8 *buffer)
{
  gsize size = get_name_size (name);
  gsize at = 0;

  if (size == 0 || size > MAX_NAME_SIZE - 2)
    return 0;
  for (gsize start = 0; start <= size;)
    {
      const char *dot = memchr (name + start, '.', size - start);
      gsize length = dot != NULL ? (gsize) (dot - name) - start : size - start;

      if (length == 0 || length > MAX_LABEL_SIZE)
        return 0;
      buffer[at++] = (guint8) length;
      memcpy (buffer + at, name + start, length);
      at += length;
      start += length + 1;
    }
  buffer[at++] = 0;
  return at;
}

static gsize
write_16 (guint8 *buffer, guint16 value)
{
  buffer[0] = (guint8) (value >> 8);
  buffer[1] = (guint8) value;
  return 2;
}

/**
 * sonde_dns_write_query:
 * @name: a name of a host, with or without the last dot
 * @id: by which the answer is known
 * @unicast: whether the answer need not be for all (RFC 6762, section 5.4)
 * @buffer: %SONDE_DNS_MAX_QUERY_SIZE bytes
 *
 * Asks for the IPv4 and the IPv6 addresses of a name.
 *
 * Returns: the size of the query; 0 where @name cannot be asked for
 */
gsize
sonde_dns_write_query (const char *name, guint16 id, gboolean unicast, guint8 *buffer)
{
  static const guint16 types[] = { TYPE_A, TYPE_AAAA };
  guint16 class = unicast ? CLASS_IN | TOP_BIT : CLASS_IN;
  gsize at = HEADER_SIZE;
  gsize name_size;

  g_return_val_if_fail (name != NULL && buffer != NULL, 0);

  memset (buffer, 0, HEADER_SIZE);
  write_16 (buffer, id);
  write_16 (buffer + 4, G_N_ELEMENTS (types));
  name_size = write_name (name, buffer + at);
  if (name_size == 0)
    return 0;
  at += name_size;
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (i > 0)
        at += write_16 (buffer + at, POINTER << 8 | HEADER_SIZE);
      at += write_16 (buffer + at, types[i]);
      at += write_16 (buffer + at, class);
    }
  return at;
}

static gboolean
is_name (const char *found, const char *name)
{
  gsize size = get_name_size (name);

  return strlen (found) == size && g_ascii_strncasecmp (found, name, size) == 0;
}

static gboolean
read_record (Reader *self, const char *name, GPtrArray *addresses)
{
  char owner[MAX_NAME_SIZE + 1];
  guint16 type;
  guint16 class;
  guint16 ttl_high;
  guint16 ttl_low;
  guint16 size;
  const guint8 *data;
  GSocketFamily family = G_SOCKET_FAMILY_INVALID;

  if (!read_name (self, owner) || !read_16 (self, &type) || !read_16 (self, &class) ||
      !read_16 (self, &ttl_high) || !read_16 (self, &ttl_low) || !read_16 (self, &size))
    return FALSE;
  data = self->data + self->at;
  if (!skip (self, size))
    return FALSE;

  if (type == TYPE_A && size == 4)
    family = G_SOCKET_FAMILY_IPV4;
  else if (type == TYPE_AAAA && size == 16)
    family = G_SOCKET_FAMILY_IPV6;
  /* A life of 0 is a goodbye (RFC 6762, section 10.1). */
  if (family != G_SOCKET_FAMILY_INVALID && (class & ~TOP_BIT) == CLASS_IN &&
      (ttl_high | ttl_low) != 0 && is_name (owner, name) &&
      addresses->len < SONDE_DNS_MAX_ADDRESSES)
    g_ptr_array_add (addresses, g_inet_address_new_from_bytes (data, family));
  return TRUE;
}

/**
 * sonde_dns_read_answer:
 * @data: (array length=size): a datagram from anybody
 * @name: what was asked for
 * @id: of the question; some responders answer with 0, as they do to all
 *
 * Looks for the addresses of a name in all sections of an answer. What comes after a record that
 * cannot be read is not looked at.
 *
 * Returns: (transfer full) (nullable) (element-type GInetAddress): at least one address, or %NULL
 */
GPtrArray *
sonde_dns_read_answer (const guint8 *data, gsize size, const char *name, guint16 id)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);
  Reader reader = { data, size, 0 };
  char ignored[MAX_NAME_SIZE + 1];
  guint16 header[HEADER_SIZE / 2];
  guint n_records;

  g_return_val_if_fail (data != NULL || size == 0, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (header); i++)
    {
      if (!read_16 (&reader, &header[i]))
        return NULL;
    }
  if ((header[0] != id && header[0] != 0) || (header[1] & FLAG_RESPONSE) == 0 ||
      (header[1] & (MASK_OPCODE | MASK_RCODE)) != 0)
    return NULL;

  for (guint i = 0; i < header[2]; i++)
    {
      if (!read_name (&reader, ignored) || !skip (&reader, 4))
        return NULL;
    }
  n_records = (guint) header[3] + header[4] + header[5];
  for (guint i = 0; i < n_records; i++)
    {
      if (!read_record (&reader, name, addresses))
        break;
    }
  return addresses->len > 0 ? g_steal_pointer (&addresses) : NULL;
}
