/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "sonde-diagnosis.h"
#include "sonde-endpoint.h"

G_BEGIN_DECLS

/* An answer's head over this is not read any further. */
#define SONDE_HANDSHAKE_MAX_HEAD_SIZE (64 * 1024)

/* One check of an answer, as a person reads it: the rule, and whether it was kept. */
typedef struct
{
  SondeCause cause;    /* of the failure where it did not pass */
  const char *section; /* of RFC 6455 unless it says otherwise */
  gboolean passed;
  char *explanation; /* translated: what was asked and what came */
} SondeHandshakeCheck;

/**
 * SondeHandshakeAnswer:
 * @status_line: the first line, as the server wrote it
 * @status: the HTTP status code
 * @reason: its phrase, as the server wrote it
 * @content_length: bytes of the body, or -1 where the server does not say
 * @location: (nullable): where a redirection points
 * @server: (nullable): the Server header
 * @content_type: (nullable): of the body
 * @upgrade: (nullable): the Upgrade header
 * @connection: (nullable): the Connection header
 * @accept: (nullable): the Sec-WebSocket-Accept header
 * @expected_accept: what it should be, for the key that was sent
 * @key: the key that was sent
 * @offered_subprotocols: what was offered, in the form of the header; empty for nothing
 * @subprotocol: (nullable): the one that the server chose
 * @extensions: (nullable): the Sec-WebSocket-Extensions header
 * @deflate: (nullable): the parameters of permessage-deflate, where it was granted
 * @checks: (element-type SondeHandshakeCheck): every check in the order of the RFC
 *
 * What a server answered to a handshake.
 */
typedef struct
{
  char *status_line;
  guint status;
  char *reason;
  gint64 content_length;
  char *location;
  char *server;
  char *content_type;
  char *upgrade;
  char *connection;
  char *accept;
  char *expected_accept;
  char *key;
  char *offered_subprotocols;
  char *subprotocol;
  char *extensions;
  GHashTable *deflate;
  GPtrArray *checks;
} SondeHandshakeAnswer;

char *sonde_handshake_create_key (void);
char *sonde_handshake_write_request (const SondeEndpoint *endpoint, const char *key);
char *sonde_handshake_write_plain_request (const SondeEndpoint *endpoint, const char *key);
gsize sonde_handshake_find_end (const guint8 *data, gsize size);
SondeHandshakeAnswer *sonde_handshake_read_answer (
    const guint8 *data, gsize size, const SondeEndpoint *endpoint, const char *key, GError **error);
gboolean sonde_handshake_answer_accept (const SondeHandshakeAnswer *self,
                                        const guint8 *body,
                                        gsize body_size,
                                        GError **error);
void sonde_handshake_answer_free (SondeHandshakeAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeHandshakeAnswer, sonde_handshake_answer_free)

G_END_DECLS
