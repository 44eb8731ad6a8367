/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-check-dialog.h"

#include "sonde-check-item.h"
#include "sonde-error.h"
#include "sonde-message-dialog.h"

#include <glib/gi18n.h>

/**
 * SondeCheckDialog:
 *
 * Starts with the polite rows at once. What breaks the protocol is sent only after a question.
 */
struct _SondeCheckDialog
{
  AdwWindow parent_instance;

  GtkListBox *list;
  GtkSwitch *rude_switch;

  SondeCheck *check;
  char *problem;
};

typedef enum
{
  PROP_CHECK = 1,
  PROP_PROBLEM,
  N_PROPS
} SondeCheckDialogProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeCheckDialog, sonde_check_dialog, ADW_TYPE_WINDOW)

static char *
explain (gpointer self, const char *summary, const char *problem)
{
  if (problem != NULL)
    return g_strdup (problem);
  return g_strdup (summary != NULL ? summary : "");
}

static double
progress (gpointer self, const char *summary)
{
  SondeCheckDialog *dialog = self;
  guint n_rows;

  if (dialog->check == NULL)
    return 0;
  n_rows = g_list_model_get_n_items (G_LIST_MODEL (dialog->check));
  return (double) sonde_check_get_n_decided (dialog->check) / n_rows;
}

static gboolean
is_not (gpointer self, gboolean value)
{
  return !value;
}

static void
set_problem (SondeCheckDialog *self, const GError *error)
{
  const char *hint = error != NULL ? sonde_error_get_hint (error) : NULL;

  g_clear_pointer (&self->problem, g_free);
  if (error != NULL)
    self->problem = g_strjoin (" ", error->message, hint, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
on_finished (SondeCheckDialog *self, const GError *error)
{
  set_problem (self, error);
}

static void
run (SondeCheckDialog *self, gboolean rude)
{
  set_problem (self, NULL);
  sonde_check_set_rude (self->check, rude);
  sonde_check_start (self->check);
}

static void
on_answer (SondeCheckDialog *self, const char *response)
{
  if (g_str_equal (response, "send"))
    run (self, TRUE);
}

static void
ask (SondeCheckDialog *self)
{
  AdwMessageDialog *question = sonde_message_dialog_new (
      GTK_ROOT (self), _ ("Send What Breaks the Protocol?"),
      _ ("A server should refuse such frames and carry on. The last row sends an empty text, which "
         "crashes the course’s ESP32 echo server."));

  adw_message_dialog_add_responses (question, "cancel", _ ("_Cancel"), "send", _ ("_Send"), NULL);
  adw_message_dialog_set_response_appearance (question, "send", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (question, "cancel");
  adw_message_dialog_set_default_response (question, "cancel");
  g_signal_connect_object (question, "response", G_CALLBACK (on_answer), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (question));
}

static void
start (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeCheckDialog *self = SONDE_CHECK_DIALOG (widget);

  if (gtk_switch_get_active (self->rude_switch))
    ask (self);
  else
    run (self, FALSE);
}

static void
cancel (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_check_cancel (SONDE_CHECK_DIALOG (widget)->check);
}

static void
copy (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeCheckDialog *self = SONDE_CHECK_DIALOG (widget);
  GListModel *rows = G_LIST_MODEL (self->check);
  g_autofree char *summary = sonde_check_get_summary (self->check);
  g_autoptr (GString)
      text = g_string_new (sonde_endpoint_get_uri (sonde_check_get_endpoint (self->check)));

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (SondeCheckRow) row = g_list_model_get_item (rows, i);

      g_string_append_printf (text, "\n%s\t%s\t%s\t%s", sonde_check_row_get_section (row),
                              sonde_check_outcome_get_name (sonde_check_row_get_outcome (row)),
                              sonde_check_row_get_title (row), sonde_check_row_get_detail (row));
    }
  g_string_append_printf (text, "\n%s\n", summary != NULL ? summary : "");
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

static void
update_actions (SondeCheckDialog *self)
{
  gboolean running = sonde_check_get_running (self->check);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "check.start", !running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "check.cancel", running);
}

static GtkWidget *
create_item (gpointer item, gpointer user_data)
{
  return sonde_check_item_new (item);
}

static void
sonde_check_dialog_constructed (GObject *object)
{
  SondeCheckDialog *self = SONDE_CHECK_DIALOG (object);

  G_OBJECT_CLASS (sonde_check_dialog_parent_class)->constructed (object);

  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->check), create_item, NULL, NULL);
  g_signal_connect_object (self->check, "finished", G_CALLBACK (on_finished), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->check, "notify::running", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
  update_actions (self);
}

static void
sonde_check_dialog_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeCheckDialog *self = SONDE_CHECK_DIALOG (object);

  switch ((SondeCheckDialogProperty) prop_id)
    {
    case PROP_CHECK:
      g_value_set_object (value, self->check);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_check_dialog_set_property (GObject *object,
                                 guint prop_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  SondeCheckDialog *self = SONDE_CHECK_DIALOG (object);

  if (prop_id == PROP_CHECK)
    self->check = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_check_dialog_dispose (GObject *object)
{
  SondeCheckDialog *self = SONDE_CHECK_DIALOG (object);

  if (self->check != NULL)
    sonde_check_cancel (self->check);

  G_OBJECT_CLASS (sonde_check_dialog_parent_class)->dispose (object);
}

static void
sonde_check_dialog_finalize (GObject *object)
{
  SondeCheckDialog *self = SONDE_CHECK_DIALOG (object);

  g_clear_object (&self->check);
  g_free (self->problem);

  G_OBJECT_CLASS (sonde_check_dialog_parent_class)->finalize (object);
}

static void
sonde_check_dialog_class_init (SondeCheckDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = sonde_check_dialog_constructed;
  object_class->dispose = sonde_check_dialog_dispose;
  object_class->finalize = sonde_check_dialog_finalize;
  object_class->get_property = sonde_check_dialog_get_property;
  object_class->set_property = sonde_check_dialog_set_property;

  properties[PROP_CHECK] = g_param_spec_object ("check", NULL, NULL, SONDE_TYPE_CHECK,
                                                G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                    G_PARAM_STATIC_STRINGS);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "check.start", NULL, start);
  gtk_widget_class_install_action (widget_class, "check.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "check.copy", NULL, copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "check.start", NULL);

  g_type_ensure (SONDE_TYPE_CHECK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-check-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeCheckDialog, list);
  gtk_widget_class_bind_template_child (widget_class, SondeCheckDialog, rude_switch);
  gtk_widget_class_bind_template_callback (widget_class, explain);
  gtk_widget_class_bind_template_callback (widget_class, progress);
  gtk_widget_class_bind_template_callback (widget_class, is_not);
}

static void
sonde_check_dialog_init (SondeCheckDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sonde_check_dialog_new:
 * @parent: (nullable): the window that it belongs to
 * @endpoint: the server
 *
 * Makes a window that checks a server, and starts.
 *
 * Returns: (transfer none): the window, owned by GTK
 */
GtkWindow *
sonde_check_dialog_new (GtkWindow *parent, const SondeEndpoint *endpoint)
{
  g_autoptr (SondeCheck) check = sonde_check_new (endpoint);
  g_autofree char *title = g_strdup_printf (_ ("Check of %s"), sonde_endpoint_get_name (endpoint));
  SondeCheckDialog *self = g_object_new (SONDE_TYPE_CHECK_DIALOG, "check", check, "transient-for",
                                         parent, "title", title, NULL);

  run (self, FALSE);
  return GTK_WINDOW (self);
}
