/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-wrap-box.h"

/* Three children of 100, 200 and 50 px; the last one takes what is left of its line. */
static GtkWidget *
make_box (void)
{
  static const int widths_px[] = { 100, 200, 50 };
  GtkWidget *box = g_object_ref_sink (
      g_object_new (SONDE_TYPE_WRAP_BOX, "spacing", 10, "line-spacing", 5, NULL));
  GtkWidget *child = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (widths_px); i++)
    {
      child = gtk_label_new (NULL);
      gtk_widget_set_size_request (child, widths_px[i], 20);
      gtk_widget_set_parent (child, box);
    }
  gtk_widget_set_hexpand (child, TRUE);
  return box;
}

static void
test_layout (void)
{
  static const struct
  {
    int width_px;
    GtkTextDirection direction;
    int height_px;
    int last_x_px;
    int last_y_px;
    int last_width_px;
  } cases[] = {
    { 370, GTK_TEXT_DIR_LTR, 20, 320, 0, 50 },  { 500, GTK_TEXT_DIR_LTR, 20, 320, 0, 180 },
    { 369, GTK_TEXT_DIR_LTR, 45, 0, 25, 50 },   { 309, GTK_TEXT_DIR_LTR, 45, 210, 25, 99 },
    { 200, GTK_TEXT_DIR_LTR, 70, 0, 50, 50 },   { 500, GTK_TEXT_DIR_RTL, 20, 0, 0, 180 },
    { 369, GTK_TEXT_DIR_RTL, 45, 319, 25, 50 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GtkWidget) box = make_box ();
      GtkAllocation allocation;
      int height_px;

      gtk_widget_set_direction (box, cases[i].direction);
      gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, cases[i].width_px, &height_px, NULL, NULL,
                          NULL);
      g_assert_cmpint (height_px, ==, cases[i].height_px);
      gtk_widget_allocate (box, cases[i].width_px, height_px, -1, NULL);
      gtk_widget_get_allocation (gtk_widget_get_last_child (box), &allocation);
      g_assert_cmpint (allocation.x, ==, cases[i].last_x_px);
      g_assert_cmpint (allocation.y, ==, cases[i].last_y_px);
      g_assert_cmpint (allocation.width, ==, cases[i].last_width_px);
    }
}

static void
test_request (void)
{
  g_autoptr (GtkWidget) box = make_box ();
  int minimum_px;
  int natural_px;

  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum_px, &natural_px, NULL, NULL);
  g_assert_cmpint (minimum_px, ==, 200);
  g_assert_cmpint (natural_px, ==, 370);

  gtk_widget_set_visible (gtk_widget_get_first_child (box), FALSE);
  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural_px, NULL, NULL);
  g_assert_cmpint (natural_px, ==, 260);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (gtk_init_check ());
  g_test_add_func ("/wrap-box/layout", test_layout);
  g_test_add_func ("/wrap-box/request", test_request);
  return g_test_run ();
}
