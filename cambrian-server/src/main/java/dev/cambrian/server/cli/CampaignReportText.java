package dev.cambrian.server.cli;

import dev.cambrian.core.campaign.Attribution;
import dev.cambrian.core.campaign.BestOfN;
import dev.cambrian.core.campaign.CampaignReport;
import dev.cambrian.core.campaign.Difference;
import dev.cambrian.core.campaign.SpecReport;
import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.evolution.Probability;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import dev.cambrian.server.view.CampaignFindings;
import dev.cambrian.server.view.RateText;
import dev.cambrian.server.view.SpecFailures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The report of a campaign for people. */
final class CampaignReportText {
  /** Things at which the trials of one spec failed, told one by one. */
  private static final int MOST_GROUPS = 3;

  private final Session session;

  CampaignReportText(Session session) {
    this.session = session;
  }

  void show(CampaignReport report, CampaignFindings findings) {
    CampaignSettings settings = report.settings();
    say(
        "Campaign %s, %s: %s%s, %s, %d trials, proposals by %s, seed %d"
            .formatted(
                report.campaignId(),
                report.status().id(),
                settings.arm().id(),
                settings.againstItself() ? " against itself" : "",
                settings.model(),
                settings.trials(),
                settings.proposerModel(),
                settings.seed()));
    report.note().ifPresent(it -> say("Note: " + it));
    report.paused().ifPresent(it -> say("Paused: " + it));
    session.line("");
    say(report.result());
    findings.evidence().ifPresent(it -> it.sentences().forEach(this::say));
    session.line("");
    specs(report, findings);
    session.line("");
    say(
        "Rates are expected ones of all trials, of which a confirmed spec was chosen by some, with their 95 %% interval; better: than the base, by the gate's rule, which asks %s (* passes), or where there are no fresh trials of both by all trials, which confirm nothing (?)."
            .formatted(share(report.settings().rules().gate())));
    report.bestOfN().map(BestOfN::text).map(CampaignReportText::capital).ifPresent(this::say);
    behaviour(report, findings);
    failures(findings.failures());
    origins(report, findings);
    sections(report.sections());
    notices(report);
    session.line("");
    totals(report, findings);
  }

  private void specs(CampaignReport report, CampaignFindings findings) {
    Table table =
        new Table(
            List.of(
                Column.right("NODE"),
                Column.right("PARENT"),
                Column.right("SEARCH"),
                Column.right("CONFIRM"),
                Column.left("RATE"),
                Column.right("BETTER"),
                Column.right("BYTES"),
                Column.right("TOKENS"),
                Column.right("COST"),
                Column.right("TIME"),
                Column.left("SPEC")));
    for (SpecReport it : report.specs()) {
      table.add(
          List.of(
              Integer.toString(it.node()),
              it.parent().isPresent() ? Integer.toString(it.parent().getAsInt()) : "-",
              counts(it.search()),
              counts(it.confirm()),
              it.whole().trials() == 0 ? "-" : rate(it.whole()),
              number(it.betterThanBase()) + mark(it),
              Format.count(it.bytes()),
              tokens(it, findings),
              Format.cost(it.microUsd()),
              Format.duration(it.elapsed()),
              Format.digits(it.specHash())));
    }
    lines(table);
  }

  private static String mark(SpecReport spec) {
    boolean asked = spec.betterThanBase().isPresent() && spec.confirm().trials() == 0;
    return spec.passesGate() ? " *" : asked ? " ?" : "";
  }

  private static String tokens(SpecReport spec, CampaignFindings findings) {
    return Format.count(spec.tokens(), spec.tokensKnown(), findings.estimate(spec));
  }

