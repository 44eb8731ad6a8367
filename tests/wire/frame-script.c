/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "frame-script.h"

#include "capture-maker.h"

#include "sonde-deflate.h"

#include <string.h>

#define MAX_FRAMES_PER_SIDE 40

/* Of payloads that take a length of 64 bits: what they may have in all. */
#define MAX_LONG_BYTES (600 * 1000)

typedef struct
{
  const guint8 *script;
  gsize size;
  gsize at;
  gsize n_long_bytes;
} Script;

typedef struct
{
  MadeConnection *connection;
  SondeDirection direction;
  ScriptKind kind;
  gboolean has_deflate;
  SondeDeflate *deflate; /* or NULL */
  gboolean fragments;
} Side;

/* Less than @n; 0 once the script is at its end. */
static guint
choose (Script *self, guint n)
{
  return self->at < self->size ? self->script[self->at++] % n : 0;
}

static gboolean
is_over (const Script *self)
{
  return self->at >= self->size;
}

/* The lengths where the form changes, and any other. */
static gsize
choose_size (Script *self)
{
  static const gsize sizes[] = { 0, 1, 2, 124, 125, 126, 127, 128, 1000, 5000 };
  static const gsize long_sizes[] = { 65534, 65535, 65536, 70000 };
  guint pick = choose (self, 256);
  gsize size;

  if (pick < 200)
    return pick % 100;
  if (pick < 250)
    return sizes[pick % G_N_ELEMENTS (sizes)];
  size = long_sizes[pick % G_N_ELEMENTS (long_sizes)];
  if (self->n_long_bytes + size > MAX_LONG_BYTES)
    return pick;
  self->n_long_bytes += size;
  return size;
}

