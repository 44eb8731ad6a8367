/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-command.h"

#include <string.h>

static void
test_names (void)
{
  g_assert_cmpstr (sonde_verdict_get_name (SONDE_VERDICT_PENDING), ==, "pending");
  g_assert_cmpstr (sonde_verdict_get_name (SONDE_VERDICT_CONFIRMED), ==, "confirmed");
  g_assert_cmpstr (sonde_verdict_get_name (SONDE_VERDICT_ALREADY_SO), ==, "already-so");
  g_assert_cmpstr (sonde_verdict_get_name (SONDE_VERDICT_CONTRADICTED), ==, "contradicted");
  g_assert_cmpstr (sonde_verdict_get_name (SONDE_VERDICT_UNANSWERED), ==, "unanswered");
  g_assert_cmpstr (sonde_verdict_get_name (SONDE_VERDICT_OVERTAKEN), ==, "overtaken");
}

static void
test_sentences (void)
{
  static const struct
  {
    SondeCommand command;
    const char *sentence;
  } rows[] = {
    { { .kind = SONDE_COMMAND_PERIODE,
        .asked = 30000,
        .announced = 5000,
        .verdict = SONDE_VERDICT_CONTRADICTED },
      "The probe kept 5 s instead of the 30 s asked for. The course’s published firmware answers "
      "like this: it never applies a new period." },
    { { .kind = SONDE_COMMAND_PERIODE,
        .asked = 1500,
        .announced = 1500,
        .verdict = SONDE_VERDICT_CONFIRMED,
        .after_us = 41700 },
      "The probe took the period of 1.5 s: it said so after 42 ms." },
    { { .kind = SONDE_COMMAND_PERIODE,
        .asked = 250,
        .announced = G_MAXINT64,
        .verdict = SONDE_VERDICT_OVERTAKEN },
      "Another client set the period to 9.223e+12 s while 250 ms was asked for." },
    { { .kind = SONDE_COMMAND_ETAT,
        .asked = 1,
        .announced = -1,
        .verdict = SONDE_VERDICT_ALREADY_SO },
      "The probe was already on. It announces only changes." },
    { { .kind = SONDE_COMMAND_ETAT,
        .asked = 0,
        .announced = -1,
        .verdict = SONDE_VERDICT_UNANSWERED,
        .after_us = 6000400 },
      "Asked the probe to turn off, but no answer came for 6 s. It may still be on." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *sentence = sonde_command_describe (&rows[i].command);

      g_assert_cmpstr (sentence, ==, rows[i].sentence);
    }
}

static void
test_every_sentence (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int kind = SONDE_COMMAND_ETAT; kind <= SONDE_COMMAND_PERIODE; kind++)
    for (int asked = 0; asked <= 1; asked++)
      for (int verdict = SONDE_VERDICT_PENDING; verdict <= SONDE_VERDICT_OVERTAKEN; verdict++)
        {
          SondeCommand command = { .kind = kind, .asked = asked, .verdict = verdict };
          g_autofree char *sentence = sonde_command_describe (&command);

          g_assert_null (strchr (sentence, '{'));
          g_assert_true (g_hash_table_add (seen, g_steal_pointer (&sentence)));
        }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/command/names", test_names);
  g_test_add_func ("/command/sentences", test_sentences);
  g_test_add_func ("/command/every-sentence", test_every_sentence);

  return g_test_run ();
}
