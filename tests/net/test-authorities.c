/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connection-fixture.h"
#include "sonde-authorities.h"
#include "sonde-diagnosis.h"
#include "sonde-error.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gstdio.h>

typedef struct
{
  gboolean is_done;
  GTlsDatabase *database;
  GError *error;
} Loading;

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Loading *loading = user_data;

  loading->database = sonde_authorities_load_finish (result, &loading->error);
  loading->is_done = TRUE;
}

static GTlsDatabase *
load (const char *path, GError **error)
{
  Loading loading = { 0 };

  sonde_authorities_load_async (path, NULL, on_loaded, &loading);
  WAIT_UNTIL (loading.is_done);
  if (loading.error != NULL)
    g_propagate_error (error, loading.error);
  return loading.database;
}

static char *
get_authority (void)
{
  return g_test_build_filename (G_TEST_DIST, "net", "tls", "ca.pem", NULL);
}

/* GLib itself takes no relative path; a command line does. */
static void
test_usable (void)
{
  g_autofree char *path = get_authority ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *former = g_get_current_dir ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) absolute = load (path, &error);
  g_autoptr (GTlsDatabase) relative = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (absolute);

  g_assert_cmpint (g_chdir (folder), ==, 0);
  relative = load ("ca.pem", &error);
  g_assert_cmpint (g_chdir (former), ==, 0);
  g_assert_no_error (error);
  g_assert_nonnull (relative);
}

static void
write_pipe (const char *path)
{
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
}

static void
write_folder (const char *path)
{
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
}

static void
write_key (const char *path)
{
  g_autofree char *key = g_test_build_filename (G_TEST_DIST, "net", "tls", "server-key.pem", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (key, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
write_text (const char *path)
{
  g_assert_true (g_file_set_contents (path, "This is no certificate.\n", -1, NULL));
}

static void
write_nothing (const char *path)
{
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
}

static void
write_damage (const char *path)
{
  g_autofree char *authority = get_authority ();
  g_autofree char *text = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (authority, &text, &size, NULL));
  memset (text + size / 2, '!', 40);
  g_assert_true (g_file_set_contents (path, text, (gssize) size, NULL));
}

/* It takes no room on the disk. */
static void
write_too_much (const char *path)
{
  write_text (path);
  g_assert_cmpint (truncate (path, SONDE_AUTHORITIES_MAX_SIZE + 1), ==, 0);
}

static void
write_binary (const char *path)
{
  static const guint8 der[] = { 0x30, 0x82, 0x01, 0x0a, 0x02, 0x82, 0x01, 0x01, 0x00, 0xff };

  g_assert_true (g_file_set_contents (path, (const char *) der, sizeof der, NULL));
}

static void
test_unusable (void)
{
  static const struct
  {
    const char *name;
    void (*write) (const char *path);
    const char *why;
  } rows[] = {
    { "missing", NULL, "No such file" },
    { "pipe", write_pipe, "no ordinary file" },
    { "folder", write_folder, "no ordinary file" },
    { "key", write_key, "no certificate" },
    { "text", write_text, "no certificate" },
    { "nothing", write_nothing, "no certificate" },
    { "damage", write_damage, "" },
    { "too-much", write_too_much, "4 MiB" },
    { "binary", write_binary, "no certificate" },
  };
  g_autofree char *folder = g_dir_make_tmp ("sonde-authorities-XXXXXX", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_build_filename (folder, rows[i].name, NULL);
      g_autoptr (GError) error = NULL;

      if (rows[i].write != NULL)
        rows[i].write (path);
      g_assert_null (load (path, &error));
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_TLS);
      g_test_message ("%s", error->message);
      g_assert_cmpint (sonde_error_get_cause (error), ==, SONDE_CAUSE_TLS_AUTHORITIES);
      g_assert_nonnull (strstr (error->message, rows[i].name));
      g_assert_nonnull (strstr (error->message, rows[i].why));
      if (rows[i].write != NULL)
        g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* A name that is no UTF-8 is the name of a file all the same. */
static void
test_odd_name (void)
{
  g_autofree char *folder = g_dir_make_tmp ("sonde-authorities-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "\xe9tage.pem", NULL);
  g_autofree char *authority = get_authority ();
  g_autofree char *text = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (load (path, &error));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_clear_error (&error);

  g_assert_true (g_file_get_contents (authority, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  database = load (path, &error);
  g_assert_no_error (error);
  g_assert_nonnull (database);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_cancelled (void)
{
  g_autofree char *path = get_authority ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Loading loading = { 0 };

  g_cancellable_cancel (cancellable);
  sonde_authorities_load_async (path, cancellable, on_loaded, &loading);
  WAIT_UNTIL (loading.is_done);
  g_assert_null (loading.database);
  g_assert_error (loading.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&loading.error);
}

/* What an endpoint says is what its connection does. */
static void
test_connection (void)
{
  g_autofree char *cert = g_test_build_filename (G_TEST_DIST, "net", "tls", "server.pem", NULL);
  g_autofree char *key = g_test_build_filename (G_TEST_DIST, "net", "tls", "server-key.pem", NULL);
  g_autofree char *authority = get_authority ();
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_files (cert, key, NULL);
  RawPeerScript script = { 0 };
  g_autoptr (RawPeer) peer = raw_peer_new_tls (&script, certificate);
  g_autofree char *uri = g_strdup_printf ("wss://localhost:%u/", (guint) raw_peer_get_port (peer));
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (uri, NULL);
  g_autoptr (Fixture) fixture = NULL;

  sonde_endpoint_set_ca_file (endpoint, authority);
  fixture = fixture_new_for (endpoint);
  sonde_connection_open (fixture->connection);
  fixture_wait_for (fixture, SONDE_STATE_OPEN);
  sonde_connection_close (fixture->connection, 1000, NULL);
  fixture_wait_for (fixture, SONDE_STATE_CLOSED);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);

  g_test_add_func ("/authorities/usable", test_usable);
  g_test_add_func ("/authorities/unusable", test_unusable);
  g_test_add_func ("/authorities/odd-name", test_odd_name);
  g_test_add_func ("/authorities/cancelled", test_cancelled);
  g_test_add_func ("/authorities/connection", test_connection);

  return g_test_run ();
}
