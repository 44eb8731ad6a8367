/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-diagnosis.h"

#include "sonde-close-code.h"

#include <glib/gi18n-lib.h>

#define NUMERIC                                                                                    \
  N_ ("Use the numeric address that the probe prints when it starts, such as ws://192.168.1.20:5000.")
#define SAME_NETWORK                                                                               \
  N_ ("Check that the probe is powered, and on the same network as this computer.")
#define ISOLATION                                                                                  \
  N_ ("The Wi-Fi of schools and companies often keeps its users apart (client isolation): try a router or a hotspot of your own.")
#define PATH                                                                                       \
  N_ ("Check the path after the port: many servers take WebSockets at one path only, such as /ws.")
#define PORT N_ ("Check the port: something else than the server may answer at this one.")
#define LIBRARY                                                                                    \
  N_ ("Bring the server’s WebSocket library up to date, or report this to its authors.")
#define OTHER_CLIENT                                                                               \
  N_ ("Compare with another client: the browser’s developer tools show the same handshake.")
#define CLOCK N_ ("Check the date and time of this computer.")
#define RENEW N_ ("Have the server’s certificate renewed.")
#define PLAIN N_ ("On a network that you trust, use ws: instead of wss: if the server offers it.")
#define WATCH N_ ("Look at the console of the server: it may say why.")
#define POWER N_ ("Check the power of the probe and the strength of its Wi-Fi.")

