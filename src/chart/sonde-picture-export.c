/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-error.h"
#include "sonde-picture.h"
#include "sonde-png.h"
#include "sonde-whole-file.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>

/* How fine the columns of dense data are where there are no device pixels. */
#define VECTOR_SCALE 2
/* What share of the contents has come when all is drawn, and of a file when these are there. */
#define DRAWN       0.4
#define MADE        0.95
#define BLOCK_BYTES (1 << 20)
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

/* What is drawn on, and where cairo writes what becomes of it. */
typedef struct
{
  SondePictureFormat format;
  cairo_surface_t *surface;
  GByteArray *bytes;
  GCancellable *cancellable;
} Canvas;

static void
canvas_free (Canvas *self)
{
  cairo_surface_destroy (self->surface);
  g_byte_array_unref (self->bytes);
  g_clear_object (&self->cancellable);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Canvas, canvas_free)

/* cairo writes no more once nobody wants it any longer. */
static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  Canvas *self = closure;

  if (g_cancellable_is_cancelled (self->cancellable))
    return CAIRO_STATUS_WRITE_ERROR;

  g_byte_array_append (self->bytes, data, length);

  return CAIRO_STATUS_SUCCESS;
}

static Canvas *
canvas_new (SondePicture *picture, SondePictureFormat format, GCancellable *cancellable)
{
  Canvas *self = g_new0 (Canvas, 1);
  int scale = sonde_picture_get_scale (picture);
  int width_px;
  int height_px;

  self->format = format;
  self->bytes = g_byte_array_new ();
  g_set_object (&self->cancellable, cancellable);
  sonde_picture_get_size (picture, &width_px, &height_px);
  switch (format)
    {
    case SONDE_PICTURE_PNG:
      self->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width_px * scale,
                                                  height_px * scale);
      cairo_surface_set_device_scale (self->surface, scale, scale);
      break;
    case SONDE_PICTURE_SVG:
      self->surface = cairo_svg_surface_create_for_stream (append_bytes, self, width_px, height_px);
      cairo_svg_surface_set_document_unit (self->surface, CAIRO_SVG_UNIT_PX);
      break;
    case SONDE_PICTURE_PDF:
      self->surface = cairo_pdf_surface_create_for_stream (append_bytes, self, width_px * POINTS,
                                                           height_px * POINTS);
      if (sonde_picture_get_title (picture) != NULL)
        cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_TITLE,
                                        sonde_picture_get_title (picture));
      break;
    default:
      g_assert_not_reached ();
    }

  return self;
}

static gboolean
check_status (cairo_status_t status, GError **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;

  g_set_error (error, SONDE_ERROR, SONDE_ERROR_FAILED, _ ("The picture cannot be drawn: %s"),
               cairo_status_to_string (status));

  return FALSE;
}

static gboolean
canvas_draw (Canvas *self, SondePicture *picture, const SondeWork *work, GError **error)
{
  int scale = self->format == SONDE_PICTURE_PNG ? sonde_picture_get_scale (picture) : VECTOR_SCALE;
  cairo_t *cr = cairo_create (self->surface);
  gboolean drawn;

  if (self->format == SONDE_PICTURE_PDF)
    cairo_scale (cr, POINTS, POINTS);
  drawn = check_status (cairo_status (cr), error) &&
          sonde_picture_draw (picture, cr, scale, work, error) &&
          check_status (cairo_status (cr), error);
  cairo_destroy (cr);

  return drawn;
}

