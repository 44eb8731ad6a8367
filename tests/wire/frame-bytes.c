/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "frame-bytes.h"

GBytes *
frame_bytes_from_hex (const char *hex)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2)
    {
      guint8 byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (bytes, &byte, 1);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

SondeAnatomy *
frame_anatomy_from_hex (const char *hex, SondeFrameContext context)
{
  g_autoptr (GBytes) bytes = frame_bytes_from_hex (hex);

  return sonde_anatomy_new (bytes, &context);
}
