/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-unmask-view.h"

#include <glib/gi18n.h>

#include "sonde-unmask-item.h"
#include "sonde-unmask-model.h"

/* What is shown of the text around the step; a long payload has its table. */
#define MAX_SO_FAR 400

/**
 * SondeUnmaskView:
 *
 * One octet at a time, large; all of them in a table; and what has come out so far.
 */
struct _SondeUnmaskView
{
  AdwBin parent_instance;

  GtkWidget *board;
  GtkWidget *compressed_note;
  GtkLabel *step_label;
  GtkLabel *octet_title;
  GtkLabel *octet_hex;
  GtkLabel *octet_bits;
  GtkLabel *key_title;
  GtkLabel *key_hex;
  GtkLabel *key_bits;
  GtkLabel *result_title;
  GtkLabel *result_hex;
  GtkLabel *result_bits;
  GtkLabel *so_far;
  GtkColumnView *table;

  SondeAnatomy *anatomy;
  SondeUnmaskModel *model;
  GtkSingleSelection *selection;
  guint step;
};

typedef enum
{
  PROP_ANATOMY = 1,
  PROP_STEP,
  N_PROPS
} SondeUnmaskViewProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeUnmaskView, sonde_unmask_view, ADW_TYPE_BIN)

typedef enum
{
  COLUMN_INDEX,
  COLUMN_OCTET,
  COLUMN_KEY,
  COLUMN_RESULT,
  COLUMN_CHARACTER,
  N_COLUMNS
} Column;

static const char *const titles[N_COLUMNS] = {
  [COLUMN_INDEX] = N_ ("Octet"),         [COLUMN_OCTET] = N_ ("As sent"),
  [COLUMN_KEY] = N_ ("Key octet"),       [COLUMN_RESULT] = N_ ("Result"),
  [COLUMN_CHARACTER] = N_ ("Character"),
};

