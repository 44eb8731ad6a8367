/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-capture-writer.h"
#include "sonde-capture.h"
#include "sonde-cli-client.h"
#include "sonde-cli-output.h"
#include "sonde-error.h"

#include <glib/gi18n.h>

#define MEBIBYTE (1024 * 1024)

typedef struct
{
  char *output;
  gint64 count;
  double duration_s;
  gint64 max_frames;
  gint64 max_mebibytes;
} CaptureValues;

static const SondeCliOption options[] = {
  { "output", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (CaptureValues, output), 0, 0, 0, "F",
    N_ ("The capture: a file whose name ends in .pcapng or .har") },
  { "count", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (CaptureValues, count), 0, 1, 1e15, "N",
    N_ ("Stop after so many messages") },
  { "duration", SONDE_CLI_OPTION_REAL, G_STRUCT_OFFSET (CaptureValues, duration_s), 0, 0.001,
    SONDE_CLI_MAX_SECONDS, "S", N_ ("Stop so many seconds after the connection opened") },
  { "max-frames", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (CaptureValues, max_frames),
    SONDE_CAPTURE_MAX_FRAMES, 1, 1e7, "N", N_ ("Keep the latest so many frames (200000)") },
  { "max-mebibytes", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (CaptureValues, max_mebibytes),
    SONDE_CAPTURE_MAX_BYTES / MEBIBYTE, 1, 4096, "N",
    N_ ("Keep the latest so many MiB of frames (128)") },
  { NULL },
};

typedef struct
{
  const CaptureValues *values;
  gint64 n_received;
} Capture;

static void
on_opened (SondeCliClient *client, Capture *self)
{
  sonde_cli_client_set_deadline_ms (client, sonde_cli_seconds_to_ms (self->values->duration_s));
}

static void
on_received (SondeCliClient *client, SondeMessage *message, Capture *self)
{
  if (++self->n_received == self->values->count)
    sonde_cli_client_finish (client, SONDE_CLI_DONE);
}

static void
on_expired (SondeCliClient *client, Capture *self)
{
  sonde_cli_client_finish (client, self->values->count > 0 ? SONDE_CLI_FAILED : SONDE_CLI_DONE);
}

static gboolean
check_output (const CaptureValues *values, GError **error)
{
  SondeCaptureFormat format;

  if (values->output != NULL && sonde_capture_format_from_name (&format, values->output))
    return TRUE;
  g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                       _ ("--output takes a file whose name ends in .pcapng or .har"));
  return FALSE;
}

/* A dial that reached no server leaves nothing to keep. */
static gboolean
has_anything (SondeFrameLog *log)
{
  g_autoptr (SondeDialRecord) dial = sonde_frame_log_get_dial (log, 1);

  return dial != NULL && dial->request_time_us != 0;
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  Capture self = { .values = invocation->values };
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeCliClient) client = NULL;
  g_autoptr (SondeFrameLog) log = NULL;
  g_autoptr (GFile) file = NULL;
  SondeCliStatus status;
  guint64 first;
  guint64 end;

  if (!check_output (self.values, &error))
    return sonde_cli_report_usage (invocation->command, error);

  client = sonde_cli_client_new (invocation->endpoint);
  log = sonde_frame_log_new ((guint) self.values->max_frames,
                             (gsize) self.values->max_mebibytes * MEBIBYTE);
  sonde_connection_set_frame_log (sonde_cli_client_get_connection (client), log);
  if (self.values->count > 0)
    sonde_cli_client_set_unfinished_status (client, SONDE_CLI_FAILED);
  g_signal_connect (client, "opened", G_CALLBACK (on_opened), &self);
  g_signal_connect (client, "received", G_CALLBACK (on_received), &self);
  g_signal_connect (client, "expired", G_CALLBACK (on_expired), &self);
  status = sonde_cli_client_run (client);
  if (!has_anything (log))
    return status;

  file = g_file_new_for_commandline_arg (self.values->output);
  if (!sonde_capture_write_file (log, file, NULL, NULL, &error))
    {
      sonde_cli_report (error);
      return SONDE_CLI_FAILED;
    }
  sonde_frame_log_get_range (log, &first, &end);
  sonde_cli_warn (g_dngettext (GETTEXT_PACKAGE, "Wrote %llu frame to “%s”",
                               "Wrote %llu frames to “%s”", (gulong) (end - first)),
                  (unsigned long long) (end - first), self.values->output);
  if (first > 0)
    sonde_cli_warn (g_dngettext (GETTEXT_PACKAGE, "%llu frame before them was not kept",
                                 "%llu frames before them were not kept", (gulong) first),
                    (unsigned long long) first);
  return status;
}

const SondeCliCommand sonde_cli_capture_command = {
  .name = "capture",
  .synopsis = "URI --output F",
  .summary = N_ ("Keep a connection as a file for Wireshark or a browser"),
  .description = N_ (
      "Connects, listens, and writes the handshake and every frame, both ways, once the connection "
      "has ended. A file whose name ends in .pcapng opens in Wireshark, which shows WebSocket in "
      "it: the bytes and their times are real, the packets around them are made up, and those of "
      "an encrypted connection hold plain bytes. One that ends in .har has the messages as "
      "browsers' developer tools do.\n"
      "\n"
      "Without --count and --duration it goes on until Ctrl-C or until the server closes. What is "
      "over --max-frames or --max-mebibytes goes, the oldest first, and of one frame an eighth of "
      "the latter is kept at most. A handshake that is refused is written too."),
  .examples = "capture ws://serveur-esp32-bluedot.local:5000 --output probe.pcapng --duration 60\n"
              "capture wss://example.org/feed --output feed.har --count 10",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE |
              1u << SONDE_CLI_UNCONNECTED,
  .n_arguments = 1,
  .connects = TRUE,
  .values_size = sizeof (CaptureValues),
  .options = options,
  .run = run,
};
