/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-echo-setup.h"

/* The choices of the row “Sweep”, in the order of the template. */
enum
{
  SWEEP_NONE,
  SWEEP_SIZE,
  SWEEP_RATE,
};

struct _SondeEchoSetup
{
  AdwBin parent_instance;

  AdwComboRow *target_row;
  AdwComboRow *content_row;
  AdwComboRow *sweep_row;
  GtkSpinButton *size_button;
  GtkSpinButton *size_to_button;
  GtkSpinButton *rate_button;
  GtkSpinButton *rate_to_button;
  GtkSpinButton *steps_button;
  GtkSpinButton *count_button;
  GtkSpinButton *outstanding_button;
};

G_DEFINE_FINAL_TYPE (SondeEchoSetup, sonde_echo_setup, ADW_TYPE_BIN)

/* What was typed and not entered yet counts too. */
static double
read_value (GtkSpinButton *button)
{
  gtk_spin_button_update (button);
  return gtk_spin_button_get_value (button);
}

static gboolean
is_size_sweep (gpointer self, guint sweep)
{
  return sweep == SWEEP_SIZE;
}

static gboolean
is_rate_sweep (gpointer self, guint sweep)
{
  return sweep == SWEEP_RATE;
}

static gboolean
is_sweep (gpointer self, guint sweep)
{
  return sweep != SWEEP_NONE;
}

static void
sonde_echo_setup_class_init (SondeEchoSetupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-echo-setup.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeEchoSetup, target_row);
  gtk_widget_class_bind_template_child (widget_class, SondeEchoSetup, content_row);
  gtk_widget_class_bind_template_child (widget_class, SondeEchoSetup, sweep_row);
  gtk_widget_class_bind_template_child (widget_class, SondeEchoSetup, size_button);
  gtk_widget_class_bind_template_child (widget_class, SondeEchoSetup, size_to_button);
  gtk_widget_class_bind_template_child (widget_class, SondeEchoSetup, rate_button);
  gtk_widget_class_bind_template_child (widget_class, SondeEchoSetup, rate_to_button);
  gtk_widget_class_bind_template_child (widget_class, SondeEchoSetup, steps_button);
  gtk_widget_class_bind_template_child (widget_class, SondeEchoSetup, count_button);
  gtk_widget_class_bind_template_child (widget_class, SondeEchoSetup, outstanding_button);
  gtk_widget_class_bind_template_callback (widget_class, is_size_sweep);
  gtk_widget_class_bind_template_callback (widget_class, is_rate_sweep);
  gtk_widget_class_bind_template_callback (widget_class, is_sweep);
}

static void
sonde_echo_setup_init (SondeEchoSetup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SondeEchoTarget
sonde_echo_setup_get_target (SondeEchoSetup *self)
{
  g_return_val_if_fail (SONDE_IS_ECHO_SETUP (self), SONDE_ECHO_TARGET_OWN);

  return (SondeEchoTarget) adw_combo_row_get_selected (self->target_row);
}

void
sonde_echo_setup_set_target (SondeEchoSetup *self, SondeEchoTarget target)
{
  g_return_if_fail (SONDE_IS_ECHO_SETUP (self));

  adw_combo_row_set_selected (self->target_row, target);
}

/**
 * sonde_echo_setup_get_plan:
 * @plan: (out caller-allocates): what the rows say; sonde_echo_plan_check() has the last word
 */
void
sonde_echo_setup_get_plan (SondeEchoSetup *self, SondeEchoPlan *plan)
{
  guint sweep;

  g_return_if_fail (SONDE_IS_ECHO_SETUP (self));

  sweep = adw_combo_row_get_selected (self->sweep_row);
  sonde_echo_plan_init (plan);
  plan->content = (SondeEchoContent) adw_combo_row_get_selected (self->content_row);
  plan->size_from = (gsize) read_value (self->size_button);
  plan->size_to = sweep == SWEEP_SIZE ? (gsize) read_value (self->size_to_button) : plan->size_from;
  plan->rate_from_hz = read_value (self->rate_button);
  plan->rate_to_hz = sweep == SWEEP_RATE ? read_value (self->rate_to_button) : plan->rate_from_hz;
  plan->n_steps = sweep == SWEEP_NONE ? 1 : (guint) read_value (self->steps_button);
  plan->count = (guint) read_value (self->count_button);
  plan->max_outstanding = (guint) read_value (self->outstanding_button);
}

/**
 * sonde_echo_setup_set_demo:
 *
 * Sets the rows to what shows most in a few seconds: a sweep of sizes against the embedded server.
 */
void
sonde_echo_setup_set_demo (SondeEchoSetup *self)
{
  g_return_if_fail (SONDE_IS_ECHO_SETUP (self));

  sonde_echo_setup_set_target (self, SONDE_ECHO_TARGET_EMBEDDED);
  adw_combo_row_set_selected (self->sweep_row, SWEEP_SIZE);
  gtk_spin_button_set_value (self->size_button, 16);
  gtk_spin_button_set_value (self->size_to_button, 1048576);
  gtk_spin_button_set_value (self->steps_button, 9);
  gtk_spin_button_set_value (self->count_button, 40);
  gtk_spin_button_set_value (self->rate_button, 60);
}
