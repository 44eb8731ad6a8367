/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-maker.h"

#include "sonde-frame-writer.h"
#include "sonde-frame.h"

#include <string.h>

/* What one side sends until the other one sends; the rest of a connection is these in turns. */
#define MAX_PIECE 1400

/* Both sides say the same @extension, or %NULL for none. */
MadeConnection *
made_connection_new (guint number, gboolean ipv6, const char *extension)
{
  MadeConnection *self = g_new0 (MadeConnection, 1);
  g_autofree char *header = extension != NULL
                                ? g_strdup_printf ("Sec-WebSocket-Extensions: %s\r\n", extension)
                                : g_strdup ("");
  g_autofree char *key = g_strdup_printf ("key%u", number);
  g_autofree char *accept = sonde_frame_compute_accept (key);
  g_autofree char *request = g_strdup_printf ("GET /%u HTTP/1.1\r\nHost: test:5000\r\n"
                                              "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                              "Sec-WebSocket-Version: 13\r\n"
                                              "Sec-WebSocket-Key: %s\r\n%s\r\n",
                                              number, key, header);
  g_autofree char *answer = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\n"
                                             "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                             "Sec-WebSocket-Accept: %s\r\n%s\r\n",
                                             accept, header);

  self->mask = 0x175a8133 + number;
  self->client.family = self->server.family = ipv6 ? 6 : 4;
  self->client.address[0] = self->server.address[0] = ipv6 ? 0xfd : 10;
  self->client.address[3] = 1;
  self->server.address[3] = 2;
  self->client.port = (guint16) (MADE_CONNECTION_PORT + number);
  self->server.port = 5000;
  for (gsize i = 0; i < G_N_ELEMENTS (self->bytes); i++)
    self->bytes[i] = g_byte_array_new ();
  made_connection_add_raw (self, SONDE_DIRECTION_SENT, (const guint8 *) request, strlen (request));
  made_connection_add_raw (self, SONDE_DIRECTION_RECEIVED, (const guint8 *) answer,
                           strlen (answer));
  for (gsize i = 0; i < G_N_ELEMENTS (self->bytes); i++)
    self->head_sizes[i] = self->bytes[i]->len;
  return self;
}

void
made_connection_free (MadeConnection *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->bytes); i++)
    g_byte_array_unref (self->bytes[i]);
  g_free (self);
}

void
made_connection_add_raw (MadeConnection *self,
                         SondeDirection direction,
                         const guint8 *data,
                         gsize size)
{
  g_byte_array_append (self->bytes[direction], data, (guint) size);
}

/* Adds a frame whose first byte is as given; its length is in the shortest form. */
void
made_connection_add (MadeConnection *self,
                     SondeDirection direction,
                     guint8 first,
                     gboolean masked,
                     const guint8 *payload,
                     gsize size)
{
  const guint32 mask = GUINT32_TO_BE (self->mask);
  SondeFrameHeader header = { .masked = masked, .payload_size = size };
  guint8 head[SONDE_FRAME_MAX_HEADER_SIZE];
  gsize head_size;
  gsize start;

  memcpy (header.mask, &mask, sizeof mask);
  head_size = sonde_frame_header_write (&header, head);
  head[0] = first;
  made_connection_add_raw (self, direction, head, head_size);
  start = self->bytes[direction]->len;
  made_connection_add_raw (self, direction, payload, size);
  if (masked)
    sonde_frame_mask (self->bytes[direction]->data + start, size, header.mask, 0);
  self->mask = self->mask * 1664525 + 1013904223;
}

typedef struct
{
  SondeSegment segment;
  gint64 time_us;
} Packet;

static void
add_packet (MadeConnection *self,
            GArray *packets,
            SondeDirection direction,
            guint8 flags,
            const guint32 next[2],
            const guint8 *data,
            gsize size)
{
  gboolean sent = direction == SONDE_DIRECTION_SENT;
  Packet packet = { .segment = { .source = sent ? self->client : self->server,
                                 .destination = sent ? self->server : self->client,
                                 .sequence = next[direction],
                                 .acknowledgement = next[!direction],
                                 .flags = flags,
                                 .payload = data,
                                 .size = size } };

  if (flags == SONDE_TCP_SYN)
    packet.segment.acknowledgement = 0;
  g_array_append_val (packets, packet);
}

/* Cuts what one side says into segments. Those of one burst may come doubled, or two of them the
 * other way round, but nothing passes what the other side says after it. */
static void
add_burst (MadeConnection *self,
           GArray *packets,
           SondeDirection direction,
           guint32 next[2],
           const guint8 *data,
           gsize size,
           GRand *rand)
{
  guint start = packets->len;

  while (size > 0)
    {
      gsize most = (gsize) g_rand_int_range (rand, 1, MAX_PIECE);
      gsize piece = MIN (size, most);

      add_packet (self, packets, direction, SONDE_TCP_ACK | SONDE_TCP_PSH, next, data, piece);
      next[direction] += (guint32) piece;
      data += piece;
      size -= piece;
      if (g_rand_int_range (rand, 0, 20) == 0)
        {
          Packet again = g_array_index (packets, Packet, packets->len - 1);

          g_array_append_val (packets, again);
        }
    }
  for (guint i = start; i + 1 < packets->len; i++)
    if (g_rand_int_range (rand, 0, 10) == 0)
      {
        Packet packet = g_array_index (packets, Packet, i);

        g_array_index (packets, Packet, i) = g_array_index (packets, Packet, i + 1);
        g_array_index (packets, Packet, i + 1) = packet;
        i++;
      }
}