  /** At what the trials of each spec failed, what was said alike once. */
  private void failures(List<SpecFailures> failures) {
    if (failures.isEmpty()) {
      return;
    }
    session.line("");
    say("At what trials failed, in how many of each spec's (for one 'cambrian show GENERATION'):");
    for (SpecFailures spec : failures) {
      say("  %s: %d of %d failed".formatted(node(spec.node()), spec.failed(), spec.trials()));
      spec.groups().stream().limit(MOST_GROUPS).forEach(it -> group(it, spec.trials()));
      if (spec.groups().size() > MOST_GROUPS) {
        say("    and %d more".formatted(spec.groups().size() - MOST_GROUPS));
      }
    }
  }

  private void group(SpecFailures.Group group, int trials) {
    say(
        "    %d of %d: %s (%s; for one %s, generation %d)"
            .formatted(
                group.trials(),
                trials,
                group.message(),
                group.named(),
                group.example().text(),
                group.example().generation()));
    group.example().printed().ifPresent(it -> say("      it printed last: " + it));
  }

  private static String node(int node) {
    return node == 0 ? "base" : "node " + node;
  }

  private static String tokensEach(SpecReport spec, CampaignFindings findings) {
    OptionalLong told = spec.behaviour().tokens();
    return Format.count(told.orElse(0), told.isPresent(), findings.estimateEach(spec));
  }

  /** How the specs behave, which selects nothing. */
  private void behaviour(CampaignReport report, CampaignFindings findings) {
    Table table =
        new Table(
            List.of(
                Column.right("NODE"),
                Column.right("TOKENS EACH"),
                Column.right("TIME TO VIABILITY"),
                Column.right("TREND"),
                Column.left("FAILED AT")));
    report.specs().stream()
        .filter(it -> it.whole().trials() > 0)
        .forEach(
            it ->
                table.add(
                    List.of(
                        Integer.toString(it.node()),
                        tokensEach(it, findings),
                        it.behaviour().timeToViability().map(Format::duration).orElse("-"),
                        it.behaviour().trend().isPresent()
                            ? signed(it.behaviour().trend().getAsDouble())
                            : "-",
                        counts(it.behaviour().failures()))));
    session.line("");
    session.line("Behaviour, by which nothing is selected:");
    lines(table);
  }

  private void origins(CampaignReport report, CampaignFindings findings) {
    List<SpecReport> made = report.specs().stream().filter(it -> it.node() > 0).toList();
    if (made.isEmpty()) {
      return;
    }
    session.line("");
    session.line("What was changed, in the proposer's own words:");
    for (SpecReport it : made) {
      say(
          "  node %d%s: %s%s%s%s"
              .formatted(
                  it.node(),
                  Optional.ofNullable(findings.origins().get(it.node()))
                      .map(" (proposal %d)"::formatted)
                      .orElse(""),
                  it.operator().map(Operator::id).orElse(""),
                  it.section().map(" %s"::formatted).orElse(""),
                  it.donor().map(" of node %d"::formatted).orElse(""),
                  Optional.of(it.rationale().strip())
                      .filter(words -> !words.isEmpty())
                      .map(": %s"::formatted)
                      .orElse("")));
    }
    SpecReport shown = report.outcome().node() > 0 ? report.outcome() : made.getFirst();
    say(
        "The change itself: cambrian spec diff %s %s"
            .formatted(Format.digits(report.baseHash()), Format.digits(shown.specHash())));
  }

  private void sections(Attribution attribution) {
    if (attribution.sections().isEmpty()) {
      return;
    }
    Table table =
        new Table(
            List.of(
                Column.left("SECTION"),
                Column.right("CHANGED"),
                Column.right("TRIED"),
                Column.left("EFFECT"),
                Column.left("ENTANGLEMENT")));
    for (Attribution.Effect it : attribution.sections()) {
      table.add(
          List.of(
              it.section(),
              Integer.toString(it.touches()),
              Integer.toString(it.tried()),
              it.viability().map(CampaignReportText::difference).orElse("-"),
              it.entanglement().map(CampaignReportText::difference).orElse("-")
                  + (it.entangled() ? " entangled" : "")));
    }
    session.line("");
    session.line("Sections: what changing them did to the share that lives,");
    session.line("and to the share that fails what belongs to other sections:");
    lines(table);
  }

