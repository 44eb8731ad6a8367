/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-error.h"
#include "sonde-file-lock.h"
#include "sonde-portal-file.h"
#include "sonde-recorder.h"
#include "sonde-recording-copy.h"
#include "sonde-recording.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdarg.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The file system of the document portal, as a Flatpak has it: these take the place of the C
 * library's own in all of the process, SQLite included, and refuse below one folder what that one
 * refuses everywhere. */

#define START_US   G_GINT64_CONSTANT (1700000000000000)
#define N_MEASURES 500

static char *portal; /* the folder, or NULL */

static gboolean
is_of_portal (const char *path)
{
  return portal != NULL && g_str_has_prefix (path, portal);
}

static gboolean
is_open_of_portal (int fd)
{
  char link[64];
  char path[4096];
  ssize_t size;

  g_snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  size = readlink (link, path, sizeof path - 1);
  path[MAX (size, 0)] = '\0';
  return is_of_portal (path);
}

static int
refuse (int system_error)
{
  errno = system_error;
  return -1;
}

static int
open_file (const char *path, int flags, mode_t mode)
{
  if (is_of_portal (path) && (flags & O_NOFOLLOW) != 0 && access (path, F_OK) == 0)
    return refuse (ELOOP);
  return (int) syscall (SYS_openat, AT_FDCWD, path, flags, mode);
}

static int
control_file (int fd, int command, gpointer argument)
{
  if (is_open_of_portal (fd) && (command == F_GETLK || command == F_SETLK || command == F_SETLKW))
    return refuse (ENOSYS);
  return (int) syscall (SYS_fcntl, fd, command, argument);
}

#define TAKE_PLACE_OF_OPEN(function, name)                                                         \
  int function (const char *path, int flags, ...) __asm__(name);                                   \
  int function (const char *path, int flags, ...)                                                  \
  {                                                                                                \
    mode_t mode = 0;                                                                               \
                                                                                                   \
    if ((flags & O_CREAT) != 0)                                                                    \
      {                                                                                            \
        va_list arguments;                                                                         \
                                                                                                   \
        va_start (arguments, flags);                                                               \
        mode = va_arg (arguments, mode_t);                                                         \
        va_end (arguments);                                                                        \
      }                                                                                            \
    return open_file (path, flags, mode);                                                          \
  }

#define TAKE_PLACE_OF_FCNTL(function, name)                                                        \
  int function (int fd, int command, ...) __asm__(name);                                           \
  int function (int fd, int command, ...)                                                          \
  {                                                                                                \
    va_list arguments;                                                                             \
    gpointer argument;                                                                             \
                                                                                                   \
    va_start (arguments, command);                                                                 \
    argument = va_arg (arguments, gpointer);                                                       \
    va_end (arguments);                                                                            \
    return control_file (fd, command, argument);                                                   \
  }

TAKE_PLACE_OF_OPEN (open_in_portal, "open")
TAKE_PLACE_OF_OPEN (open_in_portal_64, "open64")
TAKE_PLACE_OF_FCNTL (fcntl_in_portal, "fcntl")
TAKE_PLACE_OF_FCNTL (fcntl_in_portal_64, "fcntl64")

int
flock (int fd, int operation)
{
  return is_open_of_portal (fd) ? refuse (ENOSYS) : (int) syscall (SYS_flock, fd, operation);
}

typedef struct
{
  char *folder;
  char *outside; /* a recording */
  char *inside;  /* where there is none yet */
} Fixture;

static void
record (const char *path)
{
  g_autoptr (SondeRecorder) recorder = sonde_recorder_new (path, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  int channel = sonde_recorder_ensure_channel (recorder, "temperature");

  g_assert_cmpint (channel, ==, 0);
  for (guint i = 0; i < N_MEASURES; i++)
    {
      double value = i;

      sonde_recorder_add_measure (recorder, START_US + i * G_USEC_PER_SEC, &value, 1);
    }
  sonde_recorder_close (recorder, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("sonde-portal-XXXXXX", &error);
  g_assert_no_error (error);
  portal = g_build_filename (fixture->folder, "doc", NULL);
  g_assert_cmpint (g_mkdir (portal, 0700), ==, 0);
  fixture->outside = g_build_filename (fixture->folder, "garden.sonde", NULL);
  fixture->inside = g_build_filename (portal, "garden.sonde", NULL);
  record (fixture->outside);
}

/* Nothing may lie beside what was asked for. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->inside);
  g_assert_cmpint (g_rmdir (portal), ==, 0);
  g_clear_pointer (&portal, g_free);
  g_assert_cmpint (g_unlink (fixture->outside), ==, 0);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->inside);
  g_free (fixture->outside);
  g_free (fixture->folder);
}

static void
assert_whole (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeRecording) recording = sonde_recording_open (path, &error);
  SondeRecordingInfo info;

  g_assert_no_error (error);
  sonde_recording_check (recording, &error);
  g_assert_no_error (error);
  sonde_recording_get_info (recording, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpint (info.n_measures, ==, N_MEASURES);
}

static void
test_portal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int fd;

  g_file_set_contents (fixture->inside, "", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (open (fixture->inside, O_RDONLY | O_NOFOLLOW), <, 0);
  g_assert_cmpint (errno, ==, ELOOP);
  fd = open (fixture->inside, O_RDWR);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (flock (fd, LOCK_EX), <, 0);
  g_assert_cmpint (errno, ==, ENOSYS);
  close (fd);
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      sonde_recording_copy (fixture->outside, fixture->inside, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      assert_whole (fixture->inside);
    }
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (fixture->outside, &content, &size, &error);
  g_assert_no_error (error);
  g_file_set_contents (fixture->inside, content, (gssize) size, &error);
  g_assert_no_error (error);
  assert_whole (fixture->inside);
}

static void
test_record (Fixture *fixture, gconstpointer data)
{
  record (fixture->inside);
  assert_whole (fixture->inside);
}

/* What is a link is refused as ever, and a lock holds where there are locks. */
static void
test_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = g_build_filename (portal, "link.sonde", NULL);
  g_autoptr (SondeFileLock) lock = NULL;
  g_autoptr (SondeFileLock) second = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink (fixture->outside, link), ==, 0);
  g_assert_cmpint (sonde_portal_file_open (link, O_RDONLY | O_NOFOLLOW, 0), <, 0);
  g_assert_cmpint (errno, ==, ELOOP);
  g_assert_cmpint (g_unlink (link), ==, 0);

  lock = sonde_file_lock_new (fixture->outside, &error);
  g_assert_no_error (error);
  second = sonde_file_lock_new (fixture->outside, &error);
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_BUSY);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/portal-file/as-the-portal", test_portal },
    { "/portal-file/save", test_save },
    { "/portal-file/open", test_open },
    { "/portal-file/record", test_record },
    { "/portal-file/elsewhere", test_elsewhere },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
