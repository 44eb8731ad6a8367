/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frame-diagram.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "sonde-diagram-painter.h"
#include "sonde-frame-words.h"

/**
 * SondeFrameDiagram:
 *
 * Draws a frame on rows of 32, 16 or 8 bits, as many as fit. Its fields are selected with the
 * pointer or the arrow keys. Bits run from left to right in every language.
 */
struct _SondeFrameDiagram
{
  SondeAnatomyView parent_instance;

  SondeDiagramState state;
  SondeDiagramGeometry *geometry; /* for the latest width, or NULL */
  int geometry_width_px;
};

G_DEFINE_FINAL_TYPE (SondeFrameDiagram, sonde_frame_diagram, SONDE_TYPE_ANATOMY_VIEW)

static const SondeDiagramGeometry *
get_geometry (SondeFrameDiagram *self, int width_px)
{
  SondeAnatomy *anatomy = sonde_anatomy_view_get_anatomy (SONDE_ANATOMY_VIEW (self));

  if (anatomy == NULL)
    return NULL;
  if (self->geometry == NULL || self->geometry_width_px != width_px)
    {
      g_clear_pointer (&self->geometry, sonde_diagram_geometry_free);
      self->geometry = sonde_diagram_geometry_new (
          anatomy, gtk_widget_get_pango_context (GTK_WIDGET (self)), width_px);
      self->geometry_width_px = width_px;
    }
  return self->geometry;
}

static char *
describe_field (const SondeFrameField *field)
{
  g_autofree char *number = sonde_frame_field_get_number (field);
  g_autofree char *extent = sonde_frame_field_get_extent (field);

  if (field->remark != NULL)
    /* Translators: a field of a frame, where it is, its value, what that means, and what is wrong.
     */
    return g_strdup_printf (_ ("%s, %s, %s: %s. %s"), sonde_frame_field_get_name (field->kind),
                            extent, number, field->words, field->remark);
  /* Translators: a field of a frame, where it is, its value, and what that means. */
  return g_strdup_printf (_ ("%s, %s, %s: %s"), sonde_frame_field_get_name (field->kind), extent,
                          number, field->words);
}

