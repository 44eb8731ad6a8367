/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-command.h"
#include "sonde-cli-json.h"
#include "sonde-cli-output.h"
#include "sonde-csv-format.h"
#include "sonde-recording.h"
#include "sonde-rows.h"

#include <glib/gi18n.h>

typedef struct
{
  gboolean check;
} InfoValues;

static const SondeCliOption options[] = {
  { "check", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (InfoValues, check), 0, 0, 0, NULL,
    N_ ("Read all of it, and fail where anything is damaged") },
  { NULL },
};

static void
add_text (SondeCliJson *json, const char *name, const char *text)
{
  if (text != NULL)
    sonde_cli_json_add_text (json, name, text, -1);
  else
    sonde_cli_json_add_null (json, name);
}

static void
add_time (SondeCliJson *json, const char *name, gint64 time_us)
{
  g_autoptr (GString) text = g_string_new (NULL);

  sonde_iso_time_append (text, time_us, NULL);
  sonde_cli_json_add_text (json, name, text->str, -1);
}

/* One bucket on either side of 1970 holds all there is. */
static gboolean
add_channel (
    SondeCliJson *json, SondeRecording *recording, guint channel, const char *id, GError **error)
{
  const gint64 width_us = SONDE_ROWS_MAX_TIME_US;
  SondeBucket sides[2];
  const SondeBucket *last;
  const SondeBucket *first;
  guint64 count;

  if (!sonde_recording_get_buckets (recording, &channel, 1, -width_us, width_us, sides, 2, NULL,
                                    error))
    return FALSE;

  first = sides[0].count > 0 ? &sides[0] : &sides[1];
  last = sides[1].count > 0 ? &sides[1] : &sides[0];
  count = sides[0].count + sides[1].count;
  sonde_cli_json_begin (json, id);
  sonde_cli_json_add_integer (json, "count", (gint64) count);
  if (count > 0)
    {
      double sum = (sides[0].count > 0 ? sides[0].sum : 0) +
                   (sides[1].count > 0 ? sides[1].sum : 0);

      sonde_cli_json_add_real (json, "min", MIN (first->min, last->min));
      sonde_cli_json_add_real (json, "mean", sum / (double) count);
      sonde_cli_json_add_real (json, "max", MAX (first->max, last->max));
      sonde_cli_json_add_real (json, "last", last->last);
    }
  sonde_cli_json_end (json);
  return TRUE;
}

static gboolean
print_info (SondeRecording *recording, gboolean *written, GError **error)
{
  g_autoptr (SondeCliJson) json = sonde_cli_json_new ();
  g_auto (GStrv) ids = sonde_recording_dup_channels (recording, error);
  SondeRecordingInfo info;

  if (ids == NULL || !sonde_recording_get_info (recording, &info, error))
    return FALSE;

  add_text (json, "file", sonde_recording_get_path (recording));
  add_text (json, "uri", sonde_recording_get_uri (recording));
  add_text (json, "name", sonde_recording_get_name (recording));
  if (info.n_measures > 0)
    {
      add_time (json, "first", info.first_us);
      add_time (json, "last", info.last_us);
    }
  sonde_cli_json_add_integer (json, "measures", (gint64) info.n_measures);
  sonde_cli_json_add_integer (json, "events", (gint64) info.n_events);
  sonde_cli_json_add_integer (json, "messages", (gint64) info.n_messages);
  sonde_cli_json_add_integer (json, "size", (gint64) info.size_bytes);
  sonde_cli_json_begin (json, "channels");
  for (guint i = 0; ids[i] != NULL; i++)
    if (!add_channel (json, recording, i, ids[i], error))
      return FALSE;
  sonde_cli_json_end (json);

  *written = sonde_cli_json_print (json);
  return TRUE;
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  const InfoValues *values = invocation->values;
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeRecording) recording = sonde_recording_open (invocation->arguments[0], &error);
  gboolean written = TRUE;

  if (recording == NULL || (values->check && !sonde_recording_check (recording, &error)) ||
      !print_info (recording, &written, &error))
    {
      sonde_cli_report (error);
      return SONDE_CLI_FAILED;
    }
  return written ? SONDE_CLI_DONE : SONDE_CLI_FAILED;
}

const SondeCliCommand sonde_cli_info_command = {
  .name = "info",
  .synopsis = "F",
  .summary = N_ ("Say what a recording holds"),
  .description = N_ (
      "Prints one JSON object: whose recording it is, its first and last time (ISO 8601, UTC), how "
      "many measures, events and raw messages it holds, its size in bytes, and of each channel the "
      "count, least, mean, greatest and last value. The gap that a lost connection leaves counts as "
      "a measure without values. A recording may be looked at while it is recorded to."),
  .examples = "info garden.sonde\n"
              "info --check garden.sonde",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE,
  .n_arguments = 1,
  .values_size = sizeof (InfoValues),
  .options = options,
  .run = run,
};
