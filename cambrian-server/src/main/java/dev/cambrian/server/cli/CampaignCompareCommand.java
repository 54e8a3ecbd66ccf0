package dev.cambrian.server.cli;

import dev.cambrian.core.campaign.CampaignReport;
import dev.cambrian.core.campaign.SpecComparison;
import dev.cambrian.core.campaign.SpecReport;
import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.evolution.Probability;
import dev.cambrian.core.history.History;
import dev.cambrian.server.campaign.FoundJson;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares two specs by all of their trials, and what they cost.",
      "c1 is the spec that campaign c1 ended with, the promoted or else the base; c1:3 is its node 3, and :3 that of the only campaign of the home."
    })
final class CampaignCompareCommand implements Callable<Integer> {
  /** A campaign, the only one where its id is empty, and a node of it where one is named. */
  record Named(String campaign, OptionalInt node) {}

  static final class NamedConverter implements ITypeConverter<Named> {
    @Override
    public Named convert(String text) {
      int colon = text.indexOf(':');
      if (colon < 0) {
        return new Named(CampaignId.checked(text), OptionalInt.empty());
      }
      String node = text.substring(colon + 1);
      if (!node.matches("[0-9]{1,6}")) {
        throw new TypeConversionException(
            "'%s' is not the number of a node; 'cambrian campaign show' tells them"
                .formatted(node));
      }
      return new Named(
          colon == 0 ? "" : CampaignId.checked(text.substring(0, colon)),
          OptionalInt.of(Integer.parseInt(node)));
    }
  }

  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(
      index = "0",
      paramLabel = "ID[:NODE]",
      converter = NamedConverter.class,
      description = "The first spec.")
  private @Nullable Named first;

  @Parameters(
      index = "1",
      paramLabel = "ID[:NODE]",
      converter = NamedConverter.class,
      description = "The second spec.")
  private @Nullable Named second;

  @Option(names = "--json", description = "A JSON object.")
  private boolean json;

  CampaignCompareCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (History history = home.history(session.environment())) {
      SpecComparison comparison = SpecComparison.of(side(history, first), side(history, second));
      if (json) {
        session.line(JsonText.pretty(FoundJson.of(comparison)));
      } else {
        show(comparison);
      }
    }
    return ExitStatus.OK.code();
  }

  private static SpecComparison.Side side(History history, @Nullable Named named) {
    if (named == null) {
      throw new IllegalStateException("both parameters are required");
    }
    String id = CampaignId.of(history, named.campaign());
    CampaignReport report = CampaignReport.of(CampaignId.campaign(history, id), history);
    if (named.node().isEmpty()) {
      return new SpecComparison.Side(report, report.outcome());
    }
    int node = named.node().getAsInt();
    if (node >= report.specs().size()) {
      throw CliException.usage(
          "campaign %s has no node %d, the last is %d"
              .formatted(id, node, report.specs().size() - 1));
    }
    return new SpecComparison.Side(report, report.specs().get(node));
  }

  private void show(SpecComparison comparison) {
    Table table =
        new Table(
            List.of(
                Column.left(""),
                Column.left(comparison.first().name()),
                Column.left(comparison.second().name())));
    SpecComparison.Side one = comparison.first();
    SpecComparison.Side other = comparison.second();
    row(table, "spec", one, other, it -> Format.digits(it.spec().specHash()));
    row(table, "model", one, other, it -> it.campaign().settings().model());
    row(table, "arm", one, other, it -> it.campaign().settings().arm().id());
    row(table, "viable", one, other, it -> CampaignReportText.counts(it.spec().whole()));
    row(table, "rate", one, other, it -> rate(it.spec()));
    row(table, "bytes", one, other, it -> Format.count(it.spec().bytes()));
    row(table, "tokens a trial", one, other, it -> tokens(it.spec()));
    row(table, "cost a trial", one, other, it -> cost(it.spec()));
    row(table, "time a trial", one, other, it -> time(it.spec()));
    row(table, "campaign, tokens", one, other, it -> campaignTokens(it.campaign()));
    row(
        table,
        "campaign, cost",
        one,
        other,
        it -> Format.cost(it.campaign().spending().microUsd()));
    row(table, "campaign, time", one, other, it -> Format.duration(it.campaign().wallTime()));
    table.lines(session.width()).forEach(session::line);
    session.line("");
    if (comparison.tells()) {
      say(verdict(comparison));
      byTheGate(comparison).ifPresent(this::say);
    }
    comparison.cautions().forEach(this::say);
  }

  private static String verdict(SpecComparison it) {
    return "%s is better with a probability of %s, %s with %s, they are the same with %s%s. The trials are not all fresh: only a campaign's confirmation decides."
        .formatted(
            it.second().name(),
            Probability.text(it.secondBetter()),
            it.first().name(),
            Probability.text(it.firstBetter()),
            Probability.text(it.same()),
            it.difference()
                .map(
                    apart ->
                        "; second minus first: %s".formatted(CampaignReportText.difference(apart)))
                .orElse(""));
  }

  /** The other figure of a spec beside its own base, which is asked for more than this one is. */
  private static Optional<String> byTheGate(SpecComparison it) {
    boolean ofOne =
        it.first().campaign().campaignId().equals(it.second().campaign().campaignId())
            && it.first().spec().node() == 0;
    return Optional.of(it.second().spec().betterThanBase())
        .filter(better -> ofOne && better.isPresent() && confirmed(it))
        .map(
            better ->
                "By the gate's rule, as 'campaign show' tells it, node %d is better than its base with a probability of %s: the lower of the figure above and that of the fresh trials alone."
                    .formatted(it.second().spec().node(), Probability.text(better.getAsDouble())));
  }

  private static boolean confirmed(SpecComparison it) {
    return it.first().spec().confirm().trials() > 0 && it.second().spec().confirm().trials() > 0;
  }

  private interface Cell {
    String of(SpecComparison.Side side);
  }

  private static void row(
      Table table, String name, SpecComparison.Side one, SpecComparison.Side other, Cell cell) {
    table.add(List.of(name, cell.of(one), cell.of(other)));
  }

  private static String rate(SpecReport spec) {
    return spec.whole().trials() == 0 ? "-" : CampaignReportText.rate(spec.whole());
  }

  private static String campaignTokens(CampaignReport report) {
    return Format.count(report.spending().tokens(), report.spending().tokensKnown());
  }

  private static String tokens(SpecReport spec) {
    OptionalLong tokens = spec.behaviour().tokens();
    return tokens.isPresent() ? Format.count(tokens.getAsLong()) : "unknown";
  }

  private static String cost(SpecReport spec) {
    BetaPosterior whole = spec.whole();
    return whole.trials() == 0 || spec.microUsd().isEmpty()
        ? "unknown"
        : Format.cost(OptionalLong.of(spec.microUsd().getAsLong() / whole.trials()));
  }

  private static String time(SpecReport spec) {
    int trials = spec.whole().trials();
    return trials == 0
        ? "unknown"
        : Format.duration(Duration.ofMillis(spec.elapsed().toMillis() / trials));
  }

  private void say(String text) {
    CampaignReportText.wrapped(SafeText.line(text), session.width()).forEach(session::line);
  }
}
