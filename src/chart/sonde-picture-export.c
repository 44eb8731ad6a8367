/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-error.h"
#include "sonde-picture.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>

/* How fine the columns of dense data are where there are no device pixels. */
#define VECTOR_SCALE 2
/* Points of 1/72 inch in a pixel of 1/96. */
#define POINTS 0.75

typedef struct
{
  GFile *file;
  SondePictureFormat format;
} Export;

static void
free_export (gpointer data)
{
  Export *export = data;

  g_clear_object (&export->file);
  g_free (export);
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);

  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
create_surface (SondePicture *self, SondePictureFormat format, GByteArray *bytes)
{
  cairo_surface_t *surface = NULL;
  int scale = sonde_picture_get_scale (self);
  int width_px;
  int height_px;

  sonde_picture_get_size (self, &width_px, &height_px);
  switch (format)
    {
    case SONDE_PICTURE_PNG:
      surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width_px * scale,
                                            height_px * scale);
      cairo_surface_set_device_scale (surface, scale, scale);
      break;
    case SONDE_PICTURE_SVG:
      surface = cairo_svg_surface_create_for_stream (append_bytes, bytes, width_px, height_px);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
      break;
    case SONDE_PICTURE_PDF:
      surface = cairo_pdf_surface_create_for_stream (append_bytes, bytes, width_px * POINTS,
                                                     height_px * POINTS);
      if (sonde_picture_get_title (self) != NULL)
        cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE,
                                        sonde_picture_get_title (self));
      break;
    default:
      g_assert_not_reached ();
    }

  return surface;
}

/**
 * sonde_picture_format_from_name:
 * @file_name: a file's name
 * @format: (out): the format that its ending means
 *
 * Returns: %FALSE where the ending means none, and then @format is not set
 */
gboolean
sonde_picture_format_from_name (const char *file_name, SondePictureFormat *format)
{
  static const struct
  {
    const char *ending;
    SondePictureFormat format;
  } endings[] = {
    { ".png", SONDE_PICTURE_PNG },
    { ".svg", SONDE_PICTURE_SVG },
    { ".pdf", SONDE_PICTURE_PDF },
  };
  g_autofree char *lower = NULL;

  g_return_val_if_fail (file_name != NULL, FALSE);

  lower = g_ascii_strdown (file_name, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i].ending))
      {
        *format = endings[i].format;
        return TRUE;
      }

  return FALSE;
}

/**
 * sonde_picture_to_bytes:
 * @format: what to make of it
 * @cancellable: (nullable): stops it
 *
 * Draws a picture as the contents of a file. Safe from any thread.
 *
 * Returns: (transfer full) (nullable): the contents, or %NULL with %G_IO_ERROR_CANCELLED or, where
 *   there is no memory for it, %SONDE_ERROR_FAILED
 */
GBytes *
sonde_picture_to_bytes (SondePicture *self,
                        SondePictureFormat format,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;
  gboolean drawn;

  g_return_val_if_fail (SONDE_IS_PICTURE (self), NULL);

  surface = create_surface (self, format, bytes);
  cr = cairo_create (surface);
  if (format == SONDE_PICTURE_PDF)
    cairo_scale (cr, POINTS, POINTS);
  drawn = sonde_picture_draw (
      self, cr, format == SONDE_PICTURE_PNG ? sonde_picture_get_scale (self) : VECTOR_SCALE,
      cancellable, error);
  status = cairo_status (cr);
  cairo_destroy (cr);

  if (drawn && status == CAIRO_STATUS_SUCCESS && format == SONDE_PICTURE_PNG)
    status = cairo_surface_write_to_png_stream (surface, append_bytes, bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);

  if (!drawn)
    return NULL;

  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_FAILED, _ ("The picture cannot be drawn: %s"),
                   cairo_status_to_string (status));
      return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static GFile *
get_temporary (GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *temporary = g_strdup_printf (".%s.%08x%08x", name, g_random_int (),
                                                g_random_int ());

  return folder != NULL ? g_file_get_child (folder, temporary) : g_object_ref (file);
}

static gboolean
write_bytes (GFile *file, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileOutputStream)
      stream = g_file_create (file, G_FILE_CREATE_NONE, cancellable, error);
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);

  return stream != NULL &&
         g_output_stream_write_all (G_OUTPUT_STREAM (stream), data, length, NULL, cancellable,
                                    error) &&
         g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error);
}

/**
 * sonde_picture_export:
 * @file: where to
 * @format: what as
 * @cancellable: (nullable): stops it
 *
 * Writes a picture to a file beside its place and then puts it there at once, so that there is
 * never half of one, and what was there before stays until the new one is whole. Safe from any
 * thread.
 *
 * Returns: %FALSE with an error of `sonde_picture_to_bytes()` or of %G_IO_ERROR
 */
gboolean
sonde_picture_export (SondePicture *self,
                      GFile *file,
                      SondePictureFormat format,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GFile) temporary = NULL;

  g_return_val_if_fail (SONDE_IS_PICTURE (self), FALSE);
  g_return_val_if_fail (G_IS_FILE (file), FALSE);

  bytes = sonde_picture_to_bytes (self, format, cancellable, error);
  if (bytes == NULL)
    return FALSE;

  temporary = get_temporary (file);
  if (write_bytes (temporary, bytes, cancellable, error) &&
      g_file_move (temporary, file, G_FILE_COPY_OVERWRITE, cancellable, NULL, NULL, error))
    return TRUE;

  g_file_delete (temporary, NULL, NULL);

  return FALSE;
}

static void
run_export (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Export *export = data;
  GError *error = NULL;

  if (sonde_picture_export (source, export->file, export->format, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * sonde_picture_export_async:
 * @file: where to
 * @format: what as
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 *
 * Does what `sonde_picture_export()` does, in another thread.
 */
void
sonde_picture_export_async (SondePicture *self,
                            GFile *file,
                            SondePictureFormat format,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Export *export;

  g_return_if_fail (SONDE_IS_PICTURE (self));
  g_return_if_fail (G_IS_FILE (file));

  export = g_new0 (Export, 1);
  export->file = g_object_ref (file);
  export->format = format;

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_picture_export_async);
  g_task_set_task_data (task, export, free_export);
  g_task_run_in_thread (task, run_export);
}

/**
 * sonde_picture_export_finish:
 *
 * Returns: whether the file is written, whole
 */
gboolean
sonde_picture_export_finish (SondePicture *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SONDE_IS_PICTURE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
