/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-command-bar.h"

#include <glib/gi18n.h>

#include "sonde-presentation.h"
#include "sonde-wrap-box.h"

/* The period shows what was announced until somebody types, and again once that has its verdict. */
typedef enum
{
  PERIOD_EDIT_NONE,
  PERIOD_EDIT_TYPING,
  PERIOD_EDIT_ASKED,
} PeriodEdit;

/**
 * SondeCommandBar:
 *
 * The switch and the period of a probe. Both show what the probe last announced, never what was
 * asked: what was asked is in the verdict below them.
 */
struct _SondeCommandBar
{
  AdwBin parent_instance;

  GtkSwitch *etat_switch;
  GtkWidget *period_box;
  GtkEntry *period_entry;
  GtkDropDown *unit_drop_down;

  SondePeer *peer;
  GSignalGroup *peer_signals;
  GSignalGroup *session_signals;
  PeriodEdit period_edit;
  char *problem;
  guint settle_id;
  gboolean showing;
};

typedef enum
{
  PROP_PEER = 1,
  PROP_PROBLEM,
  N_PROPS
} SondeCommandBarProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeCommandBar, sonde_command_bar, ADW_TYPE_BIN)

static char *
etat_label (gpointer self, const SondeStatus *status)
{
  return g_strdup (sonde_etat_get_label (status->etat));
}

static char *
light_icon (gpointer self, const SondeStatus *status)
{
  return g_strdup (status->etat == SONDE_ETAT_ON ? "sonde-open-symbolic" : "sonde-idle-symbolic");
}

static char **
light_classes (gpointer self, const SondeStatus *status)
{
  static const char *const classes[] = { "dim-label", "error", "success" };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add (builder, classes[status->etat - SONDE_ETAT_UNKNOWN]);
  return g_strv_builder_end (builder);
}

static gboolean
etat_is_known (gpointer self, const SondeStatus *status)
{
  return status->etat != SONDE_ETAT_UNKNOWN;
}

static gboolean
has_command (gpointer self, const SondeStatus *status)
{
  return status->command != NULL;
}

static char *
verdict_icon (gpointer self, const SondeStatus *status)
{
  if (status->command == NULL)
    return NULL;
  return g_strdup (sonde_verdict_get_icon_name (status->command->verdict));
}

static char **
verdict_classes (gpointer self, const SondeStatus *status)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (status->command != NULL)
    g_strv_builder_add (builder, sonde_verdict_get_css_class (status->command->verdict));
  return g_strv_builder_end (builder);
}

static char *
verdict_text (gpointer self, const SondeStatus *status)
{
  return status->command != NULL ? sonde_command_describe (status->command) : g_strdup ("");
}

static char *
announced_period (gpointer self, const SondeStatus *status)
{
  if (status->announced_period_ms <= 0)
    return g_strdup ("—");
  return sonde_format_period_ms ((double) status->announced_period_ms);
}

static char *
effective_period (gpointer self, const SondeStatus *status)
{
  g_autofree char *median = NULL;
  g_autofree char *jitter = NULL;

  if (!status->has_effective_period)
    return g_strdup ("—");
  median = sonde_format_period_ms (status->effective_period_ms);
  jitter = sonde_format_interval_us ((gint64) (status->effective_jitter_ms * 1e3));
  /* Translators: a measured period and how much it varies, such as “5 s ± 12 ms”. */
  return g_strdup_printf (_ ("%s ± %s"), median, jitter);
}

static gboolean
text_is_set (gpointer self, const char *text)
{
  return text != NULL && *text != '\0';
}

/* Setting a switch cuts its animation short, and with it the click that began it, so it is only set
 * where it shows something else. */
static void
show_period (SondeCommandBar *self)
{
  SondePeriodUnit unit = SONDE_PERIOD_UNIT_SECOND;
  g_autofree char *text = NULL;

  text = sonde_period_to_text (sonde_peer_get_status (self->peer)->announced_period_ms, &unit);
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->period_entry)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->period_entry), text);
  if (gtk_drop_down_get_selected (self->unit_drop_down) != unit)
    gtk_drop_down_set_selected (self->unit_drop_down, unit);
}

static void
show_announced (SondeCommandBar *self)
{
  gboolean on;

  if (self->peer == NULL)
    return;
  on = sonde_peer_get_status (self->peer)->etat == SONDE_ETAT_ON;
  self->showing = TRUE;
  if (self->period_edit == PERIOD_EDIT_NONE)
    show_period (self);
  if (gtk_switch_get_active (self->etat_switch) != on)
    gtk_switch_set_active (self->etat_switch, on);
  if (gtk_switch_get_state (self->etat_switch) != on)
    gtk_switch_set_state (self->etat_switch, on);
  self->showing = FALSE;
}

static gboolean
settle (gpointer user_data)
{
  SondeCommandBar *self = user_data;

  self->settle_id = 0;
  show_announced (self);
  return G_SOURCE_REMOVE;
}

/* The switch moves under the finger. It goes back at once: only an announcement moves it for good.
 */
static gboolean
on_etat_asked (SondeCommandBar *self, gboolean on, GtkSwitch *etat_switch)
{
  if (self->showing)
    return FALSE;
  if (self->peer == NULL)
    return TRUE;
  sonde_session_send_etat (sonde_peer_get_session (self->peer), on);
  if (self->settle_id == 0)
    self->settle_id = g_idle_add (settle, self);
  return TRUE;
}

static void
set_problem (SondeCommandBar *self, const char *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->period_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->period_entry), "error");
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (self->period_entry), GTK_ACCESSIBLE_STATE_INVALID,
      problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
