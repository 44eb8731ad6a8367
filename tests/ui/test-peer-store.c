/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "sonde-frame-writer.h"
#include "sonde-peer-store.h"
#include "sonde-settings.h"

typedef struct
{
  GSettings *settings;
  SondeNetThread *thread;
  SondeDemo *demo;
  SondePeerStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->settings = sonde_settings_open (&error);
  g_assert_no_error (error);
  g_settings_reset (fixture->settings, "endpoints");
  g_settings_reset (fixture->settings, "open-endpoints");
  fixture->thread = sonde_net_thread_new ("test-net");
  fixture->demo = sonde_demo_new ();
  fixture->store = sonde_peer_store_new (fixture->thread, fixture->demo, fixture->settings);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->store);
  g_assert_finalize_object (fixture->demo);
  g_assert_finalize_object (fixture->thread);
  g_clear_object (&fixture->settings);
}

static SondePeer *
add (Fixture *fixture, const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (address, &error);

  g_assert_no_error (error);
  return sonde_peer_store_add (fixture->store, endpoint);
}

static guint
count_remembered (Fixture *fixture)
{
  g_autoptr (GVariant) endpoints = g_settings_get_value (fixture->settings, "endpoints");

  return (guint) g_variant_n_children (endpoints);
}

static void
test_demo_is_always_there (Fixture *fixture, gconstpointer data)
{
  SondePeer *demo = sonde_peer_store_get_demo (fixture->store);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->store)), ==, 1);
  g_assert_true (sonde_peer_is_demo (demo));
  g_assert_true (sonde_peer_store_lookup (fixture->store, "demo") == demo);
  g_assert_cmpuint (sonde_peer_store_get_n_added (fixture->store), ==, 0);
  g_assert_cmpuint (count_remembered (fixture), ==, 0);
}

static void
test_remembers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondePeerStore) again = NULL;
  g_autoptr (SondeEndpoint) edited = NULL;
  SondePeer *peer = add (fixture, "ws://192.0.2.1:5000/a");

  add (fixture, "wss://example.org/");
  edited = sonde_endpoint_copy (sonde_peer_get_endpoint (peer));
  sonde_endpoint_set_name (edited, "Roof");
  sonde_peer_store_edit (fixture->store, peer, edited);
  g_assert_cmpuint (count_remembered (fixture), ==, 2);

  again = sonde_peer_store_new (fixture->thread, fixture->demo, fixture->settings);
  g_assert_cmpuint (sonde_peer_store_get_n_added (again), ==, 2);
  peer = sonde_peer_store_lookup (again, sonde_endpoint_get_id (edited));
  g_assert_nonnull (peer);
  g_assert_cmpstr (sonde_peer_get_name (peer), ==, "Roof");
  g_assert_nonnull (sonde_peer_store_lookup_uri (again, sonde_endpoint_get_uri (edited)));
}

static void
test_remove_and_restore (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondePeer) first = g_object_ref (add (fixture, "ws://192.0.2.1/"));
  g_autoptr (SondePeer) at = NULL;
  guint position;

  add (fixture, "ws://192.0.2.2/");
  position = sonde_peer_store_remove (fixture->store, first);
  g_assert_cmpuint (position, ==, 1);
  g_assert_null (sonde_peer_store_lookup (fixture->store, sonde_peer_get_id (first)));
  g_assert_cmpuint (count_remembered (fixture), ==, 1);

  sonde_peer_store_restore (fixture->store, first, position);
  at = g_list_model_get_item (G_LIST_MODEL (fixture->store), 1);
  g_assert_true (at == first);
  g_assert_cmpuint (count_remembered (fixture), ==, 2);
}

static void
test_leaves_out_nonsense (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondePeerStore) again = NULL;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  g_variant_builder_open (&builder, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&builder, "{sv}", "uri", g_variant_new_string ("http://not-a-socket"));
  g_variant_builder_close (&builder);
  g_settings_set_value (fixture->settings, "endpoints", g_variant_builder_end (&builder));
  again = sonde_peer_store_new (fixture->thread, fixture->demo, fixture->settings);
  g_assert_cmpuint (sonde_peer_store_get_n_added (again), ==, 0);
}

static void
add_empty_text (SondeFrameLog *log)
{
  const guint8 bytes[] = { 0x81, 0 };
  SondeFrameWriter writer;
  SondeFrameHeader header;

  sonde_frame_header_parse (&header, bytes, sizeof bytes);
  sonde_frame_writer_init (&writer, log, 1, SONDE_DIRECTION_RECEIVED);
  sonde_frame_writer_begin (&writer, 0, 0);
  sonde_frame_writer_add_frame (&writer, &header, bytes, sizeof bytes);
  sonde_frame_writer_end (&writer);
  sonde_frame_writer_clear (&writer);
}

