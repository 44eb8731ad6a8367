/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-diagnosis.h"
#include "sonde-dial-error.h"
#include "sonde-error.h"

#include <string.h>

static void
test_causes (void)
{
  const struct
  {
    GQuark domain;
    int code;
    SondeDialStage stage;
    GTlsCertificateFlags tls_flags;
    SondeError expected;
    const char *says;
  } rows[] = {
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, SONDE_DIAL_STAGE_RESOLVING, 0,
      SONDE_ERROR_NAME_NOT_FOUND, "“probe.local”" },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, SONDE_DIAL_STAGE_RESOLVING, 0,
      SONDE_ERROR_NAME_NOT_FOUND, "the cause" },
    { G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND, SONDE_DIAL_STAGE_RESOLVING, 0,
      SONDE_ERROR_NAME_NOT_FOUND, "“probe.local”" },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, SONDE_DIAL_STAGE_CONNECTING, 0,
      SONDE_ERROR_REFUSED, "probe.local:5000" },
    { G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, SONDE_DIAL_STAGE_CONNECTING, 0,
      SONDE_ERROR_UNREACHABLE, "the cause" },
    { G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, SONDE_DIAL_STAGE_CONNECTING, 0,
      SONDE_ERROR_UNREACHABLE, "the cause" },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, SONDE_DIAL_STAGE_CONNECTING, 0, SONDE_ERROR_TIMED_OUT,
      "the cause" },
    { G_IO_ERROR, G_IO_ERROR_CANCELLED, SONDE_DIAL_STAGE_TLS, 0, SONDE_ERROR_CANCELLED, "" },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, SONDE_DIAL_STAGE_UPGRADING, 0, SONDE_ERROR_RESET,
      "without a word" },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, SONDE_DIAL_STAGE_TLS, 0, SONDE_ERROR_TLS,
      "the cause" },
    { G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, SONDE_DIAL_STAGE_TLS,
      G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_BAD_IDENTITY, SONDE_ERROR_TLS,
      "it has expired, it was made for another host name" },
    { G_TLS_ERROR, G_TLS_ERROR_NOT_TLS, SONDE_DIAL_STAGE_TLS, 0, SONDE_ERROR_TLS, "the cause" },
    { G_IO_ERROR, G_IO_ERROR_PROXY_FAILED, SONDE_DIAL_STAGE_CONNECTING, 0, SONDE_ERROR_FAILED,
      "the cause" },
    { SONDE_ERROR, SONDE_ERROR_HANDSHAKE, SONDE_DIAL_STAGE_UPGRADING, 0, SONDE_ERROR_HANDSHAKE,
      "the cause" },
  };
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("probe.local:5000", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) cause = g_error_new_literal (rows[i].domain, rows[i].code, "the cause");
      SondeDialScene scene = { .endpoint = endpoint,
                               .stage = rows[i].stage,
                               .tls_flags = rows[i].tls_flags };
      g_autoptr (GError) error = sonde_dial_error_new (cause, &scene);

      g_assert_error (error, SONDE_ERROR, (int) rows[i].expected);
      g_assert_nonnull (strstr (error->message, rows[i].says));
    }
}

static void
test_time_outs (void)
{
  static const char *const says[] = {
    [SONDE_DIAL_STAGE_RESOLVING] = "not resolved",
    [SONDE_DIAL_STAGE_CONNECTING] = "not accepted",
    [SONDE_DIAL_STAGE_TLS] = "TLS",
    [SONDE_DIAL_STAGE_UPGRADING] = "WebSocket handshake",
  };
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("probe.local:5000", NULL);

  sonde_endpoint_set_timeout_ms (endpoint, 1500);
  for (gsize i = 0; i < G_N_ELEMENTS (says); i++)
    {
      g_autoptr (GError)
          cause = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the cause");
      SondeDialScene scene = { .endpoint = endpoint,
                               .stage = (SondeDialStage) i,
                               .timed_out = TRUE };
      g_autoptr (GError) error = sonde_dial_error_new (cause, &scene);

      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_TIMED_OUT);
      g_assert_nonnull (strstr (error->message, "1.5 s"));
      g_assert_nonnull (strstr (error->message, says[i]));
    }
}

/* Whether a ServerHello of TLS 1.0 is an end depends on how the TLS library was built. */
static void
test_old_server_hello (void)
{
  static const guint8 hello[] = { 22, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1 };
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("wss://probe.local:5000", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static (hello, sizeof hello);
  g_autoptr (GError) cause = g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_MISC, "the cause");
  SondeDialScene scene = { .endpoint = endpoint,
                           .stage = SONDE_DIAL_STAGE_TLS,
                           .first_bytes = bytes };
  g_autoptr (GError) error = sonde_dial_error_new (cause, &scene);

  g_assert_cmpint (sonde_error_get_cause (error), ==, SONDE_CAUSE_TLS_OLD_PROTOCOL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dial-error/causes", test_causes);
  g_test_add_func ("/dial-error/time-outs", test_time_outs);
  g_test_add_func ("/dial-error/old-server-hello", test_old_server_hello);

  return g_test_run ();
}
