/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "sonde-tcp-stream.h"

#include <string.h>

/* Segments as the input says, over a text of known bytes: what is told must be the start of that
 * text, whatever came twice, too early, or not at all. */

#define TEXT_SIZE 512

typedef struct
{
  guint8 text[TEXT_SIZE];
  gsize n_told;
} Told;

static void
on_data (const guint8 *data, gsize size, gpointer user_data)
{
  Told *told = user_data;

  g_assert_cmpuint (size, >, 0);
  g_assert_cmpuint (size, <=, TEXT_SIZE - told->n_told);
  g_assert_cmpint (memcmp (told->text + told->n_told, data, size), ==, 0);
  told->n_told += size;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Told told = { .n_told = 0 };
  SondeTcpStream stream;
  SondeSegment syn = { .flags = SONDE_TCP_SYN };
  gboolean seen[TEXT_SIZE] = { FALSE };
  gsize n_expected = 0;

  if (size < 4)
    return 0;
  for (gsize i = 0; i < TEXT_SIZE; i++)
    told.text[i] = (guint8) (i * 7 + (i >> 8));
  memcpy (&syn.sequence, data, 4);
  sonde_tcp_stream_init (&stream);
  sonde_tcp_stream_add (&stream, &syn, on_data, &told);
  for (gsize at = 4; at + 3 <= size; at += 3)
    {
      gsize start = (gsize) (data[at] << 8 | data[at + 1]) % TEXT_SIZE;
      gsize length = MIN (data[at + 2], TEXT_SIZE - start);
      SondeSegment segment = { .sequence = syn.sequence + 1 + (guint32) start,
                               .payload = told.text + start,
                               .size = length };

      sonde_tcp_stream_add (&stream, &segment, on_data, &told);
      for (gsize i = start; i < start + length; i++)
        seen[i] = TRUE;
    }
  while (n_expected < TEXT_SIZE && seen[n_expected])
    n_expected++;
  g_assert_cmpuint (told.n_told, ==, n_expected);
  sonde_tcp_stream_finish (&stream);
  sonde_tcp_stream_clear (&stream);
  return 0;
}
