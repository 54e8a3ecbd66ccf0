package dev.cambrian.core.campaign;

import dev.cambrian.core.Pause;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.pipeline.GenerationArchive;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.Measures;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The small world with contracts that are written and run: whatever runs keeps all of them but
 * those whose name says that they are wrong.
 */
final class ExaminedWorld implements LlmClient, Verifier {
  final List<LlmRequest> questions = Collections.synchronizedList(new ArrayList<>());
  final List<Measures> measured = Collections.synchronizedList(new ArrayList<>());
  final SmallWorld world;
  private final String checks;

  /**
   * @param checks the answer to the question for them
   */
  ExaminedWorld(long seed, String checks) {
    this.world = new SmallWorld(seed);
    this.checks = checks;
  }

  static String check(String name, String path, int status) {
    return """
        {"name": "%s", "type": "http", "method": "GET", "path": "%s", "expect": {"status": %d}}"""
        .formatted(name, path, status);
  }

  CampaignMeans means(History history, Path home) {
    return means(history, home, this);
  }

  CampaignMeans means(History history, Path home, LlmClient llm) {
    return new CampaignMeans(
        history,
        llm,
        this,
        home,
        GenerationArchive.NONE,
        Clock.systemUTC(),
        Pause.SLEEP,
        answer -> OptionalLong.of(3));
  }

  static String start(History history, Spec base, int trials) {
    return Campaigns.start(
        history,
        Optional.empty(),
        base,
        new CampaignSettings(
            Arm.BASE, false, "somebody", "proposer", 7, trials, 1, 1_000, 0, 0, Rules.DEFAULT),
        Optional.empty());
  }

  /** A campaign of the base alone, to its end. */
  Campaign campaign(History history, Path home, Spec base, int trials) {
    String id = start(history, base, trials);
    new CampaignRunner(means(history, home), id, CampaignListener.NONE).run();
    return Campaigns.find(history, id).orElseThrow();
  }

  @Override
  public LlmAnswer answer(LlmRequest request, LlmProgress progress) {
    if (request.purpose() != Purpose.EXAMINE) {
      return world.answer(request, progress);
    }
    questions.add(request);
    return world.answered(checks);
  }

  @Override
  public Verification verify(VerificationRequest request, VerificationListener listener) {
    measured.add(request.measures());
    Verification.Judged judged = (Verification.Judged) world.verify(request, listener);
    ViabilityReport report = judged.report();
    Map<CheckSet, Map<String, ContractResult>> sets = new LinkedHashMap<>();
    request.measures().sets().forEach((set, contracts) -> sets.put(set, results(contracts)));
    Checks checks = report.checks();
    return new Verification.Judged(
        new ViabilityReport(
            report.generation(),
            report.status(),
            report.failureStage(),
            new Checks(
                checks.manifest(),
                checks.build(),
                checks.test(),
                checks.start(),
                new HealthCheck(
                    true,
                    5,
                    Map.of("hello", result(true)),
                    Map.of("vector", result(true)),
                    Map.of(),
                    Optional.empty(),
                    sets,
                    Optional.empty())),
            report.fitness(),
            report.completedAt(),
            report.diagnostics(),
            report.artifactHash(),
            report.specHash(),
            report.isolation()));
  }

  private static Map<String, ContractResult> results(List<Contract> contracts) {
    Map<String, ContractResult> results = new LinkedHashMap<>();
    contracts.forEach(it -> results.put(it.name(), result(!it.name().contains("wrong"))));
    return results;
  }

  private static ContractResult result(boolean passed) {
    return new ContractResult(passed, 1, passed ? Optional.empty() : Optional.of("status"));
  }

  @Override
  public String isolation() {
    return "none";
  }
}