static char *
write_cell (const SondeUnmaskStep *step, Column column)
{
  switch (column)
    {
    case COLUMN_INDEX:
      return g_strdup_printf ("%zu", step->index);
    case COLUMN_OCTET:
      return g_strdup_printf ("%02x", step->octet);
    case COLUMN_KEY:
      return g_strdup_printf ("[%u] %02x", step->key_index, step->key_octet);
    case COLUMN_RESULT:
      return g_strdup_printf ("%02x", step->result);
    case COLUMN_CHARACTER:
      return g_strdup (step->character);
    case N_COLUMNS:
    default:
      return NULL;
    }
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "monospace");
  gtk_list_item_set_child (item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  const SondeUnmaskStep *step = sonde_unmask_item_get_step (gtk_list_item_get_item (item));
  g_autofree char *text = write_cell (step, (Column) GPOINTER_TO_INT (column));

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static char *
visible_part (gpointer self, SondeAnatomy *anatomy)
{
  if (anatomy == NULL || !sonde_anatomy_get_header (anatomy)->masked)
    return g_strdup ("plain");
  return g_strdup (sonde_unmask_get_n_steps (anatomy) > 0 ? "steps" : "empty");
}

/* Bold where a bit of the key is 1: in the key itself, and in the result that it turned over. */
static void
set_bits (GtkLabel *label, guint8 octet, guint8 marked)
{
  char bits[10];
  g_autoptr (GString) markup = g_string_new (NULL);

  sonde_octet_to_bits (octet, bits);
  for (guint i = 0, bit = 0; bits[i] != '\0'; i++)
    {
      const gboolean is_marked = bits[i] != ' ' && (marked >> (7 - bit) & 1) != 0;

      g_string_append_printf (markup, is_marked ? "<b><u>%c</u></b>" : "%c", bits[i]);
      bit += bits[i] != ' ';
    }
  gtk_label_set_markup (label, markup->str);
}

static void
set_hex (GtkLabel *label, guint8 octet)
{
  char text[8];

  g_snprintf (text, sizeof text, "0x%02x", octet);
  gtk_label_set_text (label, text);
}

static gboolean
is_compressed (SondeAnatomy *anatomy)
{
  return sonde_anatomy_get_context (anatomy)->compressed ||
         (sonde_anatomy_get_context (anatomy)->deflate &&
          (sonde_anatomy_get_header (anatomy)->rsv & 0x4) != 0);
}

/* Text as text, with a dot for what has no picture; anything else as digits. */
static void
append_readable (SondeUnmaskView *self, GString *text, const char *data, gsize size)
{
  const guint8 opcode = sonde_anatomy_get_header (self->anatomy)->opcode;
  g_autofree char *valid = NULL;

  if (is_compressed (self->anatomy) || opcode == SONDE_OPCODE_BINARY ||
      opcode == SONDE_OPCODE_CLOSE)
    {
      for (gsize i = 0; i < size; i++)
        g_string_append_printf (text, "%02x ", (guint8) data[i]);
      return;
    }
  valid = g_utf8_make_valid (data, (gssize) size);
  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    g_string_append_unichar (text, g_unichar_isprint (g_utf8_get_char (c)) ? g_utf8_get_char (c)
                                                                           : 0x00b7);
}

static void
show_so_far (SondeUnmaskView *self)
{
  g_autoptr (GBytes) payload = sonde_anatomy_dup_payload (self->anatomy, (gsize) self->step + 1);
  gsize size;
  const char *data = g_bytes_get_data (payload, &size);
  const gsize skipped = size > MAX_SO_FAR ? size - MAX_SO_FAR : 0;
  g_autoptr (GString) text = g_string_new (skipped > 0 ? "…" : "");

  append_readable (self, text, data + skipped, size - skipped);
  gtk_label_set_text (self->so_far, text->str);
}

static void
show_step (SondeUnmaskView *self)
{
  const gsize n_steps = self->anatomy != NULL ? sonde_unmask_get_n_steps (self->anatomy) : 0;
  SondeUnmaskStep step;
  g_autofree char *position = NULL;
  g_autofree char *octet_title = NULL;
  g_autofree char *key_title = NULL;
  g_autofree char *result_title = NULL;
  g_autofree char *spoken = NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "unmask.back", self->step > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "unmask.forward",
                                 (gsize) self->step + 1 < n_steps);
  if (self->step >= n_steps)
    return;
  sonde_unmask_step_read (&step, self->anatomy, self->step);
  position = g_strdup_printf (_ ("Octet %zu of 0 to %zu"), step.index, n_steps - 1);
  octet_title = g_strdup_printf (_ ("Octet %zu, as sent"), step.index);
  key_title = g_strdup_printf (_ ("Octet %zu mod 4 = %u of the key"), step.index, step.key_index);
  if (is_compressed (self->anatomy))
    result_title = g_strdup ("XOR");
  else if (step.character[0] != '\0')
    /* Translators: the result of an exclusive or, and the character that it is. */
    result_title = g_strdup_printf (_ ("XOR: “%s”"), step.character);
  else
    result_title = g_strdup (_ ("XOR: more of the character before"));
  gtk_label_set_text (self->step_label, position);
  gtk_label_set_text (self->octet_title, octet_title);
  gtk_label_set_text (self->key_title, key_title);
  gtk_label_set_text (self->result_title, result_title);
  set_hex (self->octet_hex, step.octet);
  set_hex (self->key_hex, step.key_octet);
  set_hex (self->result_hex, step.result);
  set_bits (self->octet_bits, step.octet, 0);
  set_bits (self->key_bits, step.key_octet, step.key_octet);
  set_bits (self->result_bits, step.result, step.key_octet);
  spoken = g_strdup_printf ("%s: 0x%02x XOR 0x%02x = 0x%02x, %s", position, step.octet,
                            step.key_octet, step.result, step.character);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->board), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
  show_so_far (self);
}

static void
set_step (SondeUnmaskView *self, guint step)
{
  if (step == self->step)
    return;
  self->step = step;
  if (gtk_single_selection_get_selected (self->selection) != step)
    gtk_single_selection_set_selected (self->selection, step);
  gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (self->table)),
                              "list.scroll-to-item", "u", step);
  show_step (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
}

static void
on_selected (SondeUnmaskView *self)
{
  const guint selected = gtk_single_selection_get_selected (self->selection);

  if (selected != GTK_INVALID_LIST_POSITION)
    set_step (self, selected);
}

static void
go_back (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeUnmaskView *self = SONDE_UNMASK_VIEW (widget);

  set_step (self, self->step - 1);
}

static void
go_forward (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeUnmaskView *self = SONDE_UNMASK_VIEW (widget);

  set_step (self, self->step + 1);
}

