/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "frame-script.h"

G_BEGIN_DECLS

/* What a reader of a capture has of a frame. */
typedef struct
{
  guint connection;
  gboolean sent;
  guint first; /* FIN, RSV and opcode as they are in its first byte */
  gboolean masked;
  guint32 mask;
  guint64 length;
  GBytes *payload; /* unmasked, not inflated; NULL where the frame is not whole */
  GBytes
      *meaning;  /* of a ping, pong or close its payload, of the end of a text the text; or NULL */
  gboolean last; /* what was refused, or cut: what follows in its direction means nothing */
} FrameReading;

/* How much of it agreed. */
typedef struct
{
  guint n_frames;
  guint n_refused;  /* of the frames, those that Sonde refuses */
  guint n_controls; /* whose meaning agrees */
  guint n_texts;    /* likewise, not compressed */
  guint n_inflated; /* likewise, compressed */
} FrameAgreement;

GPtrArray *frame_readings_of_sonde (GBytes *capture);
GPtrArray *frame_readings_of_tshark (const char *path);

/* Both return (transfer full) what the two readings differ in, or NULL; the latter makes the
 * capture of a script and has both read it. */
char *frame_readings_compare (GPtrArray *sonde,
                              GPtrArray *tshark,
                              const ScriptedCapture *scripted,
                              FrameAgreement *agreement);
char *frame_readings_try (const guint8 *script, gsize size, FrameAgreement *agreement);

G_END_DECLS
