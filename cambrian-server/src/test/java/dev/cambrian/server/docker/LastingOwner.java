package dev.cambrian.server.docker;

import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.server.home.HomeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A process that begins a lasting verification, tells of its stages and goes no further than one of
 * them.
 */
final class LastingOwner {
  private LastingOwner() {}

  /** Starts one; it has to be killed. */
  static Process start(
      VerificationRequest request, Path runs, HomeId home, Stage last, Path directory)
      throws IOException {
    Path spec =
        Files.writeString(directory.resolve(request.spec().fileName()), request.spec().text());
    List<String> line =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Dcambrian.images=" + System.getProperty("cambrian.images", "cambrian"),
            "-cp",
            System.getProperty("java.class.path"),
            LastingOwner.class.getName(),
            request.runId(),
            String.valueOf(request.generation()),
            request.artifact().toString(),
            request.artifactHash(),
            spec.toString(),
            runs.toString(),
            home.value(),
            last.id());
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("owner.log").toFile())
        .start();
  }

  /** What it says when a stage begins. */
  static String begins(Stage stage) {
    return "begins " + stage.id();
  }

  public static void main(String[] args) throws Exception {
    Stage last = Stage.of(args[7]).orElseThrow();
    VerificationRequest request =
        new VerificationRequest(
            args[0],
            Integer.parseInt(args[1]),
            Path.of(args[2]),
            args[3],
            Specs.read(Path.of(args[4])));
    try (DockerDaemon daemon = Needs.docker(Toolchain.PYTHON)) {
      System.out.println(
          Needs.verifier(daemon)
              .lasting(Path.of(args[5]), new HomeId(args[6]))
              .verify(
                  request,
                  new VerificationListener() {
                    @Override
                    public void stageStarted(Stage stage) {
                      System.out.println(begins(stage));
                      while (stage == last) {
                        Thread.onSpinWait();
                      }
                    }
                  }));
    }
  }
}
