/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-head-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sonde-header-words.h"

#define CHARS_PER_LINE 44

/**
 * SondeHeadView:
 *
 * Each line can be selected by itself, and all of them are copied with one button.
 */
struct _SondeHeadView
{
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  GtkListBox *list;

  GBytes *head;
  gsize head_size;
  GPtrArray *lines;
};

typedef enum
{
  PROP_TITLE = 1,
  N_PROPS
} SondeHeadViewProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeHeadView, sonde_head_view, ADW_TYPE_BIN)

static GtkWidget *
create_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), CHARS_PER_LINE);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
create_row (const SondeHeaderLine *line)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *text = create_label ("monospace");
  g_autofree char *name = g_strndup (line->line, line->name_length);
  g_autofree char *markup = g_markup_printf_escaped ("<b>%s</b>%s", name,
                                                     line->line + line->name_length);

  gtk_label_set_markup (GTK_LABEL (text), markup);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_set_direction (text, GTK_TEXT_DIR_LTR);
  gtk_box_append (GTK_BOX (box), text);
  if (line->words != NULL)
    {
      GtkWidget *words = create_label ("caption");

      gtk_label_set_text (GTK_LABEL (words), line->words);
      gtk_widget_add_css_class (words, "dim-label");
      gtk_box_append (GTK_BOX (box), words);
    }
  gtk_widget_add_css_class (box, "header-line");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

static void
copy (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeHeadView *self = SONDE_HEAD_VIEW (widget);
  g_autofree char *text = NULL;

  if (self->head == NULL)
    return;
  text = g_utf8_make_valid (g_bytes_get_data (self->head, NULL), (gssize) self->head_size);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  gtk_widget_activate_action (widget, "win.toast", "s", _ ("Copied"));
}

static void
sonde_head_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_TITLE)
    g_value_set_string (value, adw_preferences_group_get_title (SONDE_HEAD_VIEW (object)->group));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_head_view_set_property (GObject *object,
                              guint prop_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  SondeHeadView *self = SONDE_HEAD_VIEW (object);

  if (prop_id != PROP_TITLE)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  adw_preferences_group_set_title (self->group, g_value_get_string (value));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  g_value_get_string (value), -1);
  g_object_notify_by_pspec (object, pspec);
}

static void
sonde_head_view_finalize (GObject *object)
{
  SondeHeadView *self = SONDE_HEAD_VIEW (object);

  g_clear_pointer (&self->head, g_bytes_unref);
  g_clear_pointer (&self->lines, g_ptr_array_unref);

  G_OBJECT_CLASS (sonde_head_view_parent_class)->finalize (object);
}

static void
sonde_head_view_class_init (SondeHeadViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sonde_head_view_get_property;
  object_class->set_property = sonde_head_view_set_property;
  object_class->finalize = sonde_head_view_finalize;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "",
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                    G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "head.copy", NULL, copy);
}

static void
sonde_head_view_init (SondeHeadView *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "head.copy");
  gtk_widget_set_tooltip_text (button, _ ("Copy All of It"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Copy all of it"), -1);
  adw_preferences_group_set_header_suffix (self->group, button);
  adw_preferences_group_add (self->group, GTK_WIDGET (self->list));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}

/**
 * sonde_head_view_set_head:
 * @self: a view
 * @head: (nullable): a request or an answer
 * @head_size: how many bytes of it are the head
 *
 * Shows a head, or that there is none.
 */
void
sonde_head_view_set_head (SondeHeadView *self, GBytes *head, gsize head_size)
{
  GtkWidget *row;

  g_return_if_fail (SONDE_IS_HEAD_VIEW (self));

  g_clear_pointer (&self->head, g_bytes_unref);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "head.copy", head != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->list), head != NULL);
  adw_preferences_group_set_description (self->group,
                                         head != NULL ? NULL : _ ("Nothing came to be read"));
  if (head == NULL)
    return;
  self->head = g_bytes_ref (head);
  self->head_size = MIN (head_size, g_bytes_get_size (head));
  self->lines = sonde_header_lines_read (head, head_size);
  for (guint i = 0; i < self->lines->len; i++)
    gtk_list_box_append (self->list, create_row (g_ptr_array_index (self->lines, i)));
}

/**
 * sonde_head_view_dup_value:
 * @self: a view
 * @name: of a header
 *
 * Returns: (transfer full) (nullable): its value in the head that is shown
 */
char *
sonde_head_view_dup_value (SondeHeadView *self, const char *name)
{
  g_return_val_if_fail (SONDE_IS_HEAD_VIEW (self), NULL);

  for (guint i = 0; self->lines != NULL && i < self->lines->len; i++)
    {
      const SondeHeaderLine *line = g_ptr_array_index (self->lines, i);

      if (line->name_length == strlen (name) &&
          g_ascii_strncasecmp (line->line, name, line->name_length) == 0)
        return g_strstrip (g_strdup (line->line + line->name_length + 1));
    }
  return NULL;
}
