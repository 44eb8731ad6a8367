/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-json.h"
#include "sonde-cli-output.h"
#include "sonde-cli-printer.h"
#include "sonde-codec.h"
#include "sonde-probe.h"

#include <glib/gi18n.h>

static void
add_understood (SondeCliJson *json, const char *text, gsize size)
{
  g_autoptr (SondeDecoded) decoded = sonde_codec_decode (text, (gssize) size);

  if (decoded->kind == SONDE_DECODED_OTHER)
    return;

  sonde_cli_json_begin (json, "understood");
  sonde_cli_json_add_text (json, "kind", sonde_decoded_kind_get_name (decoded->kind), -1);
  if (decoded->kind == SONDE_DECODED_ETAT)
    sonde_cli_json_add_text (json, "value", decoded->value != 0 ? "on" : "off", -1);
  else if (decoded->kind == SONDE_DECODED_PERIODE)
    sonde_cli_json_add_integer (json, "value", decoded->value);
  else
    {
      sonde_cli_json_begin (json, "values");
      for (guint i = 0; i < decoded->readings->len; i++)
        {
          const SondeReading *reading = &g_array_index (decoded->readings, SondeReading, i);

          sonde_cli_json_add_real (json, reading->id, reading->value);
        }
      sonde_cli_json_end (json);
    }
  if (decoded->source_time_us != 0)
    sonde_cli_json_add_integer (json, "source_time_us", decoded->source_time_us);
  sonde_cli_json_end (json);
}

static gboolean
print_json (SondeMessage *message)
{
  g_autoptr (SondeCliJson) json = sonde_cli_json_new ();
  SondeOpcode opcode = sonde_message_get_opcode (message);
  gsize size;
  const char *data = g_bytes_get_data (sonde_message_get_data (message), &size);

  if (data == NULL)
    data = "";

  sonde_cli_json_add_integer (json, "time_us", sonde_message_get_time_us (message));
  sonde_cli_json_add_text (json, "opcode", sonde_opcode_get_name (opcode), -1);
  sonde_cli_json_add_integer (json, "size", (gint64) size);
  if (opcode == SONDE_OPCODE_TEXT)
    {
      sonde_cli_json_add_text (json, "text", data, (gssize) size);
      if (size <= SONDE_PROBE_MAX_DECODED_SIZE)
        add_understood (json, data, size);
    }
  else
    {
      g_autofree char *encoded = g_base64_encode ((const guchar *) data, size);

      sonde_cli_json_add_text (json, "data", encoded, -1);
    }
  return sonde_cli_json_print (json);
}

/**
 * sonde_cli_printer_print:
 * @self: how to print
 * @message: a received text or binary message
 *
 * Prints a text as it came, or any message as a JSON object. That a binary message cannot be shown
 * as a text is told once on standard error.
 *
 * Returns: %FALSE where nothing more can be written
 */
gboolean
sonde_cli_printer_print (SondeCliPrinter *self, SondeMessage *message)
{
  gsize size;
  const char *data;

  if (self->json)
    return print_json (message);

  data = g_bytes_get_data (sonde_message_get_data (message), &size);
  if (sonde_message_get_opcode (message) == SONDE_OPCODE_TEXT)
    return sonde_cli_print_line (data == NULL ? "" : data, size);

  if (!self->told_binary)
    sonde_cli_warn (_ ("A binary message of %u bytes is not shown; --json shows it"), (guint) size);
  self->told_binary = TRUE;
  return TRUE;
}