static const SondeDiagnosis rows[] = {
  [SONDE_CAUSE_NAME_NOT_FOUND] = { "name-not-found",
                                   SONDE_ERROR_NAME_NOT_FOUND,
                                   FALSE,
                                   "RFC 1035",
                                   N_ ("Name not found"),
                                   N_ ("No name server knows this name, so that there is no address to connect to."),
                                   { N_ ("Check the spelling of the name."),
                                     N_ ("A device of the local network may need the ending .local after its name."),
                                     NUMERIC } },
  [SONDE_CAUSE_LOCAL_NAME_NOT_FOUND] = { "local-name-not-found",
                                         SONDE_ERROR_NAME_NOT_FOUND,
                                         FALSE,
                                         "RFC 6762, 5.1",
                                         N_ ("Nobody on this network answers to that name"),
                                         N_ ("No server knows names in .local: the probe itself answers to its own, by multicast DNS, and only on its own network. Sonde asked the system, Avahi and the network, and nobody answered."),
                                         { SAME_NETWORK, ISOLATION,
                                           N_ ("Check the spelling of the name."),
                                           N_ ("Let UDP port 5353 through this computer’s firewall."),
                                           NUMERIC } },
  [SONDE_CAUSE_LOCAL_NAME_IN_SANDBOX] = { "local-name-in-sandbox",
                                          SONDE_ERROR_NAME_NOT_FOUND,
                                          FALSE,
                                          "RFC 6762, 5.1",
                                          N_ ("That name was not found from inside the sandbox"),
                                          N_ ("Names in .local are answered by the probe itself, by multicast DNS. In its sandbox Sonde could not ask Avahi, and nobody answered when it asked the network on its own."),
                                          { SAME_NETWORK,
                                            N_ ("Let Sonde ask Avahi: flatpak override --user --system-talk-name=org.freedesktop.Avahi io.github.sonde_app.Sonde"),
                                            ISOLATION, NUMERIC } },
  [SONDE_CAUSE_NAME_SERVER_SILENT] = { "name-server-silent",
                                       SONDE_ERROR_NAME_NOT_FOUND,
                                       FALSE,
                                       "RFC 1035",
                                       N_ ("The name server does not answer"),
                                       N_ ("This computer asked its name server and got no answer, so that nobody can say whether the name exists."),
                                       { N_ ("Check that this computer is connected: does a web page open?"),
                                         NUMERIC } },
  [SONDE_CAUSE_NAME_TIMED_OUT] = { "name-timed-out",
                                   SONDE_ERROR_TIMED_OUT,
                                   FALSE,
                                   "RFC 1035",
                                   N_ ("Looking up the name took too long"),
                                   N_ ("Nobody answered within the time limit which address belongs to the name."),
                                   { N_ ("Check that this computer is connected: does a web page open?"),
                                     NUMERIC } },

  [SONDE_CAUSE_NO_NETWORK] = { "no-network",
                               SONDE_ERROR_UNREACHABLE,
                               FALSE,
                               NULL,
                               N_ ("This computer is on no network"),
                               N_ ("No network interface of this computer is up, so that nothing can leave it."),
                               { N_ ("Turn Wi-Fi on, or plug the cable in."),
                                 N_ ("Turn the airplane mode off."),
                                 N_ ("The demo probe needs no network.") } },
  [SONDE_CAUSE_UNREACHABLE] = { "unreachable",
                                SONDE_ERROR_UNREACHABLE,
                                FALSE,
                                NULL,
                                N_ ("No way to that address"),
                                N_ ("Nothing on the way to that address takes the packets, or nobody has that address on the local network."),
                                { N_ ("Check the address: it changes when the probe joins another network."),
                                  SAME_NETWORK, ISOLATION } },
  [SONDE_CAUSE_FORBIDDEN] = { "forbidden",
                              SONDE_ERROR_UNREACHABLE,
                              FALSE,
                              NULL,
                              N_ ("This computer forbids the connection"),
                              N_ ("The system itself refused to send the packets: a firewall rule, or a prohibited route."),
                              { N_ ("Look at the firewall of this computer, and at its VPN."),
                                N_ ("Ask whoever looks after this computer.") } },
  [SONDE_CAUSE_REFUSED] = { "refused",
                            SONDE_ERROR_REFUSED,
                            FALSE,
                            "RFC 9293, 3.5.2",
                            N_ ("Connection refused"),
                            N_ ("The computer at that address is there, and says that no program listens at that port."),
                            { N_ ("Check that the server was started and still runs."),
                              N_ ("Check the port: the course’s probe listens at 5000."),
                              N_ ("A server that listens at 127.0.0.1 takes nobody from another computer: have it listen at 0.0.0.0.") } },
  [SONDE_CAUSE_TCP_TIMED_OUT] = { "tcp-timed-out",
                                  SONDE_ERROR_TIMED_OUT,
                                  FALSE,
                                  "RFC 9293, 3.8.3",
                                  N_ ("Nobody answers at that address"),
                                  N_ ("The request to connect (SYN) was sent again and again, and neither an acceptance nor a refusal came back."),
                                  { SAME_NETWORK,
                                    N_ ("Check the address: it changes when the probe joins another network."),
                                    N_ ("A firewall on the way may drop packets without a word."),
                                    ISOLATION } },
  [SONDE_CAUSE_PROXY_FAILED] = { "proxy-failed",
                                 SONDE_ERROR_FAILED,
                                 FALSE,
                                 "RFC 9110, 9.3.6",
                                 N_ ("The proxy did not connect"),
                                 N_ ("This computer’s settings send the connection through a proxy, and that did not lead to the server."),
                                 { N_ ("Check the proxy in the network settings of this computer."),
                                   N_ ("Add the server’s address to the hosts that the proxy is not used for: a probe on the local network needs none.") } },
  [SONDE_CAUSE_PROXY_AUTHENTICATION] = { "proxy-authentication",
                                         SONDE_ERROR_FAILED,
                                         TRUE,
                                         "RFC 9110, 11.7",
                                         N_ ("The proxy asks for a password"),
                                         N_ ("This computer’s settings send the connection through a proxy that wants to know who asks."),
                                         { N_ ("Enter the name and password of the proxy in the network settings of this computer."),
                                           N_ ("Add the server’s address to the hosts that the proxy is not used for: a probe on the local network needs none.") } },
  [SONDE_CAUSE_DIAL_FAILED] = { "dial-failed",
                                SONDE_ERROR_FAILED,
                                FALSE,
                                NULL,
                                N_ ("The connection failed"),
                                N_ ("The system gave a reason that Sonde has no more to say about."),
                                { N_ ("Check the address and the network."),
                                  N_ ("Copy the report, and ask.") } },

  [SONDE_CAUSE_TLS_TIMED_OUT] = { "tls-timed-out",
                                  SONDE_ERROR_TIMED_OUT,
                                  FALSE,
                                  "RFC 8446, 4",
                                  N_ ("The TLS handshake took too long"),
                                  N_ ("The server accepted the connection, and then did not finish securing it within the time limit."),
                                  { N_ ("A server that speaks ws: waits for a request in plain text: try ws: at this port."),
                                    N_ ("A small device may need several seconds for TLS: try once more.") } },
  [SONDE_CAUSE_TLS_NOT_YET_VALID] = { "tls-not-yet-valid",
                                      SONDE_ERROR_TLS,
                                      TRUE,
                                      "RFC 5280, 4.1.2.5",
                                      N_ ("The certificate is not valid yet"),
                                      N_ ("The server’s certificate starts to be valid at a later date than this computer’s clock shows."),
                                      { CLOCK, RENEW, PLAIN } },
  [SONDE_CAUSE_TLS_EXPIRED] = { "tls-expired",
                                SONDE_ERROR_TLS,
                                TRUE,
                                "RFC 5280, 4.1.2.5",
                                N_ ("The certificate has expired"),
                                N_ ("The server’s certificate was valid up to an earlier date than this computer’s clock shows."),
                                { RENEW, CLOCK, PLAIN } },
  [SONDE_CAUSE_TLS_WRONG_NAME] = { "tls-wrong-name",
                                   SONDE_ERROR_TLS,
                                   TRUE,
                                   "RFC 6125, 6",
                                   N_ ("The certificate is for another name"),
                                   N_ ("The server shows a certificate that was made for other names than the one in the address, so that it proves nothing about this one."),
                                   { N_ ("Connect with one of the names that the certificate was made for."),
                                     N_ ("Have a certificate made for the name or the numeric address that you use.") } },
  [SONDE_CAUSE_TLS_SELF_SIGNED] = { "tls-self-signed",
                                    SONDE_ERROR_TLS,
                                    TRUE,
                                    "RFC 5280, 6",
                                    N_ ("The certificate is self-signed"),
                                    N_ ("The server signed its certificate itself, so that nobody whom this computer trusts vouches for it."),
                                    { N_ ("If you know where the certificate comes from, choose its file under “Authorities” in the endpoint, or name it with --ca."),
                                      N_ ("Have it signed by an authority, such as Let’s Encrypt or one of your school."),
                                      PLAIN } },
  [SONDE_CAUSE_TLS_UNKNOWN_AUTHORITY] = { "tls-unknown-authority", SONDE_ERROR_TLS, TRUE, "RFC 5280, 6", N_ ("The certificate’s authority is unknown"), N_ ("The certificate was signed by an authority that this computer does not know, or the server does not send the certificates between."), { N_ ("If you know the authority, choose the file of its certificate under “Authorities” in the endpoint, or name it with --ca."), N_ ("Have the server send its whole chain of certificates."), CLOCK, PLAIN } },
  [SONDE_CAUSE_TLS_REJECTED] = { "tls-rejected",
                                 SONDE_ERROR_TLS,
                                 TRUE,
                                 "RFC 5280, 6",
                                 N_ ("The certificate is not acceptable"),
                                 N_ ("The certificate was revoked, or it uses an algorithm that is no longer secure."),
                                 { RENEW, PLAIN } },
  [SONDE_CAUSE_TLS_PLAIN_SERVER] = { "tls-plain-server",
                                     SONDE_ERROR_TLS,
                                     TRUE,
                                     "RFC 6455, 4.1",
                                     N_ ("The server does not speak TLS"),
                                     N_ ("The address starts with wss:, and at this port something answers in plain text."),
                                     { N_ ("Use ws: instead of wss:, as the course’s probe needs."),
                                       PORT } },
  [SONDE_CAUSE_TLS_OLD_PROTOCOL] = { "tls-old-protocol",
                                     SONDE_ERROR_TLS,
                                     TRUE,
                                     "RFC 8996",
                                     N_ ("No TLS version in common"),
                                     N_ ("The server and this computer agree on no version of TLS: 1.0 and 1.1 are no longer considered secure."),
                                     { N_ ("Set up TLS 1.2 or 1.3 on the server."), PLAIN } },
  [SONDE_CAUSE_TLS_HANDSHAKE] = { "tls-handshake",
                                  SONDE_ERROR_TLS,
                                  TRUE,
                                  "RFC 8446, 6.2",
                                  N_ ("The TLS handshake failed"),
                                  N_ ("The server and this computer did not agree on how to secure the connection."),
                                  { N_ ("The server may want a certificate from its clients, or know no cipher of today’s."),
                                    WATCH, PLAIN } },
  [SONDE_CAUSE_TLS_EXPECTED] = { "tls-expected",
                                 SONDE_ERROR_NOT_WEBSOCKET,
                                 TRUE,
                                 "RFC 6455, 4.1",
                                 N_ ("The server expects TLS"),
                                 N_ ("The address starts with ws:, and at this port the server speaks TLS."),
                                 { N_ ("Use wss: instead of ws:."), PORT } },
  [SONDE_CAUSE_TLS_AUTHORITIES] = { "tls-authorities",
                                    SONDE_ERROR_TLS,
                                    TRUE,
                                    "RFC 7468",
                                    N_ ("The file of authorities cannot be used"),
                                    N_ ("The endpoint names a file with the certificates of the authorities to trust, and there is none in it that can be read."),
                                    { N_ ("Check the path of the file, and that you may read it."),
                                      N_ ("It must hold certificates in the PEM form, which starts with -----BEGIN CERTIFICATE-----.") } },

  [SONDE_CAUSE_UPGRADE_TIMED_OUT] = { "upgrade-timed-out",
                                      SONDE_ERROR_TIMED_OUT,
                                      FALSE,
                                      "RFC 6455, 4.1",
                                      N_ ("The handshake was not answered"),
                                      N_ ("The server accepted the connection, and did not answer the request for a WebSocket within the time limit."),
                                      { N_ ("The probe may be busy: reading its light sensor blocks it for 1.44 s, and another client that stalls for 10 s."),
                                        N_ ("A server that speaks wss: waits for TLS: try wss: at this port."),
                                        PORT } },
  [SONDE_CAUSE_RESET] = { "reset",
                          SONDE_ERROR_RESET,
                          FALSE,
                          "RFC 9293, 3.10.7",
                          N_ ("Cut before one byte of an answer"),
                          N_ ("The server accepted the connection and cut it without a word. The course’s probe does that when its five places are taken."),
                          { N_ ("Close another client of the probe: each browser tab takes a place."),
                            N_ ("Wait a minute, or restart the probe: clients that vanished keep their places for a while."),
                            PORT,
                            N_ ("A server that speaks wss: may cut a plain request: try wss:.") } },
  [SONDE_CAUSE_ANSWER_CUT] = { "answer-cut",
                               SONDE_ERROR_NOT_WEBSOCKET,
                               FALSE,
                               "RFC 6455, 4.1",
                               N_ ("The answer broke off"),
                               N_ ("The server began to answer and ended the connection within the head of its answer."),
                               { WATCH, N_ ("The server may have crashed: does it restart?"),
                                 POWER } },
  [SONDE_CAUSE_NOT_HTTP] = { "not-http",
                             SONDE_ERROR_NOT_WEBSOCKET,
                             TRUE,
                             "RFC 6455, 4.1",
                             N_ ("This is not a web server"),
                             N_ ("A WebSocket starts with an answer in HTTP, and what came is something else."),
                             { PORT,
                               N_ ("A server over plain TCP is no WebSocket server: it needs a library that speaks RFC 6455.") } },
  [SONDE_CAUSE_HEAD_TOO_LONG] = { "head-too-long",
                                  SONDE_ERROR_HANDSHAKE,
                                  TRUE,
                                  "RFC 9110, 5.4",
                                  N_ ("The head of the answer has no end"),
                                  N_ ("The head of an answer is some hundred bytes, and this one goes on and on."),
                                  { PORT, LIBRARY } },
  [SONDE_CAUSE_HTTP_REDIRECT] = { "http-redirect",
                                  SONDE_ERROR_NOT_WEBSOCKET,
                                  TRUE,
                                  "RFC 6455, 4.1",
                                  N_ ("The server points elsewhere"),
                                  N_ ("The server answered that what was asked for is at another address. As browsers do, Sonde does not follow it by itself."),
                                  { N_ ("Connect to the address in “Location”, with ws: in the place of http: and wss: in the place of https:."),
                                    PATH } },
  [SONDE_CAUSE_HTTP_BAD_REQUEST] = { "http-bad-request",
                                     SONDE_ERROR_NOT_WEBSOCKET,
                                     TRUE,
                                     "RFC 9110, 15.5.1",
                                     N_ ("The server refused the request (400)"),
                                     N_ ("A web server answers, and finds something wrong with the handshake: it may take no WebSocket here, or another subprotocol, version or header."),
                                     { PATH,
                                       N_ ("Check the headers, the origin and the subprotocol that this endpoint sends."),
                                       WATCH } },
  [SONDE_CAUSE_HTTP_FORBIDDEN] = { "http-forbidden",
                                   SONDE_ERROR_NOT_WEBSOCKET,
                                   TRUE,
                                   "RFC 9110, 15.5.4",
                                   N_ ("The server does not let you in"),
                                   N_ ("A web server answers, and wants to know who asks, or does not allow this origin."),
                                   { N_ ("Add the header that it wants to the endpoint, such as Authorization."),
                                     N_ ("Check the origin: a server may take pages of its own site alone.") } },
  [SONDE_CAUSE_HTTP_NOT_FOUND] = { "http-not-found",
                                   SONDE_ERROR_NOT_WEBSOCKET,
                                   TRUE,
                                   "RFC 9110, 15.5.5",
                                   N_ ("Nothing at this path (404)"),
                                   N_ ("A web server answers, and has nothing at the path of the address."),
                                   { PATH, PORT } },
  [SONDE_CAUSE_HTTP_UPGRADE_REQUIRED] = { "http-upgrade-required",
                                          SONDE_ERROR_NOT_WEBSOCKET,
                                          TRUE,
                                          "RFC 6455, 4.4",
                                          N_ ("The server wants another upgrade (426)"),
                                          N_ ("The server takes upgrades, and not the one that it got: either it speaks another version of WebSocket than 13, or something on the way took the header Upgrade out."),
                                          { N_ ("A proxy before the server must pass on Upgrade and Connection."),
                                            LIBRARY } },
  [SONDE_CAUSE_HTTP_SERVER_ERROR] = { "http-server-error",
                                      SONDE_ERROR_NOT_WEBSOCKET,
                                      FALSE,
                                      "RFC 9110, 15.6",
                                      N_ ("The server has a problem of its own"),
                                      N_ ("A web server answers, and says that it or the server behind it failed."),
                                      { WATCH,
                                        N_ ("A proxy answers 502 or 504 while the server behind it does not run: start it.") } },
  [SONDE_CAUSE_HTTP_PAGE] = { "http-page",
                              SONDE_ERROR_NOT_WEBSOCKET,
                              TRUE,
                              "RFC 6455, 4.1",
                              N_ ("This is a web page"),
                              N_ ("The server answers with a page instead of a WebSocket. On a guest network this may be the page that asks you to sign in."),
                              { PATH, PORT,
                                N_ ("Open a web page in a browser: does the network want you to sign in first?") } },
  [SONDE_CAUSE_HTTP_OTHER] = { "http-other",
                               SONDE_ERROR_NOT_WEBSOCKET,
                               TRUE,
                               "RFC 6455, 4.1",
                               N_ ("The server did not switch to WebSocket"),
                               N_ ("A web server answers, and its status is not 101 (Switching Protocols)."),
                               { PATH, PORT } },
  [SONDE_CAUSE_MISSING_UPGRADE] = { "missing-upgrade",
                                    SONDE_ERROR_HANDSHAKE,
                                    TRUE,
                                    "RFC 6455, 4.1",
                                    N_ ("Upgrade or Connection is missing"),
                                    N_ ("The server switched protocols, and its answer must name WebSocket in Upgrade, and Upgrade in Connection."),
                                    { LIBRARY,
                                      N_ ("A proxy on the way may take these headers out: it must pass them on."),
                                      OTHER_CLIENT } },
  [SONDE_CAUSE_WRONG_ACCEPT] = { "wrong-accept",
                                 SONDE_ERROR_HANDSHAKE,
                                 TRUE,
                                 "RFC 6455, 4.2.2",
                                 N_ ("Sec-WebSocket-Accept is wrong"),
                                 N_ ("The server proves that it understood the handshake with the base64 form of the SHA-1 of the key followed by a fixed GUID. What it sent is not that."),
                                 { N_ ("If the server is your own: append 258EAFA5-E914-47DA-95CA-C5AB0DC85B11 to the key as it came, hash that with SHA-1, and encode the 20 bytes, not their hexadecimal form."),
                                   N_ ("Compare the steps with “sonde-cli accept KEY --explain”."),
                                   LIBRARY } },
  [SONDE_CAUSE_EXTENSION] = { "extension",
                              SONDE_ERROR_HANDSHAKE,
                              TRUE,
                              "RFC 6455, 9.1",
                              N_ ("An extension that was not offered"),
                              N_ ("The server chose an extension, or a parameter of one, that Sonde did not offer, so that the frames after it could not be read."),
                              { LIBRARY, N_ ("Turn that extension off on the server.") } },
  [SONDE_CAUSE_SUBPROTOCOL] = { "subprotocol",
                                SONDE_ERROR_SUBPROTOCOL,
                                TRUE,
                                "RFC 6455, 4.1",
                                N_ ("A subprotocol that was not offered"),
                                N_ ("The server may choose one of the subprotocols that were offered, or none. The library of the course’s probe answers “arduino” whatever was offered."),
                                { N_ ("For the probe, offer no subprotocol at all, or “arduino”."),
                                  N_ ("For another server, offer the subprotocol that it names.") } },
  [SONDE_CAUSE_HANDSHAKE] = { "handshake",
                              SONDE_ERROR_HANDSHAKE,
                              TRUE,
                              "RFC 6455, 4.1",
                              N_ ("The handshake breaks a rule"),
                              N_ ("The server switched protocols, and its answer is not as the standard wants it."),
                              { LIBRARY, OTHER_CLIENT } },

  [SONDE_CAUSE_MASKED_FRAMES] = { "masked-frames",
                                  SONDE_ERROR_MASKED,
                                  TRUE,
                                  "RFC 6455, 5.1",
                                  N_ ("The server masks its frames"),
                                  N_ ("A client masks its frames and a server must not; the connection was ended with 1002. Version 1.6 of the PHP library textalk/websocket does so."),
                                  { N_ ("Accept masked frames from this server: in the settings of the endpoint, or with --accept-masked."),
                                    LIBRARY } },
  [SONDE_CAUSE_PROTOCOL] = { "protocol",
                             SONDE_ERROR_PROTOCOL,
                             TRUE,
                             "RFC 6455, 7.4.1",
                             N_ ("The server breaks the framing rules (1002)"),
                             N_ ("What came cannot be a frame by the standard, so that nothing after it can be trusted. Sonde ended the connection with 1002."),
                             { LIBRARY,
                               N_ ("A program that writes to the socket beside its WebSocket library spoils the frames.") } },
  [SONDE_CAUSE_PING_FLOOD] = { "ping-flood",
                               SONDE_ERROR_PROTOCOL,
                               TRUE,
                               "RFC 6455, 5.5.2",
                               N_ ("Pings without end"),
                               N_ ("The server sends pings and reads none of the answers, so that they would fill the memory."),
                               { LIBRARY, WATCH } },
  [SONDE_CAUSE_ENCODING] = { "encoding",
                             SONDE_ERROR_ENCODING,
                             TRUE,
                             "RFC 6455, 8.1",
                             N_ ("A text that is not UTF-8 (1007)"),
                             N_ ("Text messages are UTF-8. Sonde ended the connection with 1007, as the standard wants it."),
                             { N_ ("Have the server encode its texts in UTF-8: an é that was saved as ISO 8859-1 is one byte too few."),
                               N_ ("Have it send anything else than text in binary messages.") } },
  [SONDE_CAUSE_DEFLATE] = { "deflate",
                            SONDE_ERROR_ENCODING,
                            TRUE,
                            "RFC 7692, 7.2.2",
                            N_ ("Compressed data is damaged (1007)"),
                            N_ ("The server granted permessage-deflate, and what it sent cannot be inflated."),
                            { LIBRARY, N_ ("Turn compression off on the server.") } },
  [SONDE_CAUSE_TOO_BIG] = { "too-big",
                            SONDE_ERROR_TOO_BIG,
                            TRUE,
                            "RFC 6455, 7.4.1",
                            N_ ("A message over the limit (1009)"),
                            N_ ("The server sent a message that is bigger than this endpoint takes, and Sonde ended the connection with 1009 before it filled the memory."),
                            { N_ ("Have the server send smaller messages."),
                              N_ ("Have it send what is big in several messages.") } },
  [SONDE_CAUSE_PEER_PROTOCOL] = { "peer-protocol",
                                  SONDE_ERROR_CLOSED,
                                  TRUE,
                                  "RFC 6455, 7.4.1",
                                  N_ ("The server complains of a protocol error (1002)"),
                                  N_ ("The server found a frame of Sonde’s to be against the rules, or of a kind that it does not know. The course’s probe says so of an unknown opcode."),
                                  { N_ ("Send texts in one piece: small servers take no fragments."),
                                    WATCH,
                                    N_ ("If what was sent is right by the standard, the server’s library is at fault.") } },
  [SONDE_CAUSE_PEER_ENCODING] = { "peer-encoding",
                                  SONDE_ERROR_CLOSED,
                                  TRUE,
                                  "RFC 6455, 7.4.1",
                                  N_ ("The server cannot read the data (1003, 1007)"),
                                  N_ ("The server does not accept this kind of message, or takes its content for damaged."),
                                  { N_ ("Send a text where it wants a text, and binary data where it wants that."),
                                    WATCH } },
  [SONDE_CAUSE_PEER_TOO_BIG] = { "peer-too-big",
                                 SONDE_ERROR_CLOSED,
                                 TRUE,
                                 "RFC 6455, 7.4.1",
                                 N_ ("The message was too big for the server (1009)"),
                                 N_ ("The server closed because a message was over its limit. The course’s probe takes 15,360 bytes, and one byte more ends the connection."),
                                 { N_ ("Send smaller messages."),
                                   N_ ("Raise the limit on the server.") } },
  [SONDE_CAUSE_PEER_EXTENSION] = { "peer-extension",
                                   SONDE_ERROR_CLOSED,
                                   TRUE,
                                   "RFC 6455, 7.4.1",
                                   N_ ("The server misses an extension (1010)"),
                                   N_ ("Code 1010 says that an extension is missing. A client sends it; from a server it is a mistake."),
                                   { LIBRARY } },
  [SONDE_CAUSE_PEER_FAILED] = { "peer-failed",
                                SONDE_ERROR_CLOSED,
                                FALSE,
                                "RFC 6455, 7.4.1",
                                N_ ("The server failed or restarts"),
                                N_ ("The server closed because of a problem of its own: an error (1011), a restart (1012), too much to do (1013), or a server behind it (1014)."),
                                { WATCH, N_ ("Wait a little, then connect again.") } },
  [SONDE_CAUSE_PEER_CLOSED] = { "peer-closed",
                                SONDE_ERROR_CLOSED,
                                FALSE,
                                "RFC 6455, 7.4",
                                N_ ("The server closed the connection"),
                                N_ ("The server closed with a code that means a refusal; codes from 3000 on are the application’s own."),
                                { N_ ("Look the code up in what describes the server."), WATCH } },
  [SONDE_CAUSE_LOST_AFTER_BIG_MESSAGE] = { "lost-after-big-message",
                                           SONDE_ERROR_LOST,
                                           FALSE,
                                           "RFC 6455, 7.1.5",
                                           N_ ("Cut after a big message (1006)"),
                                           N_ ("The connection was cut right after a message over 15,360 bytes was sent. The course’s probe answers that with 1009, and as it leaves data unread, only a reset may arrive."),
                                           { N_ ("Send at most 15,360 bytes to the probe."),
                                             WATCH } },
  [SONDE_CAUSE_LOST_END] = { "lost-end",
                             SONDE_ERROR_LOST,
                             FALSE,
                             "RFC 6455, 7.1.5",
                             N_ ("Ended without a goodbye (1006)"),
                             N_ ("The stream ended in good order and no close frame came before: the server’s program ended or was stopped."),
                             { N_ ("Check that the server still runs, and start it again."), WATCH,
                               N_ ("A program that ends should close its WebSockets first.") } },
  [SONDE_CAUSE_LOST_RESET] = { "lost-reset",
                               SONDE_ERROR_LOST,
                               FALSE,
                               "RFC 9293, 3.10.7",
                               N_ ("The connection was reset (1006)"),
                               N_ ("The other end said that it knows nothing of this connection: its program crashed or was killed with data unread, it restarted, or a device on the way forgot the connection."),
                               { N_ ("Check whether the probe restarts: a weak power supply makes it do so."),
                                 WATCH,
                                 N_ ("A router may forget a connection that was quiet for long.") } },
  [SONDE_CAUSE_LOST_NETWORK] = { "lost-network",
                                 SONDE_ERROR_LOST,
                                 FALSE,
                                 NULL,
                                 N_ ("The network went away (1006)"),
                                 N_ ("The system reported that the way to the server no longer exists."),
                                 { N_ ("Check this computer’s Wi-Fi or cable."), SAME_NETWORK } },
  [SONDE_CAUSE_DEAD_PEER] = { "dead-peer",
                              SONDE_ERROR_DEAD_PEER,
                              FALSE,
                              "RFC 6455, 5.5.2",
                              N_ ("No pong: the server hangs (1006)"),
                              N_ ("The computer of the server acknowledges what it gets, and its program no longer answers: not even a pong came after a ping."),
                              { N_ ("Look at the server: its program may be blocked or stopped in a debugger."),
                                N_ ("Restart the probe.") } },
  [SONDE_CAUSE_HALF_OPEN] = { "half-open",
                              SONDE_ERROR_DEAD_PEER,
                              FALSE,
                              "RFC 9293, 3.5.1",
                              N_ ("The link is cut and nobody said so (1006)"),
                              N_ ("What was sent is not even acknowledged by the other computer: it lost its power or its Wi-Fi, and could not say goodbye. To TCP such a connection looks open (half-open)."),
                              { POWER, SAME_NETWORK } },
};

