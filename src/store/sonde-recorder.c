/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-recorder.h"

#include "sonde-packed.h"
#include "sonde-record-buffer.h"
#include "sonde-record-worker.h"
#include "sonde-recorder-sink.h"
#include "sonde-rows.h"

/**
 * SondeRecorder:
 *
 * The way from a connection into a file.
 *
 * What is added waits in memory until the recorder's thread takes it, a quarter of a second later,
 * and commits it as one transaction; so the end of the process, however sudden, takes less than a
 * second of it. Where the disk does not take it the thread goes on trying once a second, and the
 * memory goes on filling up to its bound. Beyond that there is loss: counted, said, and left as a
 * gap.
 */
struct _SondeRecorder
{
  GObject parent_instance;

  char *path;
  char *endpoint_id;
  char *name;
  char *uri;
  SondeHistory *history; /* or NULL */
  GMainContext *context;
  GThread *thread; /* atomic; until the recorder is closed */
  SondeRecordBuffer *buffer;
  gint records_messages; /* atomic */
};

enum
{
  PROP_RECORDS_MESSAGES = 1,
  N_PROPS,
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

#define RETRY_US G_USEC_PER_SEC

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeRecorder,
                               sonde_recorder,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SONDE_TYPE_SINK, sonde_recorder_sink_init))

static gboolean
emit_changed (gpointer user_data)
{
  g_autoptr (SondeRecorder) self = g_weak_ref_get (user_data);

  if (self != NULL)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  return G_SOURCE_REMOVE;
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
schedule_changed (gpointer user_data)
{
  SondeRecorder *self = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();
  GWeakRef *weak_ref = g_new (GWeakRef, 1);

  g_weak_ref_init (weak_ref, self);
  g_source_set_callback (source, emit_changed, weak_ref, free_weak_ref);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_attach (source, self->context);
}

/* Writes what the thread has taken. */
static gboolean
attempt (SondeRecorder *self, SondeRecordWorker *worker, GByteArray *batch)
{
  g_autoptr (GPtrArray) channels = sonde_record_buffer_dup_channels (self->buffer);
  GError *error = NULL;
  guint64 n_measures = 0;
  gboolean good = sonde_record_worker_write (worker, batch, channels, &n_measures, &error);

  if (good)
    g_byte_array_set_size (batch, 0);
  sonde_record_buffer_note_attempt (self->buffer, sonde_record_worker_is_open (worker), n_measures,
                                    error);
  if (sonde_record_worker_get_refused (worker) != NULL)
    sonde_record_buffer_refuse (self->buffer, sonde_record_worker_get_refused (worker));
  sonde_record_buffer_set_aside (self->buffer, sonde_record_worker_get_aside (worker));

  return good;
}

static gpointer
run (gpointer user_data)
{
  SondeRecorder *self = user_data;
  SondeRecordWorker *worker = sonde_record_worker_new (self->path, self->endpoint_id, self->name,
                                                       self->uri, self->history);
  GByteArray *batch = g_byte_array_new ();
  gboolean good = attempt (self, worker, batch);
  gboolean done = FALSE;

  while (!done)
    {
      guint retention_days = sonde_record_buffer_get_retention_days (self->buffer);
      gint64 wake_us = good ? sonde_record_worker_get_next_us (worker, retention_days)
                            : g_get_monotonic_time () + RETRY_US;
      gboolean closing = sonde_record_buffer_take (self->buffer, wake_us, good, &batch);
      gboolean is_empty;

      if (!good || batch->len > 0)
        good = attempt (self, worker, batch);
      if (good)
        sonde_record_worker_keep_house (worker,
                                        sonde_record_buffer_get_retention_days (self->buffer));

      is_empty = sonde_record_buffer_end_round (self->buffer);
      done = closing && (!good || is_empty);
    }

  sonde_record_worker_free (worker);
  g_byte_array_unref (batch);

  return NULL;
}

static void
sonde_recorder_dispose (GObject *object)
{
  SondeRecorder *self = SONDE_RECORDER (object);

  sonde_recorder_close (self, NULL);

  G_OBJECT_CLASS (sonde_recorder_parent_class)->dispose (object);
}

static void
sonde_recorder_finalize (GObject *object)
{
  SondeRecorder *self = SONDE_RECORDER (object);

  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->endpoint_id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->uri, g_free);
  g_clear_object (&self->history);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->buffer, sonde_record_buffer_free);

  G_OBJECT_CLASS (sonde_recorder_parent_class)->finalize (object);
}

