/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-endpoint.h"

#include "sonde-address.h"
#include "sonde-error.h"
#include "sonde-field.h"
#include "sonde-net-enums.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_HEADERS          64
#define MAX_SUBPROTOCOLS     32
#define MAX_SUBPROTOCOL_SIZE 256
#define MAX_NAME_CHARS       200
#define MAX_TIME_MS          (60 * 60 * 1000)
#define MAX_MAX_MESSAGE_SIZE (1024 * 1024 * 1024)

struct _SondeEndpoint
{
  char *id;
  SondeAddress address;
  char *uri;
  char *name;
  SondeKind kind;
  char *origin;
  GStrv subprotocols;
  GPtrArray *headers; /* NULL-terminated */
  gboolean reconnects;
  gboolean accepts_masked;
  char *ca_file;
  guint timeout_ms;
  guint keepalive_ms;
  guint watchdog_ms;
  gsize max_message_size;
};

G_DEFINE_BOXED_TYPE (SondeEndpoint, sonde_endpoint, sonde_endpoint_copy, sonde_endpoint_free)

static GPtrArray *
headers_new (void)
{
  GPtrArray *headers = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (headers, NULL);
  return headers;
}

/**
 * sonde_endpoint_new:
 * @address: a `ws:` or `wss:` URI, or `host:port` for `ws:`
 *
 * Makes an endpoint with every option at its default and an identity of its own.
 *
 * Returns: (transfer full): the endpoint, or %NULL with %SONDE_ERROR_ADDRESS
 */
SondeEndpoint *
sonde_endpoint_new (const char *address, GError **error)
{
  SondeAddress parsed = { 0 };
  SondeEndpoint *self;

  g_return_val_if_fail (address != NULL, NULL);

  if (!sonde_address_parse (&parsed, address, error))
    return NULL;

  self = g_new0 (SondeEndpoint, 1);
  self->id = g_uuid_string_random ();
  self->address = parsed;
  self->uri = sonde_address_to_uri (&parsed);
  self->kind = SONDE_KIND_AUTO;
  self->subprotocols = g_new0 (char *, 1);
  self->headers = headers_new ();
  self->reconnects = TRUE;
  self->timeout_ms = SONDE_ENDPOINT_DEFAULT_TIMEOUT_MS;
  self->keepalive_ms = SONDE_ENDPOINT_DEFAULT_KEEPALIVE_MS;
  self->watchdog_ms = SONDE_ENDPOINT_DEFAULT_WATCHDOG_MS;
  self->max_message_size = SONDE_ENDPOINT_DEFAULT_MAX_MESSAGE_SIZE;
  return self;
}

/**
 * sonde_endpoint_new_from_variant:
 * @variant: an `a{sv}` as sonde_endpoint_to_variant() makes it, or what a damaged or older settings
 *   file holds
 *
 * Only the address is indispensable: any other member that is absent, of another type or not
 * acceptable keeps its default.
 *
 * Returns: (transfer full): the endpoint, or %NULL with %SONDE_ERROR_ADDRESS or
 *   %SONDE_ERROR_ARGUMENT
 */
