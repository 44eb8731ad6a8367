/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-dropped-files.h"

#include <glib/gi18n.h>

#include "sonde-import-actions.h"
#include "sonde-peer-recording.h"

static const char *const capture_suffixes[] = { ".pcapng", ".pcap", ".cap" };

static char *
get_display_name (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  return g_filename_display_name (base != NULL ? base : "");
}

static gboolean
is_capture (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (capture_suffixes); i++)
    if (g_str_has_suffix (name, capture_suffixes[i]))
      return TRUE;

  return FALSE;
}

static GPtrArray *
choose_list (SondeDroppedFiles *self, GFile *file)
{
  g_autofree char *name = get_display_name (file);
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (g_str_has_suffix (lower, SONDE_RECORDING_SUFFIX))
    return self->recordings;
  if (is_capture (lower))
    return self->captures;
  if (sonde_import_takes (file))
    return self->tables;

  return self->unknown;
}

static guint
count_known (const SondeDroppedFiles *self)
{
  return self->recordings->len + self->captures->len + self->tables->len;
}

/**
 * sonde_dropped_files_new:
 * @files: (element-type GFile): what somebody brought
 *
 * Returns: (transfer full): the files; those of each kind in the order in which they came
 */
SondeDroppedFiles *
sonde_dropped_files_new (const GSList *files)
{
  SondeDroppedFiles *self = g_new0 (SondeDroppedFiles, 1);

  self->recordings = g_ptr_array_new_with_free_func (g_object_unref);
  self->captures = g_ptr_array_new_with_free_func (g_object_unref);
  self->tables = g_ptr_array_new_with_free_func (g_object_unref);
  self->unknown = g_ptr_array_new_with_free_func (g_object_unref);
  for (; files != NULL; files = files->next)
    {
      GPtrArray *list = choose_list (self, files->data);

      if (list != self->unknown && count_known (self) == SONDE_DROPPED_FILES_MAX)
        self->n_left++;
      else
        g_ptr_array_add (list, g_object_ref (files->data));
    }

  return self;
}

void
sonde_dropped_files_free (SondeDroppedFiles *self)
{
  g_ptr_array_unref (self->recordings);
  g_ptr_array_unref (self->captures);
  g_ptr_array_unref (self->tables);
  g_ptr_array_unref (self->unknown);
  g_free (self);
}

/**
 * sonde_dropped_files_is_welcome:
 *
 * Returns: whether there is any that Sonde does something with
 */
gboolean
sonde_dropped_files_is_welcome (const SondeDroppedFiles *self)
{
  return count_known (self) > 0;
}

/**
 * sonde_dropped_files_create_title:
 *
 * Returns: (transfer full): what becomes of the files, in a few words
 */
char *
sonde_dropped_files_create_title (const SondeDroppedFiles *self)
{
  const guint n_known = count_known (self);
  g_autofree char *name = NULL;

  if (n_known == 0)
    return g_strdup (g_dngettext (GETTEXT_PACKAGE, "Not a File for Sonde", "No Files for Sonde",
                                  self->unknown->len));
  if (n_known > 1)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Open %u File", "Open %u Files", n_known),
                            n_known);

  if (self->tables->len > 0)
    {
      name = get_display_name (self->tables->pdata[0]);
      return g_strdup_printf (_ ("Import “%s”"), name);
    }

  name = get_display_name (self->recordings->len > 0 ? self->recordings->pdata[0]
                                                     : self->captures->pdata[0]);
  return g_strdup_printf (_ ("Open “%s”"), name);
}

/**
 * sonde_dropped_files_create_remark:
 *
 * Returns: (transfer full) (nullable): what is to be said of those that are not opened
 */
char *
sonde_dropped_files_create_remark (const SondeDroppedFiles *self)
{
  if (self->n_left > 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u file more than can be opened at once",
                                         "%u files more than can be opened at once", self->n_left),
                            self->n_left);
  if (self->unknown->len == 1)
    {
      g_autofree char *name = get_display_name (self->unknown->pdata[0]);

      return g_strdup_printf (_ ("“%s” is not a file for Sonde"), name);
    }
  if (self->unknown->len > 1)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u file is not for Sonde",
                                         "%u files are not for Sonde", self->unknown->len),
                            self->unknown->len);

  return NULL;
}
