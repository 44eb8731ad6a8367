/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-source.h"

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSource *
new_plain_source (void)
{
  static GSourceFuncs funcs = { .dispatch = dispatch };

  return g_source_new (&funcs, sizeof (GSource));
}

/**
 * sonde_source_attach:
 * @source: (transfer full): a source that is attached to no context yet
 * @func: what to call
 * @user_data: its argument
 *
 * Returns: (transfer full): @source, on the thread-default context
 */
GSource *
sonde_source_attach (GSource *source, GSourceFunc func, gpointer user_data)
{
  g_source_set_callback (source, func, user_data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());

  return source;
}

/**
 * sonde_source_add_timeout:
 * @timeout_ms: how long to wait, in milliseconds
 * @func: what to call
 * @user_data: its argument
 *
 * Returns: (transfer full): a source on the thread-default context
 */
GSource *
sonde_source_add_timeout (guint timeout_ms, GSourceFunc func, gpointer user_data)
{
  return sonde_source_attach (g_timeout_source_new (timeout_ms), func, user_data);
}

/**
 * sonde_source_add_timer:
 * @due_us: when to call @func, in monotonic microseconds; -1 for not yet
 * @func: what to call; sets the next time with g_source_set_ready_time(), or it is called again at
 *   once
 * @user_data: its argument
 *
 * Returns: (transfer full): a source on the thread-default context
 */
GSource *
sonde_source_add_timer (gint64 due_us, GSourceFunc func, gpointer user_data)
{
  GSource *source = new_plain_source ();

  g_source_set_ready_time (source, due_us);

  return sonde_source_attach (source, func, user_data);
}

/**
 * sonde_source_add_fd:
 * @fd: a descriptor, whose %G_IO_IN is waited for at first
 * @func: what to call
 * @user_data: its argument
 * @tag: (out): for g_source_modify_unix_fd(), which makes it wait for something else
 *
 * Returns: (transfer full): a source on the thread-default context
 */
GSource *
sonde_source_add_fd (int fd, GSourceFunc func, gpointer user_data, gpointer *tag)
{
  GSource *source = new_plain_source ();

  *tag = g_source_add_unix_fd (source, fd, G_IO_IN);

  return sonde_source_attach (source, func, user_data);
}

/**
 * sonde_source_clear:
 * @source: (inout) (nullable): a source to end, or %NULL
 */
void
sonde_source_clear (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}
