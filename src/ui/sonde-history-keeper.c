/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-history-keeper.h"

#define DAY_S (24 * 60 * 60)

/**
 * SondeHistoryKeeper:
 *
 * The history of all endpoints. What the embedded probe tells goes to a folder for what does not
 * last, which is emptied at the start of what a program left there that was killed.
 */
struct _SondeHistoryKeeper
{
  GObject parent_instance;

  GSettings *settings;
  GListModel *peers; /* weak: whoever closes the program lets go of it first */
  SondeHistory *history;
  SondeHistory *scratch;
  GPtrArray *recordings; /* also of peers that were removed, until all is closed */
  GCancellable *cancellable;
  guint daily_id;
};

G_DEFINE_FINAL_TYPE (SondeHistoryKeeper, sonde_history_keeper, G_TYPE_OBJECT)

static void
apply_settings (SondeHistoryKeeper *self)
{
  const gboolean enabled = g_settings_get_boolean (self->settings, "record-history");
  const gboolean messages = g_settings_get_boolean (self->settings, "record-messages");
  const guint days = g_settings_get_uint (self->settings, "history-days");

  for (guint i = 0; i < self->recordings->len; i++)
    {
      SondeHistoryFile *file = sonde_peer_recording_get_file (
          g_ptr_array_index (self->recordings, i));

      if (file == NULL)
        continue;
      sonde_history_file_set_records_messages (file, messages);
      sonde_history_file_set_retention_days (file, days);
      sonde_history_file_set_enabled (file, enabled);
    }
}

static gboolean
is_listed (SondeHistoryKeeper *self, SondePeerRecording *recording)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->peers); i++)
    {
      g_autoptr (SondePeer) peer = g_list_model_get_item (self->peers, i);

      if (sonde_peer_get_recording (peer) == recording)
        return TRUE;
    }

  return FALSE;
}

static void
on_peers_changed (SondeHistoryKeeper *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->peers); i++)
    {
      g_autoptr (SondePeer) peer = g_list_model_get_item (self->peers, i);
      SondePeerRecording *recording = sonde_peer_get_recording (peer);

      if (recording == NULL)
        {
          sonde_peer_set_history (peer, sonde_peer_is_demo (peer) ? self->scratch : self->history);
          recording = sonde_peer_get_recording (peer);
        }
      if (!g_ptr_array_find (self->recordings, recording, NULL))
        g_ptr_array_add (self->recordings, g_object_ref (recording));
    }

  for (guint i = 0; i < self->recordings->len; i++)
    if (!is_listed (self, g_ptr_array_index (self->recordings, i)))
      sonde_peer_recording_end (g_ptr_array_index (self->recordings, i));
  apply_settings (self);
}

typedef struct
{
  SondeHistory *history;
  SondeHistory *scratch;
  guint days;
} Care;

static void
care_free (gpointer data)
{
  Care *care = data;

  g_object_unref (care->history);
  g_object_unref (care->scratch);
  g_free (care);
}

/* What is recorded now, its recorder looks after. */
static void
take_care_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Care *care = task_data;
  g_autoptr (GError) error = NULL;

  if (!sonde_history_empty (care->scratch, &error))
    g_info ("%s", error->message);
  g_clear_error (&error);
  if (!sonde_history_prune (care->history, care->days, cancellable, &error))
    g_info ("%s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
take_care (SondeHistoryKeeper *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, NULL, NULL);
  Care *care = g_new (Care, 1);

  care->history = g_object_ref (self->history);
  care->scratch = g_object_ref (self->scratch);
  care->days = g_settings_get_uint (self->settings, "history-days");
  g_task_set_task_data (task, care, care_free);
  g_task_run_in_thread (task, take_care_in_thread);
}

static gboolean
on_day (gpointer user_data)
{
  take_care (user_data);

  return G_SOURCE_CONTINUE;
}

static void
sonde_history_keeper_dispose (GObject *object)
{
  SondeHistoryKeeper *self = SONDE_HISTORY_KEEPER (object);

  g_clear_handle_id (&self->daily_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->recordings, g_ptr_array_unref);
  g_clear_weak_pointer (&self->peers);
  g_clear_object (&self->settings);
  g_clear_object (&self->history);
  g_clear_object (&self->scratch);

  G_OBJECT_CLASS (sonde_history_keeper_parent_class)->dispose (object);
}

static void
sonde_history_keeper_class_init (SondeHistoryKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_history_keeper_dispose;
}

