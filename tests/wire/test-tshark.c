/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "frame-reading.h"

/* Another program's reading of the same packets: tshark, of Wireshark, must see the frames that
 * Sonde's own dissector sees, and in them the same payloads. What is made at random follows from
 * the seed that is printed: --seed, as g_test_init() has it, makes the same again. The same is done
 * with what a fuzzer thinks of in tests/fuzz/fuzz-tshark.c. */

#define N_CAPTURES  4
#define SCRIPT_SIZE (12 * 1024)

static guint8 *
make_script (gsize size)
{
  guint8 *script = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    script[i] = (guint8) g_test_rand_int_range (0, 256);
  return script;
}

static void
test_agreement (void)
{
  FrameAgreement agreement = { 0 };

  for (guint i = 0; i < N_CAPTURES; i++)
    {
      g_autofree guint8 *script = make_script (SCRIPT_SIZE);
      g_autofree char *difference = frame_readings_try (script, SCRIPT_SIZE, &agreement);

      if (difference != NULL)
        {
          g_test_message ("capture %u, %s", i, difference);
          g_test_fail ();
          return;
        }
    }
  g_test_message ("%u frames agree, %u of them refused; %u control frames, %u texts and %u that "
                  "are compressed agree in what they mean",
                  agreement.n_frames, agreement.n_refused, agreement.n_controls, agreement.n_texts,
                  agreement.n_inflated);
  g_assert_cmpuint (agreement.n_frames, >, N_CAPTURES * 1000);
  g_assert_cmpuint (agreement.n_refused, >, N_CAPTURES * 5);
  g_assert_cmpuint (agreement.n_controls, >, N_CAPTURES * 100);
  g_assert_cmpuint (agreement.n_texts, >, N_CAPTURES * 100);
  g_assert_cmpuint (agreement.n_inflated, >, N_CAPTURES * 100);
}

static void
change (GBytes **bytes)
{
  g_autoptr (GByteArray) copy = g_bytes_unref_to_array (g_bytes_ref (*bytes));

  copy->data[copy->len - 1] ^= 1;
  g_bytes_unref (*bytes);
  *bytes = g_byte_array_free_to_bytes (g_steal_pointer (&copy));
}

static void
alter (FrameReading *reading, guint member)
{
  switch (member)
    {
    case 0:
      reading->first ^= 0x80;
      break;
    case 1:
      reading->masked = !reading->masked;
      break;
    case 2:
      reading->mask ^= 1;
      break;
    case 3:
      reading->length++;
      break;
    case 4:
      change (&reading->payload);
      break;
    default:
      change (&reading->meaning);
      break;
    }
}

static FrameReading *
find_inflated (GPtrArray *readings, const ScriptedCapture *scripted)
{
  for (guint i = 0; i < readings->len; i++)
    {
      FrameReading *reading = g_ptr_array_index (readings, i);

      if (scripted->kinds[reading->connection] == SCRIPT_DEFLATE && (reading->first & 8) == 0)
        return reading;
    }
  g_error ("there is no message that is compressed");
}

/* Whatever of a frame is read otherwise is told, and so is a frame that one reading lacks. */
static void
test_difference (void)
{
  g_autofree guint8 *script = make_script (SCRIPT_SIZE);
  g_autoptr (ScriptedCapture) scripted = scripted_capture_new (script, SCRIPT_SIZE);
  g_autoptr (GPtrArray) readings = frame_readings_of_sonde (scripted->capture);

  for (guint member = 0; member < 7; member++)
    {
      g_autoptr (GPtrArray) altered = frame_readings_of_sonde (scripted->capture);
      FrameAgreement agreement = { 0 };
      char *difference = frame_readings_compare (readings, altered, scripted, &agreement);
      FrameReading *reading = find_inflated (altered, scripted);

      g_assert_null (difference);
      if (member == 6)
        g_ptr_array_remove (altered, reading);
      else
        alter (reading, member);
      difference = frame_readings_compare (readings, altered, scripted, &agreement);
      g_assert_nonnull (difference);
      g_free (difference);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tshark/difference", test_difference);
  g_test_add_func ("/tshark/agreement", test_agreement);

  return g_test_run ();
}
