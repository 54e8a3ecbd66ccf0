package dev.cambrian.server.cli;

import dev.cambrian.core.verdict.BoundedVerifier;
import dev.cambrian.core.verdict.LastingRuns;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.rig.LocalVerifier;
import dev.cambrian.rig.RigLimits;
import dev.cambrian.rig.RigSurvey;
import dev.cambrian.server.docker.DockerDaemon;
import dev.cambrian.server.docker.DockerVerifier;
import dev.cambrian.server.docker.LastingVerifier;
import dev.cambrian.server.docker.Leftovers;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.home.HomeId;
import dev.cambrian.server.supervisor.Judge;
import java.util.Map;
import java.util.Optional;

/**
 * What judges the artifacts of a server, whose specs are not known when it starts.
 *
 * @param daemon that is behind it, to be closed
 * @param note why it is not what would be better, in one line
 */
record ServerRunner(Judge judge, Optional<DockerDaemon> daemon, Optional<String> note)
    implements AutoCloseable {

  /**
   * Chooses, before anything is written.
   *
   * @throws CliException where nothing can judge an artifact
   */
  static ServerRunner choose(
      CambrianHome at,
      RunnerOption.Kind kind,
      RigLimits limits,
      IsolationPolicy policy,
      Optional<Integer> parallel,
      Map<String, String> environment) {
    return switch (kind) {
      case PROCESS -> process(limits, policy, parallel, Optional.empty());
      case DOCKER, AUTO ->
          switch (DockerDaemon.find(environment)) {
            case DockerDaemon.Silent(var reason) -> {
              if (kind == RunnerOption.Kind.DOCKER) {
                throw Runner.refused(reason);
              }
              yield process(limits, policy, parallel, Optional.of(reason));
            }
            case DockerDaemon.Answers(var daemon) ->
                answering(at, daemon, kind, limits, policy, parallel);
          };
    };
  }

  private static ServerRunner answering(
      CambrianHome at,
      DockerDaemon daemon,
      RunnerOption.Kind kind,
      RigLimits limits,
      IsolationPolicy policy,
      Optional<Integer> parallel) {
    try {
      DockerVerifier verifier = DockerVerifier.over(daemon).withLimits(limits);
      // Without one image or the other the fitting spawns are refused, with what mends it.
      if (kind == RunnerOption.Kind.AUTO && !verifier.lacksNothing()) {
        String reason = verifier.unfit().orElse("an image is missing");
        daemon.close();
        return process(limits, policy, parallel, Optional.of(reason));
      }
      int _ = Leftovers.remove(daemon);
      LastingVerifier lasting =
          verifier.lasting(at.directory().resolve("runs"), HomeId.of(at.prepare()));
      return new ServerRunner(
          new Judge(
              new BoundedVerifier(lasting, parallel.orElseGet(verifier::atOnce)),
              lasting,
              new BoundedVerifier(verifier, 1),
              verifier::refusal),
          Optional.of(daemon),
          verifier.unfit().or(verifier::caveat));
    } catch (RuntimeException e) {
      daemon.close();
      throw e;
    }
  }

  private static ServerRunner process(
      RigLimits limits, IsolationPolicy policy, Optional<Integer> parallel, Optional<String> note) {
    LocalVerifier verifier = Runner.local(limits, policy, Optional::empty, note);
    int processors = Runtime.getRuntime().availableProcessors();
    return new ServerRunner(
        new Judge(
            new BoundedVerifier(verifier, parallel.orElse(processors)),
            LastingRuns.NONE,
            new BoundedVerifier(verifier, 1),
            RigSurvey::missing),
        Optional.empty(),
        note.map(it -> "not in a container: " + it));
  }

  @Override
  public void close() {
    daemon.ifPresent(DockerDaemon::close);
  }
}