end_period_edit (SondeCommandBar *self)
{
  self->period_edit = PERIOD_EDIT_NONE;
  set_problem (self, NULL);
  show_announced (self);
}

static void
on_period_edited (SondeCommandBar *self)
{
  if (self->showing)
    return;
  self->period_edit = PERIOD_EDIT_TYPING;
  set_problem (self, NULL);
}

/* The focus also leaves with the window, which is not to give up. */
static void
on_period_left (SondeCommandBar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (self->period_edit != PERIOD_EDIT_TYPING || focus == NULL)
    return;
  if (!gtk_widget_is_ancestor (focus, self->period_box))
    end_period_edit (self);
}

static void
on_verdict (SondeCommandBar *self, const SondeCommand *command)
{
  if (self->period_edit == PERIOD_EDIT_ASKED && command->kind == SONDE_COMMAND_PERIODE)
    end_period_edit (self);
}

static void
on_command_failed (SondeCommandBar *self, SondeCommandKind kind, const GError *error)
{
  if (self->period_edit == PERIOD_EDIT_ASKED && kind == SONDE_COMMAND_PERIODE)
    self->period_edit = PERIOD_EDIT_TYPING;
  set_problem (self, error->message);
}

static void
revert_period (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  end_period_edit (SONDE_COMMAND_BAR (widget));
}

static void
apply_period (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeCommandBar *self = SONDE_COMMAND_BAR (widget);
  g_autoptr (GError) error = NULL;
  gint64 period_ms;

  if (self->peer == NULL)
    return;
  if (!sonde_parse_period (gtk_editable_get_text (GTK_EDITABLE (self->period_entry)),
                           gtk_drop_down_get_selected (self->unit_drop_down), &period_ms, &error))
    {
      set_problem (self, error->message);
      gtk_widget_grab_focus (GTK_WIDGET (self->period_entry));
      return;
    }
  set_problem (self, NULL);
  self->period_edit = PERIOD_EDIT_ASKED;
  sonde_session_send_periode (sonde_peer_get_session (self->peer), period_ms);
}

static void
on_period_activated (SondeCommandBar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "command.apply-period", NULL);
}

static void
set_peer (SondeCommandBar *self, SondePeer *peer)
{
  if (!g_set_object (&self->peer, peer))
    return;
  g_signal_group_set_target (self->peer_signals, peer);
  g_signal_group_set_target (self->session_signals,
                             peer != NULL ? sonde_peer_get_session (peer) : NULL);
  end_period_edit (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PEER]);
}

static void
sonde_command_bar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeCommandBar *self = SONDE_COMMAND_BAR (object);

  switch ((SondeCommandBarProperty) prop_id)
    {
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_command_bar_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  SondeCommandBar *self = SONDE_COMMAND_BAR (object);

  if (prop_id == PROP_PEER)
    set_peer (self, g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_command_bar_dispose (GObject *object)
{
  SondeCommandBar *self = SONDE_COMMAND_BAR (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_object (&self->peer_signals);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->peer);

  G_OBJECT_CLASS (sonde_command_bar_parent_class)->dispose (object);
}

static void
sonde_command_bar_finalize (GObject *object)
{
  SondeCommandBar *self = SONDE_COMMAND_BAR (object);

  g_free (self->problem);

  G_OBJECT_CLASS (sonde_command_bar_parent_class)->finalize (object);
}

static void
sonde_command_bar_class_init (SondeCommandBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_command_bar_get_property;
  object_class->set_property = sonde_command_bar_set_property;
  object_class->dispose = sonde_command_bar_dispose;
  object_class->finalize = sonde_command_bar_finalize;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "command.apply-period", NULL, apply_period);
  gtk_widget_class_install_action (widget_class, "command.revert-period", NULL, revert_period);

  g_type_ensure (SONDE_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-command-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeCommandBar, etat_switch);
  gtk_widget_class_bind_template_child (widget_class, SondeCommandBar, period_box);
  gtk_widget_class_bind_template_child (widget_class, SondeCommandBar, period_entry);
  gtk_widget_class_bind_template_child (widget_class, SondeCommandBar, unit_drop_down);
  gtk_widget_class_bind_template_callback (widget_class, on_etat_asked);
  gtk_widget_class_bind_template_callback (widget_class, on_period_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_period_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_period_left);
  gtk_widget_class_bind_template_callback (widget_class, etat_label);
  gtk_widget_class_bind_template_callback (widget_class, light_icon);
  gtk_widget_class_bind_template_callback (widget_class, light_classes);
  gtk_widget_class_bind_template_callback (widget_class, etat_is_known);
  gtk_widget_class_bind_template_callback (widget_class, has_command);
  gtk_widget_class_bind_template_callback (widget_class, verdict_icon);
  gtk_widget_class_bind_template_callback (widget_class, verdict_classes);
  gtk_widget_class_bind_template_callback (widget_class, verdict_text);
  gtk_widget_class_bind_template_callback (widget_class, announced_period);
  gtk_widget_class_bind_template_callback (widget_class, effective_period);
  gtk_widget_class_bind_template_callback (widget_class, text_is_set);
}

static void
sonde_command_bar_init (SondeCommandBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->peer_signals = g_signal_group_new (SONDE_TYPE_PEER);
  g_signal_group_connect_swapped (self->peer_signals, "notify::status", G_CALLBACK (show_announced),
                                  self);
  self->session_signals = g_signal_group_new (SONDE_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "verdict", G_CALLBACK (on_verdict), self);
  g_signal_group_connect_swapped (self->session_signals, "command-failed",
                                  G_CALLBACK (on_command_failed), self);
}
