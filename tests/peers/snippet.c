/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "sonde-snippet.h"

/* snippet TOOL URI OPCODE TEXT: what “Copy as” gives for a message. */

static gboolean
find_tool (const char *name, guint *tool)
{
  for (*tool = 0; *tool < sonde_snippet_get_n_tools (); (*tool)++)
    if (g_str_equal (sonde_snippet_get_tool_name (*tool), name))
      return TRUE;
  return FALSE;
}

int
main (int argc, char **argv)
{
  static const SondeOpcode opcodes[] = { SONDE_OPCODE_TEXT, SONDE_OPCODE_BINARY, SONDE_OPCODE_PING,
                                         SONDE_OPCODE_CLOSE };
  g_autoptr (SondeEndpoint) endpoint = NULL;
  g_autoptr (SondeOutgoing) outgoing = NULL;
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *program = NULL;
  guint tool;
  gsize i = 0;

  if (argc != 5 || !find_tool (argv[1], &tool))
    return 2;
  while (i < G_N_ELEMENTS (opcodes) - 1 &&
         strcmp (sonde_opcode_get_name (opcodes[i]), argv[3]) != 0)
    i++;
  endpoint = sonde_endpoint_new (argv[2], &error);
  data = g_bytes_new (argv[4], strlen (argv[4]));
  outgoing = sonde_outgoing_new (opcodes[i], data);
  outgoing->close_code = opcodes[i] == SONDE_OPCODE_CLOSE ? 1000 : 0;
  if (endpoint != NULL)
    program = sonde_snippet_write (tool, endpoint, outgoing, &error);
  if (program == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  fputs (program, stdout); /* as it is, whatever the locale */
  return 0;
}
