/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-address.h"
#include "sonde-endpoint.h"
#include "sonde-error.h"

#include <string.h>

static void
test_addresses (void)
{
  static const struct
  {
    const char *address;
    const char *uri;
    const char *host;
    guint16 port;
    const char *resource;
  } rows[] = {
    { "ws://serveur-esp32-bluedot.local:5000", "ws://serveur-esp32-bluedot.local:5000/",
      "serveur-esp32-bluedot.local", 5000, "/" },
    { "  ws://host\n", "ws://host/", "host", 80, "/" },
    { "WSS://Host.Example/Path?Q=1", "wss://host.example/Path?Q=1", "host.example", 443,
      "/Path?Q=1" },
    { "ws://host:80/", "ws://host/", "host", 80, "/" },
    { "wss://host:80/", "wss://host:80/", "host", 80, "/" },
    { "wss://host:443", "wss://host/", "host", 443, "/" },
    { "ws://host?a=b", "ws://host/?a=b", "host", 80, "/?a=b" },
    { "ws://host/?", "ws://host/?", "host", 80, "/?" },
    { "192.168.1.20:5000", "ws://192.168.1.20:5000/", "192.168.1.20", 5000, "/" },
    { "localhost:8080/echo", "ws://localhost:8080/echo", "localhost", 8080, "/echo" },
    { "localhost", "ws://localhost/", "localhost", 80, "/" },
    { "[::1]:5000", "ws://[::1]:5000/", "::1", 5000, "/" },
    { "ws://[2001:DB8::1]/x", "ws://[2001:db8::1]/x", "2001:db8::1", 80, "/x" },
    { "ws://[fe80::1%25eth0]:5000/", "ws://[fe80::1%25eth0]:5000/", "fe80::1%eth0", 5000, "/" },
    { "ws://bücher.example/", "ws://xn--bcher-kva.example/", "xn--bcher-kva.example", 80, "/" },
    { "ws://host/été", "ws://host/%C3%A9t%C3%A9", "host", 80, "/%C3%A9t%C3%A9" },
    { "ws://host/a%20b?c=%2F", "ws://host/a%20b?c=%2F", "host", 80, "/a%20b?c=%2F" },
    { "ws://host:65535/", "ws://host:65535/", "host", 65535, "/" },
    { "ws://my_probe.local/", "ws://my_probe.local/", "my_probe.local", 80, "/" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (rows[i].address, &error);
      g_autoptr (SondeEndpoint) again = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (sonde_endpoint_get_uri (endpoint), ==, rows[i].uri);
      g_assert_cmpstr (sonde_endpoint_get_host (endpoint), ==, rows[i].host);
      g_assert_cmpuint (sonde_endpoint_get_port (endpoint), ==, rows[i].port);
      g_assert_cmpstr (sonde_endpoint_get_resource (endpoint), ==, rows[i].resource);
      g_assert_cmpint (sonde_endpoint_get_secure (endpoint), ==,
                       g_str_has_prefix (rows[i].uri, "wss"));

      again = sonde_endpoint_new (sonde_endpoint_get_uri (endpoint), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (sonde_endpoint_get_uri (again), ==, rows[i].uri);
    }
}

static void
test_refused_addresses (void)
{
  static const struct
  {
    const char *address;
    const char *says;
  } rows[] = {
    { "", "empty" },
    { " \t\n", "empty" },
    { "http://host/", "“ws:”" },
    { "https://host/", "“wss:”" },
    { "ftp://host/", "“ftp:”" },
    { "ws://", "no host" },
    { "ws:///path", "no host" },
    { "ws://:5000/", "no host" },
    { "ws://host:0/", "Port 0" },
    { "ws://host:65536/", "port" },
    { "ws://host:-1/", "port" },
    { "ws://host:5OOO/", "port" },
    { "ws://host/#part", "“#part”" },
    { "ws://host/#", "fragment" },
    { "ws://user@host/", "Authorization" },
    { "ws://user:password@host/", "Authorization" },
    { "ws://ho st/", "blank" },
    { "ws://host/a b", "blank" },
    { "ws://host/\r\nX: y", "blank" },
    { "ws://host/\x01", "control" },
    { "ws://host/\xff", "UTF-8" },
    { "ws://[::1/", "address" },
    { "ws://[not:an:ip]/", "address" },
    { "ws://[fe80::1%25]/", "address" },
    { "ws://[fe80::1%25a/b]/", "address" },
    { "ws://a..b/", "name" },
    { "ws://.a/", "name" },
    { "ws://a<b/", "name" },
    { "ws://host/%zz", "understood" },
    { "://host", "understood" },
  };
  g_autofree char *endless = g_strnfill (SONDE_ADDRESS_MAX_SIZE + 1, 'a');
  g_autofree char *long_host = g_strnfill (254, 'a');
  g_autoptr (GError) long_error = NULL;
  SondeEndpoint *none;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      none = sonde_endpoint_new (rows[i].address, &error);
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_ADDRESS);
      g_assert_null (none);
      g_assert_nonnull (strstr (error->message, rows[i].says));
    }

  none = sonde_endpoint_new (endless, &long_error);
  g_assert_null (none);
  g_assert_error (long_error, SONDE_ERROR, SONDE_ERROR_ADDRESS);
  g_clear_error (&long_error);
  none = sonde_endpoint_new (long_host, &long_error);
  g_assert_null (none);
  g_assert_error (long_error, SONDE_ERROR, SONDE_ERROR_ADDRESS);
}

