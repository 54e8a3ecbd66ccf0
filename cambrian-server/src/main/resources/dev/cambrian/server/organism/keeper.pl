# Keeps one organism: unpacks it, builds it, starts it, holds it to its limits, and is its only door. It is the first process
# of the organism's container or sandbox; when it ends, all others end. KeeperOrder.java describes what it reads,
# KeeperReport.java what it says on standard error, BackLine.java what it is asked through organism.sock. What the organism
# prints goes to standard output, without its token.
#
# Arguments: container, bubblewrap or none; the directory of the Supervisor's sockets. No module but Socket, which the
# smallest Perl has; the numbers are those of Linux.
use strict;
no warnings;
use Socket;

my ($mode, $door) = @ARGV;
my $contained = $mode eq 'container';
my $bare = $mode eq 'none';
my ($GETFL, $SETFL, $NONBLOCK, $NOFOLLOW, $NOHANG) = (3, 4, 2048, 0400000, 1);
my ($INTERRUPTED, $AGAIN, $IN_PROGRESS) = (4, 11, 115);
my ($ORGANISM_PORT, $SUPERVISOR_PORT) = (8401, 8400);
my ($MOST_LINES, $MOST_BUFFERED, $IDLE_BACK_LINES, $TICK) = (64, 262_144, 2, 0.5);
my (%limit, %variables, @own, @artifact, $build, $start);
my (@sides, @idle, $listener, $main, $output, $secret, $phase, $phase_began, $began);
my ($pending, $held, $printed, $peak, $ooms, $oom_at, $stopping, $stopped_by) = ('', '', 0, 0, 0, -1e9);
# Ended with from 64 on; in the order of KeeperReport.java.
my @statuses = qw(build-failed build-late out-of-memory lifetime output disk processes not-started stopped terminated);

# --- what the kernel tells --------------------------------------------------------------------------------------------

sub contents {
  my $handle;
  open $handle, '<', $_[0] or return '';
  local $/;
  my $text = <$handle>;
  return defined $text ? $text : '';
}

sub uptime { return (split ' ', contents('/proc/uptime'))[0] }

sub figure {
  my ($name, @files) = @_;
  for my $file (@files) {
    return $1 if contents("/sys/fs/cgroup/$file") =~ /^\Q$name\E (\d+)$/m;
  }
  return;
}

sub number {
  for my $file (@_) {
    return $1 if contents("/sys/fs/cgroup/$file") =~ /^(\d+)\s*$/;
  }
  return;
}

# Everything that descends from this process: in a sandbox all that there is.
sub family {
  my (%parent, %tasks, %pages);
  for my $status (glob '/proc/[0-9]*/status') {
    my $text = contents($status);
    my ($pid) = $text =~ /^Pid:\s+(\d+)/m or next;
    ($parent{$pid}) = $text =~ /^PPid:\s+(\d+)/m;
    ($tasks{$pid}) = $text =~ /^Threads:\s+(\d+)/m;
    $pages{$pid} = $text =~ /^RssAnon:\s+(\d+)/m ? $1 * 1024 : 0;
  }
  my ($bytes, $tasks, @members) = (0, 0);
  for my $pid (keys %parent) {
    my ($at, $steps) = ($pid, 0);
    $at = $parent{$at} while $at && $at != $$ && $steps++ < 10_000;
    next if $at != $$ || $pid == $$;
    push @members, $pid;
    $bytes += $pages{$pid};
    $tasks += $tasks{$pid};
  }
  return ($bytes, $tasks, @members);
}

# --- saying and ending ------------------------------------------------------------------------------------------------