/* What compresses well, and has characters of each length; a size may fall one character short. */
static GBytes *
create_text (Script *self)
{
  static const char *const pieces[] = {
    "a",  "mesure", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x8c\xa1", "{\"etat\":\"on\"}",
    "\n", "\\\"",
  };
  const gsize size = choose_size (self);
  guint32 state = choose (self, 256);
  g_autoptr (GString) text = g_string_sized_new (size);

  while (text->len < size)
    {
      const char *piece = pieces[(state >> 24) % G_N_ELEMENTS (pieces)];

      g_string_append (text, text->len + strlen (piece) <= size ? piece : "z");
      state = state * 1664525 + 1013904223;
    }
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

static GBytes *
create_data (Script *self, gsize size)
{
  guint32 state = choose (self, 256);
  guint8 *data = g_malloc (MAX (size, 1));

  for (gsize i = 0; i < size; i++)
    {
      data[i] = (guint8) (state >> 24);
      state = state * 1664525 + 1013904223;
    }
  return g_bytes_new_take (data, size);
}

static void
add_frame (const Side *side, guint8 first, const void *payload, gsize size)
{
  made_connection_add (side->connection, side->direction, first,
                       side->direction == SONDE_DIRECTION_SENT, payload, size);
}

static void
add_control (Script *self, const Side *side)
{
  const gboolean ping = choose (self, 2) == 0;
  g_autoptr (GBytes) payload = create_data (self, choose (self, 126));

  add_frame (side, ping ? 0x89 : 0x8a, g_bytes_get_data (payload, NULL),
             g_bytes_get_size (payload));
}

static GBytes *
deflate_message (const Side *side, guint8 *first, GBytes *message)
{
  guint8 header[14] = { *first };
  g_autoptr (GError) error = NULL;
  GBytes *deflated = soup_websocket_extension_process_outgoing_message (
      SOUP_WEBSOCKET_EXTENSION (side->deflate), header, message, &error);

  g_assert_no_error (error);
  *first = header[0];
  return deflated;
}

static gboolean
has_texts_alone (ScriptKind kind)
{
  return kind == SCRIPT_JOINED || kind == SCRIPT_DEFLATE;
}

static void
add_message (Script *self, const Side *side)
{
  const gboolean text = has_texts_alone (side->kind) || choose (self, 2) == 0;
  const gboolean plain = side->kind == SCRIPT_MIXED && choose (self, 2) == 0;
  g_autoptr (GBytes) message = text ? create_text (self) : create_data (self, choose_size (self));
  guint8 first = text ? 0x81 : 0x82;
  const guint8 *data;
  gsize size;

  if (has_texts_alone (side->kind) && g_bytes_get_size (message) == 0)
    {
      g_bytes_unref (message);
      message = g_bytes_new_static ("never empty", strlen ("never empty"));
    }
  if (side->deflate != NULL && !plain)
    message = deflate_message (side, &first, g_steal_pointer (&message));
  data = g_bytes_get_data (message, &size);
  first &= 0x7f;
  while (side->fragments && size > 0 && choose (self, 3) == 0 && !is_over (self))
    {
      const gsize wanted = choose_size (self);
      /* tshark takes no heed of a last fragment that is empty. */
      const gsize piece = MIN (size - 1, wanted);

      add_frame (side, first, data, piece);
      data += piece;
      size -= piece;
      first = 0;
      if (choose (self, 3) == 0)
        add_control (self, side);
    }
  add_frame (side, first | 0x80, data, size);
}

static void
add_close (Script *self, const Side *side)
{
  static const char *const closes[] = { "", "\x03\xe8",
                                        "\x03\xe9"
                                        "bye",
                                        "\x0f\xa0"
                                        "\xc3\xa0 bient\xc3\xb4t \xf0\x9f\x91\x8b" };
  const char *close = closes[choose (self, G_N_ELEMENTS (closes))];

  add_frame (side, 0x88, close, strlen (close));
}

/* What breaks RFC 6455, so that Sonde refuses the frame and goes no further: its first byte, the
 * wrong mask, a length that is not in its shortest form, or just any bytes. */
static void
add_broken (Script *self, const Side *side)
{
  static const guint8 firsts[] = { 0x83, 0x87, 0x8b, 0x8f, 0x09, 0x0a, 0x08, 0x80, 0xa1, 0x91 };
  static const struct
  {
    guint8 bytes[10];
    gsize size;
  } lengths[] = {
    { { 0x82, 126, 0, 5 }, 4 },
    { { 0x82, 127, 0, 0, 0, 0, 0, 0, 0, 5 }, 10 },
    { { 0x82, 127, 0, 0, 0, 0, 0, 0, 1, 0 }, 10 },
    { { 0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 5 }, 10 },
    { { 0x89, 126, 0, 126 }, 4 },
  };
  static const guint8 rest[300] = "bad";
  const gboolean masked = side->direction == SONDE_DIRECTION_SENT;
  g_autoptr (GBytes) noise = NULL;
  guint8 head[10];
  guint pick;

  switch (choose (self, 4))
    {
    case 0:
      add_frame (side, firsts[choose (self, G_N_ELEMENTS (firsts))], rest, choose (self, 126));
      break;
    case 1:
      made_connection_add (side->connection, side->direction, 0x81, !masked, rest, 4);
      break;
    case 2:
      pick = choose (self, G_N_ELEMENTS (lengths));
      memcpy (head, lengths[pick].bytes, sizeof head);
      head[1] |= masked ? 0x80 : 0;
      made_connection_add_raw (side->connection, side->direction, head, lengths[pick].size);
      made_connection_add_raw (side->connection, side->direction, rest, sizeof rest);
      break;
    default:
      noise = create_data (self, 1 + choose (self, 200));
      made_connection_add_raw (side->connection, side->direction, g_bytes_get_data (noise, NULL),
                               g_bytes_get_size (noise));
      break;
    }
}

static SondeDeflate *
create_deflate (gboolean forgets)
{
  SondeDeflate *deflate = sonde_deflate_new (G_MAXSIZE);
  g_autoptr (GHashTable) params = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;

  if (forgets)
    g_hash_table_add (params, (gpointer) "client_no_context_takeover");
  soup_websocket_extension_configure (SOUP_WEBSOCKET_EXTENSION (deflate),
                                      SOUP_WEBSOCKET_CONNECTION_CLIENT, params, &error);
  g_assert_no_error (error);
  return deflate;
}

static void
add_side (Script *self, Side *side, gboolean forgets)
{
  const guint least = has_texts_alone (side->kind) ? 1 : 0;
  const guint n_frames = least + choose (self, MAX_FRAMES_PER_SIDE);
  g_autoptr (SondeDeflate) deflate = side->has_deflate ? create_deflate (forgets) : NULL;
  guint end;

  side->deflate = deflate;
  for (guint i = 0; i < n_frames && (i < least || !is_over (self)); i++)
    if (i >= least && choose (self, 5) == 0)
      add_control (self, side);
    else
      add_message (self, side);
  end = choose (self, 3);
  if (end == 0)
    add_close (self, side);
  else if (end == 1 && !has_texts_alone (side->kind))
    add_broken (self, side);
}

static MadeConnection *
create_connection (Script *self, guint number, ScriptKind kind)
{
  const gboolean has_deflate = kind == SCRIPT_DEFLATE ||
                               (kind == SCRIPT_MIXED && choose (self, 2) == 0);
  const gboolean forgets = has_deflate && choose (self, 2) == 0;
  const char *extension = !has_deflate ? NULL
                          : forgets    ? "permessage-deflate; server_no_context_takeover; "
                                         "client_no_context_takeover"
                                       : "permessage-deflate";
  MadeConnection *connection = made_connection_new (number, choose (self, 3) == 0, extension);
  const gboolean client_fragments = choose (self, 2) == 0;

  connection->mask = choose (self, 4) * 0x01234567u;
  for (guint i = 0; i < 2; i++)
    {
      Side side = { .connection = connection,
                    .direction = i == 0 ? SONDE_DIRECTION_SENT : SONDE_DIRECTION_RECEIVED,
                    .kind = kind,
                    .has_deflate = has_deflate,
                    .fragments = kind == SCRIPT_MIXED ||
                                 (kind == SCRIPT_JOINED && client_fragments == (i == 0)) };

      add_side (self, &side, forgets);
    }
  return connection;
}

ScriptedCapture *
scripted_capture_new (const guint8 *script, gsize size)
{
  Script self = { .script = script, .size = size };
  ScriptedCapture *scripted = g_new0 (ScriptedCapture, 1);
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (SondePcapngWriter) writer = sonde_pcapng_writer_new (stream, NULL);
  g_autoptr (GError) error = NULL;
  gint64 time_us = 1700000000 * (gint64) G_USEC_PER_SEC;

  while (!is_over (&self) && scripted->n_connections < SCRIPT_MAX_CONNECTIONS)
    {
      const guint number = scripted->n_connections++;
      g_autoptr (GRand) rand = g_rand_new_with_seed (choose (&self, 256));
      g_autoptr (MadeConnection) connection = NULL;

      scripted->kinds[number] = (ScriptKind) choose (&self, N_SCRIPT_KINDS);
      connection = create_connection (&self, number, scripted->kinds[number]);
      made_connection_write (connection, writer, &time_us, rand);
    }
  sonde_pcapng_writer_flush (writer, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (stream, NULL, &error);
  g_assert_no_error (error);
  scripted->capture = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
  return scripted;
}

void
scripted_capture_free (ScriptedCapture *self)
{
  g_bytes_unref (self->capture);
  g_free (self);
}
