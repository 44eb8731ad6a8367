/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-launch.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "sonde-endpoint.h"
#include "sonde-error.h"

#define MIN_SIZE_PX 100
#define MAX_SIZE_PX 16384

static const char *const pages[] = { "dashboard", "messages", "wire", "frames", "echo", "mock", NULL };

/* The hidden ones serve tests and screenshots. */
static const GOptionEntry entries[] = {
  { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Start the embedded demo probe and show it"), NULL },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and quit"), NULL },
  { "screenshot", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, NULL, NULL, NULL },
  { "page", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL, NULL, NULL },
  { "size", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL, NULL, NULL },
  { "dark", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  { "rtl", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  { "seed", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT, NULL, NULL, NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL, NULL, N_ ("[URI|FILE…]") },
  { NULL },
};

/**
 * sonde_launch_add_options:
 * @application: the application
 *
 * Tells the application which options there are.
 */
void
sonde_launch_add_options (GApplication *application)
{
  g_application_add_main_option_entries (application, entries);
  g_application_set_option_context_summary (
      application, _ ("Watch a weather probe live, and see what really happens on its WebSocket."));
}

static gboolean
read_size (SondeLaunch *self, const char *size, GError **error)
{
  char rest;

  if (sscanf (size, "%dx%d%c", &self->width_px, &self->height_px, &rest) == 2 &&
      self->width_px >= MIN_SIZE_PX && self->width_px <= MAX_SIZE_PX &&
      self->height_px >= MIN_SIZE_PX && self->height_px <= MAX_SIZE_PX)
    return TRUE;
  g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
               _ ("“%s” is not a size. Give the width and the height in pixels, such as 900x600."),
               size);
  return FALSE;
}

static gboolean
check_addresses (const char *const *addresses, GError **error)
{
  for (gsize i = 0; addresses != NULL && addresses[i] != NULL; i++)
    {
      g_autoptr (SondeEndpoint) endpoint = NULL;

      if (sonde_launch_is_recording (addresses[i]))
        continue;
      endpoint = sonde_endpoint_new (addresses[i], error);
      if (endpoint == NULL)
        return FALSE;
    }
  return TRUE;
}

/**
 * sonde_launch_read:
 * @self: a zeroed structure
 * @options: what was given
 * @error: return location for an error
 *
 * Reads the options and checks them and the addresses, before there is a window.
 *
 * Returns: whether they make sense; if not, %SONDE_ERROR_ARGUMENT or %SONDE_ERROR_ADDRESS says why
 */
gboolean
sonde_launch_read (SondeLaunch *self, GVariantDict *options, GError **error)
{
  g_autofree const char **addresses = NULL;
  const char *size = NULL;
  gint32 seed = 0;

  g_variant_dict_lookup (options, "demo", "b", &self->demo);
  g_variant_dict_lookup (options, "dark", "b", &self->dark);
  g_variant_dict_lookup (options, "rtl", "b", &self->rtl);
  g_variant_dict_lookup (options, "page", "s", &self->page);
  g_variant_dict_lookup (options, "screenshot", "^ay", &self->screenshot);
  if (g_variant_dict_lookup (options, "seed", "i", &seed))
    self->seed = (guint32) seed;
  if (g_variant_dict_lookup (options, "size", "&s", &size) && !read_size (self, size, error))
    return FALSE;
  if (self->page != NULL && !g_strv_contains (pages, self->page))
    {
      g_set_error (
          error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
          _ ("There is no page “%s”. There are dashboard, messages, wire, frames, echo and mock."),
          self->page);
      return FALSE;
    }
  g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&s", &addresses);
  return check_addresses (addresses, error);
}

/**
 * sonde_launch_is_recording:
 * @argument: what somebody asked the program to open
 *
 * Returns: whether it is the path or the `file:` URI of a recording, and not an address
 */
gboolean
sonde_launch_is_recording (const char *argument)
{
  g_autofree char *scheme = g_uri_parse_scheme (argument);

  return g_strcmp0 (scheme, "file") == 0 ||
         (scheme == NULL && g_str_has_suffix (argument, ".sonde"));
}

/**
 * sonde_launch_clear:
 * @self: what was read
 *
 * Frees what the structure holds.
 */
void
sonde_launch_clear (SondeLaunch *self)
{
  g_clear_pointer (&self->page, g_free);
  g_clear_pointer (&self->screenshot, g_free);
}
