/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-address.h"

#include "sonde-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define DEFAULT_PORT        80
#define DEFAULT_SECURE_PORT 443
#define MAX_HOST_SIZE       253

/* Everything that RFC 3986 allows in a path or a query, and the percent sign of what is encoded
 * already. */
#define RESOURCE_CHARACTERS "/?:@!$&'()*+,;=%"

static gboolean
has_blank_or_control (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_scheme (const char *scheme, gboolean *secure, GError **error)
{
  *secure = g_ascii_strcasecmp (scheme, "wss") == 0;
  if (*secure || g_ascii_strcasecmp (scheme, "ws") == 0)
    return TRUE;

  if (g_ascii_strcasecmp (scheme, "http") == 0)
    g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ADDRESS,
                         _ ("“http:” is the address of a page; a WebSocket starts with “ws:”"));
  else if (g_ascii_strcasecmp (scheme, "https") == 0)
    g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ADDRESS,
                         _ ("“https:” is the address of a page; a WebSocket starts with “wss:”"));
  else
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_ADDRESS,
                 _ ("The address starts with “%s:” instead of “ws:” or “wss:”"), scheme);
  return FALSE;
}

static gboolean
is_host_name (const char *host)
{
  if (strlen (host) > MAX_HOST_SIZE || host[0] == '.')
    return FALSE;
  for (const char *at = host; *at != '\0'; at++)
    {
      if (!g_ascii_isalnum (*at) && strchr ("-._", *at) == NULL)
        return FALSE;
      if (at[0] == '.' && at[1] == '.')
        return FALSE;
    }
  return TRUE;
}

static char *
normalise_host (const char *host)
{
  g_autofree char *ascii = NULL;
  const char *zone = strchr (host, '%');

  if (strchr (host, ':') != NULL)
    {
      g_autofree char *bare = zone != NULL ? g_strndup (host, (gsize) (zone - host)) : NULL;

      /* A zone names a network interface: no URI syntax may hide in it. */
      if (zone != NULL && (zone[1] == '\0' || !is_host_name (zone + 1)))
        return NULL;
      if (!g_hostname_is_ip_address (bare != NULL ? bare : host))
        return NULL;
      return bare != NULL ? g_strdup (host) : g_ascii_strdown (host, -1);
    }

  ascii = g_hostname_to_ascii (host);
  if (ascii == NULL || !is_host_name (ascii))
    return NULL;
  return g_ascii_strdown (ascii, -1);
}

static void
set_split_error (const GError *cause, const char *text, GError **error)
{
  if (cause->code == G_URI_ERROR_BAD_PORT)
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_ADDRESS,
                 _ ("The port in “%s” is not a number from 1 to 65535"), text);
  else if (cause->code == G_URI_ERROR_BAD_HOST)
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_ADDRESS,
                 _ ("The host in “%s” is not a name or an IP address"), text);
  else
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_ADDRESS,
                 _ ("“%s” is not an address that can be understood"), text);
}

static gboolean
check_parts (const char *user, const char *host, int port, const char *fragment, GError **error)
{
  if (user != NULL)
    {
      g_set_error_literal (
          error, SONDE_ERROR, SONDE_ERROR_ADDRESS,
          _ ("A WebSocket address cannot carry a user name or a password: add the header “Authorization” instead"));
      return FALSE;
    }
  if (fragment != NULL)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ADDRESS,
                   _ ("A WebSocket address cannot have a fragment: remove “#%s”"), fragment);
      return FALSE;
    }
  if (host == NULL || host[0] == '\0')
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ADDRESS, _ ("The address has no host"));
      return FALSE;
    }
  if (port == 0)
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ADDRESS,
                           _ ("Port 0 cannot be connected to"));
      return FALSE;
    }
  return TRUE;
}

/**
 * sonde_address_parse:
 * @self: an address that holds nothing
 * @text: what a person typed or a file holds; need not be UTF-8
 *
 * Takes a `ws:` or `wss:` URI apart (RFC 6455 section 3). Blanks around it are ignored, and
 * `host:port` alone stands for `ws://host:port`.
 *
 * Returns: %FALSE with %SONDE_ERROR_ADDRESS where it is not one, with @self untouched
 */
