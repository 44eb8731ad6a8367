/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-net-thread.h"

#include <gio/gio.h>

/**
 * SondeNetThread:
 *
 * A thread with a main context of its own, which is thread-default there.
 *
 * The thread ends when the object is finalised, after what was already invoked on it has run. The
 * last reference may be dropped on any thread but its own.
 */
struct _SondeNetThread
{
  GObject parent_instance;

  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
};

G_DEFINE_FINAL_TYPE (SondeNetThread, sonde_net_thread, G_TYPE_OBJECT)

static gpointer
run (gpointer data)
{
  g_autoptr (GMainLoop) loop = data;
  GMainContext *context = g_main_loop_get_context (loop);

  g_main_context_push_thread_default (context);
  g_main_loop_run (loop);
  g_main_context_pop_thread_default (context);

  return NULL;
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);

  return G_SOURCE_REMOVE;
}

static void
sonde_net_thread_finalize (GObject *object)
{
  SondeNetThread *self = SONDE_NET_THREAD (object);

  sonde_net_thread_invoke (self, quit, g_main_loop_ref (self->loop),
                           (GDestroyNotify) g_main_loop_unref);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (sonde_net_thread_parent_class)->finalize (object);
}

static void
sonde_net_thread_class_init (SondeNetThreadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_net_thread_finalize;
}

static void
sonde_net_thread_init (SondeNetThread *self)
{
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
}

/**
 * sonde_net_thread_new:
 * @name: the thread's name, at most 15 bytes
 *
 * Starts a thread that waits for work.
 *
 * Returns: (transfer full): its handle
 */
SondeNetThread *
sonde_net_thread_new (const char *name)
{
  SondeNetThread *self = g_object_new (SONDE_TYPE_NET_THREAD, NULL);

  /* GIO loads its proxy resolver under a lock, and a resolver may ask for the default GVfs, which
   * takes the same lock: two threads that first meet there at once would wait for each other. */
  g_vfs_get_default ();
  self->thread = g_thread_new (name, run, g_main_loop_ref (self->loop));

  return self;
}

/**
 * sonde_net_thread_get_context:
 *
 * Returns: (transfer none): the context that the thread runs
 */
GMainContext *
sonde_net_thread_get_context (SondeNetThread *self)
{
  g_return_val_if_fail (SONDE_IS_NET_THREAD (self), NULL);

  return self->context;
}

/**
 * sonde_net_thread_invoke:
 * @self: a thread
 * @func: what to call on it, again and again while it returns G_SOURCE_CONTINUE
 * @data: (transfer full): its argument
 * @destroy: (nullable): frees @data afterwards, on that thread
 *
 * Calls a function on the thread, in the order of the calls of this function. Never at once, not
 * even on the thread itself. Safe from any thread.
 */
void
sonde_net_thread_invoke (SondeNetThread *self,
                         GSourceFunc func,
                         gpointer data,
                         GDestroyNotify destroy)
{
  g_autoptr (GSource) source = NULL;

  g_return_if_fail (SONDE_IS_NET_THREAD (self));

  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, destroy);
  g_source_attach (source, self->context);
}
