/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-composer.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sonde-compose-options.h"
#include "sonde-error.h"
#include "sonde-frame.h"
#include "sonde-hex.h"
#include "sonde-presentation.h"
#include "sonde-snippet.h"

#define MAX_HISTORY       50
#define MAX_HISTORY_CHARS 4096
#define MAX_RECENT        10
#define MAX_LABEL_CHARS   40

/* In the order of the drop-down. */
static const SondeOpcode kinds[] = { SONDE_OPCODE_TEXT, SONDE_OPCODE_BINARY, SONDE_OPCODE_PING,
                                     SONDE_OPCODE_PONG, SONDE_OPCODE_CLOSE };

/* The commands of the probe: as short as can be, and as the page of the course sends them. */
static const char *const templates[] = {
  "{\"etat\":\"on\"}",
  "{\"etat\":\"off\"}",
  "{\"periode\":5000}",
  "{\"periode\":\"30000\",\"date\":%lld}",
};

/**
 * SondeComposer:
 *
 * A line to type in, sent as a message or a control frame, with what was sent before under Up and
 * Down, templates of commands, and a copy of the same for other programs.
 */
struct _SondeComposer
{
  AdwBin parent_instance;

  GtkEntry *entry;
  GtkDropDown *kind_drop_down;
  SondeComposeOptions *options;
  GtkMenuButton *menu_button;
  GMenu *template_menu;
  GMenu *recent_menu;
  GMenu *copy_menu;

  SondePeer *peer;
  GSettings *settings;
  GPtrArray *history;
  guint position;
  char *draft;
  char *problem;
};

typedef enum
{
  PROP_PEER = 1,
  PROP_SETTINGS,
  PROP_PROBLEM,
  N_PROPS
} SondeComposerProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeComposer, sonde_composer, ADW_TYPE_BIN)

static gboolean
can_send (gpointer self, const SondeStatus *status)
{
  return status->state == SONDE_STATE_OPEN;
}

static gboolean
text_is_set (gpointer self, const char *text)
{
  return text != NULL && *text != '\0';
}

static gboolean
repeats (gpointer self, const SondeStatus *status)
{
  return status->repeat_ms > 0;
}

static gboolean
does_not_repeat (gpointer self, const SondeStatus *status)
{
  return status->repeat_ms == 0;
}

static char *
placeholder (gpointer self, const SondeStatus *status, guint kind)
{
  if (status->state != SONDE_STATE_OPEN)
    return g_strdup (_ ("Connect to send messages"));
  switch (kinds[MIN (kind, G_N_ELEMENTS (kinds) - 1)])
    {
    case SONDE_OPCODE_BINARY:
      return g_strdup (_ ("Bytes to send, such as 48 65 6c"));
    case SONDE_OPCODE_PING:
    case SONDE_OPCODE_PONG:
      return g_strdup (_ ("Payload, or nothing"));
    case SONDE_OPCODE_CLOSE:
      return g_strdup (_ ("Reason, or nothing"));
    case SONDE_OPCODE_TEXT:
    case SONDE_OPCODE_CONTINUATION:
    default:
      return g_strdup (_ ("Message to send"));
    }
}

static gboolean
has_sending_label (gpointer self, const char *summary, const SondeStatus *status)
{
  return summary != NULL || status->repeat_ms > 0 || status->repeat_error != NULL;
}

static char *
sending_label (gpointer self, const char *summary, const SondeStatus *status)
{
  g_autofree char *period = sonde_format_period_ms (status->repeat_ms);

  if (status->repeat_ms > 0)
    return g_strdup_printf (ngettext ("Repeating every %s · sent %llu time",
                                      "Repeating every %s · sent %llu times",
                                      (gulong) status->n_repeats),
                            period, (unsigned long long) status->n_repeats);
  if (status->repeat_error != NULL)
    return g_strdup_printf (ngettext ("The repetition stopped after %llu time: %s",
                                      "The repetition stopped after %llu times: %s",
                                      (gulong) status->n_repeats),
                            (unsigned long long) status->n_repeats, status->repeat_error->message);
  return g_strdup_printf (_ ("Will be sent %s"), summary != NULL ? summary : "");
}

static void
set_problem (SondeComposer *self, const GError *error)
{
  const char *hint = error != NULL ? sonde_error_get_hint (error) : NULL;

  if (error == NULL && self->problem == NULL)
    return;
  g_clear_pointer (&self->problem, g_free);
  if (error != NULL)
    self->problem = g_strjoin (" ", error->message, hint, NULL);
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
load_history (SondeComposer *self)
{
  g_auto (GStrv) texts = g_settings_get_strv (self->settings, "composer-history");

  g_ptr_array_set_size (self->history, 0);
  for (gsize i = 0; texts[i] != NULL && i < MAX_HISTORY; i++)
    g_ptr_array_add (self->history, g_strdup (texts[i]));
  self->position = self->history->len;
}

static void
remember (SondeComposer *self, const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;
  guint index;

  if (g_utf8_strlen (text, -1) > MAX_HISTORY_CHARS)
    return;
  if (g_ptr_array_find_with_equal_func (self->history, text, g_str_equal, &index))
    g_ptr_array_remove_index (self->history, index);
  g_ptr_array_add (self->history, g_strdup (text));
  if (self->history->len > MAX_HISTORY)
    g_ptr_array_remove_index (self->history, 0);
  self->position = self->history->len;
  for (guint i = 0; i < self->history->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->history, i));
  texts = g_strv_builder_end (builder);
  if (self->settings != NULL)
    g_settings_set_strv (self->settings, "composer-history", (const char *const *) texts);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeComposer) self = user_data;
  g_autoptr (GError) error = NULL;

  if (sonde_session_send_finish (SONDE_SESSION (source), result, &error))
    return;
  set_problem (self, error);
}

