package dev.cambrian.server.phenotype;

import dev.cambrian.core.AtOnce;
import dev.cambrian.core.CambrianException;
import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Baseline;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.server.home.Directories;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Has offspring answer the requests of a {@link ProbePlan}. The rig runs each as in any
 * verification, in the same sandbox and limits, and asks the probes as baseline contracts, which
 * come last and change no verdict. Nothing is kept.
 */
public final class Probing {
  private final Verifier verifier;
  private final Consumer<String> told;

  /**
   * @param verifier bounded to what the machine bears
   * @param told gets a line for each offspring, which may quote hostile text
   */
  public Probing(Verifier verifier, Consumer<String> told) {
    this.verifier = verifier;
    this.told = told;
  }

  /** How many requests each offspring of the spec is asked. */
  public static int probes(Spec spec) {
    return ProbePlan.of(spec).size();
  }

  /**
   * The answers of those that could be asked, in the order of the offspring. An interrupted thread
   * leaves the rest out.
   */
  public List<Answers> probe(Spec spec, List<Offspring> offspring) {
    Baseline probes = new Baseline(0, ProbePlan.of(spec));
    List<Answers> answers = new ArrayList<>();
    try (AtOnce<Optional<Answers>> probing = new AtOnce<>(Math.max(1, offspring.size()))) {
      List<Future<Optional<Answers>>> futures =
          offspring.stream().map(each -> probing.start(() -> probe(spec, each, probes))).toList();
      futures.forEach(it -> probing.end(it).ifPresent(answers::add));
    }
    return answers;
  }

  private Optional<Answers> probe(Spec spec, Offspring offspring, Baseline probes) {
    try {
      return Directories.temporary(
          "cambrian-probe-", directory -> probe(spec, offspring, probes, directory));
    } catch (CambrianException e) {
      told.accept("%s: not probed: %s".formatted(offspring.name(), e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Answers> probe(Spec spec, Offspring offspring, Baseline probes, Path directory) {
    int generation = Math.max(1, offspring.report().map(ViabilityReport::generation).orElse(1));
    SealedArtifact artifact =
        ArtifactWriter.seal(
            directory.resolve("artifact"),
            offspring.files(),
            new Sealing(
                spec,
                generation,
                0,
                "probe",
                TokenUsage.NONE,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty()));
    Verification verification =
        verifier.verify(
            new VerificationRequest(
                UUID.randomUUID().toString(),
                generation,
                artifact.directory(),
                artifact.manifest().artifactHash(),
                spec,
                probes),
            VerificationListener.NONE);
    return verification.fold(
        judged -> answered(offspring, judged.report(), probes.contracts()),
        aborted -> {
          told.accept(
              "%s: not probed: %s: %s"
                  .formatted(offspring.name(), aborted.kind().id(), aborted.reason()));
          return Optional.empty();
        });
  }

  private Optional<Answers> answered(
      Offspring offspring, ViabilityReport report, List<Contract> probes) {
    Map<String, ContractResult> results = report.checks().health().baselineContracts();
    if (results.isEmpty() && !probes.isEmpty()) {
      told.accept(
          "%s: not probed: it is %s now and did not come so far"
              .formatted(offspring.name(), report.status().id()));
      return Optional.empty();
    }
    told.accept("%s: answered %d probes".formatted(offspring.name(), results.size()));
    return Optional.of(new Answers(offspring.name(), results));
  }
}
