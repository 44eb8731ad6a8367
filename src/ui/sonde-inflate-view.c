/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-inflate-view.h"

#include <glib/gi18n.h>

#include "sonde-hex.h"
#include "sonde-message-reader.h"
#include "sonde-ticker.h"

#define MAX_MESSAGE_SIZE (16 * 1024 * 1024)
#define MAX_TEXT_SIZE    (32 * 1024)
#define MAX_DUMP_SIZE    2048
#define BYTES_PER_LINE   8

/**
 * SondeInflateView:
 *
 * Reads the message in a thread, and only while it shows: what came before it may have to be
 * inflated first.
 */
struct _SondeInflateView
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwStatusPage *failure;
  GtkLabel *caption;
  GtkTextBuffer *text;
  GtkTextBuffer *dump;
  GtkWidget *dump_view;

  SondeFrameLog *log;
  SondeFrameRecord *record;
  gboolean is_shown; /* of this record */
  GCancellable *cancellable;
  SondeTicker *ticker;
};

G_DEFINE_FINAL_TYPE (SondeInflateView, sonde_inflate_view, ADW_TYPE_BIN)

typedef struct
{
  SondeFrameLog *log;
  guint64 number;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_object_unref (wanted->log);
  g_free (wanted);
}

static void
read_message (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Wanted *wanted = data;
  g_autoptr (SondeMessageReader) reader = sonde_message_reader_new (wanted->log, MAX_MESSAGE_SIZE);
  g_autoptr (GError) error = NULL;
  GBytes *message = sonde_message_reader_read (reader, wanted->number, &error);

  if (message != NULL)
    g_task_return_pointer (task, message, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static char *
describe (const SondeFrameRecord *record, gsize size)
{
  if (record->deflate_ordinal == 0)
    return g_strdup_printf (
        ngettext (
            "Nothing to inflate: RSV1 is 0. The message, its fragments joined, has %zu byte.",
            "Nothing to inflate: RSV1 is 0. The message, its fragments joined, has %zu bytes.",
            size),
        size);
  if (record->message == record->number && record->ends_message)
    return g_strdup_printf (
        _ ("%llu bytes on the wire, %zu bytes inflated (RFC 7692). Four bytes, 00 00 ff ff, are "
           "put back at the end, and what came before on the connection is the dictionary."),
        (unsigned long long) record->header.payload_size, size);
  return g_strdup_printf (
      _ ("The message that this fragment belongs to has %zu bytes inflated (RFC 7692). What came "
         "before on the connection is the dictionary."),
      size);
}

static void
show_message (SondeInflateView *self, GBytes *message)
{
  gsize size;
  const char *data = g_bytes_get_data (message, &size);
  g_autofree char *caption = describe (self->record, size);
  g_autofree char *dump = sonde_hex_dump (message, MAX_DUMP_SIZE, BYTES_PER_LINE);
  g_autofree char *text = size > 0 ? g_utf8_make_valid (data, (gssize) MIN (size, MAX_TEXT_SIZE))
                                   : g_strdup ("");
  g_autofree char *cut = NULL;

  if (size > MAX_TEXT_SIZE)
    {
      g_autofree char *rest = g_format_size (size - MAX_TEXT_SIZE);
      g_autofree char *note = g_strdup_printf (_ ("… %s more"), rest);

      cut = g_strconcat (text, "\n", note, NULL);
    }
  gtk_label_set_text (self->caption, caption);
  gtk_text_buffer_set_text (self->text, cut != NULL ? cut : text, -1);
  gtk_text_buffer_set_text (self->dump, dump, -1);
  gtk_stack_set_visible_child_name (self->stack, "message");
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeInflateView) self = SONDE_INFLATE_VIEW (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->record == NULL)
    return;
  g_clear_object (&self->cancellable);
  if (message != NULL)
    {
      show_message (self, message);
      return;
    }
  adw_status_page_set_description (self->failure, error->message);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
refresh (GtkWidget *widget)
{
  SondeInflateView *self = SONDE_INFLATE_VIEW (widget);
  g_autoptr (GTask) task = NULL;
  Wanted *wanted;

  if (self->is_shown || self->record == NULL || self->log == NULL)
    return;
  self->is_shown = TRUE;
  self->cancellable = g_cancellable_new ();
  wanted = g_new0 (Wanted, 1);
  wanted->log = g_object_ref (self->log);
  wanted->number = self->record->number;
  task = g_task_new (g_object_ref (self), self->cancellable, on_read, NULL);
  g_object_unref (self);
  g_task_set_task_data (task, wanted, wanted_free);
  gtk_stack_set_visible_child_name (self->stack, "busy");
  g_task_run_in_thread (task, read_message);
}

static void
cancel (SondeInflateView *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
sonde_inflate_view_dispose (GObject *object)
{
  SondeInflateView *self = SONDE_INFLATE_VIEW (object);

  cancel (self);
  if (self->ticker != NULL)
    g_object_run_dispose (G_OBJECT (self->ticker));
  g_clear_object (&self->ticker);
  g_clear_object (&self->log);
  g_clear_pointer (&self->record, sonde_frame_record_unref);

  G_OBJECT_CLASS (sonde_inflate_view_parent_class)->dispose (object);
}

static void
sonde_inflate_view_class_init (SondeInflateViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_inflate_view_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-inflate-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeInflateView, stack);
  gtk_widget_class_bind_template_child (widget_class, SondeInflateView, failure);
  gtk_widget_class_bind_template_child (widget_class, SondeInflateView, caption);
  gtk_widget_class_bind_template_child (widget_class, SondeInflateView, text);
  gtk_widget_class_bind_template_child (widget_class, SondeInflateView, dump);
  gtk_widget_class_bind_template_child (widget_class, SondeInflateView, dump_view);
}

static void
sonde_inflate_view_init (SondeInflateView *self)
{
  self->ticker = sonde_ticker_new (GTK_WIDGET (self), refresh);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_direction (self->dump_view, GTK_TEXT_DIR_LTR);
}

/**
 * sonde_inflate_view_show:
 * @self: a view
 * @log: (nullable): where the frame and those before it are
 * @record: (nullable): a frame of it
 *
 * Shows the message of a frame, as soon as the view itself shows.
 */
void
sonde_inflate_view_show (SondeInflateView *self, SondeFrameLog *log, SondeFrameRecord *record)
{
  g_return_if_fail (SONDE_IS_INFLATE_VIEW (self));

  cancel (self);
  g_set_object (&self->log, log);
  g_clear_pointer (&self->record, sonde_frame_record_unref);
  self->record = record != NULL ? sonde_frame_record_ref (record) : NULL;
  self->is_shown = FALSE;
  sonde_ticker_queue (self->ticker);
}
