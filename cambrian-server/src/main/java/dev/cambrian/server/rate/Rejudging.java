package dev.cambrian.server.rate;

import dev.cambrian.core.AtOnce;
import dev.cambrian.core.CambrianException;
import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.server.home.Directories;
import dev.cambrian.server.terminal.FailedNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Has every recorded answer judged anew and compares: the verdict, each stage, each failed test,
 * contract and vector must be those of the report that lies beside the answer.
 */
public final class Rejudging {
  private final Verifier verifier;
  private final Consumer<String> told;

  /**
   * @param verifier bounded to what the machine bears
   * @param told gets a line for each answer that was judged, which may quote hostile text
   */
  public Rejudging(Verifier verifier, Consumer<String> told) {
    this.verifier = verifier;
    this.told = told;
  }

  /**
   * What came out.
   *
   * @param judged answers that got a verdict
   * @param differences one line for each that got another one
   * @param aborted one line for each that got none
   */
  public record Outcome(int judged, List<String> differences, List<String> aborted) {
    public Outcome {
      differences = List.copyOf(differences);
      aborted = List.copyOf(aborted);
    }
  }

  /** The judgement of one answer; at most one of the two says something. */
  private record One(Optional<String> difference, Optional<String> aborted) {}

  /** Judges all; an interrupted thread aborts what is left. */
  public Outcome judge(Trials set) {
    List<Future<One>> futures = new ArrayList<>();
    List<One> all = new ArrayList<>();
    try (AtOnce<One> judging = new AtOnce<>(Math.max(1, answers(set)))) {
      for (Trial trial : set.trials()) {
        for (TrialAttempt attempt : trial.attempts()) {
          if (isJudged(attempt)) {
            futures.add(judging.start(() -> judge(set, trial, attempt)));
          }
        }
      }
      futures.forEach(it -> all.add(judging.end(it)));
    }
    List<String> differences = all.stream().flatMap(it -> it.difference().stream()).toList();
    List<String> aborted = all.stream().flatMap(it -> it.aborted().stream()).toList();
    return new Outcome(all.size() - aborted.size(), differences, aborted);
  }

  /** How many answers of a set have a verdict, each of which is judged anew. */
  public static int answers(Trials set) {
    return (int)
        set.trials().stream()
            .flatMap(trial -> trial.attempts().stream())
            .filter(Rejudging::isJudged)
            .count();
  }

  private static boolean isJudged(TrialAttempt attempt) {
    return attempt.report().isPresent() && attempt.artifactHash().isPresent();
  }

  private One judge(Trials set, Trial trial, TrialAttempt attempt) {
    String name = "trial %02d: %s".formatted(trial.number(), attempt.name());
    try {
      return Directories.temporary(
          "cambrian-rate-", directory -> judge(set, name, attempt, directory));
    } catch (CambrianException e) {
      return aborted(name + ": " + e.getMessage());
    }
  }

  private One judge(Trials set, String name, TrialAttempt attempt, Path directory) {
    ViabilityReport stored = attempt.report().orElseThrow();
    SealedArtifact artifact =
        ArtifactWriter.seal(
            directory.resolve("artifact"),
            TrialReader.files(set.spec(), attempt.last()),
            new Sealing(
                set.spec(),
                stored.generation(),
                0,
                attempt.last().answer().producerModel(),
                attempt.last().answer().usage(),
                attempt.last().recordedAt(),
                Optional.empty(),
                Optional.empty()));
    Verification verification =
        verifier.verify(
            new VerificationRequest(
                UUID.randomUUID().toString(),
                stored.generation(),
                artifact.directory(),
                artifact.manifest().artifactHash(),
                set.spec()),
            VerificationListener.NONE);
    return verification.fold(
        judged -> compared(name, stored, judged.report()),
        aborted -> aborted("%s: %s: %s".formatted(name, aborted.kind().id(), aborted.reason())));
  }

  private One compared(String name, ViabilityReport stored, ViabilityReport now) {
    SortedMap<String, String> before = facts(stored);
    SortedMap<String, String> after = facts(now);
    if (before.equals(after)) {
      told.accept(name + ": " + now.status().id() + ", as recorded");
      return new One(Optional.empty(), Optional.empty());
    }
    List<String> parts = new ArrayList<>();
    before.forEach(
        (fact, value) -> {
          if (!value.equals(after.get(fact))) {
            parts.add("%s: recorded %s, now %s".formatted(fact, value, after.get(fact)));
          }
        });
    String difference = name + ": " + String.join("; ", parts);
    told.accept(difference);
    return new One(Optional.of(difference), Optional.empty());
  }

  private One aborted(String line) {
    told.accept(line);
    return new One(Optional.empty(), Optional.of(line));
  }

  /** What may not differ; the same names for every report. */
  private static SortedMap<String, String> facts(ViabilityReport report) {
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("verdict", report.status().id());
    for (Stage stage : Stage.values()) {
      facts.put(stage.id(), RateText.passed(report.checks(), stage) ? "passed" : "did not pass");
    }
    FailedNames failed = FailedNames.of(report);
    facts.put("failed tests", names(failed.tests()));
    facts.put("failed contracts", names(failed.contracts()));
    facts.put("failed spec vectors", names(failed.vectors()));
    return facts;
  }

  private static String names(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", new TreeSet<>(names));
  }
}
