/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-avahi-query.h"

#include "sonde-interface.h"
#include "sonde-source.h"

#include <glib/gi18n-lib.h>

#define BUS_NAME    "org.freedesktop.Avahi"
#define OBJECT_PATH "/"
#define INTERFACE   "org.freedesktop.Avahi.Server"

#define ANY            (-1)
#define PROTOCOL_INET  0
#define PROTOCOL_INET6 1

/* As for a query of our own: an IPv4 address is worth a moment. */
#define GRACE_MS 50

/* Avahi hands out one address a call, so that both families are asked for at once. */
static const gint32 protocols[] = { PROTOCOL_INET, PROTOCOL_INET6 };

typedef struct
{
  char *name;
  guint16 port;
  guint limit_ms;
  GDBusConnection *bus;
  GPtrArray *found;
  guint n_waiting;
  gboolean ended;
  GSource *grace;
  GError *error; /* the first */
} Query;

static void
query_free (gpointer data)
{
  Query *self = data;

  g_free (self->name);
  g_clear_object (&self->bus);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static void
end (GTask *task)
{
  Query *self = g_task_get_task_data (task);

  if (self->ended)
    return;
  self->ended = TRUE;
  sonde_source_clear (&self->grace);
  if (self->bus != NULL)
    g_dbus_connection_close (self->bus, NULL, NULL, NULL);
  if (self->found->len > 0)
    g_task_return_pointer (task, g_steal_pointer (&self->found),
                           (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&self->error));
}

static gboolean
on_grace (gpointer user_data)
{
  end (user_data);
  return G_SOURCE_REMOVE;
}

static void
note_error (Query *self, GError *error)
{
  if (g_dbus_error_is_remote_error (error))
    g_dbus_error_strip_remote_error (error);
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

static void
take_reply (Query *self, GVariant *reply)
{
  gint32 interface;
  const char *text;
  g_autoptr (GInetAddress) address = NULL;

  if (!g_variant_is_of_type (reply, G_VARIANT_TYPE ("(iisisu)")))
    return;
  g_variant_get (reply, "(ii&si&su)", &interface, NULL, NULL, NULL, &text, NULL);
  address = g_inet_address_new_from_string (text);
  if (address != NULL)
    g_ptr_array_add (self->found, sonde_interface_create_socket_address (
                                      address, self->port, (guint) MAX (interface, 0)));
}

static void
on_reply (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Query *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant)
      reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  gboolean has_ipv4;

  if (self->ended)
    {
      g_clear_error (&error);
      return;
    }
  self->n_waiting--;
  if (reply == NULL)
    note_error (self, error);
  else
    take_reply (self, reply);
  if (self->error == NULL && self->found->len == 0)
    self->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                                       _ ("an answer that is no address"));

  has_ipv4 = self->found->len > 0 &&
             g_socket_address_get_family (g_ptr_array_index (self->found, self->found->len - 1)) ==
                 G_SOCKET_FAMILY_IPV4;
  if (self->n_waiting == 0 || has_ipv4)
    end (task);
  else if (self->found->len > 0)
    self->grace = sonde_source_add_timeout (GRACE_MS, on_grace, task);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Query *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->bus = g_dbus_connection_new_for_address_finish (result, &error);
  if (self->bus == NULL)
    {
      note_error (self, error);
      end (task);
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      self->n_waiting++;
      g_dbus_connection_call (self->bus, BUS_NAME, OBJECT_PATH, INTERFACE, "ResolveHostName",
                              g_variant_new ("(iisiu)", ANY, ANY, self->name, protocols[i], 0u),
                              NULL, G_DBUS_CALL_FLAGS_NONE, (int) self->limit_ms,
                              g_task_get_cancellable (task), on_reply, g_object_ref (task));
    }
}

/**
 * sonde_avahi_query_async:
 * @name: a name in .local
 * @port: that the addresses are made with
 * @limit_ms: how long to wait for an answer
 * @callback: called in the thread-default context, not before this has returned
 *
 * Asks over a connection to the bus of its own, which ends with it.
 */
void
sonde_avahi_query_async (const char *name,
                         guint16 port,
                         guint limit_ms,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Query *self = g_new0 (Query, 1);
  g_autofree char *address = NULL;
  GError *error = NULL;

  self->name = g_strdup (name);
  self->port = port;
  self->limit_ms = limit_ms;
  self->found = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_source_tag (task, sonde_avahi_query_async);
  g_task_set_task_data (task, self, query_free);

  /* This only looks at the environment; a session bus might be started here, a system bus is not.
   */
  address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, cancellable, &error);
  if (address == NULL)
    {
      note_error (self, error);
      end (task);
      g_object_unref (task);
      return;
    }
  g_dbus_connection_new_for_address (address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                         G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL, cancellable, on_bus, task);
}

/**
 * sonde_avahi_query_finish:
 *
 * Returns: (transfer full) (element-type GSocketAddress): at least one address, or %NULL with an
 *   error of %G_DBUS_ERROR or %G_IO_ERROR: there is no system bus, no Avahi, or no such name
 */
GPtrArray *
sonde_avahi_query_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
