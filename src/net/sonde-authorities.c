/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-authorities.h"

#include "sonde-diagnosis.h"
#include "sonde-format.h"

#include <glib/gi18n-lib.h>

/* Anything but a file, such as a pipe, may have no end. */
static gboolean
check_file (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = NULL;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                            G_FILE_QUERY_INFO_NONE, cancellable, error);
  if (info == NULL)
    return FALSE;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                           _ ("it is no ordinary file"));
      return FALSE;
    }
  if (g_file_info_get_size (info) > SONDE_AUTHORITIES_MAX_SIZE)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _ ("it has more than %d MiB, which no list of authorities has"),
                   SONDE_AUTHORITIES_MAX_SIZE >> 20);
      return FALSE;
    }
  return TRUE;
}

/* What is said of a file without a certificate is up to GLib's TLS library, and tells nothing of
 * the form in which it should be. */
static gboolean
check_certificates (const char *path, GError **error)
{
  g_autolist (GTlsCertificate) certificates = NULL;
  GError *failure = NULL;

  certificates = g_tls_certificate_list_new_from_file (path, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (certificates != NULL)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       _ ("there is no certificate in the PEM form in it, which begins with "
                          "-----BEGIN CERTIFICATE-----"));
  return FALSE;
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *path = data;
  g_autoptr (GError) cause = NULL;
  g_autofree char *name = NULL;
  GTlsDatabase *database = NULL;

  if (check_file (path, cancellable, &cause) && check_certificates (path, &cause))
    database = g_tls_file_database_new (path, &cause);
  if (database != NULL)
    {
      g_task_return_pointer (task, database, g_object_unref);
      return;
    }
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&cause));
      return;
    }
  name = sonde_format_path (path);
  g_task_return_error (task, sonde_diagnosis_new_error (
                                 SONDE_CAUSE_TLS_AUTHORITIES,
                                 _ ("The certificates of authorities in “%s” cannot be used: %s"),
                                 name, cause->message));
}

/**
 * sonde_authorities_load_async:
 * @path: of a file with certificates in the PEM form (RFC 7468)
 *
 * Reads the certificates of the authorities that may sign a server's, on a thread of GLib's pool.
 * To cancel it does not wait for a disk that is slow.
 */
void
sonde_authorities_load_async (const char *path,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (path != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_authorities_load_async);
  g_task_set_return_on_cancel (task, TRUE);
  /* GLib takes no other path for one of authorities. */
  g_task_set_task_data (task, g_canonicalize_filename (path, NULL), g_free);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * sonde_authorities_load_finish:
 *
 * Returns: (transfer full): the authorities, at least one; %NULL with %SONDE_CAUSE_TLS_AUTHORITIES
 *   or %G_IO_ERROR_CANCELLED
 */
GTlsDatabase *
sonde_authorities_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
