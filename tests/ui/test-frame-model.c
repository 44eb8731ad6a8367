/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "sonde-dissector.h"
#include "sonde-frame-item.h"
#include "sonde-frame-model.h"
#include "sonde-frame-writer.h"

#define MAX_FRAMES 10

/* Follows a list by its signals alone, so that a wrong "items-changed" shows. */
typedef struct
{
  SondeFrameLog *log;
  SondeLogModel *model;
  GArray *mirror; /* of the numbers of frames */
} Fixture;

static guint64
get_number (Fixture *fixture, guint position)
{
  g_autoptr (SondeFrameItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->model), position);
  SondeFrameRecord *record = sonde_frame_item_get_record (item);

  return record != NULL ? record->number : G_MAXUINT64;
}

static void
on_items_changed (Fixture *fixture, guint position, guint n_removed, guint n_added)
{
  g_array_remove_range (fixture->mirror, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    {
      const guint64 number = get_number (fixture, position + i);

      g_array_insert_val (fixture->mirror, position + i, number);
    }
  g_assert_cmpuint (fixture->mirror->len, ==,
                    g_list_model_get_n_items (G_LIST_MODEL (fixture->model)));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->log = sonde_frame_log_new (MAX_FRAMES, 1 << 20);
  fixture->model = sonde_frame_model_new ();
  fixture->mirror = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_signal_connect_swapped (fixture->model, "items-changed", G_CALLBACK (on_items_changed),
                            fixture);
  sonde_log_model_set_log (fixture->model, fixture->log);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->model);
  g_assert_finalize_object (fixture->log);
  g_array_unref (fixture->mirror);
}

/* Adds a frame of one byte: “t” a text, “p” a ping, received, and in capitals sent. */
static void
add (Fixture *fixture, const char *kinds)
{
  for (const char *kind = kinds; *kind != '\0'; kind++)
    {
      const gboolean sent = g_ascii_isupper (*kind);
      const guint8 opcode = g_ascii_tolower (*kind) == 'p' ? 0x9 : 0x1;
      const guint8 key = sent ? 1 : 'a';
      const guint8 bytes[] = { 0x80 | opcode, sent ? 0x81 : 0x01, key, 0, 0, 0, 'a' ^ 1 };
      SondeDissector dissector;
      SondeFrameWriter writer;
      gsize n_used;

      sonde_dissector_init (&dissector, sent ? SONDE_DIRECTION_SENT : SONDE_DIRECTION_RECEIVED,
                            FALSE, 1024);
      sonde_frame_writer_init (&writer, fixture->log, 1,
                               sent ? SONDE_DIRECTION_SENT : SONDE_DIRECTION_RECEIVED);
      sonde_frame_writer_begin (&writer, 1000, 1000);
      g_assert_cmpint (sonde_dissector_feed (&dissector, bytes, sent ? 7 : 3, &n_used, NULL), ==,
                       SONDE_DISSECTION_FRAME);
      sonde_frame_writer_add_frame (&writer, &dissector.header, bytes, n_used);
      sonde_frame_writer_end (&writer);
      sonde_frame_writer_clear (&writer);
    }
}

static void
assert_numbers (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (sonde_log_model_refresh (fixture->model))
    ;
  for (guint i = 0; i < fixture->mirror->len; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? " " : "",
                            (int) g_array_index (fixture->mirror, guint64, i));
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint filter;
    const char *expected;
  } rows[] = {
    { SONDE_FRAME_FILTER_SENT | SONDE_FRAME_FILTER_DATA | SONDE_FRAME_FILTER_CONTROL, "1 3" },
    { SONDE_FRAME_FILTER_RECEIVED | SONDE_FRAME_FILTER_DATA | SONDE_FRAME_FILTER_CONTROL, "0 2 4" },
    { SONDE_FRAME_FILTER_ALL & ~SONDE_FRAME_FILTER_DATA, "2 3" },
    { SONDE_FRAME_FILTER_ALL & ~SONDE_FRAME_FILTER_CONTROL, "0 1 4" },
    { SONDE_FRAME_FILTER_SENT | SONDE_FRAME_FILTER_CONTROL, "3" },
    { SONDE_FRAME_FILTER_ALL, "0 1 2 3 4" },
  };

  add (fixture, "tTpPt");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      sonde_frame_model_set_filter (fixture->model, (SondeFrameFilter) rows[i].filter);
      g_assert_cmpuint (fixture->mirror->len, ==, 0);
      assert_numbers (fixture, rows[i].expected);
    }
}

static void
test_filter_live (Fixture *fixture, gconstpointer data)
{
  sonde_frame_model_set_filter (fixture->model, SONDE_FRAME_FILTER_ALL & ~SONDE_FRAME_FILTER_DATA);
  add (fixture, "tpt");
  assert_numbers (fixture, "1");
  add (fixture, "pttttttt");
  assert_numbers (fixture, "1 3");
  add (fixture, "ptt");
  assert_numbers (fixture, "11");
}

static void
test_clear (Fixture *fixture, gconstpointer data)
{
  add (fixture, "ttt");
  assert_numbers (fixture, "0 1 2");
  sonde_frame_log_clear (fixture->log);
  assert_numbers (fixture, "");
  add (fixture, "t");
  assert_numbers (fixture, "3");
  sonde_log_model_set_log (fixture->model, NULL);
  assert_numbers (fixture, "");
}

static void
test_item (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[][2] = {
    { "number", "1" }, { "direction", "Sent" }, { "fin", "1" },
    { "rsv", "000" },  { "opcode", "Text" },    { "mask", "1" },
    { "length", "1" }, { "message", "1" },      { "summary", "a" }, /* unmasked */
  };
  g_autoptr (SondeFrameItem) item = NULL;

  add (fixture, "pT");
  assert_numbers (fixture, "0 1");
  item = g_list_model_get_item (G_LIST_MODEL (fixture->model), 1);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = NULL;

      g_object_get (item, texts[i][0], &text, NULL);
      g_assert_cmpstr (text, ==, texts[i][1]);
    }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (fixture->model), 2));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/frame-model/filter", test_filter },
    { "/frame-model/filter-live", test_filter_live },
    { "/frame-model/clear", test_clear },
    { "/frame-model/item", test_item },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
