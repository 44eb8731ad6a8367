/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-dial-error.h"

#include "sonde-diagnosis.h"
#include "sonde-interface.h"

#include <glib/gi18n-lib.h>

/* The record types of TLS and its alerts (RFC 8446, sections 5.1 and 6). */
#define TLS_RECORD_FIRST       20
#define TLS_RECORD_ALERT       21
#define TLS_RECORD_HANDSHAKE   22
#define TLS_RECORD_LAST        23
#define TLS_SERVER_HELLO       2
#define TLS_1_2                0x0303
#define ALERT_PROTOCOL_VERSION 70

static const struct
{
  guint8 code;
  const char *name;
} alerts[] = {
  { 0, "close_notify" },
  { 10, "unexpected_message" },
  { 20, "bad_record_mac" },
  { 22, "record_overflow" },
  { 40, "handshake_failure" },
  { 42, "bad_certificate" },
  { 43, "unsupported_certificate" },
  { 44, "certificate_revoked" },
  { 45, "certificate_expired" },
  { 46, "certificate_unknown" },
  { 47, "illegal_parameter" },
  { 48, "unknown_ca" },
  { 49, "access_denied" },
  { 50, "decode_error" },
  { 51, "decrypt_error" },
  { 70, "protocol_version" },
  { 71, "insufficient_security" },
  { 80, "internal_error" },
  { 86, "inappropriate_fallback" },
  { 90, "user_canceled" },
  { 109, "missing_extension" },
  { 110, "unsupported_extension" },
  { 112, "unrecognized_name" },
  { 116, "certificate_required" },
  { 120, "no_application_protocol" },
};

/* In the order in which they matter: a wrong clock here explains more than it is explained by. */
static const struct
{
  GTlsCertificateFlags flag;
  SondeCause cause;
  const char *text;
} tls_rows[] = {
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, SONDE_CAUSE_TLS_NOT_YET_VALID, N_ ("it is not valid yet") },
  { G_TLS_CERTIFICATE_EXPIRED, SONDE_CAUSE_TLS_EXPIRED, N_ ("it has expired") },
  { G_TLS_CERTIFICATE_UNKNOWN_CA, SONDE_CAUSE_TLS_UNKNOWN_AUTHORITY,
    N_ ("no authority that this computer trusts signed it") },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, SONDE_CAUSE_TLS_WRONG_NAME,
    N_ ("it was made for another host name") },
  { G_TLS_CERTIFICATE_REVOKED, SONDE_CAUSE_TLS_REJECTED, N_ ("it was revoked") },
  { G_TLS_CERTIFICATE_INSECURE, SONDE_CAUSE_TLS_REJECTED,
    N_ ("its algorithm is no longer secure") },
};

static const struct
{
  int code;
  SondeCause cause;
} io_rows[] = {
  { G_IO_ERROR_HOST_NOT_FOUND, SONDE_CAUSE_NAME_NOT_FOUND },
  { G_IO_ERROR_CONNECTION_REFUSED, SONDE_CAUSE_REFUSED },
  { G_IO_ERROR_HOST_UNREACHABLE, SONDE_CAUSE_UNREACHABLE },
  { G_IO_ERROR_NETWORK_UNREACHABLE, SONDE_CAUSE_UNREACHABLE },
  { G_IO_ERROR_PERMISSION_DENIED, SONDE_CAUSE_FORBIDDEN },
  { G_IO_ERROR_TIMED_OUT, SONDE_CAUSE_TCP_TIMED_OUT },
  /* A reset that is quick enough is met before this side knows that it is connected. */
  { G_IO_ERROR_CONNECTION_CLOSED, SONDE_CAUSE_RESET },
  { G_IO_ERROR_PROXY_FAILED, SONDE_CAUSE_PROXY_FAILED },
  { G_IO_ERROR_PROXY_NOT_ALLOWED, SONDE_CAUSE_PROXY_FAILED },
  { G_IO_ERROR_PROXY_AUTH_FAILED, SONDE_CAUSE_PROXY_AUTHENTICATION },
  { G_IO_ERROR_PROXY_NEED_AUTH, SONDE_CAUSE_PROXY_AUTHENTICATION },
};

static const guint8 *
get_first_bytes (const SondeDialScene *scene, gsize *size)
{
  *size = 0;
  return scene->first_bytes != NULL ? g_bytes_get_data (scene->first_bytes, size) : NULL;
}

