/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-unmask-step.h"

#define MAX_CHARACTER_SIZE 4

/* The short names of ISO 646, which any table of ASCII shows. */
static const char control_names[33][4] = {
  "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS",  "HT",  "LF",
  "VT",  "FF",  "CR",  "SO",  "SI",  "DLE", "DC1", "DC2", "DC3", "DC4", "NAK",
  "SYN", "ETB", "CAN", "EM",  "SUB", "ESC", "FS",  "GS",  "RS",  "US",  "SP",
};

static guint8
get_result (SondeAnatomy *anatomy, gsize index)
{
  const SondeFrameHeader *header = sonde_anatomy_get_header (anatomy);
  const guint8 *data = g_bytes_get_data (sonde_anatomy_get_bytes (anatomy), NULL);

  return data[header->size + index] ^ header->mask[index % 4];
}

static void
write_character (SondeUnmaskStep *self, SondeAnatomy *anatomy, gsize n_steps)
{
  char bytes[MAX_CHARACTER_SIZE];
  gsize size = 0;
  gunichar character;

  if (self->result < G_N_ELEMENTS (control_names))
    {
      g_strlcpy (self->character, control_names[self->result], sizeof self->character);
      return;
    }
  if ((self->result & 0xc0) == 0x80)
    {
      self->character[0] = '\0';
      return;
    }
  while (size < MAX_CHARACTER_SIZE && self->index + size < n_steps)
    {
      bytes[size] = (char) get_result (anatomy, self->index + size);
      size++;
    }
  character = g_utf8_get_char_validated (bytes, (gssize) size);
  if (character < 0x110000 && g_unichar_isprint (character))
    self->character[g_unichar_to_utf8 (character, self->character)] = '\0';
  else
    g_strlcpy (self->character, "·", sizeof self->character);
}

/**
 * sonde_unmask_get_n_steps:
 * @anatomy: a frame
 *
 * Returns: how many octets of its payload there are
 */
gsize
sonde_unmask_get_n_steps (SondeAnatomy *anatomy)
{
  const SondeFrameHeader *header = sonde_anatomy_get_header (anatomy);
  const gsize size = g_bytes_get_size (sonde_anatomy_get_bytes (anatomy));

  if (size <= header->size)
    return 0;
  return (gsize) MIN (size - header->size, header->payload_size);
}

/**
 * sonde_unmask_step_read:
 * @self: (out caller-allocates): the step
 * @anatomy: a frame; where it is not masked, the key is 0
 * @index: under sonde_unmask_get_n_steps()
 *
 * Unmasks one octet.
 */
void
sonde_unmask_step_read (SondeUnmaskStep *self, SondeAnatomy *anatomy, gsize index)
{
  const SondeFrameHeader *header = sonde_anatomy_get_header (anatomy);
  const guint8 *data = g_bytes_get_data (sonde_anatomy_get_bytes (anatomy), NULL);
  const gsize n_steps = sonde_unmask_get_n_steps (anatomy);

  g_return_if_fail (index < n_steps);

  self->index = index;
  self->octet = data[header->size + index];
  self->key_index = (guint) (index % 4);
  self->key_octet = header->mask[self->key_index];
  self->result = self->octet ^ self->key_octet;
  write_character (self, anatomy, n_steps);
}

/**
 * sonde_octet_to_bits:
 * @octet: a byte
 * @bits: (out caller-allocates): its bits, highest first, parted in the middle: "1001 1000"
 */
void
sonde_octet_to_bits (guint8 octet, char bits[10])
{
  for (guint i = 0; i < 8; i++)
    bits[i + i / 4] = (char) ('0' + (octet >> (7 - i) & 1));
  bits[4] = ' ';
  bits[9] = '\0';
}
