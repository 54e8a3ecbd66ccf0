package dev.cambrian.server.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where verifications run, and how many at once. */
public final class RunnerOption extends RunnerKindOption {
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
}