static void
test_bounds_reach_the_logs (Fixture *fixture, gconstpointer data)
{
  SondeSession *session = sonde_peer_get_session (add (fixture, "ws://192.0.2.1/"));
  SondeMessageLog *log = sonde_session_get_log (session);
  SondeFrameLog *frame_log = sonde_session_get_frame_log (session);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  guint64 first;
  guint64 end;

  /* What is documented as the default is what a log has by itself. */
  g_assert_cmpuint (g_settings_get_uint (fixture->settings, "max-messages"), ==,
                    SONDE_MESSAGE_LOG_DEFAULT_MESSAGES);
  g_assert_cmpuint (g_settings_get_uint (fixture->settings, "max-message-mebibytes"), ==,
                    SONDE_MESSAGE_LOG_DEFAULT_BYTES >> 20);
  g_assert_cmpuint (g_settings_get_uint (fixture->settings, "max-frames"), ==,
                    SONDE_FRAME_LOG_DEFAULT_FRAMES);
  g_assert_cmpuint (g_settings_get_uint (fixture->settings, "max-frame-mebibytes"), ==,
                    SONDE_FRAME_LOG_DEFAULT_BYTES >> 20);

  g_settings_set_uint (fixture->settings, "max-messages", 100);
  for (guint i = 0; i < 150; i++)
    {
      g_autoptr (SondeMessage)
          message = sonde_message_new (SONDE_DIRECTION_SENT, SONDE_OPCODE_TEXT, bytes, 0, -1);

      sonde_message_log_append (log, message);
    }
  sonde_message_log_get_range (log, &first, &end);
  g_assert_cmpuint (end - first, ==, 100);
  g_settings_reset (fixture->settings, "max-messages");

  for (guint i = 0; i < 150; i++)
    add_empty_text (frame_log);
  g_settings_set_uint (fixture->settings, "max-frames", 100);
  sonde_frame_log_get_range (frame_log, &first, &end);
  g_assert_cmpuint (first, ==, 50);
  g_assert_cmpuint (end, ==, 150);
  g_settings_reset (fixture->settings, "max-frames");

  g_settings_set_uint (fixture->settings, "max-frame-mebibytes", 1);
  g_assert_cmpuint (sonde_frame_log_get_max_frame_bytes (frame_log), ==, 1024 * 1024 / 8);
  g_settings_reset (fixture->settings, "max-frame-mebibytes");
  g_assert_cmpuint (sonde_frame_log_get_max_frame_bytes (frame_log), ==, 1024 * 1024);
}

static char *
get_open (Fixture *fixture)
{
  g_auto (GStrv) ids = g_settings_get_strv (fixture->settings, "open-endpoints");

  return g_strjoinv (" ", ids);
}

static void
assert_open (Fixture *fixture, const char *expected)
{
  g_autofree char *open = get_open (fixture);

  g_assert_cmpstr (open, ==, expected);
}

/* Nobody answers on port 1 of the loopback: what counts is what is wanted. */
static void
test_reopens (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondePeerStore) again = NULL;
  SondePeer *first = add (fixture, "ws://127.0.0.1:1/first");
  SondePeer *second = add (fixture, "ws://127.0.0.1:1/second");

  sonde_peer_connect (first);
  assert_open (fixture, "");
  sonde_peer_store_reopen (fixture->store);
  assert_open (fixture, sonde_peer_get_id (first));
  sonde_peer_connect (second);
  sonde_peer_disconnect (first);
  assert_open (fixture, sonde_peer_get_id (second));

  again = sonde_peer_store_new (fixture->thread, fixture->demo, fixture->settings);
  sonde_peer_store_reopen (again);
  g_assert_true (
      sonde_peer_get_wanted (sonde_peer_store_lookup (again, sonde_peer_get_id (second))));
  g_assert_false (
      sonde_peer_get_wanted (sonde_peer_store_lookup (again, sonde_peer_get_id (first))));
  g_assert_false (sonde_peer_get_wanted (sonde_peer_store_get_demo (again)));

  sonde_peer_store_remove (fixture->store, second);
  assert_open (fixture, "");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/peer-store/demo", test_demo_is_always_there },
    { "/peer-store/remembers", test_remembers },
    { "/peer-store/remove-and-restore", test_remove_and_restore },
    { "/peer-store/nonsense", test_leaves_out_nonsense },
    { "/peer-store/reopens", test_reopens },
    { "/peer-store/bounds", test_bounds_reach_the_logs },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
