/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-handshake.h"

#include "sonde-field.h"
#include "sonde-frame.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#define EXTENSION           "permessage-deflate"
#define SWITCHING_PROTOCOLS 101
#define MAX_SHOWN_CHARS     200

/**
 * sonde_handshake_create_key:
 *
 * Returns: (transfer full): 16 random bytes in base64, for Sec-WebSocket-Key (RFC 6455 section 4.1,
 *   item 7 of the request)
 */
char *
sonde_handshake_create_key (void)
{
  guint32 random[4];

  for (gsize i = 0; i < G_N_ELEMENTS (random); i++)
    random[i] = g_random_int ();
  return g_base64_encode ((const guchar *) random, sizeof random);
}

static char *
write_request (const SondeEndpoint *endpoint, const char *key, gboolean offers_deflate)
{
  g_autoptr (GString) request = g_string_new (NULL);
  g_autofree char *authority = NULL;
  g_autofree char *subprotocols = NULL;
  const char *const *headers;
  const char *origin;

  authority = sonde_endpoint_get_authority (endpoint);
  subprotocols = g_strjoinv (", ", (char **) sonde_endpoint_get_subprotocols (endpoint));
  origin = sonde_endpoint_get_origin (endpoint);
  headers = sonde_endpoint_get_headers (endpoint);

  g_string_append_printf (request,
                          "GET %s HTTP/1.1\r\n"
                          "Host: %s\r\n"
                          "Upgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          "Sec-WebSocket-Key: %s\r\n"
                          "Sec-WebSocket-Version: 13\r\n",
                          sonde_endpoint_get_resource (endpoint), authority, key);
  if (offers_deflate)
    g_string_append (request, "Sec-WebSocket-Extensions: " EXTENSION "\r\n");
  if (origin != NULL)
    g_string_append_printf (request, "Origin: %s\r\n", origin);
  if (subprotocols[0] != '\0')
    g_string_append_printf (request, "Sec-WebSocket-Protocol: %s\r\n", subprotocols);
  for (gsize i = 0; headers[i] != NULL; i++)
    g_string_append_printf (request, "%s\r\n", headers[i]);
  g_string_append (request, "\r\n");

  return g_string_free (g_steal_pointer (&request), FALSE);
}

/**
 * sonde_handshake_write_request:
 *
 * Writes the request of RFC 6455 section 4.1. permessage-deflate is offered without parameters:
 * the server may then choose its own window and give up its context, and nothing is promised that
 * the compressor at hand could not keep (a smaller window).
 *
 * Returns: (transfer full): the head, with the empty line that ends it
 */
char *
sonde_handshake_write_request (const SondeEndpoint *endpoint, const char *key)
{
  g_return_val_if_fail (endpoint != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return write_request (endpoint, key, TRUE);
}

/**
 * sonde_handshake_write_plain_request:
 *
 * Writes the same request with no extension offered.
 *
 * Returns: (transfer full): the head, with the empty line that ends it
 */
char *
sonde_handshake_write_plain_request (const SondeEndpoint *endpoint, const char *key)
{
  g_return_val_if_fail (endpoint != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return write_request (endpoint, key, FALSE);
}

/**
 * sonde_handshake_find_end:
 * @data: (array length=size): what arrived so far
 *
 * Looks for the empty line that ends a head. A line may end in LF alone (RFC 7230 section 3.5).
 *
 * Returns: the size of the head with its empty line, or 0 where that has not come yet
 */
gsize
sonde_handshake_find_end (const guint8 *data, gsize size)
{
  const guint8 *at = data;
  const guint8 *end = data + size;

  while (at < end && (at = memchr (at, '\n', (gsize) (end - at))) != NULL)
    {
      at++;
      if (at < end && at[0] == '\n')
        return (gsize) (at + 1 - data);
      if (at + 1 < end && at[0] == '\r' && at[1] == '\n')
        return (gsize) (at + 2 - data);
    }
  return 0;
}

static char *
quote (const char *text)
{
  g_autofree char *valid = NULL;

  if (text == NULL)
    return g_strdup (_ ("nothing"));
  valid = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_SHOWN_CHARS));
  return g_strdup_printf (_ ("“%s”"), valid);
}