/* What a server said where there should be TLS, by its first bytes. */
static SondeCause
read_tls_bytes (const SondeDialScene *scene)
{
  gsize size;
  const guint8 *bytes = get_first_bytes (scene, &size);

  if (size > 0 && (bytes[0] < TLS_RECORD_FIRST || bytes[0] > TLS_RECORD_LAST))
    return SONDE_CAUSE_TLS_PLAIN_SERVER;
  if (size >= 7 && bytes[0] == TLS_RECORD_ALERT && bytes[6] == ALERT_PROTOCOL_VERSION)
    return SONDE_CAUSE_TLS_OLD_PROTOCOL;
  if (size >= 11 && bytes[0] == TLS_RECORD_HANDSHAKE && bytes[5] == TLS_SERVER_HELLO &&
      (bytes[9] << 8 | bytes[10]) < TLS_1_2)
    return SONDE_CAUSE_TLS_OLD_PROTOCOL;
  return SONDE_CAUSE_TLS_HANDSHAKE;
}

static char *
get_text_property (GTlsCertificate *certificate, const char *name)
{
  char *text = NULL;

  g_object_get (certificate, name, &text, NULL);
  return text;
}

static gboolean
is_self_signed (GTlsCertificate *certificate)
{
  g_autofree char *subject = get_text_property (certificate, "subject-name");
  g_autofree char *issuer = get_text_property (certificate, "issuer-name");

  return subject != NULL && g_strcmp0 (subject, issuer) == 0;
}

static void
add_date (GError *error, SondeEvidenceKind kind, GDateTime *date)
{
  g_autoptr (GDateTime) utc = date != NULL ? g_date_time_to_utc (date) : NULL;
  g_autofree char *text = utc != NULL ? g_date_time_format (utc, "%Y-%m-%d %H:%M:%S UTC") : NULL;

  sonde_error_add_text (error, kind, text);
}

static char *
list_names (GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GPtrArray) addresses = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_object_get (certificate, "dns-names", &names, "ip-addresses", &addresses, NULL);
  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      GBytes *name = g_ptr_array_index (names, i);
      gsize size;
      const char *data = g_bytes_get_data (name, &size);

      g_string_append (text, text->len > 0 ? _ (", ") : "");
      g_string_append_len (text, data, (gssize) size);
    }
  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    {
      g_autofree char *address = g_inet_address_to_string (g_ptr_array_index (addresses, i));

      g_string_append_printf (text, "%s%s", text->len > 0 ? _ (", ") : "", address);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static void
add_certificate (GError *error, GTlsCertificate *certificate, const char *problems)
{
  g_autofree char *subject = get_text_property (certificate, "subject-name");
  g_autofree char *issuer = get_text_property (certificate, "issuer-name");
  g_autofree char *names = list_names (certificate);
  g_autoptr (GDateTime) not_before = g_tls_certificate_get_not_valid_before (certificate);
  g_autoptr (GDateTime) not_after = g_tls_certificate_get_not_valid_after (certificate);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  sonde_error_add_text (error, SONDE_EVIDENCE_CERTIFICATE_PROBLEMS, problems);
  sonde_error_add_text (error, SONDE_EVIDENCE_CERTIFICATE_SUBJECT, subject);
  sonde_error_add_text (error, SONDE_EVIDENCE_CERTIFICATE_NAMES, names);
  sonde_error_add_text (error, SONDE_EVIDENCE_CERTIFICATE_ISSUER, issuer);
  add_date (error, SONDE_EVIDENCE_CERTIFICATE_NOT_BEFORE, not_before);
  add_date (error, SONDE_EVIDENCE_CERTIFICATE_NOT_AFTER, not_after);
  add_date (error, SONDE_EVIDENCE_CLOCK, now);
}

static GError *
new_certificate_error (const SondeDialScene *scene)
{
  g_autoptr (GString) reasons = g_string_new (NULL);
  SondeCause cause = SONDE_CAUSE_NONE;
  GError *error;

  for (gsize i = 0; i < G_N_ELEMENTS (tls_rows); i++)
    {
      if ((scene->tls_flags & tls_rows[i].flag) == 0)
        continue;
      g_string_append_printf (reasons, "%s%s", reasons->len > 0 ? _ (", ") : "",
                              _ (tls_rows[i].text));
      if (cause == SONDE_CAUSE_NONE)
        cause = tls_rows[i].cause;
    }
  if (cause == SONDE_CAUSE_NONE)
    cause = SONDE_CAUSE_TLS_REJECTED;
  if (cause == SONDE_CAUSE_TLS_UNKNOWN_AUTHORITY && scene->certificate != NULL &&
      is_self_signed (scene->certificate))
    cause = SONDE_CAUSE_TLS_SELF_SIGNED;

  error = sonde_diagnosis_new_error (cause, _ ("The certificate of %s is not acceptable: %s"),
                                     sonde_endpoint_get_host (scene->endpoint), reasons->str);
  if (scene->certificate != NULL)
    add_certificate (error, scene->certificate, reasons->str);
  return error;
}

static void
add_alert (GError *error, const SondeDialScene *scene)
{
  gsize size;
  const guint8 *bytes = get_first_bytes (scene, &size);

  if (size < 7 || bytes[0] != TLS_RECORD_ALERT)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (alerts); i++)
    {
      if (alerts[i].code == bytes[6])
        {
          g_autofree char *text = g_strdup_printf ("%s (%u)", alerts[i].name, bytes[6]);

          sonde_error_add_text (error, SONDE_EVIDENCE_TLS_ALERT, text);
        }
    }
}

