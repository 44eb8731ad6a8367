/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-anatomy.h"

G_BEGIN_DECLS

/**
 * SondeUnmaskStep:
 * @index: which octet of the payload
 * @octet: as it was sent
 * @key_index: @index mod 4
 * @key_octet: that octet of the key
 * @result: the exclusive or of the two
 * @character: the result as a character: in quotes, in words for a control, the whole character at
 *   the first octet of several, "" for the rest of them, and "·" for what is none
 *
 * The masking of one octet (RFC 6455 section 5.3).
 */
typedef struct
{
  gsize index;
  guint8 octet;
  guint key_index;
  guint8 key_octet;
  guint8 result;
  char character[16];
} SondeUnmaskStep;

gsize sonde_unmask_get_n_steps (SondeAnatomy *anatomy);
void sonde_unmask_step_read (SondeUnmaskStep *self, SondeAnatomy *anatomy, gsize index);
void sonde_octet_to_bits (guint8 octet, char bits[10]);

G_END_DECLS
