#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Mojolicious as a client, moved as harness.py says: client-perl.pl URI [SUBPROTOCOL].
use Mojo::Base -strict;
use Mojo::IOLoop;
use Mojo::IOLoop::Stream;
use Mojo::JSON qw(decode_json encode_json);
use Mojo::UserAgent;
use Mojo::Util qw(decode encode);

STDOUT->autoflush(1);
sub tell_test { print encode_json([@_]), "\n" }

my ($uri, @subprotocols) = @ARGV;
my $socket;
my %orders = (
  text => sub { $socket->send({text => encode('UTF-8', $_[0])}) },
  binary => sub { $socket->send({binary => pack('H*', $_[0])}) },
  fragments => sub {
    my @pieces = map { encode('UTF-8', $_) } @_;
    $socket->send([$_ == $#pieces ? 1 : 0, 0, 0, 0, $_ == 0 ? 1 : 0, $pieces[$_]]) for 0 .. $#pieces;
  },
  ping => sub { $socket->send([1, 0, 0, 0, 9, $_[0]]) },
  close => sub { $socket->finish(@_) },
);

my $agent = Mojo::UserAgent->new(inactivity_timeout => 0);
my $transaction = $agent->build_websocket_tx($uri => [@subprotocols]);
$transaction->req->headers->sec_websocket_extensions('permessage-deflate');
$agent->start($transaction => sub {
  (undef, $socket) = @_;
  unless ($socket->is_websocket) {
    tell_test('error', $socket->error->{message});
    exit 1;
  }
  $socket->max_websocket_size(1 << 24);
  tell_test('open', $socket->protocol // '');
  $socket->on(text => sub { tell_test('text', decode('UTF-8', $_[1])) });
  $socket->on(binary => sub { tell_test('binary', unpack('H*', $_[1])) });
  $socket->on(frame => sub { tell_test('pong') if $_[1][4] == 10 });
  $socket->on(finish => sub {
    tell_test('closed', 0 + $_[1], $_[2] // '');
    Mojo::IOLoop->stop;
  });
});

my $received = '';
my $input = Mojo::IOLoop::Stream->new(\*STDIN)->timeout(0);
$input->on(read => sub {
  $received .= $_[1];
  while ($received =~ s/^(.*)\n//) {
    my ($name, @arguments) = @{decode_json($1)};
    $orders{$name}->(@arguments);
  }
});
Mojo::IOLoop->stream($input);
Mojo::IOLoop->start;
