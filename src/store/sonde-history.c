/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-history.h"

#include "sonde-error.h"
#include "sonde-file-lock.h"
#include "sonde-format.h"
#include "sonde-recording.h"
#include "sonde-store-writer.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

struct _SondeHistory
{
  GObject parent_instance;

  char *folder;
};

#define SUFFIX ".sonde"

/* What may lie beside a recording, and goes where it goes. */
static const char *const companions[] = { "-wal", "-shm" };

G_DEFINE_FINAL_TYPE (SondeHistory, sonde_history, G_TYPE_OBJECT)

static void
sonde_history_finalize (GObject *object)
{
  SondeHistory *self = SONDE_HISTORY (object);

  g_clear_pointer (&self->folder, g_free);

  G_OBJECT_CLASS (sonde_history_parent_class)->finalize (object);
}

static void
sonde_history_class_init (SondeHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_history_finalize;
}

static void
sonde_history_init (SondeHistory *self)
{
}

static gboolean
fail (const char *path, int system_error, GError **error)
{
  g_autofree char *name = sonde_format_path (path);

  g_set_error (error, SONDE_ERROR,
               system_error == EACCES || system_error == EPERM || system_error == EROFS
                   ? SONDE_ERROR_READ_ONLY
               : system_error == ENOSPC || system_error == EDQUOT ? SONDE_ERROR_STORE_FULL
                                                                  : SONDE_ERROR_STORE,
               /* Translators: a file or a folder, and what the system says of it. */
               _ ("“%s”: %s"), name, g_strerror (system_error));

  return FALSE;
}

/**
 * sonde_history_entry_free:
 *
 * Frees an entry.
 */
void
sonde_history_entry_free (SondeHistoryEntry *entry)
{
  g_free (entry->path);
  g_free (entry->endpoint_id);
  g_free (entry->name);
  g_free (entry->uri);
  g_clear_error (&entry->error);
  g_free (entry);
}

/**
 * sonde_history_new:
 * @folder: a folder, which need not exist
 *
 * Returns: (transfer full): its history
 */
SondeHistory *
sonde_history_new (const char *folder)
{
  SondeHistory *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (SONDE_TYPE_HISTORY, NULL);
  self->folder = g_strdup (folder);

  return self;
}

/**
 * sonde_history_get_folder:
 *
 * Returns: the folder
 */
const char *
sonde_history_get_folder (SondeHistory *self)
{
  g_return_val_if_fail (SONDE_IS_HISTORY (self), NULL);

  return self->folder;
}

/**
 * sonde_history_dup_path:
 * @endpoint_id: the id of an endpoint, from anywhere
 *
 * Says where the recording of an endpoint is, or would be. It never leaves the folder, whatever the
 * id: what is not a letter, a digit or a dash is written as its code.
 *
 * Returns: (transfer full): a path
 */
char *
sonde_history_dup_path (SondeHistory *self, const char *endpoint_id)
{
  g_autoptr (GString) name = g_string_new (NULL);

  g_return_val_if_fail (SONDE_IS_HISTORY (self), NULL);
  g_return_val_if_fail (endpoint_id != NULL, NULL);

  for (const char *c = endpoint_id; *c != '\0'; c++)
    if (g_ascii_isalnum (*c) || *c == '-')
      g_string_append_c (name, *c);
    else
      g_string_append_printf (name, "_%02x", (guint) (guchar) *c);
  g_string_append (name, SUFFIX);

  return g_build_filename (self->folder, name->str, NULL);
}

/**
 * sonde_history_prepare:
 *
 * Makes the folder where it does not exist, for its owner alone.
 */
gboolean
sonde_history_prepare (SondeHistory *self, GError **error)
{
  g_return_val_if_fail (SONDE_IS_HISTORY (self), FALSE);

  return g_mkdir_with_parents (self->folder, 0700) == 0 || fail (self->folder, errno, error);
}

static SondeHistoryEntry *
make_entry (const char *path)
{
  SondeHistoryEntry *entry = g_new0 (SondeHistoryEntry, 1);
  g_autoptr (SondeRecording) recording = sonde_recording_open (path, &entry->error);
  GStatBuf status;

  entry->path = g_strdup (path);
  entry->size_bytes = g_stat (path, &status) == 0 ? (guint64) status.st_size : 0;
  if (recording != NULL)
    {
      entry->endpoint_id = g_strdup (sonde_recording_get_endpoint_id (recording));
      entry->name = g_strdup (sonde_recording_get_name (recording));
      entry->uri = g_strdup (sonde_recording_get_uri (recording));
    }

  return entry;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const SondeHistoryEntry *left = *(const SondeHistoryEntry *const *) a;
  const SondeHistoryEntry *right = *(const SondeHistoryEntry *const *) b;

  return strcmp (left->path, right->path);
}

/**
 * sonde_history_list:
 *
 * Lists the recordings of the folder, with those that cannot be read and why. A folder that does
 * not exist has none.
 *
 * Returns: (transfer full) (element-type SondeHistoryEntry) (nullable): the recordings, by path
 */
GPtrArray *
sonde_history_list (SondeHistory *self, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GDir) folder = NULL;
  const char *name;

  g_return_val_if_fail (SONDE_IS_HISTORY (self), NULL);

  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_history_entry_free);
  errno = 0;
  folder = g_dir_open (self->folder, 0, NULL);
  if (folder == NULL)
    {
      if (!g_file_test (self->folder, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&entries);

      fail (self->folder, errno, error);
      return NULL;
    }

  while ((name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, SUFFIX))
      {
        g_autofree char *path = g_build_filename (self->folder, name, NULL);

        g_ptr_array_add (entries, make_entry (path));
      }
  g_ptr_array_sort (entries, compare_entries);

  return g_steal_pointer (&entries);
}

