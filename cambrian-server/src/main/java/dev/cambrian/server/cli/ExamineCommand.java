package dev.cambrian.server.cli;

import dev.cambrian.core.examine.Examination;
import dev.cambrian.core.examine.Examiner;
import dev.cambrian.core.examine.KnownGood;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "examine",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Has a model that sees only the specification write contracts, and runs them against an artifact, for information.",
      "Exits 0 once they were run, whatever passed; 1 where none could be."
    })
final class ExamineCommand extends LayerCommand {
  private static final int MOST_KNOWN_GOOD = 2;

  @Option(
      names = "--known-good",
      paramLabel = "N|DIR",
      description =
          "What breaks against this artifact of the same specification too is doubtful; by default the latest two other promoted generations.")
  private List<String> knownGood = List.of();

  ExamineCommand(Session session) {
    super(session, CheckSet.EXAMINER);
  }

  @Override
  LlmRequest request(Offspring offspring, Asking asking) {
    return examiner(offspring, asking).request(asking.ordinal());
  }

  @Override
  Examination ask(Offspring offspring, Asking asking, LlmRequest request) {
    return examiner(offspring, asking).ask(asking.llm(), request, asking.progress());
  }

  private static Examiner examiner(Offspring offspring, Asking asking) {
    return new Examiner(offspring.spec(), asking.model(), asking.maxTokens());
  }

  @Override
  List<String> weighed(Work work, ObjectNode json) {
    List<Offspring> good = knownGood(work);
    List<Map<String, ContractResult>> answers = new ArrayList<>();
    ArrayNode against = json.putArray("known-good");
    for (int i = 0; i < good.size(); i++) {
      Offspring one = good.get(i);
      count(i, good.size(), "known-good artifacts");
      begin("running %s, known to be good".formatted(one.label()));
      ViabilityReport report = one.measured(work.verifier(), CheckSet.EXAMINER, work.contracts());
      if (report.viable()) {
        answers.add(report.checks().health().sets().getOrDefault(CheckSet.EXAMINER, Map.of()));
        against.add(one.label());
      } else {
        warn("%s is not viable, so it is not known to be good".formatted(one.label()));
      }
    }
    count(good.size(), good.size(), "known-good artifacts");
    KnownGood known = KnownGood.of(work.contracts(), answers);
    json.put("doubtful", known.doubtful().size());
    ArrayNode results = json.putArray("results");
    List<String> lines = new ArrayList<>();
    for (Contract contract : work.contracts()) {
      ContractResult result =
          Optional.ofNullable(work.results().get(contract.name())).orElseThrow();
      boolean doubtful = known.doubtful().contains(contract.name());
      results.add(told(contract, result).put("doubtful", doubtful));
      lines.add(
          "%s  %s%s%s"
              .formatted(
                  result.passed() ? "ok    " : "failed",
                  contract.name(),
                  result.error().map(it -> ": " + it).orElse(""),
                  doubtful ? "; doubtful: a known-good artifact breaks it too" : ""));
    }
    lines.add(
        answers.isEmpty()
            ? "no known-good artifact was there to hold them against"
            : "%d of %d are doubtful, held against %d known-good"
                .formatted(known.doubtful().size(), work.contracts().size(), answers.size()));
    return lines;
  }

  private List<Offspring> knownGood(Work work) {
    List<String> names =
        knownGood.isEmpty()
            ? Offspring.promoted(
                    work.offspring().spec(),
                    work.offspring().generation(),
                    MOST_KNOWN_GOOD,
                    work.home())
                .stream()
                .map(String::valueOf)
                .toList()
            : knownGood;
    return names.stream().map(it -> Offspring.like(work.offspring(), it, work.home())).toList();
  }
}
