/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "sonde-dns-message.h"

#define NAME "serveur-esp32-bluedot.local"

/* Anybody on the link may send anything: it is an answer with addresses, or nothing. The id is that
 * of the message itself, so that no input is turned away for it. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const guint8 *bytes = size > 0 ? data : (const guint8 *) "";
  guint16 id = size >= 2 ? (guint16) (bytes[0] << 8 | bytes[1]) : 0;
  g_autoptr (GPtrArray) addresses = sonde_dns_read_answer (bytes, size, NAME, id);
  g_autofree char *name = g_strndup ((const char *) bytes, size);
  guint8 query[SONDE_DNS_MAX_QUERY_SIZE];
  gsize query_size = sonde_dns_write_query (name, id, FALSE, query);

  if (addresses != NULL)
    {
      g_assert_cmpuint (addresses->len, >, 0);
      g_assert_cmpuint (addresses->len, <=, SONDE_DNS_MAX_ADDRESSES);
    }
  /* A question is no answer, whatever it asks for. */
  g_assert_cmpuint (query_size, <=, sizeof query);
  if (query_size > 0)
    g_assert_null (sonde_dns_read_answer (query, query_size, name, id));

  return 0;
}