static void
test_set_address (void)
{
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("ws://a", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = g_strdup (sonde_endpoint_get_id (endpoint));

  g_assert_false (sonde_endpoint_set_address (endpoint, "http://b", &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_ADDRESS);
  g_assert_cmpstr (sonde_endpoint_get_uri (endpoint), ==, "ws://a/");
  g_assert_true (sonde_endpoint_set_address (endpoint, "b:81", NULL));
  g_assert_cmpstr (sonde_endpoint_get_uri (endpoint), ==, "ws://b:81/");
  g_assert_cmpstr (sonde_endpoint_get_id (endpoint), ==, id);
}

static void
test_headers (void)
{
  static const struct
  {
    const char *header;
    gboolean accepted;
  } rows[] = {
    { "Authorization: Basic dTpw", TRUE },
    { "X-Empty:", TRUE },
    { "X-Accent: été", TRUE },
    { "Cookie: a=b; c=d", TRUE },
    { "No colon", FALSE },
    { ": no name", FALSE },
    { "Bad name: x", FALSE },
    { "X: a\r\nY: b", FALSE },
    { "X: a\nY: b", FALSE },
    { "X: a\rb", FALSE },
    { "X\r\n: a", FALSE },
    { "X: \x7f", FALSE },
    { "X: \xff", FALSE },
    { "Host: other", FALSE },
    { "upgrade: x", FALSE },
    { "CONNECTION: close", FALSE },
    { "Sec-WebSocket-Key: x", FALSE },
    { "sec-websocket-anything: x", FALSE },
    { "Content-Length: 5", FALSE },
    { "Transfer-Encoding: chunked", FALSE },
    { "Origin: x", FALSE },
  };
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("ws://a", NULL);
  guint n_accepted = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (sonde_endpoint_add_header (endpoint, rows[i].header, &error), ==,
                       rows[i].accepted);
      if (rows[i].accepted)
        n_accepted++;
      else
        g_assert_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT);
    }
  g_assert_cmpuint (g_strv_length ((GStrv) sonde_endpoint_get_headers (endpoint)), ==, n_accepted);

  sonde_endpoint_clear_headers (endpoint);
  g_assert_null (sonde_endpoint_get_headers (endpoint)[0]);
  for (int i = 0; i < 64; i++)
    g_assert_true (sonde_endpoint_add_header (endpoint, "A: b", NULL));
  g_assert_false (sonde_endpoint_add_header (endpoint, "A: b", NULL));
}

