/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-link.h"

/* What changes faster is told together. */
#define TELL_INTERVAL_US 33000

/**
 * SondeMockLink:
 *
 * Where the owner's thread and the mock thread meet. It outlives the owner while something is under
 * way.
 */
struct _SondeMockLink
{
  gatomicrefcount ref_count;
  GMainContext *owner_context;
  GWeakRef owner;
  SondeMockLinkFunc told;

  SondeMockServer *server; /* mock thread only */

  GMutex mutex;
  SondeMockFigures figures;
  gboolean scheduled;
  gint64 last_told_us;
};

/**
 * sonde_mock_link_new:
 * @owner: (type GObject.Object): the owner, to which no reference is kept
 * @told: called on the owner's context when there are new figures
 *
 * Makes a link from the thread of @owner.
 *
 * Returns: (transfer full): a link
 */
SondeMockLink *
sonde_mock_link_new (gpointer owner, SondeMockLinkFunc told)
{
  SondeMockLink *self = g_new0 (SondeMockLink, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->owner_context = g_main_context_ref_thread_default ();
  g_weak_ref_init (&self->owner, owner);
  self->told = told;
  g_mutex_init (&self->mutex);
  self->figures.clients = g_ptr_array_new_null_terminated (1, g_free, TRUE);
  self->figures.etat = TRUE;
  self->figures.period_ms = SONDE_MOCK_DEFAULT_PERIOD_MS;

  return self;
}

/**
 * sonde_mock_link_ref:
 * @self: a link
 *
 * Returns: (transfer full): @self
 */
SondeMockLink *
sonde_mock_link_ref (SondeMockLink *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * sonde_mock_link_unref:
 * @self: (transfer full): a link without a server, where this is the last reference
 */
void
sonde_mock_link_unref (SondeMockLink *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_assert (self->server == NULL);
  g_weak_ref_clear (&self->owner);
  g_main_context_unref (self->owner_context);
  g_mutex_clear (&self->mutex);
  g_ptr_array_unref (self->figures.clients);
  g_free (self);
}

/**
 * sonde_mock_link_dup_owner:
 * @self: a link
 *
 * For the owner's thread.
 *
 * Returns: (transfer full) (nullable): the owner, while it lives
 */
gpointer
sonde_mock_link_dup_owner (SondeMockLink *self)
{
  return g_weak_ref_get (&self->owner);
}

/**
 * sonde_mock_link_take_figures:
 * @self: a link
 * @figures: (out caller-allocates): the newest, with a reference to their clients
 *
 * For the owner's thread, which is told again when they change.
 */
void
sonde_mock_link_take_figures (SondeMockLink *self, SondeMockFigures *figures)
{
  g_mutex_lock (&self->mutex);
  *figures = self->figures;
  g_ptr_array_ref (figures->clients);
  self->scheduled = FALSE;
  self->last_told_us = g_get_monotonic_time ();
  g_mutex_unlock (&self->mutex);
}

static void
attach (
    SondeMockLink *self, gint64 delay_us, GSourceFunc func, gpointer data, GDestroyNotify destroy)
{
  g_autoptr (GSource) source = g_timeout_source_new ((guint) (MAX (delay_us, 0) / 1000));

  g_source_set_callback (source, func, data, destroy);
  g_source_attach (source, self->owner_context);
}

static gboolean
on_told (gpointer data)
{
  SondeMockLink *self = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&self->owner);

  if (owner != NULL)
    self->told (owner);

  return G_SOURCE_REMOVE;
}

static void
on_server_changed (SondeMockServer *server, gpointer data)
{
  SondeMockLink *self = data;
  gint64 delay_us;
  gboolean scheduled;

  g_mutex_lock (&self->mutex);
  self->figures.n_messages = sonde_mock_server_get_n_messages (server);
  g_ptr_array_unref (self->figures.clients);
  self->figures.clients = g_ptr_array_ref (sonde_mock_server_get_clients (server));
  self->figures.etat = sonde_mock_server_get_etat (server);
  self->figures.period_ms = sonde_mock_server_get_period_ms (server);
  scheduled = self->scheduled;
  self->scheduled = TRUE;
  delay_us = self->last_told_us + TELL_INTERVAL_US - g_get_monotonic_time ();
  g_mutex_unlock (&self->mutex);

  if (!scheduled)
    attach (self, delay_us, on_told, sonde_mock_link_ref (self),
            (GDestroyNotify) sonde_mock_link_unref);
}

/**
 * sonde_mock_link_get_server:
 * @self: a link
 *
 * For the mock thread.
 *
 * Returns: (transfer none) (nullable): the server that runs
 */
SondeMockServer *
sonde_mock_link_get_server (SondeMockLink *self)
{
  return self->server;
}

/**
 * sonde_mock_link_set_server:
 * @self: a link
 * @server: (nullable): the server that runs
 *
 * For the mock thread. The owner is told of its figures from now on.
 */
void
sonde_mock_link_set_server (SondeMockLink *self, SondeMockServer *server)
{
  g_clear_object (&self->server);
  if (server == NULL)
    return;

  self->server = g_object_ref (server);
  g_signal_connect (server, "changed", G_CALLBACK (on_server_changed), self);
  on_server_changed (server, self);
}

/**
 * sonde_mock_link_call_owner:
 * @self: a link
 * @func: what to call on the owner's context, once
 * @data: (transfer full): its argument
 * @destroy: frees @data afterwards
 *
 * For the mock thread.
 */
void
sonde_mock_link_call_owner (SondeMockLink *self,
                            GSourceFunc func,
                            gpointer data,
                            GDestroyNotify destroy)
{
  attach (self, 0, func, data, destroy);
}
