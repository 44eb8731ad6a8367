/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-close-code.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* RFC 6455 section 7.4.1 and the registry of section 11.7. */
static const struct
{
  guint16 code;
  gboolean sendable; /* by a client */
  gboolean receivable;
  gboolean refusal;
  const char *meaning;
} rows[] = {
  { 1000, TRUE, TRUE, FALSE, N_ ("normal closure") },
  { 1001, TRUE, TRUE, FALSE, N_ ("going away") },
  { 1002, TRUE, TRUE, TRUE, N_ ("protocol error") },
  { 1003, TRUE, TRUE, TRUE, N_ ("a kind of data that it cannot accept") },
  { 1005, FALSE, FALSE, FALSE, N_ ("no code given") },
  { 1006, FALSE, FALSE, TRUE, N_ ("cut without a close frame") },
  { 1007, TRUE, TRUE, TRUE,
    N_ ("data that does not fit its type, such as a text that is not UTF-8") },
  { 1008, TRUE, TRUE, TRUE, N_ ("against its policy") },
  { 1009, TRUE, TRUE, TRUE, N_ ("a message too big for it") },
  { 1010, TRUE, TRUE, TRUE, N_ ("a missing extension") },
  { 1011, FALSE, TRUE, TRUE, N_ ("an error in the server") },
  { 1012, FALSE, TRUE, TRUE, N_ ("the service restarts") },
  { 1013, FALSE, TRUE, TRUE, N_ ("overloaded, try again later") },
  { 1014, FALSE, TRUE, TRUE, N_ ("a bad answer from the server behind it") },
  { 1015, FALSE, FALSE, TRUE, N_ ("a TLS failure") },
};

/**
 * sonde_close_code_is_sendable:
 *
 * Returns: whether a client may put @code into a close frame (RFC 6455 section 7.4)
 */
gboolean
sonde_close_code_is_sendable (guint16 code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].code == code)
        return rows[i].sendable;
    }
  return code >= 3000 && code <= 4999;
}

/**
 * sonde_close_code_is_receivable:
 *
 * Returns: whether @code may stand in a close frame at all: 1005, 1006 and 1015 are for a program
 * to tell itself, and all others below 3000 are reserved (RFC 6455 section 7.4)
 */
gboolean
sonde_close_code_is_receivable (guint16 code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].code == code)
        return rows[i].receivable;
    }
  return code >= 3000 && code <= 4999;
}

/**
 * sonde_close_code_is_refusal:
 *
 * Returns: whether a peer that closes with @code says that something is wrong
 */
gboolean
sonde_close_code_is_refusal (guint16 code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].code == code)
        return rows[i].refusal;
    }
  return TRUE;
}

/**
 * sonde_close_code_get_meaning:
 *
 * Returns: what @code means in a few translated words
 */
const char *
sonde_close_code_get_meaning (guint16 code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].code == code)
        return _ (rows[i].meaning);
    }
  return code >= 3000 && code <= 4999 ? _ ("a code of the application") : _ ("an unknown code");
}

/**
 * sonde_close_reason_cut:
 * @reason: (nullable): any text
 *
 * Returns: (transfer full): @reason as it may stand in a close frame: UTF-8 of at most 123 bytes
 *   (RFC 6455 section 5.5), cut between characters
 */
char *
sonde_close_reason_cut (const char *reason)
{
  g_autofree char *valid = g_utf8_make_valid (reason != NULL ? reason : "", -1);
  char *end = valid;

  while (*end != '\0' && g_utf8_next_char (end) <= valid + SONDE_CLOSE_REASON_MAX_SIZE)
    end = g_utf8_next_char (end);
  *end = '\0';
  return g_steal_pointer (&valid);
}