static void
test_subprotocols (void)
{
  static const struct
  {
    const char *names[3];
    gboolean accepted;
  } rows[] = {
    { { "arduino" }, TRUE },    { { "mqtt", "v1.0~x" }, TRUE }, { { NULL }, TRUE },
    { { "" }, FALSE },          { { "a b" }, FALSE },           { { "a,b" }, FALSE },
    { { "a\r\nX: y" }, FALSE }, { { "(a)" }, FALSE },           { { "été" }, FALSE },
    { { "a", "a" }, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("ws://a", NULL);
      g_autoptr (GError) error = NULL;
      const char *const *kept;

      g_assert_cmpint (sonde_endpoint_set_subprotocols (endpoint, rows[i].names, &error), ==,
                       rows[i].accepted);
      kept = sonde_endpoint_get_subprotocols (endpoint);
      if (rows[i].accepted)
        g_assert_true (g_strv_equal (kept, rows[i].names));
      else
        {
          g_assert_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT);
          g_assert_null (kept[0]);
        }
    }
}

static void
test_origin (void)
{
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("ws://a", NULL);

  g_assert_null (sonde_endpoint_get_origin (endpoint));
  g_assert_true (sonde_endpoint_set_origin (endpoint, "null", NULL));
  g_assert_cmpstr (sonde_endpoint_get_origin (endpoint), ==, "null");
  g_assert_false (sonde_endpoint_set_origin (endpoint, "x\r\nY: z", NULL));
  g_assert_cmpstr (sonde_endpoint_get_origin (endpoint), ==, "null");
  g_assert_true (sonde_endpoint_set_origin (endpoint, "", NULL));
  g_assert_null (sonde_endpoint_get_origin (endpoint));
}

static void
test_bounds (void)
{
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("ws://a", NULL);
  g_autofree char *long_name = g_strnfill (5000, 'n');

  g_assert_cmpstr (sonde_endpoint_get_name (endpoint), ==, "a");
  sonde_endpoint_set_name (endpoint, long_name);
  g_assert_cmpuint (strlen (sonde_endpoint_get_name (endpoint)), ==, 200);
  sonde_endpoint_set_name (endpoint, " \xff\n");
  g_assert_true (g_utf8_validate (sonde_endpoint_get_name (endpoint), -1, NULL));
  sonde_endpoint_set_name (endpoint, "   ");
  g_assert_cmpstr (sonde_endpoint_get_name (endpoint), ==, "a");

  g_assert_cmpuint (sonde_endpoint_get_max_message_size (endpoint), ==, 16 * 1024 * 1024);
  sonde_endpoint_set_max_message_size (endpoint, G_MAXSIZE);
  g_assert_cmpuint (sonde_endpoint_get_max_message_size (endpoint), ==, 1024 * 1024 * 1024);
  sonde_endpoint_set_timeout_ms (endpoint, 0);
  g_assert_cmpuint (sonde_endpoint_get_timeout_ms (endpoint), >, 0);
  sonde_endpoint_set_watchdog_ms (endpoint, G_MAXUINT);
  g_assert_cmpuint (sonde_endpoint_get_watchdog_ms (endpoint), <, G_MAXINT32);
}

static void
test_round_trip (void)
{
  static const char *const subprotocols[] = { "arduino", "x", NULL };
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("wss://host:81/p?q", NULL);
  g_autoptr (SondeEndpoint) copy = NULL;
  g_autoptr (SondeEndpoint) restored = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GError) error = NULL;

  sonde_endpoint_set_name (endpoint, "Toit");
  sonde_endpoint_set_kind (endpoint, SONDE_KIND_ECHO);
  sonde_endpoint_set_origin (endpoint, "https://example.org", NULL);
  sonde_endpoint_set_subprotocols (endpoint, subprotocols, NULL);
  sonde_endpoint_add_header (endpoint, "A: b", NULL);
  sonde_endpoint_add_header (endpoint, "C: d", NULL);
  sonde_endpoint_set_reconnects (endpoint, FALSE);
  sonde_endpoint_set_accepts_masked (endpoint, TRUE);
  sonde_endpoint_set_ca_file (endpoint, "/etc/ssl/\xe9tage.pem");
  sonde_endpoint_set_timeout_ms (endpoint, 1234);
  sonde_endpoint_set_keepalive_ms (endpoint, 0);
  sonde_endpoint_set_watchdog_ms (endpoint, 4321);
  sonde_endpoint_set_max_message_size (endpoint, 99999);

  copy = sonde_endpoint_copy (endpoint);
  g_assert_true (sonde_endpoint_equal (copy, endpoint));
  variant = g_variant_ref_sink (sonde_endpoint_to_variant (endpoint));
  restored = sonde_endpoint_new_from_variant (variant, &error);
  g_assert_no_error (error);
  g_assert_true (sonde_endpoint_equal (restored, endpoint));
  g_assert_cmpstr (sonde_endpoint_get_ca_file (restored), ==, "/etc/ssl/\xe9tage.pem");

  sonde_endpoint_add_header (copy, "E: f", NULL);
  g_assert_false (sonde_endpoint_equal (copy, endpoint));
  sonde_endpoint_set_accepts_masked (restored, FALSE);
  g_assert_false (sonde_endpoint_equal (restored, endpoint));
}