static SondeOpcode
get_opcode (SondeComposer *self)
{
  guint kind = gtk_drop_down_get_selected (self->kind_drop_down);

  return kinds[MIN (kind, G_N_ELEMENTS (kinds) - 1)];
}

/* What the line and the options ask for, or NULL with an error. */
static SondeOutgoing *
compose (SondeComposer *self, GError **error)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  SondeOpcode opcode = get_opcode (self);
  g_autoptr (GBytes) data = NULL;
  g_autoptr (SondeOutgoing) outgoing = NULL;

  data = opcode == SONDE_OPCODE_BINARY ? sonde_hex_parse (text, error)
                                       : g_bytes_new (text, strlen (text));
  if (data == NULL)
    return NULL;
  outgoing = sonde_outgoing_new (opcode, data);
  outgoing->fragment_size = sonde_compose_options_get_fragment_size (self->options);
  outgoing->close_code = sonde_compose_options_get_close_code (self->options);
  return sonde_outgoing_check (outgoing, error) ? g_steal_pointer (&outgoing) : NULL;
}

static void
send (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeComposer *self = SONDE_COMPOSER (widget);
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  guint period_ms = sonde_compose_options_get_period_ms (self->options);
  g_autoptr (SondeOutgoing) outgoing = NULL;
  g_autoptr (GError) error = NULL;
  SondeSession *session;

  /* An empty text makes the course's echo server restart, so it takes more than one key. */
  if (self->peer == NULL ||
      (*text == '\0' && !sonde_opcode_is_control ((guint8) get_opcode (self))))
    return;
  outgoing = compose (self, &error);
  if (outgoing == NULL)
    {
      set_problem (self, error);
      return;
    }

  session = sonde_peer_get_session (self->peer);
  if (period_ms > 0)
    {
      sonde_session_repeat_async (session, outgoing, period_ms, on_sent, g_object_ref (self));
      remember (self, text);
      return;
    }
  sonde_session_send_async (session, outgoing, NULL, on_sent, g_object_ref (self));
  remember (self, text);
  g_clear_pointer (&self->draft, g_free);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
stop (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeComposer *self = SONDE_COMPOSER (widget);

  if (self->peer != NULL)
    sonde_session_stop_repeating (sonde_peer_get_session (self->peer));
}

static void
fill_in (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeComposer *self = SONDE_COMPOSER (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), g_variant_get_string (parameter, NULL));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static void
fill_in_template (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeComposer *self = SONDE_COMPOSER (widget);

  gtk_drop_down_set_selected (self->kind_drop_down, 0);
  fill_in (widget, action_name, parameter);
}

static void
copy_as (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeComposer *self = SONDE_COMPOSER (widget);
  g_autoptr (SondeOutgoing) outgoing = NULL;
  g_autofree char *snippet = NULL;
  g_autoptr (GError) error = NULL;

  if (self->peer == NULL)
    return;
  outgoing = compose (self, &error);
  if (outgoing != NULL)
    snippet = sonde_snippet_write (g_variant_get_uint32 (parameter),
                                   sonde_session_get_endpoint (sonde_peer_get_session (self->peer)),
                                   outgoing, &error);
  set_problem (self, error);
  if (snippet != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), snippet);
}

