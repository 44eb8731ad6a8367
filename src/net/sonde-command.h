/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  SONDE_COMMAND_ETAT,
  SONDE_COMMAND_PERIODE,
} SondeCommandKind;

/**
 * SondeVerdict:
 * @SONDE_VERDICT_PENDING: sent, and nothing is known yet
 * @SONDE_VERDICT_CONFIRMED: the probe announced the value
 * @SONDE_VERDICT_ALREADY_SO: the value was already that, and the probe stayed silent by design
 * @SONDE_VERDICT_CONTRADICTED: the probe announced another value
 * @SONDE_VERDICT_UNANSWERED: nothing came within the limit, or the connection was lost first
 * @SONDE_VERDICT_OVERTAKEN: another client changed the value meanwhile
 */
typedef enum
{
  SONDE_VERDICT_PENDING,
  SONDE_VERDICT_CONFIRMED,
  SONDE_VERDICT_ALREADY_SO,
  SONDE_VERDICT_CONTRADICTED,
  SONDE_VERDICT_UNANSWERED,
  SONDE_VERDICT_OVERTAKEN,
} SondeVerdict;

#define SONDE_TYPE_COMMAND (sonde_command_get_type ())

/* An etat or a periode that was sent, and what became of it. A snapshot: it does not change. */
typedef struct
{
  guint64 serial; /* counts commands of one probe, from 1 */
  SondeCommandKind kind;
  gint64 asked; /* 0 or 1 for an etat, milliseconds for a periode */
  SondeVerdict verdict;
  gint64 announced; /* what the probe last announced while the command was pending; -1: nothing */
  gint64 sent_us; /* monotonic */
  gint64 after_us; /* from sending to the verdict; 0 while pending */
} SondeCommand;

GType sonde_command_get_type (void) G_GNUC_CONST;
SondeCommand *sonde_command_copy (const SondeCommand *self);
void sonde_command_free (SondeCommand *self);
char *sonde_command_describe (const SondeCommand *self); /* one translated sentence */
const char *sonde_verdict_get_name (SondeVerdict verdict); /* "confirmed", "already-so", ... */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeCommand, sonde_command_free)

G_END_DECLS
