<?php
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A server that goes about it as textalk/websocket 1.6 does, which Debian does not package: one
// connection, one message, then a close that says "ttfn", and it exits. It masks every frame, cuts
// what it sends at 4,096 bytes, and answers a ping with a pong that carries the word "pong".

const FRAGMENT_SIZE = 4096;
const TEXT = 1, CLOSE = 8, PING = 9, PONG = 10;

function say(string ...$words): void
{
    fwrite(STDOUT, implode(' ', $words) . "\n");
    fflush(STDOUT);
}

function take($stream, int $size): string
{
    $data = '';
    while (strlen($data) < $size) {
        $block = fread($stream, $size - strlen($data));
        if ($block === false || $block === '') {
            say('gone');
            exit(0);
        }
        $data .= $block;
    }
    return $data;
}

function mask(string $data, string $key): string
{
    return $data ^ str_pad('', strlen($data), $key);
}

function write_frame($stream, int $opcode, string $payload, bool $fin = true): void
{
    $size = strlen($payload);
    $key = random_bytes(4);
    $head = chr(($fin ? 0x80 : 0) | $opcode);
    $head .= $size < 126 ? chr(0x80 | $size) : chr(0x80 | 126) . pack('n', $size);
    fwrite($stream, $head . $key . mask($payload, $key));
}

function write_message($stream, string $payload): void
{
    $pieces = str_split($payload, FRAGMENT_SIZE);
    foreach ($pieces as $number => $piece) {
        write_frame($stream, $number == 0 ? TEXT : 0, $piece, $number == count($pieces) - 1);
    }
}

// Returns [opcode, payload].
function read_frame($stream): array
{
    $head = take($stream, 2);
    $size = ord($head[1]) & 127;
    if ($size == 126) {
        $size = unpack('n', take($stream, 2))[1];
    } elseif ($size == 127) {
        $size = unpack('J', take($stream, 8))[1];
    }
    $key = take($stream, 4);
    return [ord($head[0]) & 15, $size > 0 ? mask(take($stream, $size), $key) : ''];
}

function close_text(string $payload): string
{
    return strlen($payload) < 2 ? '1005' : trim(unpack('n', $payload)[1] . ' ' . substr($payload, 2));
}

$listener = stream_socket_server('tcp://127.0.0.1:0', $code, $message) or exit($message);
say('ws://' . stream_socket_get_name($listener, false) . '/');
$stream = stream_socket_accept($listener, 60) or exit('nobody came');
$request = '';
while (!str_ends_with($request, "\r\n\r\n")) {
    $request .= take($stream, 1);
}
preg_match('/Sec-WebSocket-Key:\s*(\S+)/i', $request, $found);
$accept = base64_encode(sha1($found[1] . '258EAFA5-E914-47DA-95CA-C5AB0DC85B11', true));
fwrite($stream, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    . "Sec-WebSocket-Accept: $accept\r\n\r\n");
say('open');

$echoed = false;
while (true) {
    [$opcode, $payload] = read_frame($stream);
    if ($opcode == PING) {
        write_frame($stream, PONG, 'pong');
    } elseif ($opcode == CLOSE) {
        say('close', close_text($payload));
        if (!$echoed) {
            write_frame($stream, CLOSE, substr($payload, 0, 2) . 'Close acknowledged: '
                . explode(' ', close_text($payload))[0]);
        }
        exit(0);
    } elseif ($opcode == TEXT && !$echoed) {
        write_message($stream, $payload);
        write_frame($stream, CLOSE, pack('n', 1000) . 'ttfn');
        $echoed = true;
    }
}