static void
add_first_bytes (GError *error, const SondeDialScene *scene)
{
  gsize size;
  const guint8 *bytes = get_first_bytes (scene, &size);
  g_autofree char *text = size > 0 ? sonde_evidence_format_bytes (bytes, size) : NULL;

  sonde_error_add_text (error, SONDE_EVIDENCE_FIRST_BYTES, text);
}

static GError *
new_tls_error (const GError *cause, const SondeDialScene *scene)
{
  GError *error;

  if (scene->tls_flags != 0)
    return new_certificate_error (scene);

  error = sonde_diagnosis_new_error (read_tls_bytes (scene), _ ("No secure connection to %s: %s"),
                                     sonde_endpoint_get_host (scene->endpoint), cause->message);
  add_alert (error, scene);
  add_first_bytes (error, scene);
  return error;
}

static GError *
new_io_error (const GError *cause, const SondeDialScene *scene)
{
  const SondeEndpoint *endpoint = scene->endpoint;
  g_autofree char *authority = sonde_endpoint_get_authority (endpoint);
  SondeCause found = SONDE_CAUSE_DIAL_FAILED;

  for (gsize i = 0; i < G_N_ELEMENTS (io_rows) && found == SONDE_CAUSE_DIAL_FAILED; i++)
    {
      if (io_rows[i].code == cause->code)
        found = io_rows[i].cause;
    }
  if (found == SONDE_CAUSE_UNREACHABLE)
    {
      g_autofree char *interfaces = sonde_interface_describe_all ();

      if (interfaces == NULL)
        found = SONDE_CAUSE_NO_NETWORK;
    }
  if (scene->proxy != NULL && scene->stage == SONDE_DIAL_STAGE_CONNECTING &&
      found != SONDE_CAUSE_PROXY_AUTHENTICATION)
    found = SONDE_CAUSE_PROXY_FAILED;

  if (found == SONDE_CAUSE_NAME_NOT_FOUND)
    return sonde_diagnosis_new_error (found, _ ("No address is known for “%s”"),
                                      sonde_endpoint_get_host (endpoint));
  if (found == SONDE_CAUSE_REFUSED)
    return sonde_diagnosis_new_error (found, _ ("Nothing accepts connections at %s"), authority);
  if (found == SONDE_CAUSE_RESET)
    return sonde_diagnosis_new_error (
        found, _ ("%s accepted the connection and cut it without a word"), authority);
  if (sonde_diagnosis_of_cause (found)->code == SONDE_ERROR_UNREACHABLE)
    return sonde_diagnosis_new_error (found, _ ("%s cannot be reached: %s"), authority,
                                      cause->message);
  return sonde_diagnosis_new_error (found, _ ("No connection to %s: %s"), authority,
                                    cause->message);
}

static const struct
{
  SondeCause cause;
  const char *text;
} time_out_rows[] = {
  [SONDE_DIAL_STAGE_RESOLVING] = { SONDE_CAUSE_NAME_TIMED_OUT,
                                   N_ ("the host name was not resolved") },
  [SONDE_DIAL_STAGE_CONNECTING] = { SONDE_CAUSE_TCP_TIMED_OUT,
                                    N_ ("the connection was not accepted") },
  [SONDE_DIAL_STAGE_TLS] = { SONDE_CAUSE_TLS_TIMED_OUT, N_ ("the TLS handshake was not over") },
  [SONDE_DIAL_STAGE_UPGRADING] = { SONDE_CAUSE_UPGRADE_TIMED_OUT,
                                   N_ ("the WebSocket handshake was not answered") },
};

