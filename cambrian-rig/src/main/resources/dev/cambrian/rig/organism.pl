# Becomes the organism and runs one command. Started as the container's root, it waits, so that it stands ready where no
# process of the organism can reach it, and reads its order only when the command is due.
#
# Arguments: uid; bytes that a file may grow to; tasks; working directory; directories to empty first, joined by colons; the
# seccomp filter in hexadecimal; the numbers of the system calls setsid, setgroups, setresgid, setresuid, prctl, prlimit64 and
# seccomp on this processor, joined by commas.
# Order: how many variables, each NAME=VALUE, the script; each but the last followed by a zero byte.
# It prints one byte once it is the organism, or else says on standard error what it could not do and ends with 125.
use strict;
no warnings;

my ($uid, $file_bytes, $tasks, $directory, $to_empty, $filter, $numbers) = @ARGV;
my ($setsid, $setgroups, $setresgid, $setresuid, $prctl, $prlimit, $seccomp) = map { $_ + 0 } split /,/, $numbers;
$uid += 0;

sub failed {
  syswrite STDERR, "cannot $_[0]: $!\n";
  exit 125;
}

sub limit {
  my ($name, $resource, $most) = @_;
  my $pair = pack 'QQ', $most, $most;
  syscall($prlimit, 0, $resource, $pair, 0) == 0 or failed("limit $name");
}

sub empty {
  my ($dir, $depth) = @_;
  return if $depth > 200;
  my $handle;
  opendir $handle, $dir or return;
  my @names = grep { $_ ne '.' && $_ ne '..' } readdir $handle;
  closedir $handle;
  for my $name (@names) {
    my $path = "$dir/$name";
    if (-d $path && !-l $path) {
      chmod 0700, $path;
      empty($path, $depth + 1);
      rmdir $path;
    } else {
      unlink $path;
    }
  }
}

local $/;
my $order = <STDIN>;
my @parts = split /\0/, $order, -1;
exit 125 if @parts < 2;
my $variables = shift @parts;
%ENV = ();
for (1 .. $variables) {
  my ($name, $value) = split /=/, shift(@parts), 2;
  $ENV{$name} = $value;
}
my $script = shift @parts;

# Whoever is killed for want of memory, it is not the rig.
if (open my $score, '>', '/proc/self/oom_score_adj') {
  syswrite $score, '500';
  close $score;
}
syscall $setsid;
syscall($setgroups, 0, 0) == 0 or failed('drop the groups');
syscall($setresgid, $uid, $uid, $uid) == 0 or failed('change the group');
syscall($setresuid, $uid, $uid, $uid) == 0 or failed('change the user');
limit('core dumps', 4, 0);
limit('open files', 7, 4096);
limit('the size of a file', 1, $file_bytes + 0);
limit('tasks', 6, $tasks + 0);
umask 022;
empty($_, 0) for split /:/, $to_empty;
chdir $directory or failed("enter $directory");
# 38: no new privileges, without which a filter cannot be set.
syscall($prctl, 38, 1, 0, 0, 0) == 0 or failed('give up new privileges');
my $program = pack 'H*', $filter;
my $described = pack 'Sx6P', length($program) / 8, $program;
syscall($seccomp, 1, 0, $described) == 0 or failed('filter system calls');
syswrite STDOUT, 'R';
open STDIN, '<', '/dev/null';
exec { '/bin/sh' } 'sh', '-c', $script;
failed('run /bin/sh');