static void
check_free (gpointer data)
{
  SondeHandshakeCheck *check = data;

  g_free (check->explanation);
  g_free (check);
}

/* Takes the explanation. */
static void
add_check (SondeHandshakeAnswer *self,
           SondeCause cause,
           const char *section,
           gboolean passed,
           char *explanation)
{
  SondeHandshakeCheck *check = g_new0 (SondeHandshakeCheck, 1);

  check->cause = cause;
  check->section = section;
  check->passed = passed;
  check->explanation = explanation;
  g_ptr_array_add (self->checks, check);
}

static void
check_status (SondeHandshakeAnswer *self, SoupHTTPVersion version)
{
  add_check (self, SONDE_CAUSE_HANDSHAKE, "4.1, 1", self->status == SWITCHING_PROTOCOLS,
             g_strdup_printf (_ ("The status is 101 (it is %u)"), self->status));
  add_check (self, SONDE_CAUSE_HANDSHAKE, "4.2.2, 5.1", version >= SOUP_HTTP_1_1,
             g_strdup_printf (_ ("The answer is of HTTP/1.1 (it is of HTTP/1.%d)"),
                              version == SOUP_HTTP_1_0 ? 0 : 1));
}

static void
check_upgrade (SondeHandshakeAnswer *self)
{
  g_autofree char *shown_upgrade = quote (self->upgrade);
  g_autofree char *shown_connection = quote (self->connection);
  g_autofree char *shown_accept = quote (self->accept);

  add_check (self, SONDE_CAUSE_MISSING_UPGRADE, "4.1, 2",
             self->upgrade != NULL && g_ascii_strcasecmp (self->upgrade, "websocket") == 0,
             g_strdup_printf (_ ("Upgrade is “websocket” (it is %s)"), shown_upgrade));
  add_check (self, SONDE_CAUSE_MISSING_UPGRADE, "4.1, 3",
             self->connection != NULL && soup_header_contains (self->connection, "upgrade"),
             g_strdup_printf (_ ("Connection holds “Upgrade” (it is %s)"), shown_connection));
  add_check (self, SONDE_CAUSE_WRONG_ACCEPT, "4.1, 4",
             g_strcmp0 (self->accept, self->expected_accept) == 0,
             g_strdup_printf (_ ("Sec-WebSocket-Accept is “%s”, computed from the key (it is %s)"),
                              self->expected_accept, shown_accept));
}

static gboolean
check_window_bits (const char *value)
{
  guint64 bits;

  /* RFC 7692 section 7.1.2.1: decimal, no leading zero, 8 to 15. */
  return value != NULL && value[0] != '0' &&
         g_ascii_string_to_unsigned (value, 10, 8, 15, &bits, NULL);
}

static char *
find_bad_parameter (GHashTable *parameters)
{
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, parameters);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      if (g_str_equal (name, EXTENSION) && value == NULL)
        continue;
      if (g_str_equal (name, "server_no_context_takeover") && value == NULL)
        continue;
      if (g_str_equal (name, "client_no_context_takeover") && value == NULL)
        continue;
      if (g_str_equal (name, "server_max_window_bits") && check_window_bits (value))
        continue;
      return g_strdup (name);
    }
  return NULL;
}

