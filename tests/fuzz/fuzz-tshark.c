/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "frame-reading.h"

/* The input is a script for the connections of a capture, which Sonde and tshark must read alike:
 * frame by frame, and what is in them. tests/wire/test-tshark.c does the same with random scripts.
 * tshark is started once for each input; -len_control=0 -max_len=16384 has it read much at once. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  FrameAgreement agreement = { 0 };
  g_autofree char *difference = frame_readings_try (data, size, &agreement);

  if (difference != NULL)
    g_error ("%s", difference);
  return 0;
}
