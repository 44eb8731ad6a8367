/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-dial-times.h"

#include <glib/gi18n.h>

#include "sonde-presentation.h"
#include "sonde-time-bar.h"

/**
 * SondeDialTimes:
 *
 * The bars follow one another, so that the whole is seen as well as its parts.
 */
struct _SondeDialTimes
{
  AdwBin parent_instance;

  GtkGrid *grid;
  GtkLabel *values[SONDE_DIAL_N_STAGES];
  SondeTimeBar *bars[SONDE_DIAL_N_STAGES];
  GtkLabel *total;
};

G_DEFINE_FINAL_TYPE (SondeDialTimes, sonde_dial_times, ADW_TYPE_BIN)

static const struct
{
  const char *label;
  const char *tooltip;
} stages[SONDE_DIAL_N_STAGES] = {
  [SONDE_DIAL_STAGE_RESOLVING] = { N_ ("Name"), N_ ("Finding the address of the host name") },
  [SONDE_DIAL_STAGE_CONNECTING] = { "TCP", N_ ("Opening the TCP connection") },
  [SONDE_DIAL_STAGE_TLS] = { "TLS", N_ ("Agreeing on encryption, for wss:// alone") },
  [SONDE_DIAL_STAGE_UPGRADING] = { N_ ("Upgrade"), N_ ("From the HTTP request to its answer") },
};

static GtkWidget *
create_label (const char *text, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

static void
sonde_dial_times_class_init (SondeDialTimesClass *klass)
{
}

static void
sonde_dial_times_init (SondeDialTimes *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 12);
  gtk_grid_set_row_spacing (self->grid, 6);
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "dial-times");
  for (int i = 0; i < SONDE_DIAL_N_STAGES; i++)
    {
      GtkWidget *name = create_label (gettext (stages[i].label), 0);
      GtkWidget *bar = sonde_time_bar_new ((guint) i);
      GtkWidget *value = create_label (NULL, 1);

      gtk_widget_set_tooltip_text (name, _ (stages[i].tooltip));
      gtk_widget_set_tooltip_text (bar, _ (stages[i].tooltip));
      gtk_grid_attach (self->grid, name, 0, i, 1, 1);
      gtk_grid_attach (self->grid, bar, 1, i, 1, 1);
      gtk_grid_attach (self->grid, value, 2, i, 1, 1);
      self->bars[i] = SONDE_TIME_BAR (bar);
      self->values[i] = GTK_LABEL (value);
    }
  gtk_grid_attach (self->grid, create_label (_ ("In all"), 0), 0, SONDE_DIAL_N_STAGES, 1, 1);
  self->total = GTK_LABEL (create_label (NULL, 1));
  gtk_widget_add_css_class (GTK_WIDGET (self->total), "heading");
  gtk_grid_attach (self->grid, GTK_WIDGET (self->total), 2, SONDE_DIAL_N_STAGES, 1, 1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Time Spent"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->grid));
  adw_bin_set_child (ADW_BIN (self), group);
}

/**
 * sonde_dial_times_set_dial:
 * @self: a widget
 * @dial: what was dialled
 */
void
sonde_dial_times_set_dial (SondeDialTimes *self, const SondeDialRecord *dial)
{
  /* Translators: %s is the system, Avahi or multicast DNS. */
  g_autofree char *way = g_strdup_printf (_ ("Address told by %s"),
                                          sonde_name_way_get_label (dial->name_way));
  g_autofree char *total = NULL;
  gint64 total_us = 0;
  gint64 start_us = 0;

  g_return_if_fail (SONDE_IS_DIAL_TIMES (self));

  for (int i = 0; i < SONDE_DIAL_N_STAGES; i++)
    total_us += MAX (dial->stage_us[i], 0);
  for (int i = 0; i < SONDE_DIAL_N_STAGES; i++)
    {
      const gint64 stage_us = dial->stage_us[i];
      const double whole = (double) MAX (total_us, 1);
      g_autofree char *value = stage_us >= 0 ? sonde_format_interval_us (stage_us)
                                             : g_strdup (_ ("none"));
      /* Translators: a stage of a dial and the time that it took. */
      g_autofree char *label = g_strdup_printf (_ ("%s: %s"), gettext (stages[i].label), value);

      sonde_time_bar_set_span (self->bars[i], (double) start_us / whole,
                               stage_us >= 0 ? (double) (start_us + stage_us) / whole : -1, label);
      gtk_label_set_text (self->values[i], value);
      start_us += MAX (stage_us, 0);
    }
  total = sonde_format_interval_us (total_us);
  gtk_label_set_text (self->total, total);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (adw_bin_get_child (ADW_BIN (self))),
                                         dial->name_way != SONDE_NAME_WAY_NONE ? way : NULL);
}
