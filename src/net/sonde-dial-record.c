/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-dial-record.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (SondeDialRecord,
                     sonde_dial_record,
                     sonde_dial_record_ref,
                     sonde_dial_record_unref)

/**
 * sonde_dial_record_new:
 * @endpoint: where to
 * @key: the value of Sec-WebSocket-Key
 * @request: the head of the request
 *
 * Returns: (transfer full): the record of a dial that begins now, to be filled by its maker before
 *   anybody else sees it
 */
SondeDialRecord *
sonde_dial_record_new (const SondeEndpoint *endpoint, const char *key, const char *request)
{
  SondeDialRecord *self = g_atomic_rc_box_new0 (SondeDialRecord);

  self->endpoint = sonde_endpoint_copy (endpoint);
  self->key = g_strdup (key);
  self->request = g_bytes_new (request, strlen (request));
  self->start_time_us = g_get_real_time ();
  self->start_monotonic_us = g_get_monotonic_time ();
  for (gsize i = 0; i < G_N_ELEMENTS (self->stage_us); i++)
    self->stage_us[i] = -1;
  return self;
}

/**
 * sonde_dial_record_copy:
 *
 * Returns: (transfer full): another record of the same, to be changed before anybody else sees it
 */
SondeDialRecord *
sonde_dial_record_copy (const SondeDialRecord *self)
{
  SondeDialRecord *copy = g_atomic_rc_box_new (SondeDialRecord);

  *copy = *self;
  copy->endpoint = sonde_endpoint_copy (self->endpoint);
  copy->key = g_strdup (self->key);
  copy->request = g_bytes_ref (self->request);
  copy->received = NULL;
  copy->answer = NULL;
  copy->error = self->error != NULL ? g_error_copy (self->error) : NULL;
  copy->end_error = self->end_error != NULL ? g_error_copy (self->end_error) : NULL;
  if (self->local != NULL)
    g_object_ref (self->local);
  if (self->remote != NULL)
    g_object_ref (self->remote);
  if (self->received != NULL)
    sonde_dial_record_set_received (copy, self->received);
  return copy;
}

SondeDialRecord *
sonde_dial_record_ref (SondeDialRecord *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (SondeDialRecord *self)
{
  g_clear_pointer (&self->endpoint, sonde_endpoint_free);
  g_clear_pointer (&self->key, g_free);
  g_clear_object (&self->local);
  g_clear_object (&self->remote);
  g_clear_pointer (&self->request, g_bytes_unref);
  g_clear_pointer (&self->received, g_bytes_unref);
  g_clear_pointer (&self->answer, sonde_handshake_answer_free);
  g_clear_error (&self->error);
  g_clear_error (&self->end_error);
}

void
sonde_dial_record_unref (SondeDialRecord *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

/**
 * sonde_dial_record_set_received:
 * @self: a record that nobody else has seen
 * @received: what the server sent up to the end of the dial
 *
 * Sets what came, and what its head says where that is whole and HTTP.
 */
void
sonde_dial_record_set_received (SondeDialRecord *self, GBytes *received)
{
  const guint8 *data;
  gsize size;

  g_return_if_fail (self != NULL);
  g_return_if_fail (received != NULL);

  g_clear_pointer (&self->received, g_bytes_unref);
  g_clear_pointer (&self->answer, sonde_handshake_answer_free);
  data = g_bytes_get_data (received, &size);
  self->received = g_bytes_ref (received);
  self->head_size = sonde_handshake_find_end (data, size);
  if (self->head_size > 0)
    self->answer = sonde_handshake_read_answer (data, self->head_size, self->endpoint, self->key,
                                                NULL);
}
