package dev.cambrian.rig;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small process beside this one that outlives it, by a few seconds at most: once this one is
 * gone, however it went, it kills every process that carries this program's mark in the environment
 * that it was started with.
 *
 * <p>Bubblewrap's {@code --die-with-parent} alone does not do that: its processes ask for the death
 * signal some milliseconds after they began and do not look whether the parent died before, and one
 * whose keeper died earlier still waits for it without end.
 *
 * <p>Out of reach are a process that replaced its environment with another, where there is no
 * sandbox that ends with its first process, one of another user, and all where the warden itself
 * was killed before. For one thread alone.
 */
final class Warden {
  /** The variable that is the mark. */
  static final String MARK = "CAMBRIAN_RIG";

  private static final Duration FAREWELL = Duration.ofMillis(200);
  private static final Path ENVIRONMENT = Path.of("/proc/self/environ");

  /**
   * Its standard input ends with this program, or tells that it is not needed. A process that was
   * only being started then shows its mark a moment later, so that it looks until it has found
   * nothing three times.
   */
  private static final String SCRIPT =
      """
      trap '' HUP INT QUIT TERM
      while read -r line; do [ "$line" != dismissed ] || exit 0; done
      quiet=0
      for pause in 0 0.05 0.1 0.1 0.1 0.2 0.2 0.5 0.5 1 1; do
        sleep "$pause" || sleep 1
        left=$(grep -lsF -e "$1" /proc/[0-9]*/environ)
        [ -z "$left" ] || quiet=-1
        quiet=$((quiet + 1))
        [ "$quiet" -lt 3 ] || exit 0
        for file in $left; do
          process=${file#/proc/}
          kill -KILL "${process%/*}"
        done
      done
      """;

  private final List<String> command;
  private final String mark;
  private final Set<Process> guarded = ConcurrentHashMap.newKeySet();
  private final AtomicInteger starting = new AtomicInteger();
  private volatile Optional<Process> process;

  private Warden(List<String> command, String mark) {
    this.command = command;
    this.mark = mark;
    this.process = start();
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(this::dismiss, "cambrian-rig-dismissal"));
    } catch (IllegalStateException endingAlready) {
      // Then it stays for as long as it looks.
      return;
    }
  }

  /**
   * Where all that was started has ended, so does the warden: a JVM that ends waits 300 ms for a
   * thread that waits for a child.
   */
  private void dismiss() {
    if (process.isEmpty() || starting.get() > 0 || guarded.stream().anyMatch(Process::isAlive)) {
      return;
    }
    try (OutputStream in = process.get().getOutputStream()) {
      in.write("dismissed\n".getBytes(StandardCharsets.US_ASCII));
      in.flush();
      boolean _ = process.get().waitFor(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException gone) {
      // It has ended already.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One of the marked has been started. */
  void guard(Process started) {
    guarded.removeIf(it -> !it.isAlive());
    guarded.add(started);
    starting.decrementAndGet();
  }

  /** One of the marked could not be started. */
  void forget() {
    starting.decrementAndGet();
  }

  /**
   * Starts it.
   *
   * @param prefix gives a command a session of its own, so that no terminal ends the warden
   */
  static Warden posted(List<String> prefix) {
    String mark =
        ProcessHandle.current().pid()
            + "-"
            + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("/bin/sh", "-c", SCRIPT, "cambrian-warden", MARK + "=" + mark));
    return new Warden(command, mark);
  }

  /** None where the system does not show the environment of its processes, or has no shell. */
  private Optional<Process> start() {
    if (!Files.isReadable(ENVIRONMENT)) {
      return Optional.empty();
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().put("PATH", Programs.userPath());
    try {
      return Optional.of(builder.start());
    } catch (IOException withoutShell) {
      return Optional.empty();
    }
  }

  /** Makes what is going to be started known to the warden, which is replaced where it has died. */
  void mark(ProcessBuilder builder) {
    if (process.isPresent() && !process.get().isAlive()) {
      process = start();
    }
    starting.incrementAndGet();
    builder.environment().put(MARK, mark);
  }
}
