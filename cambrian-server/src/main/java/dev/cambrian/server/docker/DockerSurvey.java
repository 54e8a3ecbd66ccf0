package dev.cambrian.server.docker;

import dev.cambrian.core.spec.Toolchain;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether artifacts can be judged in containers here.
 *
 * @param fitting toolchains whose image is there and holds this program's rig
 * @param detail one line; where something is missing, with what mends it
 */
public record DockerSurvey(Set<Toolchain> fitting, String detail) {
  public DockerSurvey {
    fitting = Set.copyOf(fitting);
  }

  /** The same where containers are not to be used. */
  public DockerSurvey unused() {
    return new DockerSurvey(Set.of(), detail);
  }

  /** Looks; takes some seconds at most where a daemon does not answer. */
  public static DockerSurvey take(Map<String, String> environment) {
    return switch (DockerDaemon.find(environment)) {
      case DockerDaemon.Silent(var reason) -> new DockerSurvey(Set.of(), reason);
      case DockerDaemon.Answers(var daemon) -> {
        try (daemon) {
          yield of(daemon);
        } catch (DockerException e) {
          yield new DockerSurvey(Set.of(), String.valueOf(e.getMessage()));
        }
      }
    };
  }

  private static DockerSurvey of(DockerDaemon daemon) {
    DockerVerifier verifier = DockerVerifier.over(daemon);
    Set<Toolchain> fitting = EnumSet.noneOf(Toolchain.class);
    List<String> problems = new ArrayList<>();
    verifier.unbounded().or(verifier::caveat).ifPresent(problems::add);
    for (Toolchain toolchain : Toolchain.values()) {
      verifier
          .refusal(toolchain)
          .ifPresentOrElse(
              it -> {
                if (!problems.contains(it)) {
                  problems.add(it);
                }
              },
              () -> fitting.add(toolchain));
    }
    String about =
        "Docker %s at %s (API %s)".formatted(daemon.version(), daemon.host(), daemon.apiVersion());
    String images =
        fitting.isEmpty()
            ? ""
            : ", images for "
                + fitting.stream().map(Toolchain::id).collect(Collectors.joining(", "));
    return new DockerSurvey(
        fitting, about + images + (problems.isEmpty() ? "" : "; " + String.join("; ", problems)));
  }
}
