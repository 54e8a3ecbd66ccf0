# Connects for the rig in the network that it runs in; the frames are described in Relay.java.
# Its start is waited for, so that it loads no module: the numbers are those of Linux.
use strict;

my ($INET, $INET6, $STREAM) = (2, 10, 1);
my ($SETFL, $NONBLOCK) = (4, 2048);
my ($DATAGRAM, $GET_FLAGS, $SET_FLAGS, $UP) = (2, 0x8913, 0x8914, 1);
my ($SOCKET, $ERROR, $TCP, $NODELAY) = (1, 4, 6, 1);
my ($INTERRUPTED, $AGAIN, $TIMED_OUT, $REFUSED, $IN_PROGRESS) = (4, 11, 110, 111, 115);
my ($INPUT, $MOST) = (0, 65536);
my $PAUSE = 4;

$SIG{PIPE} = 'IGNORE';

sub say_all {
    my $data = join '', @_;
    while (length $data) {
        my $written = syswrite STDOUT, $data;
        if (defined $written) { substr($data, 0, $written) = '' }
        elsif ($! != $INTERRUPTED) { exit }
    }
}

sub complain {
    my $text = substr shift, 0, 200;
    say_all('E', pack('n', length $text), $text);
    return;
}

sub bits {
    my $bits = '';
    vec($bits, $_, 1) = 1 for @_;
    return $bits;
}

# Waits until it can be written to; gives the seconds that are left then, none where it could not.
sub writable {
    my ($line, $left) = @_;
    my $found = 0;
    while ($left > 0) {
        ($found, $left) = select undef, my $ready = bits(fileno $line), undef, $left;
        return $left if $found > 0;
    }
    return 0;
}

sub address {
    my ($family, $port) = @_;
    return $family == 6
        ? pack('S n N a16 N', $INET6, $port, 0, "\0" x 15 . "\1", 0)
        : pack('S n C4 x8', $INET, $port, 127, 0, 0, 1);
}

# Gives the connection and the seconds that are left then; else nothing, and why in $!.
sub dial {
    my ($family, $port, $left) = @_;
    socket my $line, $family == 6 ? $INET6 : $INET, $STREAM, 0 or return;
    fcntl $line, $SETFL, $NONBLOCK or return;
    if (!connect $line, address($family, $port)) {
        return if $! != $IN_PROGRESS;
        if (!($left = writable($line, $left))) { $! = $TIMED_OUT; return }
        $! = unpack 'i', getsockopt $line, $SOCKET, $ERROR;
        return if $! != 0;
    }
    return ($line, $left);
}

sub call {
    my ($family, $port, $millis, $patience, $request) = @_;
    my ($line, $left) = dial($family, $port, $millis / 1000);
    while (!$line && $! == $REFUSED && $patience > 0) {
        select undef, undef, undef, $PAUSE / 1000;
        $patience -= $PAUSE;
        ($line, $left) = dial($family, $port, $millis / 1000);
    }
    if (!$line) {
        return complain("$!") if $! != $REFUSED;
        say_all('R');
        return;
    }
    setsockopt $line, $TCP, $NODELAY, pack 'i', 1;
    while (length $request) {
        my $sent = syswrite $line, $request;
        if (defined $sent) { substr($request, 0, $sent) = '' }
        elsif ($! == $AGAIN) { $left = writable($line, $left) or return complain('timed out') }
        elsif ($! != $INTERRUPTED) { return complain("$!") }
    }
    say_all('O');
    return $line;
}

# Gives the line where there may be more to hear.
sub listen_to {
    my ($line) = @_;
    my $got = sysread $line, my $data, $MOST;
    if (!defined $got) {
        return $line if $! == $AGAIN || $! == $INTERRUPTED;
        return complain("$!");
    }
    say_all($got ? ('D', pack('N', $got), $data) : 'F');
    return $got ? $line : undef;
}

# A network that is new has its loopback down.
sub raise_loopback {
    socket my $any, $INET, $DATAGRAM, 0 or die "$!\n";
    my $request = pack 'a16 s x22', 'lo', 0;
    ioctl $any, $GET_FLAGS, $request or die "$!\n";
    my $flags = unpack 'x16 s', $request;
    return if $flags & $UP;
    ioctl $any, $SET_FLAGS, pack 'a16 s x22', 'lo', $flags | $UP or die "$!\n";
    return;
}

raise_loopback();
say_all(pack 'N2', 0, $$);
my ($line, $heard) = (undef, '');
while (1) {
    my $ready = bits($INPUT, $line ? fileno $line : ());
    next if select($ready, undef, undef, undef) < 0;
    $line = listen_to($line) if $line && vec $ready, fileno $line, 1;
    next if !vec $ready, $INPUT, 1;
    sysread STDIN, $heard, $MOST, length $heard or exit;
    while (length $heard) {
        if (substr($heard, 0, 1) eq 'X') {
            $line = undef;
            substr($heard, 0, 1) = '';
            say_all('K');
            next;
        }
        last if length $heard < 16;
        my ($family, $port, $millis, $patience, $size) = unpack 'x C n N N N', $heard;
        last if length $heard < 16 + $size;
        my $request = substr $heard, 16, $size;
        substr($heard, 0, 16 + $size) = '';
        $line = call($family, $port, $millis, $patience, $request);
    }
}
