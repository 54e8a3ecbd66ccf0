package dev.cambrian.server.cli;

import dev.cambrian.server.cli.RunnerOption.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where verifications run. */
class RunnerKindOption {
  private static final String VARIABLE = "CAMBRIAN_RUNNER";

  @Option(
      names = "--runner",
      paramLabel = "KIND",
      description =
          "Where the rig judges: docker (containers), process (bubblewrap) or auto, which takes docker where it can;"
              + " CAMBRIAN_RUNNER or auto by default.")
  private @Nullable String named;

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
