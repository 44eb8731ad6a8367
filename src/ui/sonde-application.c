/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "sonde-alerts.h"
#include "sonde-demo.h"
#include "sonde-history-keeper.h"
#include "sonde-launch.h"
#include "sonde-net-thread.h"
#include "sonde-peer-store.h"
#include "sonde-preferences.h"
#include "sonde-screenshot.h"
#include "sonde-settings.h"
#include "sonde-ui-resources.h"
#include "sonde-window.h"

#define RESOURCE_PATH "/io/github/sonde_app/Sonde"
#define USAGE_STATUS  2

/* The demo moves quickly enough to be watched. */
#define DEMO_PERIOD_MS 500
#define DEMO_SPEED     60.0

/* The embedded probe listens within a few milliseconds; the window must not wait for it longer. */
#define DEMO_START_LIMIT_US (100 * G_TIME_SPAN_MILLISECOND)

/**
 * SondeApplication:
 *
 * Owns the net thread, the embedded probe and the list of endpoints.
 */
struct _SondeApplication
{
  AdwApplication parent_instance;

  SondeLaunch launch;
  GSettings *settings;
  SondeNetThread *thread;
  SondeDemo *demo;
  SondePeerStore *store;
  SondeAlerts *alerts;
  SondeHistoryKeeper *keeper;
  int exit_status;
};

G_DEFINE_FINAL_TYPE (SondeApplication, sonde_application, ADW_TYPE_APPLICATION)

static void
bind_demo (SondeApplication *self)
{
  static const char *const bindings[][2] = {
    { "mock-port", "port" },
    { "mock-profile", "profile" },
    { "mock-light-sensor", "light-sensor" },
    { "mock-climate-sensor", "climate-sensor" },
    { "mock-speed", "speed" },
    { "mock-period", "first-period" },
    { "mock-echo", "echo" },
    { "mock-real-timing", "real-timing" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bindings); i++)
    g_settings_bind (self->settings, bindings[i][0], self->demo, bindings[i][1],
                     G_SETTINGS_BIND_DEFAULT);
}

static void
on_crossed (SondeApplication *self, SondePeer *peer, SondeChannel *channel, guint alert)
{
  const char *peer_id = sonde_peer_get_id (peer);
  const char *channel_id = sonde_channel_get_id (channel);
  g_autofree char *key = sonde_alerts_make_key (peer_id, channel_id);
  g_autofree char *bound = NULL;
  g_autofree char *value = NULL;
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;
  g_autoptr (GNotification) notification = NULL;
  SondeAlertRule rule;
  SondeSample sample = { 0, 0 };

  if (alert == SONDE_ALERT_NONE)
    {
      g_application_withdraw_notification (G_APPLICATION (self), key);
      return;
    }
  sonde_alerts_get_rule (self->alerts, peer_id, channel_id, &rule);
  sonde_series_get_last (sonde_channel_get_series (channel), &sample);
  bound = sonde_channel_format_with_unit (channel,
                                          alert == SONDE_ALERT_ABOVE ? rule.above : rule.below);
  value = sonde_channel_format_with_unit (channel, sample.value);
  title = alert == SONDE_ALERT_ABOVE
              /* Translators: a quantity, then a value and its unit: “Temperature above 30 °C”. */
              ? g_strdup_printf (_ ("%s above %s"), sonde_channel_get_label (channel), bound)
              /* Translators: a quantity, then a value and its unit: “Temperature below 3 °C”. */
              : g_strdup_printf (_ ("%s below %s"), sonde_channel_get_label (channel), bound);
  /* Translators: the name of a probe, then a value and its unit. */
  body = g_strdup_printf (_ ("%s measured %s"), sonde_peer_get_name (peer), value);
  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  g_notification_set_default_action_and_target (notification, "app.show-endpoint", "s", peer_id);
  g_application_send_notification (G_APPLICATION (self), key, notification);
}

static void
on_alert_ended (SondeApplication *self, const char *key)
{
  g_application_withdraw_notification (G_APPLICATION (self), key);
}

