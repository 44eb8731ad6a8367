/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "frame-bytes.h"
#include "sonde-frame-words.h"

#include <string.h>

#define FIELD(name) SONDE_FRAME_FIELD_##name

typedef struct
{
  SondeFrameFieldKind kind;
  guint64 first_bit;
  guint64 n_bits;
  guint64 value;
} Expected;

/* The frames of the course's capture, and those of RFC 6455 section 5.7. */
static const struct
{
  const char *frame;
  SondeFrameContext context;
  Expected fields[SONDE_N_FRAME_FIELDS];
} golden[] = {
  { "c18e6aaa272d98e2eae4a3fd0fe245606e7c6eaa",
    { .direction = SONDE_DIRECTION_SENT, .deflate = TRUE },
    { { FIELD (FIN), 0, 1, 1 },
      { FIELD (RSV1), 1, 1, 1 },
      { FIELD (RSV2), 2, 1, 0 },
      { FIELD (RSV3), 3, 1, 0 },
      { FIELD (OPCODE), 4, 4, 1 },
      { FIELD (MASK), 8, 1, 1 },
      { FIELD (LENGTH), 9, 7, 14 },
      { FIELD (MASKING_KEY), 16, 32, 0x6aaa272d },
      { FIELD (PAYLOAD), 48, 112, 14 } } },
  { "c1859edd340d6c9d560e9e",
    { .direction = SONDE_DIRECTION_SENT, .deflate = TRUE },
    { { FIELD (FIN), 0, 1, 1 },
      { FIELD (RSV1), 1, 1, 1 },
      { FIELD (RSV2), 2, 1, 0 },
      { FIELD (RSV3), 3, 1, 0 },
      { FIELD (OPCODE), 4, 4, 1 },
      { FIELD (MASK), 8, 1, 1 },
      { FIELD (LENGTH), 9, 7, 5 },
      { FIELD (MASKING_KEY), 16, 32, 0x9edd340d },
      { FIELD (PAYLOAD), 48, 40, 5 } } },
  { "890405efbf95",
    { .direction = SONDE_DIRECTION_RECEIVED },
    { { FIELD (FIN), 0, 1, 1 },
      { FIELD (RSV1), 1, 1, 0 },
      { FIELD (RSV2), 2, 1, 0 },
      { FIELD (RSV3), 3, 1, 0 },
      { FIELD (OPCODE), 4, 4, 9 },
      { FIELD (MASK), 8, 1, 0 },
      { FIELD (LENGTH), 9, 7, 4 },
      { FIELD (PAYLOAD), 16, 32, 4 } } },
  { "8a84485b953d4db42aa8",
    { .direction = SONDE_DIRECTION_SENT },
    { { FIELD (FIN), 0, 1, 1 },
      { FIELD (RSV1), 1, 1, 0 },
      { FIELD (RSV2), 2, 1, 0 },
      { FIELD (RSV3), 3, 1, 0 },
      { FIELD (OPCODE), 4, 4, 10 },
      { FIELD (MASK), 8, 1, 1 },
      { FIELD (LENGTH), 9, 7, 4 },
      { FIELD (MASKING_KEY), 16, 32, 0x485b953d },
      { FIELD (PAYLOAD), 48, 32, 4 } } },
  { "88825fda37e95c33",
    { .direction = SONDE_DIRECTION_SENT },
    { { FIELD (FIN), 0, 1, 1 },
      { FIELD (RSV1), 1, 1, 0 },
      { FIELD (RSV2), 2, 1, 0 },
      { FIELD (RSV3), 3, 1, 0 },
      { FIELD (OPCODE), 4, 4, 8 },
      { FIELD (MASK), 8, 1, 1 },
      { FIELD (LENGTH), 9, 7, 2 },
      { FIELD (MASKING_KEY), 16, 32, 0x5fda37e9 },
      { FIELD (CLOSE_CODE), 48, 16, 1001 } } },
  { "8900",
    { .direction = SONDE_DIRECTION_RECEIVED },
    { { FIELD (FIN), 0, 1, 1 },
      { FIELD (RSV1), 1, 1, 0 },
      { FIELD (RSV2), 2, 1, 0 },
      { FIELD (RSV3), 3, 1, 0 },
      { FIELD (OPCODE), 4, 4, 9 },
      { FIELD (MASK), 8, 1, 0 },
      { FIELD (LENGTH), 9, 7, 0 } } },
  { "827e0100", /* 256 bytes, of which none is there */
    { .direction = SONDE_DIRECTION_RECEIVED },
    { { FIELD (FIN), 0, 1, 1 },
      { FIELD (RSV1), 1, 1, 0 },
      { FIELD (RSV2), 2, 1, 0 },
      { FIELD (RSV3), 3, 1, 0 },
      { FIELD (OPCODE), 4, 4, 2 },
      { FIELD (MASK), 8, 1, 0 },
      { FIELD (LENGTH), 9, 7, 126 },
      { FIELD (EXTENDED_LENGTH), 16, 16, 256 },
      { FIELD (PAYLOAD), 32, 2048, 256 } } },
  { "827f0000000000010000",
    { .direction = SONDE_DIRECTION_RECEIVED },
    { { FIELD (FIN), 0, 1, 1 },
      { FIELD (RSV1), 1, 1, 0 },
      { FIELD (RSV2), 2, 1, 0 },
      { FIELD (RSV3), 3, 1, 0 },
      { FIELD (OPCODE), 4, 4, 2 },
      { FIELD (MASK), 8, 1, 0 },
      { FIELD (LENGTH), 9, 7, 127 },
      { FIELD (EXTENDED_LENGTH), 16, 64, 65536 },
      { FIELD (PAYLOAD), 80, 524288, 65536 } } },
};

