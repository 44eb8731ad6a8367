/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-settings.h"

#include <glib/gi18n.h>

#include "sonde-error.h"

static GSettingsSchema *
lookup_beside_the_program (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = NULL;
  g_autofree char *data = NULL;
  g_autoptr (GSettingsSchemaSource) source = NULL;

  if (program == NULL)
    return NULL;
  folder = g_path_get_dirname (program);
  data = g_build_filename (folder, "..", "data", NULL);
  source = g_settings_schema_source_new_from_directory (
      data, g_settings_schema_source_get_default (), FALSE, NULL);
  return source != NULL ? g_settings_schema_source_lookup (source, APP_ID, TRUE) : NULL;
}

/**
 * sonde_settings_open:
 * @error: return location for an error
 *
 * Opens what the application remembers. The schema is looked for where the system keeps schemas,
 * in `GSETTINGS_SCHEMA_DIR`, and in the `data` folder of a build tree when the program runs from
 * it.
 *
 * Returns: (transfer full): the settings, or %NULL with %SONDE_ERROR_FAILED where the schema is
 *   not installed
 */
GSettings *
sonde_settings_open (GError **error)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APP_ID, TRUE);
  if (schema == NULL)
    schema = lookup_beside_the_program ();
  if (schema == NULL)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_FAILED,
                   _ ("The settings schema “%s” is not installed. Install Sonde, or set "
                      "GSETTINGS_SCHEMA_DIR to the folder that holds gschemas.compiled."),
                   APP_ID);
      return NULL;
    }
  return g_settings_new_full (schema, NULL, NULL);
}
