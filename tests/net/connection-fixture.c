/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connection-fixture.h"

#include "sonde-dissector.h"
#include "sonde-error.h"
#include "sonde-net-enums.h"

static void
on_state_changed (Fixture *self)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (SONDE_TYPE_STATE);
  const GEnumValue *value = g_enum_get_value (klass,
                                              (int) sonde_connection_get_state (self->connection));

  g_string_append_printf (self->states, "%s ", value->value_nick);
}

static void
on_message (Fixture *self, SondeMessage *message)
{
  g_ptr_array_add (self->messages, sonde_message_ref (message));
}

static void
on_pong (Fixture *self, GBytes *payload, gint64 rtt_us)
{
  self->n_pongs++;
  self->rtt_us = rtt_us;
}

static void
ignore_log (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
}

/* libsoup and GIO tell of every frame and dial, and GTest prints all that it is told. */
void
fixture_init (int *argc, char ***argv)
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (argc, argv, NULL);
  g_log_set_handler ("libsoup", G_LOG_LEVEL_DEBUG, ignore_log, NULL);
  g_log_set_handler ("GLib-GIO", G_LOG_LEVEL_DEBUG, ignore_log, NULL);
}

Fixture *
fixture_new_for (const SondeEndpoint *endpoint)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->connection = sonde_connection_new (endpoint);
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_message_unref);
  self->states = g_string_new (NULL);
  g_signal_connect_swapped (self->connection, "state-changed", G_CALLBACK (on_state_changed), self);
  g_signal_connect_swapped (self->connection, "message", G_CALLBACK (on_message), self);
  g_signal_connect_swapped (self->connection, "pong", G_CALLBACK (on_pong), self);
  return self;
}

Fixture *
fixture_new (const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (address, &error);

  g_assert_no_error (error);
  sonde_endpoint_set_reconnects (endpoint, FALSE);
  return fixture_new_for (endpoint);
}

void
fixture_free (Fixture *self)
{
  g_signal_handlers_disconnect_by_data (self->connection, self);
  g_assert_finalize_object (self->connection);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_ptr_array_unref (self->messages);
  g_string_free (self->states, TRUE);
  g_free (self);
}

void
fixture_open (Fixture *self)
{
  sonde_connection_open (self->connection);
  WAIT_UNTIL (sonde_connection_get_state (self->connection) == SONDE_STATE_OPEN ||
              sonde_connection_get_error (self->connection) != NULL);
  g_assert_no_error (sonde_connection_get_error (self->connection));
}

void
fixture_wait_for (Fixture *self, SondeState state)
{
  WAIT_UNTIL (sonde_connection_get_state (self->connection) == state);
}

SondeMessage *
fixture_find (Fixture *self, SondeDirection direction, SondeOpcode opcode)
{
  for (guint i = 0; i < self->messages->len; i++)
    {
      SondeMessage *message = g_ptr_array_index (self->messages, i);

      if (sonde_message_get_direction (message) == direction &&
          sonde_message_get_opcode (message) == opcode)
        return message;
    }
  return NULL;
}

guint
fixture_count (Fixture *self, SondeDirection direction, SondeOpcode opcode)
{
  guint n = 0;

  for (guint i = 0; i < self->messages->len; i++)
    {
      SondeMessage *message = g_ptr_array_index (self->messages, i);

      n += sonde_message_get_direction (message) == direction &&
           sonde_message_get_opcode (message) == opcode;
    }
  return n;
}

void
fixture_clear_messages (Fixture *self)
{
  g_ptr_array_set_size (self->messages, 0);
}

/* For a peer that never ends: it is given no longer for that than for the dial. */
Fixture *
fixture_new_hasty (const char *address)
{
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (address, NULL);

  sonde_endpoint_set_reconnects (endpoint, FALSE);
  sonde_endpoint_set_timeout_ms (endpoint, 2000);
  return fixture_new_for (endpoint);
}

void
fixture_assert_failure (Fixture *fixture, int code)
{
  fixture_wait_for (fixture, SONDE_STATE_CLOSED);
  if (code < 0)
    g_assert_no_error (sonde_connection_get_error (fixture->connection));
  else
    g_assert_error (sonde_connection_get_error (fixture->connection), SONDE_ERROR, code);
}

/* The close code that the client sent, 0 where none arrived, 1005 for an empty frame. */
guint
raw_peer_find_close_code (RawPeer *peer)
{
  g_autoptr (GBytes) received = raw_peer_get_received (peer);
  SondeDissector dissector;
  gsize size;
  const guint8 *data = g_bytes_get_data (received, &size);

  sonde_dissector_init (&dissector, SONDE_DIRECTION_SENT, TRUE, G_MAXUINT64);
  while (size > 0)
    {
      g_autoptr (GError) error = NULL;
      gsize n_used;
      SondeDissection dissection = sonde_dissector_feed (&dissector, data, size, &n_used, &error);

      g_assert_no_error (error);
      if (dissection == SONDE_DISSECTION_FRAME && dissector.header.opcode == SONDE_OPCODE_CLOSE)
        return dissector.header.payload_size < 2
                   ? 1005
                   : (guint) (dissector.control[0] << 8 | dissector.control[1]);
      data += n_used;
      size -= n_used;
    }
  return 0;
}
