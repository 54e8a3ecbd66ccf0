package dev.cambrian.rig;

import dev.cambrian.core.artifact.ArtifactProblem;
import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks the artifact against its manifest and the trusted spec, and keeps what was checked. */
final class ManifestStage {
  private final Assignment assignment;
  private final Kit kit;
  private Map<String, byte[]> checked = Map.of();

  ManifestStage(Assignment assignment, Kit kit) {
    this.assignment = assignment;
    this.kit = kit;
  }

  /** Every file of the artifact, once the stage has passed. */
  Map<String, byte[]> checked() {
    return checked;
  }

  StageOutcome run(Judgement judgement) {
    return ArtifactReader.read(assignment.artifact(), assignment.spec())
        .fold(sound -> sound(sound, judgement), broken -> broken(broken.problems()));
  }

  private StageOutcome sound(ArtifactReader.Sound sound, Judgement judgement) {
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
    judgement.artifact(
        hash,
        SourceStats.of(sound.contents(), assignment.spec().artifactPath(), kit.extensions()),
        manifest.inputTokens(),
        manifest.outputTokens());
    checked = sound.contents();
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
