/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_CHECK_MAX_FRAMES 4

typedef struct _SondeCheckRun SondeCheckRun;
typedef struct _SondeCheckSpec SondeCheckSpec;

/**
 * SondeCheckFrame:
 * @first: the first byte: FIN, the reserved bits and the opcode
 * @unmasked: sent without a mask, which breaks section 5.1
 * @payload: @size bytes
 * @raw: @payload is the whole frame, and @first is not looked at
 *
 * A frame that a row sends. A first byte of 0 with no payload is an empty continuation.
 */
typedef struct
{
  guint8 first;
  gboolean unmasked;
  gboolean raw;
  const char *payload;
  gsize size;
} SondeCheckFrame;

typedef enum /*< flags >*/
{
  SONDE_CHECK_NEEDS_ECHO = 1 << 0,   /* only a server that sends back what it gets can show it */
  SONDE_CHECK_IS_RUDE = 1 << 1,      /* breaks the protocol on purpose */
  SONDE_CHECK_IS_DANGEROUS = 1 << 2, /* keeps to it, and is known to crash a server of the course */
  SONDE_CHECK_NEEDS_NOTHING = 1 << 3 /* judges what came before, without a connection of its own */
} SondeCheckFlags;

/**
 * SondeCheckSpec:
 * @id: stable, for JSON and tests
 * @section: of RFC 6455 unless it names another
 * @group: marked for translation
 * @title: the rule in the indicative, marked for translation
 * @step: what tries it
 * @frames: what is sent
 * @size: of a payload that is made up
 * @code: the close code that is sent or expected
 * @other_code: another close code that will do, or 0
 * @fault: which #SondeRawFault must not have been seen
 * @check: the section of the check of the handshake, as sonde-handshake names it
 *
 * One row of the table. Which members count is up to @step.
 */
struct _SondeCheckSpec
{
  const char *id;
  const char *section;
  const char *group;
  const char *title;
  SondeCheckFlags flags;
  void (*step) (SondeCheckRun *run, const SondeCheckSpec *spec);
  SondeCheckFrame frames[SONDE_CHECK_MAX_FRAMES];
  guint n_frames;
  gsize size;
  guint16 code;
  guint16 other_code;
  guint fault;
  const char *check;
};

const SondeCheckSpec *sonde_check_get_table (guint *n_specs);

G_END_DECLS
