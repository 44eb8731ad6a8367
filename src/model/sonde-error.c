/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

static const char *const hints[] = {
  [SONDE_ERROR_ADDRESS] = N_ ("An address looks like ws://192.168.1.20:5000 or wss://host/path."),
  [SONDE_ERROR_ENCODING] = N_ ("WebSocket texts must be UTF-8: send other data as binary."),
  [SONDE_ERROR_TOO_BIG] = N_ (
      "Send smaller messages (the probe takes 15,360 bytes), or raise the limit of the endpoint."),
  [SONDE_ERROR_QUEUE_FULL] = N_ ("The server reads too slowly: wait, or send less."),
  [SONDE_ERROR_NOT_CONNECTED] = N_ ("Connect first."),
  [SONDE_ERROR_SYNTAX] = N_ ("Correct the JSON text or the CSV table at the place that is named."),
  [SONDE_ERROR_LISTEN] = N_ ("Choose another port, or 0 for any free one."),
  [SONDE_ERROR_STORE] = N_ ("Check that the folder exists and that the disk is connected."),
  [SONDE_ERROR_STORE_FULL] = N_ (
      "Free some space on the disk: what still fits in memory is recorded as soon as there is room."),
  [SONDE_ERROR_READ_ONLY] = N_ ("Choose a folder that you may write to, or copy the file there."),
  [SONDE_ERROR_DAMAGED] = N_ ("Open a copy of the file if you have one, or record to a new one."),
  [SONDE_ERROR_NEWER_VERSION] = N_ ("Open the file with the version of Sonde that made it."),
  [SONDE_ERROR_BUSY] = N_ ("Close the other Sonde, or record to another file."),
  [SONDE_ERROR_CAPTURE] = N_ (
      "Open a capture of Wireshark, tcpdump or Sonde (.pcapng or .pcap) that was saved to its end."),
  [SONDE_ERROR_OVERRUN] = N_ (
      "Check that the disk is not busy with other work, or measure less often."),
  [SONDE_ERROR_TOO_MANY] = N_ (
      "Clear the history, or record to another file, so that the quantities begin anew."),
};

typedef struct
{
  int cause;
  GPtrArray *evidence; /* SondeEvidence; NULL for none */
} SondeErrorPrivate;

static void
sonde_error_private_init (SondeErrorPrivate *priv)
{
}

static gpointer
copy_evidence (gconstpointer item, gpointer user_data)
{
  return sonde_evidence_copy (item);
}

static void
sonde_error_private_copy (const SondeErrorPrivate *source, SondeErrorPrivate *copy)
{
  copy->cause = source->cause;
  if (source->evidence != NULL)
    copy->evidence = g_ptr_array_copy (source->evidence, copy_evidence, NULL);
}

static void
sonde_error_private_clear (SondeErrorPrivate *priv)
{
  g_clear_pointer (&priv->evidence, g_ptr_array_unref);
}

/**
 * sonde_error_quark:
 *
 * The domain of every failure that Sonde reports. Its errors may carry a cause and evidence, which
 * g_error_copy() copies along.
 */
/* clang-format off */
G_DEFINE_EXTENDED_ERROR (SondeError, sonde_error)
/* clang-format on */

/**
 * sonde_error_set_cause:
 * @error: of %SONDE_ERROR
 * @cause: in the terms of the layer that made the error; 0 for none
 *
 * Says more precisely than the code does what went wrong.
 */
void
sonde_error_set_cause (GError *error, int cause)
{
  g_return_if_fail (error != NULL && error->domain == SONDE_ERROR);

  sonde_error_get_private (error)->cause = cause;
}

/**
 * sonde_error_get_cause:
 * @error: an error of any domain
 *
 * Returns: the cause that was set; 0 for none
 */
int
sonde_error_get_cause (const GError *error)
{
  g_return_val_if_fail (error != NULL, 0);

  return error->domain == SONDE_ERROR ? sonde_error_get_private (error)->cause : 0;
}

static void
add_evidence (GError *error, SondeEvidence *evidence)
{
  SondeErrorPrivate *priv = sonde_error_get_private (error);

  if (priv->evidence == NULL)
    priv->evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_evidence_free);
  g_ptr_array_add (priv->evidence, evidence);
}

/**
 * sonde_error_add_text:
 * @error: of %SONDE_ERROR
 * @kind: what was seen
 * @text: (nullable): its value, as it came, which need not be UTF-8; nothing is added for NULL
 *
 * Adds a piece of evidence to an error that nobody else has seen yet.
 */
void
sonde_error_add_text (GError *error, SondeEvidenceKind kind, const char *text)
{
  g_return_if_fail (error != NULL && error->domain == SONDE_ERROR);

  if (text != NULL)
    add_evidence (error, sonde_evidence_new_text (kind, text));
}

/**
 * sonde_error_add_number:
 * @error: of %SONDE_ERROR
 * @kind: what was measured, which says the unit as well
 * @number: its value
 *
 * Adds a piece of evidence to an error that nobody else has seen yet.
 */
void
sonde_error_add_number (GError *error, SondeEvidenceKind kind, gint64 number)
{
  g_return_if_fail (error != NULL && error->domain == SONDE_ERROR);

  add_evidence (error, sonde_evidence_new_number (kind, number));
}

/**
 * sonde_error_get_evidence:
 * @error: an error of any domain
 *
 * Returns: (nullable) (transfer none) (element-type SondeEvidence): what was seen, in the order of
 *   its adding; NULL for nothing
 */
const GPtrArray *
sonde_error_get_evidence (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return error->domain == SONDE_ERROR ? sonde_error_get_private (error)->evidence : NULL;
}

/**
 * sonde_error_get_hint:
 * @error: an error of any domain
 *
 * What the user can try, as one or two translated sentences, where the failure is none of a
 * connection: sonde_diagnosis_of() knows those. Safe from any thread.
 *
 * Returns: (nullable): the hint, owned by Sonde; NULL where there is nothing useful to say
 */
const char *
sonde_error_get_hint (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return _ ("Free some space, or choose another folder.");
  if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_ROFS) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY))
    return _ (hints[SONDE_ERROR_READ_ONLY]);

  if (error->domain != SONDE_ERROR || error->code < 0 ||
      error->code >= (int) G_N_ELEMENTS (hints) || hints[error->code] == NULL)
    return NULL;

  return _ (hints[error->code]);
}