static void
test_golden (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (golden); i++)
    {
      g_autoptr (SondeAnatomy)
          anatomy = frame_anatomy_from_hex (golden[i].frame, golden[i].context);
      guint n_fields = 0;

      g_test_message ("%s", golden[i].frame);
      while (n_fields < SONDE_N_FRAME_FIELDS && golden[i].fields[n_fields].n_bits > 0)
        n_fields++;
      g_assert_cmpuint (sonde_anatomy_get_n_fields (anatomy), ==, n_fields);
      for (guint j = 0; j < n_fields; j++)
        {
          const Expected *expected = &golden[i].fields[j];
          const SondeFrameField *field = sonde_anatomy_get_field (anatomy, j);

          g_assert_cmpint (field->kind, ==, expected->kind);
          g_assert_cmpuint (field->first_bit, ==, expected->first_bit);
          g_assert_cmpuint (field->n_bits, ==, expected->n_bits);
          g_assert_cmpuint (field->value, ==, expected->value);
          g_assert_nonnull (field->words);
          g_assert_nonnull (field->section);
          g_assert_null (field->remark);
        }
    }
}

static void
test_payload (void)
{
  static const struct
  {
    const char *frame;
    const char *payload;
  } rows[] = {
    { "c18e6aaa272d98e2eae4a3fd0fe245606e7c6eaa", "f248cdc9c95728cf2fca49510400" },
    { "c1859edd340d6c9d560e9e", "f240620300" },
    { "890405efbf95", "05efbf95" },
    { "8a84485b953d4db42aa8", "05efbf95" },
    { "88825fda37e95c33", "03e9" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeAnatomy) anatomy = frame_anatomy_from_hex (
          rows[i].frame, (SondeFrameContext){ .direction = SONDE_DIRECTION_SENT });
      g_autoptr (GBytes) payload = sonde_anatomy_dup_payload (anatomy, G_MAXSIZE);
      g_autoptr (GBytes) expected = frame_bytes_from_hex (rows[i].payload);

      g_assert_true (g_bytes_equal (payload, expected));
      g_assert_true (sonde_anatomy_is_whole (anatomy));
    }
}

static void
test_remarks (void)
{
  static const SondeFrameContext received = { .direction = SONDE_DIRECTION_RECEIVED };
  static const SondeFrameContext sent = { .direction = SONDE_DIRECTION_SENT };
  static const SondeFrameContext deflated = { SONDE_DIRECTION_RECEIVED, TRUE, FALSE, FALSE };
  static const SondeFrameContext within = { SONDE_DIRECTION_RECEIVED, TRUE, TRUE, TRUE };
  static const struct
  {
    const char *frame;
    const SondeFrameContext *context;
    SondeFrameFieldKind kind;
    const char *section; /* NULL where all is well */
  } rows[] = {
    { "8100", &received, FIELD (MASK), NULL },
    { "8100", &sent, FIELD (MASK), "5.1" },
    { "818000000000", &received, FIELD (MASK), "5.1" },
    { "c100", &received, FIELD (RSV1), "5.2" },
    { "c100", &deflated, FIELD (RSV1), NULL },
    { "c900", &deflated, FIELD (RSV1), "RFC 7692" },
    { "c000", &within, FIELD (RSV1), "RFC 7692" },
    { "a100", &deflated, FIELD (RSV2), "5.2" },
    { "9100", &deflated, FIELD (RSV3), "5.2" },
    { "0900", &received, FIELD (FIN), "5.5" },
    { "0100", &received, FIELD (FIN), NULL },
    { "8300", &received, FIELD (OPCODE), "5.2" },
    { "8f00", &received, FIELD (OPCODE), "5.2" },
    { "8000", &received, FIELD (OPCODE), "5.4" },
    { "8000", &within, FIELD (OPCODE), NULL },
    { "8100", &within, FIELD (OPCODE), "5.4" },
    { "8900", &within, FIELD (OPCODE), NULL },
    { "897e0080", &received, FIELD (LENGTH), "5.5" },
    { "880103", &received, FIELD (LENGTH), "5.5.1" },
    { "817e007d", &received, FIELD (EXTENDED_LENGTH), "5.2" },
    { "817e007e", &received, FIELD (EXTENDED_LENGTH), NULL },
    { "817f000000000000ffff", &received, FIELD (EXTENDED_LENGTH), "5.2" },
    { "817f8000000000000000", &received, FIELD (EXTENDED_LENGTH), "5.2" },
    { "880203e8", &received, FIELD (CLOSE_CODE), NULL },
    { "880203ed", &received, FIELD (CLOSE_CODE), "7.4" }, /* 1005 */
    { "88020000", &received, FIELD (CLOSE_CODE), "7.4" },
    { "880303e8ff", &received, FIELD (CLOSE_REASON), "5.5.1" },
    { "880403e86f6b", &received, FIELD (CLOSE_REASON), NULL },
    { "8101ff", &received, FIELD (PAYLOAD), "8.1" },
    { "0101c3", &received, FIELD (PAYLOAD), NULL },
    { "8201ff", &received, FIELD (PAYLOAD), NULL },
    { "8102ff", &received, FIELD (PAYLOAD), NULL }, /* not all of it is there */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeAnatomy) anatomy = frame_anatomy_from_hex (rows[i].frame, *rows[i].context);
      const int index = sonde_anatomy_find_kind (anatomy, rows[i].kind);
      const SondeFrameField *field;

      g_test_message ("%s", rows[i].frame);
      g_assert_cmpint (index, >=, 0);
      field = sonde_anatomy_get_field (anatomy, (guint) index);
      if (rows[i].section == NULL)
        {
          g_assert_null (field->remark);
          continue;
        }
      g_assert_nonnull (field->remark);
      g_assert_nonnull (strstr (field->remark, rows[i].section));
      g_assert_cmpuint (sonde_anatomy_count_remarks (anatomy), >=, 1);
    }
}

