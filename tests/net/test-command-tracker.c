/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-command-tracker.h"
#include "sonde-error.h"

#include <stdio.h>
#include <string.h>

#define LIMIT_US    (6 * G_TIME_SPAN_SECOND)
#define MAX_PENDING 16

/* A row is a script, a step a word:
 *   e1, p30000   the client sends an etat or a periode
 *   E1, P30000   the probe announces one
 *   f1           the pong of the first command's fence arrives
 *   t6000        the clock goes to 6000 ms and the limit is applied; each step takes 1 ms else
 *   x            the connection is lost
 * and what is expected is each verdict in the order in which it came: its command's serial, its
 * name, what was announced, and after how many ms. */
static const struct
{
  const char *name;
  const char *script;
  const char *verdicts;
} rows[] = {
  { "confirmed", "E1 e0 E0 f1", "1 confirmed 0 1" },
  { "confirmed-before-anything-is-known", "e0 E0 f1", "1 confirmed 0 1" },
  { "confirmed-after-the-fence", "E1 e0 f1 E0", "1 confirmed 0 2" },
  { "confirmed-after-a-join", "P5000 p30000 P5000 P30000 f1", "1 confirmed 30000 2" },
  { "confirmed-there-and-back", "E0 e0 E1 E0 f1", "1 confirmed 0 2" },
  { "already-so", "E1 e1 f1", "1 already-so -1 1" },
  { "already-so-and-a-join", "E1 e1 E1 f1", "1 already-so 1 2" },
  { "already-so-without-a-fence", "E1 e1 E1 t6001", "1 already-so 1 6000" },
  { "contradicted", "P5000 p30000 P5000 f1", "1 contradicted 5000 2" },
  { "contradicted-before-anything-is-known", "p30000 P5000 f1", "1 contradicted 5000 2" },
  { "contradicted-by-a-third-value", "P5000 p30000 P10000 f1", "1 contradicted 10000 2" },
  { "contradicted-without-a-fence", "P5000 p30000 P5000 t6001", "1 contradicted 5000 6000" },
  { "contradicted-after-the-fence", "P5000 p30000 f1 P5000 t6001", "1 contradicted 5000 6000" },
  { "unanswered", "E1 e0 t6001", "1 unanswered -1 6000" },
  { "unanswered-with-a-fence", "E1 e0 f1 t6001", "1 unanswered -1 6000" },
  { "unanswered-and-unknown", "e0 f1 t6000", "1 unanswered -1 6000" },
  { "unanswered-though-already-so", "E1 e1 t6001", "1 unanswered -1 6000" },
  { "unanswered-since-lost", "E1 e0 P5000 x", "1 unanswered -1 2" },
  { "nothing-known-after-a-loss", "E1 x e1 f1 E1", "1 confirmed 1 2" },
  { "pending-before-the-limit", "E1 e0 t6000", "" },
  { "overtaken-while-already-so", "E1 e1 E0 f1", "1 overtaken 0 2" },
  { "overtaken-by-two-values", "P5000 p30000 P10000 P20000 f1", "1 overtaken 20000 3" },
  { "overtaken-without-a-fence", "E1 e1 E0 t6001", "1 overtaken 0 6000" },
  { "the-other-kind-says-nothing", "E1 P5000 e0 P7000 p9000 E1 f1 f2 t6004",
    "1 contradicted 1 4; 2 unanswered -1 6000" },
  { "two-of-one-value", "E0 e1 e1 E1 f1 f2", "1 confirmed 1 2; 2 already-so -1 3" },
  { "two-of-one-value-and-a-join", "E0 e1 e1 E1 E1 f1 f2", "1 confirmed 1 2; 2 already-so -1 4" },
  { "there-and-back", "E0 e1 e0 E1 f1 E0 f2", "1 confirmed 1 2; 2 confirmed 0 3" },
  { "there-and-back-without-fences", "E0 e1 e0 E1 E0", "1 confirmed 1 2; 2 confirmed 0 2" },
  { "a-fence-clears-what-came-before", "P5000 p30000 p20000 P5000 f1 f2 t6002",
    "1 contradicted 5000 3; 2 unanswered -1 6000" },
  { "both-contradicted", "P5000 p30000 p20000 P5000 f1 P5000 f2",
    "1 contradicted 5000 3; 2 contradicted 5000 4" },
  { "back-to-what-is-announced", "P5000 p30000 p5000 P5000 f1 f2",
    "1 contradicted 5000 3; 2 already-so -1 3" },
  { "a-pong-stands-for-earlier-ones", "E0 P5000 e0 p30000 P5000 f2",
    "1 already-so -1 3; 2 contradicted 5000 2" },
  { "an-unknown-fence", "E1 e0 f0 E0", "1 confirmed 0 2" },
  { "a-late-fence", "E1 e0 t6001 f1 E0", "1 unanswered -1 6000" },
};

