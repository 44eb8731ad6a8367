/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_JSON_MAX_DEPTH 32

typedef enum
{
  SONDE_JSON_END, /* the whole text was read */
  SONDE_JSON_BEGIN_OBJECT,
  SONDE_JSON_END_OBJECT,
  SONDE_JSON_BEGIN_ARRAY,
  SONDE_JSON_END_ARRAY,
  SONDE_JSON_NAME, /* of a member; what comes next is its value */
  SONDE_JSON_STRING,
  SONDE_JSON_NUMBER,
  SONDE_JSON_TRUE,
  SONDE_JSON_FALSE,
  SONDE_JSON_NULL,
} SondeJsonToken;

/**
 * SondeJsonScanner:
 * @token: what was read last
 * @token_start: where it starts in the text; a string with its quotes
 * @token_size: its bytes
 * @depth: how many objects and arrays are open after it
 *
 * Reads a text token by token as RFC 8259 allows them and as nothing else does. It neither
 * recurses nor allocates; the text must outlive it.
 */
typedef struct
{
  SondeJsonToken token;
  const char *token_start;
  gsize token_size;
  guint depth;

  /*< private >*/
  const char *text;
  const char *cursor;
  const char *end;
  guint32 arrays; /* bit n: level n is an array rather than an object */
  guint expected;
} SondeJsonScanner;

gboolean
sonde_json_scanner_init (SondeJsonScanner *self, const char *text, gssize size, GError **error);
gboolean sonde_json_scanner_next (SondeJsonScanner *self, GError **error);
char *sonde_json_scanner_dup_string (const SondeJsonScanner *self);

G_END_DECLS
