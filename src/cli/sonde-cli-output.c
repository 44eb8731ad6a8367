/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-output.h"
#include "sonde-cli-json.h"
#include "sonde-diagnosis.h"

#include <errno.h>
#include <stdio.h>
#include <glib/gi18n.h>

/**
 * sonde_cli_print_line:
 * @line: bytes, not necessarily a C string
 * @size: how many
 *
 * Writes the bytes and a line feed to standard output, and flushes them, so that a reader at the
 * other end of a pipe has each line as it happens. Nothing is converted to the locale's character
 * set. A reader that went away is no error worth words; a full disk is.
 *
 * Returns: %FALSE where nothing more can be written
 */
gboolean
sonde_cli_print_line (const char *line, gsize size)
{
  int saved_errno;

  errno = 0;
  if (fwrite (line, 1, size, stdout) == size && putc ('\n', stdout) != EOF && fflush (stdout) == 0)
    return TRUE;

  saved_errno = errno;
  if (saved_errno != EPIPE)
    sonde_cli_warn (_ ("Cannot write to standard output: %s"), g_strerror (saved_errno));
  return FALSE;
}

/**
 * sonde_cli_warn:
 * @format: a translated format
 * @...: its values
 *
 * Writes one diagnostic to standard error, headed by the program's name.
 */
void
sonde_cli_warn (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("sonde-cli: %s\n", text);
}

static void
report_diagnosis (const SondeDiagnosis *diagnosis, const GPtrArray *evidence)
{
  g_printerr ("%s\n", sonde_diagnosis_get_explanation (diagnosis));
  if (evidence != NULL)
    g_printerr ("%s\n", _ ("Evidence:"));
  for (guint i = 0; evidence != NULL && i < evidence->len; i++)
    {
      const SondeEvidence *item = g_ptr_array_index (evidence, i);
      g_autofree char *value = sonde_evidence_format (item);

      g_printerr (_ ("  %s: %s"), sonde_evidence_get_label (item), value);
      g_printerr ("\n");
    }
  g_printerr ("%s\n", _ ("What to try:"));
  for (guint i = 0; sonde_diagnosis_get_try (diagnosis, i) != NULL; i++)
    g_printerr ("  %u. %s\n", i + 1, sonde_diagnosis_get_try (diagnosis, i));
}

/**
 * sonde_cli_report:
 * @error: of any domain
 *
 * Writes what went wrong to standard error, and below it why, what was seen and what to try, where
 * that is known.
 */
void
sonde_cli_report (const GError *error)
{
  const SondeDiagnosis *diagnosis = sonde_diagnosis_of (error);
  const char *hint = sonde_error_get_hint (error);

  sonde_cli_warn ("%s", error->message);
  if (diagnosis != NULL)
    report_diagnosis (diagnosis, sonde_error_get_evidence (error));
  else if (hint != NULL)
    g_printerr ("%s\n", hint);
}

static void
add_evidence (SondeCliJson *json, const GPtrArray *evidence)
{
  sonde_cli_json_begin (json, "evidence");
  for (guint i = 0; evidence != NULL && i < evidence->len; i++)
    {
      const SondeEvidence *item = g_ptr_array_index (evidence, i);
      const char *name = sonde_evidence_get_name (item);

      if (item->text != NULL)
        sonde_cli_json_add_text (json, name, item->text, -1);
      else
        sonde_cli_json_add_integer (json, name, item->number);
    }
  sonde_cli_json_end (json);
}

/**
 * sonde_cli_print_error:
 * @error: why a connection failed
 *
 * Writes a line with an object to standard output for a program that reads only that. The cause and
 * the names of the evidence never change; all else is for a person, in the language of the user.
 *
 * Returns: %FALSE where nothing more can be written
 */
gboolean
sonde_cli_print_error (const GError *error)
{
  g_autoptr (SondeCliJson) json = sonde_cli_json_new ();
  const SondeDiagnosis *diagnosis = sonde_diagnosis_of (error);

  sonde_cli_json_begin (json, "error");
  sonde_cli_json_add_text (json, "cause", diagnosis != NULL ? diagnosis->id : "other", -1);
  sonde_cli_json_add_text (json, "message", error->message, -1);
  if (diagnosis != NULL)
    {
      sonde_cli_json_add_text (json, "title", sonde_diagnosis_get_title (diagnosis), -1);
      sonde_cli_json_add_text (json, "explanation", sonde_diagnosis_get_explanation (diagnosis),
                               -1);
      if (diagnosis->reference != NULL)
        sonde_cli_json_add_text (json, "reference", diagnosis->reference, -1);
      add_evidence (json, sonde_error_get_evidence (error));
      sonde_cli_json_begin_array (json, "try");
      for (guint i = 0; sonde_diagnosis_get_try (diagnosis, i) != NULL; i++)
        sonde_cli_json_add_text (json, NULL, sonde_diagnosis_get_try (diagnosis, i), -1);
      sonde_cli_json_end_array (json);
    }
  sonde_cli_json_end (json);
  return sonde_cli_json_print (json);
}
