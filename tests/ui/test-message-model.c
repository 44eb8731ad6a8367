/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-message-model.h"

typedef struct
{
  SondeMessageLog *log;
  SondeLogModel *model;
} Fixture;

static void
append (Fixture *fixture, SondeDirection direction, SondeOpcode opcode, const char *text)
{
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));
  g_autoptr (SondeMessage) message = sonde_message_new (direction, opcode, data, 0, -1);

  sonde_message_log_append (fixture->log, message);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->log = sonde_message_log_new (10, 1 << 20);
  fixture->model = sonde_message_model_new ();
  sonde_log_model_set_log (fixture->model, fixture->log);
  append (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT, "Etat");
  append (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT, "on");
  append (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_BINARY, "bin");
  append (fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_PING, "ping");
  append (fixture, SONDE_DIRECTION_SENT, SONDE_OPCODE_TEXT, "reply");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->model);
  g_assert_finalize_object (fixture->log);
}

static void
assert_list (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->model)); i++)
    {
      g_autoptr (SondeMessageItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->model), i);
      g_autofree char *preview = sonde_message_get_preview (sonde_message_item_get_message (item),
                                                            100);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", preview);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    SondeMessageFilter flags;
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
    { SONDE_MESSAGE_FILTER_RECEIVED | SONDE_MESSAGE_FILTER_SENT | SONDE_MESSAGE_FILTER_TEXT, "on",
      "on" },
    { SONDE_MESSAGE_FILTER_ALL, "nowhere", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      sonde_message_model_set_filter (fixture->model, cases[i].flags, cases[i].needle);
      g_assert_false (sonde_log_model_refresh (fixture->model));
      assert_list (fixture, cases[i].expected);
    }
}

/* The same filter again does not begin anew. */
static void
test_same_filter (Fixture *fixture, gconstpointer data)
{
  sonde_message_model_set_filter (fixture->model, SONDE_MESSAGE_FILTER_ALL, "ETAT");
  sonde_log_model_refresh (fixture->model);
  sonde_message_model_set_filter (fixture->model, SONDE_MESSAGE_FILTER_ALL, "etat");
  assert_list (fixture, "Etat");
  sonde_message_model_set_filter (fixture->model, SONDE_MESSAGE_FILTER_ALL, NULL);
  assert_list (fixture, "");
}

/* A row may show what the log has dropped by then. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeMessageItem) item = NULL;
  g_autofree char *preview = NULL;

  sonde_log_model_refresh (fixture->model);
  sonde_message_log_clear (fixture->log);
  item = g_list_model_get_item (G_LIST_MODEL (fixture->model), 0);
  g_assert_null (sonde_message_item_get_message (item));
  g_object_get (item, "preview", &preview, NULL);
  g_assert_cmpstr (preview, ==, "No longer kept");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/message-model/filter", test_filter },
    { "/message-model/same-filter", test_same_filter },
    { "/message-model/gone", test_gone },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
