/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "sonde-diagram-geometry.h"
#include "sonde-diagram-window.h"
#include "sonde-field-list.h"
#include "sonde-frame-bytes.h"
#include "sonde-frame-detail.h"
#include "sonde-frame-diagram.h"
#include "sonde-ui-resources.h"

/* Of the masked “Hello”: FIN, RSV1, RSV2, RSV3, opcode, MASK, length, key, payload. */
#define OPCODE  4
#define KEY     7
#define PAYLOAD 8

/* Whatever the width, the middle of each bit that is drawn leads to its field, and what is beside
 * the bits leads to none. */
static void
test_hit (void)
{
  static const struct
  {
    int width_px;
    guint n_columns;
  } rows[] = { { 1400, 32 }, { 800, 32 }, { 340, 16 }, { 200, 8 } };
  g_autoptr (SondeAnatomy) hello = sonde_anatomy_new_example ();
  g_autoptr (GtkWidget) widget = g_object_ref_sink (gtk_label_new (NULL));
  PangoContext *context = gtk_widget_get_pango_context (widget);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeDiagramGeometry)
          geometry = sonde_diagram_geometry_new (hello, context, rows[i].width_px);

      g_assert_cmpuint (sonde_diagram_grid_get_n_columns (geometry->grid), ==, rows[i].n_columns);
      for (guint bit = 0; bit < 11 * 8; bit++)
        {
          const guint row = bit / rows[i].n_columns;
          const double x_px = (double) geometry->left_px +
                              (bit % rows[i].n_columns + 0.5) * (double) geometry->bit_px;
          const double y_px = (double) (geometry->row_y_px[row] + geometry->row_y_px[row + 1]) / 2;

          g_assert_cmpint (sonde_diagram_geometry_find (geometry, x_px, y_px), ==,
                           sonde_anatomy_find_bit (hello, bit));
        }
      g_assert_cmpint (sonde_diagram_geometry_find (geometry, 0, 100), ==, -1);
      g_assert_cmpint (sonde_diagram_geometry_find (geometry, 100, 0), ==, -1);
      g_assert_cmpint (
          sonde_diagram_geometry_find (geometry, 100, (double) geometry->height_px + 1), ==, -1);
      g_assert_cmpint (sonde_diagram_geometry_find (geometry, rows[i].width_px + 1, 100), ==, -1);
    }
}

/* The cells touch one another and stay within the widget. */
static void
test_rectangles (void)
{
  g_autoptr (SondeAnatomy) hello = sonde_anatomy_new_example ();
  g_autoptr (GtkWidget) widget = g_object_ref_sink (gtk_label_new (NULL));

  for (int width_px = 200; width_px < 1500; width_px += 37)
    {
      g_autoptr (SondeDiagramGeometry) geometry = sonde_diagram_geometry_new (
          hello, gtk_widget_get_pango_context (widget), width_px);
      graphene_rect_t before = { 0 };

      for (guint i = 0; i < sonde_diagram_grid_get_n_cells (geometry->grid); i++)
        {
          const SondeDiagramCell *cell = sonde_diagram_grid_get_cell (geometry->grid, i);
          graphene_rect_t area;

          sonde_diagram_geometry_get_rectangle (geometry, cell, &area);
          g_assert_cmpfloat (area.size.width, >, 0);
          g_assert_cmpfloat (area.size.height, >, 0);
          g_assert_cmpfloat (area.origin.x + area.size.width, <=, width_px);
          if (cell->column > 0)
            g_assert_cmpfloat_with_epsilon (before.origin.x + before.size.width, area.origin.x,
                                            0.01);
          before = area;
        }
    }
}

static void
press (GtkWidget *widget, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean pressed = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (!GTK_IS_KEYVAL_TRIGGER (trigger) ||
              gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) != key)
            continue;
          pressed = gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                                  gtk_shortcut_get_arguments (shortcut));
        }
    }
  g_assert_true (pressed);
}

static int
get_field (gpointer object)
{
  int field = -2;

  g_object_get (object, "field", &field, NULL);
  return field;
}

