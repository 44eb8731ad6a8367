/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-answer-buffer.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* Of what is not HTTP at all. */
#define SHOWN_SIZE 64

/* Of a refusal's body, enough to recognise who answered. */
#define EVIDENCE_SIZE 512

void
sonde_answer_buffer_init (SondeAnswerBuffer *self)
{
  *self = (SondeAnswerBuffer){ .received = g_byte_array_new () };
}

void
sonde_answer_buffer_clear (SondeAnswerBuffer *self)
{
  g_clear_pointer (&self->received, g_byte_array_unref);
  g_clear_pointer (&self->answer, sonde_handshake_answer_free);
}

/* TLS that starts with an alert (RFC 8446, section 5.1): the server waited for a ClientHello. */
static gboolean
is_tls_alert (const GByteArray *received)
{
  return received->len >= 3 && received->data[0] == 21 && received->data[1] == 3;
}

static GError *
new_not_http_error (const SondeAnswerBuffer *self)
{
  g_autofree char *shown = sonde_evidence_format_bytes (self->received->data, self->received->len);
  gboolean is_tls = is_tls_alert (self->received);
  GError *error;

  error = sonde_diagnosis_new_error (is_tls ? SONDE_CAUSE_TLS_EXPECTED : SONDE_CAUSE_NOT_HTTP,
                                     _ ("The server did not answer in HTTP: %s"), shown);
  sonde_error_add_text (error, SONDE_EVIDENCE_FIRST_BYTES, shown);
  return error;
}

/**
 * sonde_answer_buffer_append:
 * @bytes: what came
 * @endpoint: what was dialled
 * @key: the key of the handshake
 *
 * Takes what came, and reads the head once its end is there.
 *
 * Returns: %FALSE with a cause where it cannot be the answer to a handshake
 */
gboolean
sonde_answer_buffer_append (SondeAnswerBuffer *self,
                            GBytes *bytes,
                            const SondeEndpoint *endpoint,
                            const char *key,
                            GError **error)
{
  static const char start[] = "HTTP/";

  g_byte_array_append (self->received, g_bytes_get_data (bytes, NULL),
                       (guint) g_bytes_get_size (bytes));
  if (self->answer != NULL)
    return TRUE;

  /* A server of another protocol may greet and then wait: there is no use in waiting with it. */
  if (memcmp (self->received->data, start, MIN (self->received->len, strlen (start))) != 0)
    {
      g_propagate_error (error, new_not_http_error (self));
      return FALSE;
    }

  self->head_size = sonde_handshake_find_end (self->received->data, self->received->len);
  if (self->head_size == 0)
    {
      if (self->received->len <= SONDE_HANDSHAKE_MAX_HEAD_SIZE)
        return TRUE;
      g_propagate_error (error, sonde_diagnosis_new_error (
                                    SONDE_CAUSE_HEAD_TOO_LONG,
                                    _ ("The head of the server’s answer goes on after %d bytes"),
                                    SONDE_HANDSHAKE_MAX_HEAD_SIZE));
      return FALSE;
    }

  self->answer = sonde_handshake_read_answer (self->received->data, self->head_size, endpoint, key,
                                              error);
  return self->answer != NULL;
}

/**
 * sonde_answer_buffer_is_enough:
 *
 * Returns: whether the answer can be judged: it is an upgrade, or as much of the body of a refusal
 *   is there as can be shown
 */
gboolean
sonde_answer_buffer_is_enough (const SondeAnswerBuffer *self)
{
  gsize body_size = self->received->len - self->head_size;

  if (self->answer == NULL)
    return FALSE;

  return self->answer->status == 101 || body_size >= EVIDENCE_SIZE ||
         (self->answer->content_length >= 0 && body_size >= (gsize) self->answer->content_length);
}

/**
 * sonde_answer_buffer_accept:
 *
 * Judges the answer, which must be there.
 *
 * Returns: as sonde_handshake_answer_accept() does
 */
gboolean
sonde_answer_buffer_accept (const SondeAnswerBuffer *self, GError **error)
{
  return sonde_handshake_answer_accept (self->answer, self->received->data + self->head_size,
                                        self->received->len - self->head_size, error);
}

/**
 * sonde_answer_buffer_new_cut_error:
 *
 * Returns: (transfer full): what it means that nothing comes any more before the head is whole
 */
GError *
sonde_answer_buffer_new_cut_error (const SondeAnswerBuffer *self)
{
  g_autofree char *start = NULL;
  g_autofree char *line = NULL;
  GError *error;

  if (self->received->len == 0)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "End of stream");

  start = g_utf8_make_valid ((const char *) self->received->data, MIN (self->received->len, 80));
  line = g_strndup (start, strcspn (start, "\r\n"));
  error = sonde_diagnosis_new_error (
      SONDE_CAUSE_ANSWER_CUT, _ ("The server cut the connection within its answer: “%s”"), line);
  sonde_error_add_text (error, SONDE_EVIDENCE_STATUS_LINE, line);
  sonde_error_add_number (error, SONDE_EVIDENCE_RECEIVED_BYTES, self->received->len);
  return error;
}

/**
 * sonde_answer_buffer_dup_first_bytes:
 *
 * Returns: (transfer full): enough of what came to see what it is
 */
GBytes *
sonde_answer_buffer_dup_first_bytes (const SondeAnswerBuffer *self)
{
  return g_bytes_new (self->received->data, MIN (self->received->len, SHOWN_SIZE));
}

/**
 * sonde_answer_buffer_dup_rest:
 *
 * Returns: (transfer full): what came behind the head
 */
GBytes *
sonde_answer_buffer_dup_rest (const SondeAnswerBuffer *self)
{
  return g_bytes_new (self->received->data + self->head_size,
                      self->received->len - self->head_size);
}
