/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list over a log that loses its oldest entries while it grows. */
#include "config.h"

#include "sonde-log-model.h"

/* A log of nothing but numbers. */
#define FAKE_TYPE_LOG (fake_log_get_type ())
G_DECLARE_FINAL_TYPE (FakeLog, fake_log, FAKE, LOG, GObject)

struct _FakeLog
{
  GObject parent_instance;

  guint64 first;
  guint64 end;
  guint n_looks; /* at an entry */
};

G_DEFINE_FINAL_TYPE (FakeLog, fake_log, G_TYPE_OBJECT)

static void
fake_log_class_init (FakeLogClass *klass)
{
}

static void
fake_log_init (FakeLog *self)
{
}

static void
get_range (gpointer log, guint64 *first, guint64 *end)
{
  *first = FAKE_LOG (log)->first;
  *end = FAKE_LOG (log)->end;
}

static GType
get_item_type (void)
{
  return G_TYPE_OBJECT;
}

static gpointer
create_item (gpointer log, guint64 number)
{
  GObject *item = g_object_new (G_TYPE_OBJECT, NULL);

  g_object_set_data (item, "number", GUINT_TO_POINTER (number));
  return item;
}

/* A filter is the number that those which pass are a multiple of. */
static void
scan (gpointer log, gconstpointer filter, guint64 start, guint64 stop, GArray *matches)
{
  for (guint64 number = start; number < stop; number++)
    {
      FAKE_LOG (log)->n_looks++;
      if (number % GPOINTER_TO_UINT (filter) == 0)
        g_array_append_val (matches, number);
    }
}

static const SondeLogKind kind = { get_item_type, get_range, create_item, scan };

/* Follows a list by its signals alone, so that a wrong "items-changed" shows. */
typedef struct
{
  FakeLog *log;
  SondeLogModel *model;
  GArray *mirror;
  guint n_signals;
} Fixture;

static void
on_items_changed (Fixture *fixture, guint position, guint n_removed, guint n_added)
{
  GListModel *list = G_LIST_MODEL (fixture->model);

  fixture->n_signals++;
  g_array_remove_range (fixture->mirror, position, n_removed);
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (list, i);
      const guint number = GPOINTER_TO_UINT (g_object_get_data (item, "number"));

      g_array_insert_val (fixture->mirror, i, number);
    }
  g_assert_cmpuint (fixture->mirror->len, ==, g_list_model_get_n_items (list));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->log = g_object_new (FAKE_TYPE_LOG, NULL);
  fixture->model = sonde_log_model_new (&kind);
  fixture->mirror = g_array_new (FALSE, FALSE, sizeof (guint));
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

/* What the log keeps from now on. */
static void
keep (Fixture *fixture, guint64 first, guint64 end)
{
  fixture->log->first = first;
  fixture->log->end = end;
}

static void
assert_mirror (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < fixture->mirror->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? " " : "",
                            g_array_index (fixture->mirror, guint, i));
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_growing (Fixture *fixture, gconstpointer data)
{
  g_assert_false (sonde_log_model_refresh (fixture->model));
  g_assert_cmpuint (fixture->n_signals, ==, 0);
  keep (fixture, 0, 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->model)), ==, 0);
  sonde_log_model_refresh (fixture->model);
  g_assert_cmpuint (fixture->n_signals, ==, 1);
  assert_mirror (fixture, "0 1 2");
  sonde_log_model_refresh (fixture->model);
  g_assert_cmpuint (fixture->n_signals, ==, 1);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (fixture->model), 3));
}

static void
test_evictions (Fixture *fixture, gconstpointer data)
{
  keep (fixture, 0, 4);
  sonde_log_model_refresh (fixture->model);
  keep (fixture, 2, 6);
  sonde_log_model_refresh (fixture->model);
  assert_mirror (fixture, "2 3 4 5");
  g_assert_cmpuint (fixture->n_signals, ==, 3);
  keep (fixture, 20, 24);
  sonde_log_model_refresh (fixture->model);
  assert_mirror (fixture, "20 21 22 23");
}

