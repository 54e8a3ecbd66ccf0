package dev.cambrian.rig;

import dev.cambrian.core.verdict.Limit;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.rig.CommandResult.End;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A process tree with its drained output.
 *
 * <p>A signal that ends this program may end the command as well, and first: Ctrl-C where it has no
 * session of its own yet, a system that shuts down always. An end by such a signal is only told
 * once this thread has had the time to be interrupted.
 */
final class RunningCommand {
  private static final Duration DRAIN = Duration.ofSeconds(2);

  /** Exit codes of what ended by SIGHUP, SIGINT or SIGTERM. */
  private static final Set<Integer> ASKED_TO_END = Set.of(129, 130, 143);

  /** What Java takes from a signal to the interrupt that its shutdown hooks make of it. */
  static final Duration SIGNAL_TO_INTERRUPT = Duration.ofMillis(500);

  private final Process process;
  private final ProcessTree tree;
  private final long outputLimit;
  private final long started = System.nanoTime();
  private final OutputCapture stdout;
  private final OutputCapture stderr;
  private final Thread stdoutThread;
  private final Thread stderrThread;
  private volatile Optional<Breach> breach = Optional.empty();
  private final Overhearing overhearing = new Overhearing();
  private ResourceMeter meter = ResourceMeter.NONE;

  RunningCommand(Process process, ProcessTree tree, long outputLimit) {
    this.process = process;
    this.tree = tree;
    this.outputLimit = outputLimit;
    this.stdout = new OutputCapture(outputLimit, this::kill);
    this.stderr = new OutputCapture(outputLimit, this::kill);
    closeQuietly(process.getOutputStream());
    stdoutThread = OutputCapture.drain(process.getInputStream(), stdout);
    stderrThread = OutputCapture.drain(process.getErrorStream(), stderr);
  }

  /** Kills it once it takes more of the machine than that. */
  RunningCommand watched(ResourceMeter.Factory meters) {
    meter = meters.of(this::members);
    new ResourceWatch(process, meter)
        .start(
            found -> {
              breach = Optional.of(found);
              kill();
            });
    return this;
  }

  /** Tells how its output ends by now, on the thread that waits for it. */
  RunningCommand overheard(Consumer<StageLog> listener) {
    overhearing.begin(listener);
    return this;
  }

  /** Whoever waits in a way of its own calls this again and again; does nothing too often. */
  void overhear() {
    overhearing.tell(stdout, stderr);
  }

  private List<Long> members() {
    return tree.members(process).map(ProcessHandle::pid).distinct().toList();
  }

  /** What its processes keep in memory together; pages that they share count for each. */
  long residentBytes() {
    return ProcessUse.residentBytes(members());
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Whether it ends within that time; it is not made to. */
  boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Waits for the end, or makes it at the timeout, which counts from the start. */
  CommandResult await(Duration timeout) throws InterruptedException {
    boolean ended;
    try {
      ended = endsBefore(started + timeout.toNanos());
    } catch (InterruptedException e) {
      kill();
      throw e;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    if (ended) {
      letTheSignalArrive();
    } else {
      kill();
    }
    return result(ended ? End.EXITED : End.TIMED_OUT, took);
  }

  private boolean endsBefore(long deadline) throws InterruptedException {
    while (true) {
      long left = Math.max(0, deadline - System.nanoTime());
      long look = Math.min(left, Overhearing.PAUSE.toNanos());
      if (process.waitFor(look, TimeUnit.NANOSECONDS)) {
        return true;
      }
      if (look == left) {
        return false;
      }
      overhear();
    }
  }

  /** Asks every process to end and kills what is left after the grace period. */
  CommandResult stop(Duration grace) throws InterruptedException {
    if (!process.isAlive()) {
      letTheSignalArrive();
    }
    tree.terminate(process);
    try {
      process.waitFor(grace.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      kill();
    }
    return result(End.EXITED, Duration.ofNanos(System.nanoTime() - started));
  }

  private void letTheSignalArrive() throws InterruptedException {
    if (ASKED_TO_END.contains(process.exitValue())) {
      Thread.sleep(SIGNAL_TO_INTERRUPT);
    }
  }

  void kill() {
    tree.kill(process);
  }

  /** What it printed until now. */
  StageLog printed() {
    return new StageLog(stdout.end(), stderr.end());
  }

  /** What is to be said of it now, while it may go on. */
  CommandResult soFar() {
    return told(
        End.EXITED,
        Duration.ofNanos(System.nanoTime() - started),
        breach.or(meter::atTheEnd).or(meter::breach));
  }

  private CommandResult result(End end, Duration took) throws InterruptedException {
    process.waitFor(DRAIN.toNanos(), TimeUnit.NANOSECONDS);
    // A process that was left behind may hold the pipe; what came until now is kept.
    boolean drained = stdoutThread.join(DRAIN) && stderrThread.join(DRAIN);
    if (!drained) {
      tree.kill(process);
    }
    return told(end, took, breach.or(meter::atTheEnd));
  }

  private CommandResult told(End end, Duration took, Optional<Breach> seen) {
    Optional<Breach> why = seen;
    End how = why.isPresent() ? End.RESOURCE_LIMIT : end;
    if (why.isEmpty() && (stdout.overLimit() || stderr.overLimit())) {
      why = Optional.of(new Breach(Limit.OUTPUT, Text.bytes(outputLimit)));
      how = End.OUTPUT_LIMIT;
    }
    Optional<Integer> exitCode =
        process.isAlive() || how != End.EXITED
            ? Optional.empty()
            : Optional.of(process.exitValue());
    return new CommandResult(how, exitCode, took, stdout.output(), stderr.output(), why);
  }

  private static void closeQuietly(OutputStream stdin) {
    try {
      stdin.close();
    } catch (IOException gone) {
      // It has ended already and reads nothing.
      return;
    }
  }
}
