/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Two NaN say why a measure has no value for a channel. Gap: its line breaks here. Absent: this
 * measure says nothing of the channel, and its line goes on (a server that sends its channels in
 * turn, each in a message of its own). */
#define SONDE_GAP_BITS    G_GUINT64_CONSTANT (0x7ff8000000000000)
#define SONDE_ABSENT_BITS G_GUINT64_CONSTANT (0x7ff8736f6e646500)

static inline double
sonde_gap (void)
{
  guint64 bits = SONDE_GAP_BITS;
  double value;

  memcpy (&value, &bits, sizeof value);

  return value;
}

static inline double
sonde_absent (void)
{
  guint64 bits = SONDE_ABSENT_BITS;
  double value;

  memcpy (&value, &bits, sizeof value);

  return value;
}

static inline gboolean
sonde_is_absent (double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);

  return bits == SONDE_ABSENT_BITS;
}

G_END_DECLS
