// SPDX-License-Identifier: GPL-3.0-or-later
#include "WebSocketsClient.h"

#include <arpa/inet.h>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

void setup ();
void loop ();

int
main ()
{
  setup ();
  for (;;)
    loop ();
}

void
WebSocketsClient::begin (const char *host, uint16_t port, const char *url, const char *protocol)
{
  host_ = host;
  port_ = port;
  url_ = url;
  protocol_ = protocol;
}

void
WebSocketsClient::beginSSL (const char *, uint16_t, const char *, const uint8_t *, const char *)
{
  abort (); // there is no TLS here
}

void
WebSocketsClient::take (void *data, size_t size)
{
  if (size > 0 && recv (socket_, data, size, MSG_WAITALL) != (ssize_t) size)
    exit (0); // the server is gone
}

void
WebSocketsClient::open ()
{
  sockaddr_in address = {};
  std::string request =
      "GET " + url_ + " HTTP/1.1\r\nHost: " + host_ + ":" + std::to_string (port_) +
      "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: " +
      protocol_ + "\r\n\r\n";
  std::string answer;

  address.sin_family = AF_INET;
  address.sin_port = htons (port_);
  inet_pton (AF_INET, host_.c_str (), &address.sin_addr);
  socket_ = socket (AF_INET, SOCK_STREAM, 0);
  if (connect (socket_, (sockaddr *) &address, sizeof address) != 0 ||
      ::send (socket_, request.data (), request.size (), 0) != (ssize_t) request.size ())
    exit (1);
  while (answer.size () < 4 || answer.compare (answer.size () - 4, 4, "\r\n\r\n") != 0)
    {
      char character;
      take (&character, 1);
      answer += character;
    }
  event_ (WStype_CONNECTED, (uint8_t *) url_.data (), url_.size ());
}

void
WebSocketsClient::loop ()
{
  if (socket_ < 0)
    open ();

  uint8_t head[2], longer[8];
  take (head, 2);
  size_t size = head[1], n_longer = size == 126 ? 2 : size == 127 ? 8 : 0;
  take (longer, n_longer);
  for (size_t i = 0; i < n_longer; i++)
    size = (i == 0 ? 0 : size << 8) | longer[i];
  std::vector<uint8_t> payload (size + 1);
  take (payload.data (), size);
  switch (head[0] & 0xf)
    {
    case 1:
      event_ (WStype_TEXT, payload.data (), size);
      break;
    case 2:
      event_ (WStype_BIN, payload.data (), size);
      break;
    case 9:
      send (10, payload.data (), size);
      event_ (WStype_PING, payload.data (), size);
      break;
    case 10:
      event_ (WStype_PONG, payload.data (), size);
      break;
    default:
      event_ (WStype_DISCONNECTED, nullptr, 0);
      exit (0);
    }
}

bool
WebSocketsClient::send (uint8_t opcode, const uint8_t *payload, size_t size)
{
  static const uint8_t key[4] = { 0x17, 0xa5, 0x3c, 0xe8 };
  std::vector<uint8_t> frame = { (uint8_t) (0x80 | opcode) };

  if (size < 126)
    {
      frame.push_back ((uint8_t) (0x80 | size));
    }
  else
    {
      int n_bytes = size < 65536 ? 2 : 8;
      frame.push_back ((uint8_t) (0x80 | (n_bytes == 2 ? 126 : 127)));
      while (n_bytes-- > 0)
        frame.push_back ((uint8_t) ((uint64_t) size >> 8 * n_bytes));
    }
  frame.insert (frame.end (), key, key + 4);
  for (size_t i = 0; i < size; i++)
    frame.push_back ((uint8_t) (payload[i] ^ key[i % 4]));
  return ::send (socket_, frame.data (), frame.size (), 0) == (ssize_t) frame.size ();
}

bool
WebSocketsClient::sendTXT (const uint8_t *payload, size_t length)
{
  return send (1, payload, length == 0 ? strlen ((const char *) payload) : length);
}

bool
WebSocketsClient::sendTXT (uint8_t *payload, size_t length, bool)
{
  return sendTXT ((const uint8_t *) payload, length);
}

bool
WebSocketsClient::sendTXT (char *payload, size_t length, bool)
{
  return sendTXT ((const uint8_t *) payload, length);
}

bool
WebSocketsClient::sendTXT (const char *payload, size_t length)
{
  return sendTXT ((const uint8_t *) payload, length);
}

bool
WebSocketsClient::sendTXT (char payload)
{
  return send (1, (const uint8_t *) &payload, 1);
}

bool
WebSocketsClient::sendBIN (uint8_t *payload, size_t length, bool)
{
  return send (2, payload, length);
}

bool
WebSocketsClient::sendBIN (const uint8_t *payload, size_t length)
{
  return send (2, payload, length);
}

bool
WebSocketsClient::sendPing (uint8_t *payload, size_t length)
{
  return send (9, payload, length);
}
