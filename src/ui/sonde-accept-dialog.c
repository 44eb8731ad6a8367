/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-accept-dialog.h"

#include "sonde-accept-view.h"
#include "sonde-accept.h"
#include "sonde-handshake.h"

/* The key of RFC 6455 section 1.3. */
#define EXAMPLE_KEY "dGhlIHNhbXBsZSBub25jZQ=="

/**
 * SondeAcceptDialog:
 *
 * The calculator for the lesson.
 */
struct _SondeAcceptDialog
{
  AdwWindow parent_instance;

  AdwEntryRow *key_row;
  AdwEntryRow *answer_row;
  GtkWidget *problem;
  SondeAcceptView *view;
};

G_DEFINE_FINAL_TYPE (SondeAcceptDialog, sonde_accept_dialog, ADW_TYPE_WINDOW)

static void
on_changed (SondeAcceptDialog *self)
{
  const char *key = gtk_editable_get_text (GTK_EDITABLE (self->key_row));
  const char *answer = gtk_editable_get_text (GTK_EDITABLE (self->answer_row));
  g_autoptr (GError) error = NULL;

  gtk_widget_set_visible (self->problem, !sonde_accept_check_key (key, &error));
  gtk_widget_set_visible (GTK_WIDGET (self->view), error == NULL);
  if (error != NULL)
    gtk_label_set_text (GTK_LABEL (self->problem), error->message);
  else
    g_object_set (self->view, "key", key, "answer", *answer != '\0' ? answer : NULL, NULL);
}

static void
draw_random (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeAcceptDialog *self = SONDE_ACCEPT_DIALOG (widget);
  g_autofree char *key = sonde_handshake_create_key ();

  gtk_editable_set_text (GTK_EDITABLE (self->key_row), key);
}

static void
sonde_accept_dialog_class_init (SondeAcceptDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "calculator.random", NULL, draw_random);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (SONDE_TYPE_ACCEPT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-accept-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeAcceptDialog, key_row);
  gtk_widget_class_bind_template_child (widget_class, SondeAcceptDialog, answer_row);
  gtk_widget_class_bind_template_child (widget_class, SondeAcceptDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, SondeAcceptDialog, view);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
sonde_accept_dialog_init (SondeAcceptDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sonde_accept_dialog_new:
 * @parent: (nullable): the window that it belongs to
 * @key: (nullable): the key to begin with, or %NULL for that of RFC 6455 section 1.3
 * @answer: (nullable): what to compare with
 *
 * Returns: (transfer none): the dialog, owned by GTK
 */
GtkWindow *
sonde_accept_dialog_new (GtkWindow *parent, const char *key, const char *answer)
{
  SondeAcceptDialog *self = g_object_new (SONDE_TYPE_ACCEPT_DIALOG, "transient-for", parent, NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->key_row), key != NULL ? key : EXAMPLE_KEY);
  gtk_editable_set_text (GTK_EDITABLE (self->answer_row), answer != NULL ? answer : "");
  return GTK_WINDOW (self);
}
