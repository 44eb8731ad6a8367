/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_ACCEPT_MAX_KEY_LENGTH 1024

/**
 * SondeAccept:
 * @key: the value of Sec-WebSocket-Key, as it was sent
 * @nonce: (nullable): the bytes that it encodes, or %NULL where it is not Base64
 * @key_is_right: whether it is what RFC 6455 section 4.1 asks for: 16 bytes in Base64
 * @key_words: translated: what it decodes to, and whether that is right
 * @joined: the key and the identifier of RFC 6455 section 1.3, one after the other
 * @sha1_hex: the SHA-1 of @joined in 40 hexadecimal digits
 * @accept: the 20 bytes of that SHA-1 in Base64: the Sec-WebSocket-Accept to answer
 *
 * Each step from a handshake's key to the answer that belongs to it (RFC 6455 section 4.2.2,
 * item 5.4).
 */
typedef struct
{
  char *key;
  GBytes *nonce;
  gboolean key_is_right;
  char *key_words;
  char *joined;
  char *sha1_hex;
  char *accept;
} SondeAccept;

SondeAccept *sonde_accept_new (const char *key);
void sonde_accept_free (SondeAccept *self);
gboolean sonde_accept_matches (const SondeAccept *self, const char *answer);

gboolean sonde_accept_check_key (const char *key, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeAccept, sonde_accept_free)

G_END_DECLS
