/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "raw-peer.h"
#include "sonde-keepalive.h"

#include <string.h>
#include <sys/socket.h>

#define LIMIT_MS 1000

/* The client's end of a pair of sockets, tapped and read, and the peer's, which only does what a
 * test does with it. */
typedef struct
{
  GSocket *peer;
  SondeTapStream *tap;
  GSource *reader;
  SondeKeepalive *keepalive;
  gint64 sent_us; /* of the latest ping */
  guint n_sent;
  guint n_pongs;
  gint64 dead_us;
} Fixture;

static void
on_control_frame (Fixture *self, guint direction, guint opcode, GBytes *payload)
{
  if (direction == SONDE_DIRECTION_SENT && opcode == SONDE_OPCODE_PING)
    {
      self->sent_us = g_get_monotonic_time ();
      self->n_sent++;
      sonde_keepalive_note_sent (self->keepalive, payload);
    }
  if (direction == SONDE_DIRECTION_RECEIVED && opcode == SONDE_OPCODE_PONG &&
      sonde_keepalive_note_pong (self->keepalive, payload) >= 0)
    self->n_pongs++;
}

static gboolean
on_readable (GObject *stream, gpointer user_data)
{
  guint8 block[1024];

  while (g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), block,
                                                   sizeof block, NULL, NULL) > 0)
    ;
  return G_SOURCE_CONTINUE;
}

static void
on_dead (gpointer user_data)
{
  Fixture *self = user_data;

  self->dead_us = g_get_monotonic_time ();
}

static void
fixture_init (Fixture *self, guint keepalive_ms, guint watchdog_ms)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  socket = g_socket_new_from_fd (fds[0], NULL);
  self->peer = g_socket_new_from_fd (fds[1], NULL);
  connection = g_socket_connection_factory_create_connection (socket);
  self->tap = sonde_tap_stream_new (G_IO_STREAM (connection), NULL, FALSE, 1000);
  g_signal_connect_swapped (self->tap, "control-frame", G_CALLBACK (on_control_frame), self);
  self->reader = g_pollable_input_stream_create_source (
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (self->tap))), NULL);
  g_source_set_callback (self->reader, G_SOURCE_FUNC (on_readable), NULL, NULL);
  g_source_attach (self->reader, NULL);
  self->keepalive = sonde_keepalive_new (self->tap, keepalive_ms, watchdog_ms, on_dead, self);
}

static void
fixture_clear (Fixture *self)
{
  g_clear_pointer (&self->keepalive, sonde_keepalive_free);
  g_source_destroy (self->reader);
  g_clear_pointer (&self->reader, g_source_unref);
  g_signal_handlers_disconnect_by_data (self->tap, self);
  g_clear_object (&self->tap);
  g_clear_object (&self->peer);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static void
ping (Fixture *self)
{
  g_autoptr (GBytes) payload = g_bytes_new_static ("?", 1);

  g_assert_true (sonde_keepalive_ping (self->keepalive, payload));
}

static void
send_from_peer (Fixture *self, const char *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_socket_send (self->peer, bytes, size, NULL, &error), ==, (gssize) size);
  g_assert_no_error (error);
}

static gboolean
is_over (gint64 deadline_us)
{
  return g_get_monotonic_time () >= deadline_us;
}

static void
pass_ms (gint64 time_ms)
{
  gint64 deadline_us = g_get_monotonic_time () + time_ms * 1000;

  WAIT_UNTIL (is_over (deadline_us));
}

static void
test_pings (void)
{
  g_auto (Fixture) fixture = { 0 };

  fixture_init (&fixture, 5, 0);
  WAIT_UNTIL (fixture.n_sent >= 3);
  sonde_keepalive_stop (fixture.keepalive);
  send_from_peer (&fixture, "\x8a\x07sonde 3", 9);
  WAIT_UNTIL (fixture.n_pongs == 1);
}

static void
test_silence_without_a_ping (void)
{
  g_auto (Fixture) fixture = { 0 };

  fixture_init (&fixture, 0, 50);
  pass_ms (200);
  g_assert_cmpint (fixture.dead_us, ==, 0);
}

