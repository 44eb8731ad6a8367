/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "sonde-command.h"

G_BEGIN_DECLS

#define SONDE_CODEC_MAX_READINGS 64
#define SONDE_CODEC_MAX_ID_SIZE  64

typedef enum
{
  SONDE_DECODED_OTHER, /* nothing to plot and nothing announced */
  SONDE_DECODED_MESURE,
  SONDE_DECODED_ETAT,
  SONDE_DECODED_PERIODE,
  SONDE_DECODED_NUMBERS, /* an object of no known type, with numbers */
} SondeDecodedKind;

/**
 * SondeReading:
 * @id: the channel, a member's name; `a.b` for a member of an object in the object
 * @value: what it says, as exact as it came; NaN where the source has no value now
 */
typedef struct
{
  char *id;
  double value;
} SondeReading;

#define SONDE_TYPE_DECODED (sonde_decoded_get_type ())

/**
 * SondeDecoded:
 * @kind: what kind of text it was
 * @value: 0 or 1 for an etat, milliseconds for a periode, else 0
 * @source_time_us: when the source says that it was, microseconds since the epoch; 0 where it says
 *     nothing believable
 * @readings: (element-type SondeReading): what was measured, each channel once, in wire order
 *
 * What one text means.
 */
typedef struct
{
  SondeDecodedKind kind;
  gint64 value;
  gint64 source_time_us;
  GArray *readings;
} SondeDecoded;

GType sonde_decoded_get_type (void) G_GNUC_CONST;
SondeDecoded *sonde_decoded_copy (const SondeDecoded *self);
void sonde_decoded_free (SondeDecoded *self);
const char *sonde_decoded_kind_get_name (SondeDecodedKind kind);

SondeDecoded *sonde_codec_decode (const char *text, gssize size);
char *sonde_codec_encode (SondeCommandKind kind, gint64 value, gint64 time_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeDecoded, sonde_decoded_free)

G_END_DECLS
