/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frame-bytes.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sonde-field-color.h"

#define MAX_BYTES      4096
#define BYTES_PER_LINE 8

/* “0008  48 65 6c 6c 6f 20 77 6f  Hello wo” */
#define HEX_COLUMN       6
#define CHARACTER_COLUMN (HEX_COLUMN + 3 * BYTES_PER_LINE + 1)
#define LINE_LENGTH      (CHARACTER_COLUMN + BYTES_PER_LINE + 1)

/**
 * SondeFrameBytes:
 *
 * Where the cursor is, its byte's field is selected; what is selected elsewhere is marked here. A
 * byte of several fields gives them in turn.
 */
struct _SondeFrameBytes
{
  SondeAnatomyView parent_instance;

  GtkTextView *view;
  GtkTextBuffer *buffer;
  GtkTextTag *tints[SONDE_N_FRAME_FIELDS];
  GtkTextTag *marks[SONDE_N_FRAME_FIELDS];

  gsize n_shown;
  gboolean updating; /* the cursor and the field are being brought together */
};

G_DEFINE_FINAL_TYPE (SondeFrameBytes, sonde_frame_bytes, SONDE_TYPE_ANATOMY_VIEW)

static char *
write_bytes (const guint8 *data, gsize n_shown, gsize n_left_out)
{
  g_autoptr (GString) text = g_string_sized_new (n_shown * LINE_LENGTH / BYTES_PER_LINE + 64);

  for (gsize line = 0; line < n_shown; line += BYTES_PER_LINE)
    {
      const gsize n_bytes = MIN (n_shown - line, BYTES_PER_LINE);

      g_string_append_printf (text, line > 0 ? "\n%04x  " : "%04x  ", (guint) line);
      for (gsize i = 0; i < BYTES_PER_LINE; i++)
        if (i < n_bytes)
          g_string_append_printf (text, "%02x ", data[line + i]);
        else
          g_string_append (text, "   ");
      g_string_append_c (text, ' ');
      for (gsize i = 0; i < n_bytes; i++)
        g_string_append_c (text, g_ascii_isprint (data[line + i]) ? (char) data[line + i] : '.');
    }
  if (n_left_out > 0)
    {
      g_autofree char *rest = g_format_size (n_left_out);

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("… %s more"), rest);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
apply_tag (SondeFrameBytes *self, GtkTextTag *tag, gsize offset, gsize length)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, (int) offset);
  gtk_text_buffer_get_iter_at_offset (self->buffer, &end, (int) (offset + length));
  gtk_text_buffer_apply_tag (self->buffer, tag, &start, &end);
}

/* Runs of bytes of one line, in both columns; a run has no holes between its bytes. */
static void
tag_bytes (SondeFrameBytes *self, GtkTextTag *tag, guint64 first, guint64 end)
{
  gsize byte = (gsize) MIN (first, self->n_shown);
  const gsize stop = (gsize) MIN (end, self->n_shown);

  while (byte < stop)
    {
      const gsize column = byte % BYTES_PER_LINE;
      const gsize line = byte / BYTES_PER_LINE * LINE_LENGTH;
      const gsize n_bytes = MIN (stop - byte, BYTES_PER_LINE - column);

      apply_tag (self, tag, line + HEX_COLUMN + 3 * column, 3 * n_bytes - 1);
      apply_tag (self, tag, line + CHARACTER_COLUMN + column, n_bytes);
      byte += n_bytes;
    }
}

static void
tag_field (SondeFrameBytes *self, GtkTextTag *const tags[], const SondeFrameField *field)
{
  tag_bytes (self, tags[field->kind], field->first_bit / 8,
             (field->first_bit + field->n_bits + 7) / 8);
}

static const SondeFrameField *
get_selected (SondeFrameBytes *self)
{
  SondeAnatomyView *view = SONDE_ANATOMY_VIEW (self);

  return sonde_anatomy_view_look_up (view, sonde_anatomy_view_get_field (view));
}