/* The probe is silent for longer than the limit, and stalls when a ping reaches it. */
static void
test_silence_and_a_stall (void)
{
  g_auto (Fixture) fixture = { 0 };

  fixture_init (&fixture, 0, LIMIT_MS);
  pass_ms (LIMIT_MS + 100);
  ping (&fixture);
  pass_ms (LIMIT_MS / 4);
  send_from_peer (&fixture, "\x8a\x01?", 3);
  WAIT_UNTIL (fixture.n_pongs == 1);
  pass_ms (LIMIT_MS + 100);
  g_assert_cmpint (fixture.dead_us, ==, 0);
}

static void
test_dead (void)
{
  g_auto (Fixture) fixture = { 0 };

  fixture_init (&fixture, 20, 200);
  send_from_peer (&fixture, "\x81\x01x", 3);
  WAIT_UNTIL (fixture.dead_us != 0);
  g_assert_cmpuint (fixture.n_sent, >=, 1);
}

/* The clock is that of the ping, whoever sent it and whatever was said before. */
static void
test_dead_after_a_ping (void)
{
  g_auto (Fixture) fixture = { 0 };

  fixture_init (&fixture, 0, 200);
  pass_ms (150);
  send_from_peer (&fixture, "\x81\x01x", 3);
  WAIT_UNTIL (sonde_tap_stream_get_n_bytes (fixture.tap, SONDE_DIRECTION_RECEIVED) == 3);
  ping (&fixture);
  WAIT_UNTIL (fixture.dead_us != 0);
  g_assert_cmpint (fixture.dead_us - fixture.sent_us, >=, 200 * 1000);
}

/* Other bytes than a pong show as well that the peer lives, until the next ping. */
static void
test_any_byte_is_life (void)
{
  g_auto (Fixture) fixture = { 0 };

  fixture_init (&fixture, 0, 200);
  ping (&fixture);
  send_from_peer (&fixture, "\x81", 1);
  WAIT_UNTIL (sonde_tap_stream_get_n_bytes (fixture.tap, SONDE_DIRECTION_RECEIVED) == 1);
  pass_ms (400);
  g_assert_cmpint (fixture.dead_us, ==, 0);
  ping (&fixture);
  WAIT_UNTIL (fixture.dead_us != 0);
}

/* While this process was stopped, nobody has read the pong. */
static void
test_stopped_process (void)
{
  g_auto (Fixture) fixture = { 0 };

  fixture_init (&fixture, 20, 100);
  WAIT_UNTIL (fixture.n_sent == 1);
  send_from_peer (&fixture, "\x8a\x07sonde 1", 9);
  g_usleep (300 * 1000);
  WAIT_UNTIL (fixture.n_pongs == 1);
  g_assert_cmpint (fixture.dead_us, ==, 0);
}

/* A peer that reads nothing is noticed, though no ping fits into the socket any more. */
static void
test_full_socket (void)
{
  static const guint8 frame[4 + 4 + 60000] = { 0x82, 0x80 | 126, 60000 >> 8, 60000 & 0xff };
  g_auto (Fixture) fixture = { 0 };
  GPollableOutputStream *output;
  gsize at = 0;
  gssize n;

  fixture_init (&fixture, 0, 200);
  output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (fixture.tap)));
  while ((n = g_pollable_output_stream_write_nonblocking (output, frame + at, sizeof frame - at,
                                                          NULL, NULL)) > 0)
    at = (at + (gsize) n) % sizeof frame;
  ping (&fixture);
  g_assert_cmpuint (fixture.n_sent, ==, 0);
  WAIT_UNTIL (fixture.dead_us != 0);
  g_assert_cmpuint (fixture.n_sent, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keepalive/pings", test_pings);
  g_test_add_func ("/keepalive/silence-without-a-ping", test_silence_without_a_ping);
  g_test_add_func ("/keepalive/silence-and-a-stall", test_silence_and_a_stall);
  g_test_add_func ("/keepalive/dead", test_dead);
  g_test_add_func ("/keepalive/dead-after-a-ping", test_dead_after_a_ping);
  g_test_add_func ("/keepalive/any-byte-is-life", test_any_byte_is_life);
  g_test_add_func ("/keepalive/stopped-process", test_stopped_process);
  g_test_add_func ("/keepalive/full-socket", test_full_socket);

  return g_test_run ();
}
