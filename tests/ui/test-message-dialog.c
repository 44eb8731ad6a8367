/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a message is about can be read, however narrow the window is. */
#include "config.h"

#include <adwaita.h>

#include "sonde-message-dialog.h"
#include "sonde-ui-resources.h"

#define DEADLINE_S 20
#define WIDTH_PX   360
#define HEADING    "Could Not Import “A garden behind the school, in May.csv”"

static gboolean
on_deadline (gpointer what)
{
  g_error ("Waited %d s for %s", DEADLINE_S, (const char *) what);

  return G_SOURCE_REMOVE;
}

/* The heading that shows, where there are two, of which one does not. */
static GtkLabel *
find_heading (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      gtk_widget_get_child_visible (widget) &&
      g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), HEADING))
    return GTK_LABEL (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkLabel *found = find_heading (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
test_heading (void)
{
  GtkWidget *window = gtk_window_new ();
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, (gpointer) "a heading");
  AdwMessageDialog *dialog;
  GtkLabel *heading = NULL;

  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH_PX, 2 * WIDTH_PX);
  gtk_window_present (GTK_WINDOW (window));
  while (gtk_widget_get_width (window) == 0)
    g_main_context_iteration (NULL, TRUE);

  dialog = sonde_message_dialog_tell (GTK_ROOT (window), HEADING, "Why that is so.");
  while (heading == NULL || gtk_widget_get_height (GTK_WIDGET (heading)) == 0)
    {
      g_main_context_iteration (NULL, TRUE);
      heading = find_heading (GTK_WIDGET (dialog));
    }
  g_source_remove (deadline);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (dialog)), <=, WIDTH_PX);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (heading)));

  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_resources_register (sonde_ui_get_resource ());

  g_test_add_func ("/message-dialog/heading", test_heading);

  return g_test_run ();
}
