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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
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
    RedTeam team = team(work.offspring(), work.asking());
    List<Violation> violations = new ArrayList<>();
    ArrayNode results = json.putArray("results");
    List<String> lines = new ArrayList<>();
    int unread = 0;
    for (int i = 0; i < work.contracts().size(); i++) {
      count(i, work.contracts().size(), "contracts");
      Contract contract = work.contracts().get(i);
      ContractResult result =
          Optional.ofNullable(work.results().get(contract.name())).orElseThrow();
      ObjectNode node = told(contract, result);
      results.add(node);
      String line = contract.name() + result.error().map(it -> ": " + it).orElse("");
      if (result.passed()) {
        lines.add("kept       " + line);
      } else if (violations.size() == RedTeam.MOST_READ) {
        unread++;
        lines.add("not read   " + line);
      } else {
        begin("%s was broken, asking %d readers".formatted(contract.name(), RedTeam.READERS));
        Violation violation =
            team.read(
                work.asking().llm(),
                contract,
                work.asking().ordinal(),
                i,
                work.asking().progress());
        violations.add(violation);
        tell(violation, node);
        lines.add(
            (violation.confirmed() ? "confirmed  " : "disputed   ")
                + line
                + "; %d of %d readers agree".formatted(violation.agreeing(), RedTeam.READERS));
      }
    }
    count(work.contracts().size(), work.contracts().size(), "contracts");
    long confirmed = violations.stream().filter(Violation::confirmed).count();
    double score = Violation.score(work.contracts().size(), violations);
    json.put("broken", violations.size() + unread);
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
