/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-handshake.h"

G_BEGIN_DECLS

/**
 * SondeAnswerBuffer:
 * @received: all that came
 * @head_size: bytes of it that are the head, or 0 before its end came
 * @answer: (nullable): what the head says, once it is whole
 *
 * What comes from a server until it has answered a handshake, in whatever pieces. It reads nothing
 * by itself.
 */
typedef struct
{
  GByteArray *received;
  gsize head_size;
  SondeHandshakeAnswer *answer;
} SondeAnswerBuffer;

void sonde_answer_buffer_init (SondeAnswerBuffer *self);
void sonde_answer_buffer_clear (SondeAnswerBuffer *self);
gboolean sonde_answer_buffer_append (SondeAnswerBuffer *self,
                                     GBytes *bytes,
                                     const SondeEndpoint *endpoint,
                                     const char *key,
                                     GError **error);
gboolean sonde_answer_buffer_is_enough (const SondeAnswerBuffer *self);
gboolean sonde_answer_buffer_accept (const SondeAnswerBuffer *self, GError **error);
GError *sonde_answer_buffer_new_cut_error (const SondeAnswerBuffer *self);
GBytes *sonde_answer_buffer_dup_first_bytes (const SondeAnswerBuffer *self);
GBytes *sonde_answer_buffer_dup_rest (const SondeAnswerBuffer *self);

G_END_DECLS
