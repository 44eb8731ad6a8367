/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-listener.h"
#include "sonde-mock-address.h"
#include "sonde-source.h"

/* How long to leave the others in the backlog when there are no descriptors left. */
#define RETRY_MS 100

/**
 * SondeMockListener:
 *
 * A listening socket that hands over whom it accepts. It belongs to the thread whose thread-default
 * context it was made on.
 */
struct _SondeMockListener
{
  GSocket *socket;
  SondeMockListenerFunc func;
  gpointer user_data;
  GSource *source;
  gpointer tag;
  GSource *retry_source;
  gboolean held;
};

static void
update_events (SondeMockListener *self)
{
  gboolean accepting = !self->held && self->retry_source == NULL;

  g_source_modify_unix_fd (self->source, self->tag, accepting ? G_IO_IN : 0);
}

static gboolean
on_retry (gpointer user_data)
{
  SondeMockListener *self = user_data;

  sonde_source_clear (&self->retry_source);
  update_events (self);

  return G_SOURCE_REMOVE;
}

static gboolean
on_incoming (gpointer user_data)
{
  SondeMockListener *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_accept (self->socket, NULL, &error);

  if (socket != NULL)
    {
      self->func (socket, self->user_data);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      sonde_source_clear (&self->retry_source);
      self->retry_source = sonde_source_add_timeout (RETRY_MS, on_retry, self);
      update_events (self);
    }

  return G_SOURCE_CONTINUE;
}

/**
 * sonde_mock_listener_new:
 * @address: a numeric IPv4 or IPv6 address
 * @port: a port, or 0 for any free one
 * @func: is given each socket that is accepted
 * @user_data: for @func
 * @error: return location for a %SONDE_ERROR_LISTEN
 *
 * Listens on the thread-default context.
 *
 * Returns: (transfer full): a listener, or %NULL
 */
SondeMockListener *
sonde_mock_listener_new (const char *address,
                         guint16 port,
                         SondeMockListenerFunc func,
                         gpointer user_data,
                         GError **error)
{
  g_autoptr (GSocket) socket = sonde_mock_address_listen (address, port, error);
  SondeMockListener *self;

  if (socket == NULL)
    return NULL;

  self = g_new0 (SondeMockListener, 1);
  self->socket = g_steal_pointer (&socket);
  self->func = func;
  self->user_data = user_data;
  self->source = sonde_source_add_fd (g_socket_get_fd (self->socket), on_incoming, self,
                                      &self->tag);

  return self;
}

/**
 * sonde_mock_listener_free:
 * @self: (transfer full): a listener
 *
 * Stops listening.
 */
void
sonde_mock_listener_free (SondeMockListener *self)
{
  sonde_source_clear (&self->source);
  sonde_source_clear (&self->retry_source);
  g_socket_close (self->socket, NULL);
  g_object_unref (self->socket);
  g_free (self);
}

/**
 * sonde_mock_listener_build_uri:
 * @self: a listener
 *
 * Returns: (transfer full) (nullable): the `ws:` URI that reaches it
 */
char *
sonde_mock_listener_build_uri (SondeMockListener *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return sonde_mock_address_build_uri (self->socket);
}

/**
 * sonde_mock_listener_set_held:
 * @self: a listener
 * @held: leave who knocks in the backlog
 */
void
sonde_mock_listener_set_held (SondeMockListener *self, gboolean held)
{
  g_return_if_fail (self != NULL);

  self->held = held;
  update_events (self);
}
