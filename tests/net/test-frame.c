/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frame.h"

#include <string.h>

/* Accept values and frames that the course's text and capture show. */
static void
test_accept (void)
{
  static const struct
  {
    const char *key;
    const char *accept;
  } rows[] = {
    { "NbRO4XmDnLsEX7qLxcdY5w==", "PwFDc7Dx5UunCpEBxXsPVKzfweM=" },
    { "sdPPGM7lmVe8/lZsdgOUyg==", "zI7J6Mqtf18Uz7ztvKglyetdk3I=" },
    { "YXplcnR5", "VM6OyB4LHVc1FSyII8Ry3Z00q5s=" },
    { "dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *accept = sonde_frame_compute_accept (rows[i].key);

      g_assert_cmpstr (accept, ==, rows[i].accept);
    }
}

static GByteArray *
from_hex (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  for (; hex[0] && hex[1]; hex += 2)
    {
      guint8 byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (bytes, &byte, 1);
    }

  return bytes;
}

static void
test_golden (void)
{
  static const struct
  {
    const char *frame;
    guint8 rsv;
    SondeOpcode opcode;
    const char *unmasked;
  } rows[] = {
    { "c18e6aaa272d98e2eae4a3fd0fe245606e7c6eaa", 0x4, SONDE_OPCODE_TEXT,
      "f248cdc9c95728cf2fca49510400" },
    { "c1859edd340d6c9d560e9e", 0x4, SONDE_OPCODE_TEXT, "f240620300" },
    { "890405efbf95", 0, SONDE_OPCODE_PING, "05efbf95" },
    { "8a84485b953d4db42aa8", 0, SONDE_OPCODE_PONG, "05efbf95" },
    { "88825fda37e95c33", 0, SONDE_OPCODE_CLOSE, "03e9" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) frame = from_hex (rows[i].frame);
      g_autoptr (GByteArray) expected = from_hex (rows[i].unmasked);
      SondeFrameHeader header;

      g_assert_cmpint (sonde_frame_header_parse (&header, frame->data, frame->len), ==,
                       SONDE_FRAME_OK);
      g_assert_true (header.fin);
      g_assert_cmpint (header.rsv, ==, rows[i].rsv);
      g_assert_cmpint (header.opcode, ==, rows[i].opcode);
      g_assert_cmpuint (header.size + header.payload_size, ==, frame->len);

      sonde_frame_mask (frame->data + header.size, (gsize) header.payload_size, header.mask, 0);
      g_assert_cmpmem (frame->data + header.size, header.payload_size, expected->data,
                       expected->len);
    }
}

static void
test_incomplete_and_invalid (void)
{
  static const struct
  {
    const char *bytes;
    SondeFrameResult result;
  } rows[] = {
    { "", SONDE_FRAME_INCOMPLETE },
    { "81", SONDE_FRAME_INCOMPLETE },
    { "8100", SONDE_FRAME_OK },
    { "8180010203", SONDE_FRAME_INCOMPLETE },
    { "818001020304", SONDE_FRAME_OK },
    { "817e00", SONDE_FRAME_INCOMPLETE },
    { "817e007d", SONDE_FRAME_INVALID },
    { "817e007e", SONDE_FRAME_OK },
    { "817f000000000000ffff", SONDE_FRAME_INVALID },
    { "817f0000000000010000", SONDE_FRAME_OK },
    { "817f7fffffffffffffff", SONDE_FRAME_OK },
    { "817f8000000000000000", SONDE_FRAME_INVALID },
    { "81ff7fffffffffffffff010203", SONDE_FRAME_INCOMPLETE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) bytes = from_hex (rows[i].bytes);
      SondeFrameHeader header;

      g_test_message ("%s", rows[i].bytes);
      g_assert_cmpint (sonde_frame_header_parse (&header, bytes->data, bytes->len), ==,
                       rows[i].result);
    }
}

static void
test_round_trip (void)
{
  static const guint64 sizes[] = { 0, 1, 125, 126, 65535, 65536, G_MAXINT64 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (int masked = 0; masked < 2; masked++)
      {
        SondeFrameHeader header = { .fin = TRUE,
                                    .opcode = SONDE_OPCODE_BINARY,
                                    .masked = masked,
                                    .mask = { 1, 2, 3, 4 },
                                    .payload_size = sizes[i] };
        guint8 data[SONDE_FRAME_MAX_HEADER_SIZE];
        gsize size = sonde_frame_header_write (&header, data);
        SondeFrameHeader parsed;

        g_assert_cmpint (sonde_frame_header_parse (&parsed, data, size), ==, SONDE_FRAME_OK);
        g_assert_cmpuint (parsed.size, ==, size);
        g_assert_cmpuint (parsed.payload_size, ==, sizes[i]);
        g_assert_cmpint (parsed.masked, ==, masked);
      }
}

/* Masking in pieces gives what masking at once gives, wherever the cuts fall. */
static void
test_mask_in_pieces (void)
{
  static const guint8 mask[4] = { 0x6a, 0xaa, 0x27, 0x2d };
  guint8 whole[67] = { 0 };

  sonde_frame_mask (whole, sizeof whole, mask, 0);

  for (gsize cut = 0; cut <= sizeof whole; cut++)
    {
      guint8 pieces[sizeof whole] = { 0 };

      sonde_frame_mask (pieces, cut, mask, 0);
      sonde_frame_mask (pieces + cut, sizeof pieces - cut, mask, cut);
      g_assert_cmpmem (pieces, sizeof pieces, whole, sizeof whole);
    }

  for (gsize i = 0; i < sizeof whole; i++)
    g_assert_cmpint (whole[i], ==, mask[i % 4]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/frame/accept", test_accept);
  g_test_add_func ("/frame/golden", test_golden);
  g_test_add_func ("/frame/incomplete-and-invalid", test_incomplete_and_invalid);
  g_test_add_func ("/frame/round-trip", test_round_trip);
  g_test_add_func ("/frame/mask-in-pieces", test_mask_in_pieces);

  return g_test_run ();
}
