/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-history-file.h"

#include "sonde-mark.h"

/**
 * SondeHistoryFile:
 *
 * Between its beginning and its end a recorder takes what an endpoint tells. A note is for the file
 * at any other time too: then a recorder is made for it, and closed at once. What nobody may write
 * yet waits in memory, so that a note is never lost but with the program.
 */
struct _SondeHistoryFile
{
  GObject parent_instance;

  SondeHistory *history;
  char *endpoint_id;
  char *path;
  char *name;
  char *uri;
  gboolean temporary;

  gboolean enabled;
  gboolean begun;
  gboolean clearing;
  gboolean records_messages;
  guint retention_days;

  SondeRecorder *recorder; /* from the beginning to the end */
  SondeRecorder *closing;  /* one that lets go of the file */
  GPtrArray *notes;        /* SondeMark: what waits for a recorder */
  guint n_told;            /* how many of them the one that closes was told of */
  GError *error;           /* why they could not be written */
};

enum
{
  PROP_RECORDER = 1,
  N_PROPS,
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondeHistoryFile, sonde_history_file, G_TYPE_OBJECT)

static void
emit_changed (SondeHistoryFile *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* The next recorder waits for the one before to have let go. */
static gboolean
is_free (SondeHistoryFile *self)
{
  return self->enabled && !self->clearing && self->recorder == NULL && self->closing == NULL;
}

/* Makes a recorder, which is told first of what waits. */
static SondeRecorder *
create_recorder (SondeHistoryFile *self)
{
  SondeRecorder *recorder = sonde_recorder_new_for_history (self->history, self->endpoint_id,
                                                            self->name, self->uri);

  for (guint i = 0; i < self->notes->len; i++)
    sonde_sink_add_mark (SONDE_SINK (recorder), g_ptr_array_index (self->notes, i));

  return recorder;
}

/* Forgets the first of what waits, of which nobody has to be told any more. */
static void
forget_notes (SondeHistoryFile *self, guint n_notes)
{
  g_ptr_array_remove_range (self->notes, 0, n_notes);
  self->n_told = 0;
}

static void
start (SondeHistoryFile *self)
{
  if (!self->begun || !is_free (self))
    return;

  self->recorder = create_recorder (self);
  forget_notes (self, self->notes->len);
  g_clear_error (&self->error);
  sonde_recorder_set_records_messages (self->recorder, self->records_messages);
  sonde_recorder_set_retention_days (self->recorder, self->retention_days);
  g_signal_connect_object (self->recorder, "changed", G_CALLBACK (emit_changed), self,
                           G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORDER]);
  emit_changed (self);
}

/* Nobody tells the recorder anything any more once it is gone from here. */
static SondeRecorder *
take_recorder (SondeHistoryFile *self)
{
  SondeRecorder *recorder = g_steal_pointer (&self->recorder);

  if (recorder == NULL)
    return NULL;

  g_signal_handlers_disconnect_by_func (recorder, emit_changed, self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORDER]);
  emit_changed (self);

  return recorder;
}

static void go_on (SondeHistoryFile *self);

static void
on_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeHistoryFile) self = user_data;
  g_autoptr (GError) error = NULL;

  if (sonde_recorder_close_finish (SONDE_RECORDER (source), result, &error))
    forget_notes (self, self->n_told);
  else
    g_info ("%s", error->message);
  /* What waits goes on waiting, until there is another reason to try. */
  g_clear_error (&self->error);
  if (self->n_told > 0)
    self->error = g_steal_pointer (&error);
  forget_notes (self, 0);
  g_clear_object (&self->closing);
  emit_changed (self);
  if (self->error == NULL)
    go_on (self);
  else
    start (self);
}

static void
close_async (SondeHistoryFile *self, SondeRecorder *recorder, guint n_told)
{
  self->closing = recorder;
  self->n_told = n_told;
  sonde_recorder_close_async (recorder, NULL, on_closed, g_object_ref (self));
}

static void
stop (SondeHistoryFile *self)
{
  SondeRecorder *recorder = take_recorder (self);

  if (recorder != NULL)
    close_async (self, recorder, 0);
}

/* Does what waited for the file to be free. */
static void
go_on (SondeHistoryFile *self)
{
  start (self);
  if (self->notes->len > 0 && is_free (self))
    close_async (self, create_recorder (self), self->notes->len);
}

static void
sonde_history_file_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_RECORDER)
    g_value_set_object (value, SONDE_HISTORY_FILE (object)->recorder);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_history_file_dispose (GObject *object)
{
  SondeHistoryFile *self = SONDE_HISTORY_FILE (object);
  g_autoptr (SondeRecorder) recorder = take_recorder (self);

  if (recorder != NULL)
    sonde_recorder_close_async (recorder, NULL, NULL, NULL);
  g_clear_object (&self->history);

  G_OBJECT_CLASS (sonde_history_file_parent_class)->dispose (object);
}

