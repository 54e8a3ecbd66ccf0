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
  /** Where one was asked for and is not to be had: it is not to look as if none was. */
  private static final String UNAVAILABLE = "unavailable";

  private final Optional<String> refusal;
  private final String isolation;
  private final LocalVerifier verifier;
  private final Path scratch;

  private LocalSource(
      Optional<String> refusal, String isolation, LocalVerifier verifier, Path scratch) {
    this.refusal = refusal;
    this.isolation = isolation;
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
    if (walled.refusal().isEmpty()) {
      return new LocalSource(Optional.empty(), walled.isolation(), walled, scratch);
    }
    String reason = "no sandbox: what it attempts would touch this machine";
    return isolation == Isolation.NONE
        ? refusing(reason, walled.isolation(), scratch)
        : refusing(reason, scratch);
  }

  /** Where nothing isolates, for that reason. */
  static LocalSource refusing(String reason, Path scratch) {
    return refusing(reason, UNAVAILABLE, scratch);
  }

  private static LocalSource refusing(String reason, String isolation, Path scratch) {
    return new LocalSource(
        Optional.of(reason),
        isolation,
        LocalVerifier.with(Isolation.NONE, IsolationPolicy.ALLOW_NONE),
        scratch);
  }

  @Override
  public String isolation() {
    return isolation;
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
