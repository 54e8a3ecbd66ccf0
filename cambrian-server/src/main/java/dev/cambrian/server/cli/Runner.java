package dev.cambrian.server.cli;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.BoundedVerifier;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.rig.LocalVerifier;
import dev.cambrian.rig.RigLimits;
import dev.cambrian.rig.RigSurvey;
import dev.cambrian.server.docker.DockerDaemon;
import dev.cambrian.server.docker.DockerVerifier;
import dev.cambrian.server.docker.Leftovers;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What judges the artifacts of one command.
 *
 * @param daemon that is behind it, to be closed
 * @param note why it is not what would be better, in one line
 */
record Runner(Verifier verifier, Optional<DockerDaemon> daemon, Optional<String> note)
    implements AutoCloseable {

  /**
   * Chooses, before anything is written.
   *
   * @throws CliException where nothing can judge an artifact of that spec
   */
  static Runner choose(
      RunnerOption.Kind kind,
      Spec spec,
      RigLimits limits,
      IsolationPolicy policy,
      Optional<Integer> parallel,
      Map<String, String> environment) {
    return switch (kind) {
      case PROCESS -> process(spec, limits, policy, parallel, Optional.empty());
      case DOCKER, AUTO ->
          switch (DockerDaemon.find(environment)) {
            case DockerDaemon.Silent(var reason) -> {
              if (kind == RunnerOption.Kind.DOCKER) {
                throw refused(reason);
              }
              yield process(
                  spec,
                  limits,
                  policy,
                  parallel,
                  environment.getOrDefault("DOCKER_HOST", "").isBlank()
                      ? Optional.empty()
                      : Optional.of(reason));
            }
            case DockerDaemon.Answers(var daemon) ->
                answering(daemon, kind, spec, limits, policy, parallel);
          };
    };
  }

  private static Runner answering(
      DockerDaemon daemon,
      RunnerOption.Kind kind,
      Spec spec,
      RigLimits limits,
      IsolationPolicy policy,
      Optional<Integer> parallel) {
    try {
      DockerVerifier verifier = DockerVerifier.over(daemon).withLimits(limits);
      return switch (verifier.fitness(spec)) {
        case DockerVerifier.Fitness.FITS -> {
          int _ = Leftovers.remove(daemon);
          yield new Runner(
              new BoundedVerifier(verifier, parallel.orElseGet(verifier::atOnce)),
              Optional.of(daemon),
              verifier.caveat());
        }
        // Another rig would judge by other rules, and nobody would see it.
        case DockerVerifier.Fitness.STALE -> throw refused(verifier.refusal(spec).orElseThrow());
        case DockerVerifier.Fitness.LACKING -> {
          String reason = verifier.refusal(spec).orElseThrow();
          if (kind == RunnerOption.Kind.DOCKER) {
            throw refused(reason);
          }
          daemon.close();
          yield process(spec, limits, policy, parallel, Optional.of(reason));
        }
      };
    } catch (RuntimeException e) {
      daemon.close();
      throw e;
    }
  }

  private static Runner process(
      Spec spec,
      RigLimits limits,
      IsolationPolicy policy,
      Optional<Integer> parallel,
      Optional<String> note) {
    LocalVerifier verifier = local(limits, policy, () -> RigSurvey.missing(spec), note);
    int processors = Runtime.getRuntime().availableProcessors();
    return new Runner(
        new BoundedVerifier(verifier, parallel.orElse(processors)),
        Optional.empty(),
        note.map(it -> "not in a container: " + it));
  }

  /**
   * One that judges in processes of this machine.
   *
   * @param lacking why it cannot beside its own reasons
   * @param note why it is not in a container
   * @throws CliException where it cannot
   */
  static LocalVerifier local(
      RigLimits limits,
      IsolationPolicy policy,
      Supplier<Optional<String>> lacking,
      Optional<String> note) {
    LocalVerifier verifier = LocalVerifier.with(policy).withLimits(limits);
    verifier
        .refusal()
        .or(lacking)
        .ifPresent(
            reason -> {
              throw refused(
                  reason + note.map(it -> "; or run it in a container: " + it).orElse(""));
            });
    return verifier;
  }

  static CliException refused(String reason) {
    return new CliException(ExitStatus.INFRASTRUCTURE, reason);
  }

  @Override
  public void close() {
    daemon.ifPresent(DockerDaemon::close);
  }
}