SondeEndpoint *
sonde_endpoint_new_from_variant (GVariant *variant, GError **error)
{
  g_autoptr (SondeEndpoint) self = NULL;
  g_autofree const char **strings = NULL;
  const char *text = "";
  gint32 kind;
  guint32 number;
  guint64 size;
  gboolean flag;

  g_return_val_if_fail (variant != NULL, NULL);

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT))
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                   _ ("A saved endpoint has the type “%s” instead of “a{sv}”"),
                   g_variant_get_type_string (variant));
      return NULL;
    }

  g_variant_lookup (variant, "address", "&s", &text);
  self = sonde_endpoint_new (text, error);
  if (self == NULL)
    return NULL;

  if (g_variant_lookup (variant, "id", "&s", &text) && g_uuid_string_is_valid (text))
    {
      g_free (self->id);
      self->id = g_strdup (text);
    }
  if (g_variant_lookup (variant, "name", "&s", &text))
    sonde_endpoint_set_name (self, text);
  if (g_variant_lookup (variant, "kind", "i", &kind) && kind >= SONDE_KIND_AUTO &&
      kind <= SONDE_KIND_OTHER)
    sonde_endpoint_set_kind (self, (SondeKind) kind);
  if (g_variant_lookup (variant, "origin", "&s", &text))
    sonde_endpoint_set_origin (self, text, NULL);
  if (g_variant_lookup (variant, "subprotocols", "^a&s", &strings))
    sonde_endpoint_set_subprotocols (self, strings, NULL);
  g_clear_pointer (&strings, g_free);
  if (g_variant_lookup (variant, "headers", "^a&s", &strings))
    {
      for (gsize i = 0; strings[i] != NULL; i++)
        sonde_endpoint_add_header (self, strings[i], NULL);
    }
  if (g_variant_lookup (variant, "reconnects", "b", &flag))
    sonde_endpoint_set_reconnects (self, flag);
  if (g_variant_lookup (variant, "accepts-masked", "b", &flag))
    sonde_endpoint_set_accepts_masked (self, flag);
  if (g_variant_lookup (variant, "ca-file", "^&ay", &text))
    sonde_endpoint_set_ca_file (self, text);
  if (g_variant_lookup (variant, "timeout-ms", "u", &number))
    sonde_endpoint_set_timeout_ms (self, number);
  if (g_variant_lookup (variant, "keepalive-ms", "u", &number))
    sonde_endpoint_set_keepalive_ms (self, number);
  if (g_variant_lookup (variant, "watchdog-ms", "u", &number))
    sonde_endpoint_set_watchdog_ms (self, number);
  if (g_variant_lookup (variant, "max-message-size", "t", &size))
    sonde_endpoint_set_max_message_size (self, (gsize) MIN (size, MAX_MAX_MESSAGE_SIZE));

  return g_steal_pointer (&self);
}

/**
 * sonde_endpoint_copy:
 *
 * Returns: (transfer full): an endpoint equal to @self, with the same identity
 */
SondeEndpoint *
sonde_endpoint_copy (const SondeEndpoint *self)
{
  SondeEndpoint *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->id = g_strdup (self->id);
  copy->address.host = g_strdup (self->address.host);
  copy->address.resource = g_strdup (self->address.resource);
  copy->uri = g_strdup (self->uri);
  copy->name = g_strdup (self->name);
  copy->origin = g_strdup (self->origin);
  copy->subprotocols = g_strdupv (self->subprotocols);
  copy->ca_file = g_strdup (self->ca_file);
  copy->headers = g_ptr_array_copy (self->headers, (GCopyFunc) (void *) g_strdup, NULL);
  return copy;
}

void
sonde_endpoint_free (SondeEndpoint *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  sonde_address_clear (&self->address);
  g_free (self->uri);
  g_free (self->name);
  g_free (self->origin);
  g_strfreev (self->subprotocols);
  g_ptr_array_unref (self->headers);
  g_free (self->ca_file);
  g_free (self);
}

/**
 * sonde_endpoint_to_variant:
 *
 * Returns: (transfer floating): an `a{sv}` that holds all of the endpoint
 */
