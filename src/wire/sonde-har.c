/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-har.h"

#include "sonde-error.h"
#include "sonde-message-reader.h"
#include "sonde-work.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define FRAMES_AT_ONCE   128
#define MAX_MESSAGE_SIZE (64 * 1024 * 1024)
#define BUFFER_SIZE      (256 * 1024)

/* One object after the other becomes text, so that a log of any size takes little memory. */
typedef struct
{
  SondeFrameLog *log;
  SondeMessageReader *reader;
  GOutputStream *stream;
  GString *text;        /* that is not written yet */
  GHashTable *messages; /* ordinal of a dial -> GArray of guint64, the last frames of messages */
  guint n_messages;
  guint n_written;
  SondeWork work;
} Har;

static void
set_string (JsonBuilder *json, const char *name, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value != NULL ? value : "", -1);

  json_builder_set_member_name (json, name);
  json_builder_add_string_value (json, valid);
}

static void
set_int (JsonBuilder *json, const char *name, gint64 value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, value);
}

static void
set_ms (JsonBuilder *json, const char *name, gint64 time_us)
{
  json_builder_set_member_name (json, name);
  if (time_us < 0)
    json_builder_add_int_value (json, -1);
  else
    json_builder_add_double_value (json, (double) time_us / 1000.0);
}

static void
set_empty_array (JsonBuilder *json, const char *name)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  json_builder_end_array (json);
}

static void
set_time (JsonBuilder *json, const char *name, gint64 time_us)
{
  g_autoptr (GDateTime) whole = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autofree char *start = whole != NULL ? g_date_time_format (whole, "%Y-%m-%dT%H:%M:%S") : NULL;
  g_autofree char *text = g_strdup_printf (
      "%s.%03dZ", start != NULL ? start : "1970-01-01T00:00:00", (int) (time_us / 1000 % 1000));

  set_string (json, name, text);
}

/* Each line of a head after its first is a header; HAR keeps their names as they were. */
static void
set_headers (JsonBuilder *json, GBytes *head, gsize size)
{
  g_autofree char *text = head != NULL ? g_strndup (g_bytes_get_data (head, NULL), size)
                                       : g_strdup ("");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  json_builder_set_member_name (json, "headers");
  json_builder_begin_array (json);
  for (gsize i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      char *colon = strchr (lines[i], ':');

      if (colon == NULL)
        continue;
      *colon = '\0';
      json_builder_begin_object (json);
      set_string (json, "name", lines[i]);
      set_string (json, "value", g_strstrip (colon + 1));
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
set_query (JsonBuilder *json, const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
  const char *query = parsed != NULL ? g_uri_get_query (parsed) : NULL;
  GUriParamsIter iter;
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  json_builder_set_member_name (json, "queryString");
  json_builder_begin_array (json);
  if (query != NULL)
    {
      g_uri_params_iter_init (&iter, query, -1, "&", G_URI_PARAMS_NONE);
      while (g_uri_params_iter_next (&iter, &name, &value, NULL))
        {
          json_builder_begin_object (json);
          set_string (json, "name", name);
          set_string (json, "value", value);
          json_builder_end_object (json);
          g_clear_pointer (&name, g_free);
          g_clear_pointer (&value, g_free);
        }
    }
  json_builder_end_array (json);
}

static void
set_request (JsonBuilder *json, const SondeDialRecord *dial)
{
  json_builder_set_member_name (json, "request");
  json_builder_begin_object (json);
  set_string (json, "method", "GET");
  set_string (json, "url", sonde_endpoint_get_uri (dial->endpoint));
  set_string (json, "httpVersion", "HTTP/1.1");
  set_headers (json, dial->request, g_bytes_get_size (dial->request));
  set_query (json, sonde_endpoint_get_uri (dial->endpoint));
  set_empty_array (json, "cookies");
  set_int (json, "headersSize", (gint64) g_bytes_get_size (dial->request));
  set_int (json, "bodySize", 0);
  json_builder_end_object (json);
}

static void
set_response (JsonBuilder *json, const SondeDialRecord *dial)
{
  const SondeHandshakeAnswer *answer = dial->answer;

  json_builder_set_member_name (json, "response");
  json_builder_begin_object (json);
  set_int (json, "status", answer != NULL ? (gint64) answer->status : 0);
  set_string (json, "statusText", answer != NULL ? answer->reason : "");
  set_string (json, "httpVersion", answer != NULL ? "HTTP/1.1" : "");
  set_headers (json, dial->received, dial->head_size);
  set_empty_array (json, "cookies");
  json_builder_set_member_name (json, "content");
  json_builder_begin_object (json);
  set_int (json, "size", 0);
  set_string (json, "mimeType", "x-unknown");
  json_builder_end_object (json);
  set_string (json, "redirectURL", answer != NULL ? answer->location : "");
  set_int (json, "headersSize", answer != NULL ? (gint64) dial->head_size : -1);
  set_int (json, "bodySize", -1);
  if (dial->error != NULL)
    set_string (json, "_error", dial->error->message);
  json_builder_end_object (json);
}

/* HAR counts the time of TLS as part of that of connecting as well. */
static void
set_timings (JsonBuilder *json, const SondeDialRecord *dial)
{
  gint64 tls_us = dial->stage_us[SONDE_DIAL_STAGE_TLS];
  gint64 connect_us = dial->stage_us[SONDE_DIAL_STAGE_CONNECTING];

  json_builder_set_member_name (json, "timings");
  json_builder_begin_object (json);
  set_ms (json, "blocked", -1);
  set_ms (json, "dns", dial->stage_us[SONDE_DIAL_STAGE_RESOLVING]);
  set_ms (json, "connect", connect_us >= 0 && tls_us >= 0 ? connect_us + tls_us : connect_us);
  set_ms (json, "ssl", tls_us);
  set_ms (json, "send", 0);
  set_ms (json, "wait", MAX (dial->stage_us[SONDE_DIAL_STAGE_UPGRADING], 0));
  set_ms (json, "receive", 0);
  json_builder_end_object (json);
}

static gint64
get_total_us (const SondeDialRecord *dial)
{
  gint64 total_us = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (dial->stage_us); i++)
    total_us += MAX (dial->stage_us[i], 0);
  return total_us;
}

/* Appends what a builder has, without the last brace where more members follow. */
static void
append (Har *self, JsonBuilder *json, gboolean goes_on)
{
  g_autoptr (JsonNode) root = json_builder_get_root (json);
  g_autofree char *text = json_to_string (root, FALSE);

  g_string_append_len (self->text, text, (gssize) strlen (text) - (goes_on ? 1 : 0));
}

static gboolean
flush (Har *self, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (g_output_stream_write_all (self->stream, self->text->str, self->text->len, NULL,
                                 self->work.cancellable, &cause))
    {
      g_string_truncate (self->text, 0);
      return TRUE;
    }
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&cause));
  else
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_STORE,
                 _ ("The capture file cannot be written: %s"), cause->message);
  return FALSE;
}

