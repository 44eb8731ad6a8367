/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-message-log.h"

static SondeMessage *
text_message (const char *text)
{
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));

  return sonde_message_new (SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT, data, 0, -1);
}

static void
append (SondeMessageLog *log, guint n_messages)
{
  for (guint i = 0; i < n_messages; i++)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, (guint64) i);
      g_autoptr (SondeMessage) message = text_message (text);

      sonde_message_log_append (log, message);
    }
}

static void
assert_range (SondeMessageLog *log, guint64 first, guint64 end)
{
  guint64 actual_first, actual_end;

  sonde_message_log_get_range (log, &actual_first, &actual_end);
  g_assert_cmpuint (actual_first, ==, first);
  g_assert_cmpuint (actual_end, ==, end);
}

static void
test_oldest_go_first (void)
{
  g_autoptr (SondeMessageLog) log = sonde_message_log_new (100, G_MAXSIZE);

  append (log, 1000);
  assert_range (log, 900, 1000);
  g_assert_null (sonde_message_log_get (log, 899));
  g_assert_null (sonde_message_log_get (log, 1000));

  for (guint64 sequence = 900; sequence < 1000; sequence++)
    {
      g_autoptr (SondeMessage) message = sonde_message_log_get (log, sequence);
      g_autofree char *expected = g_strdup_printf ("%" G_GUINT64_FORMAT, sequence);
      g_autofree char *preview = sonde_message_get_preview (message, 100);

      g_assert_cmpstr (preview, ==, expected);
    }
}

static void
test_byte_bound (void)
{
  g_autoptr (SondeMessageLog) log = sonde_message_log_new (1000000, 4096);
  g_autofree char *huge = g_strnfill (10000, 'x');
  g_autoptr (SondeMessage) message = text_message (huge);
  guint64 first, end;

  append (log, 1000);
  sonde_message_log_get_range (log, &first, &end);
  g_assert_cmpuint (end, ==, 1000);
  g_assert_cmpuint (first, >, 900);
  g_assert_cmpuint (sonde_message_log_get_n_bytes (log), <=, 4096);

  g_assert_cmpuint (sonde_message_log_append (log, message), ==, 1000);
  assert_range (log, 1001, 1001);
  g_assert_cmpuint (sonde_message_log_get_n_bytes (log), ==, 0);
}

static void
test_bounds_change (void)
{
  g_autoptr (SondeMessageLog) log = sonde_message_log_new (100, G_MAXSIZE);

  append (log, 150);
  sonde_message_log_set_bounds (log, 10, G_MAXSIZE);
  assert_range (log, 140, 150);
  sonde_message_log_set_bounds (log, 300, G_MAXSIZE);
  append (log, 400);
  assert_range (log, 250, 550);
  sonde_message_log_clear (log);
  assert_range (log, 550, 550);
  append (log, 1);
  assert_range (log, 550, 551);
}

static void
test_preview (void)
{
  static const struct
  {
    SondeOpcode opcode;
    const char *data;
    gsize size;
    gsize max_chars;
    const char *preview;
  } rows[] = {
    { SONDE_OPCODE_TEXT, "caf\xc3\xa9", 5, 10, "café" },
    { SONDE_OPCODE_TEXT, "caf\xc3\xa9", 5, 3, "caf…" },
    { SONDE_OPCODE_TEXT, "a\nb\0c", 5, 10, "a b c" },
    { SONDE_OPCODE_TEXT,
      "a\xe2\x80\xae"
      "b",
      5, 10, "a b" },
    { SONDE_OPCODE_TEXT,
      "a\xff"
      "b",
      3, 10,
      "a\xef\xbf\xbd"
      "b" },
    { SONDE_OPCODE_TEXT, "caf\xc3", 4, 10, "caf\xef\xbf\xbd" },
    { SONDE_OPCODE_TEXT, "", 0, 10, "" },
    { SONDE_OPCODE_BINARY, "\0\x7f\xff", 3, 20, "00 7f ff" },
    { SONDE_OPCODE_BINARY, "\0\x7f\xff", 3, 5, "00 7f…" },
    { SONDE_OPCODE_CLOSE,
      "\x03\xe8"
      "bye",
      5, 10, "1000 bye" },
    { SONDE_OPCODE_CLOSE, "\x03\xe9", 2, 10, "1001" },
    { SONDE_OPCODE_CLOSE, "\x03", 1, 10, "03" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) data = g_bytes_new (rows[i].data, rows[i].size);
      g_autoptr (SondeMessage)
          message = sonde_message_new (SONDE_DIRECTION_RECEIVED, rows[i].opcode, data, 0, -1);
      g_autofree char *preview = sonde_message_get_preview (message, rows[i].max_chars);

      g_assert_cmpstr (preview, ==, rows[i].preview);
    }
}

static void
test_matches (void)
{
  static const struct
  {
    const char *text;
    const char *needle;
    gboolean matches;
  } rows[] = {
    { "{\"type\":\"ETAT\"}", "etat", TRUE },
    { "{\"type\":\"etat\"}", "Etat", TRUE },
    { "État", "éTAT", TRUE },
    { "\xff"
      "Ping",
      "ping", TRUE },
    { "mesure", "etat", FALSE },
    { "", "etat", FALSE },
    { "", "", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeMessage) message = text_message (rows[i].text);
      g_autofree char *folded = g_utf8_casefold (rows[i].needle, -1);

      g_assert_cmpint (sonde_message_matches (message, folded), ==, rows[i].matches);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message-log/oldest-go-first", test_oldest_go_first);
  g_test_add_func ("/message-log/byte-bound", test_byte_bound);
  g_test_add_func ("/message-log/bounds-change", test_bounds_change);
  g_test_add_func ("/message/preview", test_preview);
  g_test_add_func ("/message/matches", test_matches);

  return g_test_run ();
}
