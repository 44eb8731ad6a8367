/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-check.h"
#include "sonde-cli-command.h"
#include "sonde-cli-interrupt.h"
#include "sonde-cli-json.h"
#include "sonde-cli-output.h"

#include <stdio.h>
#include <unistd.h>
#include <glib/gi18n.h>

typedef struct
{
  gboolean all;
  gboolean yes;
} CheckValues;

static const SondeCliOption options[] = {
  { "all", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (CheckValues, all), 0, 0, 0, NULL,
    N_ ("Send what breaks the protocol on purpose as well, and at last an empty text") },
  { "yes", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (CheckValues, yes), 0, 0, 0, NULL,
    N_ ("Do not ask whether --all is meant") },
  { NULL },
};

typedef struct
{
  SondeCheck *check;
  GMainLoop *loop;
  guint n_printed;
  gboolean was_interrupted;
  gboolean cannot_write;
  SondeCliStatus status;
} Checking;

/* Asks before a server is sent what it may not survive. */
static gboolean
confirm (void)
{
  char answer[16] = "";

  sonde_cli_warn (_ ("--all sends frames that break the protocol, and at last an empty text, which "
                     "crashes the course’s ESP32 echo server."));
  if (!isatty (STDIN_FILENO))
    {
      sonde_cli_warn (_ ("Add --yes to do so without being asked."));
      return FALSE;
    }
  /* Translators: a question on a terminal; “y” is what is typed for yes in any language. */
  g_printerr ("%s ", _ ("Go on? [y/N]"));
  return fgets (answer, sizeof answer, stdin) != NULL && g_ascii_tolower (answer[0]) == 'y';
}

static gboolean
print_row (SondeCheckRow *row)
{
  g_autoptr (SondeCliJson) json = sonde_cli_json_new ();
  gint64 elapsed_us = sonde_check_row_get_elapsed_us (row);

  sonde_cli_json_add_text (json, "check", sonde_check_row_get_id (row), -1);
  sonde_cli_json_add_text (json, "section", sonde_check_row_get_section (row), -1);
  sonde_cli_json_add_text (json, "result",
                           sonde_check_outcome_get_id (sonde_check_row_get_outcome (row)), -1);
  sonde_cli_json_add_text (json, "title", sonde_check_row_get_title (row), -1);
  sonde_cli_json_add_text (json, "detail", sonde_check_row_get_detail (row), -1);
  if (*sonde_check_row_get_evidence (row) != '\0')
    sonde_cli_json_add_text (json, "evidence", sonde_check_row_get_evidence (row), -1);
  if (elapsed_us >= 0)
    sonde_cli_json_add_real (json, "after_ms", (double) elapsed_us / 1000);
  return sonde_cli_json_print (json);
}

/* In the order of the table, each as soon as it is decided. */
static void
on_progress (Checking *self)
{
  GListModel *rows = G_LIST_MODEL (self->check);

  while (!self->cannot_write && self->n_printed < g_list_model_get_n_items (rows))
    {
      g_autoptr (SondeCheckRow) row = g_list_model_get_item (rows, self->n_printed);
      SondeCheckOutcome outcome = sonde_check_row_get_outcome (row);

      if (outcome == SONDE_CHECK_PENDING || outcome == SONDE_CHECK_RUNNING)
        return;
      self->n_printed++;
      self->cannot_write = !print_row (row);
    }
  if (self->cannot_write)
    sonde_check_cancel (self->check);
}

static gboolean
print_summary (SondeCheck *check)
{
  static const struct
  {
    const char *name;
    SondeCheckOutcome outcome;
  } counts[] = {
    { "passed", SONDE_CHECK_PASSED },
    { "failed", SONDE_CHECK_FAILED },
    { "not_applicable", SONDE_CHECK_NOT_APPLICABLE },
    { "skipped", SONDE_CHECK_SKIPPED },
  };
  g_autoptr (SondeCliJson) json = sonde_cli_json_new ();

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    sonde_cli_json_add_integer (json, counts[i].name, sonde_check_count (check, counts[i].outcome));
  return sonde_cli_json_print (json);
}

static void
on_finished (SondeCheck *check, const GError *error, gpointer user_data)
{
  Checking *self = user_data;

  if (error != NULL)
    {
      sonde_cli_report (error);
      self->status = SONDE_CLI_UNCONNECTED;
    }
  else
    {
      g_autofree char *summary = sonde_check_get_summary (check);
      gboolean failed = self->cannot_write || self->was_interrupted || !print_summary (check) ||
                        sonde_check_count (check, SONDE_CHECK_FAILED) > 0;

      sonde_cli_warn ("%s", summary);
      self->status = failed ? SONDE_CLI_FAILED : SONDE_CLI_DONE;
    }
  g_main_loop_quit (self->loop);
}

static gboolean
on_interrupt (gpointer user_data)
{
  Checking *self = user_data;

  if (self->was_interrupted)
    {
      sonde_cli_warn (_ ("Interrupted again; the connection was cut"));
      self->status = SONDE_CLI_FAILED;
      g_main_loop_quit (self->loop);
    }
  self->was_interrupted = TRUE;
  sonde_check_cancel (self->check);
  return G_SOURCE_CONTINUE;
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  const CheckValues *values = invocation->values;
  g_autoptr (SondeCheck) check = sonde_check_new (invocation->endpoint);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Checking self = { .check = check, .loop = loop };
  SondeCliInterrupt interrupt = { 0 };

  if (values->all && !values->yes && !confirm ())
    return SONDE_CLI_USAGE;

  sonde_check_set_rude (check, values->all);
  if (invocation->timeout_ms > 0)
    sonde_check_set_limit_ms (check, invocation->timeout_ms);
  g_signal_connect_swapped (check, "notify::summary", G_CALLBACK (on_progress), &self);
  g_signal_connect (check, "finished", G_CALLBACK (on_finished), &self);

  sonde_cli_interrupt_watch (&interrupt, on_interrupt, &self);
  sonde_check_start (check);
  g_main_loop_run (loop);
  sonde_cli_interrupt_clear (&interrupt);
  g_signal_handlers_disconnect_by_data (check, &self);
  return self.status;
}

const SondeCliCommand sonde_cli_check_command = {
  .name = "check",
  .synopsis = "URI",
  .summary = N_ ("Check how well a server keeps to RFC 6455"),
  .description = N_ (
      "Asks a server one thing after the other, with one connection at a time, and prints a JSON "
      "object for each rule: check (its stable name), section (of RFC 6455), result (passed, failed, "
      "not-applicable or skipped), title, detail, evidence (the first bytes of the frames that went "
      "and came) and after_ms. The last line counts the results.\n"
      "\n"
      "What only an echo server can show is not applicable to others. Frames that break the "
      "protocol, and an empty text, which crashes the ESP32 echo server of the course, are sent "
      "with --all alone. --timeout bounds the wait for each answer (5 s): a probe that reads its "
      "light sensor takes up to 1.44 s."),
  .examples = "check ws://127.0.0.1:5000\n"
              "check --all --yes ws://127.0.0.1:5000",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE |
              1u << SONDE_CLI_UNCONNECTED,
  .n_arguments = 1,
  .connects = TRUE,
  .values_size = sizeof (CheckValues),
  .options = options,
  .run = run,
};