GVariant *
sonde_endpoint_to_variant (const SondeEndpoint *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  g_variant_dict_insert (&dict, "id", "s", self->id);
  g_variant_dict_insert (&dict, "address", "s", self->uri);
  if (self->name != NULL)
    g_variant_dict_insert (&dict, "name", "s", self->name);
  g_variant_dict_insert (&dict, "kind", "i", (gint32) self->kind);
  if (self->origin != NULL)
    g_variant_dict_insert (&dict, "origin", "s", self->origin);
  g_variant_dict_insert (&dict, "subprotocols", "^as", self->subprotocols);
  g_variant_dict_insert (&dict, "headers", "^as", self->headers->pdata);
  g_variant_dict_insert (&dict, "reconnects", "b", self->reconnects);
  g_variant_dict_insert (&dict, "accepts-masked", "b", self->accepts_masked);
  if (self->ca_file != NULL)
    g_variant_dict_insert (&dict, "ca-file", "^ay", self->ca_file);
  g_variant_dict_insert (&dict, "timeout-ms", "u", self->timeout_ms);
  g_variant_dict_insert (&dict, "keepalive-ms", "u", self->keepalive_ms);
  g_variant_dict_insert (&dict, "watchdog-ms", "u", self->watchdog_ms);
  g_variant_dict_insert (&dict, "max-message-size", "t", (guint64) self->max_message_size);
  return g_variant_dict_end (&dict);
}

/**
 * sonde_endpoint_equal:
 *
 * Returns: whether both lead to the same place in the same way under the same identity
 */
gboolean
sonde_endpoint_equal (const SondeEndpoint *self, const SondeEndpoint *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return g_str_equal (self->id, other->id) && g_str_equal (self->uri, other->uri) &&
         g_strcmp0 (self->name, other->name) == 0 && self->kind == other->kind &&
         g_strcmp0 (self->origin, other->origin) == 0 &&
         g_strv_equal ((const char *const *) self->subprotocols,
                       (const char *const *) other->subprotocols) &&
         g_strv_equal (sonde_endpoint_get_headers (self), sonde_endpoint_get_headers (other)) &&
         self->reconnects == other->reconnects && self->accepts_masked == other->accepts_masked &&
         g_strcmp0 (self->ca_file, other->ca_file) == 0 && self->timeout_ms == other->timeout_ms &&
         self->keepalive_ms == other->keepalive_ms && self->watchdog_ms == other->watchdog_ms &&
         self->max_message_size == other->max_message_size;
}

const char *
sonde_endpoint_get_id (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

const char *
sonde_endpoint_get_uri (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->uri;
}

const char *
sonde_endpoint_get_host (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->address.host;
}

guint16
sonde_endpoint_get_port (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->address.port;
}

gboolean
sonde_endpoint_get_secure (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->address.secure;
}

const char *
sonde_endpoint_get_resource (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->address.resource;
}

/**
 * sonde_endpoint_get_authority:
 *
 * Returns: (transfer full): the value of the Host header, RFC 6455 section 4.1
 */
char *
sonde_endpoint_get_authority (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return sonde_address_get_authority (&self->address);
}

/**
 * sonde_endpoint_set_address:
 * @address: as for sonde_endpoint_new()
 *
 * Returns: %FALSE with %SONDE_ERROR_ADDRESS, and the former address kept
 */
gboolean
sonde_endpoint_set_address (SondeEndpoint *self, const char *address, GError **error)
{
  SondeAddress parsed = { 0 };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  if (!sonde_address_parse (&parsed, address, error))
    return FALSE;

  sonde_address_clear (&self->address);
  self->address = parsed;
  g_free (self->uri);
  self->uri = sonde_address_to_uri (&parsed);
  return TRUE;
}

const char *
sonde_endpoint_get_name (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name != NULL ? self->name : self->address.host;
}

/**
 * sonde_endpoint_set_name:
 * @name: (nullable): what a person calls it; cut at 200 characters; NULL or blank for the host
 */
void
sonde_endpoint_set_name (SondeEndpoint *self, const char *name)
{
  g_autofree char *valid = NULL;
  g_autofree char *cut = NULL;

  g_return_if_fail (self != NULL);

  valid = g_utf8_make_valid (name != NULL ? name : "", -1);
  for (char *at = valid; *at != '\0'; at++)
    {
      if (g_ascii_iscntrl (*at))
        *at = ' ';
    }
  cut = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_NAME_CHARS));
  g_strstrip (cut);

  g_free (self->name);
  self->name = cut[0] != '\0' ? g_strdup (cut) : NULL;
}

