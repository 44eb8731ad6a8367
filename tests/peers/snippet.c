/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "sonde-error.h"
#include "sonde-hex.h"
#include "sonde-literal.h"
#include "sonde-snippet.h"

/* snippet TOOL URI OPCODE HEX CODE    what “Copy as” gives for a message; ends with 3 where the
 * tool can not send it snippet STYLE text|bytes            a literal, and a NUL, for each line of
 * hexadecimal digits */

#define CANNOT_SEND 3

static const char *const styles[] = {
  [SONDE_LITERAL_SHELL] = "shell",   [SONDE_LITERAL_C] = "c",
  [SONDE_LITERAL_JAVA] = "java",     [SONDE_LITERAL_JAVASCRIPT] = "javascript",
  [SONDE_LITERAL_PYTHON] = "python", [SONDE_LITERAL_PHP] = "php",
};

static gboolean
find_tool (const char *name, guint *tool)
{
  for (*tool = 0; *tool < sonde_snippet_get_n_tools (); (*tool)++)
    if (g_str_equal (sonde_snippet_get_tool_name (*tool), name))
      return TRUE;
  return FALSE;
}

static gboolean
find_opcode (const char *name, SondeOpcode *opcode)
{
  static const SondeOpcode opcodes[] = { SONDE_OPCODE_TEXT, SONDE_OPCODE_BINARY, SONDE_OPCODE_PING,
                                         SONDE_OPCODE_PONG, SONDE_OPCODE_CLOSE };

  for (gsize i = 0; i < G_N_ELEMENTS (opcodes); i++)
    if (g_str_equal (sonde_opcode_get_name (opcodes[i]), name))
      {
        *opcode = opcodes[i];
        return TRUE;
      }
  return FALSE;
}

static int
write_program (char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (argv[2], &error);
  g_autoptr (SondeOutgoing) outgoing = NULL;
  g_autoptr (GBytes) data = NULL;
  g_autofree char *program = NULL;
  SondeOpcode opcode;
  guint tool;

  if (endpoint == NULL || !find_tool (argv[1], &tool) || !find_opcode (argv[3], &opcode))
    return 2;
  data = sonde_hex_parse (argv[4], &error);
  g_assert_no_error (error);
  outgoing = sonde_outgoing_new (opcode, data);
  outgoing->close_code = (guint16) g_ascii_strtoull (argv[5], NULL, 10);
  program = sonde_snippet_write (tool, endpoint, outgoing, &error);
  if (program == NULL)
    {
      g_printerr ("%s\n", error->message);
      return g_error_matches (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT) ? CANNOT_SEND : 1;
    }
  fputs (program, stdout); /* as it is, whatever the locale */
  return 0;
}

static int
write_literals (const char *name, gboolean is_text)
{
  g_autofree char *line = NULL;
  size_t allocated = 0;
  guint style = 0;

  while (style < G_N_ELEMENTS (styles) && !g_str_equal (styles[style], name))
    style++;
  if (style == G_N_ELEMENTS (styles))
    return 2;
  while (getline (&line, &allocated, stdin) > 0)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = sonde_hex_parse (g_strchomp (line), &error);
      g_autofree char *literal = NULL;
      gsize size;
      const guint8 *data;

      g_assert_no_error (error);
      data = g_bytes_get_data (bytes, &size);
      literal = is_text ? sonde_literal_write_text (style, (const char *) data, size)
                        : sonde_literal_write_bytes (style, data, size);
      fwrite (literal, 1, strlen (literal) + 1, stdout);
    }
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 6)
    return write_program (argv);
  if (argc == 3)
    return write_literals (argv[1], g_str_equal (argv[2], "text"));
  return 2;
}
