/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-dial-error.h"

#include "sonde-error.h"

#include <glib/gi18n-lib.h>

static const struct
{
  GTlsCertificateFlags flag;
  const char *text;
} tls_rows[] = {
  { G_TLS_CERTIFICATE_UNKNOWN_CA, N_ ("no authority that this computer trusts signed it") },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, N_ ("it was made for another host name") },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, N_ ("it is not valid yet") },
  { G_TLS_CERTIFICATE_EXPIRED, N_ ("it has expired") },
  { G_TLS_CERTIFICATE_REVOKED, N_ ("it was revoked") },
  { G_TLS_CERTIFICATE_INSECURE, N_ ("its algorithm is no longer secure") },
};

static GError *
new_tls_error (const GError *cause, const SondeEndpoint *endpoint, GTlsCertificateFlags flags)
{
  g_autoptr (GString) reasons = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tls_rows); i++)
    {
      if ((flags & tls_rows[i].flag) == 0)
        continue;
      if (reasons->len > 0)
        g_string_append (reasons, _ (", "));
      g_string_append (reasons, _ (tls_rows[i].text));
    }

  if (reasons->len == 0)
    return g_error_new (SONDE_ERROR, SONDE_ERROR_TLS, _ ("No secure connection to %s: %s"),
                        sonde_endpoint_get_host (endpoint), cause->message);
  return g_error_new (SONDE_ERROR, SONDE_ERROR_TLS,
                      _ ("The certificate of %s is not acceptable: %s"),
                      sonde_endpoint_get_host (endpoint), reasons->str);
}

static GError *
new_io_error (const GError *cause, const SondeEndpoint *endpoint, SondeDialStage stage)
{
  g_autofree char *authority = sonde_endpoint_get_authority (endpoint);

  switch (cause->code)
    {
    case G_IO_ERROR_CANCELLED:
      return g_error_new_literal (SONDE_ERROR, SONDE_ERROR_CANCELLED,
                                  _ ("The connection was given up"));
    case G_IO_ERROR_HOST_NOT_FOUND:
      return g_error_new (SONDE_ERROR, SONDE_ERROR_NAME_NOT_FOUND,
                          _ ("No address is known for “%s”"), sonde_endpoint_get_host (endpoint));
    case G_IO_ERROR_CONNECTION_REFUSED:
      return g_error_new (SONDE_ERROR, SONDE_ERROR_REFUSED, _ ("Nothing accepts connections at %s"),
                          authority);
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return g_error_new (SONDE_ERROR, SONDE_ERROR_UNREACHABLE, _ ("%s cannot be reached: %s"),
                          authority, cause->message);
    case G_IO_ERROR_TIMED_OUT:
      return sonde_dial_error_new_timed_out (endpoint, stage);
    /* A reset that is quick enough is met before this side knows that it is connected. */
    case G_IO_ERROR_CONNECTION_CLOSED:
      return g_error_new (SONDE_ERROR, SONDE_ERROR_RESET,
                          _ ("%s accepted the connection and cut it without a word"), authority);
    default:
      break;
    }
  return g_error_new (SONDE_ERROR, SONDE_ERROR_FAILED, _ ("No connection to %s: %s"), authority,
                      cause->message);
}

/**
 * sonde_dial_error_new:
 * @cause: what a library said
 * @stage: where the dial was
 * @tls_flags: what was wrong with the certificate, if anything
 *
 * Says in Sonde's own terms why a dial failed.
 *
 * Returns: (transfer full): an error of %SONDE_ERROR
 */
GError *
sonde_dial_error_new (const GError *cause,
                      const SondeEndpoint *endpoint,
                      SondeDialStage stage,
                      GTlsCertificateFlags tls_flags)
{
  g_return_val_if_fail (cause != NULL, NULL);

  if (cause->domain == SONDE_ERROR)
    return g_error_copy (cause);
  if (cause->domain == G_RESOLVER_ERROR)
    return g_error_new (SONDE_ERROR, SONDE_ERROR_NAME_NOT_FOUND,
                        _ ("No address is known for “%s”: %s"), sonde_endpoint_get_host (endpoint),
                        cause->message);
  if (cause->domain == G_TLS_ERROR ||
      (stage == SONDE_DIAL_STAGE_TLS && !g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    return new_tls_error (cause, endpoint, tls_flags);
  if (cause->domain == G_IO_ERROR)
    return new_io_error (cause, endpoint, stage);
  return g_error_new (SONDE_ERROR, SONDE_ERROR_FAILED, _ ("No connection to %s: %s"),
                      sonde_endpoint_get_host (endpoint), cause->message);
}

/**
 * sonde_dial_error_new_timed_out:
 *
 * Returns: (transfer full): a %SONDE_ERROR_TIMED_OUT that names the stage
 */
GError *
sonde_dial_error_new_timed_out (const SondeEndpoint *endpoint, SondeDialStage stage)
{
  static const char *const stage_texts[] = {
    [SONDE_DIAL_STAGE_RESOLVING] = N_ ("the host name was not resolved"),
    [SONDE_DIAL_STAGE_CONNECTING] = N_ ("the connection was not accepted"),
    [SONDE_DIAL_STAGE_TLS] = N_ ("the TLS handshake was not over"),
    [SONDE_DIAL_STAGE_UPGRADING] = N_ ("the WebSocket handshake was not answered"),
  };
  g_autofree char *authority = sonde_endpoint_get_authority (endpoint);

  return g_error_new (SONDE_ERROR, SONDE_ERROR_TIMED_OUT, _ ("%s took more than %g s: %s"),
                      authority, sonde_endpoint_get_timeout_ms (endpoint) / 1000.0,
                      _ (stage_texts[stage]));
}