static void
describe (SondeFrameDiagram *self)
{
  SondeAnatomyView *view = SONDE_ANATOMY_VIEW (self);
  const SondeFrameField *field = sonde_anatomy_view_look_up (view,
                                                             sonde_anatomy_view_get_field (view));
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;

  if (field != NULL)
    text = describe_field (field);
  label = text != NULL ? g_strdup_printf (_ ("Bits of the frame. %s"), text)
                       : g_strdup (_ ("Bits of the frame"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
sonde_frame_diagram_field_changed (SondeAnatomyView *view)
{
  describe (SONDE_FRAME_DIAGRAM (view));
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

static void
sonde_frame_diagram_anatomy_changed (SondeAnatomyView *view)
{
  SondeFrameDiagram *self = SONDE_FRAME_DIAGRAM (view);

  g_clear_pointer (&self->geometry, sonde_diagram_geometry_free);
  self->state.hovered = -1;
  describe (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static int
find (SondeFrameDiagram *self, double x_px, double y_px)
{
  const SondeDiagramGeometry *geometry = get_geometry (self,
                                                       gtk_widget_get_width (GTK_WIDGET (self)));

  return geometry != NULL ? sonde_diagram_geometry_find (geometry, x_px, y_px) : -1;
}

/* What is clicked is seen already: no scrolling to the rest of the drawing. */
static void
grab_focus_in_place (GtkWidget *widget)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);
  gboolean scrolls = FALSE;

  if (viewport != NULL)
    {
      scrolls = gtk_viewport_get_scroll_to_focus (GTK_VIEWPORT (viewport));
      gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (viewport), FALSE);
    }
  gtk_widget_grab_focus (widget);
  if (viewport != NULL)
    gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (viewport), scrolls);
}

static void
on_pressed (SondeFrameDiagram *self, int n_press, double x_px, double y_px)
{
  const int field = find (self, x_px, y_px);

  grab_focus_in_place (GTK_WIDGET (self));
  if (field >= 0)
    sonde_anatomy_view_set_field (SONDE_ANATOMY_VIEW (self), field);
}

static void
set_hovered (SondeFrameDiagram *self, int field)
{
  if (self->state.hovered == field)
    return;
  self->state.hovered = field;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion (SondeFrameDiagram *self, double x_px, double y_px)
{
  set_hovered (self, find (self, x_px, y_px));
}

static void
on_leave (SondeFrameDiagram *self)
{
  set_hovered (self, -1);
}

static void
on_focus_changed (SondeFrameDiagram *self, GParamSpec *pspec, GtkEventControllerFocus *focus)
{
  SondeAnatomyView *view = SONDE_ANATOMY_VIEW (self);

  self->state.focused = gtk_event_controller_focus_contains_focus (focus);
  if (self->state.focused && sonde_anatomy_view_get_field (view) < 0)
    sonde_anatomy_view_set_field (view, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_move (GtkWidget *widget, GVariant *move, gpointer user_data)
{
  SondeAnatomyView *view = SONDE_ANATOMY_VIEW (widget);
  const SondeDiagramGeometry *geometry = get_geometry (SONDE_FRAME_DIAGRAM (widget),
                                                       gtk_widget_get_width (widget));

  if (geometry == NULL)
    return FALSE;
  sonde_anatomy_view_set_field (
      view, sonde_diagram_grid_move (geometry->grid, sonde_anatomy_view_get_field (view),
                                     (SondeDiagramMove) g_variant_get_int32 (move)));
  return TRUE;
}

static gboolean
sonde_frame_diagram_query_tooltip (
    GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  SondeAnatomyView *view = SONDE_ANATOMY_VIEW (widget);
  const int index = keyboard ? sonde_anatomy_view_get_field (view)
                             : find (SONDE_FRAME_DIAGRAM (widget), x, y);
  const SondeFrameField *field = sonde_anatomy_view_look_up (view, index);
  g_autofree char *text = NULL;

  if (field == NULL)
    return FALSE;
  text = describe_field (field);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static GtkSizeRequestMode
sonde_frame_diagram_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sonde_frame_diagram_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  const SondeDiagramGeometry *geometry;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = SONDE_DIAGRAM_MIN_WIDTH_PX;
      *natural = SONDE_DIAGRAM_NATURAL_WIDTH_PX;
      return;
    }
  /* Letters grow with the width, so that the height of no width in particular is that of a wide
   * one. */
  geometry = get_geometry (SONDE_FRAME_DIAGRAM (widget),
                           for_size >= 0 ? for_size : SONDE_DIAGRAM_WIDE_PX);
  *minimum = *natural = geometry != NULL ? (int) ceil ((double) geometry->height_px) : 0;
}

static void
sonde_frame_diagram_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeFrameDiagram *self = SONDE_FRAME_DIAGRAM (widget);
  const SondeDiagramGeometry *geometry = get_geometry (self, gtk_widget_get_width (widget));

  if (geometry == NULL)
    return;
  self->state.selected = sonde_anatomy_view_get_field (SONDE_ANATOMY_VIEW (self));
  self->state.high_contrast = adw_style_manager_get_high_contrast (
      adw_style_manager_get_default ());
  sonde_diagram_paint (geometry, &self->state, widget, snapshot);
}

static void
sonde_frame_diagram_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  SondeFrameDiagram *self = SONDE_FRAME_DIAGRAM (widget);

  GTK_WIDGET_CLASS (sonde_frame_diagram_parent_class)->css_changed (widget, change);
  g_clear_pointer (&self->geometry, sonde_diagram_geometry_free);
  gtk_widget_queue_resize (widget);
}

static void
sonde_frame_diagram_finalize (GObject *object)
{
  g_clear_pointer (&SONDE_FRAME_DIAGRAM (object)->geometry, sonde_diagram_geometry_free);

  G_OBJECT_CLASS (sonde_frame_diagram_parent_class)->finalize (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint keys[2];
    SondeDiagramMove move;
  } rows[] = {
    { { GDK_KEY_Left, GDK_KEY_KP_Left }, SONDE_DIAGRAM_LEFT },
    { { GDK_KEY_Right, GDK_KEY_KP_Right }, SONDE_DIAGRAM_RIGHT },
    { { GDK_KEY_Up, GDK_KEY_KP_Up }, SONDE_DIAGRAM_UP },
    { { GDK_KEY_Down, GDK_KEY_KP_Down }, SONDE_DIAGRAM_DOWN },
    { { GDK_KEY_Home, GDK_KEY_KP_Home }, SONDE_DIAGRAM_FIRST },
    { { GDK_KEY_End, GDK_KEY_KP_End }, SONDE_DIAGRAM_LAST },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (rows[i].keys); j++)
      gtk_widget_class_add_binding (widget_class, rows[i].keys[j], 0, on_move, "i",
                                    (int) rows[i].move);
}

static void
sonde_frame_diagram_class_init (SondeFrameDiagramClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  SondeAnatomyViewClass *view_class = SONDE_ANATOMY_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sonde_frame_diagram_finalize;
  view_class->anatomy_changed = sonde_frame_diagram_anatomy_changed;
  view_class->field_changed = sonde_frame_diagram_field_changed;
  widget_class->get_request_mode = sonde_frame_diagram_get_request_mode;
  widget_class->measure = sonde_frame_diagram_measure;
  widget_class->snapshot = sonde_frame_diagram_snapshot;
  widget_class->css_changed = sonde_frame_diagram_css_changed;
  widget_class->query_tooltip = sonde_frame_diagram_query_tooltip;

  add_keys (widget_class);
  gtk_widget_class_set_css_name (widget_class, "framediagram");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sonde_frame_diagram_init (SondeFrameDiagram *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->state.hovered = -1;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_has_tooltip (widget, TRUE);
  gtk_widget_set_direction (widget, GTK_TEXT_DIR_LTR);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect_swapped (focus, "notify::contains-focus", G_CALLBACK (on_focus_changed), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, focus);
  describe (self);
}
