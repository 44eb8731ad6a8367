/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "frame-bytes.h"
#include "sonde-diagram-text.h"

#include <string.h>

static void
test_hello (void)
{
  static const char expected[] =
      " 0                   1                   2                   3\n"
      " 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1\n"
      "+-+-+-+-+-------+-+-------------+-------------------------------+\n"
      "|F|R|R|R|opcode |M| Payload len |          Masking-key          |\n"
      "|I|S|S|S|       |A|             |                               |\n"
      "|N|V|V|V|       |S|             |                               |\n"
      "| |1|2|3|       |K|             |                               |\n"
      "|1|0|0|0|0 0 0 1|1|0 0 0 0 1 0 1|0 0 1 1 0 1 1 1 1 1 1 1 1 0 1 0|\n"
      "| | | | |  0x1  | |      5      |      37              fa       |\n"
      "+-+-+-+-+-------+-+-------------+-------------------------------+\n"
      "|    Masking-key (continued)    |         Payload Data          |\n"
      "|0 0 1 0 0 0 0 1 0 0 1 1 1 1 0 1|0 1 1 1 1 1 1 1 1 0 0 1 1 1 1 1|\n"
      "|      21              3d       |      7f              9f       |\n"
      "+-------------------------------+---------------+---------------+\n"
      "|           Payload Data (continued)            |\n"
      "|0 1 0 0 1 1 0 1 0 1 0 1 0 0 0 1 0 1 0 1 1 0 0 0|\n"
      "|      4d              51              58       |\n"
      "+-----------------------------------------------+\n";
  g_autoptr (SondeAnatomy) hello = sonde_anatomy_new_example ();
  g_autofree char *text = sonde_diagram_to_text (hello, 100);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_bound (void)
{
  g_autoptr (SondeAnatomy) anatomy = frame_anatomy_from_hex (
      "827f0000000000010000", (SondeFrameContext){ .direction = SONDE_DIRECTION_RECEIVED });
  g_autofree char *text = sonde_diagram_to_text (anatomy, 4);

  g_assert_nonnull (strstr (text, "65530 bytes more"));
  g_assert_nonnull (strstr (text, "Extended payload length"));
  g_assert_cmpuint (strlen (text), <, 3000);
}

static void
test_nothing (void)
{
  g_autoptr (SondeAnatomy) anatomy = frame_anatomy_from_hex ("", (SondeFrameContext){ 0 });
  g_autofree char *text = sonde_diagram_to_text (anatomy, 4);

  g_assert_null (strchr (text, '|'));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/diagram-text/hello", test_hello);
  g_test_add_func ("/diagram-text/bound", test_bound);
  g_test_add_func ("/diagram-text/nothing", test_nothing);

  return g_test_run ();
}
