/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "sonde-endpoint.h"

/* What passes as an address is kept in one spelling, which passes again and stays as it is. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEndpoint) endpoint = NULL;
  g_autoptr (SondeEndpoint) again = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    return 0;

  endpoint = sonde_endpoint_new (text, &error);
  if (endpoint == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }

  g_assert_cmpuint (sonde_endpoint_get_port (endpoint), !=, 0);
  again = sonde_endpoint_new (sonde_endpoint_get_uri (endpoint), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sonde_endpoint_get_uri (again), ==, sonde_endpoint_get_uri (endpoint));
  return 0;
}