static void
test_hostile_variants (void)
{
  static const struct
  {
    const char *text;
    int code; /* -1: accepted */
  } rows[] = {
    { "42", SONDE_ERROR_ARGUMENT },
    { "('a', 'b')", SONDE_ERROR_ARGUMENT },
    { "@a{sv} {}", SONDE_ERROR_ADDRESS },
    { "{'address': <42>}", SONDE_ERROR_ADDRESS },
    { "{'address': <'http://x'>}", SONDE_ERROR_ADDRESS },
    { "{'address': <'ws://x'>}", -1 },
    { "{'address': <'ws://x'>, 'kind': <'echo'>, 'id': <'not a uuid'>, 'name': <7>}", -1 },
    { "{'address': <'ws://x'>, 'kind': <99>, 'timeout-ms': <uint32 0>}", -1 },
    { "{'address': <'ws://x'>, 'headers': <['A: b', 'X: y\\r\\nZ: t', 'Host: z']>}", -1 },
    { "{'address': <'ws://x'>, 'headers': <'A: b'>, 'subprotocols': <['a', 'a b']>}", -1 },
    { "{'address': <'ws://x'>, 'max-message-size': <uint64 18446744073709551615>}", -1 },
    { "{'address': <'ws://x'>, 'ca-file': <'/a'>}", -1 },
    { "{'address': <'ws://x'>, 'ca-file': <b''>}", -1 },
    { "{'address': <'ws://x'>, 'of-a-later-version': <(1, 'x')>}", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) variant = g_variant_parse (NULL, rows[i].text, NULL, NULL, &error);
      g_autoptr (SondeEndpoint) endpoint = NULL;

      g_assert_no_error (error);
      endpoint = sonde_endpoint_new_from_variant (variant, &error);
      if (rows[i].code >= 0)
        {
          g_assert_null (endpoint);
          g_assert_error (error, SONDE_ERROR, rows[i].code);
          continue;
        }
      g_assert_no_error (error);
      g_assert_true (g_uuid_string_is_valid (sonde_endpoint_get_id (endpoint)));
      g_assert_cmpint (sonde_endpoint_get_kind (endpoint), ==, SONDE_KIND_AUTO);
      g_assert_cmpuint (g_strv_length ((GStrv) sonde_endpoint_get_headers (endpoint)), <=, 1);
      g_assert_cmpuint (sonde_endpoint_get_timeout_ms (endpoint), >, 0);
      g_assert_null (sonde_endpoint_get_subprotocols (endpoint)[0]);
      g_assert_null (sonde_endpoint_get_ca_file (endpoint));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/endpoint/addresses", test_addresses);
  g_test_add_func ("/endpoint/refused-addresses", test_refused_addresses);
  g_test_add_func ("/endpoint/set-address", test_set_address);
  g_test_add_func ("/endpoint/headers", test_headers);
  g_test_add_func ("/endpoint/subprotocols", test_subprotocols);
  g_test_add_func ("/endpoint/origin", test_origin);
  g_test_add_func ("/endpoint/bounds", test_bounds);
  g_test_add_func ("/endpoint/round-trip", test_round_trip);
  g_test_add_func ("/endpoint/hostile-variants", test_hostile_variants);

  return g_test_run ();
}
