/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "sonde-message-model.h"

/* Follows a list by its signals alone, so that a wrong "items-changed" shows. */
typedef struct
{
  SondeMessageLog *log;
  SondeMessageModel *model;
  GPtrArray *mirror;
  guint n_signals;
} Fixture;

static char *
get_text (Fixture *fixture, guint position)
{
  g_autoptr (SondeMessageItem)
      item = g_list_model_get_item (G_LIST_MODEL (fixture->model), position);
  SondeMessage *message = sonde_message_item_get_message (item);

  if (message == NULL)
    return g_strdup ("(gone)");
  return sonde_message_get_preview (message, 100);
}

static void
on_items_changed (Fixture *fixture, guint position, guint n_removed, guint n_added)
{
  fixture->n_signals++;
  g_ptr_array_remove_range (fixture->mirror, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (fixture->mirror, (int) (position + i), get_text (fixture, position + i));
  g_assert_cmpuint (fixture->mirror->len, ==,
                    g_list_model_get_n_items (G_LIST_MODEL (fixture->model)));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->log = sonde_message_log_new (10, 1 << 20);
  fixture->model = sonde_message_model_new ();
  fixture->mirror = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect_swapped (fixture->model, "items-changed", G_CALLBACK (on_items_changed),
                            fixture);
  sonde_message_model_set_log (fixture->model, fixture->log);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->model);
  g_assert_finalize_object (fixture->log);
  g_ptr_array_unref (fixture->mirror);
}

static void
append (Fixture *fixture, SondeDirection direction, SondeOpcode opcode, const char *text)
{
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));
  g_autoptr (SondeMessage) message = sonde_message_new (direction, opcode, data, 0, -1);

  sonde_message_log_append (fixture->log, message);
}

static void
append_numbered (Fixture *fixture, guint first, guint n_messages)
{
  for (guint i = first; i < first + n_messages; i++)
    {
      g_autofree char *text = g_strdup_printf ("m%u", i);

      append (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT, text);
    }
}

static void
assert_mirror (Fixture *fixture, const char *expected)
{
  g_autofree char *texts = NULL;

  g_ptr_array_add (fixture->mirror, NULL);
  texts = g_strjoinv (" ", (char **) fixture->mirror->pdata);
  g_ptr_array_remove_index (fixture->mirror, fixture->mirror->len - 1);
  g_assert_cmpstr (texts, ==, expected);
}

static void
test_appends (Fixture *fixture, gconstpointer data)
{
  g_assert_false (sonde_message_model_refresh (fixture->model));
  g_assert_cmpuint (fixture->n_signals, ==, 0);
  append_numbered (fixture, 0, 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->model)), ==, 0);
  sonde_message_model_refresh (fixture->model);
  g_assert_cmpuint (fixture->n_signals, ==, 1);
  assert_mirror (fixture, "m0 m1 m2");
  sonde_message_model_refresh (fixture->model);
  g_assert_cmpuint (fixture->n_signals, ==, 1);
}

static void
test_evictions (Fixture *fixture, gconstpointer data)
{
  append_numbered (fixture, 0, 8);
  sonde_message_model_refresh (fixture->model);
  append_numbered (fixture, 8, 4);
  sonde_message_model_refresh (fixture->model);
  assert_mirror (fixture, "m2 m3 m4 m5 m6 m7 m8 m9 m10 m11");
  g_assert_cmpuint (fixture->n_signals, ==, 3);
  append_numbered (fixture, 12, 25);
  sonde_message_model_refresh (fixture->model);
  assert_mirror (fixture, "m27 m28 m29 m30 m31 m32 m33 m34 m35 m36");
}

