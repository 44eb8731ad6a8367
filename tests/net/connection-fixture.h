/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "raw-peer.h"
#include "sonde-connection.h"
#include "sonde-message.h"

G_BEGIN_DECLS

/* A connection and all that it said. */
typedef struct
{
  SondeConnection *connection;
  GPtrArray *messages;
  GString *states; /* each name, followed by a blank */
  guint n_pongs;
  gint64 rtt_us;
} Fixture;

void fixture_init (int *argc, char ***argv);
Fixture *fixture_new (const char *address); /* does not reconnect */
Fixture *fixture_new_hasty (const char *address);
Fixture *fixture_new_for (const SondeEndpoint *endpoint);
void fixture_free (Fixture *self);
void fixture_open (Fixture *self);
void fixture_wait_for (Fixture *self, SondeState state);
void fixture_assert_failure (Fixture *self, int code); /* -1: none */
guint fixture_count (Fixture *self, SondeDirection direction, SondeOpcode opcode);
SondeMessage *fixture_find (Fixture *self, SondeDirection direction, SondeOpcode opcode);
void fixture_clear_messages (Fixture *self);
guint raw_peer_find_close_code (RawPeer *peer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

G_END_DECLS
