/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-recording-problem.h"

#include <glib/gi18n.h>

#include "sonde-error.h"
#include "sonde-format.h"

static gboolean
is_unreadable (const GError *error)
{
  return g_error_matches (error, SONDE_ERROR, SONDE_ERROR_DAMAGED) ||
         g_error_matches (error, SONDE_ERROR, SONDE_ERROR_NEWER_VERSION);
}

/* As a person knows it, the home folder being its own. */
static char *
create_place (const char *path)
{
  const char *home = g_get_home_dir ();
  g_autofree char *name = sonde_format_path (path);
  g_autofree char *home_name = g_filename_display_name (home);
  g_autofree char *prefix = g_build_filename (home_name, "/", NULL);

  return g_str_has_prefix (name, prefix) ? g_build_filename ("~", name + strlen (prefix), NULL)
                                         : g_steal_pointer (&name);
}

static char *
create_folder_place (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return create_place (folder);
}

/**
 * sonde_recording_problem_describe:
 * @error: what keeps a recording from being written or read
 *
 * Returns: (transfer full): the reason, and what to try
 */
char *
sonde_recording_problem_describe (const GError *error)
{
  const char *hint = sonde_error_get_hint (error);

  return hint != NULL ? g_strdup_printf ("%s. %s", error->message, hint)
                      : g_strdup (error->message);
}

/**
 * sonde_recording_problem_find:
 * @recording: a recording
 *
 * Returns: what is wrong with it now; that something cannot be recorded comes first
 */
SondeRecordingProblem
sonde_recording_problem_find (SondePeerRecording *recording)
{
  SondeHistoryFile *file = sonde_peer_recording_get_file (recording);
  const GError *error = sonde_peer_recording_get_error (recording);
  g_autoptr (GError) write_error = file != NULL ? sonde_history_file_dup_error (file) : NULL;

  /* The recorder is a thread: what it finds wrong is said here as soon as it has told of it. */
  if (write_error != NULL && error != NULL)
    return SONDE_RECORDING_PROBLEM_WRITE;
  /* Whoever reads may still be at the file that was put aside, and will find the new one. */
  if (sonde_peer_recording_get_aside (recording) != NULL &&
      (error == NULL || is_unreadable (error)))
    return SONDE_RECORDING_PROBLEM_ASIDE;

  return error != NULL ? SONDE_RECORDING_PROBLEM_READ : SONDE_RECORDING_PROBLEM_NONE;
}

static const char *
get_write_title (const GError *error)
{
  if (error->domain != SONDE_ERROR)
    return _ ("Not recording");

  switch (error->code)
    {
    case SONDE_ERROR_STORE_FULL:
      return _ ("Not recording: the disk is full");
    case SONDE_ERROR_READ_ONLY:
      return _ ("Not recording: the folder is read-only");
    case SONDE_ERROR_BUSY:
      return _ ("Not recording: another Sonde does");
    case SONDE_ERROR_OVERRUN:
    case SONDE_ERROR_TOO_MANY:
      return _ ("Not everything was recorded");
    default:
      return _ ("Not recording");
    }
}

/* The reason, what to try, and what becomes of what is measured meanwhile. */
static char *
describe_write (const GError *error, const char *path)
{
  g_autofree char *folder = create_folder_place (path);
  g_autofree char *reason = NULL;

  if (error->domain != SONDE_ERROR || error->code == SONDE_ERROR_OVERRUN ||
      error->code == SONDE_ERROR_TOO_MANY)
    return sonde_recording_problem_describe (error);

  if (error->code == SONDE_ERROR_STORE_FULL)
    reason = g_strdup_printf (_ ("There is no room left in “%s”. Free some space."), folder);
  else if (error->code == SONDE_ERROR_READ_ONLY)
    reason = g_strdup_printf (_ ("Nothing can be written in “%s”. Let Sonde write there."), folder);
  else if (error->code == SONDE_ERROR_BUSY)
    reason = g_strdup (_ ("It records this endpoint already. Close it, and this one goes on."));
  else if (is_unreadable (error))
    /* Translators: %s says why a history cannot be used, without a full stop. */
    reason = g_strdup_printf (_ ("%s. Move that file away, and a new history is begun."),
                              error->message);
  else
    reason = sonde_recording_problem_describe (error);

  /* Translators: what keeps Sonde from recording, and what becomes of what is measured. */
  return g_strdup_printf (
      _ ("%s What is measured meanwhile waits in memory, as far as it fits, and "
         "is recorded then."),
      reason);
}

/**
 * sonde_recording_problem_get_title:
 * @recording: a recording with this problem
 *
 * Returns: (nullable): what is wrong, in a few words
 */
const char *
sonde_recording_problem_get_title (SondeRecordingProblem self, SondePeerRecording *recording)
{
  switch (self)
    {
    case SONDE_RECORDING_PROBLEM_WRITE:
      return get_write_title (sonde_peer_recording_get_error (recording));
    case SONDE_RECORDING_PROBLEM_READ:
      return sonde_peer_recording_is_file (recording) ? _ ("The recording cannot be read")
                                                      : _ ("The history cannot be read");
    case SONDE_RECORDING_PROBLEM_ASIDE:
      return _ ("A new history was begun");
    case SONDE_RECORDING_PROBLEM_NONE:
    default:
      return NULL;
    }
}

/**
 * sonde_recording_problem_create_description:
 * @recording: a recording with this problem
 *
 * Returns: (transfer full) (nullable): why that is so, and what to try
 */
char *
sonde_recording_problem_create_description (SondeRecordingProblem self,
                                            SondePeerRecording *recording)
{
  const GError *error = sonde_peer_recording_get_error (recording);
  g_autofree char *place = NULL;

  switch (self)
    {
    case SONDE_RECORDING_PROBLEM_WRITE:
      return describe_write (error, sonde_peer_recording_get_path (recording));
    case SONDE_RECORDING_PROBLEM_READ:
      /* Translators: %s says why a history cannot be read, without a full stop. */
      return sonde_peer_recording_get_recorder (recording) != NULL
                 ? g_strdup_printf (_ ("%s. What is measured now is recorded all the same."),
                                    error->message)
                 : sonde_recording_problem_describe (error);
    case SONDE_RECORDING_PROBLEM_ASIDE:
      place = create_place (sonde_peer_recording_get_aside (recording));
      return g_strdup_printf (
          _ ("The one before is damaged or of a newer Sonde. It was kept as “%s”."), place);
    case SONDE_RECORDING_PROBLEM_NONE:
    default:
      return NULL;
    }
}