/* One extension was offered, so that one at most may be granted, once. */
static void
check_extensions (SondeHandshakeAnswer *self)
{
  g_autoptr (GHashTable) parameters = NULL;
  g_autofree char *shown = quote (self->extensions);
  g_autofree char *name = NULL;
  g_autofree char *bad = NULL;
  GSList *granted = NULL;
  gboolean offered = TRUE;

  if (self->extensions != NULL)
    {
      granted = soup_header_parse_list (self->extensions);
      if (granted != NULL)
        name = g_strndup (granted->data, strcspn (granted->data, "; \t"));
      offered = granted != NULL && granted->next == NULL && g_str_equal (name, EXTENSION);
    }
  add_check (
      self, SONDE_CAUSE_EXTENSION, "4.1, 5", offered,
      g_strdup_printf (_ ("Only the extension “%s”, which was offered, is granted (it is %s)"),
                       EXTENSION, shown));

  if (granted != NULL && offered)
    {
      parameters = soup_header_parse_semi_param_list_strict (granted->data);
      bad = parameters != NULL ? find_bad_parameter (parameters) : g_strdup (granted->data);
      add_check (self, SONDE_CAUSE_EXTENSION, "RFC 7692, 7.1", bad == NULL,
                 bad == NULL
                     ? g_strdup (_ ("Its parameters are ones that can be honoured"))
                     : g_strdup_printf (
                           _ ("Its parameters are ones that can be honoured (“%s” is not)"), bad));
      if (bad == NULL)
        {
          /* libsoup hands an extension its parameters without its name. */
          g_hash_table_remove (parameters, EXTENSION);
          self->deflate = g_steal_pointer (&parameters);
        }
    }
  g_clear_pointer (&parameters, soup_header_free_param_list);
  soup_header_free_list (granted);
}

static gboolean
check_subprotocol (SondeHandshakeAnswer *self, const SondeEndpoint *endpoint)
{
  g_autofree char *shown = quote (self->subprotocol);
  gboolean passed = self->subprotocol == NULL ||
                    g_strv_contains (sonde_endpoint_get_subprotocols (endpoint), self->subprotocol);

  add_check (
      self, SONDE_CAUSE_SUBPROTOCOL, "4.1, 6", passed,
      g_strdup_printf (_ ("The subprotocol is none or one of those offered (it is %s)"), shown));
  return passed;
}

/**
 * sonde_handshake_read_answer:
 * @data: (array length=size): the head of the answer, as sonde_handshake_find_end() delimits it
 * @endpoint: what was asked
 * @key: the key that was sent
 *
 * Parses an answer and checks it by RFC 6455 section 4.1. Whether it is good enough is for
 * sonde_handshake_answer_accept() to say.
 *
 * Returns: (transfer full): the answer, or %NULL with %SONDE_ERROR_NOT_WEBSOCKET where it is not
 *   HTTP
 */
SondeHandshakeAnswer *
sonde_handshake_read_answer (
    const guint8 *data, gsize size, const SondeEndpoint *endpoint, const char *key, GError **error)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  g_autoptr (SondeHandshakeAnswer) self = g_new0 (SondeHandshakeAnswer, 1);
  g_autofree char *text = g_strndup ((const char *) data, size);
  SoupHTTPVersion version;

  g_return_val_if_fail (endpoint != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  self->checks = g_ptr_array_new_with_free_func (check_free);
  if (size > SONDE_HANDSHAKE_MAX_HEAD_SIZE || strlen (text) != size ||
      !soup_headers_parse_response (text, (int) size, headers, &version, &self->status,
                                    &self->reason))
    {
      g_autofree char *line = g_strndup (text, strcspn (text, "\r\n"));
      g_autofree char *shown = quote (line);

      g_propagate_error (
          error, sonde_diagnosis_new_error (SONDE_CAUSE_NOT_HTTP,
                                            _ ("The server did not answer in HTTP: %s"), shown));
      return NULL;
    }

  self->content_length = soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
                             ? soup_message_headers_get_content_length (headers)
                             : -1;
  self->status_line = g_strndup (text, strcspn (text, "\r\n"));
  self->location = g_strdup (soup_message_headers_get_one (headers, "Location"));
  self->content_type = g_strdup (soup_message_headers_get_one (headers, "Content-Type"));
  self->upgrade = g_strdup (soup_message_headers_get_list (headers, "Upgrade"));
  self->connection = g_strdup (soup_message_headers_get_list (headers, "Connection"));
  self->accept = g_strdup (soup_message_headers_get_list (headers, "Sec-WebSocket-Accept"));
  self->expected_accept = sonde_frame_compute_accept (key);
  self->key = g_strdup (key);
  self->offered_subprotocols = g_strjoinv (", ",
                                           (char **) sonde_endpoint_get_subprotocols (endpoint));
  self->server = g_strdup (soup_message_headers_get_list (headers, "Server"));
  self->subprotocol = g_strdup (soup_message_headers_get_list (headers, "Sec-WebSocket-Protocol"));
  self->extensions = g_strdup (soup_message_headers_get_list (headers, "Sec-WebSocket-Extensions"));
  if (self->server != NULL)
    {
      g_autofree char *raw = g_steal_pointer (&self->server);

      self->server = g_utf8_make_valid (raw, (gssize) strnlen (raw, MAX_SHOWN_CHARS));
    }

  check_status (self, version);
  check_upgrade (self);
  check_extensions (self);
  check_subprotocol (self, endpoint);
  return g_steal_pointer (&self);
}

