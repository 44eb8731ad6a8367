<?php
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stands in for textalk/websocket 1.6, which Debian does not have: of its client, the methods that
// Sonde writes calls of, with the names, types and defaults of its Client.php. It connects when it
// first sends or receives, answers pings, cuts what is longer than fragment_size, and takes
// the answer to its close. This is not that library: what it does beside stays unseen.
namespace WebSocket;

class Client
{
  private const OPCODES = ['continuation' => 0, 'text' => 1, 'binary' => 2, 'close' => 8,
                           'ping' => 9, 'pong' => 10];
  private $stream = null;

  public function __construct(private string $uri, private array $options = [])
  {
    foreach (array_keys($options) as $name)
      if ($name !== 'fragment_size')
        throw new \InvalidArgumentException("there is no option “{$name}” here");
  }

  public function text(string $payload): void { $this->send($payload, 'text'); }
  public function binary(string $payload): void { $this->send($payload, 'binary'); }
  public function ping(string $payload = ''): void { $this->send($payload, 'ping'); }
  public function pong(string $payload = ''): void { $this->send($payload, 'pong'); }

  public function close(int $status = 1000, string $message = 'ttfn'): void
  {
    if ($this->stream === null)
      return;
    $this->send(pack('n', $status) . $message, 'close');
    do
      [$first] = $this->readFrame();
    while (($first & 0xf) !== self::OPCODES['close']);
    fclose($this->stream);
    $this->stream = null;
  }

  public function receive()
  {
    $this->connect();
    while (true) {
      [$first, $payload] = $this->readFrame();
      if (($first & 0xf) === self::OPCODES['ping'])
        $this->send($payload, 'pong');
      elseif (($first & 0xf) === self::OPCODES['close'])
        return null;
      elseif (($first & 0xf) !== self::OPCODES['pong'])
        return $payload;
    }
  }

  private function connect(): void
  {
    if ($this->stream !== null)
      return;
    $parts = parse_url($this->uri);
    $this->stream = stream_socket_client("tcp://{$parts['host']}:{$parts['port']}", $code, $why, 20);
    if ($this->stream === false)
      throw new \Exception($why);
    $path = $parts['path'] ?? '/';
    fwrite($this->stream, "GET {$path} HTTP/1.1\r\nHost: {$parts['host']}:{$parts['port']}\r\n"
      . "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      . 'Sec-WebSocket-Key: ' . base64_encode(random_bytes(16)) . "\r\n\r\n");
    if (!str_starts_with(fgets($this->stream), 'HTTP/1.1 101 '))
      throw new \Exception('the server does not upgrade');
    while (trim(fgets($this->stream)) !== '')
      ;
  }

  private function send(string $payload, string $name): void
  {
    $this->connect();
    $pieces = str_split($payload, $this->options['fragment_size'] ?? 4096) ?: [''];
    foreach ($pieces as $number => $piece) {
      $size = strlen($piece);
      $last = $number === count($pieces) - 1;
      $key = random_bytes(4);
      $head = chr(($last ? 0x80 : 0) | self::OPCODES[$number === 0 ? $name : 'continuation']);
      if ($size < 126)
        $head .= chr(0x80 | $size);
      elseif ($size < 65536)
        $head .= "\xfe" . pack('n', $size);
      else
        $head .= "\xff" . pack('J', $size);
      fwrite($this->stream, $head . $key . ($piece ^ str_repeat($key, intdiv($size, 4) + 1)));
    }
  }

  private function take(int $size): string
  {
    return $size === 0 ? '' : stream_get_contents($this->stream, $size);
  }

  private function readFrame(): array
  {
    [$first, $size] = array_values(unpack('C2', $this->take(2)));
    if ($size === 126)
      $size = unpack('n', $this->take(2))[1];
    elseif ($size === 127)
      $size = unpack('J', $this->take(8))[1];
    return [$first, $this->take($size)];
  }
}
