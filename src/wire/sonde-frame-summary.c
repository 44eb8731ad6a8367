/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frame-summary.h"

#include "sonde-close-code.h"
#include "sonde-message.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PREVIEW_SIZE 160

/* The start of the payload, unmasked; a long frame costs no more than a short one. */
static gsize
read_start (const SondeFrameRecord *record, guint8 start[PREVIEW_SIZE])
{
  gsize size;
  const guint8 *data = g_bytes_get_data (record->bytes, &size);
  gsize n_read;

  if (record->header.size == 0 || size <= record->header.size)
    return 0;
  n_read = MIN (size - record->header.size, PREVIEW_SIZE);
  memcpy (start, data + record->header.size, n_read);
  if (record->header.masked)
    sonde_frame_mask (start, n_read, record->header.mask, 0);
  return n_read;
}

static char *
write_hex (const guint8 *data, gsize size)
{
  g_autoptr (GString) text = g_string_sized_new (size * 3);

  for (gsize i = 0; i < MIN (size, PREVIEW_SIZE / 4); i++)
    g_string_append_printf (text, i > 0 ? " %02x" : "%02x", data[i]);
  if (size > PREVIEW_SIZE / 4)
    g_string_append (text, "…");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* On one line: a line break would make a row of a list higher than the others. */
static char *
write_text (const guint8 *data, gsize size)
{
  g_autofree char *valid = g_utf8_make_valid ((const char *) data, (gssize) size);
  g_autoptr (GString) text = g_string_sized_new (size);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    g_string_append_unichar (text,
                             g_unichar_isprint (g_utf8_get_char (c)) ? g_utf8_get_char (c) : ' ');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
summarize_close (const SondeFrameRecord *record)
{
  const guint code = sonde_frame_record_get_close_code (record);
  g_autofree char *reason = sonde_frame_record_get_close_reason (record);

  if (code == SONDE_CLOSE_CODE_NONE)
    return g_strdup (_ ("no code"));
  if (reason != NULL && *reason != '\0')
    return g_strdup_printf (_ ("%u, %s: “%s”"), code, sonde_close_code_get_meaning ((guint16) code),
                            reason);
  return g_strdup_printf (_ ("%u, %s"), code, sonde_close_code_get_meaning ((guint16) code));
}

/**
 * sonde_frame_summarize:
 * @record: a frame
 *
 * Says on one line what a frame carries: the start of its text, its bytes in hexadecimal, the code
 * and the reason of a close, or why it was refused.
 *
 * Returns: (transfer full): a translated text, possibly empty
 */
char *
sonde_frame_summarize (const SondeFrameRecord *record)
{
  guint8 start[PREVIEW_SIZE];
  gsize size;

  g_return_val_if_fail (record != NULL, NULL);

  if (record->error != NULL)
    return g_strdup (record->error->message);
  if (record->header.opcode == SONDE_OPCODE_CLOSE)
    return summarize_close (record);
  if (record->deflate_ordinal > 0)
    return g_strdup (_ ("compressed"));
  size = read_start (record, start);
  if (size == 0)
    return g_strdup ("");
  if (record->header.opcode == SONDE_OPCODE_TEXT)
    return write_text (start, size);
  return write_hex (start, size);
}
