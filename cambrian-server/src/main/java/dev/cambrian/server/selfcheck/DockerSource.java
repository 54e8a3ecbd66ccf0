package dev.cambrian.server.selfcheck;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.rig.RigLimits;
import dev.cambrian.server.docker.DockerDaemon;
import dev.cambrian.server.docker.DockerVerifier;
import dev.cambrian.server.docker.Leftovers;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A container for each fixture, on a daemon that answers. */
final class DockerSource implements VerifierSource {
  private final DockerDaemon daemon;
  private final DockerVerifier verifier;

  DockerSource(DockerDaemon daemon, DockerVerifier verifier) {
    this.daemon = daemon;
    this.verifier = verifier;
  }

  @Override
  public String isolation() {
    return verifier.isolation();
  }

  @Override
  public Optional<String> refusal() {
    return Optional.empty();
  }

  @Override
  public Set<Need> provides() {
    Set<Need> provided = EnumSet.of(Need.CONTAINER);
    provided.addAll(Need.ofThisUser());
    return provided;
  }

  @Override
  public Optional<String> missing(Spec spec) {
    return verifier.refusal(spec);
  }

  @Override
  public Verifier verifier(RigLimits limits) {
    return verifier.withLimits(limits);
  }

  @Override
  public List<String> leftovers() {
    return Leftovers.own(daemon).stream().map(it -> "the container " + it).toList();
  }

  @Override
  public void close() {
    daemon.close();
  }
}