static gboolean
prepare (SondeApplication *self, GError **error)
{
  if (self->store != NULL)
    return TRUE;
  self->settings = sonde_settings_open (error);
  if (self->settings == NULL)
    return FALSE;
  self->thread = sonde_net_thread_new ("sonde-net");
  self->demo = sonde_demo_new ();
  sonde_demo_set_seed (self->demo, self->launch.seed);
  /* A demonstration always looks the same, whatever is remembered. */
  if (self->launch.demo)
    g_object_set (self->demo, "first-period", DEMO_PERIOD_MS, "speed", DEMO_SPEED, NULL);
  else
    bind_demo (self);
  self->store = sonde_peer_store_new (self->thread, self->demo, self->settings);
  self->keeper = sonde_history_keeper_new (self->settings, G_LIST_MODEL (self->store));
  self->alerts = sonde_alerts_new (self->settings, G_LIST_MODEL (self->store));
  g_signal_connect_object (self->alerts, "crossed", G_CALLBACK (on_crossed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alerts, "ended", G_CALLBACK (on_alert_ended), self,
                           G_CONNECT_SWAPPED);
  return TRUE;
}

/* Opening a display and reading themes takes longer than anything else, so the first measures come
 * in meanwhile. */
static void
start_demo_early (SondeApplication *self)
{
  const gint64 deadline_us = g_get_monotonic_time () + DEMO_START_LIMIT_US;

  sonde_peer_connect (sonde_peer_store_get_demo (self->store));
  while (sonde_demo_get_starting (self->demo) && g_get_monotonic_time () < deadline_us)
    g_main_context_iteration (NULL, FALSE);
}

static void
apply_color_scheme (SondeApplication *self)
{
  static const struct
  {
    const char *name;
    AdwColorScheme scheme;
  } schemes[] = {
    { "system", ADW_COLOR_SCHEME_DEFAULT },
    { "light", ADW_COLOR_SCHEME_FORCE_LIGHT },
    { "dark", ADW_COLOR_SCHEME_FORCE_DARK },
  };
  g_autofree char *name = g_settings_get_string (self->settings, "color-scheme");
  AdwStyleManager *manager = adw_application_get_style_manager (ADW_APPLICATION (self));

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_equal (schemes[i].name, name))
      adw_style_manager_set_color_scheme (manager, schemes[i].scheme);
  if (self->launch.dark)
    adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
}

static SondeWindow *
ensure_window (SondeApplication *self)
{
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (self));
  SondeWindow *window;

  while (active != NULL && gtk_window_get_transient_for (active) != NULL)
    active = gtk_window_get_transient_for (active);
  if (SONDE_IS_WINDOW (active))
    return SONDE_WINDOW (active);
  window = sonde_window_new (GTK_APPLICATION (self), self->store, self->demo, self->settings);
  sonde_window_set_alerts (window, self->alerts);
  if (self->launch.width_px > 0)
    {
      g_settings_unbind (window, "default-width");
      g_settings_unbind (window, "default-height");
      gtk_window_set_default_size (GTK_WINDOW (window), self->launch.width_px,
                                   self->launch.height_px);
    }
  return window;
}

static void
on_screenshot_done (gpointer user_data, const GError *error)
{
  SondeApplication *self = user_data;

  if (error != NULL)
    {
      g_printerr ("sonde: %s\n", error->message);
      self->exit_status = 1;
    }
  g_application_quit (G_APPLICATION (self));
}

static void
apply_launch (SondeApplication *self, SondeWindow *window)
{
  if (self->launch.demo)
    sonde_window_try_demo (window);
  if (self->launch.page != NULL)
    sonde_window_show_page (window, self->launch.page);
}

/* Who asks the program to end leaves it the time to close what it records. */
static gboolean
on_termination (gpointer user_data)
{
  g_application_quit (G_APPLICATION (user_data));

  return G_SOURCE_CONTINUE;
}

static void
sonde_application_startup (GApplication *application)
{
  static const struct
  {
    const char *action;
    const char *accelerators[3];
  } accelerators[] = {
    { "app.quit", { "<Control>q" } },
    { "app.preferences", { "<Control>comma" } },
    { "app.shortcuts", { "<Control>question" } },
    { "window.close", { "<Control>w" } },
    { "win.add-endpoint", { "<Control>n" } },
    { "win.edit-current", { "<Control>e" } },
    { "win.import", { "<Shift><Control>i" } },
    { "win.export", { "<Shift><Control>e" } },
    { "win.connect", { "<Control>k" } },
    { "win.disconnect", { "<Shift><Control>k" } },
    { "win.try-demo", { "<Control>d" } },
    { "win.open-recording", { "<Control>o" } },
    { "win.save-recording", { "<Shift><Control>s" } },
    { "win.add-note", { "<Shift><Control>n" } },
    { "win.show-page::dashboard", { "<Alt>1" } },
    { "win.show-page::messages", { "<Alt>2" } },
    { "win.show-page::wire", { "<Alt>3" } },
    { "win.show-page::echo", { "<Alt>4" } },
    { "win.show-page::mock", { "<Alt>5" } },
    { "win.accept-calculator", { "<Shift><Control>a" } },
  };

  g_unix_signal_add (SIGTERM, on_termination, application);
  g_unix_signal_add (SIGINT, on_termination, application);
  g_resources_register (sonde_ui_get_resource ());
  G_APPLICATION_CLASS (sonde_application_parent_class)->startup (application);

  for (gsize i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accelerators[i].action,
                                           accelerators[i].accelerators);
}