/* A log that was cleared goes on counting. */
static void
test_clear (Fixture *fixture, gconstpointer data)
{
  keep (fixture, 0, 5);
  sonde_log_model_refresh (fixture->model);
  keep (fixture, 5, 5);
  sonde_log_model_refresh (fixture->model);
  assert_mirror (fixture, "");
  keep (fixture, 5, 7);
  sonde_log_model_refresh (fixture->model);
  assert_mirror (fixture, "5 6");
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  keep (fixture, 0, 10);
  sonde_log_model_refresh (fixture->model);
  sonde_log_model_set_filter (fixture->model, GUINT_TO_POINTER (3), NULL);
  assert_mirror (fixture, ""); /* until it is refreshed */
  sonde_log_model_refresh (fixture->model);
  assert_mirror (fixture, "0 3 6 9");
  keep (fixture, 5, 15);
  sonde_log_model_refresh (fixture->model);
  assert_mirror (fixture, "6 9 12");
  keep (fixture, 100, 110);
  sonde_log_model_refresh (fixture->model);
  assert_mirror (fixture, "102 105 108");
  sonde_log_model_set_filter (fixture->model, NULL, NULL);
  sonde_log_model_refresh (fixture->model);
  assert_mirror (fixture, "100 101 102 103 104 105 106 107 108 109");
  g_assert_null (sonde_log_model_get_filter (fixture->model));
}

static void
count_freed (gpointer data)
{
  (*(guint *) data)++;
}

static void
test_filter_is_freed (Fixture *fixture, gconstpointer data)
{
  guint n_freed = 0;

  sonde_log_model_set_filter (fixture->model, &n_freed, count_freed);
  g_assert_true (sonde_log_model_get_filter (fixture->model) == &n_freed);
  sonde_log_model_set_filter (fixture->model, &n_freed, count_freed);
  g_assert_cmpuint (n_freed, ==, 1);
  sonde_log_model_set_filter (fixture->model, NULL, NULL);
  g_assert_cmpuint (n_freed, ==, 2);
}

/* No refresh looks at a long log as a whole, and each entry is looked at once. */
static void
test_long_scan (Fixture *fixture, gconstpointer data)
{
  guint n_turns = 1;

  keep (fixture, 0, 100000);
  sonde_log_model_set_filter (fixture->model, GUINT_TO_POINTER (25000), NULL);
  while (sonde_log_model_refresh (fixture->model))
    n_turns++;
  g_assert_cmpuint (n_turns, >, 10);
  g_assert_cmpuint (n_turns, <, 1000);
  g_assert_cmpuint (fixture->log->n_looks, ==, 100000);
  assert_mirror (fixture, "0 25000 50000 75000");
}

/* What is dropped at the front is forgotten some time. */
static void
test_long_filtered (Fixture *fixture, gconstpointer data)
{
  sonde_log_model_set_filter (fixture->model, GUINT_TO_POINTER (1), NULL);
  for (guint64 end = 0; end < 50000; end += 1000)
    {
      keep (fixture, end > 10000 ? end - 10000 : 0, end);
      sonde_log_model_refresh (fixture->model);
      g_assert_cmpuint (fixture->mirror->len, ==, MIN (end, 10000));
      if (end > 0)
        g_assert_cmpuint (g_array_index (fixture->mirror, guint, fixture->mirror->len - 1), ==,
                          end - 1);
    }
}

static void
test_other_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeLog) other = g_object_new (FAKE_TYPE_LOG, NULL);

  keep (fixture, 0, 3);
  sonde_log_model_refresh (fixture->model);
  sonde_log_model_set_log (fixture->model, other);
  assert_mirror (fixture, "");
  other->end = 1;
  sonde_log_model_refresh (fixture->model);
  assert_mirror (fixture, "0");
  sonde_log_model_set_log (fixture->model, NULL);
  g_assert_false (sonde_log_model_refresh (fixture->model));
  assert_mirror (fixture, "");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/log-model/growing", test_growing },
    { "/log-model/evictions", test_evictions },
    { "/log-model/clear", test_clear },
    { "/log-model/filter", test_filter },
    { "/log-model/filter-is-freed", test_filter_is_freed },
    { "/log-model/long-scan", test_long_scan },
    { "/log-model/long-filtered", test_long_filtered },
    { "/log-model/other-log", test_other_log },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