static void
set_anatomy (SondeUnmaskView *self, SondeAnatomy *anatomy)
{
  const gboolean masked = anatomy != NULL && sonde_anatomy_get_header (anatomy)->masked;

  if (self->anatomy == anatomy)
    return;
  g_clear_pointer (&self->anatomy, sonde_anatomy_unref);
  self->anatomy = anatomy != NULL ? sonde_anatomy_ref (anatomy) : NULL;
  self->step = 0;
  gtk_widget_set_visible (self->compressed_note, masked && is_compressed (anatomy));
  sonde_unmask_model_set_anatomy (self->model, masked ? anatomy : NULL);
  gtk_single_selection_set_selected (self->selection, 0);
  show_step (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ANATOMY]);
}

static void
sonde_unmask_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeUnmaskView *self = SONDE_UNMASK_VIEW (object);

  switch ((SondeUnmaskViewProperty) prop_id)
    {
    case PROP_ANATOMY:
      g_value_set_boxed (value, self->anatomy);
      break;
    case PROP_STEP:
      g_value_set_uint (value, self->step);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_unmask_view_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  SondeUnmaskView *self = SONDE_UNMASK_VIEW (object);

  switch ((SondeUnmaskViewProperty) prop_id)
    {
    case PROP_ANATOMY:
      set_anatomy (self, g_value_get_boxed (value));
      break;
    case PROP_STEP:
      if (self->anatomy != NULL &&
          g_value_get_uint (value) < sonde_unmask_get_n_steps (self->anatomy))
        set_step (self, g_value_get_uint (value));
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_unmask_view_dispose (GObject *object)
{
  SondeUnmaskView *self = SONDE_UNMASK_VIEW (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_pointer (&self->anatomy, sonde_anatomy_unref);

  G_OBJECT_CLASS (sonde_unmask_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SondeUnmaskView, board);
  gtk_widget_class_bind_template_child (widget_class, SondeUnmaskView, compressed_note);
  gtk_widget_class_bind_template_child (widget_class, SondeUnmaskView, step_label);
  gtk_widget_class_bind_template_child (widget_class, SondeUnmaskView, octet_title);
  gtk_widget_class_bind_template_child (widget_class, SondeUnmaskView, octet_hex);
  gtk_widget_class_bind_template_child (widget_class, SondeUnmaskView, octet_bits);
  gtk_widget_class_bind_template_child (widget_class, SondeUnmaskView, key_title);
  gtk_widget_class_bind_template_child (widget_class, SondeUnmaskView, key_hex);
  gtk_widget_class_bind_template_child (widget_class, SondeUnmaskView, key_bits);
  gtk_widget_class_bind_template_child (widget_class, SondeUnmaskView, result_title);
  gtk_widget_class_bind_template_child (widget_class, SondeUnmaskView, result_hex);
  gtk_widget_class_bind_template_child (widget_class, SondeUnmaskView, result_bits);
  gtk_widget_class_bind_template_child (widget_class, SondeUnmaskView, so_far);
  gtk_widget_class_bind_template_child (widget_class, SondeUnmaskView, table);
  gtk_widget_class_bind_template_callback (widget_class, visible_part);
}

static void
sonde_unmask_view_class_init (SondeUnmaskViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_unmask_view_get_property;
  object_class->set_property = sonde_unmask_view_set_property;
  object_class->dispose = sonde_unmask_view_dispose;

  properties[PROP_ANATOMY] = g_param_spec_boxed ("anatomy", NULL, NULL, SONDE_TYPE_ANATOMY, flags);
  properties[PROP_STEP] = g_param_spec_uint ("step", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "unmask.back", NULL, go_back);
  gtk_widget_class_install_action (widget_class, "unmask.forward", NULL, go_forward);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, GDK_CONTROL_MASK,
                                       "unmask.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, GDK_CONTROL_MASK,
                                       "unmask.forward", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-unmask-view.ui");
  bind_children (widget_class);
}

static void
sonde_unmask_view_init (SondeUnmaskView *self)
{
  self->model = sonde_unmask_model_new ();
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->model)));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_direction (self->board, GTK_TEXT_DIR_LTR);

  for (guint i = 0; i < N_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      GtkColumnViewColumn *column = gtk_column_view_column_new (_ (titles[i]), factory);

      g_signal_connect (factory, "setup", G_CALLBACK (on_setup), GINT_TO_POINTER (i));
      g_signal_connect (factory, "bind", G_CALLBACK (on_bind), GINT_TO_POINTER (i));
      gtk_column_view_column_set_expand (column, TRUE);
      gtk_column_view_append_column (self->table, column);
      g_object_unref (column);
    }
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);
  show_step (self);
}
