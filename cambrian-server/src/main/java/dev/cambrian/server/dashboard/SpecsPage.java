package dev.cambrian.server.dashboard;

import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.json.Quote;
import dev.cambrian.core.mutation.Section;
import dev.cambrian.core.mutation.Sections;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.view.ComparedTrials;
import dev.cambrian.server.view.RateText;
import dev.cambrian.server.view.SpecComparison;
import dev.cambrian.server.view.SpecDetail;
import dev.cambrian.server.view.SpecTree;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Every registered spec, one of them, and how two differ. */
final class SpecsPage implements Page {
  /** Beside which the entry of the menu is marked. */
  private static final String MENU = "/ui/specs";

  /** Specs on one page. */
  private static final int MOST = 1_000;

  private final Supervisor supervisor;

  SpecsPage(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  @Override
  public List<Call> calls() {
    return List.of(
        Call.get("/ui/specs", this::tree),
        Call.get("/ui/specs/{hash}", this::one),
        Call.get("/ui/specs/{hash}/diff", this::chosen),
        Call.get("/ui/specs/{hash}/diff/{other}", this::difference));
  }

  private void tree(Context context) {
    SpecTree tree = SpecTree.of(supervisor.file());
    Html.page(
        context,
        Templates.render(
            "specs.jte",
            Map.of(
                "frame",
                Frame.of("Specs", MENU),
                "lines",
                tree.lines().subList(0, Math.min(MOST, tree.lines().size())),
                "more",
                tree.lines().size() > MOST || tree.cut())));
  }

  private void one(Context context) {
    SpecDetail spec = detail(hash(context.pathParam("hash")));
    Html.page(
        context,
        Templates.render(
            "spec.jte",
            Map.of("frame", Frame.of(Show.line(spec.title(), 60), MENU), "spec", spec)));
  }

  private SpecDetail detail(String hash) {
    return SpecDetail.of(supervisor.file(), hash)
        .orElseThrow(() -> new RequestException(Kind.UNKNOWN, unknown(hash)));
  }

  private static String unknown(String hash) {
    return "no spec of the hash %s is registered; the tree of specs shows those that are"
        .formatted(Quote.of(hash, 80));
  }

  /** From a form: by its hash, or how that begins. */
  private void chosen(Context context) {
    String hash = hash(context.pathParam("hash"));
    String digits = Parameters.text(context, "other").orElse("").replace("sha256:", "");
    if (!digits.matches("[0-9a-f]{4,64}")) {
      throw new RequestException(
          Kind.MALFORMED,
          "%s is no hash of a spec; give at least its first four digits"
              .formatted(Quote.of(digits, 80)));
    }
    String other =
        SpecDetail.find(supervisor.file(), digits)
            .orElseThrow(
                () ->
                    new RequestException(
                        Kind.UNKNOWN,
                        "there is no spec, or more than one, whose hash begins with " + digits));
    context.redirect("/ui/specs/%s/diff/%s".formatted(hash, other), HttpStatus.SEE_OTHER);
  }

  private void difference(Context context) {
    SpecDetail before = detail(hash(context.pathParam("hash")));
    SpecDetail after = detail(hash(context.pathParam("other")));
    Html.page(
        context,
        Templates.render(
            "specpair.jte",
            Map.of(
                "frame",
                Frame.of("Two specs", MENU),
                "before",
                before,
                "after",
                after,
                "diff",
                SpecComparison.of(sections(before), sections(after)),
                "trials",
                ComparedTrials.of(supervisor.file(), before.hash(), after.hash()))));
  }

  private static Sections sections(SpecDetail spec) {
    if (spec.sections().isEmpty()) {
      throw new RequestException(
          Kind.UNKNOWN, "the text of %s is not stored, or no text".formatted(spec.hash()));
    }
    return new Sections(spec.sections());
  }

  private static String hash(String text) {
    if (!SpecDetail.HASH.matcher(text).matches()) {
      throw new RequestException(
          Kind.MALFORMED,
          "a spec is named by sha256: and 64 hexadecimal digits, not %s"
              .formatted(Quote.of(text, 80)));
    }
    return text;
  }

  /** The text of a section, its long lines cut. */
  static String text(Section section, Room room) {
    return section.text().stripTrailing().lines().map(room::line).collect(Collectors.joining("\n"));
  }

  /** {@code 0.67 (0.28 to 0.95)}; empty where nothing was tried. */
  static String rate(BetaPosterior rate) {
    return rate.trials() == 0 ? "" : RateText.rate(rate);
  }

  /** {@code 3/4}; empty where nothing was tried. */
  static String counts(BetaPosterior rate) {
    return rate.trials() == 0 ? "" : "%d/%d".formatted(rate.successes(), rate.trials());
  }

  static String share(double share) {
    return String.format(Locale.ROOT, "%.2f", share);
  }
}
