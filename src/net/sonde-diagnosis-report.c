/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-diagnosis.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A query often bears a token, and a report is for strangers. */
static char *
get_public_uri (const SondeEndpoint *endpoint)
{
  const char *uri = sonde_endpoint_get_uri (endpoint);
  const char *query = strchr (uri, '?');

  return query != NULL ? g_strdup_printf ("%.*s?…", (int) (query - uri), uri) : g_strdup (uri);
}

static void
append_evidence (GString *report, const GPtrArray *evidence)
{
  g_string_append_printf (report, "\n%s\n", _ ("Evidence:"));
  for (guint i = 0; i < evidence->len; i++)
    {
      const SondeEvidence *item = g_ptr_array_index (evidence, i);
      g_autofree char *value = sonde_evidence_format (item);

      /* Translators: a piece of evidence: what it is, and its value. */
      g_string_append_printf (report, _ ("  %s: %s"), sonde_evidence_get_label (item), value);
      g_string_append_c (report, '\n');
    }
}

/**
 * sonde_diagnosis_write_report:
 * @error: why a connection failed
 * @endpoint: (nullable): where it led; neither its query nor its headers are told
 *
 * Writes all that is known of a failure, to be shown to somebody else.
 *
 * Returns: (transfer full): translated text of some lines
 */
char *
sonde_diagnosis_write_report (const GError *error, const SondeEndpoint *endpoint)
{
  const SondeDiagnosis *diagnosis = sonde_diagnosis_of (error);
  const GPtrArray *evidence = sonde_error_get_evidence (error);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d %H:%M:%S UTC");
  GString *report = g_string_new (NULL);

  g_string_append_printf (report, "Sonde %s, %s\n", VERSION, date);
  if (endpoint != NULL)
    {
      g_autofree char *uri = get_public_uri (endpoint);

      g_string_append_printf (report, "%s\n", uri);
    }
  if (diagnosis == NULL)
    {
      g_string_append_printf (report, "\n%s\n", error->message);
      return g_string_free (report, FALSE);
    }

  g_string_append_printf (report, "\n%s (%s)\n%s\n%s\n", sonde_diagnosis_get_title (diagnosis),
                          diagnosis->id, error->message,
                          sonde_diagnosis_get_explanation (diagnosis));
  if (diagnosis->reference != NULL)
    g_string_append_printf (report, "%s\n", diagnosis->reference);
  if (evidence != NULL)
    append_evidence (report, evidence);
  g_string_append_printf (report, "\n%s\n", _ ("What to try:"));
  for (guint i = 0; sonde_diagnosis_get_try (diagnosis, i) != NULL; i++)
    g_string_append_printf (report, "  %u. %s\n", i + 1, sonde_diagnosis_get_try (diagnosis, i));
  return g_string_free (report, FALSE);
}
