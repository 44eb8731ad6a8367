/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-message-dialog.h"

#include <glib/gi18n.h>

#include "sonde-error.h"

/* Less than a dialog is ever wide, and more than the widest letter. */
#define MIN_HEADING_WIDTH_PX 120

static void
find_headings (GtkWidget *widget, GtkWidget **large, GtkWidget **small)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "title-2"))
    *large = widget;
  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "title-4"))
    *small = widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_headings (child, large, small);
}

/* Later versions of the dialog have its heading twice, large and small. It is no wider than the
 * less wide of them has to be, and asks both how high they would be at that width, of which GTK
 * warns from 4.18 on. So they have to be equally wide at least: the large one with an ellipsis,
 * which is never seen, since the small one is shown wherever the large one is not as wide as it
 * wants to be. Where the large one is alone, it wraps. */
static void
fit_headings (GtkWidget *dialog)
{
  GtkWidget *large = NULL;
  GtkWidget *small = NULL;

  find_headings (dialog, &large, &small);
  if (large == NULL || small == NULL)
    return;

  gtk_widget_set_size_request (large, MIN_HEADING_WIDTH_PX, -1);
  gtk_widget_set_size_request (small, MIN_HEADING_WIDTH_PX, -1);
  gtk_label_set_ellipsize (GTK_LABEL (large), PANGO_ELLIPSIZE_END);
}

/**
 * sonde_message_dialog_new:
 * @parent: (nullable): the window that it belongs to; what is no window counts as none
 * @heading: what it is about
 * @body: what is to be said of it
 *
 * Makes a dialog that says or asks something. It has no responses yet.
 *
 * Returns: (transfer none): the dialog, which GTK owns
 */
AdwMessageDialog *
sonde_message_dialog_new (GtkRoot *parent, const char *heading, const char *body)
{
  GtkWindow *window = GTK_IS_WINDOW (parent) ? GTK_WINDOW (parent) : NULL;
  AdwMessageDialog *self = ADW_MESSAGE_DIALOG (adw_message_dialog_new (window, heading, body));

  fit_headings (GTK_WIDGET (self));
  return self;
}

/**
 * sonde_message_dialog_tell:
 * @parent: (nullable): the window that it belongs to
 * @heading: what it is about
 * @body: what is to be said of it
 *
 * Says something that can only be closed.
 *
 * Returns: (transfer none): the dialog, which GTK owns
 */
AdwMessageDialog *
sonde_message_dialog_tell (GtkRoot *parent, const char *heading, const char *body)
{
  AdwMessageDialog *self = sonde_message_dialog_new (parent, heading, body);

  adw_message_dialog_add_response (self, "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

/**
 * sonde_message_dialog_tell_error:
 * @parent: (nullable): the window that it belongs to
 * @heading: what could not be done
 * @error: why
 *
 * Says what went wrong, and what helps where that is known.
 *
 * Returns: (transfer none): the dialog, which GTK owns
 */
AdwMessageDialog *
sonde_message_dialog_tell_error (GtkRoot *parent, const char *heading, const GError *error)
{
  g_autofree char *body = g_strjoin ("\n\n", error->message, sonde_error_get_hint (error), NULL);

  return sonde_message_dialog_tell (parent, heading, body);
}