static void
add_item (GMenu *menu, const char *label, const char *action, GVariant *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

/* A label takes an underscore for a mnemonic. */
static char *
make_label (const char *text)
{
  g_autofree char *start = g_utf8_substring (text, 0,
                                             MIN (g_utf8_strlen (text, -1), MAX_LABEL_CHARS));
  g_auto (GStrv) parts = g_strsplit (start, "_", -1);
  g_autofree char *escaped = g_strjoinv ("__", parts);

  return strlen (start) < strlen (text) ? g_strconcat (escaped, "…", NULL)
                                        : g_steal_pointer (&escaped);
}

static void
on_menu_shown (GtkMenuButton *button, gpointer data)
{
  SondeComposer *self = data;
  SondeOpcode opcode = get_opcode (self);

  g_menu_remove_all (self->template_menu);
  for (gsize i = 0; i < G_N_ELEMENTS (templates); i++)
    {
      g_auto (GStrv) parts = g_strsplit (templates[i], "%lld", 2);
      g_autofree char *now = g_strdup_printf ("%lld", (long long) g_get_real_time () / 1000);
      g_autofree char *text = g_strjoinv (now, parts);

      add_item (self->template_menu, text, "composer.fill-in-template",
                g_variant_new_string (text));
    }

  g_menu_remove_all (self->recent_menu);
  for (guint i = 0; i < MIN (self->history->len, MAX_RECENT); i++)
    {
      const char *text = g_ptr_array_index (self->history, self->history->len - 1 - i);
      g_autofree char *label = make_label (text);

      add_item (self->recent_menu, label, "composer.fill-in", g_variant_new_string (text));
    }

  g_menu_remove_all (self->copy_menu);
  for (guint tool = 0; tool < sonde_snippet_get_n_tools (); tool++)
    if (sonde_snippet_can_write (tool, opcode))
      add_item (self->copy_menu, sonde_snippet_get_tool_name (tool), "composer.copy-as",
                g_variant_new_uint32 (tool));
}

static void
on_kind_selected (SondeComposer *self)
{
  set_problem (self, NULL);
  g_object_set (self->options, "opcode", (guint) get_opcode (self), NULL);
}

static void
on_entry_activated (SondeComposer *self)
{
  send (GTK_WIDGET (self), NULL, NULL);
}

static void
on_entry_changed (SondeComposer *self)
{
  set_problem (self, NULL);
}

static void
recall (SondeComposer *self, guint position)
{
  const char *text = self->draft != NULL ? self->draft : "";

  if (self->position == self->history->len)
    {
      g_free (self->draft);
      self->draft = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
      text = self->draft;
    }
  self->position = position;
  if (position < self->history->len)
    text = g_ptr_array_index (self->history, position);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static gboolean
on_key_pressed (SondeComposer *self, guint keyval, guint keycode, GdkModifierType state)
{
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Up && self->position > 0)
    recall (self, self->position - 1);
  else if (keyval == GDK_KEY_Down && self->position < self->history->len)
    recall (self, self->position + 1);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
sonde_composer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeComposer *self = SONDE_COMPOSER (object);

  switch ((SondeComposerProperty) prop_id)
    {
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
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
sonde_composer_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SondeComposer *self = SONDE_COMPOSER (object);

  if (prop_id == PROP_PEER)
    {
      if (!g_set_object (&self->peer, g_value_get_object (value)))
        return;
      set_problem (self, NULL);
      g_object_notify_by_pspec (object, pspec);
    }
  else if (prop_id == PROP_SETTINGS)
    {
      if (!g_set_object (&self->settings, g_value_get_object (value)))
        return;
      if (self->settings != NULL)
        load_history (self);
      g_object_notify_by_pspec (object, pspec);
    }
  else
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_composer_dispose (GObject *object)
{
  SondeComposer *self = SONDE_COMPOSER (object);

  g_clear_object (&self->peer);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sonde_composer_parent_class)->dispose (object);
}

static void
sonde_composer_finalize (GObject *object)
{
  SondeComposer *self = SONDE_COMPOSER (object);

  g_ptr_array_unref (self->history);
  g_free (self->draft);
  g_free (self->problem);

  G_OBJECT_CLASS (sonde_composer_parent_class)->finalize (object);
}

static void
sonde_composer_class_init (SondeComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_composer_get_property;
  object_class->set_property = sonde_composer_set_property;
  object_class->dispose = sonde_composer_dispose;
  object_class->finalize = sonde_composer_finalize;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER, flags);
  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "composer.send", NULL, send);
  gtk_widget_class_install_action (widget_class, "composer.stop", NULL, stop);
  gtk_widget_class_install_action (widget_class, "composer.fill-in", "s", fill_in);
  gtk_widget_class_install_action (widget_class, "composer.fill-in-template", "s",
                                   fill_in_template);
  gtk_widget_class_install_action (widget_class, "composer.copy-as", "u", copy_as);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeComposer, entry);
  gtk_widget_class_bind_template_child (widget_class, SondeComposer, kind_drop_down);
  gtk_widget_class_bind_template_child (widget_class, SondeComposer, options);
  gtk_widget_class_bind_template_child (widget_class, SondeComposer, menu_button);
  gtk_widget_class_bind_template_child (widget_class, SondeComposer, template_menu);
  gtk_widget_class_bind_template_child (widget_class, SondeComposer, recent_menu);
  gtk_widget_class_bind_template_child (widget_class, SondeComposer, copy_menu);
  gtk_widget_class_bind_template_callback (widget_class, can_send);
  gtk_widget_class_bind_template_callback (widget_class, repeats);
  gtk_widget_class_bind_template_callback (widget_class, does_not_repeat);
  gtk_widget_class_bind_template_callback (widget_class, has_sending_label);
  gtk_widget_class_bind_template_callback (widget_class, sending_label);
  gtk_widget_class_bind_template_callback (widget_class, on_kind_selected);
  gtk_widget_class_bind_template_callback (widget_class, text_is_set);
  gtk_widget_class_bind_template_callback (widget_class, placeholder);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
}

static void
sonde_composer_init (SondeComposer *self)
{
  self->history = g_ptr_array_new_with_free_func (g_free);
  g_type_ensure (SONDE_TYPE_COMPOSE_OPTIONS);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu_button, on_menu_shown, self, NULL);
}