void
made_connection_write (MadeConnection *self,
                       SondePcapngWriter *writer,
                       gint64 *time_us,
                       GRand *rand)
{
  g_autoptr (GArray) packets = g_array_new (FALSE, FALSE, sizeof (Packet));
  guint32 next[2] = { g_rand_int (rand), g_rand_int (rand) };
  gsize at[2] = { self->head_sizes[0], self->head_sizes[1] };

  add_packet (self, packets, SONDE_DIRECTION_SENT, SONDE_TCP_SYN, next, NULL, 0);
  next[SONDE_DIRECTION_SENT]++;
  add_packet (self, packets, SONDE_DIRECTION_RECEIVED, SONDE_TCP_SYN | SONDE_TCP_ACK, next, NULL,
              0);
  next[SONDE_DIRECTION_RECEIVED]++;
  add_packet (self, packets, SONDE_DIRECTION_SENT, SONDE_TCP_ACK, next, NULL, 0);
  for (gint i = SONDE_DIRECTION_SENT; i >= 0; i--)
    {
      add_packet (self, packets, (SondeDirection) i, SONDE_TCP_ACK | SONDE_TCP_PSH, next,
                  self->bytes[i]->data, self->head_sizes[i]);
      next[i] += (guint32) self->head_sizes[i];
    }
  while (at[0] < self->bytes[0]->len || at[1] < self->bytes[1]->len)
    {
      SondeDirection direction = (SondeDirection) g_rand_int_range (rand, 0, 2);
      gsize rest = self->bytes[direction]->len - at[direction];
      gsize most = (gsize) g_rand_int_range (rand, 1, 5 * MAX_PIECE);
      gsize size = MIN (rest, most);

      add_burst (self, packets, direction, next, self->bytes[direction]->data + at[direction], size,
                 rand);
      at[direction] += size;
    }
  add_packet (self, packets, SONDE_DIRECTION_SENT, SONDE_TCP_FIN | SONDE_TCP_ACK, next, NULL, 0);
  next[SONDE_DIRECTION_SENT]++;
  add_packet (self, packets, SONDE_DIRECTION_RECEIVED, SONDE_TCP_FIN | SONDE_TCP_ACK, next, NULL,
              0);

  for (guint i = 0; i < packets->len; i++)
    {
      g_autoptr (GError) error = NULL;

      *time_us += 100;
      sonde_pcapng_writer_add (writer, &g_array_index (packets, Packet, i).segment, *time_us, NULL,
                               NULL, &error);
      g_assert_no_error (error);
    }
}

/* A log as a session has it, with a dial to a given address and frames of all kinds of trouble. */
SondeFrameLog *
made_log_new (const char *uri, const char *local, const char *remote, gsize max_bytes)
{
  SondeFrameLog *log = sonde_frame_log_new (100, max_bytes);
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (uri, NULL);
  g_autoptr (SondeDialRecord)
      dial = sonde_dial_record_new (endpoint, "YXplcnR5",
                                    "GET /a?b=c HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                                    "Connection: Upgrade\r\nSec-WebSocket-Key: YXplcnR5\r\n\r\n");
  static const char answer[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                               "Connection: Upgrade\r\n"
                               "Sec-WebSocket-Accept: VM6OyB4LHVc1FSyII8Ry3Z00q5s=\r\n\r\n";
  g_autoptr (GBytes) received = g_bytes_new_static (answer, sizeof answer - 1);

  dial->local = g_inet_socket_address_new_from_string (local, 40000);
  dial->remote = g_inet_socket_address_new_from_string (remote, 443);
  dial->stage_us[SONDE_DIAL_STAGE_CONNECTING] = 1500;
  dial->stage_us[SONDE_DIAL_STAGE_UPGRADING] = 2500;
  dial->request_time_us = dial->start_time_us + 1500;
  dial->answer_time_us = dial->start_time_us + 4000;
  sonde_dial_record_set_received (dial, received);
  sonde_frame_log_add_dial (log, dial);
  return log;
}

void
made_log_add (SondeFrameLog *log, SondeDirection direction, const guint8 *bytes, gsize size)
{
  SondeFrameWriter writer;
  SondeFrameHeader header;

  g_assert_cmpint (sonde_frame_header_parse (&header, bytes, size), ==, SONDE_FRAME_OK);
  sonde_frame_writer_init (&writer, log, 1, direction);
  sonde_frame_writer_begin (&writer, g_get_real_time (), 0);
  sonde_frame_writer_add_frame (&writer, &header, bytes, size);
  sonde_frame_writer_end (&writer);
  sonde_frame_writer_clear (&writer);
}
