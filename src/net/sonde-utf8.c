/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-utf8.h"

/**
 * sonde_utf8_is_valid:
 * @data: (array length=size) (nullable): bytes
 * @size: how many
 *
 * Whether bytes may be a text message or the reason of a close (RFC 6455 section 8.1). A NUL is a
 * character like any other there, which g_utf8_validate() does not think.
 */
gboolean
sonde_utf8_is_valid (const void *data, gsize size)
{
  const char *text = data;
  const char *end = text + size;

  while (text < end && !g_utf8_validate_len (text, (gsize) (end - text), &text))
    {
      if (*text != '\0')
        return FALSE;
      text++;
    }
  return TRUE;
}
