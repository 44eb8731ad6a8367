/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <string.h>

#include <json-glib/json-glib.h>

#include "sonde-diagnosis.h"
#include "sonde-net-enums.h"
#include "sonde-session.h"

/* session URI [OPTION...] text:SIZE|binary:SIZE...
 *
 * Uses a connection as the window does: over a SondeSession, whose status is looked at as it
 * changes. Sends a message of each size once the one before came back, then closes. Says at the
 * end, as one JSON object on a line, all that became of it. The exit status tells nothing more. */

#define LIMIT_S 50

typedef struct
{
  GMainLoop *loop;
  SondeSession *session;
  char **items;
  guint n_sent;
  guint n_echoed;
  GBytes *expected; /* NULL while nothing is waited for */
  guint64 seen;     /* of the log */
  JsonBuilder *states;
  SondeState state;
  gboolean timed_out;
} Run;

static GBytes *
create_payload (gsize size, gboolean binary)
{
  guint8 *data = g_malloc (MAX (size, 1));

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (binary ? i * 7 : ' ' + i % 95);
  return g_bytes_new_take (data, size);
}

static void
on_sent (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!sonde_session_send_finish (SONDE_SESSION (object), result, &error))
    g_printerr ("Not sent: %s\n", error->message);
}

static void
send_next (Run *self)
{
  const char *item = self->items[self->n_sent];
  g_autoptr (SondeOutgoing) outgoing = NULL;
  gboolean binary;
  gsize size;

  if (item == NULL)
    {
      sonde_session_disconnect (self->session);
      return;
    }

  binary = g_str_has_prefix (item, "binary:");
  size = (gsize) g_ascii_strtoull (strchr (item, ':') + 1, NULL, 10);
  self->expected = create_payload (size, binary);
  self->n_sent++;
  outgoing = sonde_outgoing_new (binary ? SONDE_OPCODE_BINARY : SONDE_OPCODE_TEXT, self->expected);
  sonde_session_send_async (self->session, outgoing, NULL, on_sent, NULL);
}

static void
read_log (Run *self)
{
  SondeMessageLog *log = sonde_session_get_log (self->session);
  guint64 first;
  guint64 end;

  sonde_message_log_get_range (log, &first, &end);
  for (self->seen = MAX (self->seen, first); self->seen < end; self->seen++)
    {
      g_autoptr (SondeMessage) message = sonde_message_log_get (log, self->seen);

      if (message == NULL || self->expected == NULL ||
          sonde_message_get_direction (message) != SONDE_DIRECTION_RECEIVED ||
          !g_bytes_equal (sonde_message_get_data (message), self->expected))
        continue;
      g_clear_pointer (&self->expected, g_bytes_unref);
      self->n_echoed++;
      send_next (self);
    }
}

static void
on_status (Run *self)
{
  SondeStatus *status = sonde_session_get_status (self->session);
  gboolean changed = status->state != self->state;
  GEnumClass *names = g_type_class_ref (SONDE_TYPE_STATE);

  if (changed)
    json_builder_add_string_value (self->states,
                                   g_enum_get_value (names, (int) status->state)->value_nick);
  g_type_class_unref (names);
  self->state = status->state;
  if (changed && self->state == SONDE_STATE_OPEN)
    send_next (self);
  read_log (self);
  if (self->state == SONDE_STATE_CLOSED)
    g_main_loop_quit (self->loop);
}

static gboolean
on_limit (gpointer user_data)
{
  Run *self = user_data;

  self->timed_out = TRUE;
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static void
add_text (JsonBuilder *json, const char *name, const char *text)
{
  json_builder_set_member_name (json, name);
  if (text == NULL)
    json_builder_add_null_value (json);
  else
    json_builder_add_string_value (json, text);
}

static void
add_number (JsonBuilder *json, const char *name, gint64 number)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, number);
}

