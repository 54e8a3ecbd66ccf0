package dev.cambrian.server.cli;

import dev.cambrian.core.examine.Examination;
import dev.cambrian.core.examine.Reading;
import dev.cambrian.core.examine.RedTeam;
import dev.cambrian.core.examine.Violation;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "redteam",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Has a model that sees specification and code write contracts that the code breaks, and runs them, for information.",
      "What breaks is put to three fresh readings of the specification, two of which must confirm it.",
      "Exits 0 once they were run, whatever broke; 1 where none could be."
    })
final class RedteamCommand extends LayerCommand {
  @Option(
      names = "--parallel",
      converter = Values.Parallel.class,
      paramLabel = "K",
      defaultValue = "3",
      description = "Readers asked at once, 1 to 64; 3 by default.")
  private int parallel;

  RedteamCommand(Session session) {
    super(session, CheckSet.REDTEAM);
  }

  @Override
  LlmRequest request(Offspring offspring, Asking asking) {
    return team(offspring, asking).request(offspring.files(), asking.ordinal());
  }

  @Override
  Examination ask(Offspring offspring, Asking asking, LlmRequest request) {
    return team(offspring, asking).ask(asking.llm(), request, asking.progress());
  }

  private static RedTeam team(Offspring offspring, Asking asking) {
    return new RedTeam(offspring.spec(), asking.model(), asking.maxTokens());
  }

  @Override
  List<String> weighed(Work work, ObjectNode json) {
    List<RedTeam.Broken> broken = new ArrayList<>();
    for (int i = 0; i < work.contracts().size(); i++) {
      if (!result(work, work.contracts().get(i)).passed()) {
        broken.add(new RedTeam.Broken(work.contracts().get(i), i));
      }
    }
    List<Violation> violations = read(work, broken);
    Map<Contract, Violation> known = new HashMap<>();
    violations.forEach(it -> known.put(it.contract(), it));
    ArrayNode results = json.putArray("results");
    List<String> lines = new ArrayList<>();
    for (Contract contract : work.contracts()) {
      ContractResult result = result(work, contract);
      ObjectNode node = told(contract, result);
      results.add(node);
      String line = contract.name() + result.error().map(it -> ": " + it).orElse("");
      Optional<Violation> violation = Optional.ofNullable(known.get(contract));
      violation.ifPresent(it -> tell(it, node));
      lines.add(
          violation
              .map(
                  it ->
                      (it.confirmed() ? "confirmed  " : "disputed   ")
                          + line
                          + "; %d of %d readers agree".formatted(it.agreeing(), RedTeam.READERS))
              .orElse((result.passed() ? "kept       " : "not read   ") + line));
    }
    long confirmed = violations.stream().filter(Violation::confirmed).count();
    double score = Violation.score(work.contracts().size(), violations);
    json.put("broken", broken.size());
    json.put("read", violations.size());
    json.put("confirmed", confirmed);
    json.put("score", score);
    lines.add(
        String.format(
            Locale.ROOT,
            "%d confirmed %s, score %.2f",
            confirmed,
            confirmed == 1 ? "violation" : "violations",
            score));
    return lines;
  }

  private static ContractResult result(Work work, Contract contract) {
    return Optional.ofNullable(work.results().get(contract.name())).orElseThrow();
  }

  private List<Violation> read(Work work, List<RedTeam.Broken> broken) {
    List<RedTeam.Broken> read = broken.subList(0, Math.min(broken.size(), RedTeam.MOST_READ));
    AtomicInteger done = new AtomicInteger();
    count(0, read.size(), "broken contracts read");
    if (!read.isEmpty()) {
      begin(
          "%d of %d contracts were broken, each is put to %d readers"
              .formatted(broken.size(), work.contracts().size(), RedTeam.READERS));
    }
    return team(work.offspring(), work.asking())
        .read(
            work.asking().llm(),
            read,
            work.asking().ordinal(),
            parallel,
            work.asking().progress(),
            _ -> count(done.incrementAndGet(), read.size(), "broken contracts read"));
  }

  private static void tell(Violation violation, ObjectNode node) {
    node.put("confirmed", violation.confirmed());
    node.put("agreeing", violation.agreeing());
    ArrayNode readings = node.putArray("readings");
    for (Reading reading : violation.readings()) {
      ObjectNode one =
          readings
              .addObject()
              .put("demanded", reading.demanded())
              .put("quote", reading.quote())
              .put("quote-stands", reading.quoteStands());
      reading.unreadable().ifPresent(it -> one.put("unreadable", it));
    }
  }
}