SondeKind
sonde_endpoint_get_kind (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, SONDE_KIND_AUTO);

  return self->kind;
}

void
sonde_endpoint_set_kind (SondeEndpoint *self, SondeKind kind)
{
  g_return_if_fail (self != NULL);

  self->kind = kind;
}

const char *
sonde_endpoint_get_origin (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->origin;
}

/**
 * sonde_endpoint_set_origin:
 * @origin: (nullable): the value of the Origin header (RFC 6454), "null" included; NULL or empty
 *   for none, as any program that is not a browser does
 *
 * Returns: %FALSE with %SONDE_ERROR_ARGUMENT
 */
gboolean
sonde_endpoint_set_origin (SondeEndpoint *self, const char *origin, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (origin != NULL && (strnlen (origin, SONDE_FIELD_MAX_SIZE + 1) > SONDE_FIELD_MAX_SIZE ||
                         !g_str_is_ascii (origin) || strpbrk (origin, " \t") != NULL ||
                         !sonde_field_is_value (origin)))
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                           _ ("An origin looks like “https://host” and holds no blank"));
      return FALSE;
    }

  g_free (self->origin);
  self->origin = origin != NULL && origin[0] != '\0' ? g_strdup (origin) : NULL;
  return TRUE;
}

const char *const *
sonde_endpoint_get_subprotocols (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->subprotocols;
}

/**
 * sonde_endpoint_set_subprotocols:
 * @subprotocols: (nullable): what to offer, the preferred one first
 *
 * Each must be a token and none may come twice (RFC 6455 section 4.1, item 10 of the request).
 *
 * Returns: %FALSE with %SONDE_ERROR_ARGUMENT, and the former ones kept
 */
gboolean
sonde_endpoint_set_subprotocols (SondeEndpoint *self,
                                 const char *const *subprotocols,
                                 GError **error)
{
  g_autoptr (GPtrArray) checked = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (self != NULL, FALSE);

  for (gsize i = 0; subprotocols != NULL && subprotocols[i] != NULL; i++)
    {
      const char *name = subprotocols[i];

      if (i == MAX_SUBPROTOCOLS)
        {
          g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT, _ ("More than %d subprotocols"),
                       MAX_SUBPROTOCOLS);
          return FALSE;
        }
      if (strnlen (name, MAX_SUBPROTOCOL_SIZE + 1) > MAX_SUBPROTOCOL_SIZE ||
          !sonde_field_is_token (name))
        {
          g_autofree char *shown = g_utf8_make_valid (name, (gssize) strnlen (name, 64));

          g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                       _ ("“%s” is not the name of a subprotocol: letters, digits and “-._” only"),
                       shown);
          return FALSE;
        }
      if (g_ptr_array_find_with_equal_func (checked, name, g_str_equal, NULL))
        {
          g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                       _ ("The subprotocol “%s” is offered twice"), name);
          return FALSE;
        }
      g_ptr_array_add (checked, g_strdup (name));
    }

  g_ptr_array_add (checked, NULL);
  g_strfreev (self->subprotocols);
  self->subprotocols = (GStrv) g_ptr_array_steal (checked, NULL);
  return TRUE;
}

const char *const *
sonde_endpoint_get_headers (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->headers->pdata;
}

/**
 * sonde_endpoint_add_header:
 * @header: `Name: value`
 *
 * Adds a header to the request of the handshake, at most 64.
 *
 * Returns: %FALSE with %SONDE_ERROR_ARGUMENT
 */
gboolean
sonde_endpoint_add_header (SondeEndpoint *self, const char *header, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (header != NULL, FALSE);

  if (self->headers->len > MAX_HEADERS)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT, _ ("More than %d headers"),
                   MAX_HEADERS);
      return FALSE;
    }
  if (!sonde_field_check_header (header, error))
    return FALSE;

  g_ptr_array_insert (self->headers, (int) self->headers->len - 1, g_strdup (header));
  return TRUE;
}