static void
sonde_application_activate (GApplication *application)
{
  SondeApplication *self = SONDE_APPLICATION (application);
  g_autoptr (GError) error = NULL;
  SondeWindow *window;

  if (!prepare (self, &error))
    {
      g_printerr ("sonde: %s\n", error->message);
      self->exit_status = 1;
      return;
    }
  apply_color_scheme (self);
  if (self->launch.rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  g_signal_handlers_disconnect_by_func (self->settings, apply_color_scheme, self);
  g_signal_connect_object (self->settings, "changed::color-scheme", G_CALLBACK (apply_color_scheme),
                           self, G_CONNECT_SWAPPED);
  window = ensure_window (self);
  apply_launch (self, window);
  gtk_window_present (GTK_WINDOW (window));
  if (!self->launch.demo)
    sonde_peer_store_reopen (self->store);
  if (self->launch.screenshot != NULL)
    sonde_screenshot_take_when_ready (window, self->launch.screenshot, on_screenshot_done, self);
}

static void
open_recording (SondeWindow *window, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL)
    sonde_window_open_recording (window, path);
  else
    sonde_window_add_toast (window, _ ("Only recordings of this computer can be opened"));
}

/* A path is one of whoever gave the command, who may be in another folder. */
static void
open_addresses (SondeApplication *self,
                const char *const *addresses,
                GApplicationCommandLine *command_line)
{
  for (gsize i = 0; addresses != NULL && addresses[i] != NULL && self->store != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      SondeWindow *window = ensure_window (self);

      if (sonde_launch_is_recording (addresses[i]))
        {
          g_autoptr (GFile) file = command_line != NULL
                                       ? g_application_command_line_create_file_for_arg (
                                             command_line, addresses[i])
                                       : g_file_new_for_commandline_arg (addresses[i]);

          open_recording (window, file);
        }
      else if (!sonde_window_open_address (window, addresses[i], &error))
        sonde_window_add_toast (window, error->message);
    }
  if (self->launch.page != NULL && self->store != NULL)
    sonde_window_show_page (ensure_window (self), self->launch.page);
}

static void
sonde_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) addresses = NULL;

  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);

      g_strv_builder_add (builder, uri);
    }
  addresses = g_strv_builder_end (builder);
  g_application_activate (application);
  open_addresses (SONDE_APPLICATION (application), (const char *const *) addresses, NULL);
}

static int
sonde_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  SondeApplication *self = SONDE_APPLICATION (application);
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Sonde %s\n", VERSION);
      return 0;
    }
  if (!sonde_launch_read (&self->launch, options, &error))
    {
      g_printerr ("sonde: %s\n", error->message);
      return USAGE_STATUS;
    }
  if (!self->launch.demo)
    return -1;

  /* A demonstration stands beside a window that is already open. */
  g_application_set_flags (application,
                           g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  if (!prepare (self, &error))
    {
      g_printerr ("sonde: %s\n", error->message);
      return 1;
    }
  start_demo_early (self);
  return -1;
}

static int
sonde_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  g_autofree const char **addresses = NULL;

  g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&s", &addresses);
  g_application_activate (application);
  open_addresses (SONDE_APPLICATION (application), addresses, command_line);
  return SONDE_APPLICATION (application)->exit_status;
}

static void
sonde_application_shutdown (GApplication *application)
{
  SondeApplication *self = SONDE_APPLICATION (application);
  GList *windows;

  while ((windows = gtk_application_get_windows (GTK_APPLICATION (application))) != NULL)
    gtk_window_destroy (windows->data);
  g_clear_object (&self->alerts);
  g_clear_object (&self->store);
  g_clear_object (&self->demo);
  g_clear_object (&self->thread);
  if (self->keeper != NULL)
    sonde_history_keeper_close (self->keeper);
  g_clear_object (&self->keeper);
  g_clear_object (&self->settings);

  G_APPLICATION_CLASS (sonde_application_parent_class)->shutdown (application);
}

