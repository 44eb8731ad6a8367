/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "liar.h"

#include "sonde-frame.h"
#include "sonde-utf8.h"

#include <string.h>

#define MAX_SIZE (1024 * 1024)
#define BIG_SIZE 1000

struct _Liar
{
  GSocketService *service;
  GCancellable *cancellable;
  char *uri;
  Lie lie;
  gint n_clients;
  gint has_crashed;

  GMutex mutex;
  GCond cond;
  guint n_running;
};

typedef struct
{
  Liar *liar;
  GInputStream *input;
  GOutputStream *output;
  gboolean in_message;
  guint8 opcode;
  GByteArray *message;
  GBytes *held; /* waits for the message after it */
  guint n_messages;
} Client;

static gboolean
read_exactly (Client *self, gpointer data, gsize size)
{
  gsize n;

  return g_input_stream_read_all (self->input, data, size, &n, self->liar->cancellable, NULL) &&
         n == size;
}

static gboolean
put (Client *self, gconstpointer data, gsize size)
{
  return g_output_stream_write_all (self->output, data, size, NULL, self->liar->cancellable, NULL);
}

static gboolean
send_frame (Client *self, guint8 first, const void *payload, gsize size)
{
  SondeFrameHeader header = {
    .fin = first >> 7,
    .rsv = first >> 4 & 7,
    .opcode = first & 0xf,
    .masked = self->liar->lie == LIAR_MASK,
    .mask = { 1, 2, 3, 4 },
    .payload_size = size,
  };
  guint8 head[SONDE_FRAME_MAX_HEADER_SIZE];
  gsize head_size = sonde_frame_header_write (&header, head);
  g_autofree guint8 *frame = g_malloc (head_size + size);

  memcpy (frame, head, head_size);
  if (size > 0)
    memcpy (frame + head_size, payload, size);
  if (header.masked)
    sonde_frame_mask (frame + head_size, size, header.mask, 0);
  return put (self, frame, head_size + size);
}

static gboolean
send_code (Client *self, guint16 code)
{
  guint8 payload[2] = { (guint8) (code >> 8), (guint8) code };

  return send_frame (self, 0x88, payload, sizeof payload);
}

/* Returns whether to go on. */
static gboolean
refuse (Client *self, guint16 code)
{
  switch ((int) self->liar->lie)
    {
    case LIAR_TOLERANT:
      return TRUE;
    case LIAR_OTHER_CODE:
      send_code (self, 1008);
      return FALSE;
    case LIAR_CUT:
      return FALSE;
    default:
      send_code (self, code);
      return FALSE;
    }
}

static void
misbehave (Client *self)
{
  switch ((int) self->liar->lie)
    {
    case LIAR_RSV:
      send_frame (self, 0xca, "rsv", 3);
      break;
    case LIAR_OPCODE:
      send_frame (self, 0x83, "opcode", 6);
      break;
    case LIAR_CONTROL:
      send_frame (self, 0x0a, "part", 4);
      break;
    case LIAR_SEQUENCE:
      send_frame (self, 0x80, "of what?", 8);
      break;
    case LIAR_UTF8:
      send_frame (self, 0x81, "\xff", 1);
      break;
    case LIAR_TALK:
      send_frame (self, 0x81, "by the way, it rains over here and the wind turns", 49);
      break;
    default:
      break;
    }
}