void
sonde_endpoint_clear_headers (SondeEndpoint *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->headers);
  self->headers = headers_new ();
}

gboolean
sonde_endpoint_get_reconnects (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->reconnects;
}

void
sonde_endpoint_set_reconnects (SondeEndpoint *self, gboolean reconnects)
{
  g_return_if_fail (self != NULL);

  self->reconnects = reconnects != FALSE;
}

/**
 * sonde_endpoint_get_accepts_masked:
 *
 * Returns: whether masked frames are taken from a server, which RFC 6455 section 5.1 forbids it to
 *   send; by default they end the connection with %SONDE_ERROR_MASKED
 */
gboolean
sonde_endpoint_get_accepts_masked (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->accepts_masked;
}

void
sonde_endpoint_set_accepts_masked (SondeEndpoint *self, gboolean accepts_masked)
{
  g_return_if_fail (self != NULL);

  self->accepts_masked = accepts_masked != FALSE;
}

const char *
sonde_endpoint_get_ca_file (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->ca_file;
}

/**
 * sonde_endpoint_set_ca_file:
 * @ca_file: (nullable) (type filename): a PEM file with the authorities that may sign the server's
 *   certificate; NULL or empty for those of the system. It is read whenever a connection is made
 *
 * The path is kept rather than what is in the file, so that an authority that was renewed counts.
 * In a Flatpak it is one of the document portal, which stays the same for a file that was chosen.
 */
void
sonde_endpoint_set_ca_file (SondeEndpoint *self, const char *ca_file)
{
  char *copy = ca_file != NULL && *ca_file != '\0' ? g_strdup (ca_file) : NULL;

  g_return_if_fail (self != NULL);

  g_free (self->ca_file);
  self->ca_file = copy;
}

guint
sonde_endpoint_get_timeout_ms (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->timeout_ms;
}

void
sonde_endpoint_set_timeout_ms (SondeEndpoint *self, guint timeout_ms)
{
  g_return_if_fail (self != NULL);

  self->timeout_ms = CLAMP (timeout_ms, 1, MAX_TIME_MS);
}

guint
sonde_endpoint_get_keepalive_ms (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->keepalive_ms;
}

void
sonde_endpoint_set_keepalive_ms (SondeEndpoint *self, guint keepalive_ms)
{
  g_return_if_fail (self != NULL);

  self->keepalive_ms = MIN (keepalive_ms, MAX_TIME_MS);
}

/**
 * sonde_endpoint_get_watchdog_ms:
 *
 * Returns: after how many milliseconds the peer counts as dead, or 0 for never: a ping of ours is
 *   that old, no pong answers it, and not one byte has come since it was sent. A ping goes out
 *   every sonde_endpoint_get_keepalive_ms(), and those that follow a command count as well.
 *
 *   The default is 15 s, because a probe that is well may take nearly as long: 10 s while another
 *   client stalls a broadcast, 1.44 s to read its light sensor, and a round trip. Silence before
 *   the ping does not count, as a probe whose etat is off says nothing. So a peer that dies is
 *   noticed 15 s to 25 s after its last byte.
 */
guint
sonde_endpoint_get_watchdog_ms (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->watchdog_ms;
}

void
sonde_endpoint_set_watchdog_ms (SondeEndpoint *self, guint watchdog_ms)
{
  g_return_if_fail (self != NULL);

  self->watchdog_ms = MIN (watchdog_ms, MAX_TIME_MS);
}

gsize
sonde_endpoint_get_max_message_size (const SondeEndpoint *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->max_message_size;
}

/**
 * sonde_endpoint_set_max_message_size:
 * @max_message_size: bytes of a received message, inflated and put together; 1 to 1 GiB
 */
void
sonde_endpoint_set_max_message_size (SondeEndpoint *self, gsize max_message_size)
{
  g_return_if_fail (self != NULL);

  self->max_message_size = CLAMP (max_message_size, 1, MAX_MAX_MESSAGE_SIZE);
}