static void
sonde_application_finalize (GObject *object)
{
  SondeApplication *self = SONDE_APPLICATION (object);

  g_clear_object (&self->alerts);
  g_clear_object (&self->keeper);
  g_clear_object (&self->store);
  g_clear_object (&self->demo);
  g_clear_object (&self->thread);
  g_clear_object (&self->settings);
  sonde_launch_clear (&self->launch);

  G_OBJECT_CLASS (sonde_application_parent_class)->finalize (object);
}

static void
sonde_application_class_init (SondeApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sonde_application_finalize;
  application_class->startup = sonde_application_startup;
  application_class->activate = sonde_application_activate;
  application_class->open = sonde_application_open;
  application_class->handle_local_options = sonde_application_handle_local_options;
  application_class->command_line = sonde_application_command_line;
  application_class->shutdown = sonde_application_shutdown;
}

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_quit (G_APPLICATION (user_data));
}

static void
show_demo (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SondeApplication *self = user_data;

  g_application_activate (G_APPLICATION (self));
  if (self->store != NULL)
    sonde_window_try_demo (ensure_window (self));
}

static void
show_endpoint (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SondeApplication *self = user_data;
  SondePeer *peer;

  g_application_activate (G_APPLICATION (self));
  if (self->store == NULL)
    return;
  peer = sonde_peer_store_lookup (self->store, g_variant_get_string (parameter, NULL));
  if (peer == NULL)
    return;
  sonde_window_set_peer (ensure_window (self), peer);
  sonde_window_show_page (ensure_window (self), "dashboard");
}

static void
show_preferences (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SondeApplication *self = user_data;
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));

  gtk_window_present (sonde_preferences_new (parent, self->settings, self->keeper));
}

static void
drop_shortcuts (gpointer user_data)
{
  g_autoptr (GtkApplicationWindow) window = user_data;

  gtk_application_window_set_help_overlay (window, NULL);
}

static void
on_shortcuts_hidden (GtkApplicationWindow *window)
{
  g_idle_add_once (drop_shortcuts, g_object_ref (window));
}

/* By itself GTK would keep the window of the shortcuts from the start, hidden. Over one that is
 * hidden GTK 4.8 crashes where a screen reader asks for the windows while another one closes. */
static void
show_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkApplicationWindow *window = GTK_APPLICATION_WINDOW (ensure_window (user_data));
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (RESOURCE_PATH "/shortcuts.ui");
  GtkShortcutsWindow *shortcuts = GTK_SHORTCUTS_WINDOW (
      gtk_builder_get_object (builder, "shortcuts"));

  gtk_application_window_set_help_overlay (window, shortcuts);
  g_signal_connect_object (shortcuts, "hide", G_CALLBACK (on_shortcuts_hidden), window,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (shortcuts));
}

static void
show_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const char *developers[] = { "The Sonde authors", NULL };

  adw_show_about_window (
      gtk_application_get_active_window (GTK_APPLICATION (user_data)), "application-name", "Sonde",
      "application-icon", APP_ID, "version", VERSION, "developer-name", _ ("The Sonde authors"),
      "developers", developers, "license-type", GTK_LICENSE_GPL_3_0, "comments",
      _ ("Watch a weather probe live, and see what really happens on its WebSocket."), NULL);
}

static void
sonde_application_init (SondeApplication *self)
{
  static const GActionEntry actions[] = {
    { .name = "quit", .activate = quit },
    { .name = "demo", .activate = show_demo },
    { .name = "show-endpoint", .activate = show_endpoint, .parameter_type = "s" },
    { .name = "preferences", .activate = show_preferences },
    { .name = "shortcuts", .activate = show_shortcuts },
    { .name = "about", .activate = show_about },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  sonde_launch_add_options (G_APPLICATION (self));
}

/**
 * sonde_application_new:
 *
 * Makes the application.
 *
 * Returns: (transfer full): the application
 */
SondeApplication *
sonde_application_new (void)
{
  return g_object_new (SONDE_TYPE_APPLICATION, "application-id", APP_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", RESOURCE_PATH, NULL);
}

/**
 * sonde_application_get_exit_status:
 * @self: the application
 *
 * Returns: what the process should end with where it is not 0
 */
int
sonde_application_get_exit_status (SondeApplication *self)
{
  g_return_val_if_fail (SONDE_IS_APPLICATION (self), 1);

  return self->exit_status;
}