static void
sonde_history_keeper_init (SondeHistoryKeeper *self)
{
  g_autofree char *history = g_build_filename (g_get_user_data_dir (), APP_ID, "history", NULL);
  g_autofree char *scratch = g_build_filename (g_get_user_cache_dir (), APP_ID, "scratch", NULL);

  self->history = sonde_history_new (history);
  self->scratch = sonde_history_new (scratch);
  self->recordings = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

/**
 * sonde_history_keeper_new:
 * @settings: whether to record, what, and for how long to keep it
 * @peers: (element-type SondePeer): the endpoints
 *
 * Gives each endpoint its recording, now and whenever one is added.
 *
 * Returns: (transfer full): a keeper
 */
SondeHistoryKeeper *
sonde_history_keeper_new (GSettings *settings, GListModel *peers)
{
  static const char *const keys[] = { "changed::record-history", "changed::record-messages",
                                      "changed::history-days" };
  SondeHistoryKeeper *self = g_object_new (SONDE_TYPE_HISTORY_KEEPER, NULL);

  self->settings = g_object_ref (settings);
  g_set_weak_pointer (&self->peers, peers);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_signal_connect_object (settings, keys[i], G_CALLBACK (apply_settings), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::history-days", G_CALLBACK (take_care), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (peers, "items-changed", G_CALLBACK (on_peers_changed), self,
                           G_CONNECT_SWAPPED);
  on_peers_changed (self);
  take_care (self);
  self->daily_id = g_timeout_add_seconds (DAY_S, on_day, self);

  return self;
}

/**
 * sonde_history_keeper_get_history:
 * @self: a keeper
 *
 * Returns: (transfer none): where the recordings are that last
 */
SondeHistory *
sonde_history_keeper_get_history (SondeHistoryKeeper *self)
{
  g_return_val_if_fail (SONDE_IS_HISTORY_KEEPER (self), NULL);

  return self->history;
}

static void
list_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *entries = sonde_history_list (task_data, &error);

  if (entries != NULL)
    g_task_return_pointer (task, entries, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * sonde_history_keeper_list_async:
 * @self: a keeper
 *
 * Lists the recordings that last, with what they take.
 */
void
sonde_history_keeper_list_async (SondeHistoryKeeper *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (SONDE_IS_HISTORY_KEEPER (self));

  g_task_set_task_data (task, g_object_ref (self->history), g_object_unref);
  g_task_run_in_thread (task, list_in_thread);
}

/**
 * sonde_history_keeper_list_finish:
 *
 * Returns: (transfer full) (element-type SondeHistoryEntry) (nullable): the recordings, or %NULL
 *   with what `sonde_history_list()` says
 */
GPtrArray *
sonde_history_keeper_list_finish (SondeHistoryKeeper *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_peer_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (sonde_peer_recording_clear_finish (SONDE_PEER_RECORDING (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
clear_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (sonde_history_delete_file (SONDE_HISTORY_KEEPER (source)->history, task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * sonde_history_keeper_clear_async:
 * @self: a keeper
 * @path: the path of an entry of the list
 *
 * Deletes a recording of the history. Where it is of an endpoint of the list, what is in memory
 * goes too.
 */
void
sonde_history_keeper_clear_async (SondeHistoryKeeper *self,
                                  const char *path,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (SONDE_IS_HISTORY_KEEPER (self));

  g_task_set_task_data (task, g_strdup (path), g_free);
  for (guint i = 0; i < self->recordings->len; i++)
    {
      SondePeerRecording *recording = g_ptr_array_index (self->recordings, i);

      if (!sonde_peer_recording_is_file (recording) &&
          g_str_equal (sonde_peer_recording_get_path (recording), path))
        {
          sonde_peer_recording_clear_async (recording, cancellable, on_peer_cleared, task);
          return;
        }
    }
  g_task_run_in_thread (task, clear_in_thread);
  g_object_unref (task);
}

/**
 * sonde_history_keeper_clear_finish:
 *
 * Returns: %FALSE with what `sonde_history_delete_file()` says
 */
gboolean
sonde_history_keeper_clear_finish (SondeHistoryKeeper *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sonde_history_keeper_close:
 * @self: a keeper
 *
 * Records what waits and waits until every file is closed. For the end of the program, when no
 * endpoint tells anything any more.
 */
void
sonde_history_keeper_close (SondeHistoryKeeper *self)
{
  g_return_if_fail (SONDE_IS_HISTORY_KEEPER (self));

  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < self->recordings->len; i++)
    sonde_peer_recording_close (g_ptr_array_index (self->recordings, i));
}