static void
sonde_recorder_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_RECORDS_MESSAGES:
      g_value_set_boolean (value, sonde_recorder_get_records_messages (SONDE_RECORDER (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_recorder_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_RECORDS_MESSAGES:
      sonde_recorder_set_records_messages (SONDE_RECORDER (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_recorder_class_init (SondeRecorderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sonde_recorder_dispose;
  object_class->finalize = sonde_recorder_finalize;
  object_class->get_property = sonde_recorder_get_property;
  object_class->set_property = sonde_recorder_set_property;

  /**
   * SondeRecorder:records-messages:
   *
   * Whether raw messages are recorded too, where the recorder is told of them as a #SondeSink.
   */
  properties[PROP_RECORDS_MESSAGES] = g_param_spec_boolean (
      "records-messages", NULL, NULL, FALSE,
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", SONDE_TYPE_RECORDER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sonde_recorder_init (SondeRecorder *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->buffer = sonde_record_buffer_new (schedule_changed, self);
}

static SondeRecorder *
create (const char *path,
        const char *endpoint_id,
        const char *name,
        const char *uri,
        SondeHistory *history)
{
  SondeRecorder *self = g_object_new (SONDE_TYPE_RECORDER, NULL);

  self->path = g_strdup (path);
  self->endpoint_id = g_strdup (endpoint_id);
  self->name = g_strdup (name);
  self->uri = g_strdup (uri);
  g_set_object (&self->history, history);
  self->thread = g_thread_new ("sonde-recorder", run, self);

  return self;
}

/**
 * sonde_recorder_new:
 * @path: a file, made where it does not exist and continued where it does
 * @endpoint_id: (nullable): whose measures these are; with %NULL the file keeps what it says
 * @name: (nullable): the endpoint's name
 * @uri: (nullable): the endpoint's address
 *
 * Starts to record. The file is opened on the recorder's thread: what comes meanwhile waits.
 *
 * Returns: (transfer full): a recorder
 */
SondeRecorder *
sonde_recorder_new (const char *path, const char *endpoint_id, const char *name, const char *uri)
{
  g_return_val_if_fail (path != NULL, NULL);

  return create (path, endpoint_id, name, uri, NULL);
}

/**
 * sonde_recorder_new_for_history:
 * @history: where the recording of the endpoint is kept
 * @endpoint_id: whose measures these are
 * @name: (nullable): the endpoint's name
 * @uri: (nullable): the endpoint's address
 *
 * Starts to record into the history of an endpoint. The recorder's thread makes the folder where it
 * does not exist, and where the file there is damaged, or of a newer version, it gives that one
 * another name and begins a new one: see `sonde_recorder_dup_aside()`.
 *
 * Returns: (transfer full): a recorder
 */
SondeRecorder *
sonde_recorder_new_for_history (SondeHistory *history,
                                const char *endpoint_id,
                                const char *name,
                                const char *uri)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (SONDE_IS_HISTORY (history), NULL);
  g_return_val_if_fail (endpoint_id != NULL, NULL);

  path = sonde_history_dup_path (history, endpoint_id);

  return create (path, endpoint_id, name, uri, history);
}

/**
 * sonde_recorder_get_path:
 *
 * Returns: the file
 */
const char *
sonde_recorder_get_path (SondeRecorder *self)
{
  g_return_val_if_fail (SONDE_IS_RECORDER (self), NULL);

  return self->path;
}

/**
 * sonde_recorder_set_retention_days:
 * @days: how long to keep what is recorded; 0 for ever
 *
 * Has the recorder delete what is older, a little at a time, also of earlier runs.
 */
void
sonde_recorder_set_retention_days (SondeRecorder *self, guint days)
{
  g_return_if_fail (SONDE_IS_RECORDER (self));

  sonde_record_buffer_set_retention_days (self->buffer, days);
}

/**
 * sonde_recorder_get_records_messages:
 *
 * Returns: whether raw messages are recorded too
 */
gboolean
sonde_recorder_get_records_messages (SondeRecorder *self)
{
  g_return_val_if_fail (SONDE_IS_RECORDER (self), FALSE);

  return g_atomic_int_get (&self->records_messages);
}

/**
 * sonde_recorder_set_records_messages:
 * @records_messages: whether raw messages are to be recorded too
 *
 * Raw messages take many times the place of the measures in them.
 */
void
sonde_recorder_set_records_messages (SondeRecorder *self, gboolean records_messages)
{
  g_return_if_fail (SONDE_IS_RECORDER (self));

  records_messages = !!records_messages;
  if (g_atomic_int_compare_and_exchange (&self->records_messages, !records_messages,
                                         records_messages))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORDS_MESSAGES]);
}

/**
 * sonde_recorder_ensure_channel:
 * @id: a member's name as it came on the wire
 *
 * Returns: the place of the channel's values in a measure, or -1 where there are 64 others already
 */
int
sonde_recorder_ensure_channel (SondeRecorder *self, const char *id)
{
  g_return_val_if_fail (SONDE_IS_RECORDER (self), -1);
  g_return_val_if_fail (id != NULL, -1);

  return sonde_record_buffer_ensure_channel (self->buffer, id);
}

/**
 * sonde_recorder_add_measure:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @values: (array length=n_values): a value per channel; `sonde_gap()` where its line breaks,
 *   `sonde_absent()` where the measure says nothing of it
 * @n_values: at most as many as there are channels; those after them are absent
 *
 * Records a measure. Late and equal times are kept, in order of time.
 */
void
sonde_recorder_add_measure (SondeRecorder *self,
                            gint64 time_us,
                            const double *values,
                            guint n_values)
{
  SondeRecord record = { time_us, 0, 0, n_values * (guint) sizeof (double), SONDE_RECORD_MEASURE };

  g_return_if_fail (SONDE_IS_RECORDER (self));
  g_return_if_fail (n_values <= SONDE_PACKED_MAX_COLUMNS);
  g_return_if_fail (sonde_rows_can_hold (time_us));

  sonde_record_buffer_add (self->buffer, &record, values);
}

/**
 * sonde_recorder_add_gap:
 * @time_us: wall-clock microseconds since the Unix epoch
 *
 * Records that nothing is known of any channel from this time to its next value.
 */
void
sonde_recorder_add_gap (SondeRecorder *self, gint64 time_us)
{
  g_return_if_fail (SONDE_IS_RECORDER (self));
  g_return_if_fail (sonde_rows_can_hold (time_us));

  sonde_record_buffer_add_gap (self->buffer, time_us);
}

/**
 * sonde_recorder_add_event:
 * @event: an event, which is copied
 *
 * Records an event.
 */
void
sonde_recorder_add_event (SondeRecorder *self, const SondeEvent *event)
{
  SondeRecord record;

  g_return_if_fail (SONDE_IS_RECORDER (self));
  g_return_if_fail (event != NULL);

  record = (SondeRecord){ event->time_us, event->kind, event->value,
                          event->text != NULL ? (guint32) strlen (event->text) : 0,
                          SONDE_RECORD_EVENT };
  sonde_record_buffer_add (self->buffer, &record, event->text);
}

/**
 * sonde_recorder_add_message:
 * @message: a message as it came
 *
 * Records a raw message.
 */
void
sonde_recorder_add_message (SondeRecorder *self, SondeMessage *message)
{
  SondeRecord record;
  gsize size;
  const void *data;

  g_return_if_fail (SONDE_IS_RECORDER (self));
  g_return_if_fail (message != NULL);

  data = g_bytes_get_data (sonde_message_get_data (message), &size);
  record = (SondeRecord){
    sonde_message_get_time_us (message),
    sonde_message_get_direction (message) << 8 | sonde_message_get_opcode (message),
    sonde_message_get_rtt_us (message),
    (guint32) MIN (size, SONDE_RECORDER_MAX_QUEUE_BYTES),
    SONDE_RECORD_MESSAGE,
  };
  sonde_record_buffer_add (self->buffer, &record, data);
}

/**
 * sonde_recorder_get_status:
 * @status: (out caller-allocates): where the numbers go
 *
 * Says how the recording is going.
 */
void
sonde_recorder_get_status (SondeRecorder *self, SondeRecorderStatus *status)
{
  g_return_if_fail (SONDE_IS_RECORDER (self));
  g_return_if_fail (status != NULL);

  sonde_record_buffer_get_status (self->buffer, status);
}

/**
 * sonde_recorder_dup_error:
 *
 * Says what keeps the recorder from recording now: %SONDE_ERROR_STORE_FULL,
 * %SONDE_ERROR_READ_ONLY, %SONDE_ERROR_DAMAGED, %SONDE_ERROR_NEWER_VERSION, %SONDE_ERROR_BUSY or
 * %SONDE_ERROR_STORE. It goes on trying. Where nothing does, but something was lost before,
 * %SONDE_ERROR_OVERRUN; where a channel has no column, %SONDE_ERROR_TOO_MANY.
 *
 * Returns: (transfer full) (nullable): the error, or %NULL where all is well
 */
GError *
sonde_recorder_dup_error (SondeRecorder *self)
{
  g_return_val_if_fail (SONDE_IS_RECORDER (self), NULL);

  return sonde_record_buffer_dup_error (self->buffer);
}

/**
 * sonde_recorder_dup_aside:
 *
 * Returns: (transfer full) (nullable): where the history went that could not be continued, if there
 *   was one
 */
char *
sonde_recorder_dup_aside (SondeRecorder *self)
{
  g_return_val_if_fail (SONDE_IS_RECORDER (self), NULL);

  return sonde_record_buffer_dup_aside (self->buffer);
}

/**
 * sonde_recorder_wait_open:
 *
 * Waits for the first attempt to open the file.
 *
 * Returns: %FALSE with the reason where it failed
 */
gboolean
sonde_recorder_wait_open (SondeRecorder *self, GError **error)
{
  g_return_val_if_fail (SONDE_IS_RECORDER (self), FALSE);

  return sonde_record_buffer_wait_open (self->buffer, error);
}

/**
 * sonde_recorder_flush:
 *
 * Waits until what was added is in the file.
 *
 * Returns: %FALSE with the reason as soon as an attempt fails
 */
gboolean
sonde_recorder_flush (SondeRecorder *self, GError **error)
{
  g_return_val_if_fail (SONDE_IS_RECORDER (self), FALSE);

  return sonde_record_buffer_flush (self->buffer, error);
}

/**
 * sonde_recorder_close:
 *
 * Records what waits, with one more attempt where the last one failed, closes the file and waits
 * for all that. What is added later is lost. A second call waits for the first one.
 *
 * Returns: %FALSE with the reason where something could not be recorded
 */
gboolean
sonde_recorder_close (SondeRecorder *self, GError **error)
{
  GThread *thread;

  g_return_val_if_fail (SONDE_IS_RECORDER (self), FALSE);

  sonde_record_buffer_close (self->buffer);
  thread = g_atomic_pointer_exchange (&self->thread, NULL);
  if (thread == NULL)
    return sonde_record_buffer_wait_closed (self->buffer, error);

  g_thread_join (thread);

  return sonde_record_buffer_finish (self->buffer, error);
}

static void
close_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (sonde_recorder_close (source, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * sonde_recorder_close_async:
 * @cancellable: (nullable): does not stop the closing, only the waiting
 *
 * Like `sonde_recorder_close()`, without waiting.
 */
void
sonde_recorder_close_async (SondeRecorder *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SONDE_IS_RECORDER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_recorder_close_async);
  g_task_run_in_thread (task, close_in_thread);
}

/**
 * sonde_recorder_close_finish:
 *
 * Returns: %FALSE with the reason where something could not be recorded
 */
gboolean
sonde_recorder_close_finish (SondeRecorder *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