static void
run_step (SondeCommandTracker *tracker, const char *step, gint64 *now_us)
{
  gint64 number = g_ascii_strtoll (step + 1, NULL, 10);
  SondeCommandKind kind = g_ascii_tolower (*step) == 'e' ? SONDE_COMMAND_ETAT
                                                         : SONDE_COMMAND_PERIODE;

  switch (*step)
    {
    case 'e':
    case 'p':
      sonde_command_tracker_add (tracker, kind, number, *now_us);
      break;
    case 'E':
    case 'P':
      sonde_command_tracker_announce (tracker, kind, number, *now_us);
      break;
    case 'f':
      sonde_command_tracker_fence (tracker, (guint64) number, *now_us);
      break;
    case 't':
      *now_us = number * G_TIME_SPAN_MILLISECOND;
      sonde_command_tracker_expire (tracker, *now_us);
      break;
    case 'x':
      sonde_command_tracker_lose (tracker, *now_us);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
test_script (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (SondeCommandTracker) tracker = sonde_command_tracker_new (LIMIT_US, MAX_PENDING);
  g_auto (GStrv) steps = g_strsplit (rows[row].script, " ", -1);
  g_autoptr (GString) verdicts = g_string_new (NULL);
  gint64 now_us = 0;

  for (guint i = 0; steps[i] != NULL; i++)
    {
      SondeCommand *command;

      run_step (tracker, steps[i], &now_us);
      while ((command = sonde_command_tracker_take (tracker)) != NULL)
        {
          g_string_append_printf (
              verdicts, "%s%" G_GUINT64_FORMAT " %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
              verdicts->len > 0 ? "; " : "", command->serial,
              sonde_verdict_get_name (command->verdict), command->announced,
              command->after_us / G_TIME_SPAN_MILLISECOND);
          sonde_command_free (command);
        }
      now_us += G_TIME_SPAN_MILLISECOND;
    }

  g_assert_cmpstr (verdicts->str, ==, rows[row].verdicts);
}

static void
test_bound (void)
{
  g_autoptr (SondeCommandTracker) tracker = sonde_command_tracker_new (LIMIT_US, MAX_PENDING);
  g_autoptr (GError) error = NULL;

  for (gint64 i = 0; i < MAX_PENDING; i++)
    {
      g_assert_true (sonde_command_tracker_has_room (tracker, &error));
      g_assert_cmpuint (sonde_command_tracker_add (tracker, SONDE_COMMAND_PERIODE, 1000 + i, i), ==,
                        (guint64) i + 1);
    }
  g_assert_false (sonde_command_tracker_has_room (tracker, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_QUEUE_FULL);
  g_clear_error (&error);

  /* A peer that announces and never answers a ping does not block further commands. */
  for (gint64 i = 0; i < 1000; i++)
    {
      g_autoptr (SondeCommand) command = NULL;

      sonde_command_tracker_announce (tracker, SONDE_COMMAND_PERIODE, 1000 + i, i);
      command = sonde_command_tracker_take (tracker);
      g_assert_cmpint (command->verdict, ==, SONDE_VERDICT_CONFIRMED);
      g_assert_true (sonde_command_tracker_has_room (tracker, &error));
      sonde_command_tracker_add (tracker, SONDE_COMMAND_PERIODE, 1000 + MAX_PENDING + i, i);
    }
  sonde_command_tracker_lose (tracker, 0);
  g_assert_true (sonde_command_tracker_has_room (tracker, &error));
}

static void
test_deadline (void)
{
  g_autoptr (SondeCommandTracker) tracker = sonde_command_tracker_new (LIMIT_US, MAX_PENDING);

  g_assert_cmpint (sonde_command_tracker_get_deadline_us (tracker), ==, G_MAXINT64);
  sonde_command_tracker_add (tracker, SONDE_COMMAND_ETAT, 1, 10);
  sonde_command_tracker_add (tracker, SONDE_COMMAND_PERIODE, 1000, 20);
  g_assert_cmpint (sonde_command_tracker_get_deadline_us (tracker), ==, 10 + LIMIT_US);
  sonde_command_tracker_announce (tracker, SONDE_COMMAND_ETAT, 1, 30);
  g_assert_cmpint (sonde_command_tracker_get_deadline_us (tracker), ==, 20 + LIMIT_US);
  sonde_command_tracker_set_limit_us (tracker, 5);
  g_assert_cmpint (sonde_command_tracker_get_deadline_us (tracker), ==, 25);
  sonde_command_tracker_lose (tracker, 40);
  g_assert_cmpint (sonde_command_tracker_get_deadline_us (tracker), ==, G_MAXINT64);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/command-tracker/script/%s", rows[i].name);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_script);
    }
  g_test_add_func ("/command-tracker/bound", test_bound);
  g_test_add_func ("/command-tracker/deadline", test_deadline);

  return g_test_run ();
}