static char *
describe_refusal (const SondeHandshakeAnswer *self, const guint8 *body, gsize body_size)
{
  g_autofree char *reason = g_utf8_make_valid (self->reason != NULL ? self->reason : "", -1);
  g_autofree char *start = g_utf8_make_valid (body_size > 0 ? (const char *) body : "",
                                              (gssize) body_size);
  g_autofree char *shown = NULL;
  g_autofree char *location = NULL;

  if (self->location != NULL && self->status >= 300 && self->status < 400)
    {
      location = g_utf8_make_valid (self->location, -1);
      return g_strdup_printf (_ ("The server answered %u %s and points to “%s”"), self->status,
                              reason, location);
    }

  shown = g_utf8_substring (start, 0, MIN (g_utf8_strlen (start, -1), MAX_SHOWN_CHARS));
  g_strstrip (shown);
  if (shown[0] == '\0')
    return g_strdup_printf (_ ("The server answered %u %s"), self->status, reason);
  return g_strdup_printf (_ ("The server answered %u %s: “%s”"), self->status, reason, shown);
}

/* The first row that fits is the cause. */
static SondeCause
find_refusal_cause (const SondeHandshakeAnswer *self, const guint8 *body, gsize body_size)
{
  static const struct
  {
    guint first;
    guint last;
    SondeCause cause;
  } statuses[] = {
    { 400, 400, SONDE_CAUSE_HTTP_BAD_REQUEST },  { 401, 401, SONDE_CAUSE_HTTP_FORBIDDEN },
    { 403, 403, SONDE_CAUSE_HTTP_FORBIDDEN },    { 404, 404, SONDE_CAUSE_HTTP_NOT_FOUND },
    { 410, 410, SONDE_CAUSE_HTTP_NOT_FOUND },    { 426, 426, SONDE_CAUSE_HTTP_UPGRADE_REQUIRED },
    { 500, 599, SONDE_CAUSE_HTTP_SERVER_ERROR },
  };

  if (self->status >= 300 && self->status < 400 && self->location != NULL)
    return SONDE_CAUSE_HTTP_REDIRECT;
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      if (self->status >= statuses[i].first && self->status <= statuses[i].last)
        return statuses[i].cause;
    }
  if ((self->content_type != NULL && strstr (self->content_type, "html") != NULL) ||
      (body_size > 0 && body[0] == '<'))
    return SONDE_CAUSE_HTTP_PAGE;
  return SONDE_CAUSE_HTTP_OTHER;
}

static GError *
new_refusal (const SondeHandshakeAnswer *self, const guint8 *body, gsize body_size)
{
  g_autofree char *refusal = describe_refusal (self, body, body_size);
  g_autofree char *start = body_size > 0 ? g_strndup ((const char *) body, body_size) : NULL;
  GError *error = sonde_diagnosis_new_error (find_refusal_cause (self, body, body_size), "%s",
                                             refusal);

  sonde_error_add_text (error, SONDE_EVIDENCE_STATUS_LINE, self->status_line);
  sonde_error_add_text (error, SONDE_EVIDENCE_LOCATION, self->location);
  sonde_error_add_text (error, SONDE_EVIDENCE_SERVER, self->server);
  sonde_error_add_text (error, SONDE_EVIDENCE_CONTENT_TYPE, self->content_type);
  sonde_error_add_text (error, SONDE_EVIDENCE_BODY, start);
  return error;
}

