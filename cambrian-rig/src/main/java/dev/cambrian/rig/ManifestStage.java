package dev.cambrian.rig;

import dev.cambrian.core.artifact.ArtifactProblem;
import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks the artifact against its manifest and the trusted spec, and copies what was checked. */
final class ManifestStage {
  private final Assignment assignment;
  private final Scratch scratch;
  private final Kit kit;
  private Optional<WorkingCopy> copy = Optional.empty();

  ManifestStage(Assignment assignment, Scratch scratch, Kit kit) {
    this.assignment = assignment;
    this.scratch = scratch;
    this.kit = kit;
  }

  /** The working copy; present once the stage has passed. */
  WorkingCopy copy() {
    return copy.orElseThrow();
  }

  StageOutcome run(Judgement judgement) throws IOException {
    return switch (ArtifactReader.read(assignment.artifact(), assignment.spec())) {
      case ArtifactReader.Broken(var problems) -> broken(problems);
      case ArtifactReader.Sound sound -> sound(sound, judgement);
    };
  }

  private StageOutcome sound(ArtifactReader.Sound sound, Judgement judgement) throws IOException {
    Manifest manifest = sound.artifact().manifest();
    String hash = manifest.artifactHash();
    if (assignment.artifactHash().isPresent() && !assignment.artifactHash().get().equals(hash)) {
      return StageOutcome.failed(
          "manifest",
          "this is another artifact: its hash is %s, expected is %s"
              .formatted(hash, assignment.artifactHash().get()),
          Optional.empty());
    }
    if (assignment.generation() > 0 && assignment.generation() != manifest.generation()) {
      return StageOutcome.failed(
          "manifest",
          "the manifest says generation %d, expected is %d"
              .formatted(manifest.generation(), assignment.generation()),
          Optional.empty());
    }
    WorkingCopy made = WorkingCopy.of(sound.contents(), scratch);
    judgement.artifact(
        hash,
        SourceStats.of(sound.contents(), assignment.spec().artifactPath(), kit.extensions()),
        manifest.inputTokens(),
        manifest.outputTokens());
    copy = Optional.of(made);
    return StageOutcome.PASSED;
  }

  private static StageOutcome broken(List<ArtifactProblem> problems) {
    List<Failure> failures = new ArrayList<>();
    for (ArtifactProblem problem :
        problems.subList(0, Math.min(problems.size(), TestResults.MAX_FAILURES))) {
      failures.add(
          SourceMap.failure(
              "manifest " + problem.rule(), problem.message(), problem.path(), Optional.empty()));
    }
    String first = problems.getFirst().message();
    return StageOutcome.failed(
        problems.size() == 1 ? first : first + " (and " + (problems.size() - 1) + " more)",
        failures,
        Optional.empty());
  }
}
