/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-anatomy.h"
#include "sonde-cli-command.h"
#include "sonde-cli-json.h"
#include "sonde-cli-output.h"
#include "sonde-diagram-text.h"
#include "sonde-error.h"
#include "sonde-frame-words.h"
#include "sonde-hex.h"

#include <string.h>
#include <glib/gi18n.h>

/* 4 bytes each: what does not fit is counted. */
#define MAX_ROWS 64

typedef struct
{
  gboolean json;
  gboolean deflate;
  char *from;
} FrameValues;

static const SondeCliOption options[] = {
  { "from", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (FrameValues, from), 0, 0, 0, "client|server",
    N_ ("Who sent it; by default a client where it is masked") },
  { "deflate", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (FrameValues, deflate), 0, 0, 0, NULL,
    N_ ("Take permessage-deflate for agreed on, which gives RSV1 its meaning") },
  { "json", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (FrameValues, json), 0, 0, 0, NULL,
    N_ ("Print a JSON object for each field") },
  { NULL },
};

static gboolean
read_direction (const FrameValues *values, GBytes *bytes, SondeDirection *direction, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (values->from == NULL)
    *direction = size > 1 && (data[1] & 0x80) != 0 ? SONDE_DIRECTION_SENT
                                                   : SONDE_DIRECTION_RECEIVED;
  else if (g_str_equal (values->from, "client"))
    *direction = SONDE_DIRECTION_SENT;
  else if (g_str_equal (values->from, "server"))
    *direction = SONDE_DIRECTION_RECEIVED;
  else
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT, _ ("%s takes %s or %s"), "--from",
                   "client", "server");
      return FALSE;
    }
  return TRUE;
}

static gboolean
print_json (const SondeFrameField *field)
{
  g_autoptr (SondeCliJson) json = sonde_cli_json_new ();
  g_autofree char *number = sonde_frame_field_get_number (field);

  sonde_cli_json_add_text (json, "field", sonde_frame_field_get_name (field->kind), -1);
  sonde_cli_json_add_integer (json, "first_bit", (gint64) MIN (field->first_bit, G_MAXINT64));
  sonde_cli_json_add_integer (json, "bits", (gint64) MIN (field->n_bits, G_MAXINT64));
  if (field->value <= G_MAXINT64)
    sonde_cli_json_add_integer (json, "value", (gint64) field->value);
  else
    sonde_cli_json_add_text (json, "value", number, -1);
  sonde_cli_json_add_text (json, "words", field->words, -1);
  sonde_cli_json_add_text (json, "section", field->section, -1);
  if (field->remark != NULL)
    sonde_cli_json_add_text (json, "remark", field->remark, -1);
  else
    sonde_cli_json_add_null (json, "remark");
  return sonde_cli_json_print (json);
}

static gboolean
print_words (const SondeFrameField *field)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *number = sonde_frame_field_get_number (field);
  g_autofree char *extent = sonde_frame_field_get_extent (field);

  /* Translators: a field of a frame, its value, where it is, and what that means. */
  g_string_append_printf (line, _ ("%s = %s (%s): %s"), sonde_frame_field_get_name (field->kind),
                          number, extent, field->words);
  if (field->remark != NULL)
    g_string_append_printf (line, "\n  ! %s", field->remark);
  return sonde_cli_print_line (line->str, line->len);
}

static gboolean
print_drawing (SondeAnatomy *anatomy)
{
  g_autofree char *drawing = sonde_diagram_to_text (anatomy, MAX_ROWS);

  return sonde_cli_print_line (drawing, strlen (drawing));
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  const FrameValues *values = invocation->values;
  SondeFrameContext context = { .deflate = values->deflate };
  g_autoptr (SondeAnatomy) anatomy = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  bytes = sonde_hex_parse (invocation->arguments[0], &error);
  if (bytes == NULL || !read_direction (values, bytes, &context.direction, &error))
    return sonde_cli_report_usage (invocation->command, error);

  anatomy = sonde_anatomy_new (bytes, &context);
  if (!values->json && !print_drawing (anatomy))
    return SONDE_CLI_FAILED;
  for (guint i = 0; i < sonde_anatomy_get_n_fields (anatomy); i++)
    {
      const SondeFrameField *field = sonde_anatomy_get_field (anatomy, i);

      if (!(values->json ? print_json (field) : print_words (field)))
        return SONDE_CLI_FAILED;
    }
  if (!sonde_anatomy_is_whole (anatomy))
    sonde_cli_warn (_ ("The frame is not whole: there are %zu of its bytes"),
                    g_bytes_get_size (bytes));
  return sonde_anatomy_count_remarks (anatomy) == 0 && sonde_anatomy_is_whole (anatomy)
             ? SONDE_CLI_DONE
             : SONDE_CLI_FAILED;
}

const SondeCliCommand sonde_cli_frame_command = {
  .name = "frame",
  .synopsis = "HEX",
  .summary = N_ ("Take a frame apart, bit by bit"),
  .description = N_ (
      "Draws a frame as RFC 6455 section 5.2 does, filled with its values, says what "
      "each field means, and fails where one breaks a rule. It connects to nothing."),
  .examples = "frame 818537fa213d7f9f4d5158\n"
              "frame '89 04 05 ef bf 95' --from server\n"
              "frame c18e6aaa272d98e2eae4a3fd0fe245606e7c6eaa --deflate --json",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE,
  .n_arguments = 1,
  .values_size = sizeof (FrameValues),
  .options = options,
  .run = run,
};
