package dev.cambrian.server.selfcheck;

import dev.cambrian.server.cli.ExitStatus;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came of a self-check.
 *
 * @param refusal why no command could be run at all
 * @param aftermath what was looked at afterwards
 */
record SelfcheckReport(
    String isolation, Optional<String> refusal, List<Result> results, List<Finding> aftermath) {
  private static final int MOST = 200;

  SelfcheckReport {
    results = List.copyOf(results);
    aftermath = List.copyOf(aftermath);
  }

  /**
   * Something that must hold once all fixtures have run.
   *
   * @param problems what shows that it does not; empty where it holds
   */
  record Finding(String what, List<String> problems) {
    Finding {
      problems = List.copyOf(problems);
    }
  }

  /** A surprise goes before what could not be run. */
  ExitStatus status() {
    boolean surprised =
        results.stream().anyMatch(Result::surprising)
            || aftermath.stream().anyMatch(it -> !it.problems().isEmpty());
    if (surprised) {
      return ExitStatus.NEGATIVE;
    }
    boolean stopped =
        refusal.isPresent() && results.stream().anyMatch(it -> it.fixture().runsCommands());
    return stopped ? ExitStatus.INFRASTRUCTURE : ExitStatus.OK;
  }

  /** One fixture in one line of safe text. */
  static String line(Result result) {
    return "%-8s  %-34s %7s %8s  %s: %s"
        .formatted(
            result.standing().label(),
            result.fixture().id(),
            result.ran() ? seconds(result) : "-",
            memory(result),
            result.fixture().attempts(),
            Table.cut(SafeText.line(result.happened()), MOST));
  }

  static String header() {
    return "%-8s  %-34s %7s %8s  %s"
        .formatted("", "FIXTURE", "TIME", "MEMORY", "ATTEMPTS: COMES OUT AS");
  }

  private static String seconds(Result result) {
    return String.format(Locale.ROOT, "%.1f s", result.took().toMillis() / 1000.0);
  }

  private static String memory(Result result) {
    return result.peakMemory().isPresent() ? (result.peakMemory().getAsLong() >> 20) + " MiB" : "-";
  }

  /** The last lines, of safe text. */
  List<String> summary() {
    List<String> lines = new ArrayList<>();
    long surprises = results.stream().filter(Result::surprising).count();
    long ran = results.stream().filter(Result::ran).count();
    lines.add(
        "%d %s, isolation %s: %d as expected, %d %s, %d not run"
            .formatted(
                results.size(),
                results.size() == 1 ? "fixture" : "fixtures",
                isolation,
                ran - surprises,
                surprises,
                surprises == 1 ? "surprise" : "surprises",
                results.size() - ran));
    reasons()
        .forEach(
            (reason, count) ->
                lines.add("not run: %d, %s".formatted(count, SafeText.line(reason))));
    for (Finding finding : aftermath) {
      lines.add((finding.problems().isEmpty() ? "ok: " : "SURPRISE: not so: ") + finding.what());
      finding.problems().forEach(it -> lines.add("  " + SafeText.line(it)));
    }
    return lines;
  }

  private Map<String, Integer> reasons() {
    Map<String, Integer> reasons = new LinkedHashMap<>();
    results.stream()
        .filter(it -> !it.ran())
        .forEach(it -> reasons.merge(it.happened(), 1, Integer::sum));
    return reasons;
  }

  /** One fixture for programs. */
  static ObjectNode node(Result result) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("class", result.fixture().group().id());
    node.put("name", result.fixture().name());
    node.put("attempts", result.fixture().attempts());
    result.fixture().twin().ifPresent(it -> node.put("twin", it));
    node.put("expected", result.fixture().expectation().words());
    node.put("standing", result.standing().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    node.put("happened", result.happened());
    if (result.ran()) {
      node.put("duration-ms", result.took().toMillis());
    }
    result.peakMemory().ifPresent(it -> node.put("peak-memory-bytes", it));
    return node;
  }

  String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("isolation", isolation);
    refusal.ifPresent(it -> root.put("refusal", it));
    root.put("ok", status() == ExitStatus.OK);
    var fixtures = root.putArray("fixtures");
    for (Result result : results) {
      fixtures.add(node(result));
    }
    var after = root.putArray("aftermath");
    for (Finding finding : aftermath) {
      ObjectNode node = after.addObject().put("what", finding.what());
      node.put("holds", finding.problems().isEmpty());
      finding.problems().forEach(node.putArray("problems")::add);
    }
    return JsonText.pretty(root) + "\n";
  }
}