/* Returns whether to go on. */
static gboolean
echo (Client *self)
{
  guint8 first = 0x80 | self->opcode;
  guint8 *data = self->message->data;
  gsize size = self->message->len;
  gboolean is_third = ++self->n_messages % 3 == 0;
  gboolean ok;

  switch ((int) self->liar->lie)
    {
    case LIAR_MUTE:
      return TRUE;
    case LIAR_CORRUPT:
      if (size == 0)
        return send_frame (self, first, "?", 1);
      data[size - 1] ^= 1;
      break;
    case LIAR_NUL:
      size = size > 0 ? strnlen ((const char *) data, size) : 0;
      break;
    case LIAR_SHORT:
      size = MIN (size, BIG_SIZE);
      break;
    case LIAR_LOSE:
      if (is_third)
        return TRUE;
      break;
    case LIAR_SWAP:
      if (is_third)
        {
          self->held = g_bytes_new (data, size);
          return TRUE;
        }
      break;
    case LIAR_TEXT_ONLY:
      if (self->opcode != 1)
        return TRUE;
      break;
    case LIAR_BIG:
      if (size > BIG_SIZE)
        return refuse (self, 1009);
      break;
    case LIAR_CRASH:
      if (size == 0)
        {
          g_atomic_int_set (&self->liar->has_crashed, TRUE);
          return FALSE;
        }
      break;
    case LIAR_LENGTH:
      put (self, "\x81\x7e\x00\x01x", 5);
      return TRUE;
    default:
      break;
    }

  misbehave (self);
  ok = send_frame (self, first, data, size);
  if (self->liar->lie == LIAR_TWICE && is_third)
    ok = ok && send_frame (self, first, data, size);
  if (self->held != NULL)
    {
      ok = ok && send_frame (self, first, g_bytes_get_data (self->held, NULL),
                             g_bytes_get_size (self->held));
      g_clear_pointer (&self->held, g_bytes_unref);
    }
  if (self->liar->lie == LIAR_ONE_SHOT)
    {
      send_code (self, 1000);
      return FALSE;
    }
  return ok;
}

static gboolean
is_wire_code (guint16 code)
{
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

static gboolean
answer_close (Client *self, const guint8 *payload, gsize size)
{
  guint8 byte;

  if (self->liar->lie == LIAR_NO_CLOSE)
    return TRUE;
  if (size == 1 || (size >= 2 && !is_wire_code ((guint16) (payload[0] << 8 | payload[1]))))
    return refuse (self, 1002);
  if (size > 2 && !sonde_utf8_is_valid (payload + 2, size - 2))
    return refuse (self, 1007);

  if (self->liar->lie == LIAR_CLOSE_CODE)
    send_code (self, 1005);
  else
    send_frame (self, 0x88, payload, MIN (size, 2));
  while (self->liar->lie == LIAR_LINGER && read_exactly (self, &byte, 1))
    ;
  return FALSE;
}

/* Returns whether to go on. */
static gboolean
receive (Client *self, const SondeFrameHeader *header, const guint8 *payload)
{
  gsize size = (gsize) header->payload_size;
  gboolean control = sonde_opcode_is_control (header->opcode);

  if (!header->masked || header->rsv != 0 || (header->opcode & 7) > 2)
    return refuse (self, 1002);
  if (control && (!header->fin || size > 125))
    return refuse (self, 1002);
  if (!control && (header->opcode == 0) != self->in_message)
    return refuse (self, 1002);

  switch ((int) header->opcode)
    {
    case SONDE_OPCODE_PING:
      if (self->liar->lie == LIAR_NO_PONG)
        return TRUE;
      if (self->liar->lie == LIAR_OTHER_PONG)
        return send_frame (self, 0x8a, "mine", 4);
      return send_frame (self, 0x8a, payload, size);
    case SONDE_OPCODE_PONG:
      return TRUE;
    case SONDE_OPCODE_CLOSE:
      return answer_close (self, payload, size);
    default:
      break;
    }

  if (self->liar->lie == LIAR_STREAM)
    {
      self->in_message = !header->fin;
      return send_frame (self, (guint8) (header->fin << 7 | header->opcode), payload, size);
    }

  if (header->opcode != 0)
    self->opcode = header->opcode;
  g_byte_array_append (self->message, payload, (guint) size);
  self->in_message = !header->fin;
  if (!header->fin)
    return TRUE;

  {
    gboolean goes_on;

    if (self->opcode == 1 && !sonde_utf8_is_valid (self->message->data, self->message->len))
      goes_on = refuse (self, 1007);
    else
      goes_on = echo (self);
    g_byte_array_set_size (self->message, 0);
    return goes_on;
  }
}

static gboolean
serve_frame (Client *self)
{
  SondeFrameHeader header;
  SondeFrameResult result;
  guint8 head[SONDE_FRAME_MAX_HEADER_SIZE];
  g_autofree guint8 *payload = NULL;
  gsize size = 0;

  do
    {
      if (!read_exactly (self, head + size, 1))
        return FALSE;
      size++;
      result = sonde_frame_header_parse (&header, head, size);
    }
  while (result == SONDE_FRAME_INCOMPLETE);
  if (result == SONDE_FRAME_INVALID)
    {
      /* A tolerant server reads the one row that sends this: five bytes after a mask. */
      guint8 rest[9];

      return refuse (self, 1002) && read_exactly (self, rest, sizeof rest);
    }
  if (header.payload_size > MAX_SIZE)
    return FALSE;

  payload = g_malloc (header.payload_size + 1);
  if (!read_exactly (self, payload, (gsize) header.payload_size))
    return FALSE;
  if (header.masked)
    sonde_frame_mask (payload, (gsize) header.payload_size, header.mask, 0);
  return receive (self, &header, payload);
}

static gboolean
shake_hands (Client *self)
{
  g_autoptr (GString) head = g_string_new (NULL);
  g_autofree char *key = NULL;
  g_autofree char *accept = NULL;
  g_autofree char *answer = NULL;
  const char *at;
  char c;

  while (!g_str_has_suffix (head->str, "\r\n\r\n"))
    {
      if (!read_exactly (self, &c, 1))
        return FALSE;
      g_string_append_c (head, c);
    }
  at = strstr (head->str, "Sec-WebSocket-Key: ");
  if (at == NULL)
    return FALSE;
  at += strlen ("Sec-WebSocket-Key: ");
  key = g_strndup (at, strcspn (at, "\r"));
  accept = sonde_frame_compute_accept (key);
  answer = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\n"
                            "Upgrade: websocket\r\n"
                            "Connection: Upgrade\r\n"
                            "Sec-WebSocket-Accept: %s\r\n\r\n",
                            accept);
  return put (self, answer, strlen (answer));
}

