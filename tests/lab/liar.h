/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What an echo server that otherwise keeps to RFC 6455 does wrong. */
typedef enum
{
  LIAR_HONEST,
  LIAR_ONE_SHOT,   /* one message for each connection, then 1000 */
  LIAR_MUTE,       /* sends nothing back, as a server that is no echo server */
  LIAR_NO_PONG,    /* never answers a ping */
  LIAR_OTHER_PONG, /* answers with a payload of its own */
  LIAR_CORRUPT,    /* flips a bit in the last byte of what it sends back */
  LIAR_NUL,        /* stops at the first NUL */
  LIAR_SHORT,      /* cuts what is over 1000 bytes */
  LIAR_LOSE,       /* keeps every third message */
  LIAR_TWICE,      /* sends every third message twice */
  LIAR_SWAP,       /* sends every third message after the one that follows it */
  LIAR_TALK,       /* says something of its own before each echo */
  LIAR_STREAM,     /* sends each fragment back as it comes, with what else it says between them */
  LIAR_TEXT_ONLY,  /* keeps binary messages */
  LIAR_BIG,        /* closes with 1009 over 1000 bytes */
  LIAR_TOLERANT,   /* takes whatever breaks the protocol as if it were nothing */
  LIAR_OTHER_CODE, /* refuses with 1008 whatever breaks the protocol */
  LIAR_CUT,        /* ends the stream over what breaks the protocol */
  LIAR_NO_CLOSE,   /* ignores close frames */
  LIAR_LINGER,     /* answers a close, and keeps the connection open */
  LIAR_CRASH,      /* does not survive an empty text, and takes no connection after it */
  LIAR_MASK,       /* from here on, something wrong in its own frames */
  LIAR_RSV,
  LIAR_OPCODE,
  LIAR_LENGTH,
  LIAR_CONTROL,
  LIAR_SEQUENCE,
  LIAR_CLOSE_CODE,
  LIAR_UTF8,
} Lie;

typedef struct _Liar Liar;

Liar *liar_new (Lie lie);
void liar_free (Liar *self);
const char *liar_get_uri (Liar *self);
guint liar_get_n_clients (Liar *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Liar, liar_free)

G_END_DECLS
