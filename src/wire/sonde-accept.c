/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-accept.h"

#include "sonde-error.h"
#include "sonde-frame.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define NONCE_SIZE 16

/* GLib decodes what it can and skips the rest, so that only the way back tells what is Base64. */
static GBytes *
decode_nonce (const char *key)
{
  g_autofree guchar *nonce = NULL;
  g_autofree char *encoded = NULL;
  gsize size;

  nonce = g_base64_decode (key, &size);
  encoded = g_base64_encode (nonce, size);
  if (!g_str_equal (encoded, key))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&nonce), size);
}

static char *
describe_nonce (GBytes *nonce)
{
  if (nonce == NULL)
    return g_strdup (_ ("not Base64, which RFC 6455 section 4.1 asks for"));
  if (g_bytes_get_size (nonce) != NONCE_SIZE)
    return g_strdup_printf (_ ("%u bytes; RFC 6455 section 4.1 asks for 16"),
                            (guint) g_bytes_get_size (nonce));
  return g_strdup (_ ("16 bytes, as RFC 6455 section 4.1 asks"));
}

/**
 * sonde_accept_new:
 * @key: the value of a Sec-WebSocket-Key, right or not: a server may answer a wrong one as well
 *
 * Computes the answer to a key, step by step.
 *
 * Returns: (transfer full): the steps
 */
SondeAccept *
sonde_accept_new (const char *key)
{
  SondeAccept *self;

  g_return_val_if_fail (key != NULL, NULL);

  self = g_new0 (SondeAccept, 1);
  self->key = g_strdup (key);
  self->nonce = decode_nonce (key);
  self->key_is_right = self->nonce != NULL && g_bytes_get_size (self->nonce) == NONCE_SIZE;
  self->key_words = describe_nonce (self->nonce);
  self->joined = g_strconcat (key, SONDE_FRAME_ACCEPT_GUID, NULL);
  self->sha1_hex = g_compute_checksum_for_string (G_CHECKSUM_SHA1, self->joined, -1);
  self->accept = sonde_frame_compute_accept (key);
  return self;
}

/**
 * sonde_accept_free:
 * @self: (nullable): the steps
 */
void
sonde_accept_free (SondeAccept *self)
{
  if (self == NULL)
    return;

  g_free (self->key);
  g_clear_pointer (&self->nonce, g_bytes_unref);
  g_free (self->key_words);
  g_free (self->joined);
  g_free (self->sha1_hex);
  g_free (self->accept);
  g_free (self);
}

/**
 * sonde_accept_matches:
 * @self: the steps
 * @answer: (nullable): the Sec-WebSocket-Accept that came
 *
 * Returns: whether it is the one that belongs to the key; blanks around it do not count
 */
gboolean
sonde_accept_matches (const SondeAccept *self, const char *answer)
{
  g_autofree char *stripped = g_strdup (answer);

  return stripped != NULL && g_str_equal (g_strstrip (stripped), self->accept);
}

/**
 * sonde_accept_check_key:
 * @key: what a person typed
 * @error: return location for an error
 *
 * Returns: whether it can stand in a header: 1 to 1024 printable ASCII characters without a space;
 *   if not, %SONDE_ERROR_ARGUMENT
 */
gboolean
sonde_accept_check_key (const char *key, GError **error)
{
  const gsize length = strlen (key);
  gboolean printable = TRUE;

  for (const char *c = key; *c != '\0'; c++)
    printable = printable && g_ascii_isgraph (*c);

  if (length >= 1 && length <= SONDE_ACCEPT_MAX_KEY_LENGTH && printable)
    return TRUE;

  g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
               _ ("A key is 1 to %d printable ASCII characters without a space"),
               SONDE_ACCEPT_MAX_KEY_LENGTH);
  return FALSE;
}