G_STATIC_ASSERT (G_N_ELEMENTS (rows) == SONDE_CAUSE_N_CAUSES);

/* What an error stands for that bears no cause, by its code. */
static SondeCause
get_usual_cause (int code)
{
  static const SondeCause causes[] = {
    [SONDE_ERROR_NAME_NOT_FOUND] = SONDE_CAUSE_NAME_NOT_FOUND,
    [SONDE_ERROR_REFUSED] = SONDE_CAUSE_REFUSED,
    [SONDE_ERROR_UNREACHABLE] = SONDE_CAUSE_UNREACHABLE,
    [SONDE_ERROR_TLS] = SONDE_CAUSE_TLS_HANDSHAKE,
    [SONDE_ERROR_NOT_WEBSOCKET] = SONDE_CAUSE_HTTP_OTHER,
    [SONDE_ERROR_HANDSHAKE] = SONDE_CAUSE_HANDSHAKE,
    [SONDE_ERROR_SUBPROTOCOL] = SONDE_CAUSE_SUBPROTOCOL,
    [SONDE_ERROR_RESET] = SONDE_CAUSE_RESET,
    [SONDE_ERROR_PROTOCOL] = SONDE_CAUSE_PROTOCOL,
    [SONDE_ERROR_CLOSED] = SONDE_CAUSE_PEER_CLOSED,
    [SONDE_ERROR_LOST] = SONDE_CAUSE_LOST_END,
    [SONDE_ERROR_DEAD_PEER] = SONDE_CAUSE_DEAD_PEER,
    [SONDE_ERROR_MASKED] = SONDE_CAUSE_MASKED_FRAMES,
  };

  return code >= 0 && code < (int) G_N_ELEMENTS (causes) ? causes[code] : SONDE_CAUSE_NONE;
}