sub report {
  my ($what, %more) = @_;
  my $line = join ',', map { qq("$_":) . ($more{$_} =~ /^-?\d+$/ ? $more{$_} : qq("$more{$_}")) } sort keys %more;
  syswrite STDERR, qq({"report":"$what") . (length $line ? ",$line" : '') . "}\n";
  return;
}

sub flush_output {
  while (length $pending) {
    my $written = syswrite STDOUT, $pending, 65_536;
    if (defined $written) { substr($pending, 0, $written) = '' }
    elsif ($! == $INTERRUPTED) { next }
    else { $pending = '' if $! != $AGAIN; return }
  }
  return;
}

# Passes on what the organism printed; what may be the beginning of its token waits for the rest.
sub printed {
  my ($data, $last) = @_;
  $data = $held . $data;
  $held = '';
  if (length $secret) {
    $data =~ s/\Q$secret\E/[token]/g;
    if (!$last) {
      for (my $n = length($secret) - 1; $n > 0; $n--) {
        next if $n > length $data || substr($data, -$n) ne substr($secret, 0, $n);
        $held = substr $data, -$n;
        substr($data, -$n) = '';
        last;
      }
    }
  }
  $pending .= $data;
  flush_output();
  return;
}

sub finish {
  my ($reason, $code, $drain) = @_;
  if ($output && $drain) {
    for (1 .. 64) {
      last if !sysread $output, my $data, 65_536;
      $printed += length $data;
      last if $printed > $limit{output};
      printed($data);
    }
  }
  my $until = uptime() + 2;
  printed('', 1);
  while (length $pending && uptime() < $until) {
    my $writable = '';
    vec($writable, fileno(STDOUT), 1) = 1;
    select undef, $writable, undef, 0.1;
    flush_output();
  }
  my $most = number('memory.peak', 'memory/memory.max_usage_in_bytes');
  $peak = $most if $contained && defined $most;
  report('ended', reason => $reason, (defined $code ? (exit => $code) : ()), ($peak ? (peak => $peak) : ()));
  if ($bare) {
    for (1 .. 200) {
      my (undef, undef, @left) = family();
      last if !@left;
      kill 'KILL', @left;
      1 while waitpid(-1, $NOHANG) > 0;
    }
  }
  for my $i (0 .. $#statuses) { exit 64 + $i if $statuses[$i] eq $reason }
  exit 0;
}

# --- becoming the organism --------------------------------------------------------------------------------------------

my ($setsid, $setgroups, $setresgid, $setresuid, $prctl, $prlimit, $seccomp, $statfs);

sub failed {
  syswrite STDOUT, "keeper: cannot $_[0]: $!\n";
  exit 125;
}

sub bound {
  my ($name, $resource, $most) = @_;
  my $pair = pack 'QQ', $most, $most;
  syscall($prlimit, 0, $resource, $pair, 0) == 0 or failed("limit $name");
  return;
}

sub become {
  my $filtered = shift;
  $SIG{$_} = 'DEFAULT' for qw(TERM USR1 PIPE CHLD);
  if (open my $score, '>', '/proc/self/oom_score_adj') {
    syswrite $score, '500';
    close $score;
  }
  syscall $setsid;
  if ($contained) {
    my $uid = $limit{uid} + 0;
    syscall($setgroups, 0, 0) == 0 or failed('drop the groups');
    syscall($setresgid, $uid, $uid, $uid) == 0 or failed('change the group');
    syscall($setresuid, $uid, $uid, $uid) == 0 or failed('change the user');
  }
  bound('core dumps', 4, 0);
  bound('open files', 7, 4096);
  bound('tasks', 6, $limit{tasks} + 64) if $mode eq 'bubblewrap';
  umask 022;
  syscall($prctl, 38, 1, 0, 0, 0) == 0 or failed('give up new privileges');
  if ($filtered && length $limit{filter}) {
    my $program = pack 'H*', $limit{filter};
    my $described = pack 'Sx6P', length($program) / 8, $program;
    syscall($seccomp, 1, 0, $described) == 0 or failed('filter system calls');
  }
  return;
}

sub spawn {
  my $script = shift;
  pipe my $reading, my $writing or return;
  my $pid = fork;
  return if !defined $pid;
  if (!$pid) {
    open STDIN, '<', '/dev/null';
    open STDOUT, '>&', $writing;
    open STDERR, '>&', $writing;
    chdir '/';
    become(1);
    chdir "$limit{workspace}/artifact" or failed('enter the artifact');
    %ENV = %variables;
    exec { '/bin/sh' } 'sh', '-c', $script;
    failed('run /bin/sh');
  }
  close $writing;
  nonblocking($reading);
  ($main, $output) = ($pid, $reading);
  return 1;
}

# --- the order --------------------------------------------------------------------------------------------------------

sub fill {
  my $wanted = shift;
  my $data = '';
  while (length $data < $wanted) {
    my $read = sysread STDIN, $data, $wanted - length $data, length $data;
    exit 125 if !$read;
  }
  return $data;
}

sub part { return fill(unpack 'N', fill(4)) }

sub make {
  my ($file, $mode_bits, $content) = @_;
  my $at = '';
  my @directories = split m{/}, $file;
  pop @directories;
  for my $name (@directories) {
    $at .= length $at || $file =~ m{^/} ? "/$name" : $name;
    $at =~ s{^//}{/};
    mkdir $at, 0755 if $at ne '/';
  }
  sysopen my $handle, $file, 1 | 64 | 128 | $NOFOLLOW, $mode_bits or return;
  while (length $content) {
    my $written = syswrite $handle, $content, 1_048_576;
    return if !$written;
    substr($content, 0, $written) = '';
  }
  return close $handle;
}

sub unpack_artifact {
  my $pid = fork;
  return if !defined $pid;
  if (!$pid) {
    become(0);
    chdir $limit{workspace} or failed('enter the workspace');
    mkdir $_, 0755 for qw(artifact home offspring);
    chdir 'artifact' or failed('enter the artifact');
    for my $file (@artifact) { make($file->[0], 0644, $file->[1]) or failed("write $file->[0]") }
    exit 0;
  }
  waitpid $pid, 0;
  return $? == 0;
}

# --- the door ---------------------------------------------------------------------------------------------------------

sub nonblocking {
  my $handle = shift;
  fcntl $handle, $SETFL, fcntl($handle, $GETFL, 0) | $NONBLOCK;
  return $handle;
}

sub listen_for_organism {
  socket $listener, PF_INET, SOCK_STREAM, 0 or return;
  setsockopt $listener, SOL_SOCKET, SO_REUSEADDR, pack('i', 1);
  bind $listener, pack_sockaddr_in($bare ? 0 : $SUPERVISOR_PORT, inet_aton('127.0.0.1')) or return;
  listen $listener, 64 or return;
  nonblocking($listener);
  return (unpack_sockaddr_in(getsockname $listener))[0];
}

sub dial_supervisor {
  my $name = shift;
  socket my $line, PF_UNIX, SOCK_STREAM, 0 or return;
  nonblocking($line);
  connect $line, pack_sockaddr_un("$door/$name") or return;
  return $line;
}

sub join_lines {
  my ($one, $other, $connecting) = @_;
  my $first = { handle => $one, out => '' };
  my $second = { handle => $other, out => '', connecting => $connecting };
  ($first->{peer}, $second->{peer}) = ($second, $first);
  push @sides, $first, $second;
  return ($first, $second);
}

sub hang_up {
  my $side = shift;
  for my $one ($side, $side->{peer}) {
    close $one->{handle};
    $one->{closed} = 1;
  }
  return;
}

sub accept_line {
  accept(my $line, $listener) or return;
  nonblocking($line);
  my $supervisor = dial_supervisor('supervisor.sock');
  if (!$supervisor) { close $line; return }
  join_lines($line, $supervisor, 0);
  return;
}

sub readable {
  my $side = shift;
  my $read = sysread $side->{handle}, my $data, 65_536;
  if ($read) { $side->{peer}{out} .= $data; writable($side->{peer}) if !$side->{peer}{connecting} }
  elsif (defined $read) { $side->{ended} = 1; close_written($side->{peer}) }
  elsif ($! != $AGAIN && $! != $INTERRUPTED) { hang_up($side) }
  return;
}

sub writable {
  my $side = shift;
  if ($side->{connecting}) {
    if (unpack 'i', getsockopt $side->{handle}, SOL_SOCKET, SO_ERROR) { hang_up($side); return }
    $side->{connecting} = 0;
  }
  if (length $side->{out}) {
    my $written = syswrite $side->{handle}, $side->{out};
    if (defined $written) { substr($side->{out}, 0, $written) = '' }
    elsif ($! != $AGAIN && $! != $INTERRUPTED) { hang_up($side); return }
  }
  close_written($side);
  return;
}

# Tells one side that the other says no more, once it has been told all; and hangs up when neither does.
sub close_written {
  my $side = shift;
  return if $side->{closed} || $side->{connecting} || length $side->{out} || !$side->{peer}{ended};
  shutdown $side->{handle}, 1 if !$side->{shut}++;
  hang_up($side) if $side->{ended} && $side->{peer}{shut};
  return;
}

# --- what the Supervisor asks -----------------------------------------------------------------------------------------

sub asked {
  my $idle = shift;
  my $read = sysread $idle->{handle}, my $data, 4096;
  if (!$read) { $idle->{gone} = 1 if defined $read || ($! != $AGAIN && $! != $INTERRUPTED); return }
  $idle->{said} .= $data;
  if ($idle->{said} =~ s/^([^\n]{1,2000})\n//) {
    $idle->{gone} = 'used';
    my $question = $1;
    if ($question eq 'ORGANISM') { call_organism($idle->{handle}, $idle->{said}) }
    elsif ($question =~ /^COPY (\d{1,9}) (\d{1,15}) (.+)$/) { copy($idle->{handle}, $1, $2, $3) }
  } elsif (length $idle->{said} > 2000) {
    $idle->{gone} = 1;
  }
  return;
}

sub call_organism {
  my ($line, $said) = @_;
  socket my $organism, PF_INET, SOCK_STREAM, 0 or return;
  nonblocking($organism);
  my $connected = connect $organism, pack_sockaddr_in($ORGANISM_PORT, inet_aton('127.0.0.1'));
  return if !$connected && $! != $IN_PROGRESS;
  my (undef, $side) = join_lines($line, $organism, !$connected);
  $side->{out} = $said;
  return;
}

# Reads as the organism, so that nothing is given out that it could not read itself.
sub copy {
  my ($line, $most_files, $most_bytes, $path) = @_;
  my $pid = fork;
  return if !defined $pid || $pid;
  become(0);
  fcntl $line, $SETFL, fcntl($line, $GETFL, 0) & ~$NONBLOCK;
  alarm 300;
  my $give = sub {
    my $data = shift;
    while (length $data) {
      my $written = syswrite $line, $data;
      exit 1 if !$written;
      substr($data, 0, $written) = '';
    }
  };
  my $refuse = sub { $give->('E' . pack 'N/a*', $_[0]); exit 1 };
  chdir "$limit{workspace}/offspring" or $refuse->('the workspace is gone');
  my $at = '';
  for my $name (split m{/}, $path) {
    $at = length $at ? "$at/$name" : $name;
    lstat $at or $refuse->("there is no $path");
    -d _ or $refuse->("$at is no directory");
  }
  my @left = ([$path, '', 0]);
  while (my $next = shift @left) {
    my ($directory, $prefix, $depth) = @$next;
    $refuse->('it is too deep') if $depth > 64;
    opendir my $handle, $directory or $refuse->("cannot list $directory");
    while (defined(my $name = readdir $handle)) {
      next if $name eq '.' || $name eq '..';
      $refuse->('it has too many entries') if --$most_files < 0;
      my $file = "$directory/$name";
      lstat $file or next;
      if (-d _) { push @left, [$file, "$prefix$name/", $depth + 1]; next }
      if (!-f _) { $give->('X' . pack 'N/a*', "$prefix$name"); next }
      my $size = -s _;
      $refuse->('it is too large') if ($most_bytes -= $size) < 0;
      sysopen my $content, $file, $NONBLOCK | $NOFOLLOW or $refuse->("cannot read $prefix$name");
      $give->('F' . pack('N/a*', "$prefix$name") . pack 'Q>', $size);
      while ($size > 0) {
        my $read = sysread $content, my $data, $size < 65_536 ? $size : 65_536;
        exit 1 if !$read;
        $give->($data);
        $size -= $read;
      }
    }
  }
  $give->('Z');
  exit 0;
}

# --- its limits -------------------------------------------------------------------------------------------------------

sub disk_is_full {
  if ($bare) {
    my ($bytes, $files, @left) = (0, 0, $limit{workspace});
    while (defined(my $directory = shift @left)) {
      opendir my $handle, $directory or next;
      for my $name (readdir $handle) {
        next if $name eq '.' || $name eq '..';
        my @stat = lstat "$directory/$name" or next;
        $bytes += $stat[12] * 512;
        return 1 if ++$files > $limit{files} || $bytes > $limit{disk};
        push @left, "$directory/$name" if -d _;
      }
    }
    return 0;
  }
  my $space = "\0" x 120;
  syscall($statfs, $limit{workspace}, $space) == 0 or return 0;
  my (undef, $block, $blocks, $free, undef, $files, $free_files) = unpack 'q7', $space;
  return ($blocks - $free + 16) * $block >= $limit{disk} || ($files && $files - $free_files + 4 >= $limit{files});
}

sub over_limit {
  my $now = uptime();
  return 'lifetime' if $now - $began > $limit{lifetime};
  return 'build-late' if $phase eq 'building' && $now - $phase_began > $limit{build};
  return 'disk' if disk_is_full();
  if ($contained) {
    my $kills = figure('oom_kill', 'memory.events', 'memory/memory.oom_control');
    ($ooms, $oom_at) = ($kills, $now) if defined $kills && $kills > $ooms;
    my $refused = figure('max', 'pids.events', 'pids/pids.events');
    return 'processes' if $refused;
    my $bytes = figure('anon', 'memory.stat');
    $bytes = figure('total_rss', 'memory/memory.stat') if !defined $bytes;
    return 'out-of-memory' if defined $bytes && $bytes > $limit{memory};
    return;
  }
  my ($bytes, $tasks) = family();
  $peak = $bytes if $bytes > $peak;
  return 'out-of-memory' if $bytes > $limit{memory};
  return 'processes' if $tasks > $limit{tasks};
  return;
}

sub main_ended {
  my $status = shift;
  my $code = $status & 127 ? 128 + ($status & 127) : $status >> 8;
  my $over = over_limit();
  finish($stopped_by, $code, 1) if $stopping;
  # It may end of its limit before anybody has looked.
  finish($over, $code, 1) if $code && defined $over && $over =~ /^(?:disk|processes|out-of-memory)$/;
  finish('out-of-memory', $code, 1) if $code && uptime() - $oom_at < 3;
  finish('exited', $code, 1) if $phase eq 'running';
  finish('build-failed', $code, 1) if $code;
  while ($output && sysread $output, my $data, 65_536) { $printed += length $data; printed($data) }
  enter('running', $start);
  return;
}

sub enter {
  my ($next, $script) = @_;
  ($phase, $phase_began) = ($next, uptime());
  spawn($script) or finish('processes');
  report($phase);
  return;
}

sub stop {
  my $by = shift;
  return if $stopping;
  ($stopping, $stopped_by) = (uptime(), $by);
  if (!$contained) {
    # The last look may be from before it had grown.
    my ($bytes) = family();
    $peak = $bytes if $bytes > $peak;
  }
  kill 'TERM', -$main if $main;
  return;
}

# --- the whole --------------------------------------------------------------------------------------------------------

while ((my $kind = fill(1)) ne 'E') {
  my ($head, $body) = (part(), part());
  if ($kind eq 'L') { $limit{$head} = $body }
  elsif ($kind eq 'V') { $variables{$head} = $body }
  elsif ($kind eq 'R') { push @own, [$head, $body] }
  elsif ($kind eq 'A') { push @artifact, [$head, $body] }
  elsif ($kind eq 'B') { $build = $body }
  elsif ($kind eq 'S') { $start = $body }
}
($setsid, $setgroups, $setresgid, $setresuid, $prctl, $prlimit, $seccomp, $statfs) = map { $_ + 0 } split /,/, $limit{calls};
$began = uptime();
$secret = $variables{ANTHROPIC_API_KEY};
$SIG{PIPE} = 'IGNORE';
$SIG{CHLD} = sub { };
my ($asked_to_stop, $terminated);
$SIG{USR1} = sub { $asked_to_stop = 1 };
$SIG{TERM} = sub { $terminated = 1 };
# Orphans come to this process, wherever it runs.
syscall $prctl, 36, 1, 0, 0, 0;
umask 022;
for my $file (@own) {
  my ($bits, $path) = split / /, $file->[0], 2;
  make($path, oct $bits, $file->[1]) or finish('not-started');
}
unpack_artifact() or finish('not-started');
@artifact = @own = ();
my $port = listen_for_organism() or finish('not-started');
$variables{ANTHROPIC_BASE_URL} = $variables{CAMBRIAN_SUPERVISOR_URL} = "http://127.0.0.1:$port";
open STDIN, '<', '/dev/null' if $contained;
nonblocking(\*STDOUT);
enter('building', $build);

my $next_look = 0;
while (1) {
  my ($reads, $writes) = ('', '');
  @sides = grep { !$_->{closed} } @sides;
  for my $side (@sides) {
    vec($reads, fileno $side->{handle}, 1) = 1
      if !$side->{ended} && !$side->{connecting} && length $side->{peer}{out} < $MOST_BUFFERED;
    vec($writes, fileno $side->{handle}, 1) = 1 if $side->{connecting} || length $side->{out};
  }
  vec($reads, fileno $listener, 1) = 1 if @sides < 2 * $MOST_LINES;
  vec($reads, fileno $_->{handle}, 1) = 1 for @idle;
  vec($reads, fileno $output, 1) = 1 if $output && length $pending < 4 * $MOST_BUFFERED;
  vec($writes, fileno(STDOUT), 1) = 1 if length $pending;
  vec($reads, fileno(STDIN), 1) = 1 if !$contained;
  my ($can_read, $can_write) = ($reads, $writes);
  my $found = select $can_read, $can_write, undef, $TICK;
  if ($found > 0) {
    flush_output() if vec $can_write, fileno(STDOUT), 1;
    for my $side (@sides) {
      writable($side) if !$side->{closed} && vec $can_write, fileno $side->{handle}, 1;
      readable($side) if !$side->{closed} && vec $can_read, fileno $side->{handle}, 1;
    }
    for my $line (@idle) { asked($line) if vec $can_read, fileno $line->{handle}, 1 }
    @idle = grep { !$_->{gone} } @idle;
    accept_line() if vec $can_read, fileno $listener, 1;
    if ($output && vec $can_read, fileno $output, 1) {
      my $read = sysread $output, my $data, 65_536;
      if ($read) {
        $printed += $read;
        printed($data);
        finish('output') if $printed > $limit{output};
      } elsif (defined $read) {
        close $output;
        undef $output;
      }
    }
    if (!$contained && vec $can_read, fileno(STDIN), 1) {
      # The Supervisor holds the other end: a byte asks for the end, and so does its own.
      my $read = sysread STDIN, my $byte, 1;
      finish('stopped') if !$read;
      stop('stopped');
    }
  }
  stop('terminated') if $terminated;
  stop('stopped') if $asked_to_stop;
  while ((my $pid = waitpid -1, $NOHANG) > 0) {
    my $status = $?;
    main_ended($status) if $main && $pid == $main;
  }
  my $now = uptime();
  finish($stopped_by, undef, 1) if $stopping && $now - $stopping > $limit{grace};
  if ($now >= $next_look) {
    $next_look = $now + $TICK;
    my $over = over_limit();
    finish($over) if defined $over;
    while (@idle < $IDLE_BACK_LINES) {
      my $line = dial_supervisor('organism.sock') or last;
      push @idle, { handle => $line, said => '' };
    }
  }
}
