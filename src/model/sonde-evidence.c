/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-evidence.h"

#include "sonde-format.h"

#include <glib/gi18n-lib.h>

/* A hostile server must not fill a window, nor a report. */
#define MAX_CHARS       400
#define MAX_SHOWN_BYTES 32

typedef enum
{
  UNIT_NONE,
  UNIT_US,
  UNIT_BYTES,
} Unit;

/* A name is for programs and never changes; one in microseconds ends in _us. */
static const struct
{
  const char *name;
  const char *label;
  Unit unit;
} rows[] = {
  [SONDE_EVIDENCE_ADDRESS] = { "address", N_ ("Address"), UNIT_NONE },
  [SONDE_EVIDENCE_HOST] = { "host", N_ ("Name"), UNIT_NONE },
  [SONDE_EVIDENCE_SYSTEM_ANSWER] = { "system_answer", N_ ("The system says"), UNIT_NONE },
  [SONDE_EVIDENCE_AVAHI_ANSWER] = { "avahi_answer", N_ ("Avahi says"), UNIT_NONE },
  [SONDE_EVIDENCE_MDNS_ANSWER] = { "mdns_answer", N_ ("Multicast DNS says"), UNIT_NONE },
  [SONDE_EVIDENCE_SANDBOX] = { "sandbox", N_ ("Sandbox"), UNIT_NONE },
  [SONDE_EVIDENCE_NETWORK] = { "network", N_ ("Networks of this computer"), UNIT_NONE },
  [SONDE_EVIDENCE_PROXY] = { "proxy", N_ ("Proxy"), UNIT_NONE },
  [SONDE_EVIDENCE_STAGE] = { "stage", N_ ("Stage"), UNIT_NONE },
  [SONDE_EVIDENCE_NAME_US] = { "name_us", N_ ("Time for the name"), UNIT_US },
  [SONDE_EVIDENCE_TCP_US] = { "tcp_us", N_ ("Time for TCP"), UNIT_US },
  [SONDE_EVIDENCE_TLS_US] = { "tls_us", N_ ("Time for TLS"), UNIT_US },
  [SONDE_EVIDENCE_UPGRADE_US] = { "upgrade_us", N_ ("Time for the upgrade"), UNIT_US },
  [SONDE_EVIDENCE_LIMIT_US] = { "limit_us", N_ ("Time limit"), UNIT_US },
  [SONDE_EVIDENCE_SYSTEM_MESSAGE] = { "system_message", N_ ("Message of the system"), UNIT_NONE },
  [SONDE_EVIDENCE_FIRST_BYTES] = { "first_bytes", N_ ("First bytes received"), UNIT_NONE },
  [SONDE_EVIDENCE_TLS_ALERT] = { "tls_alert", N_ ("TLS alert"), UNIT_NONE },
  [SONDE_EVIDENCE_CERTIFICATE_PROBLEMS] = { "certificate_problems",
                                            N_ ("Problems of the certificate"), UNIT_NONE },
  [SONDE_EVIDENCE_CERTIFICATE_SUBJECT] = { "certificate_subject", N_ ("Certificate of"),
                                           UNIT_NONE },
  [SONDE_EVIDENCE_CERTIFICATE_NAMES] = { "certificate_names", N_ ("Certificate made for"),
                                         UNIT_NONE },
  [SONDE_EVIDENCE_CERTIFICATE_ISSUER] = { "certificate_issuer", N_ ("Certificate signed by"),
                                          UNIT_NONE },
  [SONDE_EVIDENCE_CERTIFICATE_NOT_BEFORE] = { "certificate_not_before",
                                              N_ ("Certificate valid from"), UNIT_NONE },
  [SONDE_EVIDENCE_CERTIFICATE_NOT_AFTER] = { "certificate_not_after",
                                             N_ ("Certificate valid until"), UNIT_NONE },
  [SONDE_EVIDENCE_CLOCK] = { "clock", N_ ("Clock of this computer"), UNIT_NONE },
  [SONDE_EVIDENCE_STATUS_LINE] = { "status_line", N_ ("Status line"), UNIT_NONE },
  [SONDE_EVIDENCE_SERVER] = { "server", "Server", UNIT_NONE },
  [SONDE_EVIDENCE_LOCATION] = { "location", "Location", UNIT_NONE },
  [SONDE_EVIDENCE_CONTENT_TYPE] = { "content_type", "Content-Type", UNIT_NONE },
  [SONDE_EVIDENCE_BODY] = { "body", N_ ("Start of the body"), UNIT_NONE },
  [SONDE_EVIDENCE_UPGRADE] = { "upgrade", "Upgrade", UNIT_NONE },
  [SONDE_EVIDENCE_CONNECTION] = { "connection", "Connection", UNIT_NONE },
  [SONDE_EVIDENCE_KEY] = { "key", "Sec-WebSocket-Key", UNIT_NONE },
  [SONDE_EVIDENCE_ACCEPT] = { "accept", "Sec-WebSocket-Accept", UNIT_NONE },
  [SONDE_EVIDENCE_EXPECTED_ACCEPT] = { "expected_accept", N_ ("Accept computed from the key"),
                                       UNIT_NONE },
  [SONDE_EVIDENCE_SUBPROTOCOL] = { "subprotocol", N_ ("Subprotocol that the server chose"),
                                   UNIT_NONE },
  [SONDE_EVIDENCE_OFFERED_SUBPROTOCOLS] = { "offered_subprotocols", N_ ("Subprotocols offered"),
                                            UNIT_NONE },
  [SONDE_EVIDENCE_EXTENSIONS] = { "extensions", N_ ("Extensions that the server chose"),
                                  UNIT_NONE },
  [SONDE_EVIDENCE_OFFERED_EXTENSIONS] = { "offered_extensions", N_ ("Extensions offered"),
                                          UNIT_NONE },
  [SONDE_EVIDENCE_FRAME] = { "frame", N_ ("Head of the frame"), UNIT_NONE },
  [SONDE_EVIDENCE_CLOSE_CODE] = { "close_code", N_ ("Close code"), UNIT_NONE },
  [SONDE_EVIDENCE_CLOSE_REASON] = { "close_reason", N_ ("Reason given"), UNIT_NONE },
  [SONDE_EVIDENCE_OPEN_US] = { "open_us", N_ ("Was open for"), UNIT_US },
  [SONDE_EVIDENCE_SILENCE_US] = { "silence_us", N_ ("Nothing came for"), UNIT_US },
  [SONDE_EVIDENCE_RECEIVED_BYTES] = { "received_bytes", N_ ("Received"), UNIT_BYTES },
  [SONDE_EVIDENCE_SENT_BYTES] = { "sent_bytes", N_ ("Sent"), UNIT_BYTES },
  [SONDE_EVIDENCE_LAST_MESSAGE_BYTES] = { "last_message_bytes", N_ ("Last message sent"),
                                          UNIT_BYTES },
  [SONDE_EVIDENCE_LIMIT_BYTES] = { "limit_bytes", N_ ("Size limit"), UNIT_BYTES },
  [SONDE_EVIDENCE_UNACKNOWLEDGED_SEGMENTS] = { "unacknowledged_segments",
                                               N_ ("TCP segments without acknowledgement"),
                                               UNIT_NONE },
  [SONDE_EVIDENCE_RETRANSMISSIONS] = { "retransmissions", N_ ("TCP retransmissions in a row"),
                                       UNIT_NONE },
};

