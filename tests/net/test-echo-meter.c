/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-echo-meter.h"

#include <string.h>

static void
sent (SondeEchoMeter *meter, const char *text, gint64 now_us)
{
  g_autoptr (GBytes) data = g_bytes_new_static (text, strlen (text));

  sonde_echo_meter_sent (meter, SONDE_OPCODE_TEXT, data, now_us);
}

static SondeEcho
received (SondeEchoMeter *meter, const char *text, gint64 now_us, gint64 *rtt_us)
{
  g_autoptr (GBytes) data = g_bytes_new_static (text, strlen (text));

  return sonde_echo_meter_received (meter, SONDE_OPCODE_TEXT, data, now_us, rtt_us);
}

static void
test_match (void)
{
  g_autoptr (SondeEchoMeter) meter = sonde_echo_meter_new (SONDE_ECHO_METER_DEFAULT_WINDOW);
  g_autoptr (GBytes) binary = g_bytes_new_static ("b", 1);
  SondeEchoStatistics statistics;
  gint64 rtt_us;

  g_assert_cmpint (received (meter, "welcome", 5, &rtt_us), ==, SONDE_ECHO_UNSOLICITED);
  g_assert_cmpint (rtt_us, ==, -1);
  g_assert_false (sonde_echo_meter_is_echo (meter));
  sonde_echo_meter_get_statistics (meter, &statistics);
  g_assert_cmpint (statistics.min_us, ==, -1);
  g_assert_cmpint (statistics.last_us, ==, -1);

  sent (meter, "a", 10);
  sent (meter, "a", 20);
  g_assert_cmpint (received (meter, "a", 30, &rtt_us), ==, SONDE_ECHO_MATCHED);
  g_assert_cmpint (rtt_us, ==, 20);
  g_assert_cmpint (received (meter, "a", 35, &rtt_us), ==, SONDE_ECHO_MATCHED);
  g_assert_cmpint (rtt_us, ==, 15);
  g_assert_cmpint (received (meter, "a", 40, &rtt_us), ==, SONDE_ECHO_UNSOLICITED);

  /* A server that ignores binary messages: the text behind it counts. */
  sonde_echo_meter_sent (meter, SONDE_OPCODE_BINARY, binary, 50);
  sent (meter, "b", 60);
  g_assert_cmpint (received (meter, "c", 61, &rtt_us), ==, SONDE_ECHO_MISMATCHED);
  g_assert_cmpint (received (meter, "b", 65, &rtt_us), ==, SONDE_ECHO_MATCHED);
  g_assert_cmpint (rtt_us, ==, 5);
  g_assert_true (sonde_echo_meter_is_echo (meter));

  sonde_echo_meter_get_statistics (meter, &statistics);
  g_assert_cmpuint (statistics.n_sent, ==, 4);
  g_assert_cmpuint (statistics.n_matched, ==, 3);
  g_assert_cmpuint (statistics.n_mismatched, ==, 1);
  g_assert_cmpint (statistics.last_us, ==, 5);
  g_assert_cmpint (statistics.min_us, ==, 5);
  g_assert_cmpint (statistics.median_us, ==, 15);
  g_assert_cmpint (statistics.p99_us, ==, 20);
  g_assert_cmpint (statistics.max_us, ==, 20);

  sent (meter, "d", 70);
  sonde_echo_meter_forget_pending (meter);
  g_assert_cmpint (received (meter, "d", 80, &rtt_us), ==, SONDE_ECHO_UNSOLICITED);
  sonde_echo_meter_reset (meter);
  g_assert_false (sonde_echo_meter_is_echo (meter));
}

static void
test_percentiles (void)
{
  g_autoptr (SondeEchoMeter) meter = sonde_echo_meter_new (100);
  SondeEchoStatistics statistics;
  gint64 rtt_us;

  /* The window keeps the last hundred: 101 to 200. */
  for (gint64 i = 1; i <= 200; i++)
    {
      sent (meter, "x", 0);
      received (meter, "x", i, &rtt_us);
    }
  sonde_echo_meter_get_statistics (meter, &statistics);
  g_assert_cmpuint (statistics.n_matched, ==, 200);
  g_assert_cmpint (statistics.min_us, ==, 101);
  g_assert_cmpint (statistics.median_us, ==, 150);
  g_assert_cmpint (statistics.p99_us, ==, 199);
  g_assert_cmpint (statistics.max_us, ==, 200);
}

static void
test_bounds (void)
{
  g_autoptr (SondeEchoMeter) meter = sonde_echo_meter_new (SONDE_ECHO_METER_DEFAULT_WINDOW);
  g_autoptr (GBytes) large = NULL;
  gint64 rtt_us;

  /* A server that never echoes: what it could still answer is bounded. */
  sent (meter, "first", 0);
  for (int i = 0; i < SONDE_ECHO_METER_MAX_PENDING; i++)
    sent (meter, "later", 0);
  g_assert_cmpint (received (meter, "first", 1, &rtt_us), ==, SONDE_ECHO_MISMATCHED);
  g_assert_cmpint (received (meter, "later", 1, &rtt_us), ==, SONDE_ECHO_MATCHED);

  large = g_bytes_new_take (g_malloc0 (SONDE_ECHO_METER_MAX_PENDING_BYTES + 1),
                            SONDE_ECHO_METER_MAX_PENDING_BYTES + 1);
  sonde_echo_meter_sent (meter, SONDE_OPCODE_BINARY, large, 2);
  g_assert_cmpint (sonde_echo_meter_received (meter, SONDE_OPCODE_BINARY, large, 3, &rtt_us), ==,
                   SONDE_ECHO_UNSOLICITED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/echo-meter/match", test_match);
  g_test_add_func ("/echo-meter/percentiles", test_percentiles);
  g_test_add_func ("/echo-meter/bounds", test_bounds);

  return g_test_run ();
}