static void
sonde_history_file_finalize (GObject *object)
{
  SondeHistoryFile *self = SONDE_HISTORY_FILE (object);

  g_free (self->endpoint_id);
  g_free (self->path);
  g_free (self->name);
  g_free (self->uri);
  g_clear_object (&self->closing);
  g_ptr_array_unref (self->notes);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (sonde_history_file_parent_class)->finalize (object);
}

static void
sonde_history_file_class_init (SondeHistoryFileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sonde_history_file_get_property;
  object_class->dispose = sonde_history_file_dispose;
  object_class->finalize = sonde_history_file_finalize;

  properties[PROP_RECORDER] = g_param_spec_object ("recorder", NULL, NULL, SONDE_TYPE_RECORDER,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", SONDE_TYPE_HISTORY_FILE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sonde_history_file_init (SondeHistoryFile *self)
{
  self->notes = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_mark_free);
}

/**
 * sonde_history_file_new:
 * @history: where it is kept
 * @endpoint_id: whose it is
 * @temporary: whether it is deleted when it is closed
 *
 * Returns: (transfer full): a file, which need not exist yet and is not enabled
 */
SondeHistoryFile *
sonde_history_file_new (SondeHistory *history, const char *endpoint_id, gboolean temporary)
{
  SondeHistoryFile *self;

  g_return_val_if_fail (SONDE_IS_HISTORY (history), NULL);
  g_return_val_if_fail (endpoint_id != NULL, NULL);

  self = g_object_new (SONDE_TYPE_HISTORY_FILE, NULL);
  g_set_object (&self->history, history);
  self->endpoint_id = g_strdup (endpoint_id);
  self->path = sonde_history_dup_path (history, endpoint_id);
  self->temporary = temporary;

  return self;
}

/**
 * sonde_history_file_get_path:
 * @self: a file
 *
 * Returns: (transfer none): where it is
 */
const char *
sonde_history_file_get_path (SondeHistoryFile *self)
{
  g_return_val_if_fail (SONDE_IS_HISTORY_FILE (self), NULL);

  return self->path;
}

/**
 * sonde_history_file_get_temporary:
 * @self: a file
 *
 * Returns: whether it is deleted when it is closed
 */
gboolean
sonde_history_file_get_temporary (SondeHistoryFile *self)
{
  g_return_val_if_fail (SONDE_IS_HISTORY_FILE (self), FALSE);

  return self->temporary;
}

/**
 * sonde_history_file_get_recorder:
 * @self: a file
 *
 * Returns: (transfer none) (nullable): who takes what an endpoint tells
 */
SondeRecorder *
sonde_history_file_get_recorder (SondeHistoryFile *self)
{
  g_return_val_if_fail (SONDE_IS_HISTORY_FILE (self), NULL);

  return self->recorder;
}

/**
 * sonde_history_file_dup_error:
 * @self: a file
 *
 * Returns: (transfer full) (nullable): what keeps it from being written to
 */
GError *
sonde_history_file_dup_error (SondeHistoryFile *self)
{
  g_return_val_if_fail (SONDE_IS_HISTORY_FILE (self), NULL);

  if (self->recorder != NULL)
    return sonde_recorder_dup_error (self->recorder);

  return self->error != NULL ? g_error_copy (self->error) : NULL;
}

/**
 * sonde_history_file_dup_aside:
 * @self: a file
 *
 * Returns: (transfer full) (nullable): where a history went that could not be continued
 */
char *
sonde_history_file_dup_aside (SondeHistoryFile *self)
{
  g_return_val_if_fail (SONDE_IS_HISTORY_FILE (self), NULL);

  return self->recorder != NULL ? sonde_recorder_dup_aside (self->recorder) : NULL;
}

/**
 * sonde_history_file_set_endpoint:
 * @self: a file
 * @name: (nullable): the name of the endpoint
 * @uri: (nullable): its address
 *
 * Says what the next recorder writes of the endpoint; with %NULL the file keeps what it says.
 */
void
sonde_history_file_set_endpoint (SondeHistoryFile *self, const char *name, const char *uri)
{
  g_return_if_fail (SONDE_IS_HISTORY_FILE (self));

  g_free (self->name);
  g_free (self->uri);
  self->name = g_strdup (name);
  self->uri = g_strdup (uri);
}

/**
 * sonde_history_file_set_enabled:
 * @self: a file
 * @enabled: whether it may be written to
 */
void
sonde_history_file_set_enabled (SondeHistoryFile *self, gboolean enabled)
{
  g_return_if_fail (SONDE_IS_HISTORY_FILE (self));

  if (self->enabled != enabled)
    {
      self->enabled = enabled;
      g_clear_error (&self->error);
      emit_changed (self);
    }
  if (enabled)
    go_on (self);
  else
    stop (self);
}

/**
 * sonde_history_file_get_enabled:
 * @self: a file
 *
 * Returns: whether it may be written to
 */
gboolean
sonde_history_file_get_enabled (SondeHistoryFile *self)
{
  g_return_val_if_fail (SONDE_IS_HISTORY_FILE (self), FALSE);

  return self->enabled;
}

/**
 * sonde_history_file_set_records_messages:
 * @self: a file
 * @records_messages: whether raw messages are recorded too
 */
void
sonde_history_file_set_records_messages (SondeHistoryFile *self, gboolean records_messages)
{
  g_return_if_fail (SONDE_IS_HISTORY_FILE (self));

  self->records_messages = records_messages;
  if (self->recorder != NULL)
    sonde_recorder_set_records_messages (self->recorder, records_messages);
}

/**
 * sonde_history_file_set_retention_days:
 * @self: a file
 * @days: how long to keep what is recorded; 0 for ever
 */
void
sonde_history_file_set_retention_days (SondeHistoryFile *self, guint days)
{
  g_return_if_fail (SONDE_IS_HISTORY_FILE (self));

  self->retention_days = days;
  if (self->recorder != NULL)
    sonde_recorder_set_retention_days (self->recorder, days);
}

/**
 * sonde_history_file_begin:
 * @self: a file
 *
 * Has a recorder from now on, where that is enabled and the file is free, or as soon as it is.
 */
void
sonde_history_file_begin (SondeHistoryFile *self)
{
  g_return_if_fail (SONDE_IS_HISTORY_FILE (self));

  self->begun = TRUE;
  start (self);
}

/**
 * sonde_history_file_end:
 * @self: a file
 *
 * Has no recorder until it begins again.
 */
void
sonde_history_file_end (SondeHistoryFile *self)
{
  g_return_if_fail (SONDE_IS_HISTORY_FILE (self));

  self->begun = FALSE;
  stop (self);
}

/**
 * sonde_history_file_add_note:
 * @self: a file
 * @note: what somebody typed
 *
 * Writes a note, also where nothing is recorded now. Where the file is not enabled, or cannot be
 * written to, the note waits for that, until the file is closed.
 */
void
sonde_history_file_add_note (SondeHistoryFile *self, const SondeMark *note)
{
  g_return_if_fail (SONDE_IS_HISTORY_FILE (self));
  g_return_if_fail (note != NULL);

  if (self->recorder != NULL)
    {
      sonde_sink_add_mark (SONDE_SINK (self->recorder), note);
      return;
    }
  g_ptr_array_add (self->notes, sonde_mark_copy (note));
  go_on (self);
}

/**
 * sonde_history_file_close:
 * @self: a file
 *
 * Writes what waits, and waits until nobody has the file open; a temporary one is deleted. For the
 * end of the program, when nothing is told any more.
 */
void
sonde_history_file_close (SondeHistoryFile *self)
{
  g_autoptr (SondeRecorder) recorder = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SONDE_IS_HISTORY_FILE (self));

  self->begun = FALSE;
  if (self->closing != NULL && sonde_recorder_close (self->closing, NULL))
    forget_notes (self, self->n_told);
  recorder = take_recorder (self);
  if (recorder == NULL && self->notes->len > 0 && self->enabled && !self->temporary)
    recorder = create_recorder (self);
  if (recorder != NULL && !sonde_recorder_close (recorder, &error))
    g_info ("%s", error->message);
  forget_notes (self, self->notes->len);
  g_clear_error (&error);

  if (self->temporary && !sonde_history_delete (self->history, self->endpoint_id, &error))
    g_info ("%s", error->message);
}