  private void notices(CampaignReport report) {
    if (report.notices().isEmpty()) {
      return;
    }
    session.line("");
    session.line("The monitor saw:");
    report
        .notices()
        .forEach(it -> say("  %s: %s; %s".formatted(it.trigger(), it.message(), it.action())));
  }

  private void totals(CampaignReport report, CampaignFindings findings) {
    CampaignReport.Trials trials = report.trials();
    say(
        "Trials: %d of %d with a verdict, %d viable%s; voided: %s"
            .formatted(
                trials.scored(),
                trials.wanted(),
                trials.viable(),
                trials.open() > 0 ? ", %d open".formatted(trials.open()) : "",
                counts(report.voided())));
    say("Refused proposals: %s".formatted(counts(report.rejections())));
    if (!report.abandoned().isEmpty()) {
      say("Proposals without an answer: %s".formatted(counts(report.abandoned())));
    }
    CampaignReport.Spending spending = report.spending();
    say(
        "Spent: %s tokens for trials, %s for proposals%s, %s, %s by the clock"
            .formatted(
                Format.count(spending.trialTokens(), spending.tokensKnown()),
                Format.count(spending.proposalTokens(), spending.tokensKnown()),
                withoutVerdict(spending),
                spending.microUsd().isPresent() ? Format.cost(spending.microUsd()) : "cost unknown",
                Format.duration(report.wallTime())));
    if (spending.untold() > 0) {
      say(
          "Trials without a verdict of which was not written what they took, so that it is in no figure: %d"
              .formatted(spending.untold()));
    }
    findings
        .tokens()
        .ifPresent(
            it ->
                say(
                    "Estimated (~) by the bytes of what was asked and answered, since not every provider told its tokens: %s for trials, %s for proposals."
                        .formatted(Format.count(it.trials()), Format.count(it.proposals()))));
  }

  private static String withoutVerdict(CampaignReport.Spending spending) {
    return spending.voidedTokens() > 0
        ? ", %s for trials without a verdict"
            .formatted(Format.count(spending.voidedTokens(), spending.tokensKnown()))
        : "";
  }

  static String rate(BetaPosterior rate) {
    return RateText.rate(rate);
  }

  static String counts(BetaPosterior rate) {
    return rate.trials() == 0 ? "-" : "%d/%d".formatted(rate.successes(), rate.trials());
  }

  static String difference(Difference it) {
    return RateText.difference(it);
  }

  static String share(double share) {
    return String.format(Locale.ROOT, "%.2f", share);
  }

  private static String signed(double share) {
    return String.format(Locale.ROOT, "%+.2f", share);
  }

  private static String number(OptionalDouble share) {
    return share.isPresent() ? Probability.text(share.getAsDouble()) : "-";
  }

  private static String counts(Map<String, Integer> counts) {
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(it -> it.getKey() + " " + it.getValue())
            .collect(Collectors.joining(", "));
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private void lines(Table table) {
    table.lines(session.width()).forEach(session::line);
  }

  /** Safe, and broken at blanks where it is wider than the screen. */
  private void say(String text) {
    wrapped(SafeText.line(text), session.width()).forEach(session::line);
  }

  static List<String> wrapped(String text, int width) {
    int indent = 0;
    while (indent < text.length() && text.charAt(indent) == ' ') {
      indent++;
    }
    List<String> lines = new ArrayList<>();
    String rest = text;
    String blanks = " ".repeat(indent + (indent > 0 ? 2 : 0));
    while (rest.codePointCount(0, rest.length()) > width) {
      int end = rest.offsetByCodePoints(0, Math.max(1, width));
      int at = rest.lastIndexOf(' ', end);
      boolean blank = at > blanks.length();
      lines.add(rest.substring(0, blank ? at : end).stripTrailing());
      String more = rest.substring(blank ? at + 1 : end);
      if (width <= blanks.length() + 1) {
        blanks = "";
      }
      rest = blanks + more;
    }
    lines.add(rest);
    return lines;
  }
}
