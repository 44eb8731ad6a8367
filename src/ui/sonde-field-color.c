/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-field-color.h"

#include "sonde-palette.h"

/* Of the GNOME palette: dark ones on light, light ones on dark. What belongs together has one
 * colour: MASK and its key, the two lengths. */
static const struct
{
  GdkRGBA on_light;
  GdkRGBA on_dark;
} colors[SONDE_N_FRAME_FIELDS] = {
#define BLUE                                                                                       \
  {                                                                                                \
    { 0.11f, 0.44f, 0.85f, 1 },                                                                    \
    {                                                                                              \
      0.38f, 0.63f, 0.92f, 1                                                                       \
    }                                                                                              \
  }
#define GREY                                                                                       \
  {                                                                                                \
    { 0.40f, 0.40f, 0.43f, 1 },                                                                    \
    {                                                                                              \
      0.66f, 0.66f, 0.68f, 1                                                                       \
    }                                                                                              \
  }
#define PURPLE                                                                                     \
  {                                                                                                \
    { 0.51f, 0.24f, 0.61f, 1 },                                                                    \
    {                                                                                              \
      0.80f, 0.48f, 0.85f, 1                                                                       \
    }                                                                                              \
  }
#define ORANGE                                                                                     \
  {                                                                                                \
    { 0.78f, 0.27f, 0.00f, 1 },                                                                    \
    {                                                                                              \
      1.00f, 0.64f, 0.28f, 1                                                                       \
    }                                                                                              \
  }
#define GREEN                                                                                      \
  {                                                                                                \
    { 0.11f, 0.53f, 0.33f, 1 },                                                                    \
    {                                                                                              \
      0.34f, 0.89f, 0.54f, 1                                                                       \
    }                                                                                              \
  }
#define YELLOW                                                                                     \
  {                                                                                                \
    { 0.60f, 0.42f, 0.00f, 1 },                                                                    \
    {                                                                                              \
      0.96f, 0.83f, 0.18f, 1                                                                       \
    }                                                                                              \
  }
#define TEAL                                                                                       \
  {                                                                                                \
    { 0.00f, 0.47f, 0.52f, 1 },                                                                    \
    {                                                                                              \
      0.36f, 0.80f, 0.85f, 1                                                                       \
    }                                                                                              \
  }
  [SONDE_FRAME_FIELD_FIN] = BLUE,           [SONDE_FRAME_FIELD_RSV1] = GREY,
  [SONDE_FRAME_FIELD_RSV2] = GREY,          [SONDE_FRAME_FIELD_RSV3] = GREY,
  [SONDE_FRAME_FIELD_OPCODE] = PURPLE,      [SONDE_FRAME_FIELD_MASK] = ORANGE,
  [SONDE_FRAME_FIELD_LENGTH] = GREEN,       [SONDE_FRAME_FIELD_EXTENDED_LENGTH] = GREEN,
  [SONDE_FRAME_FIELD_MASKING_KEY] = ORANGE, [SONDE_FRAME_FIELD_PAYLOAD] = YELLOW,
  [SONDE_FRAME_FIELD_CLOSE_CODE] = TEAL,    [SONDE_FRAME_FIELD_CLOSE_REASON] = YELLOW,
};

/**
 * sonde_field_get_color:
 * @kind: a kind of field
 * @dark: whether it is to stand on dark
 *
 * Returns: the colour in which every view shows that field, strong enough for text
 */
GdkRGBA
sonde_field_get_color (SondeFrameFieldKind kind, gboolean dark)
{
  return dark ? colors[kind].on_dark : colors[kind].on_light;
}

/**
 * sonde_field_get_tint:
 * @kind: a kind of field
 * @dark: whether it is to stand on dark
 * @selected: whether the field is selected
 *
 * Returns: the colour to lay under the field’s text
 */
GdkRGBA
sonde_field_get_tint (SondeFrameFieldKind kind, gboolean dark, gboolean selected)
{
  const GdkRGBA color = sonde_field_get_color (kind, dark);

  return sonde_palette_with_alpha (&color, selected ? (dark ? 0.30f : 0.34f) : 0.13f);
}

/**
 * sonde_field_is_on_dark:
 * @widget: a widget
 *
 * Returns: whether its text is light, and so what it stands on dark
 */
gboolean
sonde_field_is_on_dark (GtkWidget *widget)
{
  GdkRGBA foreground;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &foreground);
  return sonde_palette_is_dark (&foreground);
}
