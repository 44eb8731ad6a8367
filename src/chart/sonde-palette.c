/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-palette.h"

#define RGB(hex)                                                                                   \
  {                                                                                                \
    (float) (((hex) >> 16) & 0xff) / 255.0f, (float) (((hex) >> 8) & 0xff) / 255.0f,               \
        (float) ((hex) &0xff) / 255.0f, 1.0f                                                       \
  }

typedef struct
{
  GdkRGBA light;
  GdkRGBA dark;
} Tone;

/* Blue, orange, teal, purple: neighbours differ in lightness as well as in hue, so that they stay
 * apart for eyes that see no red or no green. Each has a contrast of at least 3 to its background.
 */
static const Tone channel_tones[] = {
  { RGB (0x1c71d8), RGB (0x78aeed) }, /* blue */
  { RGB (0xd35400), RGB (0xffa348) }, /* orange */
  { RGB (0x1a8f7a), RGB (0x5bc8af) }, /* teal */
  { RGB (0x813d9c), RGB (0xc88fe0) }, /* purple */
  { RGB (0xb08000), RGB (0xf5c211) }, /* yellow */
  { RGB (0xc01c28), RGB (0xff7b63) }, /* red */
  { RGB (0x3d8c2f), RGB (0x8ff0a4) }, /* green */
  { RGB (0x865e3c), RGB (0xcdab8f) }, /* brown */
};

static const Tone warning_tone = { RGB (0xc64600), RGB (0xff9e57) };
static const Tone loss_tone = { RGB (0xc01c28), RGB (0xff7b63) };

/**
 * sonde_palette_get_channel:
 * @index: the channel's place; places beyond the palette begin it anew
 * @dark: whether the background is dark
 *
 * Returns: the colour of the channel's line
 */
GdkRGBA
sonde_palette_get_channel (guint index, gboolean dark)
{
  const Tone *tone = &channel_tones[index % G_N_ELEMENTS (channel_tones)];

  return dark ? tone->dark : tone->light;
}

/**
 * sonde_palette_get_loss:
 * @dark: whether the background is dark
 *
 * Returns: the colour of what marks a lost connection
 */
GdkRGBA
sonde_palette_get_loss (gboolean dark)
{
  return dark ? loss_tone.dark : loss_tone.light;
}

/**
 * sonde_palette_get_warning:
 * @dark: whether the background is dark
 *
 * Returns: the colour of what is out of bounds
 */
GdkRGBA
sonde_palette_get_warning (gboolean dark)
{
  return dark ? warning_tone.dark : warning_tone.light;
}

/**
 * sonde_palette_is_dark:
 * @foreground: the colour of text
 *
 * Returns: whether such text is meant for a dark background
 */
gboolean
sonde_palette_is_dark (const GdkRGBA *foreground)
{
  return 0.2126f * foreground->red + 0.7152f * foreground->green + 0.0722f * foreground->blue >
         0.5f;
}

/**
 * sonde_palette_with_alpha:
 * @color: a colour
 * @alpha: what its opacity is multiplied by
 *
 * Returns: the fainter colour
 */
GdkRGBA
sonde_palette_with_alpha (const GdkRGBA *color, float alpha)
{
  return (GdkRGBA){ color->red, color->green, color->blue, color->alpha * alpha };
}
