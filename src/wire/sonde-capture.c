/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-capture.h"

#include "sonde-capture-flow.h"
#include "sonde-error.h"
#include "sonde-pcap-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Packets between two looks at how far the file is read. */
#define PACKETS_AT_ONCE 256

/* Connections that are followed at once; a file with more has been flooded. */
#define MAX_FLOWS 20000

/* Both directions of a connection have the same key. */
typedef struct
{
  SondeSocket ends[2];
} Key;

static guint
key_hash (gconstpointer key)
{
  const guint8 *bytes = key;
  guint hash = 2166136261u;

  for (gsize i = 0; i < sizeof (Key); i++)
    hash = (hash ^ bytes[i]) * 16777619u;
  return hash;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Key)) == 0;
}

static Key
get_key (const SondeSegment *segment)
{
  gboolean in_order = memcmp (&segment->source, &segment->destination, sizeof segment->source) <= 0;

  return in_order ? (Key){ { segment->source, segment->destination } }
                  : (Key){ { segment->destination, segment->source } };
}

/* A SYN over a connection that has begun is another one that has the same ports. */
static gboolean
begins_anew (const SondeSegment *segment, SondeCaptureFlow *flow)
{
  return (segment->flags & (SONDE_TCP_SYN | SONDE_TCP_ACK)) == SONDE_TCP_SYN &&
         sonde_capture_flow_has_data (flow);
}

static void
add_segment (SondeCapture *self, GHashTable *flows, const SondeSegment *segment, gint64 time_us)
{
  Key key = get_key (segment);
  SondeCaptureFlow *flow = g_hash_table_lookup (flows, &key);

  if (flow != NULL && begins_anew (segment, flow))
    {
      self->n_encrypted += sonde_capture_flow_is_encrypted (flow);
      g_hash_table_remove (flows, &key);
      flow = NULL;
    }
  if (flow == NULL)
    {
      if (g_hash_table_size (flows) >= MAX_FLOWS)
        return;
      flow = sonde_capture_flow_new (self->log, time_us);
      g_hash_table_insert (flows, g_memdup2 (&key, sizeof key), flow);
      self->n_connections++;
    }
  sonde_capture_flow_add (flow, segment, time_us);
}

/* 0 where a stream has no end that is known. */
static goffset
get_size (GInputStream *stream, GCancellable *cancellable)
{
  g_autoptr (GFileInfo) info = NULL;

  if (G_IS_FILE_INPUT_STREAM (stream))
    info = g_file_input_stream_query_info (G_FILE_INPUT_STREAM (stream),
                                           G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, NULL);
  return info != NULL ? g_file_info_get_size (info) : 0;
}

static void
read_packets (SondeCapture *self,
              GHashTable *flows,
              GInputStream *stream,
              SondeProgress *progress,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (SondePcapReader) reader = sonde_pcap_reader_new (stream);
  goffset size = progress != NULL ? get_size (stream, cancellable) : 0;
  SondePacket packet;

  while (!g_cancellable_set_error_if_cancelled (cancellable, error) &&
         sonde_pcap_reader_next (reader, &packet, cancellable, error))
    {
      SondeSegment segment;

      if (++self->n_packets % PACKETS_AT_ONCE == 0 && size > 0)
        sonde_progress_report (progress,
                               (double) g_seekable_tell (G_SEEKABLE (stream)) / (double) size);
      if (sonde_segment_parse (&segment, packet.link_type, packet.data, packet.size))
        add_segment (self, flows, &segment, packet.time_us);
    }
}

/**
 * sonde_capture_read:
 * @stream: a pcapng or pcap file, from its first byte
 * @progress: (nullable): how far it has come
 *
 * Finds the WebSocket connections in a capture file: those whose handshake is in it and is not
 * encrypted. It blocks for as long as that takes: not for the thread of an interface.
 *
 * Returns: (transfer full): the capture, also where the end of the file is damaged; %NULL with
 *   %SONDE_ERROR_CAPTURE where no packet could be read, with %SONDE_ERROR_STORE where the file
 * could not be, and with %G_IO_ERROR_CANCELLED
 */
SondeCapture *
sonde_capture_read (GInputStream *stream,
                    SondeProgress *progress,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (SondeCapture) self = g_new0 (SondeCapture, 1);
  g_autoptr (GHashTable) flows = NULL;
  g_autoptr (GError) failure = NULL;
  GHashTableIter iter;
  gpointer flow;

  self->log = sonde_frame_log_new (SONDE_CAPTURE_MAX_FRAMES, SONDE_CAPTURE_MAX_BYTES);
  flows = g_hash_table_new_full (key_hash, key_equal, g_free,
                                 (GDestroyNotify) sonde_capture_flow_free);
  read_packets (self, flows, stream, progress, cancellable, &failure);
  g_hash_table_iter_init (&iter, flows);
  while (g_hash_table_iter_next (&iter, NULL, &flow))
    self->n_encrypted += sonde_capture_flow_is_encrypted (flow);
  g_hash_table_remove_all (flows);

  if (failure != NULL &&
      (self->n_packets == 0 || !g_error_matches (failure, SONDE_ERROR, SONDE_ERROR_CAPTURE)))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  self->damage = g_steal_pointer (&failure);
  return g_steal_pointer (&self);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (source, cancellable, &cause);
  SondeCapture *self;
  GError *error = NULL;

  if (stream == NULL)
    {
      if (!g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        error = g_error_new (SONDE_ERROR, SONDE_ERROR_STORE,
                             _ ("The capture file cannot be opened: %s"), cause->message);
      g_task_return_error (task, error != NULL ? error : g_steal_pointer (&cause));
      return;
    }
  self = sonde_capture_read (G_INPUT_STREAM (stream), data, cancellable, &error);
  if (self != NULL)
    g_task_return_pointer (task, self, (GDestroyNotify) sonde_capture_free);
  else
    g_task_return_error (task, error);
}

/**
 * sonde_capture_read_async:
 * @file: a pcapng or pcap file
 * @progress: (nullable): how far it has come
 *
 * As sonde_capture_read(), on a thread of GLib's pool. To cancel it does not wait for a disk that
 * is slow.
 */
void
sonde_capture_read_async (GFile *file,
                          SondeProgress *progress,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (file, cancellable, callback, user_data);

  g_task_set_source_tag (task, sonde_capture_read_async);
  g_task_set_return_on_cancel (task, TRUE);
  if (progress != NULL)
    g_task_set_task_data (task, g_object_ref (progress), g_object_unref);
  g_task_run_in_thread (task, read_in_thread);
}

SondeCapture *
sonde_capture_read_finish (GFile *file, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, file), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
sonde_capture_free (SondeCapture *self)
{
  g_clear_object (&self->log);
  g_clear_error (&self->damage);
  g_free (self);
}