static void
clear_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  SondeHistoryFile *self = source;
  GError *error = NULL;

  if (task_data != NULL)
    sonde_recorder_close (task_data, NULL);
  if (sonde_history_delete (self->history, self->endpoint_id, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Whoever asked hears of it before the next recorder begins. */
static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SondeHistoryFile *self = SONDE_HISTORY_FILE (source);
  g_autoptr (GTask) answer = user_data;
  GError *error = NULL;

  self->clearing = FALSE;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      forget_notes (self, self->notes->len);
      g_clear_error (&self->error);
      emit_changed (self);
      g_task_return_boolean (answer, TRUE);
    }
  else
    {
      g_task_return_error (answer, error);
    }
  go_on (self);
}

/**
 * sonde_history_file_clear_async:
 * @self: a file
 *
 * Deletes the file.
 */
void
sonde_history_file_clear_async (SondeHistoryFile *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SondeRecorder *recorder;
  GTask *answer;

  g_return_if_fail (SONDE_IS_HISTORY_FILE (self));

  self->clearing = TRUE;
  recorder = take_recorder (self);
  if (recorder == NULL && self->closing != NULL)
    recorder = g_object_ref (self->closing);

  answer = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (answer, sonde_history_file_clear_async);
  task = g_task_new (self, NULL, on_cleared, answer);
  if (recorder != NULL)
    g_task_set_task_data (task, recorder, g_object_unref);
  g_task_run_in_thread (task, clear_in_thread);
}

/**
 * sonde_history_file_clear_finish:
 *
 * Returns: %FALSE with what `sonde_history_delete()` says
 */
gboolean
sonde_history_file_clear_finish (SondeHistoryFile *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