static gboolean
on_incoming (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  Liar *self = user_data;

  g_mutex_lock (&self->mutex);
  self->n_running++;
  g_mutex_unlock (&self->mutex);
  return FALSE;
}

static gboolean
on_run (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer user_data)
{
  Liar *self = user_data;
  Client client = {
    .liar = self,
    .input = g_io_stream_get_input_stream (G_IO_STREAM (connection)),
    .output = g_io_stream_get_output_stream (G_IO_STREAM (connection)),
    .message = g_byte_array_new (),
  };

  g_atomic_int_inc (&self->n_clients);
  if (!g_atomic_int_get (&self->has_crashed) && shake_hands (&client))
    {
      while (serve_frame (&client))
        ;
    }
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_byte_array_unref (client.message);
  g_clear_pointer (&client.held, g_bytes_unref);

  g_mutex_lock (&self->mutex);
  self->n_running--;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

Liar *
liar_new (Lie lie)
{
  Liar *self = g_new0 (Liar, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->lie = lie;
  self->cancellable = g_cancellable_new ();
  self->service = g_threaded_socket_service_new (16);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  self->uri = g_strdup_printf (
      "ws://127.0.0.1:%u/", (guint) g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), self);
  g_socket_service_start (self->service);
  return self;
}

void
liar_free (Liar *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_cancellable_cancel (self->cancellable);
  g_mutex_lock (&self->mutex);
  while (self->n_running > 0)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&self->service);
  g_clear_object (&self->cancellable);
  g_free (self->uri);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

const char *
liar_get_uri (Liar *self)
{
  return self->uri;
}

guint
liar_get_n_clients (Liar *self)
{
  return (guint) g_atomic_int_get (&self->n_clients);
}