/* What a server wrote must not turn a line round, nor make several of it. */
static char *
make_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, 6 * MAX_CHARS));
  GString *printable = g_string_new (NULL);
  guint n_chars = 0;
  gboolean blank = FALSE;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isspace (c))
        {
          blank = printable->len > 0;
          continue;
        }
      if (++n_chars > MAX_CHARS)
        {
          g_string_append (printable, "…");
          break;
        }
      if (blank)
        g_string_append_c (printable, ' ');
      blank = FALSE;
      if (g_unichar_isprint (c))
        g_string_append_unichar (printable, c);
      else
        g_string_append (printable, "\xef\xbf\xbd");
    }
  return g_string_free (printable, FALSE);
}

/**
 * sonde_evidence_new_text:
 * @kind: what was seen
 * @text: its value, as it came, which need not be UTF-8
 *
 * Returns: (transfer full): the evidence, with a text that can be printed on a line
 */
SondeEvidence *
sonde_evidence_new_text (SondeEvidenceKind kind, const char *text)
{
  SondeEvidence *self = g_new0 (SondeEvidence, 1);

  self->kind = kind;
  self->text = make_printable (text);
  return self;
}

/**
 * sonde_evidence_new_number:
 * @kind: what was measured, which says the unit as well
 * @number: its value
 *
 * Returns: (transfer full): the evidence
 */
