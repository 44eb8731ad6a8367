/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frame-detail.h"

#include <glib/gi18n.h>

#include "sonde-diagram-window.h"
#include "sonde-field-list.h"
#include "sonde-frame-bytes.h"
#include "sonde-frame-diagram.h"
#include "sonde-frame-words.h"
#include "sonde-inflate-view.h"
#include "sonde-presentation.h"
#include "sonde-twin-box.h"
#include "sonde-unmask-view.h"

#define MAX_COPIED_BYTES (1024 * 1024)

/**
 * SondeFrameDetail:
 *
 * The drawing, the bytes and the list of fields share what is selected, so that each leads to the
 * others.
 */
struct _SondeFrameDetail
{
  AdwBin parent_instance;

  GtkLabel *title;
  GtkLabel *subtitle;
  GtkLabel *problem;
  GtkStack *stack;
  GtkStackPage *inflated_page;
  SondeInflateView *inflate_view;

  SondeAnatomy *anatomy;
  int field;
  gboolean folded;
};

typedef enum
{
  PROP_ANATOMY = 1,
  PROP_FIELD,
  PROP_FOLDED,
  PROP_TITLE,
  N_PROPS
} SondeFrameDetailProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeFrameDetail, sonde_frame_detail, ADW_TYPE_BIN)

static void
set_field (SondeFrameDetail *self, int field)
{
  if (self->field == field)
    return;
  self->field = field;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIELD]);
}

/* The field that was looked at is looked at in the next frame as well, though it may have another
 * place there. */
static void
take_anatomy (SondeFrameDetail *self, SondeAnatomy *anatomy)
{
  SondeFrameFieldKind kind = SONDE_FRAME_FIELD_FIN;
  const gboolean selected = self->anatomy != NULL && self->field >= 0;

  if (selected)
    kind = sonde_anatomy_get_field (self->anatomy, (guint) self->field)->kind;
  g_clear_pointer (&self->anatomy, sonde_anatomy_unref);
  self->anatomy = anatomy;
  set_field (self, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ANATOMY]);
  if (selected)
    set_field (self, sonde_anatomy_find_kind (anatomy, kind));
}

static gboolean
is_deflate_agreed (SondeFrameLog *log, const SondeFrameRecord *record)
{
  g_autoptr (SondeDialRecord) dial = sonde_frame_log_get_dial (log, record->dial);

  return dial != NULL && dial->answer != NULL && dial->answer->deflate != NULL;
}

