package dev.cambrian.server.selfcheck;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.rig.Isolation;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.rig.LocalVerifier;
import dev.cambrian.rig.RigLimits;
import dev.cambrian.rig.RigSurvey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Bubblewrap on this machine. Without it no command runs: a fixture is no code for a bare one. */
final class LocalSource implements VerifierSource {
  private final Optional<String> refusal;
  private final LocalVerifier verifier;
  private final Path scratch;

  private LocalSource(Optional<String> refusal, LocalVerifier verifier, Path scratch) {
    this.refusal = refusal;
    this.verifier = verifier.withScratch(scratch);
    this.scratch = scratch;
  }

  /**
   * Of that isolation. Where there is none, what ends before any command is judged all the same.
   *
   * @param scratch an empty directory for the rig alone
   */
  static LocalSource of(Isolation isolation, Path scratch) {
    LocalVerifier walled = LocalVerifier.with(isolation, IsolationPolicy.REQUIRE_SANDBOX);
    return walled.refusal().isPresent()
        ? refusing("no sandbox: what it attempts would touch this machine", scratch)
        : new LocalSource(Optional.empty(), walled, scratch);
  }

  /** Where nothing isolates, for that reason. */
  static LocalSource refusing(String reason, Path scratch) {
    return new LocalSource(
        Optional.of(reason),
        LocalVerifier.with(Isolation.NONE, IsolationPolicy.ALLOW_NONE),
        scratch);
  }

  @Override
  public String isolation() {
    return verifier.isolation();
  }

  @Override
  public Optional<String> refusal() {
    return refusal;
  }

  @Override
  public Set<Need> provides() {
    return Need.ofThisUser();
  }

  @Override
  public Optional<String> missing(Spec spec) {
    return RigSurvey.missing(spec);
  }

  @Override
  public Verifier verifier(RigLimits limits) {
    return verifier.withLimits(limits);
  }

  /** A sandbox shows the directories of its run, under whatever name, in its list of mounts. */
  @Override
  public List<String> leftovers() {
    List<String> left = new ArrayList<>(HostProcesses.mentioning("mountinfo", scratch.toString()));
    try (Stream<Path> entries = Files.list(scratch)) {
      entries.map(it -> "the directory " + it).forEach(left::add);
    } catch (IOException e) {
      left.add("the directory " + scratch + " cannot be read: " + e);
    }
    return left;
  }
}