static void
test_clear (Fixture *fixture, gconstpointer data)
{
  append_numbered (fixture, 0, 5);
  sonde_message_model_refresh (fixture->model);
  sonde_message_log_clear (fixture->log);
  append_numbered (fixture, 5, 2);
  sonde_message_model_refresh (fixture->model);
  assert_mirror (fixture, "m5 m6");
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    SondeMessageFilter filter;
    const char *needle;
    const char *expected;
  } cases[] = {
    { SONDE_MESSAGE_FILTER_ALL, NULL, "Etat on 62 69 6e 70 69 6e 67 reply" },
    { SONDE_MESSAGE_FILTER_ALL, "ETAT", "Etat" },
    { SONDE_MESSAGE_FILTER_ALL, "", "Etat on 62 69 6e 70 69 6e 67 reply" },
    { SONDE_MESSAGE_FILTER_ALL & ~SONDE_MESSAGE_FILTER_SENT, NULL, "Etat on 62 69 6e 70 69 6e 67" },
    { SONDE_MESSAGE_FILTER_ALL & ~SONDE_MESSAGE_FILTER_RECEIVED, NULL, "reply" },
    { SONDE_MESSAGE_FILTER_RECEIVED | SONDE_MESSAGE_FILTER_SENT | SONDE_MESSAGE_FILTER_TEXT, NULL,
      "Etat on reply" },
    { SONDE_MESSAGE_FILTER_RECEIVED | SONDE_MESSAGE_FILTER_SENT | SONDE_MESSAGE_FILTER_CONTROL,
      NULL, "70 69 6e 67" },
    { SONDE_MESSAGE_FILTER_ALL, "nowhere", "" },
  };

  append (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT, "Etat");
  append (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT, "on");
  append (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_BINARY, "bin");
  append (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_PING, "ping");
  append (fixture, SONDE_DIRECTION_SENT, SONDE_OPCODE_TEXT, "reply");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      sonde_message_model_set_filter (fixture->model, cases[i].filter, cases[i].needle);
      g_assert_false (sonde_message_model_refresh (fixture->model));
      assert_mirror (fixture, cases[i].expected);
    }
}

static void
test_filtered_evictions (Fixture *fixture, gconstpointer data)
{
  sonde_message_model_set_filter (fixture->model, SONDE_MESSAGE_FILTER_ALL, "m1");
  append_numbered (fixture, 0, 10);
  sonde_message_model_refresh (fixture->model);
  assert_mirror (fixture, "m1");
  append_numbered (fixture, 10, 5);
  sonde_message_model_refresh (fixture->model);
  assert_mirror (fixture, "m10 m11 m12 m13 m14");
  append_numbered (fixture, 15, 100);
  sonde_message_model_refresh (fixture->model);
  assert_mirror (fixture, "m105 m106 m107 m108 m109 m110 m111 m112 m113 m114");
}

static void
test_long_scan_takes_turns (Fixture *fixture, gconstpointer data)
{
  guint n_turns = 1;

  sonde_message_log_set_bounds (fixture->log, 100000, 1 << 26);
  append_numbered (fixture, 0, 20000);
  sonde_message_model_set_filter (fixture->model, SONDE_MESSAGE_FILTER_ALL, "m1999");
  while (sonde_message_model_refresh (fixture->model))
    n_turns++;
  g_assert_cmpuint (n_turns, >, 1);
  g_assert_cmpuint (n_turns, <, 100);
  assert_mirror (fixture, "m1999 m19990 m19991 m19992 m19993 m19994 m19995 m19996 m19997 m19998 "
                          "m19999");
}

static void
test_other_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeMessageLog) other = sonde_message_log_new (10, 1 << 20);

  append_numbered (fixture, 0, 3);
  sonde_message_model_refresh (fixture->model);
  sonde_message_model_set_log (fixture->model, other);
  sonde_message_model_refresh (fixture->model);
  assert_mirror (fixture, "");
  sonde_message_model_set_log (fixture->model, NULL);
  g_assert_false (sonde_message_model_refresh (fixture->model));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/message-model/appends", test_appends },
    { "/message-model/evictions", test_evictions },
    { "/message-model/clear", test_clear },
    { "/message-model/filter", test_filter },
    { "/message-model/filtered-evictions", test_filtered_evictions },
    { "/message-model/long-scan", test_long_scan_takes_turns },
    { "/message-model/other-log", test_other_log },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
