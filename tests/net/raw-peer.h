/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  RAW_PEER_STAY,           /* reads until the client ends */
  RAW_PEER_FIN,            /* ends its stream */
  RAW_PEER_RESET,          /* aborts the connection */
  RAW_PEER_DEAF,           /* stays, and reads nothing */
  RAW_PEER_RESET_ON_INPUT, /* aborts the connection once anything came after the answer */
} RawPeerEnd;

/* What a server writes, byte for byte, to each client. */
typedef struct
{
  gboolean skips_request; /* ends at once, with nothing read */
  gboolean greets;        /* answers before it was asked */
  const char *answer;     /* instead of a correct 101; "" for none */
  const char *headers;    /* added to the correct 101 */
  GBytes *bytes;          /* after the answer */
  gboolean joined;        /* in the same write as the answer */
  gboolean one_by_one;    /* a byte for each write */
  gboolean endless;       /* bytes again and again */
  gboolean starts_text;   /* an empty first fragment goes before them */
  RawPeerEnd end;
} RawPeerScript;

typedef struct _RawPeer RawPeer;

RawPeer *raw_peer_new (const RawPeerScript *script);
RawPeer *raw_peer_new_tls (const RawPeerScript *script, GTlsCertificate *certificate);
void raw_peer_free (RawPeer *self);
guint16 raw_peer_get_port (RawPeer *self);
char *raw_peer_get_uri (RawPeer *self);
void raw_peer_set_script (RawPeer *self, const RawPeerScript *script);
void raw_peer_hold (RawPeer *self, gboolean held); /* does not begin to read while held */
guint raw_peer_get_n_clients (RawPeer *self);
char *raw_peer_get_request (RawPeer *self);    /* the latest */
GBytes *raw_peer_get_received (RawPeer *self); /* after the latest request */
gsize raw_peer_get_n_received (RawPeer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawPeer, raw_peer_free)

#define WAIT_UNTIL(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 deadline_us_ = g_get_monotonic_time () + 15 * G_USEC_PER_SEC;                           \
    g_autoptr (GSource) tick_ = raw_peer_start_tick ();                                            \
    while (!(condition))                                                                           \
      {                                                                                            \
        if (g_get_monotonic_time () > deadline_us_)                                                \
          g_error ("waited in vain for %s (%s:%d)", #condition, __FILE__, __LINE__);               \
        g_main_context_iteration (NULL, TRUE);                                                     \
      }                                                                                            \
    g_source_destroy (tick_);                                                                      \
  }                                                                                                \
  G_STMT_END

GSource *raw_peer_start_tick (void);

G_END_DECLS
