/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frame-record.h"

#include "sonde-close-code.h"

G_DEFINE_BOXED_TYPE (SondeFrameRecord,
                     sonde_frame_record,
                     sonde_frame_record_ref,
                     sonde_frame_record_unref)

/**
 * sonde_frame_record_new:
 *
 * Returns: (transfer full): an empty record, to be filled by its maker before anybody else sees it
 */
SondeFrameRecord *
sonde_frame_record_new (void)
{
  return g_atomic_rc_box_new0 (SondeFrameRecord);
}

SondeFrameRecord *
sonde_frame_record_ref (SondeFrameRecord *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (SondeFrameRecord *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_error (&self->error);
}

void
sonde_frame_record_unref (SondeFrameRecord *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

/**
 * sonde_frame_record_is_whole:
 *
 * Returns: whether every byte of the frame is in its bytes: it was neither cut nor too long to keep
 */
gboolean
sonde_frame_record_is_whole (const SondeFrameRecord *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->header.size > 0 && g_bytes_get_size (self->bytes) >= self->header.size &&
         g_bytes_get_size (self->bytes) - self->header.size == self->header.payload_size;
}

/**
 * sonde_frame_record_get_raw_payload:
 *
 * Returns: (transfer full): the payload as it was on the wire, masked where the frame is; less of
 * it where the frame is not whole
 */
GBytes *
sonde_frame_record_get_raw_payload (const SondeFrameRecord *self)
{
  gsize size;

  g_return_val_if_fail (self != NULL, NULL);

  size = g_bytes_get_size (self->bytes);
  if (self->header.size == 0 || size <= self->header.size)
    return g_bytes_new_static (NULL, 0);
  return g_bytes_new_from_bytes (self->bytes, self->header.size, size - self->header.size);
}

/**
 * sonde_frame_record_get_payload:
 *
 * Returns: (transfer full): the payload, unmasked (RFC 6455 section 5.3) but not inflated; less of
 * it where the frame is not whole
 */
GBytes *
sonde_frame_record_get_payload (const SondeFrameRecord *self)
{
  g_autoptr (GBytes) raw = sonde_frame_record_get_raw_payload (self);
  guint8 *data;
  gsize size;

  if (raw == NULL || !self->header.masked || g_bytes_get_size (raw) == 0)
    return g_steal_pointer (&raw);

  data = g_bytes_unref_to_data (g_steal_pointer (&raw), &size);
  sonde_frame_mask (data, size, self->header.mask, 0);
  return g_bytes_new_take (data, size);
}

/**
 * sonde_frame_record_get_close_code:
 *
 * Returns: the code of a close frame (RFC 6455 section 7.4), %SONDE_CLOSE_CODE_NONE where it has
 *   none, and 0 for a frame of any other kind
 */
guint
sonde_frame_record_get_close_code (const SondeFrameRecord *self)
{
  g_autoptr (GBytes) payload = NULL;
  const guint8 *data;
  gsize size;

  g_return_val_if_fail (self != NULL, 0);

  if (self->header.opcode != SONDE_OPCODE_CLOSE)
    return 0;
  payload = sonde_frame_record_get_payload (self);
  data = g_bytes_get_data (payload, &size);
  return size >= 2 ? (guint) (data[0] << 8 | data[1]) : SONDE_CLOSE_CODE_NONE;
}

/**
 * sonde_frame_record_get_close_reason:
 *
 * Returns: (transfer full) (nullable): the reason in a close frame, made valid UTF-8 where it is
 * not; %NULL where there is none
 */
char *
sonde_frame_record_get_close_reason (const SondeFrameRecord *self)
{
  g_autoptr (GBytes) payload = NULL;
  const char *data;
  gsize size;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->header.opcode != SONDE_OPCODE_CLOSE)
    return NULL;
  payload = sonde_frame_record_get_payload (self);
  data = g_bytes_get_data (payload, &size);
  return size > 2 ? g_utf8_make_valid (data + 2, (gssize) size - 2) : NULL;
}
