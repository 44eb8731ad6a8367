/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a connection of a script has in it, with control frames between. All frames are compared; of
 * the messages only what tshark 4 is not known to mistake: it joins the fragments of both sides to
 * one message, takes what that is from the first frame of the connection, says nothing of what
 * comes after a middle fragment in the same packet, and inflates all messages or none, and none
 * that is in fragments. */
typedef enum
{
  SCRIPT_PLAIN,   /* texts and data, each in one frame: the texts are compared */
  SCRIPT_DEFLATE, /* compressed texts, each in one frame: what they inflate to is compared */
  SCRIPT_JOINED,  /* texts, of one side in fragments: those are compared that tshark tells */
  SCRIPT_MIXED,   /* anything, with or without the extension: no message is compared */
  N_SCRIPT_KINDS
} ScriptKind;

#define SCRIPT_MAX_CONNECTIONS 64

/* Any bytes as a script: each decides something of WebSocket connections that a capture file has,
 * so that whoever varies bytes, a fuzzer or a generator of random ones, varies those. */
typedef struct
{
  GBytes *capture; /* pcapng */
  ScriptKind kinds[SCRIPT_MAX_CONNECTIONS];
  guint n_connections;
} ScriptedCapture;

ScriptedCapture *scripted_capture_new (const guint8 *script, gsize size);
void scripted_capture_free (ScriptedCapture *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScriptedCapture, scripted_capture_free)

G_END_DECLS
