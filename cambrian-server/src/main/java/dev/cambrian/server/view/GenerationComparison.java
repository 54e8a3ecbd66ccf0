package dev.cambrian.server.view;

import dev.cambrian.core.history.History;
import dev.cambrian.core.mutation.Sections;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.server.git.FileChange;
import dev.cambrian.server.git.GitArchive;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedSet;

/**
 * Two generations beside each other.
 *
 * @param before the first, {@code after} the second; which is older does not matter
 * @param code how their files differ, without {@code manifest.json}; empty where one of them has no
 *     code in git
 * @param fitness every figure of either report, in the order of the report
 * @param stages every stage in order
 * @param checks contracts, vectors and what else was asked of either, those that differ first
 * @param spec how their specs differ; empty where they have the same, or where one is no text
 */
public record GenerationComparison(
    GenerationDetail before,
    GenerationDetail after,
    Optional<List<FileChange>> code,
    List<Figure> fitness,
    List<StagePair> stages,
    List<CheckPair> checks,
    Optional<SpecComparison> spec) {
  /** Rows of code that are shown. */
  public static final int MOST_ROWS = 4_000;

  /** What the rig does after the tests passed; of a report that tells of it. */
  public static final String CANARY = "canary";

  /** How far a stage came. */
  public enum Result {
    PASSED,
    FAILED,
    /** It never began. */
    NOT_ATTEMPTED
  }

  /**
   * One stage of one generation.
   *
   * @param millis that it took
   */
  public record StageResult(Result result, OptionalLong millis) {}

  /**
   * The same of two.
   *
   * @param name the id of a stage, or {@value #CANARY}
   */
  public record StagePair(String name, StageResult before, StageResult after) {}

  /**
   * One check.
   *
   * @param group what it belongs to: {@code contract}, {@code vector}, {@code baseline} or the name
   *     of a set
   * @param before empty where the first was not asked
   */
  public record CheckPair(
      String group, String name, Optional<ContractResult> before, Optional<ContractResult> after) {
    /** Whether it came to something else, or only one of the two was asked. */
    public boolean differs() {
      return !before.map(ContractResult::passed).equals(after.map(ContractResult::passed));
    }
  }

  public GenerationComparison {
    code = code.map(List::copyOf);
    fitness = List.copyOf(fitness);
    stages = List.copyOf(stages);
    checks = List.copyOf(checks);
  }

  /** Of two generations of one history. */
  public static GenerationComparison of(
      GenerationDetail before, GenerationDetail after, History history, GitArchive archive) {
    int one = before.record().generation();
    int other = after.record().generation();
    return new GenerationComparison(
        before,
        after,
        archive.contains(one) && archive.contains(other)
            ? Optional.of(archive.changes(one, other, MOST_ROWS))
            : Optional.empty(),
        Figure.all(before.report(), after.report()),
        stages(before.report(), after.report()),
        checks(results(before), results(after)),
        spec(before.record().specHash(), after.record().specHash(), history));
  }

  static List<StagePair> stages(Optional<ViabilityReport> before, Optional<ViabilityReport> after) {
    Map<Stage, StageResult> one = stages(before);
    Map<Stage, StageResult> other = stages(after);
    StageResult none = new StageResult(Result.NOT_ATTEMPTED, OptionalLong.empty());
    List<StagePair> pairs = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      pairs.add(
          new StagePair(
              stage.id(), one.getOrDefault(stage, none), other.getOrDefault(stage, none)));
      if (stage == Stage.TEST) {
        Optional<StageResult> first = canary(before);
        Optional<StageResult> second = canary(after);
        if (first.isPresent() || second.isPresent()) {
          pairs.add(new StagePair(CANARY, first.orElse(none), second.orElse(none)));
        }
      }
    }
    return pairs;
  }

  private static Optional<StageResult> canary(Optional<ViabilityReport> report) {
    return report
        .flatMap(it -> it.checks().test().canary())
        .map(
            it ->
                new StageResult(
                    it.passed() ? Result.PASSED : Result.FAILED, OptionalLong.of(it.durationMs())));
  }

  private static Map<Stage, StageResult> stages(Optional<ViabilityReport> report) {
    Map<Stage, StageResult> results = new EnumMap<>(Stage.class);
    report
        .map(it -> StageChecks.of(it.checks()))
        .ifPresent(all -> all.forEach(it -> results.put(it.stage(), result(it))));
    return results;
  }

  private static StageResult result(StageChecks.Reached stage) {
    return stage.attempted()
        ? new StageResult(
            stage.check().passed() ? Result.PASSED : Result.FAILED,
            OptionalLong.of(stage.check().durationMs()))
        : new StageResult(Result.NOT_ATTEMPTED, OptionalLong.empty());
  }

  private record Name(String group, String name) {}

  private static Map<Name, ContractResult> results(GenerationDetail detail) {
    Map<Name, ContractResult> results = new LinkedHashMap<>();
    detail
        .report()
        .map(it -> it.checks().health())
        .ifPresent(
            (HealthCheck health) -> {
              health.contracts().forEach((k, v) -> results.put(new Name("contract", k), v));
              health.specVectors().forEach((k, v) -> results.put(new Name("vector", k), v));
              health.baselineContracts().forEach((k, v) -> results.put(new Name("baseline", k), v));
              health
                  .sets()
                  .forEach(
                      (set, all) -> all.forEach((k, v) -> results.put(new Name(set.id(), k), v)));
            });
    return results;
  }

  private static List<CheckPair> checks(
      Map<Name, ContractResult> before, Map<Name, ContractResult> after) {
    SequencedSet<Name> names = new LinkedHashSet<>(after.keySet());
    names.addAll(before.keySet());
    return names.stream()
        .map(
            it ->
                new CheckPair(
                    it.group(),
                    it.name(),
                    Optional.ofNullable(before.get(it)),
                    Optional.ofNullable(after.get(it))))
        .sorted(Comparator.comparing(it -> !it.differs()))
        .toList();
  }

  private static Optional<SpecComparison> spec(String before, String after, History history) {
    if (before.equals(after)) {
      return Optional.empty();
    }
    return sections(before, history)
        .flatMap(one -> sections(after, history).map(it -> SpecComparison.of(one, it)));
  }

  private static Optional<Sections> sections(String hash, History history) {
    return history.get(hash).flatMap(Sections::of);
  }

  /** Whether both were grown from the same spec. */
  public boolean sameSpec() {
    return before.record().specHash().equals(after.record().specHash());
  }
}
