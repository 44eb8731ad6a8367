/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-command.h"
#include "sonde-cli-output.h"
#include "sonde-frame.h"

#include <string.h>
#include <glib/gi18n.h>

/* The identifier that RFC 6455 section 1.3 fixes for every WebSocket server. */
#define WEBSOCKET_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

#define NONCE_SIZE     16
#define MAX_KEY_LENGTH 1024

typedef struct
{
  gboolean explain;
} AcceptValues;

static const SondeCliOption options[] = {
  { "explain", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (AcceptValues, explain), 0, 0, 0, NULL,
    N_ ("Show each step of the computation") },
  { NULL },
};

static gboolean
check_key (const char *key, GError **error)
{
  gsize length = strlen (key);
  gboolean printable = TRUE;

  for (const char *c = key; *c != '\0'; c++)
    printable = printable && g_ascii_isgraph (*c);

  if (length >= 1 && length <= MAX_KEY_LENGTH && printable)
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("KEY takes 1 to %d printable ASCII characters without a space"), MAX_KEY_LENGTH);
  return FALSE;
}

static char *
describe_nonce (const char *key)
{
  g_autofree guchar *nonce = NULL;
  g_autofree char *encoded = NULL;
  gsize size;

  nonce = g_base64_decode (key, &size);
  encoded = g_base64_encode (nonce, size);
  if (!g_str_equal (encoded, key))
    return g_strdup (_ ("not Base64, which RFC 6455 section 4.1 asks for"));
  if (size != NONCE_SIZE)
    return g_strdup_printf (_ ("%u bytes; RFC 6455 section 4.1 asks for 16"), (guint) size);
  return g_strdup (_ ("16 bytes, as RFC 6455 section 4.1 asks"));
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  const AcceptValues *values = invocation->values;
  const char *key = invocation->arguments[0];
  g_autofree char *accept = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!check_key (key, &error))
    return sonde_cli_report_usage (invocation->command, error);

  accept = sonde_frame_compute_accept (key);
  if (values->explain)
    {
      g_autofree char *nonce = describe_nonce (key);
      g_autofree char *joined = g_strconcat (key, WEBSOCKET_GUID, NULL);
      g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA1, joined, -1);

      /* Translators: the lines of “sonde-cli accept KEY --explain”, what each is and its value. */
      text = g_strdup_printf (
          _ ("%s: %s\n%s: %s\n%s: %s\n%s: %s\n%s: %s"), _ ("Key that the client sends"), key,
          _ ("The key decoded"), nonce, _ ("Joined with the identifier of RFC 6455"), joined,
          _ ("SHA-1 of that"), digest, _ ("In Base64, what the server must answer"), accept);
    }
  else
    {
      text = g_steal_pointer (&accept);
    }

  return sonde_cli_print_line (text, strlen (text)) ? SONDE_CLI_DONE : SONDE_CLI_FAILED;
}

const SondeCliCommand sonde_cli_accept_command = {
  .name = "accept",
  .synopsis = "KEY",
  .summary = N_ ("Compute what a server must answer to a handshake key"),
  .description = N_ ("Prints the Sec-WebSocket-Accept that belongs to a Sec-WebSocket-Key "
                     "(RFC 6455 section 4.2.2). It connects to nothing."),
  .examples = "accept dGhlIHNhbXBsZSBub25jZQ==\n"
              "accept --explain YXplcnR5",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_USAGE,
  .n_arguments = 1,
  .values_size = sizeof (AcceptValues),
  .options = options,
  .run = run,
};
