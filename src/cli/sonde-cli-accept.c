/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-accept.h"
#include "sonde-cli-command.h"
#include "sonde-cli-json.h"
#include "sonde-cli-output.h"

#include <string.h>
#include <glib/gi18n.h>

typedef struct
{
  gboolean explain;
  gboolean json;
  char *answer;
} AcceptValues;

static const SondeCliOption options[] = {
  { "explain", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (AcceptValues, explain), 0, 0, 0, NULL,
    N_ ("Show each step of the computation") },
  { "json", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (AcceptValues, json), 0, 0, 0, NULL,
    N_ ("Print the steps as one JSON object") },
  { "answer", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (AcceptValues, answer), 0, 0, 0, N_ ("ACCEPT"),
    N_ ("Compare with what a server answered, and fail where it differs") },
  { NULL },
};

static gboolean
print_json (const SondeAccept *steps, const char *answer)
{
  g_autoptr (SondeCliJson) json = sonde_cli_json_new ();

  sonde_cli_json_add_text (json, "key", steps->key, -1);
  if (steps->nonce != NULL)
    sonde_cli_json_add_integer (json, "nonce_bytes", (gint64) g_bytes_get_size (steps->nonce));
  else
    sonde_cli_json_add_null (json, "nonce_bytes");
  sonde_cli_json_add_text (json, "joined", steps->joined, -1);
  sonde_cli_json_add_text (json, "sha1", steps->sha1_hex, -1);
  sonde_cli_json_add_text (json, "accept", steps->accept, -1);
  if (answer != NULL)
    {
      sonde_cli_json_add_text (json, "answer", answer, -1);
      sonde_cli_json_add_integer (json, "matches", sonde_accept_matches (steps, answer));
    }
  return sonde_cli_json_print (json);
}

static gboolean
print_steps (const SondeAccept *steps, const char *answer)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const struct
  {
    const char *what;
    const char *value;
  } rows[] = {
    { _ ("Key that the client sends"), steps->key },
    { _ ("The key decoded"), steps->key_words },
    { _ ("Joined with the identifier of RFC 6455"), steps->joined },
    { _ ("SHA-1 of that"), steps->sha1_hex },
    { _ ("In Base64, what the server must answer"), steps->accept },
    { _ ("What the server answered"), answer },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows) && rows[i].value != NULL; i++)
    /* Translators: the lines of “sonde-cli accept KEY --explain”, what each is and its value. */
    g_string_append_printf (text, _ ("%s: %s\n"), rows[i].what, rows[i].value);
  g_string_truncate (text, text->len - 1);
  return sonde_cli_print_line (text->str, text->len);
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  const AcceptValues *values = invocation->values;
  const char *key = invocation->arguments[0];
  g_autoptr (SondeAccept) steps = NULL;
  g_autoptr (GError) error = NULL;
  gboolean printed;

  if (!sonde_accept_check_key (key, &error))
    return sonde_cli_report_usage (invocation->command, error);

  steps = sonde_accept_new (key);
  if (values->json)
    printed = print_json (steps, values->answer);
  else if (values->explain)
    printed = print_steps (steps, values->answer);
  else
    printed = sonde_cli_print_line (steps->accept, strlen (steps->accept));
  if (!printed)
    return SONDE_CLI_FAILED;

  if (values->answer == NULL || sonde_accept_matches (steps, values->answer))
    return SONDE_CLI_DONE;
  sonde_cli_warn (_ ("The answer does not belong to the key: a client must fail the connection "
                     "(RFC 6455 section 4.1)"));
  return SONDE_CLI_FAILED;
}

const SondeCliCommand sonde_cli_accept_command = {
  .name = "accept",
  .synopsis = "KEY",
  .summary = N_ ("Compute what a server must answer to a handshake key"),
  .description = N_ ("Prints the Sec-WebSocket-Accept that belongs to a Sec-WebSocket-Key "
                     "(RFC 6455 section 4.2.2). It connects to nothing."),
  .examples = "accept dGhlIHNhbXBsZSBub25jZQ==\n"
              "accept --explain YXplcnR5\n"
              "accept NbRO4XmDnLsEX7qLxcdY5w== --answer PwFDc7Dx5UunCpEBxXsPVKzfweM=",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE,
  .n_arguments = 1,
  .values_size = sizeof (AcceptValues),
  .options = options,
  .run = run,
};