static void
update_tags (SondeFrameBytes *self)
{
  const SondeFrameField *field;
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_remove_all_tags (self->buffer, &start, &end);
  for (int i = 0; (field = sonde_anatomy_view_look_up (SONDE_ANATOMY_VIEW (self), i)) != NULL; i++)
    tag_field (self, self->tints, field);
  field = get_selected (self);
  if (field != NULL)
    tag_field (self, self->marks, field);
}

static void
update_text (SondeFrameBytes *self)
{
  SondeAnatomy *anatomy = sonde_anatomy_view_get_anatomy (SONDE_ANATOMY_VIEW (self));
  g_autofree char *text = NULL;
  const guint8 *data = NULL;
  gsize size = 0;

  if (anatomy != NULL)
    data = g_bytes_get_data (sonde_anatomy_get_bytes (anatomy), &size);
  self->n_shown = MIN (size, MAX_BYTES);
  text = write_bytes (data, self->n_shown, size - self->n_shown);
  self->updating = TRUE;
  gtk_text_buffer_set_text (self->buffer, text, -1);
  self->updating = FALSE;
}

static gboolean
find_byte_at_cursor (SondeFrameBytes *self, gsize *byte)
{
  GtkTextIter cursor;
  gsize column;

  gtk_text_buffer_get_iter_at_mark (self->buffer, &cursor,
                                    gtk_text_buffer_get_insert (self->buffer));
  column = (gsize) gtk_text_iter_get_line_offset (&cursor);
  if (column >= CHARACTER_COLUMN)
    column = MIN (column - CHARACTER_COLUMN, BYTES_PER_LINE - 1);
  else if (column >= HEX_COLUMN)
    column = MIN ((column - HEX_COLUMN) / 3, BYTES_PER_LINE - 1);
  else
    column = 0;
  *byte = (gsize) gtk_text_iter_get_line (&cursor) * BYTES_PER_LINE + column;
  return *byte < self->n_shown;
}

static void
move_cursor (SondeFrameBytes *self, const SondeFrameField *field)
{
  const gsize byte = (gsize) MIN (field->first_bit / 8, self->n_shown);
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_offset (
      self->buffer, &iter,
      (int) (byte / BYTES_PER_LINE * LINE_LENGTH + HEX_COLUMN + 3 * (byte % BYTES_PER_LINE)));
  self->updating = TRUE;
  gtk_text_buffer_place_cursor (self->buffer, &iter);
  self->updating = FALSE;
  gtk_text_view_scroll_mark_onscreen (self->view, gtk_text_buffer_get_insert (self->buffer));
}

static gboolean
is_in_byte (const SondeFrameField *field, gsize byte)
{
  return field->first_bit / 8 <= byte && (field->first_bit + field->n_bits - 1) / 8 >= byte;
}

/* Of the fields of a byte, the selected one or the one after it, or else the first. */
static void
select_byte (SondeFrameBytes *self, gsize byte, gboolean next)
{
  SondeAnatomyView *view = SONDE_ANATOMY_VIEW (self);
  int index = sonde_anatomy_view_get_field (view) + (next ? 1 : 0);
  const SondeFrameField *field = sonde_anatomy_view_look_up (view, index);

  if (field == NULL || !is_in_byte (field, byte))
    index = sonde_anatomy_find_bit (sonde_anatomy_view_get_anatomy (view), (guint64) byte * 8);
  self->updating = TRUE;
  sonde_anatomy_view_set_field (view, index);
  self->updating = FALSE;
}

static void
on_cursor_moved (SondeFrameBytes *self)
{
  gsize byte;

  if (!self->updating && find_byte_at_cursor (self, &byte))
    select_byte (self, byte, FALSE);
}

