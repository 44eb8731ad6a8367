/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli-process.h"

#include <string.h>

#define LIMIT_S 60

struct _CliProcess
{
  GSubprocess *process;
  GDataInputStream *output;
  char *name;
  char *errors;
  GBytes *rest;
};

typedef struct
{
  GAsyncResult *result;
  const char *waited_for;
  const char *name;
} Wait;

static void
on_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->result = g_object_ref (result);
}

static gboolean
on_limit (gpointer user_data)
{
  Wait *wait = user_data;

  g_error ("waited %d s for %s of “%s”", LIMIT_S, wait->waited_for, wait->name);
  return G_SOURCE_REMOVE;
}

static GAsyncResult *
wait_for_result (Wait *wait)
{
  guint limit_id = g_timeout_add_seconds (LIMIT_S, on_limit, wait);

  while (wait->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit_id);
  return wait->result;
}

/* Starts a program; its standard output is read by the line, its diagnostics as a whole. */
CliProcess *
cli_process_start (const char *const *line)
{
  CliProcess *self = g_new0 (CliProcess, 1);
  g_autofree char *name = g_strjoinv (" ", (char **) line);
  g_autoptr (GError) error = NULL;

  /* What is printed must be UTF-8, even where the words are wrong on purpose. */
  self->name = g_utf8_make_valid (name, -1);
  self->process = g_subprocess_newv (
      line, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  return self;
}

static CliProcess *
start_with (const char *const *head, const char *first, va_list words)
{
  g_autoptr (GPtrArray) line = g_ptr_array_new ();

  for (guint i = 0; head[i] != NULL; i++)
    g_ptr_array_add (line, (gpointer) head[i]);
  for (const char *word = first; word != NULL; word = va_arg (words, const char *))
    g_ptr_array_add (line, (gpointer) word);
  g_ptr_array_add (line, NULL);
  return cli_process_start ((const char *const *) line->pdata);
}

/* Starts the `sonde-cli` of the build. */
CliProcess *
cli_process_start_cli (const char *first, ...)
{
  const char *head[] = { g_getenv ("SONDE_CLI"), NULL };
  CliProcess *self;
  va_list words;

  g_assert_nonnull (head[0]);
  va_start (words, first);
  self = start_with (head, first, words);
  va_end (words);
  return self;
}

/* Starts the peer that is built on Debian's python3-websockets. */
CliProcess *
cli_process_start_peer (const char *first, ...)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "cli", "websocket-peer.py", NULL);
  const char *head[] = { "/usr/bin/python3", script, NULL };
  CliProcess *self;
  va_list words;

  va_start (words, first);
  self = start_with (head, first, words);
  va_end (words);
  return self;
}

/* Ends it by force if it still runs. */
void
cli_process_free (CliProcess *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->output);
  g_clear_object (&self->process);
  g_clear_pointer (&self->rest, g_bytes_unref);
  g_free (self->errors);
  g_free (self->name);
  g_free (self);
}

/* The next line of its standard output, without the line feed; %NULL at the end. */
char *
cli_process_read_line (CliProcess *self)
{
  Wait wait = { .waited_for = "a line", .name = self->name };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *line;

  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, NULL, on_result, &wait);
  result = wait_for_result (&wait);
  line = g_data_input_stream_read_line_finish (self->output, result, NULL, &error);
  g_assert_no_error (error);
  return line;
}

/* Reads on until that very line. */
void
cli_process_expect_line (CliProcess *self, const char *expected)
{
  while (TRUE)
    {
      g_autofree char *line = cli_process_read_line (self);

      if (line == NULL)
        g_error ("“%s” ended without the line “%s”", self->name, expected);
      if (g_str_equal (g_strchomp (line), expected))
        return;
    }
}

const char *
cli_process_get_identifier (CliProcess *self)
{
  return g_subprocess_get_identifier (self->process);
}

void
cli_process_signal (CliProcess *self, int signal_number)
{
  g_subprocess_send_signal (self->process, signal_number);
}

static GBytes *
read_all (CliProcess *self, GInputStream *stream)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  Wait wait = { .waited_for = "the end", .name = self->name };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_output_stream_splice_async (memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, NULL, on_result, &wait);
  result = wait_for_result (&wait);
  g_output_stream_splice_finish (memory, result, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static char *
create_string (GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  char *string = g_malloc0 (size + 1);

  if (size > 0)
    memcpy (string, data, size);
  return string;
}

/* Waits for its end. Returns the exit status, or -1 where a signal ended it. */
int
cli_process_finish (CliProcess *self)
{
  Wait wait = { .waited_for = "the exit", .name = self->name };
  g_autoptr (GBytes) errors = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->rest = read_all (self, G_INPUT_STREAM (self->output));
  errors = read_all (self, g_subprocess_get_stderr_pipe (self->process));
  self->errors = create_string (errors);

  g_subprocess_wait_async (self->process, NULL, on_result, &wait);
  result = wait_for_result (&wait);
  g_subprocess_wait_finish (self->process, result, &error);
  g_assert_no_error (error);
  if (*self->errors != '\0')
    g_test_message ("%s: %s", self->name, self->errors);
  return g_subprocess_get_if_exited (self->process) ? g_subprocess_get_exit_status (self->process)
                                                    : -1;
}

/* What it wrote after the lines that were read, once it has finished. */
GBytes *
cli_process_get_output (CliProcess *self)
{
  return self->rest;
}

const char *
cli_process_get_errors (CliProcess *self)
{
  return self->errors;
}

static void
take_result (CliResult *result, CliProcess *process)
{
  result->status = cli_process_finish (process);
  result->output = create_string (process->rest);
  result->output_size = g_bytes_get_size (process->rest);
  result->errors = g_strdup (process->errors);
}

/* Runs the `sonde-cli` of the build with these words to its end. */
void
cli_run (CliResult *result, const char *first, ...)
{
  g_autoptr (CliProcess) process = NULL;
  const char *head[] = { g_getenv ("SONDE_CLI"), NULL };
  va_list words;

  va_start (words, first);
  process = start_with (head, first, words);
  va_end (words);
  take_result (result, process);
}

void
cli_run_line (CliResult *result, const char *const *words)
{
  g_autoptr (GPtrArray) line = g_ptr_array_new ();
  g_autoptr (CliProcess) process = NULL;

  g_ptr_array_add (line, (gpointer) g_getenv ("SONDE_CLI"));
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (line, (gpointer) words[i]);
  g_ptr_array_add (line, NULL);
  process = cli_process_start ((const char *const *) line->pdata);
  take_result (result, process);
}

void
cli_result_clear (CliResult *self)
{
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->errors, g_free);
}
