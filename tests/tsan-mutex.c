/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linked into threaded tests under -Db_sanitize=thread. GLib's mutexes and conditions are futexes
 * that ThreadSanitizer does not know, and the system's GLib is not built for it, so it is told here
 * what they order. */
#include "config.h"

#define _GNU_SOURCE
#include <dlfcn.h>
#include <glib.h>
#include <sanitizer/tsan_interface.h>

typedef void (*MutexFunc) (GMutex *mutex);

static MutexFunc
look_up (const char *name)
{
  return (MutexFunc) (gsize) dlsym (RTLD_NEXT, name);
}

void
g_mutex_lock (GMutex *mutex)
{
  look_up ("g_mutex_lock") (mutex);
  __tsan_acquire (mutex);
}

void
g_mutex_unlock (GMutex *mutex)
{
  __tsan_release (mutex);
  look_up ("g_mutex_unlock") (mutex);
}

void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  __tsan_release (mutex);
  ((void (*) (GCond *, GMutex *)) (gsize) dlsym (RTLD_NEXT, "g_cond_wait")) (cond, mutex);
  __tsan_acquire (mutex);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end_time)
{
  gboolean signalled;

  __tsan_release (mutex);
  signalled = ((gboolean (*) (GCond *, GMutex *, gint64)) (gsize) dlsym (
      RTLD_NEXT, "g_cond_wait_until")) (cond, mutex, end_time);
  __tsan_acquire (mutex);

  return signalled;
}