/* A click where the cursor is already moves nothing: then the next field of the byte is meant. */
static void
on_pressed (SondeFrameBytes *self, int n_press, double x_px, double y_px)
{
  GtkTextIter iter;
  GtkTextIter cursor;
  gsize byte;
  int x;
  int y;

  gtk_text_view_window_to_buffer_coords (self->view, GTK_TEXT_WINDOW_WIDGET, (int) x_px, (int) y_px,
                                         &x, &y);
  gtk_text_view_get_iter_at_location (self->view, &iter, x, y);
  gtk_text_buffer_get_iter_at_mark (self->buffer, &cursor,
                                    gtk_text_buffer_get_insert (self->buffer));
  if (find_byte_at_cursor (self, &byte) &&
      ABS (gtk_text_iter_get_offset (&iter) - gtk_text_iter_get_offset (&cursor)) <= 2)
    select_byte (self, byte, TRUE);
}

static void
sonde_frame_bytes_anatomy_changed (SondeAnatomyView *view)
{
  update_text (SONDE_FRAME_BYTES (view));
  update_tags (SONDE_FRAME_BYTES (view));
}

static void
sonde_frame_bytes_field_changed (SondeAnatomyView *view)
{
  SondeFrameBytes *self = SONDE_FRAME_BYTES (view);
  const SondeFrameField *field = get_selected (self);

  update_tags (self);
  if (field != NULL && !self->updating)
    move_cursor (self, field);
}

static void
update_colors (SondeFrameBytes *self)
{
  const gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  for (guint i = 0; i < SONDE_N_FRAME_FIELDS; i++)
    {
      const SondeFrameFieldKind kind = (SondeFrameFieldKind) i;
      const GdkRGBA tint = sonde_field_get_tint (kind, dark, FALSE);
      const GdkRGBA mark = sonde_field_get_tint (kind, dark, TRUE);

      g_object_set (self->tints[i], "background-rgba", &tint, NULL);
      g_object_set (self->marks[i], "background-rgba", &mark, NULL);
    }
}

static void
sonde_frame_bytes_class_init (SondeFrameBytesClass *klass)
{
  SondeAnatomyViewClass *view_class = SONDE_ANATOMY_VIEW_CLASS (klass);

  view_class->anatomy_changed = sonde_frame_bytes_anatomy_changed;
  view_class->field_changed = sonde_frame_bytes_field_changed;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
create_view (SondeFrameBytes *self)
{
  self->view = GTK_TEXT_VIEW (gtk_text_view_new ());
  self->buffer = gtk_text_view_get_buffer (self->view);
  gtk_text_buffer_set_enable_undo (self->buffer, FALSE);
  gtk_text_view_set_editable (self->view, FALSE);
  gtk_text_view_set_monospace (self->view, TRUE);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_text_view_set_pixels_inside_wrap (self->view, 0);
  gtk_text_view_set_pixels_above_lines (self->view, 1);
  gtk_text_view_set_pixels_below_lines (self->view, 1);
  gtk_text_view_set_left_margin (self->view, 9);
  gtk_text_view_set_right_margin (self->view, 9);
  gtk_text_view_set_top_margin (self->view, 6);
  gtk_text_view_set_bottom_margin (self->view, 6);
  gtk_widget_set_direction (GTK_WIDGET (self->view), GTK_TEXT_DIR_LTR);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Bytes of the frame"), -1);
  for (guint i = 0; i < SONDE_N_FRAME_FIELDS; i++)
    self->tints[i] = gtk_text_buffer_create_tag (self->buffer, NULL, NULL);
  for (guint i = 0; i < SONDE_N_FRAME_FIELDS; i++)
    self->marks[i] = gtk_text_buffer_create_tag (self->buffer, NULL, "weight", PANGO_WEIGHT_BOLD,
                                                 NULL);
}

static void
sonde_frame_bytes_init (SondeFrameBytes *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  create_view (self);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect_object (self->buffer, "notify::cursor-position", G_CALLBACK (on_cursor_moved),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (update_colors), self, G_CONNECT_SWAPPED);
  update_colors (self);

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 360);
  gtk_widget_add_css_class (scroller, "card");
  gtk_widget_add_css_class (scroller, "bytes");
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
}
