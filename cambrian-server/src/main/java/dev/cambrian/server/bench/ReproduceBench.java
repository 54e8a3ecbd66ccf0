package dev.cambrian.server.bench;

import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.CambrianMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The shipped reproduction in containers, against its child commands alone: of each generation the
 * build, the tests as often as the rig runs them and the program until it is healthy, and of each
 * organism the build and the start once more.
 */
final class ReproduceBench {
  private static final double MOST_RATIO = 1.3;
  private static final int GENERATIONS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

  private ReproduceBench() {}

  static List<Reading> run(Workspace workspace) throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("cambrian.root", ""));
    Path genome = root.resolve("spec/CAMBRIAN-SPEC.md");
    if (!Files.isRegularFile(genome)) {
      throw new BenchException(
          "there is no %s to grow: start the bench as ./cambrian of a checkout".formatted(genome));
    }
    Path directory = workspace.directory("reproduce");
    double whole = reproduced(directory);
    double alone = 0;
    for (int generation = 1; generation <= GENERATIONS; generation++) {
      Commands commands = Commands.of(root, directory, generation);
      alone += commands.build() + commands.test() + commands.test() + commands.serve();
      if (generation < GENERATIONS) {
        alone += Commands.of(root, directory, generation).build() + commands.serve();
      }
    }
    return List.of(
        Reading.atMost(
            Part.REPRODUCE,
            "reproduction to depth 3 by replay, in containers, against its child commands alone",
            whole / alone,
            Reading.Unit.RATIO,
            MOST_RATIO,
            String.format(Locale.ROOT, "%.1f s beside %.1f s", whole, alone)));
  }

  private static double reproduced(Path directory) throws IOException, InterruptedException {
    Path output = directory.resolve("reproduce.log");
    long began = System.nanoTime();
    Process process =
        ChildJvm.of(
                CambrianMain.class,
                output,
                List.of(
                    "reproduce",
                    "--runner",
                    "docker",
                    "--home",
                    directory.resolve("home").toString()))
            .start();
    try {
      ChildJvm.await(process, "reproduce", output);
    } finally {
      process.destroy();
    }
    return (System.nanoTime() - began) / 1e9;
  }

  /** The commands of one artifact in a copy of it; each says how many seconds it took. */
  private record Commands(Path root, Path work, Entry entry) {
    static Commands of(Path root, Path directory, int generation) throws IOException {
      Path artifact = directory.resolve("home/artifacts/gen-" + generation);
      Path work = Files.createTempDirectory(directory, "alone-");
      try (Stream<Path> files = Files.walk(artifact)) {
        files.filter(Files::isRegularFile).forEach(file -> copy(artifact, file, work));
      }
      try (Stream<Path> specs = Files.list(artifact.resolve("spec"))) {
        return new Commands(root, work, Specs.read(specs.findFirst().orElseThrow()).entry());
      }
    }

    private static void copy(Path artifact, Path file, Path work) {
      try {
        Path target = work.resolve(artifact.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.write(target, Files.readAllBytes(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    double build() throws IOException, InterruptedException {
      return ended(entry.build());
    }

    double test() throws IOException, InterruptedException {
      return ended(entry.test());
    }

    private double ended(String command) throws IOException, InterruptedException {
      long began = System.nanoTime();
      Process process = start(command);
      try {
        int exit = process.waitFor();
        if (exit != 0) {
          throw new BenchException("'%s' ended with %d".formatted(command, exit));
        }
      } finally {
        end(process);
      }
      return (System.nanoTime() - began) / 1e9;
    }

    double serve() throws IOException, InterruptedException {
      long began = System.nanoTime();
      Process process = start(entry.start());
      try {
        while (!answers()) {
          if (!process.isAlive() || System.nanoTime() - began > PATIENCE.toNanos()) {
            throw new BenchException(
                "'%s' does not answer %s".formatted(entry.start(), entry.health()));
          }
          LockSupport.parkNanos(POLL_NANOS);
        }
      } finally {
        end(process);
      }
      return (System.nanoTime() - began) / 1e9;
    }

    private static void end(Process process) throws InterruptedException {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }

    private boolean answers() {
      try {
        HttpURLConnection connection =
            (HttpURLConnection) URI.create(entry.health()).toURL().openConnection();
        connection.setConnectTimeout(1_000);
        connection.setReadTimeout(5_000);
        int status = connection.getResponseCode();
        connection.disconnect();
        return status == HttpURLConnection.HTTP_OK;
      } catch (IOException notYet) {
        return false;
      }
    }

    private Process start(String command) throws IOException {
      Path java = Path.of(System.getProperty("java.home"));
      List<String> line = new ArrayList<>(List.of("/bin/sh", "-c"));
      line.add(command.replaceFirst("^mvn ", root.resolve("mvnw").toAbsolutePath() + " "));
      ProcessBuilder builder =
          new ProcessBuilder(line)
              .directory(work.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.environment().remove("CAMBRIAN_SUPERVISOR_URL");
      builder.environment().put("JAVA_HOME", java.toString());
      builder
          .environment()
          .merge("PATH", java.resolve("bin").toString(), (old, own) -> own + ":" + old);
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    }
  }
}
