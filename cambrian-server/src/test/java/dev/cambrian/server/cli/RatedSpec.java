package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A specification, a model of shell that answers it, and the directory of its trials.
 *
 * @param home in which they are judged
 * @param spec its file
 * @param set where the trials lie
 */
record RatedSpec(Path directory, Path home, Path spec, Path set) {

  /** Writes what the model answers: {@code good}, {@code bad} and {@code garbage}. */
  static RatedSpec in(Path directory) throws IOException {
    String port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = Integer.toString(socket.getLocalPort());
    }
    String app = HealthSpec.APP.replace("PORT", port);
    Files.writeString(directory.resolve("good"), app + HealthSpec.TEST.formatted(1));
    Files.writeString(directory.resolve("bad"), app + HealthSpec.TEST.formatted(2));
    Files.writeString(directory.resolve("garbage"), "I cannot do that.");
    return new RatedSpec(
        directory,
        directory.resolve("home"),
        Files.writeString(directory.resolve("HEALTH.md"), HealthSpec.SPEC.replace("PORT", port)),
        directory.resolve("rates"));
  }

  /**
   * A model that notes what it is asked and answers by a name of the files above.
   *
   * @param answers as in a {@code case}: {@code generate-2) echo bad;;}, counted over all trials
   */
  String model(String answers) throws IOException {
    Path script =
        Files.writeString(
            directory.resolve("model.sh"),
            """
            cd '%s'
            echo "$CAMBRIAN_PURPOSE" >> asked
            n=$(grep -c "$CAMBRIAN_PURPOSE" asked)
            cat "$(case "$CAMBRIAN_PURPOSE-$n" in %s *) echo good;; esac)"
            """
                .formatted(directory, answers));
    return "sh '%s'".formatted(script);
  }

  /** The purposes that it was asked for. */
  List<String> asked() throws IOException {
    Path asked = directory.resolve("asked");
    return Files.exists(asked) ? Files.readAllLines(asked) : List.of();
  }

  /** Makes the trials that so many lack. */
  Run make(int trials, String model, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "rate",
                spec.toString(),
                "--trials",
                Integer.toString(trials),
                "--parallel",
                "1",
                "--unsafe-no-sandbox",
                "--record",
                set.toString(),
                "--llm",
                "command",
                model));
    all.addAll(List.of(more));
    return Run.in(home, all.toArray(String[]::new));
  }

  /** What the trials that are there tell. */
  Run table(String... more) {
    List<String> all = new ArrayList<>(List.of("rate", set.toString()));
    all.addAll(List.of(more));
    return Run.in(home, all.toArray(String[]::new));
  }

  /** That line is refused in one that names this, and nothing is written. */
  void refused(String named, String... arguments) {
    Run run = Run.in(home, arguments);

    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).startsWith("cambrian: ").contains(named).hasLineCount(1);
    assertThat(home).doesNotExist();
  }
}