static void
finish_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Canvas *canvas = data;
  GError *error = NULL;

  cairo_surface_finish (canvas->surface);
  if (check_status (cairo_surface_status (canvas->surface), &error))
    g_task_return_pointer (task, g_byte_array_free_to_bytes (g_byte_array_ref (canvas->bytes)),
                           (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

/* cairo makes up the text of an SVG or a PDF in one go, when all is drawn. Nobody can stop it, so
 * that it has a thread that can be let go of, and what it makes then goes to nobody. */
static GBytes *
finish_vector (Canvas *canvas, GError **error)
{
  g_autoptr (GTask) task = g_task_new (NULL, canvas->cancellable, NULL, NULL);

  g_task_set_source_tag (task, finish_vector);
  g_task_set_task_data (task, canvas, (GDestroyNotify) canvas_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread_sync (task, finish_in_thread);

  return g_task_propagate_pointer (task, error);
}

static gpointer
free_in_thread (gpointer data)
{
  canvas_free (data);

  return NULL;
}

/* To make up that text is also what cairo does before it frees what was drawn of it. */
static void
give_up (Canvas *canvas)
{
  g_thread_unref (g_thread_new ("given-up picture", free_in_thread, canvas));
}

static GBytes *
make_bytes (SondePicture *self, SondePictureFormat format, const SondeWork *work, GError **error)
{
  SondeWork drawing = sonde_work_get_part (work, 0, DRAWN);
  SondeWork encoding = sonde_work_get_part (work, DRAWN, 1);
  g_autoptr (Canvas) canvas = canvas_new (self, format, work->cancellable);

  if (!canvas_draw (canvas, self, &drawing, error))
    {
      give_up (g_steal_pointer (&canvas));
      return NULL;
    }

  return format == SONDE_PICTURE_PNG ? sonde_png_encode (canvas->surface, &encoding, error)
                                     : finish_vector (g_steal_pointer (&canvas), error);
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
 * Draws a picture as the contents of a file, and tells of it in its progress. Safe from any thread.
 *
 * Returns: (transfer full) (nullable): the contents, or %NULL with %G_IO_ERROR_CANCELLED, with an
 *   error of the archive or, where there is no memory for it, %SONDE_ERROR_FAILED
 */
GBytes *
sonde_picture_to_bytes (SondePicture *self,
                        SondePictureFormat format,
                        GCancellable *cancellable,
                        GError **error)
{
  SondeWork work = { NULL, cancellable, 0, 1 };
  GBytes *bytes;

  g_return_val_if_fail (SONDE_IS_PICTURE (self), NULL);

  work.progress = sonde_picture_get_progress (self);
  bytes = make_bytes (self, format, &work, error);
  if (bytes != NULL)
    sonde_progress_report (work.progress, 1);

  return bytes;
}

static gboolean
write_local (const char *path, GBytes *bytes, const SondeWork *work, GError **error)
{
  g_autoptr (SondeWholeFile) whole = sonde_whole_file_new (path, error);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (whole == NULL)
    return FALSE;

  for (gsize written = 0; written < length; written += BLOCK_BYTES)
    if (!sonde_work_reach (work, (double) written / (double) length, error) ||
        !sonde_whole_file_write (whole, data + written, MIN (length - written, BLOCK_BYTES), error))
      return FALSE;

  return sonde_whole_file_finish (whole, error);
}

/* Elsewhere than on this computer, whoever keeps the file knows best how it is replaced at once. */
static gboolean
write_remote (GFile *file, GBytes *bytes, const SondeWork *work, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return g_file_replace_contents (file, data, length, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                  work->cancellable, error);
}

/**
 * sonde_picture_export:
 * @file: where to
 * @format: what as
 * @cancellable: (nullable): stops it
 *
 * Writes a picture, which appears once it is whole, so that there is never half of one, and what
 * was there before stays until then. Safe from any thread.
 *
 * Returns: %FALSE with an error of `sonde_picture_to_bytes()`, a #GFileError or, where the file is
 *   not of this computer, one of %G_IO_ERROR
 */
gboolean
sonde_picture_export (SondePicture *self,
                      GFile *file,
                      SondePictureFormat format,
                      GCancellable *cancellable,
                      GError **error)
{
  SondeWork work = { NULL, cancellable, 0, 1 };
  SondeWork making;
  SondeWork writing;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (SONDE_IS_PICTURE (self), FALSE);
  g_return_val_if_fail (G_IS_FILE (file), FALSE);

  work.progress = sonde_picture_get_progress (self);
  making = sonde_work_get_part (&work, 0, MADE);
  writing = sonde_work_get_part (&work, MADE, 1);
  bytes = make_bytes (self, format, &making, error);
  if (bytes == NULL)
    return FALSE;

  path = g_file_get_path (file);
  if (path != NULL ? !write_local (path, bytes, &writing, error)
                   : !write_remote (file, bytes, &writing, error))
    return FALSE;

  sonde_progress_report (work.progress, 1);

  return TRUE;
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
  /* What became of the file is told, also where it was finished in spite of a cancellation. */
  g_task_set_check_cancellable (task, FALSE);
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