gboolean
sonde_address_parse (SondeAddress *self, const char *text, GError **error)
{
  g_autofree char *stripped = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *scheme = NULL;
  g_autofree char *user = NULL;
  g_autofree char *host = NULL;
  g_autofree char *path = NULL;
  g_autofree char *query = NULL;
  g_autofree char *fragment = NULL;
  g_autofree char *resource = NULL;
  g_autofree char *normal_host = NULL;
  g_autoptr (GError) cause = NULL;
  gboolean secure;
  int port;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  if (strnlen (text, SONDE_ADDRESS_MAX_SIZE + 1) > SONDE_ADDRESS_MAX_SIZE)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ADDRESS,
                   _ ("The address is longer than %d bytes"), SONDE_ADDRESS_MAX_SIZE);
      return FALSE;
    }
  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ADDRESS, _ ("The address is not UTF-8"));
      return FALSE;
    }

  stripped = g_strstrip (g_strdup (text));
  if (stripped[0] == '\0')
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ADDRESS, _ ("The address is empty"));
      return FALSE;
    }
  if (has_blank_or_control (stripped))
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ADDRESS,
                           _ ("The address contains a blank or a control character"));
      return FALSE;
    }

  uri = strstr (stripped, "://") != NULL ? g_strdup (stripped)
                                         : g_strconcat ("ws://", stripped, NULL);
  if (!g_uri_split (uri, G_URI_FLAGS_ENCODED, &scheme, &user, &host, &port, &path, &query,
                    &fragment, &cause))
    {
      set_split_error (cause, stripped, error);
      return FALSE;
    }
  if (scheme == NULL)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ADDRESS,
                   _ ("“%s” is not an address that can be understood"), stripped);
      return FALSE;
    }
  if (!check_scheme (scheme, &secure, error) || !check_parts (user, host, port, fragment, error))
    return FALSE;

  normal_host = normalise_host (host);
  if (normal_host == NULL)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ADDRESS,
                   _ ("“%s” is not the name of a host or an IP address"), host);
      return FALSE;
    }

  resource = g_strconcat (path[0] != '/' ? "/" : "", path, query != NULL ? "?" : NULL, query, NULL);
  self->secure = secure;
  self->host = g_steal_pointer (&normal_host);
  self->port = port > 0 ? (guint16) port : secure ? DEFAULT_SECURE_PORT : DEFAULT_PORT;
  self->resource = g_uri_escape_string (resource, RESOURCE_CHARACTERS, FALSE);
  return TRUE;
}

void
sonde_address_clear (SondeAddress *self)
{
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->resource, g_free);
}

/**
 * sonde_address_get_authority:
 *
 * Returns: (transfer full): host and, where it is not the scheme's default, port: the value of the
 *   Host header (RFC 6455 section 4.1)
 */
char *
sonde_address_get_authority (const SondeAddress *self)
{
  gboolean brackets = strchr (self->host, ':') != NULL;
  g_autofree char *host = g_strdup_printf (brackets ? "[%s]" : "%s", self->host);

  if (self->port == (self->secure ? DEFAULT_SECURE_PORT : DEFAULT_PORT))
    return g_steal_pointer (&host);
  return g_strdup_printf ("%s:%u", host, (guint) self->port);
}

/**
 * sonde_address_to_uri:
 *
 * Returns: (transfer full): the address in its one normal form, which parses back to the same parts
 */
char *
sonde_address_to_uri (const SondeAddress *self)
{
  g_autofree char *authority = sonde_address_get_authority (self);
  g_autofree char *encoded = NULL;
  const char *zone = strchr (authority, '%');

  /* RFC 6874: the percent sign that starts a zone is itself encoded in a URI. */
  if (zone != NULL)
    encoded = g_strdup_printf ("%.*s%%25%s", (int) (zone - authority), authority, zone + 1);
  return g_strconcat (self->secure ? "wss://" : "ws://", encoded != NULL ? encoded : authority,
                      self->resource, NULL);
}