static gboolean
is_message_end (const SondeFrameRecord *frame)
{
  return frame->error == NULL && frame->ends_message &&
         !sonde_opcode_is_control (frame->header.opcode);
}

/* The opcode of a message is that of its first frame, which may be gone. */
static guint8
get_message_opcode (Har *self, const SondeFrameRecord *frame)
{
  g_autoptr (SondeFrameRecord) first = NULL;

  if (frame->number == frame->message)
    return frame->header.opcode;
  first = sonde_frame_log_get (self->log, frame->message);
  return first != NULL ? first->header.opcode : SONDE_OPCODE_BINARY;
}

/* As Chromium does: a text as it is, anything else in base64, and the time of its last frame in
 * seconds. */
static void
append_message (Har *self, const SondeFrameRecord *frame)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = sonde_message_reader_read (self->reader, frame->number, &error);
  g_autofree char *text = NULL;
  guint8 opcode = get_message_opcode (self, frame);
  gsize size = 0;
  const guint8 *data = message != NULL ? g_bytes_get_data (message, &size) : NULL;

  if (opcode == SONDE_OPCODE_TEXT)
    text = g_utf8_make_valid (size > 0 ? (const char *) data : "", (gssize) size);
  else
    text = g_base64_encode (data, size);
  json_builder_begin_object (json);
  set_string (json, "type", frame->direction == SONDE_DIRECTION_SENT ? "send" : "receive");
  json_builder_set_member_name (json, "time");
  json_builder_add_double_value (json, (double) frame->time_us / G_USEC_PER_SEC);
  set_int (json, "opcode", opcode);
  set_string (json, "data", text);
  if (error != NULL)
    set_string (json, "_error", error->message);
  json_builder_end_object (json);
  append (self, json, FALSE);
}

static void
note_message (Har *self, const SondeFrameRecord *frame)
{
  GArray *numbers = g_hash_table_lookup (self->messages, GUINT_TO_POINTER (frame->dial));

  if (numbers == NULL)
    {
      numbers = g_array_new (FALSE, FALSE, sizeof (guint64));
      g_hash_table_insert (self->messages, GUINT_TO_POINTER (frame->dial), numbers);
    }
  g_array_append_val (numbers, frame->number);
  self->n_messages++;
}