static void
set_title (SondeFrameDetail *self, const char *title)
{
  gtk_label_set_text (self->title, title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
show_example (SondeFrameDetail *self)
{
  set_title (self, _ ("An example: a masked “Hello”"));
  gtk_label_set_text (self->subtitle, _ ("RFC 6455 section 5.7. Choose a frame to see it here."));
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_stack_page_set_visible (self->inflated_page, FALSE);
  take_anatomy (self, sonde_anatomy_new_example ());
}

static void
show_titles (SondeFrameDetail *self, const SondeFrameRecord *record)
{
  g_autofree char *time = sonde_format_clock (record->time_us);
  g_autofree char *title = NULL;
  g_autofree char *size = NULL;
  g_autofree char *subtitle = NULL;

  /* Translators: the number of a frame, its opcode such as “Ping”, “Sent” or “Received”. */
  title = g_strdup_printf (_ ("Frame %llu · %s · %s"), (unsigned long long) record->number,
                           sonde_frame_opcode_get_label (record->header.opcode),
                           record->direction == SONDE_DIRECTION_SENT ? C_ ("frame", "Sent")
                                                                     : C_ ("frame", "Received"));
  size = g_strdup_printf (g_dngettext (NULL, "%llu byte", "%llu bytes", (gulong) record->n_bytes),
                          (unsigned long long) record->n_bytes);
  /* Translators: a time, a size, and the numbers of a connection and of a message. */
  subtitle = g_strdup_printf (_ ("%s · %s · connection %u · message %llu"), time, size,
                              record->dial, (unsigned long long) record->message);
  set_title (self, title);
  gtk_label_set_text (self->subtitle, subtitle);
}

static void
show_problem (SondeFrameDetail *self, const SondeFrameRecord *record)
{
  const guint n_remarks = sonde_anatomy_count_remarks (self->anatomy);
  g_autofree char *remarks = NULL;
  g_autofree char *text = NULL;

  remarks = g_strdup_printf (ngettext ("%u field breaks a rule: see its remark.",
                                       "%u fields break a rule: see their remarks.", n_remarks),
                             n_remarks);
  if (record->error != NULL)
    text = g_strdup (record->error->message);
  else if (n_remarks > 0)
    text = g_steal_pointer (&remarks);
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

static void
copy (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeFrameDetail *self = SONDE_FRAME_DETAIL (widget);
  g_autoptr (GString) text = g_string_new (NULL);
  const guint8 *data;
  gsize size;

  data = g_bytes_get_data (sonde_anatomy_get_bytes (self->anatomy), &size);
  for (gsize i = 0; i < MIN (size, MAX_COPIED_BYTES); i++)
    g_string_append_printf (text, "%02x", data[i]);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  gtk_widget_activate_action (widget, "win.toast", "s", _ ("Copied"));
}

static void
enlarge (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  gtk_window_present (sonde_diagram_window_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                SONDE_FRAME_DETAIL (widget)));
}

static void
sonde_frame_detail_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeFrameDetail *self = SONDE_FRAME_DETAIL (object);

  switch ((SondeFrameDetailProperty) prop_id)
    {
    case PROP_ANATOMY:
      g_value_set_boxed (value, self->anatomy);
      break;
    case PROP_FIELD:
      g_value_set_int (value, self->field);
      break;
    case PROP_FOLDED:
      g_value_set_boolean (value, self->folded);
      break;
    case PROP_TITLE:
      g_value_set_string (value, gtk_label_get_text (self->title));
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_frame_detail_set_property (GObject *object,
                                 guint prop_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  SondeFrameDetail *self = SONDE_FRAME_DETAIL (object);

  switch ((SondeFrameDetailProperty) prop_id)
    {
    case PROP_FIELD:
      set_field (self, g_value_get_int (value));
      break;
    case PROP_FOLDED:
      if (self->folded == g_value_get_boolean (value))
        return;
      self->folded = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_ANATOMY:
    case PROP_TITLE:
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_frame_detail_finalize (GObject *object)
{
  g_clear_pointer (&SONDE_FRAME_DETAIL (object)->anatomy, sonde_anatomy_unref);

  G_OBJECT_CLASS (sonde_frame_detail_parent_class)->finalize (object);
}

static void
sonde_frame_detail_class_init (SondeFrameDetailClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_frame_detail_get_property;
  object_class->set_property = sonde_frame_detail_set_property;
  object_class->finalize = sonde_frame_detail_finalize;

  properties[PROP_ANATOMY] = g_param_spec_boxed ("anatomy", NULL, NULL, SONDE_TYPE_ANATOMY,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_FIELD] = g_param_spec_int ("field", NULL, NULL, -1, SONDE_N_FRAME_FIELDS, -1,
                                             flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "frame.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "frame.enlarge", NULL, enlarge);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F11, 0, "frame.enlarge", NULL);

  g_type_ensure (SONDE_TYPE_FIELD_LIST);
  g_type_ensure (SONDE_TYPE_FRAME_BYTES);
  g_type_ensure (SONDE_TYPE_FRAME_DIAGRAM);
  g_type_ensure (SONDE_TYPE_INFLATE_VIEW);
  g_type_ensure (SONDE_TYPE_UNMASK_VIEW);
  g_type_ensure (SONDE_TYPE_TWIN_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-frame-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeFrameDetail, title);
  gtk_widget_class_bind_template_child (widget_class, SondeFrameDetail, subtitle);
  gtk_widget_class_bind_template_child (widget_class, SondeFrameDetail, problem);
  gtk_widget_class_bind_template_child (widget_class, SondeFrameDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, SondeFrameDetail, inflated_page);
  gtk_widget_class_bind_template_child (widget_class, SondeFrameDetail, inflate_view);
}

static void
sonde_frame_detail_init (SondeFrameDetail *self)
{
  self->field = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  show_example (self);
}

/**
 * sonde_frame_detail_show:
 * @self: a detail
 * @log: (nullable): where the frame is
 * @record: (nullable): a frame, or %NULL for the example of the RFC
 *
 * Shows a frame.
 */
void
sonde_frame_detail_show (SondeFrameDetail *self, SondeFrameLog *log, SondeFrameRecord *record)
{
  g_return_if_fail (SONDE_IS_FRAME_DETAIL (self));

  sonde_inflate_view_show (self->inflate_view, log, record);
  if (record == NULL || log == NULL)
    {
      show_example (self);
      return;
    }
  take_anatomy (self, sonde_anatomy_new_from_record (record, is_deflate_agreed (log, record)));
  show_titles (self, record);
  show_problem (self, record);
  gtk_stack_page_set_visible (self->inflated_page, TRUE);
}
