#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""responder.py [OPTION...]: answers multicast DNS for one name, as a small probe does.

    --name NAME      in .local
    --interface IF   where it listens
    --a ADDRESS      its IPv4 address
    --aaaa ADDRESS   its IPv6 address
    --deaf N         hears nothing of the first N questions
    --no-one-shot    answers only those who ask from port 5353, and to all

It says “ready”, and then “asked PORT” for each question that it heard.
"""

import argparse
import socket
import struct

GROUP = "224.0.0.251"
PORT = 5353


def encode(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def record(name, kind, data):
    return encode(name) + struct.pack(">HHIH", kind, 1, 10, len(data)) + data


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--interface", required=True)
    parser.add_argument("--a")
    parser.add_argument("--aaaa")
    parser.add_argument("--deaf", type=int, default=0)
    parser.add_argument("--no-one-shot", action="store_true")
    options = parser.parse_args()

    records = []
    if options.a:
        records.append(record(options.name, 1, socket.inet_aton(options.a)))
    if options.aaaa:
        records.append(record(options.name, 28, socket.inet_pton(socket.AF_INET6, options.aaaa)))

    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("", PORT))
    index = socket.if_nametoindex(options.interface)
    request = struct.pack("=4s4si", socket.inet_aton(GROUP), b"\0" * 4, index)
    server.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, request)
    server.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, request)
    server.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
    print("ready", flush=True)

    n_asked = 0
    while True:
        message, source = server.recvfrom(9000)
        if message[2] & 0x80 or encode(options.name).lower() not in message.lower():
            continue
        print("asked", source[1], flush=True)
        n_asked += 1
        if n_asked <= options.deaf or (options.no_one_shot and source[1] != PORT):
            continue
        # One who asks from a port of its own gets its question back, with its id (RFC 6762, 6.7).
        one_shot = source[1] != PORT
        question = encode(options.name) + struct.pack(">HH", 1, 1) if one_shot else b""
        head = struct.pack(">HHHHHH", struct.unpack(">H", message[:2])[0] if one_shot else 0,
                           0x8400, 1 if one_shot else 0, len(records), 0, 0)
        server.sendto(head + question + b"".join(records), source if one_shot else (GROUP, PORT))


main()
