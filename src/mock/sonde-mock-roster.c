/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-roster.h"

#include <string.h>

/**
 * SondeMockRoster:
 *
 * The clients of a server, whatever their state. They may come and go while they are talked to.
 */
struct _SondeMockRoster
{
  GPtrArray *clients;
  GPtrArray *peers; /* of char *, those that are open; NULL-terminated, never changed once made */
};

/**
 * sonde_mock_roster_new:
 *
 * Returns: (transfer full): a roster of nobody
 */
SondeMockRoster *
sonde_mock_roster_new (void)
{
  SondeMockRoster *self = g_new0 (SondeMockRoster, 1);

  self->clients = g_ptr_array_new_with_free_func (g_object_unref);
  self->peers = g_ptr_array_new_null_terminated (1, g_free, TRUE);

  return self;
}

/**
 * sonde_mock_roster_free:
 * @self: (transfer full): a roster
 */
void
sonde_mock_roster_free (SondeMockRoster *self)
{
  g_ptr_array_unref (self->clients);
  g_ptr_array_unref (self->peers);
  g_free (self);
}

/**
 * sonde_mock_roster_update:
 * @self: a roster
 *
 * Finds out anew which clients are open.
 */
void
sonde_mock_roster_update (SondeMockRoster *self)
{
  g_ptr_array_unref (self->peers);
  self->peers = g_ptr_array_new_null_terminated (self->clients->len + 1, g_free, TRUE);
  for (guint i = 0; i < self->clients->len; i++)
    {
      SondeMockClient *client = self->clients->pdata[i];

      if (sonde_mock_client_is_open (client))
        g_ptr_array_add (self->peers, g_strdup (sonde_mock_client_get_peer (client)));
    }
}

/**
 * sonde_mock_roster_add:
 * @self: a roster
 * @client: a client
 */
void
sonde_mock_roster_add (SondeMockRoster *self, SondeMockClient *client)
{
  g_ptr_array_add (self->clients, g_object_ref (client));
}

/**
 * sonde_mock_roster_remove:
 * @self: a roster
 * @client: a client that is on it
 */
void
sonde_mock_roster_remove (SondeMockRoster *self, SondeMockClient *client)
{
  g_ptr_array_remove (self->clients, client);
  sonde_mock_roster_update (self);
}

/**
 * sonde_mock_roster_get_size:
 * @self: a roster
 *
 * Returns: how many clients there are, whatever their state
 */
guint
sonde_mock_roster_get_size (SondeMockRoster *self)
{
  return self->clients->len;
}

/**
 * sonde_mock_roster_dup_clients:
 * @self: a roster
 *
 * Returns: (transfer full) (element-type SondeMockClient): those who are there now
 */
GPtrArray *
sonde_mock_roster_dup_clients (SondeMockRoster *self)
{
  GPtrArray *copy = g_ptr_array_new_full (self->clients->len, g_object_unref);

  for (guint i = 0; i < self->clients->len; i++)
    g_ptr_array_add (copy, g_object_ref (self->clients->pdata[i]));

  return copy;
}

/**
 * sonde_mock_roster_get_peers:
 * @self: a roster
 *
 * Returns: (transfer none) (element-type utf8): the addresses of those who are open,
 * NULL-terminated; the array never changes, another takes its place, so any thread may keep a
 * reference
 */
GPtrArray *
sonde_mock_roster_get_peers (SondeMockRoster *self)
{
  return self->peers;
}

/**
 * sonde_mock_roster_broadcast:
 * @self: a roster
 * @text: a text
 *
 * Returns: how many clients it was sent to
 */
guint
sonde_mock_roster_broadcast (SondeMockRoster *self, const char *text)
{
  g_autoptr (GPtrArray) clients = sonde_mock_roster_dup_clients (self);
  gsize size = strlen (text);
  guint n_sent = 0;

  for (guint i = 0; i < clients->len; i++)
    if (sonde_mock_client_is_open (clients->pdata[i]))
      {
        sonde_mock_client_send (clients->pdata[i], SONDE_OPCODE_TEXT, text, size);
        n_sent++;
      }

  return n_sent;
}

/**
 * sonde_mock_roster_hold:
 * @self: a roster
 *
 * Leaves what the clients send in their sockets.
 */
void
sonde_mock_roster_hold (SondeMockRoster *self)
{
  for (guint i = 0; i < self->clients->len; i++)
    sonde_mock_client_set_held (self->clients->pdata[i], TRUE);
}

/**
 * sonde_mock_roster_poll:
 * @self: a roster
 *
 * Finds out who has hung up since the main loop last looked.
 */
void
sonde_mock_roster_poll (SondeMockRoster *self)
{
  g_autoptr (GPtrArray) clients = sonde_mock_roster_dup_clients (self);

  for (guint i = 0; i < clients->len; i++)
    sonde_mock_client_poll (clients->pdata[i]);
}

/**
 * sonde_mock_roster_close:
 * @self: a roster
 * @code: a close code
 *
 * Closes those who are open, gives them a second to hang up, and drops the others.
 */
void
sonde_mock_roster_close (SondeMockRoster *self, guint16 code)
{
  g_autoptr (GPtrArray) clients = sonde_mock_roster_dup_clients (self);

  for (guint i = 0; i < clients->len; i++)
    sonde_mock_client_close (clients->pdata[i], code, TRUE);
  sonde_mock_roster_update (self);
}

/**
 * sonde_mock_roster_drop:
 * @self: a roster
 * @code: a close code
 *
 * Closes those who are open, and drops everybody at once.
 */
void
sonde_mock_roster_drop (SondeMockRoster *self, guint16 code)
{
  g_autoptr (GPtrArray) clients = sonde_mock_roster_dup_clients (self);

  for (guint i = 0; i < clients->len; i++)
    {
      sonde_mock_client_close (clients->pdata[i], code, FALSE);
      sonde_mock_client_drop (clients->pdata[i]);
    }
}