static const char *
or_nothing (const char *text)
{
  return text != NULL && *text != '\0' ? text : _ ("nothing");
}

static GError *
new_broken_rule (const SondeHandshakeAnswer *self, const SondeHandshakeCheck *failed)
{
  GError *error = sonde_diagnosis_new_error (
      failed->cause, _ ("The server’s handshake breaks a rule (RFC 6455 section %s): %s"),
      failed->section, failed->explanation);

  sonde_error_add_text (error, SONDE_EVIDENCE_STATUS_LINE, self->status_line);
  sonde_error_add_text (error, SONDE_EVIDENCE_SERVER, self->server);
  if (failed->cause == SONDE_CAUSE_MISSING_UPGRADE)
    {
      sonde_error_add_text (error, SONDE_EVIDENCE_UPGRADE, or_nothing (self->upgrade));
      sonde_error_add_text (error, SONDE_EVIDENCE_CONNECTION, or_nothing (self->connection));
    }
  else if (failed->cause == SONDE_CAUSE_WRONG_ACCEPT)
    {
      sonde_error_add_text (error, SONDE_EVIDENCE_KEY, self->key);
      sonde_error_add_text (error, SONDE_EVIDENCE_EXPECTED_ACCEPT, self->expected_accept);
      sonde_error_add_text (error, SONDE_EVIDENCE_ACCEPT, or_nothing (self->accept));
    }
  else if (failed->cause == SONDE_CAUSE_EXTENSION)
    {
      sonde_error_add_text (error, SONDE_EVIDENCE_OFFERED_EXTENSIONS, EXTENSION);
      sonde_error_add_text (error, SONDE_EVIDENCE_EXTENSIONS, self->extensions);
    }
  else if (failed->cause == SONDE_CAUSE_SUBPROTOCOL)
    {
      sonde_error_add_text (error, SONDE_EVIDENCE_OFFERED_SUBPROTOCOLS,
                            or_nothing (self->offered_subprotocols));
      sonde_error_add_text (error, SONDE_EVIDENCE_SUBPROTOCOL, self->subprotocol);
    }
  return error;
}

/**
 * sonde_handshake_answer_accept:
 * @body: (array length=body_size): what came of the body of a refusal, as evidence
 *
 * Returns: %TRUE where every check passed; else %FALSE with %SONDE_ERROR_NOT_WEBSOCKET where the
 *   server did not switch protocols, %SONDE_ERROR_SUBPROTOCOL or %SONDE_ERROR_HANDSHAKE
 */
gboolean
sonde_handshake_answer_accept (const SondeHandshakeAnswer *self,
                               const guint8 *body,
                               gsize body_size,
                               GError **error)
{
  const SondeHandshakeCheck *failed = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->status != SWITCHING_PROTOCOLS)
    {
      g_propagate_error (error, new_refusal (self, body, body_size));
      return FALSE;
    }

  for (guint i = 0; i < self->checks->len && failed == NULL; i++)
    {
      const SondeHandshakeCheck *check = g_ptr_array_index (self->checks, i);

      if (!check->passed)
        failed = check;
    }
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, new_broken_rule (self, failed));
  return FALSE;
}

void
sonde_handshake_answer_free (SondeHandshakeAnswer *self)
{
  if (self == NULL)
    return;

  g_free (self->status_line);
  g_free (self->reason);
  g_free (self->location);
  g_free (self->server);
  g_free (self->content_type);
  g_free (self->upgrade);
  g_free (self->connection);
  g_free (self->accept);
  g_free (self->expected_accept);
  g_free (self->key);
  g_free (self->offered_subprotocols);
  g_free (self->subprotocol);
  g_free (self->extensions);
  g_clear_pointer (&self->deflate, soup_header_free_param_list);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_free (self);
}
