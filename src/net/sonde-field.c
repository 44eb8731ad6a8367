/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-field.h"

#include "sonde-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Headers that the handshake writes itself, or that would give the request a body. */
static const char *const reserved_names[] = {
  "Connection", "Content-Length",    "Expect",  "Host", "Origin", "TE",
  "Trailer",    "Transfer-Encoding", "Upgrade",
};

#define RESERVED_PREFIX "Sec-WebSocket-"

/**
 * sonde_field_is_token:
 *
 * Returns: whether @text is a token, RFC 7230 section 3.2.6
 */
gboolean
sonde_field_is_token (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  if (text[0] == '\0')
    return FALSE;
  for (const char *at = text; *at != '\0'; at++)
    {
      if (!g_ascii_isalnum (*at) && strchr ("!#$%&'*+-.^_`|~", *at) == NULL)
        return FALSE;
    }
  return TRUE;
}

/**
 * sonde_field_is_value:
 *
 * Returns: whether @text may stand as the value of a header (RFC 7230 section 3.2): no control
 *   character other than a tab, thus no line of its own
 */
gboolean
sonde_field_is_value (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (const char *at = text; *at != '\0'; at++)
    {
      if (g_ascii_iscntrl (*at) && *at != '\t')
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_reserved (const char *name)
{
  if (g_ascii_strncasecmp (name, RESERVED_PREFIX, strlen (RESERVED_PREFIX)) == 0)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (reserved_names); i++)
    {
      if (g_ascii_strcasecmp (name, reserved_names[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * sonde_field_check_header:
 * @header: `Name: value`
 *
 * Checks a header that a person adds to the request.
 *
 * Returns: %FALSE with %SONDE_ERROR_ARGUMENT where it is malformed, would smuggle in another line,
 *   or belongs to the handshake
 */
gboolean
sonde_field_check_header (const char *header, GError **error)
{
  g_autofree char *name = NULL;
  const char *colon;

  g_return_val_if_fail (header != NULL, FALSE);

  if (strnlen (header, SONDE_FIELD_MAX_SIZE + 1) > SONDE_FIELD_MAX_SIZE)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT, _ ("A header is longer than %d bytes"),
                   SONDE_FIELD_MAX_SIZE);
      return FALSE;
    }
  if (!g_utf8_validate (header, -1, NULL) || !sonde_field_is_value (header))
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                           _ ("A header cannot contain a line break or a control character"));
      return FALSE;
    }

  colon = strchr (header, ':');
  name = colon != NULL ? g_strndup (header, (gsize) (colon - header)) : NULL;
  if (name == NULL || !sonde_field_is_token (name))
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                   _ ("“%s” is not a header of the form “Name: value”"), header);
      return FALSE;
    }
  if (is_reserved (name))
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                   _ ("The header “%s” belongs to the handshake and cannot be set by hand"), name);
      return FALSE;
    }
  return TRUE;
}