/* The frames of several connections may take turns, but each entry has its own. */
static gboolean
find_messages (Har *self, GError **error)
{
  guint64 number;
  guint64 end;

  sonde_frame_log_get_range (self->log, &number, &end);
  while (number < end)
    {
      g_autoptr (GPtrArray) frames = sonde_frame_log_get_frames (self->log, number, FRAMES_AT_ONCE);

      if (!sonde_work_reach (&self->work, 0, error))
        return FALSE;
      if (frames->len == 0)
        return TRUE;
      for (guint i = 0; i < frames->len; i++)
        {
          const SondeFrameRecord *frame = g_ptr_array_index (frames, i);

          number = frame->number + 1;
          if (is_message_end (frame))
            note_message (self, frame);
        }
    }
  return TRUE;
}

static gboolean
write_messages (Har *self, guint ordinal, GError **error)
{
  const GArray *numbers = g_hash_table_lookup (self->messages, GUINT_TO_POINTER (ordinal));
  gboolean is_first = TRUE;

  for (guint i = 0; numbers != NULL && i < numbers->len; i++)
    {
      g_autoptr (SondeFrameRecord) frame = NULL;

      if ((self->text->len >= BUFFER_SIZE && !flush (self, error)) ||
          !sonde_work_reach (&self->work, (double) ++self->n_written / self->n_messages, error))
        return FALSE;
      /* A log that is filled meanwhile may have dropped it. */
      frame = sonde_frame_log_get (self->log, g_array_index (numbers, guint64, i));
      if (frame == NULL)
        continue;
      g_string_append (self->text, is_first ? "\n" : ",\n");
      append_message (self, frame);
      is_first = FALSE;
    }
  return TRUE;
}

static gboolean
write_entry (Har *self, const SondeDialRecord *dial, GError **error)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autofree char *ordinal = g_strdup_printf ("%u", dial->ordinal);

  json_builder_begin_object (json);
  set_time (json, "startedDateTime", dial->start_time_us);
  set_ms (json, "time", get_total_us (dial));
  set_request (json, dial);
  set_response (json, dial);
  json_builder_set_member_name (json, "cache");
  json_builder_begin_object (json);
  json_builder_end_object (json);
  set_timings (json, dial);
  if (dial->remote != NULL && G_IS_INET_SOCKET_ADDRESS (dial->remote))
    {
      g_autofree char *address = g_inet_address_to_string (
          g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (dial->remote)));

      set_string (json, "serverIPAddress", address);
    }
  set_string (json, "connection", ordinal);
  set_string (json, "_resourceType", "websocket");
  json_builder_end_object (json);

  append (self, json, TRUE);
  g_string_append (self->text, ",\"_webSocketMessages\":[");
  if (!write_messages (self, dial->ordinal, error))
    return FALSE;
  g_string_append (self->text, "]}");
  return TRUE;
}

static gboolean
write_entries (Har *self, GError **error)
{
  gboolean is_first = TRUE;
  guint ordinal;
  guint end;

  sonde_frame_log_get_dial_range (self->log, &ordinal, &end);
  for (; ordinal < end; ordinal++)
    {
      g_autoptr (SondeDialRecord) dial = sonde_frame_log_get_dial (self->log, ordinal);

      if (dial == NULL)
        continue;
      g_string_append (self->text, is_first ? "\n" : ",\n");
      if (!write_entry (self, dial, error))
        return FALSE;
      is_first = FALSE;
    }
  return TRUE;
}

static gboolean
write_all (Har *self, GError **error)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  set_string (json, "version", "1.2");
  json_builder_set_member_name (json, "creator");
  json_builder_begin_object (json);
  set_string (json, "name", "Sonde");
  set_string (json, "version", VERSION);
  json_builder_end_object (json);
  set_empty_array (json, "pages");
  json_builder_end_object (json);

  g_string_append (self->text, "{\"log\":");
  append (self, json, TRUE);
  g_string_append (self->text, ",\"entries\":[");
  if (!write_entries (self, error))
    return FALSE;
  g_string_append (self->text, "]}}\n");
  return flush (self, error);
}

/**
 * sonde_har_write:
 *
 * Writes HAR 1.2 (HTTP Archive): an entry for each dial, with its messages in `_webSocketMessages`
 * as Chromium's developer tools have them, each on a line. Pings, pongs, closes and the cuts
 * between fragments have no place there. See sonde_capture_write() for its errors.
 */
gboolean
sonde_har_write (SondeFrameLog *log,
                 GOutputStream *stream,
                 SondeProgress *progress,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (SondeMessageReader) reader = sonde_message_reader_new (log, MAX_MESSAGE_SIZE);
  g_autoptr (GHashTable) messages = NULL;
  g_autoptr (GString) text = g_string_sized_new (BUFFER_SIZE);
  Har self = { .log = log,
               .reader = reader,
               .stream = stream,
               .text = text,
               .work = { progress, cancellable, 0, 1 } };

  messages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  self.messages = messages;
  return find_messages (&self, error) && write_all (&self, error);
}
