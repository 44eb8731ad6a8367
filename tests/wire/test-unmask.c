/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "frame-bytes.h"
#include "sonde-unmask-step.h"

static const SondeFrameContext sent = { .direction = SONDE_DIRECTION_SENT };

static void
test_hello (void)
{
  static const char *const characters[] = { "H", "e", "l", "l", "o" };
  g_autoptr (SondeAnatomy) anatomy = sonde_anatomy_new_example ();
  const SondeFrameHeader *header = sonde_anatomy_get_header (anatomy);

  g_assert_cmpuint (sonde_unmask_get_n_steps (anatomy), ==, 5);
  for (gsize i = 0; i < G_N_ELEMENTS (characters); i++)
    {
      SondeUnmaskStep step;

      sonde_unmask_step_read (&step, anatomy, i);
      g_assert_cmpuint (step.index, ==, i);
      g_assert_cmpuint (step.key_index, ==, i % 4);
      g_assert_cmpuint (step.key_octet, ==, header->mask[i % 4]);
      g_assert_cmpuint (step.octet ^ step.key_octet, ==, step.result);
      g_assert_cmpstr (step.character, ==, characters[i]);
    }
}

static void
test_characters (void)
{
  static const struct
  {
    const char *frame;
    const char *characters[5];
  } rows[] = {
    { "8803c3a90a", { "é", "", "LF" } },
    { "8802ff41", { "·", "A" } },
    { "8801e2", { "·" } },
    { "8804f09f8c8d", { "🌍", "", "", "" } },
    { "880320007f", { "SP", "NUL", "·" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeAnatomy) anatomy = frame_anatomy_from_hex (rows[i].frame, sent);

      for (gsize j = 0; j < sonde_unmask_get_n_steps (anatomy); j++)
        {
          SondeUnmaskStep step;

          sonde_unmask_step_read (&step, anatomy, j);
          g_assert_cmpstr (step.character, ==, rows[i].characters[j]);
        }
    }
}

static void
test_missing_bytes (void)
{
  static const struct
  {
    const char *frame;
    gsize n_steps;
  } rows[] = {
    { "", 0 }, { "81", 0 }, { "818537fa", 0 }, { "818537fa213d", 0 }, { "818537fa213d7f9f", 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeAnatomy) anatomy = frame_anatomy_from_hex (rows[i].frame, sent);

      g_assert_cmpuint (sonde_unmask_get_n_steps (anatomy), ==, rows[i].n_steps);
    }
}

static void
test_bits (void)
{
  char bits[10];

  sonde_octet_to_bits (0x98, bits);
  g_assert_cmpstr (bits, ==, "1001 1000");
  sonde_octet_to_bits (0x00, bits);
  g_assert_cmpstr (bits, ==, "0000 0000");
  sonde_octet_to_bits (0xff, bits);
  g_assert_cmpstr (bits, ==, "1111 1111");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/unmask/hello", test_hello);
  g_test_add_func ("/unmask/characters", test_characters);
  g_test_add_func ("/unmask/missing-bytes", test_missing_bytes);
  g_test_add_func ("/unmask/bits", test_bits);

  return g_test_run ();
}