/* What the frame log tells of how the server frames its messages. */
static void
add_frames (JsonBuilder *json, SondeFrameLog *log)
{
  guint n_frames = 0;
  guint n_masked = 0;
  guint n_continuations = 0;
  guint n_compressed = 0;
  guint64 first;
  guint64 end;

  sonde_frame_log_get_range (log, &first, &end);
  for (; first < end; first++)
    {
      g_autoptr (SondeFrameRecord) frame = sonde_frame_log_get (log, first);

      if (frame == NULL || frame->direction != SONDE_DIRECTION_RECEIVED)
        continue;
      n_frames++;
      n_masked += frame->header.masked;
      n_continuations += frame->header.opcode == SONDE_OPCODE_CONTINUATION;
      n_compressed += frame->deflate_ordinal > 0;
    }
  add_number (json, "frames", n_frames);
  add_number (json, "masked", n_masked);
  add_number (json, "continuations", n_continuations);
  add_number (json, "compressed", n_compressed);
}

static void
print_result (Run *self)
{
  SondeStatus *status = sonde_session_get_status (self->session);
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_end_array (self->states);
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "states");
  json_builder_add_value (json, json_builder_get_root (self->states));
  add_number (json, "sent", self->n_sent);
  add_number (json, "echoed", self->n_echoed);
  add_text (json, "error", status->error != NULL ? status->error->message : NULL);
  add_text (json, "cause",
            sonde_diagnosis_of (status->error) != NULL ? sonde_diagnosis_of (status->error)->id
                                                       : NULL);
  add_number (json, "error_code", status->error != NULL ? status->error->code : -1);
  add_number (json, "close_code", status->close_code);
  add_text (json, "close_reason", status->close_reason);
  add_text (json, "server", status->server);
  add_text (json, "subprotocol", status->subprotocol);
  add_text (json, "extensions", status->extensions);
  add_frames (json, sonde_session_get_frame_log (self->session));
  json_builder_set_member_name (json, "timed_out");
  json_builder_add_boolean_value (json, self->timed_out);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = json_to_string (root, FALSE);
  g_print ("%s\n", text);
}

int
main (int argc, char **argv)
{
  g_autoptr (SondeNetThread) thread = NULL;
  g_autoptr (SondeEndpoint) endpoint = NULL;
  g_autoptr (SondeSession) session = NULL;
  g_autoptr (GMainLoop) loop = NULL;
  g_autoptr (JsonBuilder) states = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *ca_file = NULL;
  g_auto (GStrv) subprotocols = NULL;
  gboolean accepts_masked = FALSE;
  const GOptionEntry entries[] = {
    { "accept-masked", 0, 0, G_OPTION_ARG_NONE, &accepts_masked, NULL, NULL },
    { "ca", 0, 0, G_OPTION_ARG_FILENAME, &ca_file, NULL, NULL },
    { "subprotocol", 0, 0, G_OPTION_ARG_STRING_ARRAY, &subprotocols, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("URI ITEM...");
  Run self = { 0 };

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc < 2)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "URI ITEM...");
      return 2;
    }
  endpoint = sonde_endpoint_new (argv[1], &error);
  if (endpoint == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  sonde_endpoint_set_reconnects (endpoint, FALSE);
  sonde_endpoint_set_accepts_masked (endpoint, accepts_masked);
  sonde_endpoint_set_ca_file (endpoint, ca_file);
  if (subprotocols != NULL)
    sonde_endpoint_set_subprotocols (endpoint, (const char *const *) subprotocols, NULL);

  thread = sonde_net_thread_new ("peers");
  session = sonde_session_new (thread, endpoint);
  loop = g_main_loop_new (NULL, FALSE);
  states = json_builder_new ();
  json_builder_begin_array (states);
  self = (Run){ .loop = loop, .session = session, .items = argv + 2, .states = states };
  g_signal_connect_swapped (session, "notify::status", G_CALLBACK (on_status), &self);
  g_timeout_add_seconds (LIMIT_S, on_limit, &self);
  sonde_session_connect (session);
  g_main_loop_run (loop);
  print_result (&self);

  g_signal_handlers_disconnect_by_data (session, &self);
  g_clear_pointer (&self.expected, g_bytes_unref);
  return 0;
}