/**
 * sonde_diagnosis_of_cause:
 *
 * Returns: (nullable): what is known of @cause; %NULL for %SONDE_CAUSE_NONE
 */
const SondeDiagnosis *
sonde_diagnosis_of_cause (SondeCause cause)
{
  return cause > SONDE_CAUSE_NONE && cause < SONDE_CAUSE_N_CAUSES ? &rows[cause] : NULL;
}

/**
 * sonde_diagnosis_of:
 * @error: (nullable): an error of any domain
 *
 * Safe from any thread.
 *
 * Returns: (nullable): what is known of why a connection failed; %NULL where @error is about
 *   something else, which sonde_error_get_hint() may know more about
 */
const SondeDiagnosis *
sonde_diagnosis_of (const GError *error)
{
  int cause;

  if (error == NULL || error->domain != SONDE_ERROR)
    return NULL;
  cause = sonde_error_get_cause (error);
  return sonde_diagnosis_of_cause (cause != 0 ? (SondeCause) cause : get_usual_cause (error->code));
}

/**
 * sonde_diagnosis_get_title:
 *
 * Returns: what happened in a few translated words
 */
const char *
sonde_diagnosis_get_title (const SondeDiagnosis *self)
{
  return _ (self->title);
}

/**
 * sonde_diagnosis_get_explanation:
 *
 * Returns: why this happens, in one to three translated sentences
 */
