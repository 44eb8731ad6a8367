/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linked into threaded tests under -Db_sanitize=thread. GLib's mutexes are futexes that
 * ThreadSanitizer does not know, and the system's GLib is not built for it, so it is told here what
 * they order. */
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