/**
 * sonde_history_delete_file:
 * @path: the path of an entry of `sonde_history_list()`
 *
 * Deletes a recording of the folder, whatever is in it; that there is none is no failure.
 *
 * Returns: %FALSE with %SONDE_ERROR_BUSY while somebody records to it, %SONDE_ERROR_READ_ONLY or
 *   %SONDE_ERROR_STORE
 */
gboolean
sonde_history_delete_file (SondeHistory *self, const char *path, GError **error)
{
  g_autoptr (SondeFileLock) lock = NULL;

  g_return_val_if_fail (SONDE_IS_HISTORY (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;

  lock = sonde_file_lock_new (path, error);
  if (lock == NULL)
    return FALSE;

  if (g_unlink (path) != 0)
    return fail (path, errno, error);

  for (gsize i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *companion = g_strconcat (path, companions[i], NULL);

      g_unlink (companion);
    }

  return TRUE;
}

/**
 * sonde_history_delete:
 * @endpoint_id: the id of an endpoint
 *
 * Deletes the recording of an endpoint, as `sonde_history_delete_file()` does.
 */
gboolean
sonde_history_delete (SondeHistory *self, const char *endpoint_id, GError **error)
{
  g_autofree char *path = sonde_history_dup_path (self, endpoint_id);

  return path != NULL && sonde_history_delete_file (self, path, error);
}

typedef gboolean (*Treat) (SondeHistory *self, const char *path, gpointer data, GError **error);

/* Does the same to every file that nobody records to. What fails with one is told after all have
 * had their turn. */
static gboolean
treat_all (
    SondeHistory *self, Treat treat, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) entries = sonde_history_list (self, error);
  g_autoptr (GError) first_error = NULL;

  if (entries == NULL)
    return FALSE;

  for (guint i = 0; i < entries->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      SondeHistoryEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr (GError) own_error = NULL;

      if (!treat (self, entry->path, data, &own_error) && first_error == NULL &&
          !g_error_matches (own_error, SONDE_ERROR, SONDE_ERROR_BUSY))
        first_error = g_steal_pointer (&own_error);
    }

  if (first_error == NULL)
    return !g_cancellable_set_error_if_cancelled (cancellable, error);

  g_propagate_error (error, g_steal_pointer (&first_error));

  return FALSE;
}

static gboolean
treat_by_deleting (SondeHistory *self, const char *path, gpointer data, GError **error)
{
  return sonde_history_delete_file (self, path, error);
}

/**
 * sonde_history_empty:
 *
 * Deletes every recording that nobody records to, as those that a program left which was killed.
 *
 * Returns: %FALSE with the first thing that went wrong
 */
gboolean
sonde_history_empty (SondeHistory *self, GError **error)
{
  g_return_val_if_fail (SONDE_IS_HISTORY (self), FALSE);

  return treat_all (self, treat_by_deleting, NULL, NULL, error);
}

static gboolean
treat_by_pruning (SondeHistory *self, const char *path, gpointer data, GError **error)
{
  const gint64 *before_us = data;
  SondeStoreWriter *writer = sonde_store_writer_open (path, error);
  gboolean more = TRUE;
  gboolean good = TRUE;

  if (writer == NULL)
    return FALSE;

  while (good && more)
    good = sonde_store_writer_prune (writer, *before_us, &more, error);

  return sonde_store_writer_close (writer, good ? error : NULL) && good;
}

/**
 * sonde_history_prune:
 * @days: how long to keep what is recorded; 0 for ever
 * @cancellable: (nullable): stops after the file at hand
 *
 * Deletes what is older from every recording that nobody records to: a recorder does so itself.
 *
 * Returns: %FALSE with the first thing that went wrong
 */
gboolean
sonde_history_prune (SondeHistory *self, guint days, GCancellable *cancellable, GError **error)
{
  gint64 before_us = g_get_real_time () - days * G_TIME_SPAN_DAY;

  g_return_val_if_fail (SONDE_IS_HISTORY (self), FALSE);

  return days == 0 || treat_all (self, treat_by_pruning, &before_us, cancellable, error);
}

/**
 * sonde_history_set_aside:
 * @endpoint_id: the id of an endpoint
 *
 * Gives a recording that is damaged, or of a newer version, another name in the folder, so that a
 * new one can begin in its place and nothing of it is lost.
 *
 * Returns: (transfer full) (nullable): its new path, or %NULL with %SONDE_ERROR_BUSY while somebody
 *   records to it, %SONDE_ERROR_READ_ONLY or %SONDE_ERROR_STORE
 */
char *
sonde_history_set_aside (SondeHistory *self, const char *endpoint_id, GError **error)
{
  g_autofree char *path = sonde_history_dup_path (self, endpoint_id);
  g_autofree char *stem = NULL;
  g_autofree char *aside = NULL;
  g_autoptr (SondeFileLock) lock = NULL;

  if (path == NULL)
    return NULL;

  lock = sonde_file_lock_new (path, error);
  if (lock == NULL)
    return NULL;

  stem = g_strndup (path, strlen (path) - strlen (SUFFIX));
  for (guint i = 1; aside == NULL || g_file_test (aside, G_FILE_TEST_EXISTS); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.old-%u" SUFFIX, stem, i);
    }

  if (g_rename (path, aside) != 0)
    {
      fail (path, errno, error);
      return NULL;
    }

  /* Without its journal the last seconds of it would be missing. */
  for (gsize i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *from = g_strconcat (path, companions[i], NULL);
      g_autofree char *to = g_strconcat (aside, companions[i], NULL);

      g_rename (from, to);
    }

  return g_steal_pointer (&aside);
}
