package dev.cambrian.server.selfcheck;

import dev.cambrian.rig.Isolation;
import dev.cambrian.server.cli.RunnerOption;
import dev.cambrian.server.docker.DockerDaemon;
import dev.cambrian.server.docker.DockerVerifier;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The isolation that is checked. */
enum Kind {
  /** Containers of a Docker daemon. */
  DOCKER,
  /** Processes of this machine in bubblewrap. */
  BUBBLEWRAP,
  /** Nothing: what runs no command is checked, the rest refused. */
  NONE;

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What growths of this machine would run in by themselves: containers where a daemon answers that
   * keeps the limits and has all images, be they stale, which is refused then as it is there.
   */
  static Kind here(Map<String, String> environment) {
    return switch (new RunnerOption().kind(environment)) {
      case DOCKER -> DOCKER;
      case PROCESS -> BUBBLEWRAP;
      case AUTO ->
          switch (DockerDaemon.find(environment)) {
            case DockerDaemon.Silent _ -> BUBBLEWRAP;
            case DockerDaemon.Answers(var daemon) -> {
              try (daemon) {
                yield DockerVerifier.over(daemon).lacksNothing() ? DOCKER : BUBBLEWRAP;
              }
            }
          };
    };
  }

  /**
   * Makes it ready.
   *
   * @param scratch an empty directory for what runs on this machine
   */
  VerifierSource open(Path scratch, Map<String, String> environment) {
    return switch (this) {
      case DOCKER ->
          switch (DockerDaemon.find(environment)) {
            case DockerDaemon.Answers(var daemon) -> {
              DockerVerifier verifier = DockerVerifier.over(daemon);
              Optional<String> unfit = verifier.unfit();
              if (unfit.isPresent()) {
                daemon.close();
                yield LocalSource.refusing(unfit.get(), scratch);
              }
              yield new DockerSource(daemon, verifier);
            }
            case DockerDaemon.Silent(var reason) -> LocalSource.refusing(reason, scratch);
          };
      case BUBBLEWRAP -> LocalSource.of(Isolation.BUBBLEWRAP, scratch);
      case NONE -> LocalSource.of(Isolation.NONE, scratch);
    };
  }
}
