/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libwebsockets as an echo server, with or without permessage-deflate (-d). */

#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ECHO (4 * 1024 * 1024)

/* What a client sent and is still owed: one message at a time. */
typedef struct
{
  unsigned char *data; /* after LWS_PRE bytes of room for the header */
  size_t size;
  int binary;
  int whole;
} Client;

static volatile sig_atomic_t stopped;

static void
on_signal (int number)
{
  (void) number;
  stopped = 1;
}

static int
gather (struct lws *wsi, Client *client, const void *in, size_t size)
{
  unsigned char *grown;

  if (lws_is_first_fragment (wsi))
    {
      client->size = 0;
      client->binary = lws_frame_is_binary (wsi);
    }
  if (client->size + size > MAX_ECHO)
    return -1;
  grown = realloc (client->data, LWS_PRE + client->size + size + 1);
  if (grown == NULL)
    return -1;
  if (size > 0)
    memcpy (grown + LWS_PRE + client->size, in, size);
  client->data = grown;
  client->size += size;
  client->whole = lws_is_final_fragment (wsi);
  if (client->whole)
    lws_callback_on_writable (wsi);
  return 0;
}

static int
echo (struct lws *wsi, Client *client)
{
  if (!client->whole)
    return 0;
  client->whole = 0;
  return lws_write (wsi, client->data + LWS_PRE, client->size,
                    client->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT) < 0
             ? -1
             : 0;
}

static int
on_event (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t size)
{
  Client *client = user;
  const unsigned char *bytes = in;

  switch ((int) reason)
    {
    case LWS_CALLBACK_ESTABLISHED:
      memset (client, 0, sizeof *client);
      printf ("open\n");
      return 0;
    case LWS_CALLBACK_RECEIVE:
      return gather (wsi, client, in, size);
    case LWS_CALLBACK_SERVER_WRITEABLE:
      return echo (wsi, client);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
      printf ("close %d %.*s\n", size < 2 ? 1005 : bytes[0] << 8 | bytes[1],
              size < 2 ? 0 : (int) size - 2, size < 2 ? "" : (const char *) bytes + 2);
      return 0;
    case LWS_CALLBACK_CLOSED:
      free (client->data);
      client->data = NULL;
      return 0;
    default:
      return lws_callback_http_dummy (wsi, reason, user, in, size);
    }
}

int
main (int argc, char **argv)
{
  static const struct lws_protocols protocols[] = {
    { "echo", on_event, sizeof (Client), 65536, 0, NULL, 0 },
    { NULL, NULL, 0, 0, 0, NULL, 0 },
  };
  static const struct lws_extension extensions[] = {
#ifndef LWS_WITHOUT_EXTENSIONS
    { "permessage-deflate", lws_extension_callback_pm_deflate,
      "permessage-deflate; client_no_context_takeover; client_max_window_bits" },
#endif
    { NULL, NULL, NULL },
  };
  struct lws_context_creation_info info;
  struct lws_context *context;
  struct lws_vhost *host;

  setvbuf (stdout, NULL, _IOLBF, 0);
  signal (SIGTERM, on_signal);
  lws_set_log_level (LLL_ERR | LLL_WARN, NULL);
  memset (&info, 0, sizeof info);
  info.port = 0;
  info.iface = "lo";
  info.protocols = protocols;
  info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_DISABLE_IPV6;
  info.extensions = argc > 1 && strcmp (argv[1], "-d") == 0 ? extensions : NULL;
  context = lws_create_context (&info);
  host = context != NULL ? lws_create_vhost (context, &info) : NULL;
  if (host == NULL)
    return 1;

  printf ("ws://127.0.0.1:%d/\n", lws_get_vhost_listen_port (host));
  while (!stopped && lws_service (context, 0) >= 0)
    ;
  lws_context_destroy (context);
  return 0;
}
