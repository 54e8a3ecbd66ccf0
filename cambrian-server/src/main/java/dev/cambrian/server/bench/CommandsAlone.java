package dev.cambrian.server.bench;

import dev.cambrian.core.spec.Entry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The commands with no rig: the build and beside it the syntax check, the tests, and the program
 * from its start through two requests to its end. In the same kind of isolation as the rig's, with
 * as few options as that takes.
 */
final class CommandsAlone {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long POLL_NANOS = Duration.ofMillis(4).toNanos();

  private final TrivialArtifact artifact;
  private final Path work;
  private final List<String> prefix;
  private final String check;
  private final Path program;

  /**
   * @param work a writable copy of the artifact's files
   * @param program the language's
   */
  CommandsAlone(
      TrivialArtifact artifact, Path work, boolean bubblewrap, Language language, Path program) {
    this.artifact = artifact;
    this.check = language.check();
    this.work = work;
    this.prefix = bubblewrap ? bubblewrap(work) : List.of();
    this.program = program;
  }

  /** Runs them all once and says how many milliseconds that took. */
  double millis() throws IOException, InterruptedException {
    Entry entry = artifact.spec().entry();
    long began = System.nanoTime();
    Process checking = start(check);
    end(start(entry.build()), entry.build());
    end(checking, check);
    end(start(entry.test()), entry.test());
    // As the rig does, the second time with two tests of its own.
    end(start(entry.test()), entry.test());
    serve(entry.start());
    return (System.nanoTime() - began) / 1e6;
  }

  private static void end(Process process, String script) throws InterruptedException {
    try {
      int exit = process.waitFor();
      if (exit != 0) {
        throw new BenchException(
            "the command '%s' of the trivial artifact ended with %d".formatted(script, exit));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private void serve(String script) throws IOException, InterruptedException {
    Process process = start(script);
    try {
      long began = System.nanoTime();
      while (!answers(artifact.health())) {
        if (!process.isAlive() || System.nanoTime() - began > PATIENCE.toNanos()) {
          throw new BenchException("the server of the trivial artifact did not start");
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
      if (!answers(artifact.health())) {
        throw new BenchException("the server of the trivial artifact did not answer twice");
      }
      // Bubblewrap itself would leave its child to end behind our back.
      process.descendants().forEach(ProcessHandle::destroy);
      if (prefix.isEmpty()) {
        process.destroy();
      }
      process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start(String script) throws IOException {
    List<String> line = new ArrayList<>(prefix);
    line.addAll(List.of("/bin/sh", "-c", script));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH",
                program.resolveSibling("") + ":/usr/local/bin:/usr/bin:/bin",
                "HOME",
                work.toString(),
                "LANG",
                "C.UTF-8",
                "PYTHONDONTWRITEBYTECODE",
                "1",
                "PYTHONUNBUFFERED",
                "1"));
    Process process = builder.start();
    try (OutputStream input = process.getOutputStream()) {
      input.flush();
    }
    return process;
  }

  private static boolean answers(URI url) {
    try {
      HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(5_000);
      connection.setRequestProperty("Connection", "close");
      int status = connection.getResponseCode();
      connection.disconnect();
      return status == HttpURLConnection.HTTP_OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static List<String> bubblewrap(Path work) {
    return List.of(
        "bwrap",
        "--unshare-user",
        "--unshare-pid",
        "--unshare-ipc",
        "--unshare-uts",
        "--die-with-parent",
        "--ro-bind",
        "/",
        "/",
        "--dev",
        "/dev",
        "--proc",
        "/proc",
        "--tmpfs",
        "/dev/shm",
        "--bind",
        work.toString(),
        work.toString(),
        "--chdir",
        work.toString());
  }
}
