package dev.cambrian.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A {@link LoadProgram} of which the rig waits for the figures. */
final class LoadChild {
  /** For its start and its end. */
  private static final Duration BESIDES = Duration.ofSeconds(15);

  private LoadChild() {}

  /**
   * Runs it to its end, which is made where it does not come.
   *
   * @throws InfrastructureException where it tells no figures
   */
  static Load.Figures run(List<String> command, Load load)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.directory(Path.of("/").toFile());
    Process process = Spawner.start(builder);
    try {
      CompletableFuture<String> said = Aside.supply(() -> heard(process));
      long longest = load.longest().plus(BESIDES).toMillis();
      boolean _ = process.waitFor(longest, TimeUnit.MILLISECONDS);
      end(process);
      return Load.Figures.read(said.join().strip())
          .orElseThrow(() -> new InfrastructureException("the rig's load told no figures"));
    } finally {
      end(process);
    }
  }

  private static String heard(Process process) {
    try {
      return new String(process.getInputStream().readNBytes(200), StandardCharsets.US_ASCII);
    } catch (IOException gone) {
      return "";
    }
  }

  private static void end(Process process) {
    Descendants.of(process).forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