static GError *
new_timed_out_error (const SondeDialScene *scene)
{
  g_autofree char *authority = sonde_endpoint_get_authority (scene->endpoint);
  guint timeout_ms = sonde_endpoint_get_timeout_ms (scene->endpoint);
  GError *error;

  error = sonde_diagnosis_new_error (time_out_rows[scene->stage].cause,
                                     _ ("%s took more than %g s: %s"), authority,
                                     timeout_ms / 1000.0, _ (time_out_rows[scene->stage].text));
  sonde_error_add_number (error, SONDE_EVIDENCE_LIMIT_US, (gint64) timeout_ms * 1000);
  add_first_bytes (error, scene);
  return error;
}

static GError *
new_error (const GError *cause, const SondeDialScene *scene)
{
  const char *host = sonde_endpoint_get_host (scene->endpoint);

  if (scene->timed_out)
    return new_timed_out_error (scene);
  if (cause->domain == SONDE_ERROR)
    return g_error_copy (cause);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_new_literal (SONDE_ERROR, SONDE_ERROR_CANCELLED,
                                _ ("The connection was given up"));
  if (cause->domain == G_RESOLVER_ERROR)
    return sonde_diagnosis_new_error (cause->code == G_RESOLVER_ERROR_TEMPORARY_FAILURE
                                          ? SONDE_CAUSE_NAME_SERVER_SILENT
                                          : SONDE_CAUSE_NAME_NOT_FOUND,
                                      _ ("No address is known for “%s”: %s"), host, cause->message);
  if (cause->domain == G_TLS_ERROR || scene->stage == SONDE_DIAL_STAGE_TLS)
    return new_tls_error (cause, scene);
  if (cause->domain == G_IO_ERROR)
    return new_io_error (cause, scene);
  return sonde_diagnosis_new_error (SONDE_CAUSE_DIAL_FAILED, _ ("No connection to %s: %s"), host,
                                    cause->message);
}

static void
add_times (GError *error, const SondeDialScene *scene)
{
  static const struct
  {
    const char *name;
    SondeEvidenceKind kind;
  } stages[] = {
    [SONDE_DIAL_STAGE_RESOLVING] = { N_ ("name"), SONDE_EVIDENCE_NAME_US },
    [SONDE_DIAL_STAGE_CONNECTING] = { "TCP", SONDE_EVIDENCE_TCP_US },
    [SONDE_DIAL_STAGE_TLS] = { "TLS", SONDE_EVIDENCE_TLS_US },
    [SONDE_DIAL_STAGE_UPGRADING] = { N_ ("upgrade"), SONDE_EVIDENCE_UPGRADE_US },
  };

  sonde_error_add_text (error, SONDE_EVIDENCE_STAGE, _ (stages[scene->stage].name));
  for (gsize i = 0; scene->stage_us != NULL && i < G_N_ELEMENTS (stages); i++)
    {
      if (scene->stage_us[i] >= 0)
        sonde_error_add_number (error, stages[i].kind, scene->stage_us[i]);
    }
}

static gboolean
is_about_the_network (int code)
{
  return code == SONDE_ERROR_NAME_NOT_FOUND || code == SONDE_ERROR_UNREACHABLE ||
         code == SONDE_ERROR_TIMED_OUT;
}

/**
 * sonde_dial_error_new:
 * @cause: what a library said, or an error of %SONDE_ERROR
 * @scene: what there is to see
 *
 * Says in Sonde's own terms why a dial failed, with the evidence.
 *
 * Returns: (transfer full): an error of %SONDE_ERROR
 */
GError *
sonde_dial_error_new (const GError *cause, const SondeDialScene *scene)
{
  GError *error;

  g_return_val_if_fail (cause != NULL && scene != NULL, NULL);

  error = new_error (cause, scene);
  if (error->code == SONDE_ERROR_CANCELLED)
    return error;

  if (scene->stage == SONDE_DIAL_STAGE_RESOLVING)
    sonde_error_add_text (error, SONDE_EVIDENCE_HOST, sonde_endpoint_get_host (scene->endpoint));
  else
    sonde_error_add_text (error, SONDE_EVIDENCE_ADDRESS, scene->address);
  sonde_error_add_text (error, SONDE_EVIDENCE_PROXY, scene->proxy);
  if (cause->domain != SONDE_ERROR && !scene->timed_out)
    sonde_error_add_text (error, SONDE_EVIDENCE_SYSTEM_MESSAGE, cause->message);
  if (is_about_the_network (error->code))
    {
      g_autofree char *interfaces = sonde_interface_describe_all ();

      sonde_error_add_text (error, SONDE_EVIDENCE_NETWORK,
                            interfaces != NULL ? interfaces : _ ("none"));
    }
  add_times (error, scene);
  return error;
}
