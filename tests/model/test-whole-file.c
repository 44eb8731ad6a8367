/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file is there whole or not at all, however the program that writes it ends. */
#define _GNU_SOURCE /* for O_TMPFILE */
#include "config.h"

#include "sonde-whole-file.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define PATH_VARIABLE "SONDE_TEST_WHOLE_FILE"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("sonde-whole-file-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "file", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  /* Fails where a temporary file was left behind. */
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
assert_contents (Fixture *fixture, const char *expected)
{
  g_autofree char *contents = NULL;

  g_assert_true (g_file_get_contents (fixture->path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, expected);
}

static void
test_finished (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "the first\n", "the second\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SondeWholeFile) file = sonde_whole_file_new (fixture->path, &error);

      g_assert_no_error (error);
      g_assert_true (sonde_whole_file_write (file, texts[i], strlen (texts[i]), &error));
      g_assert_no_error (error);
      if (i == 0)
        g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
      else
        assert_contents (fixture, texts[0]);
      g_assert_true (sonde_whole_file_finish (file, &error));
      g_assert_no_error (error);
      assert_contents (fixture, texts[i]);
    }
}

static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  SondeWholeFile *file;

  g_assert_true (g_file_set_contents (fixture->path, "old", -1, NULL));
  file = sonde_whole_file_new (fixture->path, NULL);
  g_assert_true (sonde_whole_file_write (file, "new", 3, NULL));
  sonde_whole_file_free (file);
  assert_contents (fixture, "old");
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->path, "none", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (sonde_whole_file_new (path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, path));
}

/* Takes the place of what has a folder's name, which cannot be. */
static void
test_unfinished (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SondeWholeFile *file = sonde_whole_file_new (fixture->path, NULL);

  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  g_assert_true (sonde_whole_file_write (file, "new", 3, NULL));
  g_assert_false (sonde_whole_file_finish (file, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  sonde_whole_file_free (file);
  g_assert_cmpint (g_rmdir (fixture->path), ==, 0);
}

/* In a process of its own. */
static void
write_and_die (void)
{
  SondeWholeFile *file = sonde_whole_file_new (g_getenv (PATH_VARIABLE), NULL);
  char block[65536] = { 0 };

  for (guint i = 0; i < 16; i++)
    g_assert_true (sonde_whole_file_write (file, block, sizeof block, NULL));
  raise (SIGKILL);
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  int fd = open (fixture->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      g_test_skip ("the file system has no files without a name");
      return;
    }
  close (fd);

  g_setenv (PATH_VARIABLE, fixture->path, TRUE);
  g_test_trap_subprocess ("/whole-file/subprocess/write-and-die", 0, 0);
  g_unsetenv (PATH_VARIABLE);
  g_test_trap_assert_failed ();
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/whole-file/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("finished", test_finished);
  ADD ("given-up", test_given_up);
  ADD ("refused", test_refused);
  ADD ("unfinished", test_unfinished);
  ADD ("killed", test_killed);
  g_test_add_func ("/whole-file/subprocess/write-and-die", write_and_die);

  return g_test_run ();
}