/* Whatever the bytes are, the fields follow one another from bit 0 on, and every bit of a field
 * finds it. */
static void
test_hostile (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (6455);

  for (guint round = 0; round < 5000; round++)
    {
      const gsize size = (gsize) g_rand_int_range (random, 0, 24);
      g_autofree guint8 *data = g_malloc (24);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (SondeAnatomy) anatomy = NULL;
      const SondeFrameContext context = {
        .direction = g_rand_boolean (random) ? SONDE_DIRECTION_SENT : SONDE_DIRECTION_RECEIVED,
        .deflate = g_rand_boolean (random),
        .in_message = g_rand_boolean (random),
        .compressed = g_rand_boolean (random),
      };
      guint64 end = 0;

      for (gsize i = 0; i < 24; i++)
        data[i] = (guint8) g_rand_int (random);
      bytes = g_bytes_new (data, size);
      anatomy = sonde_anatomy_new (bytes, &context);
      for (guint i = 0; i < sonde_anatomy_get_n_fields (anatomy); i++)
        {
          const SondeFrameField *field = sonde_anatomy_get_field (anatomy, i);
          g_autofree char *number = sonde_frame_field_get_number (field);
          g_autofree char *extent = sonde_frame_field_get_extent (field);

          g_assert_cmpuint (field->first_bit, ==, end);
          g_assert_cmpuint (field->n_bits, >, 0);
          g_assert_cmpint (sonde_anatomy_find_bit (anatomy, end), ==, (int) i);
          end += field->n_bits;
          g_assert_cmpint (sonde_anatomy_find_bit (anatomy, end - 1), ==, (int) i);
        }
      g_assert_cmpint (sonde_anatomy_find_bit (anatomy, end), ==, -1);
    }
}

static void
test_numbers (void)
{
  static const struct
  {
    SondeFrameFieldKind kind;
    const char *number;
    const char *extent;
  } rows[] = {
    { FIELD (FIN), "1", "bit 0" },
    { FIELD (OPCODE), "0x1", "bits 4 to 7" },
    { FIELD (LENGTH), "5", "bits 9 to 15" },
    { FIELD (MASKING_KEY), "37fa213d", "bytes 2 to 5" },
    { FIELD (PAYLOAD), "5 bytes", "bytes 6 to 10" },
  };
  g_autoptr (SondeAnatomy) hello = sonde_anatomy_new_example ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const int index = sonde_anatomy_find_kind (hello, rows[i].kind);
      const SondeFrameField *field = sonde_anatomy_get_field (hello, (guint) index);
      g_autofree char *number = sonde_frame_field_get_number (field);
      g_autofree char *extent = sonde_frame_field_get_extent (field);

      g_assert_cmpstr (number, ==, rows[i].number);
      g_assert_cmpstr (extent, ==, rows[i].extent);
    }
  g_assert_cmpuint (sonde_anatomy_count_remarks (hello), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/anatomy/golden", test_golden);
  g_test_add_func ("/anatomy/payload", test_payload);
  g_test_add_func ("/anatomy/remarks", test_remarks);
  g_test_add_func ("/anatomy/hostile", test_hostile);
  g_test_add_func ("/anatomy/numbers", test_numbers);

  return g_test_run ();
}