static void
test_keys (void)
{
  static const struct
  {
    guint key;
    int field;
  } rows[] = {
    { GDK_KEY_Right, 0 },     { GDK_KEY_Right, 1 },      { GDK_KEY_Left, 0 },
    { GDK_KEY_Left, 0 },      { GDK_KEY_Down, KEY },     { GDK_KEY_Up, KEY },
    { GDK_KEY_End, PAYLOAD }, { GDK_KEY_Down, PAYLOAD }, { GDK_KEY_Left, KEY },
    { GDK_KEY_Home, 0 },
  };
  g_autoptr (SondeAnatomy) hello = sonde_anatomy_new_example ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *diagram = g_object_new (SONDE_TYPE_FRAME_DIAGRAM, "anatomy", hello, NULL);

  gtk_window_set_default_size (GTK_WINDOW (window), 900, 400);
  gtk_window_set_child (GTK_WINDOW (window), diagram);
  gtk_window_present (GTK_WINDOW (window));
  while (gtk_widget_get_width (diagram) < 900)
    g_main_context_iteration (NULL, TRUE);
  /* The focus, which a lone widget gets, brought a field with it. */
  g_object_set (diagram, "field", -1, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      press (diagram, rows[i].key);
      g_assert_cmpint (get_field (diagram), ==, rows[i].field);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
count (guint *n)
{
  (*n)++;
}

/* Another frame may have fewer fields; and any number may be asked for. What did not change is not
 * told. */
static void
test_bounds (void)
{
  static const guint8 ping[] = { 0x89, 0x00 };
  static const SondeFrameContext received = { .direction = SONDE_DIRECTION_RECEIVED };
  const GType types[] = { SONDE_TYPE_FRAME_DIAGRAM, SONDE_TYPE_FRAME_BYTES, SONDE_TYPE_FIELD_LIST };
  g_autoptr (GBytes) bytes = g_bytes_new_static (ping, sizeof ping);
  g_autoptr (SondeAnatomy) hello = sonde_anatomy_new_example ();
  g_autoptr (SondeAnatomy) short_one = sonde_anatomy_new (bytes, &received);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GtkWidget)
          widget = g_object_ref_sink (g_object_new (types[i], "anatomy", hello, NULL));
      guint n_changes = 0;

      g_signal_connect_swapped (widget, "notify::field", G_CALLBACK (count), &n_changes);
      g_object_set (widget, "field", PAYLOAD, NULL);
      g_assert_cmpint (get_field (widget), ==, PAYLOAD);
      g_object_set (widget, "anatomy", short_one, NULL);
      g_assert_cmpint (get_field (widget), ==, -1);
      g_object_set (widget, "field", PAYLOAD, NULL);
      g_assert_cmpint (get_field (widget), ==, -1);
      g_object_set (widget, "anatomy", NULL, NULL);
      g_object_set (widget, "field", 0, NULL);
      g_assert_cmpint (get_field (widget), ==, -1);
      g_assert_cmpuint (n_changes, ==, 2);
    }
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* What is selected in one of the three is selected in the others. */
static void
test_together (void)
{
  g_autoptr (GtkWidget) detail = g_object_ref_sink (g_object_new (SONDE_TYPE_FRAME_DETAIL, NULL));
  GtkWidget *parts[] = {
    find (detail, SONDE_TYPE_FRAME_DIAGRAM),
    find (detail, SONDE_TYPE_FRAME_BYTES),
    find (detail, SONDE_TYPE_FIELD_LIST),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      const int field = OPCODE + (int) i;

      g_object_set (parts[i], "field", field, NULL);
      for (gsize j = 0; j < G_N_ELEMENTS (parts); j++)
        g_assert_cmpint (get_field (parts[j]), ==, field);
    }
}

/* The enlarged drawing follows the detail, both ways, and does not outlive its window. */
static void
test_enlarged (void)
{
  g_autoptr (GtkWidget) detail = g_object_ref_sink (g_object_new (SONDE_TYPE_FRAME_DETAIL, NULL));
  GtkWindow *window = sonde_diagram_window_new (NULL, SONDE_FRAME_DETAIL (detail));
  GtkWidget *diagram = find (GTK_WIDGET (window), SONDE_TYPE_FRAME_DIAGRAM);

  g_object_set (detail, "field", KEY, NULL);
  g_assert_cmpint (get_field (diagram), ==, KEY);
  g_object_set (diagram, "field", OPCODE, NULL);
  g_assert_cmpint (get_field (detail), ==, OPCODE);
  g_assert_cmpstr (gtk_window_get_title (window), !=, NULL);
  g_object_ref (window);
  gtk_window_destroy (window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (window);
}

/* The cursor in the bytes selects the field that they belong to. */
static void
test_cursor (void)
{
  static const struct
  {
    int byte;
    int field;
  } rows[] = { { 10, PAYLOAD }, { 2, KEY }, { 5, KEY }, { 6, PAYLOAD }, { 0, 0 }, { 1, 5 } };
  g_autoptr (SondeAnatomy) hello = sonde_anatomy_new_example ();
  g_autoptr (GtkWidget)
      bytes = g_object_ref_sink (g_object_new (SONDE_TYPE_FRAME_BYTES, "anatomy", hello, NULL));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (
      GTK_TEXT_VIEW (find (bytes, GTK_TYPE_TEXT_VIEW)));

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GtkTextIter iter;

      gtk_text_buffer_get_iter_at_line_offset (buffer, &iter, rows[i].byte / 8,
                                               6 + 3 * (rows[i].byte % 8));
      gtk_text_buffer_place_cursor (buffer, &iter);
      g_assert_cmpint (get_field (bytes), ==, rows[i].field);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (gtk_init_check ());
  adw_init ();
  g_resources_register (sonde_ui_get_resource ());

  g_test_add_func ("/frame-diagram/hit", test_hit);
  g_test_add_func ("/frame-diagram/rectangles", test_rectangles);
  g_test_add_func ("/frame-diagram/keys", test_keys);
  g_test_add_func ("/frame-diagram/bounds", test_bounds);
  g_test_add_func ("/frame-diagram/together", test_together);
  g_test_add_func ("/frame-diagram/enlarged", test_enlarged);
  g_test_add_func ("/frame-diagram/cursor", test_cursor);

  return g_test_run ();
}