const char *
sonde_diagnosis_get_explanation (const SondeDiagnosis *self)
{
  return _ (self->explanation);
}

/**
 * sonde_diagnosis_get_try:
 * @n: from 0 on
 *
 * Returns: (nullable): the @n-th thing to try, the likeliest first, translated; %NULL after the
 * last
 */
const char *
sonde_diagnosis_get_try (const SondeDiagnosis *self, guint n)
{
  return n < G_N_ELEMENTS (self->tries) && self->tries[n] != NULL ? _ (self->tries[n]) : NULL;
}

/**
 * sonde_diagnosis_is_lasting:
 * @error: (nullable): why a dial failed or a connection ended
 * @close_code: the code that came, 0 for none
 *
 * Returns: whether another attempt will hardly fare better until someone changes something; that
 *   someone may be at the server's end, so that it is worth making all the same
 */
gboolean
sonde_diagnosis_is_lasting (const GError *error, guint16 close_code)
{
  const SondeDiagnosis *diagnosis = sonde_diagnosis_of (error);

  if (error == NULL)
    return close_code == SONDE_CLOSE_CODE_NORMAL;
  return diagnosis != NULL && diagnosis->lasting;
}

/**
 * sonde_diagnosis_new_error:
 * @cause: why
 * @format: what happened in one translated sentence, with its values
 *
 * Returns: (transfer full): an error with the code that goes with @cause
 */
GError *
sonde_diagnosis_new_error (SondeCause cause, const char *format, ...)
{
  GError *error;
  va_list arguments;

  va_start (arguments, format);
  error = g_error_new_valist (SONDE_ERROR, (int) rows[cause].code, format, arguments);
  va_end (arguments);
  sonde_error_set_cause (error, (int) cause);
  return error;
}
