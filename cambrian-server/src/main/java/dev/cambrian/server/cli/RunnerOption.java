package dev.cambrian.server.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where verifications run. */
public final class RunnerOption {
  private static final String VARIABLE = "CAMBRIAN_RUNNER";

  /** What can be asked for. */
  public enum Kind {
    /** Containers where a daemon answers and has the image, else processes. */
    AUTO,
    /** Containers or nothing. */
    DOCKER,
    /** Processes of this machine, in bubblewrap. */
    PROCESS
  }

  @Option(
      names = "--runner",
      paramLabel = "KIND",
      description =
          "Where the rig judges: docker (containers), process (bubblewrap) or auto, which takes docker where it can;"
              + " CAMBRIAN_RUNNER or auto by default.")
  private @Nullable String named;

  @Option(
      names = "--parallel",
      converter = Values.Parallel.class,
      paramLabel = "N",
      description =
          "Verifications at once, 1 to 64; by default as many as there are processors and, for containers, memory.")
  private @Nullable Integer parallel;

  /** As many as were asked for, if any were. */
  Optional<Integer> parallel() {
    return Optional.ofNullable(parallel);
  }

  /**
   * By the option, else by {@code CAMBRIAN_RUNNER}.
   *
   * @throws CliException where there is no such kind
   */
  public Kind kind(Map<String, String> environment) {
    String from = named == null ? VARIABLE : "--runner";
    String value = named == null ? environment.getOrDefault(VARIABLE, "") : named;
    if (value.isBlank() && named == null) {
      return Kind.AUTO;
    }
    for (Kind kind : List.of(Kind.values())) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(value.strip())) {
        return kind;
      }
    }
    throw CliException.usage(from + " must be auto, docker or process, not '" + value + "'");
  }
}