SondeEvidence *
sonde_evidence_new_number (SondeEvidenceKind kind, gint64 number)
{
  SondeEvidence *self = g_new0 (SondeEvidence, 1);

  self->kind = kind;
  self->number = number;
  return self;
}

/**
 * sonde_evidence_copy:
 *
 * Returns: (transfer full): a copy
 */
SondeEvidence *
sonde_evidence_copy (const SondeEvidence *self)
{
  SondeEvidence *copy = g_memdup2 (self, sizeof *self);

  copy->text = g_strdup (self->text);
  return copy;
}

void
sonde_evidence_free (SondeEvidence *self)
{
  g_free (self->text);
  g_free (self);
}

/**
 * sonde_evidence_get_name:
 *
 * Returns: a name for programs, such as "status_line", which never changes
 */
const char *
sonde_evidence_get_name (const SondeEvidence *self)
{
  return rows[self->kind].name;
}

/**
 * sonde_evidence_get_label:
 *
 * Returns: what it is, translated
 */
const char *
sonde_evidence_get_label (const SondeEvidence *self)
{
  return _ (rows[self->kind].label);
}

/**
 * sonde_evidence_format:
 *
 * Returns: (transfer full): the value for a person, with its unit
 */
char *
sonde_evidence_format (const SondeEvidence *self)
{
  if (self->text != NULL)
    return g_strdup (self->text);

  switch (rows[self->kind].unit)
    {
    case UNIT_US:
      return sonde_format_interval_us (self->number);
    case UNIT_BYTES:
      return g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "%lld byte", "%lld bytes", (gulong) self->number),
          (long long) self->number);
    case UNIT_NONE:
    default:
      return g_strdup_printf ("%lld", (long long) self->number);
    }
}

/**
 * sonde_evidence_format_bytes:
 *
 * Returns: (transfer full): the first bytes in hexadecimal, with the text beside them where they
 *   are printable, such as `48 69 “Hi”`
 */
char *
sonde_evidence_format_bytes (const guint8 *data, gsize size)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) readable = g_string_new (NULL);
  gsize n_shown = MIN (size, MAX_SHOWN_BYTES);
  gsize n_printable = 0;

  for (gsize i = 0; i < n_shown; i++)
    {
      g_string_append_printf (text, "%s%02x", i > 0 ? " " : "", data[i]);
      g_string_append_c (readable, g_ascii_isprint (data[i]) ? (char) data[i] : '.');
      n_printable += g_ascii_isprint (data[i]) || g_ascii_isspace (data[i]);
    }
  if (size > n_shown)
    g_string_append (text, "…");
  if (n_shown > 0 && 4 * n_printable >= 3 * n_shown)
    g_string_append_printf (text, _ (" “%s”"), readable->str);
  return g_strdup (text->str);
}
